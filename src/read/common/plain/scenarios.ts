/**
 * Scenarios of systems whose triggers are the usual ones: pull requests, pushes, tags, schedules, runs by hand.
 * A reader fills in its platform's words and what the platform withholds; who can cause what is the same everywhere.
 */
import type { Guarantee, Scenario } from '../../../pipeline/model.ts';
import type { Span } from '../../../source/span.ts';
import { branchProtected, cause, tagsProtected, trustedScenario } from '../scenarios.ts';

const OUTSIDE = ['outsider', 'contributor'] as const;

/** What a platform does about pull requests of strangers. */
export interface ForkRules {
  /** The setting that is safe when pull requests from forks are not built, or null where they always are. */
  readonly notBuilt: Guarantee | null;
  /** Somebody has to let the run through first. */
  readonly approvals: readonly Guarantee[];
  /** What keeps secrets, identities and write access from the run. */
  readonly withholds: Scenario['withholds'];
  /** Who writes the configuration that such a run executes. */
  readonly definition: Scenario['definition'];
}

export interface Triggering {
  /** The platform's word. */
  readonly trigger: string;
  readonly span: Span;
  /** The page about this trigger. */
  readonly source: string;
}

const base = ({ trigger, span, source }: Triggering): Scenario => ({ ...trustedScenario(trigger, span, source), byItself: null });

/** A pull request from a fork, and one from a branch of the repository. */
export const pullRequests = (on: Triggering, forks: ForkRules): readonly Scenario[] => [
  {
    ...base(on),
    id: `${on.trigger}/fork`,
    causes: [cause('outsider', 'opens a pull request from a fork')],
    byItself: 'none',
    definition: forks.definition,
    proposer: 'outsider',
    guarantees: [...(forks.notBuilt === null ? [] : [forks.notBuilt]), ...forks.approvals],
    withholds: forks.withholds,
    cache: { scope: 'pull', reads: ['pull', 'default'] },
  },
  {
    ...base(on),
    id: `${on.trigger}/branch`,
    causes: [cause('writer', 'opens a pull request from a branch of the repository')],
    byItself: 'none',
    definition: 'proposed',
    proposer: 'writer',
    cache: { scope: 'pull', reads: ['pull', 'default'] },
  },
];

/** Pushes: to the default branch, of another branch, of a tag, as far as the configuration lets them start anything. */
export const pushes = (
  on: Triggering,
  which: { readonly default: boolean; readonly branch: boolean; readonly tag: boolean },
): readonly Scenario[] => [
  ...(which.default
    ? [
        {
          ...base(on),
          id: `${on.trigger}/default`,
          causes: [
            cause('contributor', 'gets a change merged', [], 'accepts'),
            cause('writer', 'pushes to the default branch', [branchProtected(on.span)]),
          ],
          byItself: 'none' as const,
        },
      ]
    : []),
  ...(which.branch ? [ownRef(on, 'branch')] : []),
  ...(which.tag ? [ownRef(on, 'tag')] : []),
];

/** A branch or tag of a writer's own, which brings its own configuration. */
const ownRef = (on: Triggering, ref: 'branch' | 'tag'): Scenario => ({
  ...base(on),
  id: `${on.trigger}/${ref}`,
  causes: [cause('writer', `pushes a ${ref}`, ref === 'tag' ? [tagsProtected(on.span)] : [])],
  byItself: 'none',
  definition: 'proposed',
  proposer: 'writer',
  cache: { scope: ref, reads: [ref, 'default'] },
});

/** Comes by itself on the default branch. */
export const bySchedule = (on: Triggering): Scenario => ({ ...base(on), byItself: 'none' });

/** Somebody with write access starts it, on the default branch or one of their own. */
export const byHand = (on: Triggering, how = 'starts it by hand'): Scenario => ({
  ...base(on),
  causes: [cause('writer', how)],
  byItself: 'routine',
});

/** A guarantee against strangers that holds while a setting has its safe value. */
export const againstForks = (
  setting: string,
  text: Pick<Guarantee, 'statement' | 'why' | 'source'> & Partial<Pick<Guarantee, 'strength' | 'interaction'>>,
  span: Span,
): Guarantee => ({
  id: setting,
  enforcedBy: 'setting',
  against: OUTSIDE,
  strength: 'strong',
  evidence: [span],
  holdsIf: [{ setting, is: true }],
  ...text,
});
