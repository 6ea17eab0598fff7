/** Which references a run of mending would pin, so that they can be looked up before. */
import { compareText } from '../source/span.ts';
import { referenceOf } from './kinds/pin-component.ts';
import { imageOf } from './kinds/pin-image-digest.ts';
import { pinKey } from './pins.ts';
import { isNamed, type MendRun, type State } from './run.ts';
import type { Pins } from './types.ts';

/** Sorted, each once; without those that are told already. All that could be pinned, unless controls were named. */
export const pinQuestions = (
  { report }: Pick<State, 'report'>,
  wanted: MendRun['wanted'],
  known: Pins | null,
): { readonly references: readonly string[]; readonly images: readonly string[] } => {
  const transitions = new Map((report.graph?.transitions ?? []).map((t) => [t.id, t]));
  const references = new Set<string>();
  const images = new Set<string>();
  for (const control of report.controls) {
    if (wanted !== null && !isNamed(wanted, control)) continue;
    const blocked = control.blocks.flatMap((id) => transitions.get(id) ?? []);
    if (control.kind === 'pin-component') {
      const reference = referenceOf(blocked);
      if (reference !== null && known?.commits.has(pinKey(reference)) !== true) references.add(pinKey(reference));
    } else if (control.kind === 'pin-image-digest') {
      const image = imageOf(blocked);
      if (image !== '' && known?.digests.has(image) !== true) images.add(image);
    }
  }
  return { references: [...references].sort(compareText), images: [...images].sort(compareText) };
};
