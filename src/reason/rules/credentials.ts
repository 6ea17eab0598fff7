/** Which state stands for holding the credential that a step ships with. */
import type { Publication } from '../../pipeline/effects.ts';
import type { Capability, Guarantee, Job, Run } from '../../pipeline/model.ts';
import type { State } from '../graph.ts';
import { identityState, secretState, tokenState } from '../states.ts';

/** The right with which a job's own token publishes; other registries do not know the token. */
export const RIGHT_TO_PUBLISH: Readonly<Partial<Record<Publication['type'], Capability>>> = {
  image: 'write-packages',
  npm: 'write-packages',
  maven: 'write-packages',
  nuget: 'write-packages',
  rubygems: 'write-packages',
  chart: 'write-packages',
  release: 'write-release',
  pages: 'write-pages',
};

/**
 * What else than code in the job shipping takes. Empty when the files do not tell. `credential` as in the effects: a secret's
 * name, 'token', 'identity', or null.
 */
export const credentialStates = (run: Run, job: Job, credential: string | null, right: Capability | undefined): readonly State[] => {
  if (credential === null) return [];
  if (credential === 'identity') return job.token.some((g) => g.capability === 'mint-identity') ? [identityState(job)] : [];
  if (credential === 'token') return right !== undefined && job.token.some((g) => g.capability === right) ? [tokenState(job, right)] : [];
  const use = job.secrets.find((s) => s.name === credential && s.kind !== 'inherit');
  return use === undefined ? [] : [secretState(use, run.workflow)];
};

/** Shipping with a credential that nobody could name, or that is none of the job's: a run from which secrets are withheld has none to do it with. */
export const withheldFrom = (run: Run, credentials: readonly State[]): readonly Guarantee[] =>
  credentials.length === 0 ? run.scenario.withholds.secrets : [];

/**
 * The same for what a job does by itself: what the platform withholds from the run of the kind of credential that it is done with, and what
 * keeps a named secret from the job. A job that has no token with the right, or no identity, has nothing but secrets to do it with.
 */
export const heldBack = (run: Run, job: Job, credential: string | null, right: Capability | undefined): readonly Guarantee[] => {
  const { withholds } = run.scenario;
  const may = (capability: Capability | undefined): boolean => job.token.some((grant) => grant.capability === capability);
  if (credential === 'token' && may(right)) return withholds.write;
  if (credential === 'identity' && may('mint-identity')) return withholds.identity;
  return [...withholds.secrets, ...(job.secrets.find((use) => use.name === credential)?.guarantees ?? [])];
};
