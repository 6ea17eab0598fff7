/** How attacker-influenced text shows in the graph: which state stands for controlling it, and what the reader is told about the way it came. */
import type { Effect, Influence } from '../pipeline/effects.ts';
import type { Job, Pipeline, Run, Step } from '../pipeline/model.ts';
import { oncePer } from '../source/once.ts';
import type { Span } from '../source/span.ts';
import type { State } from './graph.ts';
import { textState } from './states.ts';

/** What the proposed change contains, as text and as code. */
export const PROPOSED = 'the proposed code';

/** The state "controls this text", for an influence that arrives in `job` of `run`. */
export const textStateOf = (run: Run, job: Job, { origin }: Influence): State => {
  switch (origin.kind) {
    case 'event':
      return textState(run.id, origin.field);
    case 'input':
      return textState(run.id, `inputs.${origin.name}`);
    case 'job':
      return textState(origin.job, 'outputs');
    case 'material': {
      const { material } = origin;
      if (material.kind === 'artifact') return textState(job.id, `artifact:${material.artifact ?? 'unknown'}`);
      if (material.code?.kind === 'proposed') return textState(run.id, PROPOSED);
      if (material.code?.kind === 'chosen') return textState(job.id, `code at ${material.code.what}`);
      return textState(job.id, `${material.kind} at ${material.path === '' ? 'the workspace' : material.path}`);
    }
  }
};

/** How a person would name the text. */
export const influenceName = ({ origin }: Influence): string => {
  switch (origin.kind) {
    case 'event':
      return origin.field;
    case 'input':
      return origin.ofChange === true ? origin.name : `inputs.${origin.name}`;
    case 'job':
      return `the outputs of ${origin.job.slice(origin.job.indexOf('#') + 1)}`;
    case 'material':
      return origin.path ?? (origin.material.artifact === null ? 'a file of the workspace' : `a file of artifact ${origin.material.artifact}`);
  }
};

/** The carriers of an influence and the place it ends at, in that order, each once. */
export const trail = (influence: Influence, end: Span): readonly Span[] => {
  const seen = new Set<string>();
  return [...influence.via, end].filter((span) => {
    const key = `${span.file}:${span.line}:${span.column}:${span.endLine}:${span.endColumn}`;
    return seen.has(key) ? false : seen.add(key);
  });
};

/** Every job that can start, with its run. */
export const jobsOf = oncePer((pipeline: Pipeline): readonly { readonly run: Run; readonly job: Job }[] =>
  pipeline.workflows.flatMap((workflow) => workflow.runs.flatMap((run) => run.jobs.map((job) => ({ run, job })))),
);

/**
 * Runs of public components happen in the repositories of their callers: what they push, ship and deploy there is not this repository's.
 * What is lost by it is told as the jobs that use the component.
 */
export const isElsewhere = oncePer((pipeline: Pipeline): ((run: Run) => boolean) => {
  const components = new Set(pipeline.workflows.flatMap((w) => (w.kind === 'component' ? [w.id] : [])));
  return (run) => components.has(run.workflow);
});

/** Every effect of every step that can run, with where it is. */
export const effectsOf = <K extends Effect['kind']>(
  pipeline: Pipeline,
  ...kinds: readonly K[]
): readonly EffectAt<Extract<Effect, { kind: K }>>[] => {
  const byKind = effectsByKind(pipeline);
  const [only] = kinds;
  const found =
    kinds.length === 1 && only !== undefined
      ? (byKind.get(only) ?? [])
      : allEffects(pipeline).filter(({ effect }) => (kinds as readonly string[]).includes(effect.kind));
  return found as readonly EffectAt<Extract<Effect, { kind: K }>>[];
};

interface EffectAt<E extends Effect> {
  readonly run: Run;
  readonly job: Job;
  readonly step: Step;
  readonly effect: E;
}

const allEffects = oncePer((pipeline: Pipeline): readonly EffectAt<Effect>[] => {
  const all: EffectAt<Effect>[] = [];
  for (const { run, job } of jobsOf(pipeline)) {
    if (job.reach === 'never') continue;
    for (const step of job.steps) {
      if (step.reach === 'never') continue;
      for (const effect of step.effects) all.push({ run, job, step, effect });
    }
  }
  return all;
});

const effectsByKind = oncePer((pipeline: Pipeline): ReadonlyMap<string, readonly EffectAt<Effect>[]> => {
  const byKind = new Map<string, EffectAt<Effect>[]>();
  for (const one of allEffects(pipeline)) {
    const list = byKind.get(one.effect.kind);
    if (list === undefined) byKind.set(one.effect.kind, [one]);
    else list.push(one);
  }
  return byKind;
});
