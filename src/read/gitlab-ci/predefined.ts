/**
 * Predefined variables, and who writes what is in them.
 * https://docs.gitlab.com/ci/variables/predefined_variables/
 */
import type { Charset } from '../../pipeline/effects.ts';
import type { Actor } from '../../pipeline/model.ts';
import { influenced, known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Seed } from './triggers.ts';

/** What a variable holds in a pipeline: not there, a text, or a text that is not known. */
export type Held =
  | { readonly kind: 'unset' }
  | {
      readonly kind: 'set';
      readonly value: Value;
      /** What it certainly is not: the name of a branch that is taken, the project itself. */
      readonly not?: string;
    };
const UNSET: Held = { kind: 'unset' };
const set = (value: Value): Held => ({ kind: 'set', value });
const fixed = (text: string): Held => set(known(text));

/** The default branch, where the configuration does not tell its name. No branch can be called so. */
export const DEFAULT_BRANCH = '(default branch)';

const written = (seed: Seed, field: string, charset: Charset, actor: Actor | null): Held =>
  set(actor === null ? UNKNOWN : influenced({ origin: { kind: 'event', field, actor, span: seed.span }, charset, via: [] }));

/** Variables of a merge request that its author writes. */
const OF_MERGE_REQUEST: Readonly<Record<string, Charset>> = {
  CI_MERGE_REQUEST_TITLE: 'line',
  CI_MERGE_REQUEST_DESCRIPTION: 'any',
  CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'ref-name',
  CI_MERGE_REQUEST_SOURCE_PROJECT_URL: 'word',
};
/** Variables of the commit that its author writes. */
const OF_COMMIT: Readonly<Record<string, Charset>> = {
  CI_COMMIT_MESSAGE: 'any',
  CI_COMMIT_TITLE: 'line',
  CI_COMMIT_DESCRIPTION: 'any',
  CI_COMMIT_AUTHOR: 'line',
};
/** Addresses and names of the platform and the project, which stand for themselves. */
const OF_PROJECT =
  /^CI_(?:API_V4_URL|API_GRAPHQL_URL|PROJECT_(?:ID|NAME|PATH|PATH_SLUG|NAMESPACE|ROOT_NAMESPACE|URL|TITLE)|REGISTRY|REGISTRY_IMAGE|SERVER_(?:URL|HOST|FQDN|PORT|PROTOCOL)|PAGES_(?:DOMAIN|URL)|DEPENDENCY_PROXY_\w+|REPOSITORY_URL|TEMPLATE_REGISTRY_HOST)$/;
/** Names and numbers made by the platform. */
const HARMLESS =
  /^(?:CI_(?:COMMIT_(?:SHA|SHORT_SHA|BEFORE_SHA|TIMESTAMP|REF_SLUG)|PIPELINE_\w+|JOB_\w+|RUNNER_\w+|NODE_\w+|CONCURRENT_\w+|MERGE_REQUEST_(?:ID|IID|REF_PATH|DIFF_\w+|PROJECT_\w+|TARGET_\w+|SOURCE_BRANCH_SHA|SOURCE_PROJECT_ID|EVENT_TYPE|APPROVED|ASSIGNEES|DRAFT)|BUILDS_DIR|CONFIG_PATH|ENVIRONMENT_SLUG|ENVIRONMENT_ACTION|ENVIRONMENT_TIER|PROJECT_(?:DIR|VISIBILITY|REPOSITORY_LANGUAGES|CLASSIFICATION_LABEL|DESCRIPTION)|SERVER_\w+|REGISTRY_USER|DEPLOY_USER|OPEN_MERGE_REQUESTS|DISPOSABLE_ENVIRONMENT|SHARED_ENVIRONMENT|HAS_OPEN_REQUIREMENTS|DEBUG_\w+|GITLAB_FIPS_MODE|TRIGGER_SHORT_TOKEN|KUBERNETES_\w+|UPSTREAM_\w+)|GITLAB_(?:CI|FEATURES|USER_ID|USER_LOGIN)|HOME|PATH|PWD|USER|SHELL|HOSTNAME|LANG|TERM|TMPDIR|RANDOM|SECONDS|IFS|UID|EUID|PPID|LINENO|OLDPWD|BASH_\w+|FUNCNAME|PIPESTATUS|OPTARG|OPTIND|REPLY|CI)$/;
/** Tokens that the platform hands to every job. */
const JOB_TOKEN = /^(?:CI_JOB_TOKEN|CI_REGISTRY_PASSWORD|CI_DEPENDENCY_PROXY_PASSWORD|CI_BUILD_TOKEN|CI_REPOSITORY_URL|CI_JOB_JWT(?:_V\d)?)$/;

const butNot = (held: Held, not: string): Held => (held.kind === 'set' ? { ...held, not } : held);

const onMergeRequest = (seed: Seed): boolean => seed.ref === 'merge-request';

/**
 * A predefined variable under this scenario; null where the name is none of the platform's.
 * `defaultBranch`: its name, or `DEFAULT_BRANCH`.
 */
export const predefined = (name: string, seed: Seed, defaultBranch: string): Held | null => {
  if (JOB_TOKEN.test(name)) return set({ ...UNKNOWN, secrets: ['token'] });
  if (name.startsWith('CI_MERGE_REQUEST_')) {
    if (!onMergeRequest(seed)) return UNSET;
    const charset = Object.hasOwn(OF_MERGE_REQUEST, name) ? OF_MERGE_REQUEST[name] : undefined;
    if (name === 'CI_MERGE_REQUEST_SOURCE_PROJECT_PATH')
      return seed.fork ? butNot(written(seed, name, 'word', seed.author), '$CI_PROJECT_PATH') : fixed('$CI_PROJECT_PATH');
    if (name === 'CI_MERGE_REQUEST_SOURCE_PROJECT_ID') return seed.fork ? butNot(set(UNKNOWN), '$CI_PROJECT_ID') : fixed('$CI_PROJECT_ID');
    if (name === 'CI_MERGE_REQUEST_PROJECT_ID') return fixed('$CI_PROJECT_ID');
    if (name === 'CI_MERGE_REQUEST_PROJECT_PATH') return fixed('$CI_PROJECT_PATH');
    if (name === 'CI_MERGE_REQUEST_TARGET_BRANCH_NAME') return set(UNKNOWN);
    // Labels and milestones need a role in the project. https://docs.gitlab.com/user/permissions/
    if (name === 'CI_MERGE_REQUEST_LABELS' || name === 'CI_MERGE_REQUEST_MILESTONE') return written(seed, name, 'line', 'writer');
    return charset === undefined ? set(UNKNOWN) : written(seed, name, charset, seed.author);
  }
  if (Object.hasOwn(OF_COMMIT, name)) return written(seed, name, OF_COMMIT[name] ?? 'any', seed.author);
  switch (name) {
    case 'CI_PIPELINE_SOURCE':
      return fixed(seed.pipelineSource);
    case 'CI_DEFAULT_BRANCH':
      return fixed(defaultBranch);
    case 'CI_COMMIT_BRANCH':
      if (seed.ref === 'default') return fixed(defaultBranch);
      return seed.ref === 'branch' ? butNot(written(seed, name, 'ref-name', 'writer'), defaultBranch) : UNSET;
    case 'CI_COMMIT_TAG':
      return seed.ref === 'tag' ? written(seed, name, 'ref-name', 'writer') : UNSET;
    case 'CI_COMMIT_TAG_MESSAGE':
      return seed.ref === 'tag' ? written(seed, name, 'any', 'writer') : UNSET;
    case 'CI_COMMIT_REF_NAME':
    case 'CI_BUILD_REF_NAME':
      if (seed.ref === 'default') return fixed(defaultBranch);
      // A change that somebody of the project proposes lies on a branch of its own; in a fork the default branch may be called the same.
      return seed.ref === 'branch' || (seed.ref === 'merge-request' && !seed.fork)
        ? butNot(written(seed, name, 'ref-name', seed.author), defaultBranch)
        : written(seed, name, 'ref-name', seed.author);
    case 'CI_COMMIT_REF_PROTECTED':
      return seed.ref === 'default' ? fixed('true') : seed.ref === 'tag' ? set(UNKNOWN) : fixed('false');
    case 'CI_COMMIT_BEFORE_SHA':
      return set(UNKNOWN);
    case 'CI_PIPELINE_TRIGGERED':
      return seed.pipelineSource === 'trigger' ? fixed('true') : UNSET;
    case 'TRIGGER_PAYLOAD':
      // The name of a file. What is in it is the event of the script.
      return seed.payloadBy === null ? UNSET : set(UNKNOWN);
    case 'CHAT_INPUT':
      return seed.pipelineSource === 'chat' ? written(seed, name, 'any', seed.filledInBy) : UNSET;
    case 'CHAT_CHANNEL':
    case 'CHAT_USER_ID':
      return seed.pipelineSource === 'chat' ? set(UNKNOWN) : UNSET;
    case 'CI_SCHEDULE_DESCRIPTION':
    case 'CI_PIPELINE_SCHEDULE_DESCRIPTION':
      return seed.pipelineSource === 'schedule' ? set(UNKNOWN) : UNSET;
    // The display name of whoever started the pipeline: of the member, where somebody of the project has to.
    case 'GITLAB_USER_NAME':
    case 'GITLAB_USER_EMAIL':
      return seed.author === 'writer' ? written(seed, name, 'line', 'writer') : set(UNKNOWN);
    case 'CI_ENVIRONMENT_NAME':
    case 'CI_ENVIRONMENT_URL':
      return set(UNKNOWN);
    case 'CI':
    case 'GITLAB_CI':
      return fixed('true');
    default:
      break;
  }
  if (name.startsWith('CI_EXTERNAL_PULL_REQUEST_')) return UNSET;
  if (OF_PROJECT.test(name)) return fixed(`$${name}`);
  return HARMLESS.test(name) ? set(UNKNOWN) : null;
};
