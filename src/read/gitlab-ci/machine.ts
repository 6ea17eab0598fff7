/** Where a job runs: the machine by its tags, the image, the services, and what the job token may do there. */
import type { Component, Container, Grant, Job, Runner } from '../../pipeline/model.ts';
import { compareText, type Span } from '../../source/span.ts';
import { get, textOf, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { type ComponentRegistry, parseImage } from '../common/component-registry.ts';
import type { JobSyntax } from './syntax.ts';
import type { Scope } from './variables.ts';

/** Tags of the vendor's own machines, each used for one job: https://docs.gitlab.com/ci/runners/hosted_runners/ */
const HOSTED = /^saas-(?:linux|macos|windows)-[\w-]+$/;

/**
 * Jobs run on these machines themselves: `image` names the machine, or means nothing.
 * https://docs.gitlab.com/ci/runners/hosted_runners/macos/, https://docs.gitlab.com/ci/runners/hosted_runners/windows/
 */
const HOSTED_MACHINE = /^saas-(?:macos|windows)-/;

/** Tags that machines of GitLab.com had until 2024, and that many teams give their own: https://docs.gitlab.com/update/deprecations/#removal-of-tags-from-small-saas-runners-on-linux */
const FORMER = /^(?:docker|linux|macos|gce|east-c|gitlab-org(?:-docker)?|shared(?:-[\w-]+)?|windows(?:-\d+)?)$/;

/** Without tags the project's settings decide, so that not even the pool is known. */
export const runnerOf = (job: JobSyntax, scope: Scope): Runner => {
  const labels = job.tags.map((tag) => scope.expand(tag.value, null).text ?? tag.value).sort(compareText);
  const hosted =
    labels.length === 0 || labels.some((label) => FORMER.test(label) || label.includes('$'))
      ? 'unknown'
      : labels.every((label) => HOSTED.test(label));
  return {
    labels,
    hosted,
    ephemeral: hosted === true ? true : 'unknown',
    pool: labels.length === 0 ? 'unknown' : `gitlab-ci:${labels.join('+')}`,
    span: job.tags[0]?.span ?? job.keySpan,
  };
};

const OWN = /^(?:\$CI_REGISTRY_IMAGE\b|(?:\$CI_REGISTRY|registry\.gitlab\.com)\/\$CI_PROJECT_PATH\b)/;
/** Kept by other projects of the same group. */
const OF_GROUP =
  /^(?:[\w.:-]+|\$CI_REGISTRY|\$CI_SERVER_(?:HOST|FQDN))\/\$CI_PROJECT_(?:ROOT_)?NAMESPACE\b|^\$CI_(?:TEMPLATE_REGISTRY_HOST\/)?PROJECT_(?:ROOT_)?NAMESPACE\b/;
const OF_PLATFORM = /^registry\.gitlab\.com\/(?:gitlab-org|security-products|components)\//;

const ownerOf = (name: string): Component['owner'] =>
  OWN.test(name) ? 'self' : OF_GROUP.test(name) ? 'internal' : OF_PLATFORM.test(name) ? 'platform' : 'third-party';

/** An image as it is written where a part of it is not known. */
const imageId = (registry: ComponentRegistry, node: YamlScalar, scope: Scope): string | null => {
  const text = scope.expand(node.value, null).text ?? node.value;
  if (text === '') return null;
  const { name, ref, pin } = parseImage(text.replaceAll(/\$\{(\w+)\}/g, '$$$1'));
  const open = ref === null ? name.includes('$') && !name.startsWith('$CI_') : ref.includes('$');
  return registry.add({
    id: `image:${name}@${ref ?? ''}`,
    kind: 'image',
    name,
    ref,
    pin: open ? 'unknown' : pin,
    owner: ownerOf(name),
    resolved: false,
    nested: [],
    firstUse: node.span,
  });
};

const container = (registry: ComponentRegistry, node: YamlNode, scope: Scope): Container | null => {
  const name = node.kind === 'scalar' ? node : get(node, 'name');
  if (name?.kind !== 'scalar') return null;
  const component = imageId(registry, name, scope);
  const text = scope.expand(name.value, null).text ?? name.value;
  // Docker in Docker only works on a runner that starts privileged containers: https://docs.gitlab.com/ci/docker/using_docker_build/#use-docker-in-docker
  return { component, privileged: /(?:^|[/:-])dind\b|-dind\b/.test(text), hostMounts: [], span: name.span };
};

export const containersOf = (registry: ComponentRegistry, job: JobSyntax, scope: Scope): Pick<Job, 'container' | 'services'> => ({
  container: job.image === null || HOSTED_MACHINE.test(job.tags[0]?.value ?? '') ? null : container(registry, job.image, scope),
  services: job.services.flatMap((service) => container(registry, service, scope) ?? []),
});

const grant = (right: string, capability: Grant['capability'], span: Span, when?: Grant['when']): Grant => ({
  right,
  capability,
  span,
  ...(when === undefined ? {} : { when }),
});

/** Which of the project's own shelves the configuration puts something on. */
export interface Ships {
  readonly packages: boolean;
  readonly releases: boolean;
  /** Something pushes with the job token, which comes to nothing unless the project lets it. */
  readonly pushes: boolean;
}

/** Nothing in the files uses the registries or releases of the project; whether anybody does is not in them. */
const UNUSED: NonNullable<Grant['when']> = [{ setting: 'project-registry-unused', is: false }];

export const shipsOf = (text: string): Ships => ({
  packages: /CI_REGISTRY_IMAGE|\$\{?CI_REGISTRY\b|\/packages\/|CI_PACKAGES|npm_registry|gitlab-maven/.test(text),
  pushes: /\bgit\s[^\n]*\bpush\b/.test(text) && /\bgit\s[^\n]*\b(?:push|remote\s+(?:set-url|add))\b[^\n]*\$\{?CI_JOB_TOKEN\b/.test(text),
  releases: /^\s+release:|release-cli|glab release|\/releases\b|semantic-release/m.test(text),
});

/** What the token of every job may do in its own project. https://docs.gitlab.com/ci/jobs/ci_job_token/#job-token-access */
export const tokenOf = (ships: Ships, span: Span, identity: Span | null): readonly Grant[] => {
  return [
    grant('job token: repository (read)', 'read-source', span),
    grant('job token: package and container registry', 'write-packages', span, ships.packages ? undefined : UNUSED),
    grant('job token: releases', 'write-release', span, ships.releases ? undefined : UNUSED),
    grant('job token: git push', 'write-source', span, ships.pushes ? undefined : [{ setting: 'job-token-push-off', is: false }]),
    grant('job token: trigger pipelines', 'run-workflows', span, [{ setting: 'protected-runs-limited', is: false }]),
    ...(identity === null ? [] : [grant('id_tokens', 'mint-identity', identity)]),
  ];
};

export const isWindows = (job: JobSyntax): boolean =>
  job.tags.some(({ value }) => /windows/i.test(value)) ||
  /windows|servercore|nanoserver/i.test(textOf(job.image) ?? textOf(get(job.image, 'name')) ?? '');
