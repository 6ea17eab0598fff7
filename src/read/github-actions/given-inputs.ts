/** What a step gives an action in its `with:`, for the call that is read and for those that it may speak for. */
import { spanAt, type YamlScalar } from '../../source/yaml.ts';
import type { ScriptHole } from '../common/script.ts';
import { alike } from '../common/stand-ins.ts';
import type { ExpressionScope } from './evaluate.ts';
import { valueOf } from './frame.ts';
import type { KnownInput } from './known-actions.ts';
import { holesOf, reportBroken } from './lower-script.ts';
import type { World } from './lowering.ts';
import type { Named } from './schema.ts';
import { mentionsDiffering, type Sibling } from './sibling-calls.ts';

type GivenInput = KnownInput & { readonly source: string; readonly entry: Named };

/** By name in lower case: names of inputs are case-insensitive. */
export type GivenInputs = ReadonlyMap<string, GivenInput>;

const givenInput = (entry: Named, scope: ExpressionScope): GivenInput => {
  const { value } = entry;
  let holes: readonly ScriptHole[] | null = null;
  return {
    value: valueOf(value, scope),
    span: entry.span,
    source: value.value,
    entry,
    // Few inputs are scripts.
    get holes() {
      holes ??= holesOf(value, scope);
      return holes;
    },
    at: (start, end) => spanAt(value, start, end),
  };
};

const byName = (entries: readonly Named[], inputOf: (entry: Named, name: string) => GivenInput): GivenInputs =>
  new Map(
    entries.map((entry) => {
      const name = entry.name.toLowerCase();
      return [name, inputOf(entry, name)];
    }),
  );

export const givenInputs = (world: World, entries: readonly Named[], scope: ExpressionScope): GivenInputs => {
  for (const { value } of entries) reportBroken(world, value);
  return byName(entries, (entry) => givenInput(entry, scope));
};

/** The same for another call, whose `scope` it is; what does not differ is what is given here. */
export const inputsFor = (sibling: Sibling, entries: readonly Named[], here: GivenInputs, scope: ExpressionScope): GivenInputs =>
  byName(entries, (entry, name) => (mentionsDiffering(entry.value, sibling) ? null : here.get(name)) ?? givenInput(entry, scope));

export const isSameInput = (here: GivenInputs, there: GivenInputs): boolean =>
  [...here].every(([name, input]) => {
    const other = there.get(name);
    return input === other || (other !== undefined && alike(input.value, other.value) && alike(input.holes, other.holes));
  });

export const writtenIn = (given: GivenInputs): readonly YamlScalar[] => [...given.values()].map(({ entry }) => entry.value);
