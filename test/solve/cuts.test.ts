import { describe, expect, it } from 'vitest';
import { type ControlEdit, editsByTransition } from '../../src/advise/attach.ts';
import { cutsOf, survivors } from '../../src/advise/cuts.ts';
import { ACTORS, type Actor } from '../../src/pipeline/model.ts';
import { maskOf } from '../../src/reason/actors.ts';
import { compile } from '../../src/reason/compile.ts';
import type { ToldPath } from '../../src/reason/paths.ts';
import { control, graphOf, transition } from './graphs.ts';

const compiled = compile(
  graphOf(
    [0, 1, 2, 3, 4, 5].map((n) => transition({ id: `t${n}`, needs: [], gives: `s${n}` })),
    [],
  ),
  new Map(),
);
const edit = (id: string, transitions: readonly number[], against: readonly Actor[] = ACTORS): ControlEdit => ({
  id,
  kind: control(id, [], 1),
  place: 'here',
  cost: 1,
  blocks: transitions.map((t) => ({ transition: t, against: maskOf(against) })),
});
const told = (actor: Actor, ...members: readonly (readonly number[])[]): ToldPath => ({ actor, members }) as unknown as ToldPath;

describe('cuts of a path', () => {
  const cuts = (path: ToldPath, edits: readonly ControlEdit[]) =>
    cutsOf(path, edits, editsByTransition(compiled, edits)).map((cut) => [cut.edit.id, cut.whole]);

  it('are whole where every place it stands for loses a step', () => {
    const edits = [edit('a', [0]), edit('b', [1, 3]), edit('c', [2]), edit('d', [5])];
    expect(cuts(told('outsider', [0, 1, 2], [0, 3, 4]), edits)).toEqual([
      ['a', true],
      ['b', true],
      ['c', false],
    ]);
    expect(cuts(told('outsider', [4]), edits)).toEqual([]);
  });
  it('are in order of the edits, not of the steps', () => {
    const edits = [edit('a', [2]), edit('b', [1]), edit('c', [0])];
    expect(cuts(told('outsider', [0, 1, 2]), edits).map(([id]) => id)).toEqual(['a', 'b', 'c']);
  });
  it('count a place once, however many of its steps are blocked', () => {
    expect(cuts(told('outsider', [0, 1], [2]), [edit('a', [0, 1])])).toEqual([['a', false]]);
  });
  it('are those that stop its actor', () => {
    const edits = [edit('a', [0], ['writer']), edit('b', [0], ['outsider', 'upstream'])];
    expect(cuts(told('outsider', [0]), edits)).toEqual([['b', true]]);
    expect(cuts(told('writer', [0]), edits)).toEqual([['a', true]]);
  });
});

describe('what survives edits', () => {
  it('is what they leave at some place, for its actor', () => {
    const both = told('outsider', [0, 1], [2]);
    const one = told('outsider', [1]);
    const writer = told('writer', [0]);
    const left = (...edits: readonly ControlEdit[]) => survivors([both, one, writer], edits);
    expect(left()).toEqual([both, one, writer]);
    expect(left(edit('a', [0]))).toEqual([both, one]);
    expect(left(edit('a', [1]), edit('b', [2]))).toEqual([writer]);
    expect(left(edit('a', [1], ['outsider']), edit('b', [2], ['writer']))).toEqual([both, writer]);
    expect(left(edit('a', [0, 2], ['outsider']), edit('b', [0], ['writer']))).toEqual([one]);
  });
});
