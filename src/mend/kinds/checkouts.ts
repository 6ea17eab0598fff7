/** The checkouts of a job that bring the proposed change, as source/untrusted-checkout points at them. */
import type { Span } from '../../source/span.ts';
import { get, textOf, type YamlNode } from '../../source/yaml.ts';
import type { YamlMapping } from '../../source/yaml-nodes.ts';
import type { Document } from '../document.ts';
import type { MendInput } from '../types.ts';
import { jobNamed, stepHolding, stepsOf } from '../workflow.ts';

export interface HeadCheckouts {
  readonly document: Document;
  readonly job: YamlMapping;
  /** Steps of the job, the checkouts among them. */
  readonly steps: readonly YamlMapping[];
  readonly checkouts: readonly YamlMapping[];
}

export const isCheckout = (uses: YamlNode | undefined): boolean => /^actions\/checkout@/i.test(textOf(uses) ?? '');

/**
 * The checkouts behind these places; otherwise one sentence. `ways`: for each way the change comes in, the places that tell of it, one of which has to lie
 * in a step of the job's own file that uses `actions/checkout` and says which ref or repository.
 */
export const headCheckouts = ({ transitions, open }: MendInput, ways: readonly (readonly Span[])[]): HeadCheckouts | string => {
  const place = transitions[0]?.place;
  if (place?.file == null || place.jobKey === null) return 'The job is not known.';
  const document = open(place.file);
  if (typeof document === 'string') return document;
  const job = jobNamed(document, place.jobKey);
  if (job === null) return 'The job is not in this file.';
  const steps = stepsOf(document).flatMap((at) => (at.job === job ? [at.step] : []));
  const checkouts = new Set<YamlMapping>();
  for (const way of ways) {
    const found = way.flatMap((span) => {
      const step = span.file === document.file ? stepHolding(document, span)?.step : undefined;
      const inputs = step === undefined ? undefined : get(step, 'with');
      const chooses = get(inputs, 'ref') !== undefined || get(inputs, 'repository') !== undefined;
      return step !== undefined && chooses && isCheckout(get(step, 'uses')) && steps.includes(step) ? [step] : [];
    });
    if (found.length === 0) return 'The change does not come by a checkout step of this job: a script, another action or the event itself brings it.';
    for (const step of found) checkouts.add(step);
  }
  return { document, job, steps, checkouts: [...checkouts] };
};
