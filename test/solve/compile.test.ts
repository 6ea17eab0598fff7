import { describe, expect, it } from 'vitest';
import { ACTORS } from '../../src/pipeline/model.ts';
import { maskOf } from '../../src/reason/actors.ts';
import { type CompiledGraph, compile, statesNamed, UNKNOWN_VALUE } from '../../src/reason/compile.ts';
import { DEFAULT_TABLES } from '../../src/reason/tables.ts';
import { asset, graphOf, guarantee, state, transition } from './graphs.ts';

const part = (start: Int32Array, items: Int32Array, at: number): readonly number[] => [...items.subarray(start[at], start[at + 1])];
const named = (compiled: CompiledGraph, states: Iterable<number>) => [...states].map((s) => compiled.states[s]?.id);

describe('a compiled graph', () => {
  const transitions = [
    transition({ id: 'b', needs: ['y', 'actor:outsider', 'x', 'y'], gives: 'z' }),
    transition({ id: 'a', needs: [], gives: 'y' }),
    transition({ id: 'c', needs: ['z', 'x'], gives: 'y' }),
    transition({ id: 'a', needs: ['z'], gives: 'x' }),
  ];
  const graph = graphOf(transitions, [asset('two', ['y', 'x', 'y', 'nowhere']), asset('one', ['z'])]);
  const make = () => compile({ ...graph, states: [state('x'), state('alone'), state('x')] }, new Map());

  it('is in order of ids, each once and the first of equals, with states that only transitions name', () => {
    const compiled = make();
    expect(compiled.transitions.map(({ id, gives }) => [id, gives.id])).toEqual([
      ['a', 'y'],
      ['b', 'z'],
      ['c', 'y'],
    ]);
    expect(compiled.states.map(({ id }) => id)).toEqual(['actor:outsider', 'alone', 'x', 'y', 'z']);
    expect(compiled.assets.map(({ id }) => id)).toEqual(['one', 'two']);
    expect([...compiled.transitionIndex]).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
    ]);
    expect(compiled.states.map(({ id }) => compiled.stateIndex.get(id))).toEqual([0, 1, 2, 3, 4]);
  });
  it('has what each transition needs and gives, and what each state is for', () => {
    const compiled = make();
    const { needStart, needs, gives, useStart, uses, giverStart, givers } = compiled;
    expect([0, 1, 2].map((t) => named(compiled, part(needStart, needs, t)))).toEqual([[], ['actor:outsider', 'x', 'y'], ['x', 'z']]);
    expect(named(compiled, gives)).toEqual(['y', 'z', 'y']);
    expect([0, 1, 2, 3, 4].map((s) => part(useStart, uses, s))).toEqual([[1], [], [1, 2], [1], [2]]);
    expect([0, 1, 2, 3, 4].map((s) => part(giverStart, givers, s))).toEqual([[], [], [], [0, 2], [1]]);
  });
  it('has the states of assets that there are', () => {
    const compiled = make();
    expect(compiled.goals.map((goal) => named(compiled, goal))).toEqual([['z'], ['x', 'y']]);
  });
  it('gives actors what they can do, and what is lost to everybody but insiders who have it anyway', () => {
    const compiled = make();
    const all = compile(
      graphOf(
        ACTORS.map((actor) => transition({ needs: [`actor:${actor}`], gives: 'a' })),
        [],
      ),
      new Map(),
      DEFAULT_TABLES,
      ['a', 'missing'],
    );
    const base = (id: string): number | undefined => all.base[all.stateIndex.get(id) ?? -1];
    expect(base('actor:outsider')).toBe(maskOf(['outsider', 'contributor', 'writer', 'maintainer']));
    expect(base('actor:writer')).toBe(maskOf(['writer', 'maintainer']));
    expect(base('actor:upstream')).toBe(maskOf(['upstream']));
    expect(base('a')).toBe(maskOf([...ACTORS]));
    expect([...compiled.base].filter((mask) => mask !== 0)).toHaveLength(1);
  });
});

describe('settings of a compiled graph', () => {
  const weak = guarantee(['writer'], { id: 'w', strength: 'weak', interaction: 'routine', holdsIf: [{ setting: 'c', is: false }] });
  const strong = guarantee(['outsider', 'upstream'], { id: 's', holdsIf: [{ setting: 'a', is: true }] });
  const make = () =>
    compile(
      graphOf(
        [
          transition({ id: '0', needs: [], gives: 'x', effort: 'high', interaction: 'accepts' }),
          transition({ id: '1', needs: [], gives: 'x', guarantees: [weak], effort: 'none' }),
          transition({ id: '2', needs: [], gives: 'x', guarantees: [strong, weak] }),
          transition({ id: '3', needs: [], gives: 'x', when: [{ setting: 'b', is: false }] }),
          transition({ id: '4', needs: [], gives: 'x', when: [{ setting: 'd', is: true }] }),
          transition({ id: '5', needs: [], gives: 'x', when: [{ setting: 'build-service-read-only', is: true }] }),
        ],
        [],
      ),
      new Map([
        ['b', true],
        ['c', false],
      ]),
    );
  it('have numbers in order of ids, and values', () => {
    const compiled = make();
    expect(compiled.settings).toEqual(['a', 'b', 'build-service-read-only', 'c', 'd']);
    expect([...compiled.values]).toEqual([UNKNOWN_VALUE, 1, 1, 0, UNKNOWN_VALUE]);
    expect([...compiled.takenForSafe]).toEqual([0, 0, 1, 0, 0]);
  });
  it('are what transitions rest on', () => {
    const compiled = make();
    expect(compiled.when).toEqual([[], [], [], [2], [9], [5]]);
    expect(compiled.strong.map((all) => all.map(({ against, holdsIf, effort }) => [against, holdsIf, effort]))).toEqual([
      [],
      [],
      [[maskOf(['outsider', 'upstream']), [1], 0]],
      [],
      [],
      [],
    ]);
    const { weakGuarantee, interaction, effort } = DEFAULT_TABLES;
    expect(compiled.weak[1]).toMatchObject([{ against: maskOf(['writer']), holdsIf: [6], effort: weakGuarantee + interaction.routine }]);
    expect([[...compiled.guarded], [...compiled.weakened], [...compiled.uncertain]]).toEqual([
      [2, 3, 4, 5],
      [1, 2],
      [0, 0, 1, 0, 1, 0],
    ]);
    expect([...compiled.effort.subarray(0, 2)]).toEqual([effort.high + interaction.accepts, effort.none]);
  });
});

describe('what a name on the command line speaks of', () => {
  const ids = [
    'secret:KEY',
    'secret:KEY@prod',
    'secret:KEYS',
    'component:action:a/b@v1',
    'component:action:a/b@v2',
    'component:image:a/bc@1',
    'code:KEY',
    'a/b@x',
  ];
  const graph = { states: ids.map(state).reverse(), transitions: [], assets: [] };
  it('is a state, a secret wherever it is held, a component in any version or in one', () => {
    expect(statesNamed(graph, 'KEY')).toEqual(['secret:KEY', 'secret:KEY@prod']);
    expect(statesNamed(graph, 'code:KEY')).toEqual(['code:KEY']);
    expect(statesNamed(graph, 'a/b')).toEqual(['component:action:a/b@v1', 'component:action:a/b@v2']);
    expect(statesNamed(graph, 'action:a/b@v2')).toEqual(['component:action:a/b@v2']);
    expect(statesNamed(graph, 'b')).toEqual([]);
  });
});
