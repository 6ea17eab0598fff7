import type { Code } from '../../pipeline/effects.ts';
import type { Seed } from './triggers.ts';

/** What a checkout brings: the commit that the pipeline is about. */
export const codeOf = ({ ref, proposer }: Seed): Code =>
  proposer === null
    ? { kind: 'trusted', what: 'the default branch' }
    : { kind: 'proposed', what: ref === 'fork' ? 'the pull request' : `the pushed ${ref}`, actor: proposer, mutable: false };
