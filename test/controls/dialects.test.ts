/** What a control means where a team's system is not GitHub Actions, which systems ask for a setting, and where edits are made. */
import { describe, expect, it } from 'vitest';
import { systemsAsking } from '../../src/advise/asking.ts';
import { attachControls, editsByTransition } from '../../src/advise/attach.ts';
import type { ControlKind } from '../../src/advise/control.ts';
import { isOffered, remedyFor } from '../../src/advise/dialects.ts';
import type { Dialect, Pipeline } from '../../src/pipeline/model.ts';
import { compile } from '../../src/reason/compile.ts';
import type { Transition } from '../../src/reason/graph.ts';
import { asset, graphOf, guarantee, PIPELINE, span, transition } from '../solve/graphs.ts';

const kind = (name: string, more: Partial<ControlKind> = {}): ControlKind => ({
  kind: name,
  family: 'least-privilege',
  scope: 'repository',
  title: name,
  why: '',
  references: [],
  cost: 2,
  place: () => 'here',
  remedy: (transitions) => `On GitHub, at ${transitions.length}.`,
  ...more,
});
const dialect = (system: string, remedies: Readonly<Record<string, string>>): Dialect => ({
  system,
  title: system.toUpperCase(),
  offers: [],
  remedies,
});
const whole = (systems: Pipeline['systems'], dialects: readonly Dialect[]): Pipeline => ({
  ...PIPELINE,
  systems,
  dialects,
  workflows: systems.map((system) => ({
    id: `${system}.yml`,
    file: `${system}.yml`,
    name: system,
    system,
    kind: 'workflow',
    span: span(1),
    runs: [],
  })),
});
const NOWHERE = transition({ needs: ['a'], gives: 'b' }).place;
const inWorkflow = (workflow: string | null, more: Partial<Transition> = {}): Transition => ({
  ...transition({ needs: ['a'], gives: 'b', id: `in-${workflow}` }),
  place: { ...NOWHERE, workflow, jobKey: workflow === null ? null : 'build' },
  evidence: [span(3, workflow ?? 'x')],
  ...more,
});

describe('a control', () => {
  const both = whole(['github-actions', 'tekton'], [dialect('tekton', { pin: 'Pin {facts.name} in {job} at {where}, {unknown}.' })]);
  const [onGithub, onTekton, anywhere, strange] = ['github-actions.yml', 'tekton.yml', null, 'gone.yml'].map((id) => inWorkflow(id));
  if (onGithub === undefined || onTekton === undefined || anywhere === undefined || strange === undefined) throw new Error('four places');

  it('can be had where the system has a word for it', () => {
    const offered = (name: string, pipeline: Pipeline = both) => [onGithub, onTekton, anywhere].map((t) => isOffered(kind(name), t, pipeline));
    expect(offered('pin')).toEqual([true, true, true]);
    expect(offered('other')).toEqual([true, false, true]);
    expect(offered('toString')).toEqual([true, false, true]);
    expect(offered('other', whole(['tekton'], [dialect('tekton', {})]))).toEqual([true, false, false]);
    expect(offered('other', whole(['github-actions'], []))).toEqual([true, true, true]);
    expect(isOffered(kind('other'), strange, both)).toBe(true);
    // A repository in which no system was found, read with another one's words.
    expect(isOffered(kind('other'), anywhere, whole([], [dialect('tekton', {})]))).toBe(true);
  });

  it('is told in the words of the system, by name where they are several', () => {
    const named = { ...onTekton, facts: { name: 'x' } };
    expect(remedyFor(kind('pin'), [named], both)).toBe('Pin `x` in job `build` at tekton.yml:3 (job `build`), {unknown}.');
    expect(remedyFor(kind('pin'), [onTekton], both)).toContain('Pin name in');
    expect(remedyFor(kind('pin'), [onGithub, onGithub], both)).toBe('On GitHub, at 2.');
    expect(remedyFor(kind('pin'), [onGithub, named], both)).toBe(
      'GitHub Actions: On GitHub, at 1.\n\nTEKTON: Pin `x` in job `build` at tekton.yml:3 (job `build`), {unknown}.',
    );
    expect(remedyFor(kind('other'), [onGithub, onTekton], both)).toBe('On GitHub, at 1.');
    expect(remedyFor(kind('pin'), [onTekton, onGithub], { ...both, dialects: [] })).toBe('On GitHub, at 2.');
  });
});

describe('a setting', () => {
  const pipeline = whole(['tekton', 'github-actions', 'circleci'], []);
  const asks = (id: string, workflow: string | null, ...settings: readonly string[]) =>
    inWorkflow(workflow, { id, when: settings.map((setting) => ({ setting, is: false })) });
  const transitions = [
    asks('g', 'github-actions.yml', 'one', 'two'),
    asks('t', 'tekton.yml', 'one'),
    asks('all', null, 'three'),
    inWorkflow('circleci.yml', { id: 'c', guarantees: [guarantee([], { holdsIf: [{ setting: 'four', is: true }] }), guarantee([])] }),
    asks('lost', 'gone.yml', 'five'),
  ];
  const of = (...asked: Parameters<ReturnType<typeof systemsAsking>['of']>) => systemsAsking(transitions, pipeline).of(...asked);
  const ALL = ['circleci', 'github-actions', 'tekton'];

  it('is asked for by the systems in which it stands', () => {
    expect([of('one'), of('two'), of('four')]).toEqual([['github-actions', 'tekton'], ['github-actions'], ['circleci']]);
    expect([of('three'), of('none'), of('five')]).toEqual([ALL, ALL, ALL]);
  });

  it('is asked for on a way by those of the way', () => {
    expect([of('one', ['t', 'c']), of('one', ['g', 't'])]).toEqual([['tekton'], ['github-actions', 'tekton']]);
    // One of the whole repository asks for all systems of the way, else of the pipeline.
    expect([of('three', ['all', 'c']), of('three', ['all']), of('none', ['t', 'g'])]).toEqual([['circleci'], ALL, ['github-actions', 'tekton']]);
    expect(of('two', ['t'])).toEqual(['tekton']);
  });
});

describe('edits', () => {
  const setting = (id: string) => ({ setting: id, is: false });
  const transitions = [
    transition({ id: 'a', needs: ['actor:outsider'], gives: 'x', rule: 'source/a' }),
    transition({ id: 'b', needs: ['x'], gives: 'y', rule: 'source/b', when: [setting('s@1'), setting('s@2')] }),
    transition({ id: 'c', needs: ['y'], gives: 'z', rule: 'source/a', guarantees: [guarantee([], { holdsIf: [{ setting: 's', is: true }] })] }),
  ];
  const compiled = compile(graphOf(transitions, [asset('z', ['z'])]), new Map());
  const ids = (blocks: readonly { readonly transition: number }[]) => blocks.map((b) => compiled.transitions[b.transition]?.id);
  const made = (more: Partial<ControlKind>, costs?: ReadonlyMap<string, number>) =>
    attachControls(compiled, PIPELINE, [kind('k', more)], costs).map((edit) => [edit.id, ids(edit.blocks).join(), edit.cost]);

  it('are made at each place, for all that is blocked there', () => {
    expect(made({})).toEqual([['k@here', 'a,b,c', 2]]);
    expect(made({ place: ({ id }) => (id === 'b' ? 'q' : 'p') })).toEqual([
      ['k@p', 'a,c', 2],
      ['k@q', 'b', 2],
    ]);
    expect(made({ place: () => null })).toEqual([]);
    expect(made({ against: ({ id }) => (id === 'a' ? [] : ['writer']) })).toEqual([['k@here', 'b,c', 2]]);
    const order = attachControls(compiled, PIPELINE, [kind('z'), kind('a')]).map(({ id }) => id);
    expect(order).toEqual(['a@here', 'z@here']);
  });

  it('are asked for only by the rules and the settings that they concern, each transition once', () => {
    const asked = (concerns: ControlKind['concerns']) => {
      const seen: string[] = [];
      made({ ...(concerns === undefined ? {} : { concerns }), place: ({ id }) => (seen.push(id), null) });
      return seen.join();
    };
    expect([
      asked({ rules: ['source/a'] }),
      asked({ settings: ['s'] }),
      asked({ rules: ['source/a'], settings: ['s'] }),
      asked({}),
      asked({ rules: ['x'] }),
    ]).toEqual(['a,c', 'b,c', 'a,b,c', '', '']);
    expect(asked(undefined)).toBe('a,b,c');
  });

  it('cost what the team says, by place before kind, else what they cost there, and never less than nothing', () => {
    const cost = (...costs: readonly (readonly [string, number])[]) => made({ costOf: (all) => all.length }, new Map(costs))[0]?.[2];
    expect([cost(), cost(['k', 5]), cost(['k', 5], ['k@here', 7]), cost(['other', 5]), cost(['k', -1])]).toEqual([3, 5, 7, 3, 0]);
  });

  it('are found again by what they block', () => {
    const edits = attachControls(compiled, PIPELINE, [
      kind('a', { against: () => ['writer'], place: ({ id }) => (id === 'b' ? 'p' : null) }),
      kind('b'),
    ]);
    const by = new Map(editsByTransition(compiled, edits).map((all, t) => [compiled.transitions[t]?.id, all]));
    expect(by.get('a')).toEqual([{ edit: 1, against: 31 }]);
    expect(by.get('b')).toEqual([
      { edit: 0, against: 4 },
      { edit: 1, against: 31 },
    ]);
  });
});
