/** Texts of an event that a system hands to its runs as variables. */
import type { Charset } from '../../../pipeline/effects.ts';
import type { Scenario } from '../../../pipeline/model.ts';
import { influenced, UNKNOWN, type Value } from '../../../pipeline/value.ts';

/**
 * The variables under this scenario: the author of the change writes those in `written`, as freely as told; the others say nothing that anybody chooses.
 * A run that is about no change in particular has nobody who writes them, but the person whose change was merged.
 */
export const eventVariables = (
  scenario: Scenario,
  written: Readonly<Record<string, Charset>>,
  others: readonly string[] = [],
): ReadonlyMap<string, Value> => {
  const actor = scenario.proposer ?? scenario.causes[0]?.actor ?? null;
  return new Map([
    ...others.map((name): [string, Value] => [name, UNKNOWN]),
    ...Object.entries(written).map(([name, charset]): [string, Value] => [
      name,
      // The name of the default branch is nobody's to choose.
      actor === null || (charset === 'ref-name' && scenario.proposer === null)
        ? UNKNOWN
        : influenced({ origin: { kind: 'event', field: name, actor, span: scenario.span }, charset, via: [] }),
    ]),
  ]);
};
