import { describe, expect, it } from 'vitest';
import { compile } from '../../src/reason/compile.ts';
import { arrivalOf, componentRules, footholdOf, footholdRules, REWRITES, storyOf } from '../../src/reason/footholds.ts';
import type { Place, State, StateKind, Transition } from '../../src/reason/graph.ts';
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
  more: Partial<Pick<Transition, 'place' | 'boundary'>> = {},
): Omit<Transition, 'id'> => ({
  ...transition({ needs: [], gives: 'x', rule, ...more }),
  needs,
  gives,
});
/** In this order. */
const walk = (...steps: readonly Omit<Transition, 'id'>[]) => {
  const compiled = compile(
    graphOf(
      steps.map((one, n) => ({ ...one, id: String(n) })),
      [],
    ),
    new Map(),
  );
  return [compiled, steps.map((_, n) => n)] as const;
};
const ACTOR = of('actor', 'actor:outsider');

describe('the foothold', () => {
  it('is what first gives something, by rule and job, whatever follows from it', () => {
    const [code1, code2, text, secret] = [of('code', 'code1'), of('code', 'code2'), of('text', 'text'), of('secret', 'secret')];
    const way = walk(
      step('r/run', [ACTOR], of('run', 'run')),
      step('r/inject', [of('run', 'run')], code1, { place: place('w.yml', 'build') }),
      step('r/writes', [code1], text, { place: place('w.yml', 'build') }),
      step('r/reads', [of('run', 'run'), text], code2, { place: place('w.yml', 'ship') }),
      step('r/loses', [code2], secret),
    );
    expect(footholdOf(...way)).toBe('r/inject w.yml build');
    expect(footholdRules(...way)).toBe('r/inject');
    expect(storyOf(...way)).toBe('r/run r/inject r/writes r/reads r/loses');
  });
  it('is all of them where several are needed, each once and in order of names', () => {
    const gains = (rule: string, id: string, jobKey: string) => step(rule, [ACTOR], of('code', id), { place: place('w.yml', jobKey) });
    const way = walk(gains('r/b', 'c1', 'x'), gains('r/a', 'c2', 'y'), gains('r/b', 'c3', 'x'), gains('r/a', 'c4', 'x'));
    expect(footholdOf(...way)).toBe('r/a w.yml x + r/a w.yml y + r/b w.yml x');
    expect(footholdRules(...way)).toBe('r/a + r/b');
  });
});

describe('the rules of components', () => {
  it('are those that give one, each once', () => {
    const way = walk(
      step('d/moves', [ACTOR], of('component', 'component:a')),
      step('d/moves', [ACTOR], of('component', 'component:b')),
      step('d/image', [ACTOR], of('component', 'component:c')),
      step('d/used', [of('component', 'component:c')], of('code', 'code')),
    );
    expect(componentRules(...way)).toBe('d/moves + d/image');
    expect(componentRules(...walk(step('r', [ACTOR], of('code', 'code'))))).toBe('');
  });
});

describe('the arrival in a later run', () => {
  const own = step(REWRITES, [ACTOR], of('code', 'c1'), { place: place('ci.yml', 'build') });
  const text = step('r/text', [of('code', 'c1')], of('text', 't'), { place: place('other.yml') });
  const same = step('r/same', [of('code', 'c1')], of('code', 'c2'), { place: place('ci.yml', 'test') });
  const later = (boundary: Transition['boundary']) =>
    step('r/late', [of('text', 't')], of('code', 'c3'), { boundary, place: place('release.yml', 'ship') });

  it('is the flaw by which the first other workflow is taken', () => {
    expect(arrivalOf(...walk(own, text, same, later('source')))).toBe('r/late release.yml ship');
    expect(arrivalOf(...walk(own, later('artifact'), step('r/more', [], of('code', 'c4'), { place: place('third.yml', 'x') })))).toBe(
      'r/late release.yml ship',
    );
  });
  it('is none along what many jobs share, in the own workflow, or where the attack begins otherwise', () => {
    expect(arrivalOf(...walk(own, later('dependency'), later('source')))).toBe('');
    expect(arrivalOf(...walk(own, same))).toBe('');
    expect(arrivalOf(...walk(same, own, later('source')))).toBe('');
    expect(arrivalOf(...walk())).toBe('');
  });
});
