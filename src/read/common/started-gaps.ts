/** Runs that jobs ask for and that no file here defines: nobody looked at what they do with the texts they are given. */
import type { Gap, Pipeline } from '../../pipeline/model.ts';
import { isRequest, startedRuns } from '../../pipeline/started.ts';

/** One a place and target, in the order of the workflows. */
export const startedGaps = (pipeline: Pick<Pipeline, 'root' | 'workflows'>): readonly Gap[] => {
  const found = new Map<string, Gap>();
  for (const workflow of pipeline.workflows)
    for (const run of workflow.runs)
      for (const job of run.jobs)
        for (const step of job.steps)
          for (const effect of step.effects) {
            if (!isRequest(effect) || effect.starts.parameters.length === 0) continue;
            const { file, line, column } = effect.span;
            const key = `${file}:${line}:${column}:${effect.target}`;
            if (found.has(key) || startedRuns(pipeline, effect).length > 0) continue;
            const names = effect.starts.parameters.map(({ name }) => (name === '*' ? 'a parameter that cannot be told' : name)).join(', ');
            found.set(key, {
              file,
              reason: 'started run not followed',
              detail: `Job ${job.key} starts ${effect.target} (${effect.starts.system}) and hands on what others wrote, as ${names}: what does it do with that, and with which secrets?`,
              evidence: [effect.span],
            });
          }
  return [...found.values()];
};
