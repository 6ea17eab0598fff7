/** The jobs of a pipeline under one scenario, child pipelines in the place of the jobs that start them. */
import type { Effect } from '../../pipeline/effects.ts';
import type { Guarantee, Job } from '../../pipeline/model.ts';
import { childPipeline } from './child.ts';
import { lowerJob } from './lower-job.ts';
import type { Configuration, Lowered, RunContext } from './lowering.ts';
import { tokenOf } from './machine.ts';
import { ALWAYS, byOnlyExcept, byRules, type Presence } from './rules.ts';
import { secretsOf } from './secrets.ts';
import type { JobSyntax } from './syntax.ts';
import { definitionsOf, type Scope, scopeOf } from './variables.ts';

const pipelineScope = ({ configuration, seed, handed }: RunContext): Scope =>
  scopeOf({
    seed,
    defaultBranch: configuration.defaultBranch,
    secrets: new Set(configuration.secrets.map(({ use }) => use.name)),
    handed,
    layers: [configuration.pipeline.globals],
  });

/** Is there a pipeline at all? */
const workflowPresence = (context: RunContext, scope: Scope): Presence => {
  const { pipeline, span } = context.configuration;
  return pipeline.workflowRules === null
    ? ALWAYS
    : byRules(pipeline.workflowRules, 'always', null, { key: 'workflow', span, seed: context.seed, lookup: scope.held });
};

const presenceOf = (context: RunContext, job: JobSyntax, pipelineLayer: Presence['variables']): Presence => {
  const { configuration, seed, handed } = context;
  const scope = scopeOf({
    seed,
    defaultBranch: configuration.defaultBranch,
    secrets: new Set(configuration.secrets.map(({ use }) => use.name)),
    handed,
    layers: [definitionsOf(pipelineLayer), ...job.layers],
  });
  const at = { key: job.key, span: job.keySpan, seed, lookup: scope.held };
  if (job.rules !== null) return byRules(job.rules, job.when, job.allowFailure, at);
  // `workflow: rules` decide for jobs that say nothing themselves: https://docs.gitlab.com/ci/yaml/workflow/
  return byOnlyExcept(job.body, job.when, job.allowFailure, configuration.pipeline.workflowRules !== null || context.depth > 0, at);
};

const worst = (reaches: readonly Job['reach'][]): Job['reach'] =>
  reaches.includes('never') ? 'never' : reaches.includes('depends') ? 'depends' : 'always';
const unique = (gates: readonly Guarantee[]): readonly Guarantee[] => [...new Map(gates.map((gate) => [gate.id, gate])).values()];

/** Jobs after those they need, stage by stage. */
const inOrder = ({ pipeline }: Configuration): readonly JobSyntax[] => {
  const rank = new Map(pipeline.stages.map((stage, index) => [stage, index]));
  const sorted = pipeline.jobs.toSorted((a, b) => (rank.get(a.stage) ?? 0) - (rank.get(b.stage) ?? 0));
  const keys = new Set(sorted.map(({ key }) => key));
  const done = new Set<string>();
  const ordered: JobSyntax[] = [];
  let rest: readonly JobSyntax[] = sorted;
  while (rest.length > 0) {
    const ready = rest.filter((job) => (job.needs ?? []).every((need) => need.elsewhere !== null || done.has(need.job) || !keys.has(need.job)));
    const next = new Set(ready.length > 0 ? ready : rest);
    for (const job of next) {
      ordered.push(job);
      done.add(job.key);
    }
    rest = rest.filter((job) => !next.has(job));
  }
  return ordered;
};

/** Keys of the jobs that the pipeline has, or may have. */
export const jobsPresent = (context: RunContext): ReadonlySet<string> => {
  const workflow = workflowPresence(context, pipelineScope(context));
  return new Set(
    workflow.reach === 'never'
      ? []
      : context.configuration.pipeline.jobs.flatMap((job) => (presenceOf(context, job, workflow.variables).reach === 'never' ? [] : [job.key])),
  );
};

/** All jobs of the run; none where the pipeline cannot come to be. */
export const lowerPipeline = (context: RunContext): readonly Job[] => {
  const { configuration } = context;
  const workflow = workflowPresence(context, pipelineScope(context));
  const done = new Map<string, Lowered & { readonly stage: string }>();
  const absent = new Set<string>();
  const jobs: Job[] = [];
  for (const job of inOrder(configuration)) {
    const own = presenceOf(context, job, workflow.variables);
    const presence = { ...own, variables: [...workflow.variables, ...own.variables] };
    const before = waited(job, configuration, done);
    const missing = (job.needs ?? []).some((need) => need.elsewhere === null && !need.optional && absent.has(need.job));
    const reach = worst([context.reach, workflow.reach, presence.reach, ...(missing ? ['depends' as const] : [])]);
    const gates = unique([...context.gates, ...workflow.gates, ...before.flatMap(({ passes }) => passes), ...presence.gates]);
    const takes = taken(job, before, done);
    const waitsFor = before.length === 0 ? context.needs : before.filter(({ direct }) => direct).map((one) => one.job.id);
    // Whoever writes the configuration needs no job that is not there: every other holds the same.
    if (reach === 'never') {
      absent.add(job.key);
      continue;
    }
    const lowered = lowerJob({ context, job, presence, reach, gates, waitsFor, takes });
    if (job.trigger === null) jobs.push(lowered.job);
    else jobs.push(...childPipeline(context, job, lowered, takes, lowerPipeline));
    done.set(job.key, { ...lowered, stage: job.stage });
  }
  return context.depth > 0 ? jobs : [...jobs, ...included(context, workflow)];
};

interface Before extends Lowered {
  readonly direct: boolean;
}

/** A job that names nothing gets what all earlier jobs keep: of very many, the latest are looked at. */
const MOST_TAKEN = 24;

/** What a job waits for: what it names, or all earlier stages. */
const waited = (job: JobSyntax, { pipeline }: Configuration, done: ReadonlyMap<string, Lowered & { readonly stage: string }>): readonly Before[] => {
  if (job.needs !== null)
    return job.needs.flatMap((need) => {
      const found = need.elsewhere === null ? done.get(need.job) : undefined;
      return found === undefined ? [] : [{ ...found, direct: true }];
    });
  const rank = (stage: string): number => pipeline.stages.indexOf(stage);
  const earlier = [...done.values()].filter((one) => rank(one.stage) < rank(job.stage));
  const last = Math.max(-1, ...earlier.map((one) => rank(one.stage)));
  return earlier.map((one) => ({ ...one, direct: rank(one.stage) === last }));
};

/** Whose artifacts it gets: of what it needs or depends on, or of everything before it. */
const taken = (job: JobSyntax, before: readonly Before[], done: ReadonlyMap<string, Lowered>): readonly Lowered[] => {
  const withArtifacts = (all: readonly Lowered[]): readonly Lowered[] => all.filter((one) => one.artifacts.length > 0 || one.dotenv !== null);
  if (job.dependencies !== null) return withArtifacts(job.dependencies.flatMap((key) => done.get(key) ?? []));
  if (job.needs === null) return withArtifacts(before).slice(-MOST_TAKEN);
  const wanted = new Set(job.needs.filter((need) => need.artifacts).map((need) => need.job));
  return withArtifacts(before.filter((one) => wanted.has(one.key)));
};

/** What is included from elsewhere may add jobs of its own, with everything that jobs of this project have. */
const included = (context: RunContext, workflow: Presence): readonly Job[] => {
  const { configuration, runId, rootFile } = context;
  return configuration.composition.inclusions.map(({ component, span }): Job => {
    const name = component.replace(/^include:/, '').replace(/@[^@]*$/, '');
    const effects: readonly Effect[] = [{ kind: 'use', component, span }];
    const id = `${runId}#include ${name}`;
    return {
      id,
      run: runId,
      workflow: rootFile,
      key: `include ${name}`,
      name: `what ${name} adds`,
      needs: [],
      reach: workflow.reach,
      gates: workflow.gates,
      runner: { labels: [], hosted: 'unknown', ephemeral: 'unknown', pool: 'unknown', span },
      container: null,
      services: [],
      environment: null,
      cacheMode: null,
      token: tokenOf(configuration.ships, span, null),
      tokenDeclared: { where: 'nowhere', span },
      secrets: secretsOf(context, [], null).map((use) => ({ ...use, span })),
      steps: [{ id: `${id}/include`, name, reach: 'always', gates: [], effects, span }],
      span,
    };
  });
};
