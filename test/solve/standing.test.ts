/** What severity is judged by: who else must act on a way, what could not be looked into, and whose components it takes. */
import { describe, expect, it } from 'vitest';
import type { Guarantee } from '../../src/pipeline/model.ts';
import { compile } from '../../src/reason/compile.ts';
import type { Transition } from '../../src/reason/graph.ts';
import { standingOf } from '../../src/reason/standing.ts';
import { asset, graphOf, guarantee, state, transition } from './graphs.ts';

const weak = (more: Partial<Guarantee> = {}): Guarantee =>
  guarantee(['outsider', 'contributor', 'writer', 'maintainer', 'upstream'], { strength: 'weak', ...more });
const standing = (
  transitions: readonly Transition[],
  actor: 'outsider' | 'upstream' | 'writer' = 'outsider',
  settings: ReadonlyMap<string, boolean> = new Map(),
) => {
  const compiled = compile(graphOf(transitions, [asset('x', ['x'], { gain: 3 })]), settings);
  const order = transitions.map(({ id }) => compiled.transitionIndex.get(id) ?? -1);
  return standingOf(compiled, { actor, asset: 0, derivation: { goal: compiled.stateIndex.get('x') ?? -1, transitions: order } as never });
};
const step = (more: Partial<Omit<Transition, 'needs' | 'gives'>> = {}) => transition({ id: 'a', needs: ['actor:outsider'], gives: 'x', ...more });

describe('the standing of a way', () => {
  it('is plain where nothing stands in it', () => {
    expect(standing([step()])).toEqual({
      actor: 'outsider',
      gain: 3,
      interaction: 'none',
      opaque: false,
      platformOwner: false,
      advisory: false,
      roundRule: false,
      unless: [],
    });
  });

  it('has the most that somebody else must do, and what nobody could look into anywhere', () => {
    const two = [step({ interaction: 'accepts', opaque: true }), transition({ id: 'b', needs: ['x'], gives: 'y', interaction: 'routine' })];
    expect(standing(two)).toMatchObject({ interaction: 'accepts', opaque: true });
    expect(standing([...two].reverse())).toMatchObject({ interaction: 'accepts', opaque: true });
  });

  it('belongs to the platform, or to an advisory, only where all that is taken over does', () => {
    const taken = (id: string, more: Partial<Omit<Transition, 'needs' | 'gives'>>, gives = id) =>
      transition({ id, needs: ['actor:upstream'], gives, ...more });
    const of = (...all: readonly Transition[]) => {
      const { platformOwner, advisory } = standing(all, 'upstream');
      return [platformOwner, advisory];
    };
    const [own, other] = [taken('p', { platformOwner: true, advisory: 'G-1' }), taken('q', {})];
    expect([of(own), of(other), of(own, other), of(own, taken('r', { platformOwner: true }))]).toEqual([
      [true, true],
      [false, false],
      [false, false],
      [true, false],
    ]);
    // Waiting for a run of others takes nothing over.
    const waits = { ...taken('w', {}), gives: { ...state('run'), kind: 'run' as const } };
    expect(of(own, waits)).toEqual([true, true]);
    expect(of(waits)).toEqual([false, false]);
    expect(of(step({ platformOwner: true }))).toEqual([false, false]);
  });

  it('has people act where a weak gate is in force, and perhaps where it may be', () => {
    const gate = (more: Partial<Guarantee>, settings?: ReadonlyMap<string, boolean>) => {
      const { interaction, unless } = standing([step({ guarantees: [weak({ interaction: 'accepts', ...more })] })], 'outsider', settings);
      return [interaction, unless];
    };
    expect(gate({})).toEqual(['accepts', []]);
    expect(gate({ holdsIf: [{ setting: 's', is: true }] })).toEqual(['none', ['s']]);
    expect(gate({ holdsIf: [{ setting: 's', is: true }] }, new Map([['s', true]]))).toEqual(['accepts', []]);
    expect(gate({ holdsIf: [{ setting: 's', is: true }] }, new Map([['s', false]]))).toEqual(['none', []]);
    expect(gate({ against: ['writer'] })).toEqual(['none', []]);
    // What the platform asks for by default counts until somebody says otherwise; with something else beside it, no longer.
    expect(gate({ holdsIf: [{ setting: 'fork-approval-all', is: true }] })).toEqual(['accepts', []]);
    expect(gate({ holdsIf: [{ setting: 'fork-approval-first-time@x', is: true }] })).toEqual(['accepts', []]);
    expect(gate({ holdsIf: ['s', 'fork-approval-all'].map((setting) => ({ setting, is: true })) })).toEqual(['none', ['fork-approval-all', 's']]);
  });

  it('names settings once, in order, and only those that would ask more than is asked anyway', () => {
    const asks = (setting: string, interaction: 'routine' | 'accepts') => weak({ id: setting, interaction, holdsIf: [{ setting, is: true }] });
    const all = [asks('b', 'accepts'), asks('a', 'accepts'), asks('c', 'routine'), { ...asks('b', 'accepts'), id: 'again' }];
    expect(standing([step({ guarantees: all })]).unless).toEqual(['a', 'b', 'c']);
    expect(standing([step({ guarantees: all, interaction: 'routine' })]).unless).toEqual(['a', 'b']);
    expect(standing([step({ guarantees: all, interaction: 'accepts' })]).unless).toEqual([]);
  });

  it('goes round a rule where a weak gate is one, by its name or by its setting', () => {
    const round = (...given: readonly Partial<Guarantee>[]) => standing([step({ guarantees: given.map((one) => weak(one)) })]).roundRule;
    expect([
      round({ id: 'review' }),
      round({ id: 'branch-protected@main' }),
      round({ id: 'other' }),
      round({ holdsIf: [{ setting: 'tags-protected', is: true }] }),
    ]).toEqual([true, true, false, true]);
    expect([
      round({
        holdsIf: [
          { setting: 'other', is: true },
          { setting: 'environment-branches@p', is: true },
        ],
      }),
      round({ id: 'other' }, { id: 'code-owners' }),
      round(),
    ]).toEqual([true, true, false]);
  });
});
