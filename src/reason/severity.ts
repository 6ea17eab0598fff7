/** Severity by decision table: the weakest sufficient actor and what is gained, lowered where somebody else must act or nobody could look. */
import type { Actor, Interaction } from '../pipeline/model.ts';
import type { Gain } from './graph.ts';
import { SEVERITIES, type Severity } from './report.ts';
import { code } from './states.ts';
import type { PathCondition } from './worlds.ts';

export interface Standing {
  readonly actor: Actor;
  readonly gain: Gain;
  /** The most that somebody else has to do anywhere on the path. */
  readonly interaction: Interaction;
  /** A component, or a machine behind a label, that could not be looked into lies on the path. */
  readonly opaque: boolean;
  /** Everything that upstream has to take over belongs to the platform's owner. */
  readonly platformOwner: boolean;
  /** An advisory lists the version in use of what upstream has taken over. */
  readonly advisory: boolean;
  /** There is a rule (review, environment, branch) and the path gets round it. */
  readonly roundRule: boolean;
  /** Ids of settings under which somebody has to act after all, as far as nobody told them. */
  readonly unless: readonly string[];
}

type Row = 'anybody' | 'third-party' | 'contributor' | 'insider';

/** Columns: gain 3, 2, 1. */
const TABLE: Readonly<Record<Row, readonly [Severity, Severity, Severity]>> = {
  anybody: ['critical', 'high', 'low'],
  'third-party': ['high', 'medium', 'low'],
  contributor: ['medium', 'medium', 'low'],
  insider: ['medium', 'low', 'low'],
};

const LEVELS_DOWN: Readonly<Record<Interaction, number>> = { none: 0, routine: 1, accepts: 2, race: 2 };

const rowOf = ({ actor, platformOwner, advisory, roundRule }: Standing): Row => {
  switch (actor) {
    case 'outsider':
      return 'anybody';
    case 'contributor':
      return 'contributor';
    case 'writer':
      return roundRule ? 'third-party' : 'insider';
    case 'maintainer':
      return 'insider';
    case 'upstream':
      return advisory ? 'anybody' : platformOwner ? 'contributor' : 'third-party';
  }
};

export const severityOf = (standing: Standing): Severity => {
  const start = SEVERITIES.indexOf(TABLE[rowOf(standing)][3 - standing.gain] ?? 'low');
  const down = LEVELS_DOWN[standing.interaction] + (standing.opaque ? 1 : 0);
  return SEVERITIES[Math.min(start + down, SEVERITIES.length - 1)] ?? 'low';
};

const STRENGTH: Readonly<Record<Interaction, number>> = { none: 0, routine: 1, accepts: 2, race: 3 };
export const strongerInteraction = (a: Interaction, b: Interaction): Interaction => (STRENGTH[a] >= STRENGTH[b] ? a : b);

const WHO: Readonly<Record<Actor, string>> = {
  outsider: 'any account',
  contributor: 'a contributor',
  writer: 'a writer',
  maintainer: 'a maintainer',
  upstream: 'whoever controls a third-party component',
};

const OTHERS: Readonly<Record<Interaction, string>> = {
  none: 'nobody else acts',
  routine: 'somebody else acts as a routine',
  accepts: 'somebody else has to accept the payload',
  race: 'a race has to be won',
};

/** The sentence behind a severity. `gain` is what is gained, as a phrase without a subject: "ships `npm:x`". */
export const reasonOf = (standing: Standing, severity: Severity, gain: string, conditions: readonly PathCondition[], holder?: string): string => {
  const { actor, interaction, opaque, platformOwner, advisory, unless } = standing;
  const who =
    holder !== undefined
      ? `whoever ${holder}`
      : actor === 'upstream' && platformOwner
        ? "the platform's owner or that of the package manager"
        : advisory && actor === 'upstream'
          ? `${WHO.upstream}, in a version that an advisory lists`
          : WHO[actor];
  const start = `${severity.slice(0, 1).toUpperCase()}${severity.slice(1)}`;
  const blind = opaque ? ', through something nobody could look into' : '';
  const but = unless.length === 0 ? '' : ` unless ${unless.map(code).join(' or ')} is so`;
  const what = `${who}, ${OTHERS[interaction]}${but}${blind}, ${gain}`;
  return conditions.length === 0 ? `${start}: ${what}; proven.` : `${start} if ${conditionPhrase(conditions)}: ${what}; conditional.`;
};

/** "`a` is not so", "`a` and `b` are not so", "`a` is not so and `c` is so". */
export const conditionPhrase = (conditions: readonly PathCondition[]): string =>
  [false, true]
    .flatMap((is) => {
      const names = conditions.filter((c) => c.is === is).map((c) => code(c.setting));
      return names.length === 0 ? [] : [`${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'}${is ? '' : ' not'} so`];
    })
    .join(' and ');
