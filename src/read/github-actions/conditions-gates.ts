/**
 * Conditions that keep somebody out, or seem to: who must have written, commented, labelled or merged for this to hold.
 * Each says why it is strong or weak against the event at hand.
 * Background: https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
 */
import { ACTORS, type Actor, type Condition, type Interaction } from '../../pipeline/model.ts';
import type { Test } from './conditions-tests.ts';
import { fromOwnRepository, HEAD_REPOSITORY, OWN_REPOSITORY, type Raised } from './contexts.ts';
import type { Machine } from './runners.ts';
import { PULL_REQUEST_TYPES } from './triggers-events.ts';
import type { ScenarioSeed } from './triggers-seed.ts';

/** A guarantee before it has a place. */
export interface Gate {
  readonly kind: string;
  readonly statement: string;
  readonly against: readonly Actor[];
  readonly strength: 'strong' | 'weak';
  readonly why: string;
  readonly interaction: Interaction;
  /** Texts that are known to be written by somebody more trusted once this holds. */
  readonly raises: readonly Raised[];
  /** It asks who caused the run. */
  readonly asksCauser?: true;
  /** It holds only if all of these are so. */
  readonly holdsIf?: readonly Condition[];
  /** The same gate wherever it stands: its id, instead of one by kind and place. */
  readonly id?: string;
}

const OUTSIDE: readonly Actor[] = ['outsider', 'contributor'];
const gate = (kind: string, strength: 'strong' | 'weak', statement: string, why: string, more: Partial<Gate> = {}): Gate => ({
  kind,
  strength,
  statement,
  why,
  against: OUTSIDE,
  interaction: 'none',
  raises: [],
  ...more,
});

type Recogniser = (test: Test, seed: ScenarioSeed) => readonly Gate[] | null;

/** What must be so if the test holds; empty when it keeps nobody out. */
export const gatesOfTest = (test: Test, seed: ScenarioSeed): readonly Gate[] => {
  for (const recognise of RECOGNISERS) {
    const found = recognise(test, seed);
    if (found !== null) return found;
  }
  return [];
};

/**
 * What a test of `runner.…` asks of a machine that its labels do not tell.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#runner-context
 */
export const gatesOfMachine = (test: Test, machine: Machine | undefined): readonly Gate[] => {
  const name = test.path.slice('runner.'.length);
  if (machine === undefined || test.how !== 'is' || !test.positive || (name !== 'os' && name !== 'environment')) return [];
  const may: readonly (string | null)[] = machine[name];
  const asked = new Set(test.values.map((v) => v.toLowerCase()));
  // A machine of the matrix is such a one, or all are told and none is.
  if (may.some((one) => one !== null && asked.has(one.toLowerCase())) || !may.includes(null)) return [];
  const statement = `Only machines whose \`runner.${name}\` is ${list(test.values)} pass.`;
  const why = 'The labels in the files do not tell whether the job runs on such a machine.';
  if (name === 'os') return [gate('machine', 'weak', statement, why, { against: ACTORS })];
  const vendor = asked.has('github-hosted');
  return [
    gate('machine', 'strong', statement, why, {
      against: ACTORS,
      id: `machine-${vendor ? 'hosted' : 'own'}@${machine.pool}`,
      holdsIf: [{ setting: `runner-hosted@${machine.pool}`, is: !vendor }],
    }),
  ];
};

const list = (values: readonly string[]): string => values.slice(0, 3).join(', ') + (values.length > 3 ? ', …' : '');
const named = (test: Test): boolean => test.positive && (test.how === 'is' || test.how === 'starts');
/** Looks at a part of a name only. */
const isPart = (test: Test): boolean => test.how === 'starts' || test.how === 'ends' || test.how === 'contains';
const PART_OF_NAME = 'Accounts whose names have that part can be made; the name of an app that anybody registers ends with `[bot]`.';

export const SAME_REPOSITORY = 'same-repository';

const sameRepository: Recogniser = (test) => {
  const fork = test.path.endsWith('.head.repo.fork') || test.path.endsWith('.head_repository.fork');
  const label = test.path === 'github.event.pull_request.head.label';
  const isHead = HEAD_REPOSITORY.has(test.path) || (test.other !== null && HEAD_REPOSITORY.has(test.other) && OWN_REPOSITORY.has(test.path));
  if (!fork && !label && !isHead) return null;
  const part = isPart(test) && (test.how !== 'starts' || !test.values.every((v) => v.includes(label ? ':' : '/')));
  if (part && test.positive) {
    const why = 'Accounts and repositories whose names have that part can be made, and a fork keeps the name of the repository.';
    return [gate('head-repository-name', 'weak', `Only heads of repositories that have ${list(test.values)} in their name pass.`, why)];
  }
  const holds = fork
    ? test.how === 'holds' && !test.positive
    : label
      ? named(test) && test.values.every((v) => v.includes(':'))
      : named(test) || (test.positive && test.how === 'same' && (OWN_REPOSITORY.has(test.other ?? '') || OWN_REPOSITORY.has(test.path)));
  if (!holds) return [];
  return [
    gate(
      SAME_REPOSITORY,
      'strong',
      'Only changes from a branch of the repository itself pass.',
      'The platform says where the head comes from, and pushing a branch needs write access.',
    ),
  ];
};

/** A merged change was accepted by somebody; what its author can still change afterwards was not. */
const merged: Recogniser = (test) => {
  const later = test.path === 'github.event.issue.pull_request.merged_at';
  if (!later && test.path !== 'github.event.pull_request.merged' && test.path !== 'github.event.pull_request.merged_at') return null;
  if (test.how !== 'holds' || !test.positive) return [];
  const why = later
    ? 'Whoever gets a harmless change merged passes, and can still edit its title and description.'
    : 'The change was accepted as a whole, with its branch name and texts.';
  return [
    gate('merged', 'strong', 'Only merged pull requests pass.', 'Somebody with write access merged it.', { against: ['outsider'] }),
    gate('merged-contributor', 'weak', 'Only merged pull requests pass.', why, {
      against: ['contributor'],
      interaction: later ? 'routine' : 'accepts',
    }),
  ];
};

const PART_OF_TEXT = 'Any account whose name is a part of that text passes.';
const ACTOR_PATHS = new Set([
  'github.actor',
  'github.actor_id',
  'github.triggering_actor',
  'github.event.sender.id',
  'github.event.sender.login',
  'github.event.workflow_run.actor.login',
  'github.event.workflow_run.triggering_actor.login',
]);
/** Accounts of dependabot, renovate and github-actions: the numbers in their addresses at users.noreply.github.com. */
const BOT_IDS: ReadonlySet<string> = new Set(['49699333', '29139614', '41898282']);
const isBot = (name: string): boolean => name.endsWith('[bot]') || BOT_IDS.has(name);

/** Objects of the event that an outsider writes, the one the event is about first. */
const OBJECTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['issues', ['issue']],
  ['issue_comment', ['comment', 'issue']],
  ['discussion', ['discussion']],
  ['discussion_comment', ['comment', 'discussion']],
  ['pull_request', ['pull_request']],
  ['pull_request_target', ['pull_request']],
  ['pull_request_review', ['review', 'pull_request']],
  ['pull_request_review_comment', ['comment', 'pull_request']],
]);

/** `github.actor` and its like: who caused the latest event, which need not be who wrote the code or text. */
const actor: Recogniser = (test, seed) => {
  if (!ACTOR_PATHS.has(test.path)) return null;
  if (!test.positive || test.how === 'holds') return [];
  const names = test.how === 'same' ? (test.other ?? '') : list(test.values);
  const statement = `Only runs that ${names} caused pass.`;
  if (test.how === 'within') return [gate('actor', 'weak', statement, PART_OF_TEXT)];
  if (isPart(test)) return [gate('actor', 'weak', `Only runs caused by accounts that have ${names} in their name pass.`, PART_OF_NAME)];
  const objects = OBJECTS.get(seed.trigger);
  const byPull = seed.trigger === 'workflow_run' || objects?.includes('pull_request') === true;
  if (byPull && test.values.some(isBot)) {
    return [
      gate('actor', 'weak', statement, 'It names who caused the latest event: a bot can be made to act on a pull request that an attacker opened.'),
    ];
  }
  const onlyOpened = seed.types !== null && seed.types.length > 0 && seed.types.every((t) => t === 'opened');
  if (objects === undefined && seed.trigger !== 'workflow_run')
    return [gate('actor', 'strong', statement, 'Nobody can cause the event under another name.')];
  if (onlyOpened) return [gate('actor', 'strong', statement, 'Whoever opens it is its author.')];
  const raises = objects !== undefined && objects.length > 1 ? [{ field: `github.event.${objects[0]}`, actor: 'writer' as const }] : [];
  return [
    gate(
      'actor',
      'weak',
      statement,
      'It names who caused the latest event, not who wrote what the event is about: when that person comments, labels, edits or pushes, the run is for the text and code of others.',
      {
        interaction: 'routine',
        raises,
        asksCauser: true,
      },
    ),
  ];
};

const TRUSTED = ['OWNER', 'MEMBER', 'COLLABORATOR'];
/** https://docs.github.com/en/graphql/reference/enums#commentauthorassociation */
const ASSOCIATIONS = [...TRUSTED, 'CONTRIBUTOR', 'FIRST_TIME_CONTRIBUTOR', 'FIRST_TIMER', 'MANNEQUIN', 'NONE'];

/** Who opened or wrote an object of the event, by association or by name. */
const author: Recogniser = (test, seed) => {
  const match = /^github\.event\.(\w+)\.(author_association|user\.login|user\.id|user\.type)$/.exec(
    test.path.replace(/sender\.type$/, 'sender.user.type'),
  );
  const object = match?.[1];
  const byName = match?.[2] === 'user.login' || match?.[2] === 'user.id';
  if (object === undefined) return null;
  const loose = match?.[2] === 'author_association' || !test.positive ? null : looseName(match?.[2] === 'user.type', object, test);
  if (loose !== null) return [loose];
  const level = match?.[2] === 'author_association' ? associationLevel(test) : byName && test.positive && test.how === 'is' ? 'writer' : null;
  if (level === null) return [];
  // A bot's name keeps out every person, insiders too.
  const bots = byName && test.values.length > 0 && test.values.every(isBot);
  const against: readonly Actor[] = bots ? [...OUTSIDE, 'writer', 'maintainer'] : level === 'writer' ? OUTSIDE : ['outsider'];
  const what = object.replaceAll('_', ' ');
  const statement = `Only a ${what} by ${byName ? list(test.values) : level === 'writer' ? 'members and collaborators' : 'members, collaborators and earlier contributors'} passes.`;
  const raises = [{ field: `github.event.${object}`, actor: level }] as const;
  const objects = OBJECTS.get(seed.trigger) ?? [];
  const kind = `author-of-${object.replaceAll('_', '-')}`;
  if (objects.length <= 1)
    return [gate(kind, 'strong', statement, `The platform says who opened the ${what}, and it does not change.`, { against, raises })];
  const asks = object === objects[0];
  return [
    gate(
      kind,
      'weak',
      statement,
      asks
        ? `It holds for whoever wrote the ${what}, not for the code and text it is about, which can still change.`
        : `It holds for whoever opened the ${what}, not for whoever caused the event.`,
      { against, raises, interaction: asks ? 'routine' : 'none', ...(asks ? { asksCauser: true as const } : {}) },
    ),
  ];
};

/** A part of a name, or being a bot at all, is nothing that somebody outside could not have. */
const looseName = (type: boolean, object: string, test: Test): Gate | null => {
  const kind = `author-of-${object.replaceAll('_', '-')}`;
  const what = object.replaceAll('_', ' ');
  if (object === 'sender' && !type) return null;
  if (type)
    return test.how === 'is' && test.values.some((v) => v.toLowerCase() === 'bot')
      ? gate(kind, 'weak', `Only a ${what} by an app passes.`, 'Anybody can register an app and let it act.')
      : null;
  if (test.how === 'within') return gate(kind, 'weak', `Only a ${what} by ${list(test.values)} passes.`, PART_OF_TEXT);
  return isPart(test) ? gate(kind, 'weak', `Only a ${what} by accounts that have ${list(test.values)} in their name passes.`, PART_OF_NAME) : null;
};

const PASSES: Partial<Readonly<Record<Test['how'], (association: string, value: string) => boolean>>> = {
  is: (association, value) => association === value,
  within: (association, value) => value.includes(association),
  contains: (association, value) => association.includes(value),
  starts: (association, value) => association.startsWith(value),
  ends: (association, value) => association.endsWith(value),
};

/** The weakest actor an association test lets pass; null when it lets anyone. */
const associationLevel = (test: Test): Actor | null => {
  const values = test.values.map((v) => v.toUpperCase());
  const passes = PASSES[test.how];
  if (passes === undefined) return null;
  const passing = ASSOCIATIONS.filter((a) => values.some((v) => passes(a, v)) === test.positive);
  if (passing.every((a) => TRUSTED.includes(a))) return 'writer';
  return passing.every((a) => TRUSTED.includes(a) || a === 'CONTRIBUTOR') ? 'contributor' : null;
};

/** A label is a routine act, and what was looked at can change after it. */
const label: Recogniser = (test, seed) => {
  const carries = /^github\.event\.(?:pull_request|issue|discussion)\.labels(?:\.\*\.name)?$/.test(test.path) && test.how === 'contains';
  const added = test.path === 'github.event.label.name' && (test.how === 'is' || isPart(test) || test.how === 'within');
  if (!carries && !added) return null;
  if (!test.positive) return [];
  const onlyLabeled = seed.types !== null && seed.types.length > 0 && seed.types.every((t) => t === 'labeled');
  const why = onlyLabeled
    ? 'The run is for what the event carries when the label is put on: that is a routine act, and what is pushed between the look and the label runs too.'
    : 'The label stays while its author pushes or edits something else, and those events run too.';
  return [
    gate('label', 'weak', `Only what somebody labelled ${list(test.values)} passes.`, why, {
      interaction: 'routine',
      ...(onlyLabeled ? { asksCauser: true as const } : {}),
    }),
  ];
};

/** `github.event.action` that the author of the thing cannot bring about. */
const action: Recogniser = (test, seed) => {
  if (test.path !== 'github.event.action') return null;
  const byAuthor: ReadonlySet<string> = new Set([...PULL_REQUEST_TYPES.byAuthor, ...(seed.facts.codeOwners ? ['review_requested'] : [])]);
  if (!named(test) || test.how !== 'is' || !(seed.trigger === 'pull_request' || seed.trigger === 'pull_request_target' || seed.trigger === 'issues'))
    return [];
  if (test.values.some((v) => byAuthor.has(v.toLowerCase()))) return [];
  return [
    gate('action', 'weak', `Only the event ${list(test.values)} passes.`, 'Somebody with rights in the repository has to do it, as a routine.', {
      interaction: 'routine',
      asksCauser: true,
    }),
  ];
};

/** Branch names of heads are their authors' choice. */
const headBranch: Recogniser = (test, seed) => {
  if (!['github.head_ref', 'github.event.pull_request.head.ref', 'github.event.workflow_run.head_branch'].includes(test.path)) return null;
  if (!named(test) || fromOwnRepository(seed) === true) return [];
  return [gate('head-branch-name', 'weak', `Only heads whose branch is called ${list(test.values)} pass.`, 'A fork can have a branch of any name.')];
};

/** https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows */
const CAUSED_INSIDE = new Set(['push', 'release', 'repository_dispatch', 'schedule', 'workflow_dispatch']);

/**
 * What an action does on its caller's `pull_request` only, it does for a fork without secrets and with a token that only reads, whoever the caller is.
 * Called workflows are not judged so: organisations share them, and their private repositories may hand secrets to forks.
 * Of events that strangers do not cause, a caller has a stranger's text only where somebody brought it in.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflows-in-forked-repositories
 */
const callersEvent: Recogniser = (test, seed) => {
  if (test.path !== 'github.event_name' || (seed.trigger !== 'uses' && seed.trigger !== 'workflow_call')) return null;
  if (!test.positive || test.how !== 'is' || test.values.length === 0) return [];
  const events = test.values.map((v) => v.toLowerCase());
  if (seed.trigger === 'uses' && events.every((event) => event === 'pull_request')) {
    const why = 'A run for a fork gets no secret and a token that only reads; a head of the repository itself needs write access.';
    return [gate('callers-event', 'strong', 'Only `pull_request` of the caller passes.', why)];
  }
  if (!events.every((event) => CAUSED_INSIDE.has(event))) return [];
  const why = 'Strangers cause none of these events: a text of theirs gets in only with what somebody merges, types or looks up.';
  return [gate('callers-event', 'weak', `Only these events of the caller pass: ${list(events)}.`, why, { interaction: 'accepts' })];
};

const RECOGNISERS: readonly Recogniser[] = [callersEvent, sameRepository, merged, actor, author, label, action, headBranch];
