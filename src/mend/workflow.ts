/** Finding jobs and steps of GitHub workflow and action files in their text. */
import type { Span } from '../source/span.ts';
import { get, getPath, itemsOf, type YamlEntry, type YamlNode } from '../source/yaml.ts';
import type { YamlMapping } from '../source/yaml-nodes.ts';
import { contains, type Document } from './document.ts';

export interface StepAt {
  readonly step: YamlMapping;
  /** The mapping of its job; null in an action. */
  readonly job: YamlMapping | null;
}

const stepsIn = (node: YamlNode | undefined, job: YamlMapping | null): readonly StepAt[] =>
  itemsOf(node).flatMap((item) => (item.kind === 'mapping' ? [{ step: item, job }] : []));

/** All steps of a workflow or composite action. */
export const stepsOf = ({ root }: Document): readonly StepAt[] => {
  const jobs = get(root, 'jobs');
  const ofJobs =
    jobs?.kind === 'mapping' ? jobs.entries.flatMap(({ value }) => (value.kind === 'mapping' ? stepsIn(get(value, 'steps'), value) : [])) : [];
  return [...ofJobs, ...stepsIn(getPath(root, 'runs', 'steps'), null)];
};

/** The step whose text holds this place. */
export const stepHolding = (document: Document, span: Span): StepAt | null => stepsOf(document).find(({ step }) => contains(step.span, span)) ?? null;

export const jobEntries = ({ root }: Document): readonly YamlEntry[] => {
  const jobs = get(root, 'jobs');
  return jobs?.kind === 'mapping' ? jobs.entries.filter((e) => e.value.kind === 'mapping') : [];
};

/** The job with that key; of a called one (`caller/key`) the last part counts. */
export const jobNamed = (document: Document, key: string | null): YamlMapping | null => {
  const name = key?.slice(key.lastIndexOf('/') + 1);
  const value = jobEntries(document).find((e) => e.key.value === name)?.value;
  return value?.kind === 'mapping' ? value : null;
};
