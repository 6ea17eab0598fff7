/** Sets of actors as bits. And is intersection, or is union: a derivation is open to whoever passes each of its transitions. */
import { ACTORS, type Actor } from '../pipeline/model.ts';

export const ACTOR_BITS: Readonly<Record<Actor, number>> = { outsider: 1, contributor: 2, writer: 4, maintainer: 8, upstream: 16 };
export const EVERYBODY = 31;

/** Who is able to do what the actor can: outsider ⊂ contributor ⊂ writer ⊂ maintainer, upstream apart. */
export const ABLE: Readonly<Record<Actor, number>> = { outsider: 1 | 2 | 4 | 8, contributor: 2 | 4 | 8, writer: 4 | 8, maintainer: 8, upstream: 16 };

export const maskOf = (actors: readonly Actor[]): number => actors.reduce((mask, actor) => mask | (ACTOR_BITS[actor] ?? 0), 0);

/** The actors of a set, the weakest first, upstream last. */
export const actorsOf = (mask: number): readonly Actor[] => ACTORS.filter((actor) => (mask & ACTOR_BITS[actor]) !== 0);

/** Only the weakest members, of the chain outsider … maintainer and of upstream: whoever is stronger can do it all the more. */
export const weakestOf = (mask: number): readonly Actor[] => WEAKEST[mask & EVERYBODY] ?? [];

const WEAKEST = Array.from({ length: EVERYBODY + 1 }, (_, mask) => actorsOf(mask).filter((actor, index) => index === 0 || actor === 'upstream'));
