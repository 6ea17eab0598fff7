import type { Actor, Dialect } from '../../src/pipeline/model.ts';

/** A repository for which one setting decides whether an actor reaches an asset. One file cases-<system>.ts for each system that has settings of its own. */
export interface Case {
  readonly files: Readonly<Record<string, string>>;
  /** What else is told, so that nothing but the setting decides. */
  readonly told?: Readonly<Record<string, boolean>>;
  readonly asOf?: string;
  /** OSV records, each a file. */
  readonly advisories?: Readonly<Record<string, string>>;
  readonly actor: Actor;
  /** The asset that is reached where the setting is not so. */
  readonly asset: string;
  readonly offers?: Dialect['offers'];
  /** It changes how hard the path is, not whether it is there. */
  readonly weak?: /** Unknown, it counts as in force, as it is by default. */ true | /** Unknown, nobody is taken to act. */ 'nobody acts';
}

export type Cases = Readonly<Record<string, Case>>;
