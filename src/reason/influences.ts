/** How attacker-influenced text shows in the graph: which state stands for controlling it, and what the reader is told about the way it came. */
import type { Effect, Influence, Job, Pipeline, Run, Step } from '../pipeline/model.ts';
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
export function* jobsOf(pipeline: Pipeline): Iterable<{ run: Run; job: Job }> {
  for (const workflow of pipeline.workflows) for (const run of workflow.runs) for (const job of run.jobs) yield { run, job };
}

/** Every effect of every step that can run, with where it is. */
export function* effectsOf<K extends Effect['kind']>(
  pipeline: Pipeline,
  ...kinds: readonly K[]
): Iterable<{ run: Run; job: Job; step: Step; effect: Extract<Effect, { kind: K }> }> {
  const wanted: ReadonlySet<string> = new Set(kinds);
  for (const { run, job } of jobsOf(pipeline)) {
    if (job.reach === 'never') continue;
    for (const step of job.steps) {
      if (step.reach === 'never') continue;
      for (const effect of step.effects) if (wanted.has(effect.kind)) yield { run, job, step, effect: effect as Extract<Effect, { kind: K }> };
    }
  }
}
