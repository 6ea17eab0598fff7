/** What is said of a job that speaks for others like it is true at the places of each. */
import type { Guarantee, Job, Pipeline } from '../pipeline/model.ts';
import type { Span } from '../source/span.ts';
import type { Transition } from './graph.ts';
import { jobsOf } from './influences.ts';

const startOf = ({ file, line, column }: Span): string => `${line}:${column}:${file}`;

/** By the beginning of a place: where the same stands for the others. */
const placesOf = ({ alike }: Job): ReadonlyMap<string, readonly Span[]> | null => {
  if (alike === undefined) return null;
  const places = new Map<string, Span[]>();
  for (const { at } of alike)
    for (const [told, there] of at) {
      const key = startOf(told);
      const list = places.get(key);
      if (list === undefined) places.set(key, [there]);
      else list.push(there);
    }
  return places;
};

/** Adds the places of the jobs that are spoken for, behind those of the job that is told. */
export const withPlacesOfAlike = (pipeline: Pipeline): ((transition: Transition) => Transition) => {
  const byJob = new Map(
    [...jobsOf(pipeline)].flatMap(({ job }): (readonly [string, ReadonlyMap<string, readonly Span[]>])[] => {
      const places = placesOf(job);
      return places === null ? [] : [[job.id, places]];
    }),
  );
  if (byJob.size === 0) return (transition) => transition;
  return (transition) => {
    const places = transition.place.job === null ? undefined : byJob.get(transition.place.job);
    if (places === undefined) return transition;
    const everywhere = (evidence: readonly Span[]): readonly Span[] => {
      const added = evidence.flatMap((span) => places.get(startOf(span)) ?? []);
      return added.length === 0 ? evidence : [...evidence, ...added];
    };
    const guarantees = transition.guarantees.map((guarantee): Guarantee => ({ ...guarantee, evidence: everywhere(guarantee.evidence) }));
    return { ...transition, guarantees, evidence: everywhere(transition.evidence) };
  };
};
