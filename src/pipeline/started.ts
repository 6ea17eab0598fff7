/** Which runs a request may begin that a job makes: the same question for the rules and for the gaps. */
import type { Effect, EffectOf, StartedRun } from './effects.ts';
import type { Pipeline, Run, Tri, Workflow } from './model.ts';

type Request = EffectOf<'dispatch'> & { readonly starts: StartedRun };

/** A dispatch that says what it starts. */
export const isRequest = (effect: Effect): effect is Request => effect.kind === 'dispatch' && effect.starts !== undefined;

/** A folder's name is all that may be known of this repository's. */
export const isThisRepository = ({ root }: Pick<Pipeline, 'root'>, repository: string): boolean => {
  const [own, other] = [root.toLowerCase(), repository.toLowerCase()];
  return own === other || other.endsWith(`/${own}`);
};

/** Does the request start something of this repository? What the reader could tell decides, else the repository that is written out. A folder may have any name. */
export const startsOwn = (pipeline: Pick<Pipeline, 'root'>, { starts, repository = null }: Request): Tri => {
  if (starts.own !== 'unknown' || repository === null) return starts.own;
  return isThisRepository(pipeline, repository) || (pipeline.root.includes('/') ? false : 'unknown');
};

/** People with rights start it, about no change: by hand, or with a token that stands for them. */
const isAskedFor = ({ scenario }: Run): boolean =>
  scenario.byItself === 'routine' ||
  (scenario.byItself === null &&
    scenario.proposer === null &&
    scenario.causes.length > 0 &&
    scenario.causes.every(({ actor }) => actor === 'writer' || actor === 'maintainer'));

const isNamed = ({ file, name, id }: Workflow, pipeline: string): boolean =>
  file === pipeline || file.endsWith(`/${pipeline}`) || name === pipeline || id.endsWith(`#${pipeline}`);

/** What the run is told and some step puts to use: by name, the field that it is read from. Where people ask for a run, its event is their message (`*`: any of it). */
export const inputsOf = (run: Run): ReadonlyMap<string, string> => {
  const fields = new Map<string, string>();
  const asked = isAskedFor(run);
  for (const job of run.jobs)
    for (const step of job.steps)
      for (const effect of step.effects) {
        if (!('influences' in effect)) continue;
        for (const { origin } of effect.influences) {
          if (origin.kind === 'input') fields.set(origin.name, `inputs.${origin.name}`);
          else if (asked && origin.kind === 'event') fields.set(origin.field.replace(/^.*\.(?:\*(?=\*))?/, ''), origin.field);
        }
      }
  return fields;
};

/** Among more pipelines than these a request that names none of them says nothing about any. */
const MOST_UNNAMED = 4;

/**
 * The runs that the request may begin. Where only settings of the system know the pipeline, one that is told parameters is one that puts
 * one of them to use; where many could be meant, none is taken.
 */
export const startedRuns = (pipeline: Pick<Pipeline, 'root' | 'workflows'>, request: Request): readonly Run[] => {
  const { starts } = request;
  if (startsOwn(pipeline, request) === false) return [];
  const runs = possibleRuns(pipeline, request);
  return starts.pipeline === null && new Set(runs.map(({ workflow }) => workflow)).size > MOST_UNNAMED ? [] : runs;
};

const possibleRuns = ({ workflows }: Pick<Pipeline, 'workflows'>, { starts }: Request): readonly Run[] =>
  workflows.flatMap((workflow): readonly Run[] => {
    if (workflow.system !== starts.system || (starts.pipeline !== null && !isNamed(workflow, starts.pipeline))) return [];
    const asked = workflow.runs.filter(
      (run) => isAskedFor(run) || (workflow.kind === 'component' && starts.pipeline !== null) || starts.triggers.includes(run.scenario.trigger),
    );
    const first = starts.triggers.find((trigger) => asked.some(({ scenario }) => scenario.trigger === trigger));
    const runs = starts.triggers.length === 0 ? asked : asked.filter(({ scenario }) => scenario.trigger === first);
    if (starts.pipeline !== null || starts.parameters.length === 0) return runs;
    return runs.filter((run) => {
      const inputs = inputsOf(run);
      return starts.parameters.some(({ name }) => (name === '*' ? inputs.size > 0 : inputs.has(name) || inputs.has('*')));
    });
  });
