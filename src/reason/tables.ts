/**
 * Every number behind effort and risk. They are ordinal: chosen so that orders come out as people who do this for a living would put them,
 * not measured, and no probability. They only order what has the same severity and feed the plan; severity never comes from a number.
 * All can be overridden; overriding must keep them finite and not negative (`completeTables` refuses others).
 */
import type { Actor, Interaction } from '../pipeline/model.ts';
import type { Effort, Gain } from './graph.ts';

export interface Tables {
  /** What a step costs the attacker. Zero for what it gets without doing anything. */
  readonly effort: Readonly<Record<Effort, number>>;
  /** Added to the effort of a step that works only if somebody else acts. Losing a race can be tried again; persuading a reviewer cannot. */
  readonly interaction: Readonly<Record<Interaction, number>>;
  /** Added for each weak guarantee that has to be got round. */
  readonly weakGuarantee: number;
  /** What an asset is worth, by gain. */
  readonly worth: Readonly<Record<Gain, number>>;
  /** How likely such an attacker is to try at all, between 0 and 1: many accounts, few insiders. */
  readonly actor: Readonly<Record<Actor, number>>;
  /** At this effort a path weighs half of what it would weigh without any. */
  readonly halfEffort: number;
  /** What a path weighs that is open only if unknown settings are so, compared with a proven one. */
  readonly conditional: number;
}

export const DEFAULT_TABLES: Tables = {
  effort: { none: 0, trivial: 1, low: 2, moderate: 4, high: 8 },
  interaction: { none: 0, routine: 2, race: 4, accepts: 6 },
  weakGuarantee: 1,
  worth: { 3: 100, 2: 30, 1: 3 },
  actor: { outsider: 0.9, upstream: 0.5, contributor: 0.4, writer: 0.2, maintainer: 0.1 },
  halfEffort: 8,
  conditional: 0.4,
};

type Overrides<T> = { readonly [K in keyof T]?: T[K] extends number ? number : Partial<T[K]> };
export type TableOverrides = Overrides<Tables>;

/** The default tables with the given numbers in place of theirs. Throws a RangeError on a number that is negative, not finite, or above 1 where it is a share. */
export const completeTables = (overrides: TableOverrides = {}): Tables => {
  const tables: Tables = {
    effort: { ...DEFAULT_TABLES.effort, ...overrides.effort },
    interaction: { ...DEFAULT_TABLES.interaction, ...overrides.interaction },
    weakGuarantee: overrides.weakGuarantee ?? DEFAULT_TABLES.weakGuarantee,
    worth: { ...DEFAULT_TABLES.worth, ...overrides.worth },
    actor: { ...DEFAULT_TABLES.actor, ...overrides.actor },
    halfEffort: overrides.halfEffort ?? DEFAULT_TABLES.halfEffort,
    conditional: overrides.conditional ?? DEFAULT_TABLES.conditional,
  };
  for (const table of ['effort', 'interaction', 'worth', 'actor'] as const) {
    for (const [name, value] of Object.entries(tables[table])) check(`${table}.${name}`, value, table === 'actor' ? 1 : Number.MAX_VALUE);
  }
  check('weakGuarantee', tables.weakGuarantee, Number.MAX_VALUE);
  check('conditional', tables.conditional, 1);
  check('halfEffort', tables.halfEffort, Number.MAX_VALUE);
  if (tables.halfEffort === 0) throw new RangeError('halfEffort must be above 0.');
  return tables;
};

const check = (name: string, value: number, max: number): void => {
  if (!(value >= 0 && value <= max)) throw new RangeError(`${name} must be a number from 0 to ${max === 1 ? '1' : 'any finite one'}, not ${value}.`);
};

/** How much a path weighs, between 0 and 1; 0 when there is none (effort Infinity). */
export const pathWeight = (tables: Tables, actor: Actor, effort: number, proven: boolean): number =>
  Number.isFinite(effort) ? (tables.actor[actor] * tables.halfEffort * (proven ? 1 : tables.conditional)) / (tables.halfEffort + effort) : 0;
