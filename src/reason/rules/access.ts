/** Whether an actor is there at all: who sees the repository, and who can push. Two settings that every transition of these actors rests on. */
import { actorStateId, type Transition } from '../graph.ts';
import { bySetting } from './guarantees.ts';

const ROLES = 'https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles';

const UNSEEN = bySetting('repository-private', {
  statement: 'Only people with access see the repository.',
  why: 'Strangers cannot open pull requests, issues or comments where they see nothing.',
  against: ['outsider'],
  source: `${ROLES}/repository-roles-for-an-organization`,
});

const NO_WRITERS = bySetting('write-access-limited', {
  statement: 'Nobody but maintainers can push.',
  why: 'Where nobody has only write access, nobody attacks with it.',
  against: ['writer'],
  source: `${ROLES}/repository-roles-for-an-organization`,
});

const OUTSIDER = actorStateId('outsider');
const WRITERS: ReadonlySet<string> = new Set([OUTSIDER, actorStateId('contributor'), actorStateId('writer')]);

/** The transition, guarded by what keeps its actors out. Claiming a name at a public registry takes no access to the repository. */
export const withAccess = (transition: Transition): Transition => {
  const { needs, guarantees, rule } = transition;
  if (!needs.some(({ id }) => WRITERS.has(id))) return transition;
  const strangers = needs.some(({ id }) => id === OUTSIDER) && !rule.startsWith('dependency/');
  return { ...transition, guarantees: [...guarantees, ...(strangers ? [UNSEEN] : []), NO_WRITERS] };
};
