/** What a control means on the system at hand: whether it can be had there, and what to do for it. */
import type { Dialect, Pipeline } from '../pipeline/model.ts';
import type { Transition } from '../reason/graph.ts';
import { oncePer } from '../source/once.ts';
import type { ControlKind } from './control.ts';
import { jobName, named, sites } from './controls/common.ts';

/** A dialect, or null where the words of GitHub Actions count. */
type Spoken = Dialect | null;

const dialects = oncePer((pipeline: Pipeline) => {
  const bySystem = new Map<string, Spoken>(pipeline.systems.map((system) => [system, pipeline.dialects.find((d) => d.system === system) ?? null]));
  return {
    all: [...bySystem.values()],
    byWorkflow: new Map(pipeline.workflows.map(({ id, system }): [string, Spoken] => [id, bySystem.get(system) ?? null])),
  };
});

/** Those in which the place of the transition is written; all of them where it is of no workflow. */
const spokenAt = ({ place }: Transition, pipeline: Pipeline): readonly Spoken[] => {
  const { all, byWorkflow } = dialects(pipeline);
  if (place.workflow === null) return all.length === 0 ? [null] : all;
  return [byWorkflow.get(place.workflow) ?? null];
};

const has = (dialect: Spoken, kind: ControlKind): boolean => dialect === null || Object.hasOwn(dialect.remedies, kind.kind);

/** Can it be had on the system that the transition is about? */
export const isOffered = (kind: ControlKind, transition: Transition, pipeline: Pipeline): boolean =>
  pipeline.dialects.length === 0 || spokenAt(transition, pipeline).some((dialect) => has(dialect, kind));

/** What to do for these transitions, system by system where they are of several. */
export const remedyFor = (kind: ControlKind, transitions: readonly Transition[], pipeline: Pipeline): string => {
  if (pipeline.dialects.length === 0) return kind.remedy(transitions, pipeline);
  const parts = new Map<Spoken, Transition[]>();
  for (const transition of transitions)
    for (const dialect of spokenAt(transition, pipeline)) if (has(dialect, kind)) parts.set(dialect, [...(parts.get(dialect) ?? []), transition]);
  return [...parts]
    .map(([dialect, its]) => {
      const text = dialect === null ? kind.remedy(its, pipeline) : filled(dialect.remedies[kind.kind] ?? '', its);
      return parts.size < 2 ? text : `${dialect?.title ?? 'GitHub Actions'}: ${text}`;
    })
    .join('\n\n');
};

const filled = (template: string, transitions: readonly Transition[]): string =>
  template.replace(/\{(where|job|facts\.(\w+))\}/g, (whole, what: string, fact: string | undefined) => {
    if (what === 'where') return sites(transitions);
    if (what === 'job') return jobName(transitions);
    return fact === undefined ? whole : named(transitions, fact) || whole.slice(7, -1);
  });
