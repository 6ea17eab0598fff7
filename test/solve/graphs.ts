/** Small handmade and random trust graphs. */
import fc from 'fast-check';
import type { ControlKind } from '../../src/advise/control.ts';
import { ACTORS, type Actor, type Guarantee, type Interaction, type Pipeline } from '../../src/pipeline/model.ts';
import { type Asset, actorStateId, type Effort, type Graph, type State, type StateKind, type Transition } from '../../src/reason/graph.ts';
import type { Span } from '../../src/source/span.ts';

export const span = (line: number, file = 'ci.yml'): Span => ({ file, line, column: 1, endLine: line, endColumn: 10 });

const KINDS: readonly StateKind[] = ['actor', 'secret', 'component'];
export const state = (id: string): State => ({
  id,
  kind: KINDS.find((kind) => id.startsWith(`${kind}:`)) ?? 'code',
  label: `has ${id}`,
  zone: 'runner',
});

type Given = Partial<Omit<Transition, 'needs' | 'gives'>> & { readonly needs: readonly string[]; readonly gives: string };

export const transition = ({ needs, gives, ...rest }: Given): Transition => {
  const id = rest.id ?? `${needs.join('+')}->${gives}`;
  return {
    id,
    rule: 'source/test',
    boundary: 'source',
    statement: `goes from ${needs.join(' and ')} to ${gives}.`,
    assumption: 'It does not.',
    guarantees: [],
    when: [],
    effort: 'trivial',
    interaction: 'none',
    opaque: false,
    facts: {},
    place: { workflow: null, run: null, trigger: null, job: null, jobKey: null, step: null, file: null },
    technique: [],
    cicdSec: [],
    cwe: [],
    evidence: [span(id.length)],
    ...rest,
    needs: needs.map(state),
    gives: state(gives),
  };
};

export const asset = (id: string, states: readonly string[], rest: Partial<Asset> = {}): Asset => ({
  id,
  kind: 'secret',
  name: id,
  gain: 2,
  states,
  evidence: [],
  ...rest,
});

export const graphOf = (transitions: readonly Transition[], assets: readonly Asset[]): Graph => {
  const states = new Map(transitions.flatMap((t) => [...t.needs, t.gives]).map((s) => [s.id, s]));
  return { states: [...states.values()].sort((a, b) => (a.id < b.id ? -1 : 1)), transitions, assets };
};

export const guarantee = (against: readonly Actor[], rest: Partial<Guarantee> = {}): Guarantee => ({
  id: 'gate',
  statement: 'A gate.',
  enforcedBy: 'configuration',
  against,
  strength: 'strong',
  why: 'It is one.',
  evidence: [],
  ...rest,
});

export const PIPELINE: Pipeline = {
  root: 'test',
  systems: ['github-actions'],
  asOf: '2026-11-22',
  files: ['ci.yml'],
  repository: { pipelineOwners: null, updateBots: [], packages: [], verifications: [], span: null },
  workflows: [],
  components: [],
  gaps: [],
  dialects: [],
};

/** A control at one place that blocks these transitions. */
export const control = (kind: string, blocked: readonly string[], cost: number, against?: readonly Actor[]): ControlKind => ({
  kind,
  family: 'least-privilege',
  scope: 'repository',
  title: kind,
  why: 'For tests.',
  references: [],
  cost,
  place: ({ id }) => (blocked.includes(id) ? 'here' : null),
  ...(against === undefined ? {} : { against: () => against }),
  remedy: () => 'Do it.',
});

const SETTINGS = ['s-one', 's-two', 's-three'] as const;
const EFFORTS: readonly Effort[] = ['none', 'trivial', 'low', 'moderate', 'high'];
const INTERACTIONS: readonly Interaction[] = ['none', 'none', 'routine', 'accepts'];

const actorsArb = fc.subarray([...ACTORS], { minLength: 1 });
/** As the settings are: the safe value is true, so attacks need them false. */
const holdsIfArb = fc.subarray([...SETTINGS], { maxLength: 2 }).map((settings) => settings.map((setting) => ({ setting, is: true })));

const guaranteeArb = fc
  .record({ against: actorsArb, holdsIf: holdsIfArb, strength: fc.constantFrom<Guarantee['strength']>('strong', 'weak'), n: fc.nat(3) })
  .map(({ n, ...rest }) => guarantee(rest.against, { ...rest, id: `g${n}` }));

/** States s0 … s6, cycles and all; needs of up to three states, actors among them. */
const transitionArb = fc
  .record({
    needs: fc.uniqueArray(
      fc.oneof({ weight: 3, arbitrary: fc.nat(6).map((n) => `s${n}`) }, { weight: 1, arbitrary: fc.constantFrom(...ACTORS).map(actorStateId) }),
      {
        maxLength: 3,
      },
    ),
    gives: fc.nat(6).map((n) => `s${n}`),
    effort: fc.constantFrom(...EFFORTS),
    interaction: fc.constantFrom(...INTERACTIONS),
    guarantees: fc.array(guaranteeArb, { maxLength: 2 }),
    when: fc.subarray([...SETTINGS], { maxLength: 1 }).map((settings) => settings.map((setting) => ({ setting, is: false }))),
    bounded: fc.boolean(),
  })
  .map(({ bounded, ...rest }) => ({ ...rest, boundary: bounded ? ('source' as const) : null }));

/** Entries are frequent enough for most graphs to have attacks. */
const entryArb = fc.record({ who: fc.constantFrom(...ACTORS), gives: fc.nat(6).map((n) => `s${n}`), effort: fc.constantFrom(...EFFORTS) });

export const graphArb = (most = 12): fc.Arbitrary<Graph> =>
  fc
    .record({
      entries: fc.array(entryArb, { minLength: 1, maxLength: 4 }),
      rest: fc.array(transitionArb, { minLength: 2, maxLength: most }),
      goals: fc.array(fc.subarray(['s3', 's4', 's5', 's6'], { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }),
    })
    .map(({ entries, rest, goals }) =>
      graphOf(
        [
          ...entries.map(({ who, gives, effort }, n) => transition({ id: `e${n}`, needs: [actorStateId(who)], gives, effort })),
          ...rest.map((t, n) => transition({ ...t, id: `t${String(n).padStart(2, '0')}` })),
        ],
        goals.map((states, n) => asset(`a${n}`, states, { gain: n === 0 ? 3 : 2 })),
      ),
    );

export const settingsArb = fc
  .array(fc.constantFrom<boolean | 'unknown'>(true, false, 'unknown', 'unknown'), { minLength: 3, maxLength: 3 })
  .map((values) => new Map(SETTINGS.map((id, i) => [id as string, values[i] ?? ('unknown' as const)])));
