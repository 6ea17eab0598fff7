import { describe, expect, it } from 'vitest';
import { compile } from '../../src/reason/compile.ts';
import { createTraits, REWRITES } from '../../src/reason/footholds.ts';
import type { Place, State, StateKind, Transition } from '../../src/reason/graph.ts';
import { createNumbering } from '../../src/reason/numbering.ts';
import { graphOf, state, transition } from './graphs.ts';

const place = (workflow: string | null, jobKey: string | null = null): Place => ({
  workflow,
  run: null,
  trigger: null,
  job: null,
  jobKey,
  step: null,
  file: null,
});
const of = (kind: StateKind, id: string): State => ({ ...state(id), kind });
const step = (
  rule: string,
  needs: readonly State[],
  gives: State,
  more: Partial<Pick<Transition, 'place' | 'boundary' | 'causesRun'>> = {},
): Omit<Transition, 'id'> => ({
  ...transition({ needs: [], gives: 'x', rule, ...more }),
  needs,
  gives,
});
/** Numbers say only what is the same, so the ways of one test share a numbering; the steps of each are in this order. */
const walks = () => {
  const numbering = createNumbering();
  return (...steps: readonly Omit<Transition, 'id'>[]) => {
    const compiled = compile(
      graphOf(
        steps.map((one, n) => ({ ...one, id: String(n) })),
        [],
      ),
      new Map(),
    );
    return createTraits(compiled, numbering)(steps.map((_, n) => n));
  };
};
const only = <T extends object, K extends keyof T>(traits: T, ...keys: readonly K[]): Pick<T, K> =>
  Object.fromEntries(keys.map((key) => [key, traits[key]])) as Pick<T, K>;
const ACTOR = of('actor', 'actor:outsider');

describe('the foothold', () => {
  const gains = (rule: string, id: string, jobKey: string) => step(rule, [ACTOR], of('code', id), { place: place('w.yml', jobKey) });

  it('is what first gives something, by rule and job, whatever follows from it', () => {
    const walk = walks();
    const [code1, code2, text, secret] = [of('code', 'code1'), of('code', 'code2'), of('text', 'text'), of('secret', 'secret')];
    const way = walk(
      step('r/run', [ACTOR], of('run', 'run')),
      step('r/inject', [of('run', 'run')], code1, { place: place('w.yml', 'build') }),
      step('r/writes', [code1], text, { place: place('w.yml', 'build') }),
      step('r/reads', [of('run', 'run'), text], code2, { place: place('w.yml', 'ship') }),
      step('r/loses', [code2], secret),
    );
    expect(way).toMatchObject(only(walk(gains('r/inject', 'c', 'build')), 'foothold', 'rules'));
    expect(way.foothold).not.toBe(walk(gains('r/inject', 'c', 'ship')).foothold);
    expect(way.rules).toBe(walk(gains('r/inject', 'c', 'ship')).rules);
    expect(way.rules).not.toBe(walk(gains('r/reads', 'c', 'ship')).rules);
    // A story has all its steps in their order, whatever they give and wherever.
    const story = (...rules: readonly string[]): number => walk(...rules.map((rule, n) => step(rule, [ACTOR], of('text', `t${n}`)))).story;
    expect(way.story).toBe(story('r/run', 'r/inject', 'r/writes', 'r/reads', 'r/loses'));
    expect(way.story).not.toBe(story('r/run', 'r/inject', 'r/reads', 'r/writes', 'r/loses'));
    expect(way.story).not.toBe(story('r/run', 'r/inject', 'r/writes', 'r/reads'));
  });
  it('is all of them where several are needed, each once and in whatever order', () => {
    const walk = walks();
    const way = walk(gains('r/b', 'c1', 'x'), gains('r/a', 'c2', 'y'), gains('r/b', 'c3', 'x'), gains('r/a', 'c4', 'x'));
    const same = walk(gains('r/a', 'c1', 'x'), gains('r/b', 'c2', 'x'), gains('r/a', 'c3', 'y'));
    expect(way).toMatchObject(only(same, 'foothold', 'rules'));
    const fewer = walk(gains('r/a', 'c1', 'x'), gains('r/b', 'c2', 'x'));
    expect(way.foothold).not.toBe(fewer.foothold);
    expect(way.rules).toBe(fewer.rules);
    expect(way.rules).not.toBe(walk(gains('r/a', 'c1', 'x')).rules);
  });
  it('is the own workflow of a change where nothing but that is needed', () => {
    const walk = walks();
    expect(walk(gains(REWRITES, 'c1', 'x'), gains(REWRITES, 'c2', 'y')).rewrites).toBe(true);
    expect(walk(gains(REWRITES, 'c1', 'x'), gains('r/a', 'c2', 'y')).rewrites).toBe(false);
    expect(walk(gains('r/a', 'c2', 'y')).rewrites).toBe(false);
    expect(walk().rewrites).toBe(false);
  });
});

describe('the rules of components', () => {
  it('are those that give one, each once', () => {
    const walk = walks();
    const [moves, image, used] = [
      (id: string) => step('d/moves', [ACTOR], of('component', `component:${id}`)),
      (id: string) => step('d/image', [ACTOR], of('component', `component:${id}`)),
      step('d/used', [of('component', 'component:c')], of('code', 'code')),
    ];
    const way = walk(moves('a'), moves('b'), image('c'), used);
    expect(way.components).toBe(walk(moves('a'), image('b'), moves('c')).components);
    expect(way.components).not.toBe(walk(moves('a')).components);
    expect(way.components).not.toBe(walk(image('a')).components);
    expect(walk(used).components).toBe(walk(step('r', [ACTOR], of('code', 'code'))).components);
    expect(walk(used).components).not.toBe(walk(image('c'), used).components);
  });
});

describe('the arrival in a later run', () => {
  const own = step(REWRITES, [ACTOR], of('code', 'c1'), { place: place('ci.yml', 'build') });
  const text = step('r/text', [of('code', 'c1')], of('text', 't'), { place: place('other.yml') });
  const same = step('r/same', [of('code', 'c1')], of('code', 'c2'), { place: place('ci.yml', 'test') });
  const later = (boundary: Transition['boundary'], jobKey = 'ship') =>
    step('r/late', [of('text', 't')], of('code', 'c3'), { boundary, place: place('release.yml', jobKey) });

  it('is the flaw by which the first other workflow is taken', () => {
    const walk = walks();
    const { arrival } = walk(own, text, same, later('source'));
    expect(arrival).not.toBe(0);
    expect(walk(own, later('artifact'), step('r/more', [], of('code', 'c4'), { place: place('third.yml', 'x') })).arrival).toBe(arrival);
    expect(walk(own, later('source', 'other')).arrival).not.toBe(arrival);
    expect(walk(own, later('source', 'other')).arrival).not.toBe(0);
  });
  it('is none along what many jobs share, in the own workflow, or where the attack begins otherwise', () => {
    const walk = walks();
    expect(walk(own, later('dependency'), later('source')).arrival).toBe(0);
    expect(walk(own, same).arrival).toBe(0);
    expect(walk(same, own, later('source')).arrival).toBe(0);
    expect(walk().arrival).toBe(0);
  });
});

describe('the entry', () => {
  it('is told by workflow and trigger, wherever in them the way begins', () => {
    const walk = walks();
    const begins = (workflow: string, trigger: string, run: string) =>
      step('r/run', [ACTOR], of('run', run), { causesRun: true, place: { ...place(workflow), trigger } });
    const entry = walk(begins('ci.yml', 'push', 'a')).entry;
    expect(walk(step('r', [ACTOR], of('text', 't')), begins('ci.yml', 'push', 'b')).entry).toBe(entry);
    expect(walk(begins('ci.yml', 'pull_request', 'a')).entry).not.toBe(entry);
    expect(walk(begins('cd.yml', 'push', 'a')).entry).not.toBe(entry);
  });
});

/** Two lists are one only if they are the same from first to last. */
describe('a numbering', () => {
  it('gives the same number to the same list alone', () => {
    const { of: list, add, text } = createNumbering();
    const lists = [[], [0], [0, 0], [1], [1, 0], [0, 1], [2 ** 26 - 1, 5], [5, 2 ** 26 - 1]];
    const numbers = lists.map(list);
    expect(new Set(numbers).size).toBe(lists.length);
    expect(lists.map(list)).toEqual(numbers);
    expect(add(list([1]), 0)).toBe(list([1, 0]));
    expect(list([])).toBe(0);
    expect(text('a')).toBe(text('a'));
    expect(text('a')).not.toBe(text('b'));
  });
});
