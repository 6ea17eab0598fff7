/**
 * What the `github` context holds in a scenario: what is fixed, what somebody writes, and who.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#github-context
 */
import type { Charset, Influence } from '../../pipeline/effects.ts';
import type { Actor, Tri } from '../../pipeline/model.ts';
import { influenced, known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { type Field, PAYLOAD_OBJECTS, PAYLOADS } from './contexts-fields.ts';
import type { ContextValue } from './evaluate.ts';
import { isOfDefaultBranch, type ScenarioSeed } from './triggers-seed.ts';

/** A condition that has been passed tells who wrote what lies below `field` (a path with dots). */
export interface Raised {
  readonly field: string;
  readonly actor: Actor;
}

/**
 * The value at a path of `github` (or of `inputs` for a dispatch), names in lower case, in this scenario.
 * Undefined when nothing is known of the path. `span` is where it is read.
 */
export const eventValue = (path: readonly string[], seed: ScenarioSeed, span: Span, raised: readonly Raised[] = []): ContextValue | undefined => {
  const [context, name, ...rest] = path;
  if (context === 'inputs') return name === undefined ? undefined : input(name, seed, span);
  if (context !== 'github') return undefined;
  if (name === undefined || name === '*') return { ...whole([], seed, span, raised), secrets: ['token'], structure: 'object' };
  return name === 'event' ? payload(rest, seed, span, raised) : rest.length === 0 ? property(name, seed, span) : UNKNOWN;
};

/** Two values that are equal, or not, although their texts are not known: the repository a pull request comes from and the one it goes to. */
export const sameInScenario = (seed: ScenarioSeed, left: readonly string[], right: readonly string[]): Tri => {
  const [l, r] = [left.join('.'), right.join('.')];
  if (l === r) return true;
  const crosses = (HEAD_REPOSITORY.has(l) && OWN_REPOSITORY.has(r)) || (HEAD_REPOSITORY.has(r) && OWN_REPOSITORY.has(l));
  return crosses ? fromOwnRepository(seed) : 'unknown';
};

/** Does the head lie in the repository itself? */
export const fromOwnRepository = (seed: ScenarioSeed): Tri => {
  // A run that follows another runs in the repository itself, whoever started the first.
  if (seed.followed !== null) return followsChained(seed) || fromOwnRepository(seed.followed);
  if (seed.variant === 'fork') return false;
  return seed.variant === null && seed.trigger === 'workflow_run' ? 'unknown' : true;
};

const REPOSITORY_PROPERTIES = ['full_name', 'id', 'node_id', 'owner.login', 'owner.id', 'name', 'html_url', 'url', 'clone_url', 'git_url', 'ssh_url'];
const repositoryPaths = (prefix: string): readonly string[] => REPOSITORY_PROPERTIES.filter((p) => p !== 'name').map((p) => `${prefix}.${p}`);
/** Paths that name the repository, or its owner, that the head comes from. An outsider's fork differs in both. */
export const HEAD_REPOSITORY: ReadonlySet<string> = new Set([
  ...repositoryPaths('github.event.pull_request.head.repo'),
  ...repositoryPaths('github.event.workflow_run.head_repository'),
  'github.event.pull_request.head.user.login',
]);
/** Paths that name this repository, or its owner. */
export const OWN_REPOSITORY: ReadonlySet<string> = new Set([
  'github.repository',
  'github.repository_id',
  'github.repository_owner',
  'github.repository_owner_id',
  ...repositoryPaths('github.event.repository'),
  ...repositoryPaths('github.event.pull_request.base.repo'),
  ...repositoryPaths('github.event.workflow_run.repository'),
  'github.event.pull_request.base.user.login',
]);

const USUAL_DEFAULTS = ['main', 'master'];

/** A text that somebody writes. */
const written = (field: string, charset: Charset, actor: Actor | null, seed: ScenarioSeed, span: Span): ContextValue => {
  if (actor === null) return UNKNOWN;
  // Whatever a contributor has on the default branch was accepted.
  const interaction = seed.causes.find((c) => c.actor === actor)?.interaction ?? (actor === 'contributor' ? 'accepts' : 'none');
  const origin = { kind: 'event', field, actor, span, ...(interaction === 'none' ? {} : { interaction }) } as const;
  return influenced({ origin, charset, via: [] });
};

const weakest = (seed: ScenarioSeed): Actor | null => seed.causes[0]?.actor ?? (seed.followed === null ? null : weakest(seed.followed));

const property = (name: string, seed: ScenarioSeed, span: Span): ContextValue | undefined => {
  const { facts } = seed;
  switch (name) {
    case 'event_name':
      return known(seed.trigger);
    case 'token':
      return { ...UNKNOWN, secrets: ['token'] };
    case 'repository':
      return facts.repository === null ? UNKNOWN : known(facts.repository);
    case 'repository_owner':
      return facts.repository === null ? UNKNOWN : known(facts.repository.split('/')[0] ?? '');
    case 'head_ref':
      return seed.trigger.startsWith('pull_request') ? written('github.head_ref', 'ref-name', seed.head, seed, span) : known('');
    case 'base_ref':
      return seed.trigger.startsWith('pull_request') ? written('github.base_ref', 'ref-name', 'writer', seed, span) : known('');
    case 'ref':
      return ref('github.ref', true, seed, span);
    case 'ref_name':
      return ref('github.ref_name', false, seed, span);
    case 'ref_type':
      return known(seed.ref === 'tag' ? 'tag' : 'branch');
    case 'actor':
    case 'triggering_actor':
      return seed.variant === 'dependabot' ? known('dependabot[bot]') : written(`github.${name}`, 'word', weakest(seed), seed, span);
    case 'sha':
    case 'workflow_sha':
      return { ...UNKNOWN, commit: true };
    default:
      return UNKNOWN;
  }
};

/** `github.ref` (full) or `github.ref_name`: fixed on the default branch, the writer's on others. */
const ref = (field: string, full: boolean, seed: ScenarioSeed, span: Span): ContextValue => {
  const { defaultBranch } = seed.facts;
  const heads = full ? 'refs/heads/' : '';
  const defaults = (defaultBranch === null ? USUAL_DEFAULTS : [defaultBranch]).map((b) => heads + b);
  const prefixed = (prefix: string): { readonly prefix?: string } => (full ? { prefix } : {});
  switch (seed.ref) {
    case 'default':
      // While its name is not known, it is whichever usual name the file compares it with.
      return defaultBranch === null ? { ...UNKNOWN, shape: { ...prefixed('refs/heads/'), is: defaults } } : known(heads + defaultBranch);
    case 'base':
      return { ...UNKNOWN, shape: prefixed('refs/heads/') };
    case 'pull':
      return { ...UNKNOWN, shape: { ...prefixed('refs/pull/'), isNot: defaults } };
    case 'queue':
      return { ...UNKNOWN, shape: { ...prefixed('refs/heads/gh-readonly-queue/'), isNot: defaults } };
    case 'branch':
      return { ...written(field, 'ref-name', seed.proposer, seed, span), shape: { ...prefixed('refs/heads/'), isNot: defaults } };
    case 'tag':
      return { ...written(field, 'ref-name', seed.proposer, seed, span), shape: prefixed('refs/tags/') };
  }
};

const input = (name: string, seed: ScenarioSeed, span: Span): ContextValue | undefined => {
  if (seed.trigger !== 'workflow_dispatch') return undefined;
  const declared = seed.inputs.find((i) => i.name.toLowerCase() === name);
  // The platform checks choices, environments, booleans and numbers.
  if (declared !== undefined && ['choice', 'environment', 'boolean', 'number'].includes(declared.type ?? '')) return UNKNOWN;
  if (declared === undefined && name !== '*' && seed.inputs.length > 0) return known('');
  return influenced({ origin: { kind: 'input', name: declared?.name ?? name, actor: 'writer', span }, charset: 'any', via: [] });
};

const payload = (path: readonly string[], seed: ScenarioSeed, span: Span, raised: readonly Raised[]): ContextValue | undefined => {
  const [object] = path;
  if (object === undefined || object === '*') return { ...whole([], seed, span, raised), structure: 'object' };
  const fixed = fixedField(path, seed, span);
  if (fixed !== undefined) return fixed;
  const event = PAYLOADS.get(seed.trigger);
  if (event === undefined) return undefined;
  if (PAYLOAD_OBJECTS.has(object) && !event.objects.includes(object) && !event.fields.some((f) => f.path[0] === object)) return known('');
  if (object === 'inputs') return path[1] === undefined ? { ...UNKNOWN, structure: 'object' } : input(path[1], seed, span);
  if (object === 'sender' && path[1] === 'login') return written('github.event.sender.login', 'word', weakest(seed), seed, span);
  const { influences } = whole(path, seed, span, raised);
  const exact = event.fields.some((f) => f.path.length <= path.length && covers(f.path, path));
  const isObject = !exact && (influences.length > 0 || (path.length === 1 && event.objects.includes(object) && object !== 'number'));
  return {
    ...UNKNOWN,
    influences,
    ...(event.fields.some((f) => f.commit === true && covers(f.path, path)) && !path.includes('*') ? { commit: true as const } : {}),
    ...(isObject && !path.includes('*') ? { structure: path.at(-1) === 'commits' || path.at(-1) === 'labels' ? 'array' : 'object' } : {}),
  };
};

/** Everything that is written at a path or below it. */
const whole = (path: readonly string[], seed: ScenarioSeed, span: Span, raised: readonly Raised[]): ContextValue => {
  const influences: Influence[] = [];
  for (const field of PAYLOADS.get(seed.trigger)?.fields ?? []) {
    if (!covers(field.path, path) && !covers(path, field.path.slice(0, path.length))) continue;
    const name = ['github', 'event', ...field.path].join('.');
    const actor = raisedTo(name, writerOf(field, seed), raised);
    influences.push(...written(name, field.charset, actor, seed, span).influences);
  }
  return { ...UNKNOWN, influences };
};

/** Does the pattern (with `*` for one name and a final `**` for all below) take in the path? Stars in the path are any name. */
const covers = (pattern: readonly string[], path: readonly string[]): boolean => {
  if (pattern.at(-1) === '**') return path.length >= pattern.length - 1 && covers(pattern.slice(0, -1), path.slice(0, pattern.length - 1));
  return pattern.length === path.length && pattern.every((p, i) => p === '*' || path[i] === '*' || p === path[i]);
};

/** What is known of the value once a gate has held: texts in it that only somebody trusted can have written. */
export const raiseValue = (value: Value, raised: readonly Raised[]): Value =>
  value.influences.length === 0
    ? value
    : {
        ...value,
        influences: value.influences.map((influence) => {
          const { origin } = influence;
          if (origin.kind !== 'event') return influence;
          const actor = raisedTo(origin.field, origin.actor, raised);
          return actor === null || actor === origin.actor ? influence : { ...influence, origin: { ...origin, actor } };
        }),
      };

const raisedTo = (name: string, actor: Actor | null, raised: readonly Raised[]): Actor | null =>
  raised.find((r) => name === r.field || name.startsWith(`${r.field}.`))?.actor ?? actor;

/** Follows a run that itself follows another: what is said of that one is the default branch's. */
const followsChained = (seed: ScenarioSeed): boolean => seed.followed?.trigger === 'workflow_run';

const writerOf = ({ by }: Field, seed: ScenarioSeed): Actor | null => {
  if (by === 'head') return seed.head ?? (seed.followed === null ? weakest(seed) : 'contributor');
  if (by === 'sender') return weakest(seed);
  // What Dependabot writes is a version's name and notes, which its author chose. Others open their own pull requests and issues.
  if (by === 'author') return seed.head ?? (followsChained(seed) ? null : weakest(seed));
  return by;
};

/** Fields that the scenario decides. */
const fixedField = (path: readonly string[], seed: ScenarioSeed, span: Span): ContextValue | undefined => {
  const name = path.join('.');
  if (path[0] === 'label')
    return seed.trigger === 'label' || seed.types === null || seed.types.some((t) => /^(un)?labeled$/.test(t)) ? undefined : known('');
  const own = fromOwnRepository(seed);
  const { facts } = seed;
  switch (name) {
    case 'pull_request.head.repo.fork':
    case 'workflow_run.head_repository.fork':
      // A branch's repository may be a fork itself, but then so is everything it is compared with.
      return !name.startsWith(seed.trigger === 'workflow_run' ? 'workflow_run' : 'pull_request') || own === 'unknown'
        ? undefined
        : known(String(!own));
    case 'pull_request.user.login':
      return seed.variant === 'dependabot' ? known('dependabot[bot]') : undefined;
    case 'pull_request.merged':
      return seed.types !== null && !seed.types.includes('closed') ? known('false') : undefined;
    case 'issue.pull_request':
      return seed.trigger === 'issues' ? known('') : undefined;
    case 'action':
      return action(seed);
    case 'ref':
      return seed.trigger === 'push' ? ref('github.event.ref', true, seed, span) : undefined;
    case 'workflow_run.event':
      return seed.followed === null ? undefined : known(seed.followed.trigger);
    case 'workflow_run.head_branch':
      return seed.followed !== null && (isOfDefaultBranch(seed.followed) || followsChained(seed)) ? ref('', false, seed.followed, span) : undefined;
    case 'repository.default_branch':
      return facts.defaultBranch === null ? UNKNOWN : known(facts.defaultBranch);
    case 'repository.full_name':
    case 'pull_request.base.repo.full_name':
      return facts.repository === null ? undefined : known(facts.repository);
    case 'repository.private':
      return facts.private === 'unknown' ? UNKNOWN : known(String(facts.private));
    default:
      return undefined;
  }
};

const action = (seed: ScenarioSeed): ContextValue => {
  const { types } = seed;
  if (types === null || types.length === 0) return UNKNOWN;
  return types.length === 1 ? known(types[0] ?? '') : { ...UNKNOWN, shape: { oneOf: types } };
};
