/**
 * What pipeline values and built-in variables hold in a run, and who writes them.
 * https://circleci.com/docs/reference/variables/
 */
import type { Charset } from '../../pipeline/effects.ts';
import type { Actor } from '../../pipeline/model.ts';
import { influenced, known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import type { Seed } from './triggers.ts';

const text = (field: string, actor: Actor, charset: Charset, span: Span): Value =>
  influenced({ origin: { kind: 'event', field, actor, span }, charset, via: [] });

/** Who wrote the commit at hand and what is said of it. */
const author = ({ ref, proposer }: Seed): Actor | null => (ref === 'default' ? 'contributor' : proposer);

/** Text of the newest commit or of the pull request, by the last part of the name. */
const WRITTEN: readonly (readonly [RegExp, Charset])[] = [
  [/(?:^|[._])(?:commit\.)?(?:subject|commit_title|title|commit_author_name|author_name|author\.name)$/, 'line'],
  [/(?:commit_message|commit\.body|commit\.message|body)$/, 'any'],
  [/commit_author_email$|author\.email$/, 'line'],
];

/** Names of branches and tags as the event tells them. */
const REF = /(?:\.(?:ref|branch|head\.ref)|head\.label)$/;

/** `pipeline.…`; null where nothing of the name is known (its text may be anything, but nobody's in particular). */
export const pipelineValue = (path: string, seed: Seed, span: Span): Value | null => {
  switch (path) {
    case 'pipeline.git.branch':
      return branch(seed, path, span);
    case 'pipeline.git.branch.is_default':
      return seed.ref === 'default' ? known('true') : known('false');
    case 'pipeline.git.tag':
      return seed.ref === 'tag' ? text(path, 'writer', 'ref-name', span) : known('');
    case 'pipeline.trigger_source':
      return known(seed.source_);
    case 'pipeline.schedule.name':
    case 'pipeline.schedule.id':
      return seed.source_ === 'scheduled_pipeline' ? UNKNOWN : known('');
    // Another service sends it; whether strangers write what it says is a question: https://circleci.com/docs/guides/orchestrate/custom-webhooks/
    case 'pipeline.trigger_parameters.webhook.body':
      return seed.trigger === 'webhook'
        ? influenced({ origin: { kind: 'input', name: 'webhook.body', actor: null, span }, charset: 'any', via: [] })
        : known('');
    default:
      break;
  }
  const who = author(seed);
  if (who === null || seed.source_ !== 'webhook' || seed.trigger === 'webhook') return UNKNOWN;
  const isPull = /pull_request/.test(path);
  if (isPull && seed.ref !== 'fork' && seed.ref !== 'branch') return UNKNOWN;
  if (/\.base\./.test(path)) return UNKNOWN;
  if (REF.test(path)) return seed.ref === 'default' ? UNKNOWN : text(path, who, 'ref-name', span);
  for (const [names, charset] of WRITTEN) if (names.test(path)) return text(path, who, charset, span);
  return UNKNOWN;
};

/** Pull requests of forks are built under the name `pull/<number>`. */
const branch = (seed: Seed, field: string, span: Span): Value => {
  if (seed.ref === 'branch') return text(field, 'writer', 'ref-name', span);
  return seed.ref === 'tag' ? known('') : UNKNOWN;
};

/** Variables that every job has. Their values are texts of the shell's, not of the configuration's. */
export const builtIn = (seed: Seed, job: string, span: Span): ReadonlyMap<string, Value> =>
  new Map<string, Value>([
    ['CI', known('true')],
    ['CIRCLECI', known('true')],
    ['CIRCLE_JOB', known(job)],
    ['CIRCLE_BRANCH', branch(seed, 'CIRCLE_BRANCH', span)],
    ['CIRCLE_TAG', seed.ref === 'tag' ? text('CIRCLE_TAG', 'writer', 'ref-name', span) : known('')],
    ['CIRCLE_SHA1', UNKNOWN],
    ['CIRCLE_BUILD_NUM', UNKNOWN],
    ['CIRCLE_PULL_REQUEST', seed.ref === 'default' ? known('') : UNKNOWN],
    ['CIRCLE_PR_NUMBER', seed.ref === 'fork' ? UNKNOWN : known('')],
    // An account's or a repository's name: letters, digits and dashes.
    ['CIRCLE_PR_USERNAME', seed.ref === 'fork' ? text('CIRCLE_PR_USERNAME', 'outsider', 'word', span) : known('')],
    ['CIRCLE_PR_REPONAME', seed.ref === 'fork' ? text('CIRCLE_PR_REPONAME', 'outsider', 'word', span) : known('')],
    ['CIRCLE_OIDC_TOKEN', UNKNOWN],
    ['CIRCLE_OIDC_TOKEN_V2', UNKNOWN],
  ]);
