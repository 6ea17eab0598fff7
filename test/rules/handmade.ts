/** Small pipelines made by hand: only what a test is about is written down, everything else is harmless. */
import type { Effect, Material } from '../../src/pipeline/effects.ts';
import type { Grant, Guarantee, Job, Pipeline, Run, Scenario, SecretUse, Step, Workflow } from '../../src/pipeline/model.ts';
import type { Transition } from '../../src/reason/graph.ts';
import type { Rule } from '../../src/reason/rule.ts';
import type { Span } from '../../src/source/span.ts';

export const at = (line: number, file = 'ci.yml'): Span => ({ file, line, column: 1, endLine: line, endColumn: 9 });

export const guarantee = (id: string): Guarantee => ({
  id,
  statement: id,
  enforcedBy: 'platform',
  against: ['outsider'],
  strength: 'strong',
  why: 'for the test',
  evidence: [],
});

export const grant = (capability: Grant['capability'], right = 'contents: write', when?: Grant['when']): Grant => ({
  right,
  capability,
  span: at(3),
  ...(when === undefined ? {} : { when }),
});

export const secret = (name: string, more: Partial<SecretUse> = {}): SecretUse => ({
  name,
  purpose: 'other',
  environment: null,
  kind: 'named',
  span: at(9),
  ...more,
});

export const material = (kind: Material['kind'], more: Partial<Material> = {}): Material => ({
  kind,
  path: '',
  code: null,
  artifact: null,
  artifactFrom: null,
  cacheKey: null,
  span: at(11),
  ...more,
});

interface JobSketch extends Partial<Omit<Job, 'steps'>> {
  readonly effects?: readonly Effect[];
  /** One step each, in this order; default: all effects in one step. */
  readonly steps?: readonly (readonly Effect[])[];
}

interface RunSketch {
  readonly scenario?: Partial<Scenario>;
  readonly jobs: Readonly<Record<string, JobSketch>>;
}

const scenario = (more: Partial<Scenario>): Scenario => ({
  id: 'push',
  trigger: 'push',
  causes: [],
  byItself: 'none',
  after: [],
  definition: 'trusted',
  proposer: null,
  guarantees: [],
  withholds: { secrets: [], write: [], identity: [], cacheWrite: [] },
  cache: { scope: 'default', reads: ['default'] },
  span: at(1),
  source: 'https://docs.github.com',
  ...more,
});

const job = (run: string, workflow: string, key: string, { effects = [], steps, ...more }: JobSketch): Job => {
  const id = `${run}#${key}`;
  return {
    id,
    run,
    workflow,
    key,
    name: key,
    needs: [],
    reach: 'always',
    gates: [],
    runner: { labels: ['ubuntu-latest'], hosted: true, ephemeral: true, pool: 'ubuntu-latest', span: at(7, workflow) },
    container: null,
    cacheMode: null,
    services: [],
    environment: null,
    token: [],
    tokenDeclared: { where: 'job', span: at(3, workflow) },
    secrets: [],
    span: at(6, workflow),
    ...more,
    steps: (steps ?? [effects]).map(
      (list, n): Step => ({ id: `${id}/${n}`, name: '', reach: 'always', gates: [], effects: list, span: at(10 + n, workflow) }),
    ),
  };
};

export const ownRunner = (...labels: string[]): Job['runner'] => ({
  labels,
  hosted: false,
  ephemeral: 'unknown',
  pool: [...labels].sort().join('+'),
  span: at(7),
});

export const pipeline = (workflows: Readonly<Record<string, readonly RunSketch[]>>, more: Partial<Pipeline> = {}): Pipeline => ({
  root: 'test',
  systems: ['github-actions'],
  asOf: '2026-11-24',
  files: Object.keys(workflows),
  repository: { pipelineOwners: null, updateBots: [], packages: [], verifications: [], span: null },
  components: [],
  gaps: [],
  dialects: [],
  ...more,
  workflows: Object.entries(workflows).map(
    ([file, runs]): Workflow => ({
      id: file,
      file,
      name: file,
      system: 'github-actions',
      kind: 'workflow',
      span: at(1, file),
      runs: runs.map((sketch): Run => {
        const facts = scenario(sketch.scenario ?? {});
        const id = `${file}:${facts.id}`;
        return { id, workflow: file, scenario: facts, jobs: Object.entries(sketch.jobs).map(([key, more]) => job(id, file, key, more)) };
      }),
    }),
  ),
});

export const infer = (rule: Rule, model: Pipeline): readonly Transition[] => [...rule.infer(model)];

/** `needs → gives` by ids, sorted. */
export const arrows = (transitions: readonly Transition[]): readonly string[] =>
  transitions.map((t) => `${t.needs.map((s) => s.id).join(' & ')} → ${t.gives.id}`).sort();

export const guards = (transitions: readonly Transition[], gives: string): readonly string[] =>
  transitions.filter((t) => t.gives.id === gives).flatMap((t) => t.guarantees.map((g) => g.id));

/** The same with the gate `asked` before every step. */
export const gated = (model: Pipeline): Pipeline => ({
  ...model,
  workflows: model.workflows.map((w) => ({
    ...w,
    runs: w.runs.map((run) => ({
      ...run,
      jobs: run.jobs.map((job) => ({ ...job, steps: job.steps.map((step) => ({ ...step, gates: [guarantee('asked')] })) })),
    })),
  })),
});

/** By transition, the ids of its guarantees. */
export const guaranteesOf = (transitions: readonly Pick<Transition, 'guarantees'>[]): readonly (readonly string[])[] =>
  transitions.map(({ guarantees }) => guarantees.map(({ id }) => id));
