/** Clusters on the machine of the job that something out of sight has made, as its variables name them. */
import type { Value } from '../../pipeline/value.ts';
import { askOf } from './watched-answers.ts';

/**
 * Registries that only clusters of the same machine can pull from, and addresses by which a machine reaches its own ingress.
 * https://nip.io, https://sslip.io, https://ko.build/configuration/#local-publishing-options, https://kind.sigs.k8s.io/docs/user/local-registry/
 */
const OWN_INGRESS = /(?:^|[/.@-])127[-.]\d{1,3}[-.]\d{1,3}[-.]\d{1,3}\.(?:nip|sslip)\.io(?:[:/]|$)/i;
const OWN_REGISTRY = /^(?:kind|ko)\.local(?:\/|$)|^(?:[\w-]+\.)*(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|kind-registry)(?::\d+)?(?:\/|$)/i;
const REGISTRY = /(?:^|_)(?:DOCKER_REPO|IMAGE_REPO|IMAGE_REPOSITORY|REGISTRY)(?:_|$)/;

/** The variable that tells so, with its value; null where none does. */
export const ownClusterNamed = (env: ReadonlyMap<string, Value>): string | null => askOf(env, 'own cluster', inEnvironment);

const inEnvironment = (env: ReadonlyMap<string, Value>): string | null => {
  for (const [name, { text }] of env)
    if (text !== null && (OWN_INGRESS.test(text) || (REGISTRY.test(name) && OWN_REGISTRY.test(text)))) return `${name}=${text}`;
  return null;
};
