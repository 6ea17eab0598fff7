/** Settings that only GitLab has, each on a small pipeline that rests on it. */
import type { Cases } from './three-values-case.ts';

const IMAGE = 'docker.io/library/node@sha256:0c0734eb7051babbb3e95cd74e684f940552b31472152edf0bb23e54ab44a0d7';
const pipeline = (text: string, file = '.gitlab-ci.yml'): Readonly<Record<string, string>> => ({
  CODEOWNERS: '* @acme/security\n',
  [file]: text,
});
const job = (name: string, script: string, more = '', image = IMAGE): string => `${name}:\n  image: ${image}\n${more}  script:\n    - ${script}\n`;
const ON_DEFAULT = '  rules:\n    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n';
const REVIEWED = {
  'branch-protected': true,
  'branch-admins-included': true,
  'code-owners-required': true,
  'tags-protected': true,
  'job-token-limited': true,
};
const INPUT = 'spec:\n  inputs:\n    text:\n      default: hello\n---\n';

export const GITLAB_CASES: Cases = {
  'cache-protected-apart': {
    files: pipeline(
      `${job('test', 'make test', '  rules:\n    - if: $CI_COMMIT_BRANCH\n  cache: {key: deps, paths: [deps/]}\n')}${job('release', './deps/release "$API_KEY"', `${ON_DEFAULT}  environment: production\n  cache: {key: deps, paths: [deps/]}\n`)}`,
    ),
    told: { ...REVIEWED, 'secret-protected': true, 'secret-environment-scoped': true, 'protected-runs-limited': true, 'environment-branches': true },
    actor: 'writer',
    asset: 'secret:gitlab-ci/API_KEY@production',
  },
  'job-token-push-off': {
    files: pipeline(job('build', 'make', '', 'someone/builder:2')),
    told: { ...REVIEWED, 'branch-protected': false },
    actor: 'upstream',
    asset: 'source:repository',
  },
  'pipeline-variables-limited': {
    files: pipeline(
      `variables:\n  TEXT: {value: hello, description: what to say}\n${job('go', 'sh -c "echo $TEXT"; ./go.sh "$API_KEY"', ON_DEFAULT)}`,
    ),
    told: { ...REVIEWED, 'secret-protected': true, 'protected-runs-limited': false },
    actor: 'writer',
    asset: 'secret:gitlab-ci/API_KEY',
  },
  'pipeline-file-unused': {
    files: pipeline(job('build', './go.sh "$API_KEY"', '', 'someone/builder:2'), 'ci/other.gitlab-ci.yml'),
    told: { ...REVIEWED, 'secret-protected': false },
    actor: 'upstream',
    asset: 'secret:gitlab-ci/API_KEY',
  },
  'project-registry-unused': {
    files: pipeline(job('build', 'make', '', 'someone/builder:2')),
    told: REVIEWED,
    actor: 'upstream',
    asset: 'publication:packages:repository',
  },
  'protected-runs-limited': {
    files: pipeline(`${INPUT}${job('go', 'sh -c "echo $[[ inputs.text ]]"; ./go.sh "$API_KEY"', ON_DEFAULT)}`),
    told: { ...REVIEWED, 'secret-protected': true },
    actor: 'writer',
    asset: 'secret:gitlab-ci/API_KEY',
  },
  'secret-masked': {
    files: pipeline(job('release', './release.sh "$API_KEY"', `${ON_DEFAULT}  environment: production\n  variables:\n    CI_DEBUG_TRACE: "true"\n`)),
    told: { ...REVIEWED, 'secret-protected': true, 'secret-environment-scoped': true, 'protected-runs-limited': true },
    actor: 'writer',
    asset: 'secret:gitlab-ci/API_KEY@production',
  },
  'secret-environment-scoped': {
    files: pipeline(
      `${job('test', 'make test', ON_DEFAULT, 'someone/builder:2')}${job('release', './release.sh "$API_KEY"', `${ON_DEFAULT}  environment: production\n`)}`,
    ),
    told: REVIEWED,
    actor: 'upstream',
    asset: 'secret:gitlab-ci/API_KEY@production',
  },
};
