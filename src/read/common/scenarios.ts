/** What readers make scenarios of: how somebody causes a run, where every scenario starts from, and the rules of the repository's host that hold for all systems. */
import type { Actor, Cause, Guarantee, Interaction, Scenario } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';

export const cause = (actor: Actor, how: string, guarantees: readonly Guarantee[] = [], interaction: Interaction = 'none'): Cause => ({
  actor,
  how,
  interaction,
  guarantees,
});

/** Comes by itself, runs what the default branch says, and is given everything. */
export const trustedScenario = (trigger: string, span: Span, source: string): Scenario => ({
  id: trigger,
  trigger,
  causes: [],
  byItself: 'none',
  after: [],
  definition: 'trusted',
  proposer: null,
  guarantees: [],
  withholds: { secrets: [], write: [], identity: [], cacheWrite: [] },
  cache: { scope: 'default', reads: ['default'] },
  span,
  source,
});

type Told = Pick<Guarantee, 'why'> & { readonly source: string };

/** For services that build what is hosted elsewhere: whichever host it is, its own rules decide. */
export const BY_THE_HOST: Told = {
  why: 'A rule of the repository host; it is not in the files.',
  source: 'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/about-rulesets',
};

/** Keeps people who can push from the default branch, until somebody has approved. */
export const branchProtected = (span: Span, told: Told = BY_THE_HOST): Guarantee => ({
  id: 'branch-protected',
  statement: 'The default branch takes no direct pushes, and changes need a review.',
  enforcedBy: 'setting',
  against: ['contributor', 'writer'],
  strength: 'strong',
  evidence: [span],
  holdsIf: [{ setting: 'branch-protected', is: true }],
  ...told,
});

/** Keeps people who can push from making tags that start something. */
export const tagsProtected = (span: Span, told: Told = BY_THE_HOST): Guarantee => ({
  id: 'tags-protected',
  statement: 'Only maintainers can create these tags.',
  enforcedBy: 'setting',
  against: ['writer'],
  strength: 'strong',
  evidence: [span],
  holdsIf: [{ setting: 'tags-protected', is: true }],
  ...told,
});
