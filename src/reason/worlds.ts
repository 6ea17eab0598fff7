/** What unknown settings are taken for while searching: one world in which every one of them is safe, and one or more in which they are not. */
import type { Actor, Tri } from '../pipeline/model.ts';
import { oncePer } from '../source/once.ts';
import { ACTOR_BITS } from './actors.ts';
import { type CompiledGraph, type Literal, UNKNOWN_VALUE } from './compile.ts';
import { holds, type Solution, type Switches, solve } from './solve.ts';

export interface Worlds {
  readonly closed: Solution;
  /** More than one only where the same unknown setting would have to be true for one transition and false for another. */
  readonly open: readonly Solution[];
}

/** Beyond so many settings of that sort their contradictions are sorted out path by path only. */
const MOST_SPLIT = 3;

export const solveWorlds = (compiled: CompiledGraph, switches: Omit<Switches, 'unknowns'> = {}): Worlds => ({
  closed: solvedOnce(compiled, { ...switches, unknowns: 'closed' }),
  open: openSwitches(compiled, switches).map((open) => solvedOnce(compiled, open)),
});

const plain = {
  closed: oncePer((compiled: CompiledGraph): Solution => solve(compiled, { unknowns: 'closed' })),
  open: oncePer((compiled: CompiledGraph): Solution => solve(compiled, { unknowns: 'open' })),
};

/** `solve`; where nothing is switched but what the unknown settings are taken for, once for a graph: nobody may change what it holds. */
export const solvedOnce = (compiled: CompiledGraph, switches: Switches): Solution => {
  const { unknowns, blocks, dropped, settings } = switches;
  const isPlain = blocks === undefined && (dropped?.size ?? 0) === 0 && (settings?.size ?? 0) === 0;
  return isPlain ? plain[unknowns](compiled) : solve(compiled, switches);
};

export const openSwitches = (compiled: CompiledGraph, switches: Omit<Switches, 'unknowns'> = {}): readonly Switches[] => {
  const split = undecided(compiled).filter((id) => switches.settings?.has(id) !== true);
  let all: readonly ReadonlyMap<string, Tri>[] = [switches.settings ?? new Map()];
  for (const id of split.slice(0, MOST_SPLIT))
    all = all.flatMap((settings) => [new Map([...settings, [id, false]]), new Map([...settings, [id, true]])]);
  return all.map((settings) => ({ ...switches, settings, unknowns: 'open' }));
};

/**
 * Unknown settings that some transition wants true and another false. What comes by itself asks for no world of its own: a run that comes whatever the
 * setting is easier, and where there is none the contradiction is found in the path.
 */
const undecided = (compiled: CompiledGraph): readonly string[] => {
  const wanted = new Uint8Array(compiled.settings.length);
  const want = (literal: Literal): void => {
    wanted[literal >> 1] = (wanted[literal >> 1] ?? 0) | (1 << (literal & 1));
  };
  compiled.when.forEach((literals, t) => {
    if (compiled.transitions[t]?.gives.kind !== 'run') literals.forEach(want);
  });
  for (const guarantees of compiled.strong) for (const { holdsIf } of guarantees) for (const literal of holdsIf) want(literal ^ 1);
  return compiled.settings.filter((_, index) => compiled.values[index] === UNKNOWN_VALUE && wanted[index] === 3);
};

export interface PathCondition {
  readonly setting: string;
  readonly is: boolean;
}

const PROVEN: readonly PathCondition[] = [];

/** What one transition asks of the unknown settings. */
interface Asked {
  readonly wants: readonly Literal[];
  /** Of each list one is enough, for the actors it is against. */
  readonly choices: readonly { readonly against: number; readonly any: readonly Literal[] }[];
}

/** By transition, once it has been asked for: thousands of ways pass the same ones. */
const askedBy = oncePer<CompiledGraph, Map<number, Asked | null>>(() => new Map());

/** Null for nothing. */
const askedAt = ({ values, when, strong }: CompiledGraph, t: number): Asked | null => {
  const unknown = (literals: readonly Literal[]): readonly Literal[] => literals.filter((literal) => values[literal >> 1] === UNKNOWN_VALUE);
  const wants = unknown(when[t] ?? []);
  const choices = (strong[t] ?? []).flatMap(({ against, holdsIf }) =>
    holds(holdsIf, values) === UNKNOWN_VALUE ? { against, any: unknown(holdsIf).map((literal) => literal ^ 1) } : [],
  );
  return wants.length === 0 && choices.length === 0 ? null : { wants, choices };
};

/**
 * What unknown settings must be like for this actor to walk these transitions, by setting; empty for a proven walk, null when they would have to be two things at once.
 * Where a guarantee rests on several unknown settings one of them is enough: one that is needed anyway, else the first by id.
 */
export const conditionsOf = (compiled: CompiledGraph, actor: Actor, transitions: readonly number[]): readonly PathCondition[] | null => {
  const { uncertain } = compiled;
  let certain = 0;
  while (certain < transitions.length && uncertain[transitions[certain] as number] === 0) certain++;
  if (certain === transitions.length) return PROVEN;
  const known = askedBy(compiled);
  const bit = ACTOR_BITS[actor];
  const chosen = new Map<number, number>();
  const choices: (readonly Literal[])[] = [];
  for (let at = 0; at < transitions.length; at++) {
    const t = transitions[at] as number;
    let asked = known.get(t);
    if (asked === undefined) {
      asked = askedAt(compiled, t);
      known.set(t, asked);
    }
    if (asked === null) continue;
    for (let i = 0; i < asked.wants.length; i++) {
      const literal = asked.wants[i] as number;
      const old = chosen.get(literal >> 1);
      if (old !== undefined && old !== (literal & 1)) return null;
      chosen.set(literal >> 1, literal & 1);
    }
    for (const { against, any } of asked.choices) if ((against & bit) !== 0) choices.push(any);
  }
  // Those without a choice first: they may settle others.
  if (choices.length > 1) choices.sort((a, b) => a.length - b.length);
  for (const choice of choices) {
    if (choice.some((literal) => chosen.get(literal >> 1) === (literal & 1))) continue;
    let free = -1;
    for (const literal of choice) if (!chosen.has(literal >> 1) && (free < 0 || literal < free)) free = literal;
    if (free < 0) return null;
    chosen.set(free >> 1, free & 1);
  }
  return [...chosen].sort((a, b) => a[0] - b[0]).map(([setting, is]) => ({ setting: compiled.settings[setting] ?? '', is: is === 1 }));
};
