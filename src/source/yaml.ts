/** Positioned YAML: every value keeps its place, aliases and merge keys are resolved, and broken files give what can be saved. */
import { parseEvents, YAMLException } from 'js-yaml';
import type { Diagnostic, Span } from './span.ts';
import { joinSpans, sourceText } from './text.ts';
import { treeOfEvents } from './yaml-events.ts';
import type { YamlEntry, YamlNode, YamlScalar } from './yaml-nodes.ts';
import { treeOfBrokenText } from './yaml-recover.ts';
import { filledIn } from './yaml-templated.ts';
import { MAX_DEPTH, report, type TreeBuilder, treeBuilder } from './yaml-tree.ts';

export type { YamlEntry, YamlNode, YamlScalar } from './yaml-nodes.ts';
export { spanAt } from './yaml-offsets.ts';

export interface YamlFile {
  /** The documents that have content, in order. */
  readonly documents: readonly YamlNode[];
  /** Nodes that aliases stand for, so that an edit of them changes several places. */
  readonly shared: ReadonlySet<YamlNode>;
  readonly diagnostics: readonly Diagnostic[];
}

export interface YamlOptions {
  /** Is a template, no YAML until another program has filled it in, left out? By default it is read like any broken file. */
  readonly leavesTemplatesOut?: boolean;
}

/** Never throws. `file` is what spans and diagnostics name. */
export const parseYaml = (text: string, file: string, { leavesTemplatesOut = false }: YamlOptions = {}): YamlFile => {
  const builder = treeBuilder(sourceText(file, text));
  try {
    const documents = treeOfEvents(builder, parseEvents(text, { maxDepth: MAX_DEPTH }));
    return { documents, shared: builder.shared, diagnostics: builder.diagnostics };
  } catch (error) {
    const [reason, position] = error instanceof YAMLException ? [error.reason, error.mark?.position ?? 0] : ['the parser failed', 0];
    const again = treeBuilder(builder.source);
    const left = leavesTemplatesOut && isTemplate(again, text, position);
    return { documents: left ? [] : treeOfBrokenText(again, reason, position), shared: again.shared, diagnostics: again.diagnostics };
  }
};

/** Is the text broken at `position` by what is to be filled in there, and whole with a word in its place? Then the diagnostic says so. */
const isTemplate = (builder: TreeBuilder, text: string, position: number): boolean => {
  const filled = filledIn(text, position);
  if (filled === null) return false;
  try {
    parseEvents(filled.text, { maxDepth: MAX_DEPTH });
  } catch {
    return false;
  }
  const message = 'a template, and no YAML until another program has filled it in, so it is left out; look at the file that it becomes';
  report(builder, 'warning', message, filled.start, filled.end);
  return true;
};

// ---------------------------------------------------------------- reading the tree; every helper takes an absent node

type Maybe = YamlNode | null | undefined;

/** The value of a key; of the last one when it is written twice. Undefined when there is none or the node is no mapping. */
export const get = (node: Maybe, key: string): YamlNode | undefined => entryOf(node, key)?.value;

/** The last entry with that key. */
export const entryOf = (node: Maybe, key: string): YamlEntry | undefined =>
  node?.kind === 'mapping' ? node.entries.findLast((e) => e.key.value === key) : undefined;

/** Follows keys downward. */
export const getPath = (node: Maybe, ...keys: readonly string[]): YamlNode | undefined => keys.reduce<YamlNode | undefined>(get, node ?? undefined);

export const entriesOf = (node: Maybe): readonly YamlEntry[] => (node?.kind === 'mapping' ? node.entries : []);

export const itemsOf = (node: Maybe): readonly YamlNode[] => (node?.kind === 'sequence' ? node.items : []);

/** The items of a sequence, or a single value as a list of one; nothing for null. */
export const listOf = (node: Maybe): readonly YamlNode[] =>
  node == null || node.kind === 'null' ? [] : node.kind === 'sequence' ? node.items : [node];

/** The decoded text of a scalar, whatever its type; null for anything else. */
export const textOf = (node: Maybe): string | null => (node?.kind === 'scalar' ? node.value : null);

/** The texts of a scalar or of a sequence's scalars. */
export const textsOf = (node: Maybe): readonly string[] => listOf(node).flatMap((item) => (item.kind === 'scalar' ? [item.value] : []));

/** From the key to the end of its value; just the key when the value is written elsewhere (an alias). */
export const entrySpan = ({ key, value }: YamlEntry): Span => joinSpans(key.span, value.span);

export type ScalarType = 'string' | 'boolean' | 'number' | 'null';

const NUMBER =
  /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const BOOLEAN = /^(?:true|True|TRUE|false|False|FALSE)$/;

/** The type by the YAML 1.2 core schema (https://yaml.org/spec/1.2.2/#103-core-schema): `on` and `yes` are strings. */
export const scalarType = (node: YamlScalar): ScalarType => {
  switch (node.tag) {
    case null:
      break;
    case '!!bool':
      return 'boolean';
    case '!!int':
    case '!!float':
      return 'number';
    case '!!null':
      return 'null';
    default:
      return 'string';
  }
  if (node.style !== 'plain') return 'string';
  if (BOOLEAN.test(node.value)) return 'boolean';
  if (/^(?:null|Null|NULL|~|)$/.test(node.value)) return 'null';
  return NUMBER.test(node.value) ? 'number' : 'string';
};

/** The boolean that a plain scalar is; null for anything else, quoted text and expressions among it. */
export const booleanOf = (node: Maybe): boolean | null =>
  node?.kind === 'scalar' && scalarType(node) === 'boolean' ? node.value.toLowerCase() === 'true' : null;

export const isTrue = (node: Maybe): boolean => booleanOf(node) === true;
export const isFalse = (node: Maybe): boolean => booleanOf(node) === false;

/** A finite number, or null. */
export const numberOf = (node: Maybe): number | null => {
  if (node?.kind !== 'scalar' || scalarType(node) !== 'number') return null;
  const value = Number(node.value);
  return Number.isFinite(value) ? value : null;
};
