import { describe, expect, it } from 'vitest';
import { compile } from '../../src/reason/compile.ts';
import { listCrossings } from '../../src/reason/crossings.ts';
import type { Transition } from '../../src/reason/graph.ts';
import type { SettingValues } from '../../src/reason/report.ts';
import { solveWorlds } from '../../src/reason/worlds.ts';
import { graphOf, guarantee, transition } from './graphs.ts';

const crossings = (transitions: readonly Transition[], settings: SettingValues = new Map()) => {
  const compiled = compile(graphOf(transitions, []), settings);
  return listCrossings(compiled, solveWorlds(compiled), (t) => [`control-${compiled.transitions[t]?.id}`]);
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
  });
});
