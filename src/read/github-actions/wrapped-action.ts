/**
 * Actions that run another action, which inputs name: the step stands for that action too.
 * https://github.com/Wandalen/wretry.action#inputs
 */
import { parseYaml, spanAt, type YamlScalar } from '../../source/yaml.ts';
import type { Named, StepSyntax } from './schema.ts';

/** By the name of the action: the input with the reference, and the one with that action's own inputs, a mapping as text. */
const WRAPPERS: ReadonlyMap<string, { readonly uses: string; readonly with: string }> = new Map(
  ['wandalen/wretry.action', 'wandalen/wretry.action/main', 'wandalen/wretry.action/pre', 'wandalen/wretry.action/post'].map((name) => [
    name,
    { uses: 'action', with: 'with' },
  ]),
);

/** The step as it would be written without the wrapper. Null: it wraps none, or one that is only known when it runs. */
export const wrappedStep = (name: string, step: StepSyntax): (StepSyntax & { readonly uses: YamlScalar }) | null => {
  const wrapper = WRAPPERS.get(name);
  const input = (wanted: string): YamlScalar | undefined => step.with.find((entry) => entry.name.toLowerCase() === wanted)?.value;
  const uses = wrapper === undefined ? undefined : input(wrapper.uses);
  if (wrapper === undefined || uses === undefined || uses.value.trim() === '' || uses.value.includes('${{')) return null;
  const given = input(wrapper.with);
  return { ...step, run: null, uses, with: given === undefined ? [] : entriesIn(given) };
};

/** Entries of a mapping that stands in a text, with the places in the file. */
const entriesIn = (text: YamlScalar): readonly Named[] => {
  const [root] = parseYaml(text.value, text.span.file).documents;
  if (root?.kind !== 'mapping') return [];
  return root.entries.flatMap(({ key, value }) => {
    if (value.kind !== 'scalar') return [];
    const span = spanAt(text, value.raw.start, value.raw.end);
    // Only the whole value has a place in the file: nothing lies at `raw`.
    const raw = { source: text.raw.source, start: 0, end: 0, indent: -1 };
    return [{ name: key.value, value: { ...value, span, raw }, span: spanAt(text, key.raw.start, value.raw.end) }];
  });
};
