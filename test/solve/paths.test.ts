import { describe, expect, it } from 'vitest';
import { compile, statesNamed } from '../../src/reason/compile.ts';
import type { Graph, Place, State, Transition } from '../../src/reason/graph.ts';
import { type PathOptions, tellPaths } from '../../src/reason/paths.ts';
import type { Path, SettingValues } from '../../src/reason/report.ts';
import { DEFAULT_ROUTES, listRoutes, type RouteOptions } from '../../src/reason/routes.ts';
import { solveWorlds } from '../../src/reason/worlds.ts';
import { asset, graphOf, guarantee, span, state, transition } from './graphs.ts';

const tell = (
  graph: Graph,
  settings: SettingValues = new Map(),
  options: Partial<PathOptions> = {},
  routes: Partial<RouteOptions> = {},
): { paths: readonly Path[]; leftOut: number } => {
  const compiled = compile(graph, settings, undefined, options.lost);
  const list = tellPaths(compiled, listRoutes(compiled, solveWorlds(compiled), { ...DEFAULT_ROUTES, ...routes }), {
    maxPaths: 400,
    lost: [],
    ...options,
  });
  return { paths: list.paths.map(({ path }) => path), leftOut: list.leftOut };
};

const at = (workflow: string, trigger: string, jobKey: string | null = null, step: string | null = null): Place => ({
  workflow,
  run: `${workflow}:${trigger}`,
  trigger,
  job: jobKey === null ? null : `${workflow}:${trigger}#${jobKey}`,
  jobKey,
  step,
  file: workflow,
});

/** The title of a pull request, expanded in a job that holds a secret. */
const injection = (workflow = 'ci.yml', job = 'build', line = 4): readonly Transition[] => [
  transition({
    id: 'runs',
    rule: 'source/causes-run',
    needs: ['actor:outsider'],
    gives: 'run',
    causesRun: true,
    place: at(workflow, 'pull_request_target'),
  }),
  transition({
    id: 'title',
    rule: 'source/untrusted-text',
    boundary: null,
    needs: ['actor:outsider'],
    gives: 'text',
    place: at(workflow, 'pull_request_target'),
  }),
  transition({
    id: 'starts',
    rule: 'configuration/job-start',
    boundary: null,
    effort: 'none',
    needs: ['run'],
    gives: 'job',
    place: at(workflow, 'pull_request_target', job),
  }),
  transition({
    id: 'expanded',
    rule: 'source/script-injection',
    needs: ['text', 'job'],
    gives: 'code',
    place: at(workflow, 'pull_request_target', job),
    facts: { field: 'title', where: `${workflow}:pull_request_target#${job}` },
    evidence: [span(line, workflow)],
  }),
  transition({
    id: 'reads',
    rule: 'configuration/secret-in-job',
    needs: ['code'],
    gives: 'secret:KEY',
    place: at(workflow, 'pull_request_target', job),
  }),
];
const KEY = asset('secret:KEY', ['secret:KEY']);

describe('a path', () => {
  it('is told from the click to the asset, each step with the steps it needs', () => {
    const { paths } = tell(graphOf(injection(), [KEY]));
    expect(paths).toHaveLength(1);
    const [path] = paths;
    expect(path).toMatchObject({
      actor: 'outsider',
      asset: 'secret:KEY',
      severity: 'high',
      certainty: 'proven',
      effort: 4,
      entry: { workflow: 'ci.yml', trigger: 'pull_request_target' },
    });
    expect(path?.steps.map((s) => s.transition)).toEqual(['runs', 'title', 'starts', 'expanded', 'reads']);
    expect(path?.steps.map((s) => s.needs)).toEqual([[], [], [0], [1, 2], [3]]);
    expect(path?.steps.map((s) => s.crossing)).toEqual(['runs', null, null, 'expanded', 'reads']);
  });

  it('counts a shared step once', () => {
    const graph = graphOf(
      [
        transition({ needs: ['actor:outsider'], gives: 'a', effort: 'high' }),
        transition({ needs: ['a'], gives: 'b' }),
        transition({ needs: ['a'], gives: 'c' }),
        transition({ needs: ['b', 'c'], gives: 'd' }),
      ],
      [asset('d', ['d'])],
    );
    expect(tell(graph).paths[0]?.effort).toBe(8 + 3);
  });

  it('keeps its id and fingerprint whatever is added beside it, and only its fingerprint when files and jobs are renamed', () => {
    const [path] = tell(graphOf(injection(), [KEY])).paths;
    const more = [transition({ needs: ['actor:writer'], gives: 'else' }), transition({ id: 'aaa', needs: ['else'], gives: 'other' })];
    const again = tell(graphOf([...more, ...injection()], [KEY, asset('aa', ['other'])])).paths.find((p) => p.asset === 'secret:KEY');
    expect([again?.id, again?.fingerprint]).toEqual([path?.id, path?.fingerprint]);
    expect(tell(graphOf(injection('ci.yml', 'build', 90), [KEY])).paths[0]?.id).toBe(path?.id);
    const renamed = tell(
      graphOf(
        injection('main.yml', 'compile').map((t) => ({ ...t, id: `new-${t.id}` })),
        [KEY],
      ),
    ).paths[0];
    expect(renamed?.id).not.toBe(path?.id);
    expect(renamed?.fingerprint).toBe(path?.fingerprint);
  });

  it('starts, for upstream, with the component, and enters where it is used', () => {
    const graph = graphOf(
      [
        transition({ id: 'moves', needs: ['actor:upstream'], gives: 'component' }),
        transition({ id: 'runs', needs: [], gives: 'run', boundary: null, place: at('ci.yml', 'push') }),
        transition({ id: 'used', needs: ['component', 'run'], gives: 'code', place: at('ci.yml', 'push', 'build') }),
      ],
      [asset('code', ['code'])],
    );
    const [path] = tell(graph).paths;
    expect(path).toMatchObject({ actor: 'upstream', severity: 'medium', entry: { workflow: 'ci.yml', trigger: 'push' } });
    expect(path?.steps.map((s) => s.transition)).toEqual(['moves', 'runs', 'used']);
  });

  it('names the weak guarantees that its actor gets round, pays for them, and is lowered by what they ask of others', () => {
    const weak = guarantee(['outsider'], { id: 'label', strength: 'weak', interaction: 'routine' });
    const with_ = injection().map((t) => (t.id === 'starts' ? { ...t, guarantees: [weak] } : t));
    const [path] = tell(graphOf(with_, [KEY])).paths;
    expect(path).toMatchObject({ effort: 4 + 1 + 2, severity: 'medium' });
    expect(path?.steps.flatMap((s) => s.weak.map((g) => g.id))).toEqual(['label']);
    const others = injection().map((t) => (t.id === 'starts' ? { ...t, guarantees: [{ ...weak, against: ['writer' as const] }] } : t));
    expect(tell(graphOf(others, [KEY])).paths[0]).toMatchObject({ effort: 4, severity: 'high' });
  });

  it('is told for the weakest actor only, and proven and conditional apart', () => {
    const gate = guarantee(['outsider', 'contributor'], { holdsIf: [{ setting: 'fork-secrets-withheld', is: true }] });
    const graph = graphOf([transition({ needs: ['actor:outsider'], gives: 'a', guarantees: [gate] })], [asset('a', ['a'])]);
    const both = tell(graph).paths;
    expect(both.map((p) => [p.actor, p.certainty, p.dependsOn])).toEqual([
      ['outsider', 'conditional', ['fork-secrets-withheld']],
      ['writer', 'proven', []],
    ]);
    expect(both[0]?.reason).toBe('High if `fork-secrets-withheld` is not so: any account, nobody else acts, has a; conditional.');
    expect(tell(graph, new Map([['fork-secrets-withheld', true]])).paths.map((p) => p.actor)).toEqual(['writer']);
    expect(tell(graph, new Map([['fork-secrets-withheld', false]])).paths.map((p) => [p.actor, p.certainty])).toEqual([['outsider', 'proven']]);
  });

  it('rests on one broken condition of a guarantee, on one it needs anyway if there is one', () => {
    const both = guarantee(['outsider'], {
      holdsIf: [
        { setting: 'a', is: true },
        { setting: 'b', is: true },
      ],
    });
    const first = transition({ needs: ['actor:outsider'], gives: 's', guarantees: [both] });
    const only = (transitions: readonly Transition[]) =>
      tell(graphOf(transitions, [asset('x', ['t'])]))
        .paths.filter((p) => p.actor === 'outsider')
        .map((p) => p.dependsOn);
    expect(only([first, transition({ needs: ['s'], gives: 't' })])).toEqual([['a']]);
    expect(only([first, transition({ needs: ['s'], gives: 't', when: [{ setting: 'b', is: false }] })])).toEqual([['b']]);
  });

  it('is not told when a setting would have to be two things at once, and others still are', () => {
    const graph = graphOf(
      [
        transition({ id: '1', needs: ['actor:outsider'], gives: 's', when: [{ setting: 'a', is: false }] }),
        transition({ id: '2', needs: ['s'], gives: 't', when: [{ setting: 'a', is: true }] }),
        transition({ id: '3', needs: ['s'], gives: 't', effort: 'high' }),
      ],
      [asset('x', ['t'])],
    );
    expect(tell(graph).paths.map((p) => p.steps.map((s) => s.transition))).toEqual([['1', '3']]);
  });

  it('prefers the proven one of two equal ways', () => {
    const graph = graphOf(
      [
        transition({ id: '1', needs: ['actor:outsider'], gives: 's', when: [{ setting: 'a', is: false }] }),
        transition({ id: '2', needs: ['actor:outsider'], gives: 's' }),
        transition({ id: '3', needs: ['s'], gives: 't' }),
      ],
      [asset('x', ['t'])],
    );
    const { paths } = tell(graph);
    expect(paths.map((p) => [p.certainty, p.steps[0]?.transition])).toEqual([
      ['proven', '2'],
      ['conditional', '1'],
    ]);
  });
});

describe('the same path at several places', () => {
  const uses = (n: number): readonly Transition[] =>
    Array.from({ length: n }, (_, i) => [
      transition({ id: `moves${i}`, rule: 'dependency/movable', needs: ['actor:upstream'], gives: `component${i}`, evidence: [span(i + 1)] }),
      transition({
        id: `used${i}`,
        rule: 'dependency/in-job',
        needs: [`component${i}`],
        gives: 'code',
        place: at('ci.yml', 'push', 'build'),
        evidence: [span(i + 1), span(i + 1)],
      }),
    ]).flat();

  it('is one path, with all places and at most forty of them shown', () => {
    const { paths } = tell(graphOf(uses(45), [asset('code', ['code'])]));
    expect(paths).toHaveLength(1);
    expect(paths[0]?.steps.map((s) => [s.places, s.evidence.length])).toEqual([
      [45, 40],
      [45, 40],
    ]);
  });

  it('in another job is one path with both places for whom any job is as good, and two paths for an outsider', () => {
    const inJobs = (who: 'outsider' | 'upstream'): Graph =>
      graphOf(
        [0, 1].map((i) =>
          transition({
            id: `used${i}`,
            rule: 'dependency/in-job',
            needs: [`actor:${who}`],
            gives: 'code',
            place: at('ci.yml', 'push', `job${i}`),
            evidence: [span(i + 1)],
          }),
        ),
        [asset('code', ['code'])],
      );
    expect(tell(inJobs('outsider')).paths.map((p) => p.steps.map((s) => [s.job, s.places]))).toEqual([[['job0', 1]], [['job1', 1]]]);
    expect(tell(inJobs('upstream')).paths.map((p) => p.steps.map((s) => [s.job, s.places]))).toEqual([[['job0', 2]]]);
  });

  it('from another trigger is another path', () => {
    const caused = ['issues', 'issue_comment'].map((trigger) =>
      transition({ id: trigger, rule: 'r', needs: ['actor:outsider'], gives: 'code', causesRun: true, place: at('ci.yml', trigger) }),
    );
    expect(tell(graphOf(caused, [asset('code', ['code'])])).paths.map((p) => p.entry.trigger)).toEqual(['issue_comment', 'issues']);
  });

  it('is counted when limits leave it out', () => {
    const many = Array.from({ length: 30 }, (_, i) => transition({ id: `t${i}`, rule: `source/r${i}`, needs: ['actor:outsider'], gives: 'code' }));
    const graph = graphOf(many, [asset('code', ['code'])]);
    expect(tell(graph)).toMatchObject({ leftOut: 0 });
    expect(tell(graph).paths).toHaveLength(30);
    expect(tell(graph, new Map(), { maxPaths: 7 })).toMatchObject({ leftOut: 23 });
    expect(tell(graph, new Map(), { maxPaths: 7 }).paths).toHaveLength(7);
    const compiled = compile(graph, new Map());
    expect(listRoutes(compiled, solveWorlds(compiled), { ...DEFAULT_ROUTES, most: 10 })).toMatchObject({ leftOut: 20 });
  });
});

describe('a foothold', () => {
  const code = (id: string, needs: readonly string[], gives: string): Transition =>
    transition({ id, rule: `source/${id}`, needs, gives, place: at('ci.yml', 'issues', id) });
  const text: State = { ...state('text'), kind: 'text' };
  /** Code in one job writes a text that becomes code in another; both jobs hold the secret. */
  const inTurn = [
    code('first', ['actor:outsider'], 'code1'),
    { ...code('writes', ['code1'], 'text'), gives: text },
    { ...code('reads', ['text'], 'code2'), needs: [text] },
    code('loses1', ['code1'], 'secret:KEY'),
    code('loses2', ['code2'], 'secret:KEY'),
  ];
  const first = (paths: readonly Path[]): unknown => paths.map((p) => p.steps.map((s) => s.transition));

  it('is told once for each asset, by its easiest way, whatever else follows from it', () => {
    expect(first(tell(graphOf(inTurn, [KEY])).paths)).toEqual([['first', 'loses1']]);
  });

  it('is another one where the attacker gets the text without the first', () => {
    const title = { ...code('title', ['actor:outsider'], 'text'), gives: text };
    expect(first(tell(graphOf([...inTurn, title], [KEY])).paths)).toEqual([
      ['first', 'loses1'],
      ['title', 'reads', 'loses2'],
    ]);
  });

  it('that a weaker actor has is told for that one; for a stronger one only where it alone is proven', () => {
    type More = Pick<Partial<Transition>, 'effort' | 'when'>;
    const by = (id: string, who: string, more: More): Transition =>
      transition({ id, rule: 'source/same', needs: [`actor:${who}`], gives: 'secret:KEY', place: at('ci.yml', 'push', 'build'), ...more });
    const conditional = { when: [{ setting: 's-one', is: false }] };
    const actors = (outsider: More, writer: More): unknown =>
      tell(graphOf([by('o', 'outsider', outsider), by('w', 'writer', writer)], [KEY])).paths.map((p) => [p.actor, p.certainty]);
    expect(actors({ effort: 'high' }, {})).toEqual([['outsider', 'proven']]);
    expect(actors(conditional, { effort: 'low', ...conditional })).toEqual([['outsider', 'conditional']]);
    expect(actors(conditional, {})).toEqual([
      ['outsider', 'conditional'],
      ['writer', 'proven'],
    ]);
  });
});

describe('a way round', () => {
  const taken = transition({ id: 'taken', needs: ['actor:outsider'], gives: 'code1', place: at('ci.yml', 'push', 'build') });
  const atOnce = transition({ id: 'at-once', needs: ['code1'], gives: 'secret:KEY', place: at('ci.yml', 'push', 'build') });
  const round = [
    transition({ id: 'other', needs: ['code1'], gives: 'secret:TOKEN', place: at('ci.yml', 'push', 'build') }),
    transition({ id: 'pushes', needs: ['secret:TOKEN'], gives: 'secret:KEY', when: [{ setting: 's-one', is: false }] }),
  ];
  const told = (transitions: readonly Transition[]) => tell(graphOf(transitions, [KEY])).paths.map((p) => p.steps.map((s) => s.transition));
  it('by another gain is not told where what is held already is enough', () => {
    expect(told([taken, atOnce, ...round])).toEqual([['taken', 'at-once']]);
  });
  it('is told where it is the only way, and where the short one asks for more', () => {
    expect(told([taken, ...round])).toEqual([['taken', 'other', 'pushes']]);
    expect(told([taken, { ...atOnce, interaction: 'accepts', effort: 'none' }, ...round])).toEqual([
      ['taken', 'other', 'pushes'],
      ['taken', 'at-once'],
    ]);
  });
  it('to a run that the attacker can start by then is the attacker, not somebody else', () => {
    const byHand = transition({ id: 'waits', needs: [], gives: 'run', boundary: null, effort: 'none', interaction: 'routine' });
    const starts = transition({ id: 'starts', needs: ['right'], gives: 'run' });
    const rest = [
      transition({ id: 'right', needs: ['code1'], gives: 'right', effort: 'moderate' }),
      transition({ id: 'fills', needs: ['right'], gives: 'text', boundary: null }),
      transition({ id: 'in', needs: ['run', 'text'], gives: 'secret:KEY' }),
    ];
    expect(told([taken, byHand, starts, ...rest])).toEqual([['taken', 'right', 'fills', 'starts', 'in']]);
    expect(told([taken, byHand, ...rest])).toEqual([['taken', 'waits', 'right', 'fills', 'in']]);
  });
});

describe('what is lost already', () => {
  const graph = graphOf(
    [
      ...injection(),
      transition({ id: 'pushes', needs: ['secret:KEY'], gives: 'source' }),
      transition({ id: 'other', needs: ['actor:writer'], gives: 'source' }),
      transition({ id: 'uses', needs: ['component:action:a/b@v1'], gives: 'code' }),
    ],
    [KEY, asset('source', ['source'], { gain: 3 })],
  );

  it('is found by state, component or secret', () => {
    expect(statesNamed(graph, 'KEY')).toEqual(['secret:KEY']);
    expect(statesNamed(graph, 'code')).toEqual(['code']);
    expect(statesNamed(graph, 'action:a/b@v1')).toEqual(['component:action:a/b@v1']);
    expect(statesNamed(graph, 'nothing')).toEqual([]);
  });

  it('gives the paths that start from it, and no others', () => {
    const { paths } = tell(graph, new Map(), { lost: ['secret:KEY'] });
    expect(paths.map((p) => [p.asset, p.steps.map((s) => s.transition)])).toEqual([['source', ['pushes']]]);
    expect(paths[0]?.reason).toContain('whoever has secret:KEY');
  });
});
