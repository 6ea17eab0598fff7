import { describe, expect, it } from 'vitest';
import { ACTORS } from '../../src/pipeline/model.ts';
import { compile } from '../../src/reason/compile.ts';
import { listCrossings } from '../../src/reason/crossings.ts';
import type { Transition } from '../../src/reason/graph.ts';
import type { SettingValues } from '../../src/reason/report.ts';
import { solveWorlds } from '../../src/reason/worlds.ts';
import { graphOf, guarantee, span, transition } from './graphs.ts';

const crossings = (
  transitions: readonly Transition[],
  settings: SettingValues = new Map(),
  controls = (id: string | undefined): readonly string[] => [`control-${id}`],
) => {
  const compiled = compile(graphOf(transitions, []), settings);
  return listCrossings(compiled, solveWorlds(compiled), (t) => controls(compiled.transitions[t]?.id));
};

describe('crossings', () => {
  it('are open to whoever passes and gets there', () => {
    const [open] = crossings([transition({ needs: ['actor:outsider'], gives: 'a', guarantees: [guarantee(['outsider', 'contributor'])] })]);
    expect(open).toMatchObject({ status: 'open', openTo: ['writer', 'maintainer'], from: 'has actor:outsider', to: 'has a' });
  });

  it('are unknown when only the answer to a question opens them, and say to whom', () => {
    const gate = guarantee(['outsider', 'contributor', 'writer', 'maintainer'], { holdsIf: [{ setting: 'x', is: true }] });
    const graph = [transition({ needs: ['actor:outsider'], gives: 'a', guarantees: [gate] })];
    expect(crossings(graph)[0]).toMatchObject({ status: 'unknown', openTo: ['outsider', 'contributor', 'writer', 'maintainer'] });
    expect(crossings(graph, new Map([['x', true]]))[0]).toMatchObject({ status: 'guarded', openTo: [] });
    expect(crossings(graph, new Map([['x', false]]))[0]).toMatchObject({ status: 'open' });
  });

  it('are open to whom no answer stops, though another answer opens them to more', () => {
    const gate = guarantee(['outsider', 'contributor'], { holdsIf: [{ setting: 'x', is: true }] });
    const [open] = crossings([transition({ needs: ['actor:outsider'], gives: 'a', guarantees: [gate] })]);
    expect(open).toMatchObject({ status: 'open', openTo: ['writer', 'maintainer'] });
  });

  it('are guarded by their own guarantee or by one before them', () => {
    const gate = guarantee(['upstream'], { id: 'pin' });
    const all = crossings([
      transition({ id: 'moves', needs: ['actor:upstream'], gives: 'component', guarantees: [gate] }),
      transition({ id: 'used', needs: ['component'], gives: 'code' }),
    ]);
    expect(all.map((c) => [c.id, c.status, c.guarantees.map((g) => g.id)])).toEqual([
      ['moves', 'guarded', ['pin']],
      ['used', 'guarded', []],
    ]);
  });

  it('gather the transitions of one crossing, and leave out where none is crossed', () => {
    const all = crossings([
      transition({ id: 'a', crossing: 'x', needs: ['actor:outsider'], gives: 's' }),
      transition({ id: 'b', crossing: 'x', needs: ['actor:writer'], gives: 't' }),
      transition({ id: 'c', boundary: null, needs: ['s'], gives: 'u' }),
    ]);
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({ id: 'x', controls: ['control-a', 'control-b'], to: 'has s and has t' });
    expect(all[0]?.evidence).toHaveLength(1);
    const both = [
      transition({ id: 'a', crossing: 'x', needs: ['actor:outsider'], gives: 's' }),
      transition({ id: 'b', crossing: 'x', needs: ['actor:writer'], gives: 't' }),
    ];
    expect(crossings(both, new Map(), (id) => (id === 'a' ? ['z', 'm'] : ['c', 'm']))[0]?.controls).toEqual(['c', 'm', 'z']);
  });

  it('name the first two states of many, and every place once, in order, forty at most', () => {
    const at = (id: string, gives: string, lines: readonly number[]) =>
      transition({ id, crossing: 'x', needs: ['actor:outsider'], gives, evidence: lines.map((line) => span(line)) });
    const three = [at('a', 's1', [9, 2]), at('b', 's2', [2, 5]), at('c', 's3', [])];
    expect(crossings(three)[0]).toMatchObject({ to: 'has s1 and has s2 and has s3', from: 'has actor:outsider' });
    expect(crossings(three)[0]?.evidence.map(({ line }) => line)).toEqual([2, 5, 9]);
    expect(crossings([...three, at('d', 's4', []), at('e', 's4', [])])[0]?.to).toBe('has s1, has s2 and 2 more');
    const lines = Array.from({ length: 45 }, (_, i) => i + 1);
    expect(crossings([at('a', 's1', lines)])[0]?.evidence.map(({ line }) => line)).toEqual(lines.slice(0, 40));
  });

  it('are told by id, with each guarantee and control once and the first assumption', () => {
    const [b, a] = [guarantee(['writer'], { id: 'b' }), guarantee(['writer'], { id: 'a' })];
    const all = crossings([
      transition({ id: 'b', crossing: 'zz', needs: ['actor:outsider'], gives: 's' }),
      transition({ id: 'z', needs: ['actor:outsider'], gives: 's' }),
      transition({ id: 'm', crossing: 'x', needs: ['actor:outsider'], gives: 's', assumption: null, guarantees: [b, a], statement: 'First.' }),
      transition({
        id: 'n',
        crossing: 'x',
        needs: ['actor:outsider'],
        gives: 's',
        assumption: 'Second.',
        guarantees: [{ ...a, statement: 'Another.' }],
        statement: 'Other.',
      }),
    ]);
    expect(all.map(({ id }) => id)).toEqual(['x', 'z', 'zz']);
    expect(all[0]).toMatchObject({ statement: 'First.', assumption: 'Second.', controls: ['control-m', 'control-n'] });
    expect(all[0]?.guarantees).toEqual([a, b]);
    const lone = crossings([
      transition({ id: 'm', needs: ['actor:outsider'], gives: 's', assumption: null, boundary: 'artifact', rule: 'artifact/taken' }),
    ]);
    expect(lone[0]).toMatchObject({ assumption: '', boundary: 'artifact', rule: 'artifact/taken', from: 'has actor:outsider' });
  });

  it('are none where nobody could get even if nothing stood in the way', () => {
    const gate = guarantee(['outsider', 'contributor', 'writer', 'maintainer', 'upstream']);
    const all = crossings([
      transition({ id: 'never', needs: ['actor:outsider', 'nobody'], gives: 'a' }),
      transition({ id: 'behind', needs: ['a'], gives: 'b' }),
      transition({ id: 'circle', needs: ['d'], gives: 'c' }),
      transition({ id: 'back', needs: ['c'], gives: 'd' }),
      transition({ id: 'held', needs: ['actor:writer'], gives: 'e', guarantees: [gate] }),
      transition({ id: 'after', needs: ['e', 'actor:outsider'], gives: 'f' }),
      transition({ id: 'always', needs: [], gives: 'g' }),
      transition({ id: 'then', needs: ['g'], gives: 'h' }),
      // Two ways to one need do not stand for two needs.
      transition({ id: 'one', boundary: null, needs: ['actor:outsider'], gives: 'p' }),
      transition({ id: 'other', boundary: null, needs: ['actor:writer'], gives: 'p' }),
      transition({ id: 'half', needs: ['p', 'nobody'], gives: 'q' }),
    ]);
    expect(all.map(({ id, status }) => [id, status])).toEqual([
      ['after', 'guarded'],
      ['always', 'open'],
      ['held', 'guarded'],
      ['then', 'open'],
    ]);
  });

  it('are unknown where what holds them is only taken for so in the meantime', () => {
    const setting = 'build-service-read-only';
    const gate = guarantee(['outsider', 'contributor'], { holdsIf: [{ setting, is: true }] });
    const graph = (needs: readonly string[]) => [
      transition({ id: 'first', needs, gives: 'a', guarantees: [gate] }),
      transition({ id: 'pins', needs: ['actor:upstream'], gives: 'pinned', guarantees: [guarantee(['upstream'])] }),
    ];
    const first = (needs: readonly string[], settings: SettingValues = new Map()) =>
      crossings(graph(needs), settings).find(({ id }) => id === 'first');
    const everybody = guarantee(['outsider', 'contributor', 'writer', 'maintainer', 'upstream'], { holdsIf: [{ setting, is: true }] });
    const closed = (settings: SettingValues) =>
      crossings([transition({ needs: ['actor:outsider'], gives: 'a', guarantees: [everybody] })], settings)[0];
    expect(closed(new Map())).toMatchObject({ status: 'unknown', openTo: ['outsider', 'contributor', 'writer', 'maintainer'] });
    expect(closed(new Map([[setting, true]]))).toMatchObject({ status: 'guarded', openTo: [] });
    expect(closed(new Map([[setting, false]]))).toMatchObject({ status: 'open' });
    // What would hold only under the other answer is no question where something else holds.
    const other = guarantee(ACTORS, { id: 'other', holdsIf: [{ setting, is: false }] });
    const firm = transition({ needs: ['actor:outsider'], gives: 'a', guarantees: [other, guarantee(ACTORS)] });
    expect(crossings([firm])[0]).toMatchObject({ status: 'guarded', openTo: [] });
    // Others pass whatever the answer is.
    expect(first(['actor:outsider'])).toMatchObject({ status: 'open', openTo: ['writer', 'maintainer'] });
    expect(first(['actor:outsider', 'pinned'])).toMatchObject({ status: 'guarded', openTo: [] });
  });
});
