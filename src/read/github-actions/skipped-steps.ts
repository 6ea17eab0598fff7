/** What holds after a step that its condition may skip: what the step leaves, or what was there before it. */
import type { Material } from '../../pipeline/effects.ts';
import type { Guarantee } from '../../pipeline/model.ts';
import { either, known, type Value } from '../../pipeline/value.ts';

/**
 * Outputs of a skipped step are empty.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#steps-context
 */
export const NO_OUTPUTS: ReadonlyMap<string, Value> = new Map([['*', known('')]]);

/** Values of which each may be what it is in `before`, or empty, instead. */
export const orBefore = (after: ReadonlyMap<string, Value>, before: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> =>
  new Map(
    [...after].map(([name, value]): [string, Value] => {
      const old = before.get(name) ?? known('');
      return [name, old === value ? value : either([value, old])];
    }),
  );

/** Both what was there and what the step brought; what it brought is there only past its gates. */
export const orBroughtBefore = (after: readonly Material[], before: readonly Material[], gates: readonly Guarantee[]): readonly Material[] => [
  ...before,
  ...after.filter((m) => !before.includes(m)).map((m) => (gates.length === 0 ? m : { ...m, guarantees: [...(m.guarantees ?? []), ...gates] })),
];
