/** Pipes: images that run in a step with its files and the variables they are given. https://support.atlassian.com/bitbucket-cloud/docs/use-pipes-in-bitbucket-pipelines/ */
import type { Effect, Material } from '../../pipeline/effects.ts';
import type { YamlScalar } from '../../source/yaml.ts';
import { type ComponentRegistry, parseImage } from '../common/component-registry.ts';
import { secretVariables } from '../common/plain/variables.ts';

/** `atlassian/aws-s3-deploy:1.1.0` by its tag, `docker://image` as that image. */
export const pipeComponent = (registry: ComponentRegistry, pipe: YamlScalar): string => {
  const written = pipe.value.trim();
  if (written.startsWith('docker://')) return registry.image(written.slice('docker://'.length), pipe.span);
  const { name, ref, pin } = parseImage(written);
  return registry.add({
    id: `plugin:${name}@${ref ?? ''}`,
    kind: 'plugin',
    name,
    ref,
    pin,
    owner: name.startsWith('atlassian/') ? 'platform' : 'third-party',
    resolved: false,
    nested: [],
    firstUse: pipe.span,
  });
};

/** What it ships, as far as the names of the vendor's own pipes tell: https://bitbucket.org/product/features/pipelines/integrations */
export const pipeEffects = (pipe: YamlScalar, given: ReadonlyMap<string, YamlScalar>, materials: readonly Material[]): readonly Effect[] => {
  const name = /^(?:docker:\/\/)?[^/]+\/([\w.-]+)/.exec(pipe.value.trim())?.[1] ?? '';
  const { span } = pipe;
  const credential = [...given.values()].flatMap(({ value }) => secretVariables(value)[0]?.name ?? [])[0] ?? null;
  const role = given.get('AWS_OIDC_ROLE_ARN');
  const login: readonly Effect[] =
    role === undefined
      ? []
      : [{ kind: 'login', provider: 'aws', to: 'cloud', by: 'identity', identity: role.value.includes('$') ? null : role.value, span }];
  const publish = (type: 'npm' | 'pypi' | 'image', what: string): readonly Effect[] => [
    { kind: 'publish', publication: { id: `${type}:${what}`, type, name: what }, credential, provenance: 'unknown', materials, span },
  ];
  if (/^npm-publish$/.test(name)) return publish('npm', '*');
  if (/^pypi-publish$/.test(name)) return publish('pypi', '*');
  if (/ecr-push-image|docker-push|push-image/.test(name)) return [...login, ...publish('image', given.get('IMAGE_NAME')?.value ?? 'unknown')];
  if (!/deploy|rsync|scp|ssh-run|kubectl|cloudfront|firebase|heroku|sftp|ftp/.test(name)) return login;
  return [...login, { kind: 'deploy', target: name.replace(/-(?:deploy|run)$/, ''), credential, materials, verified: false, span }];
};
