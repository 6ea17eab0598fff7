/**
 * YAML after template expressions were replaced: texts are parts, each with what is known of it and the place it is written at.
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/process/template-expressions
 */
import { concat, known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { scalarType, spanAt, type YamlScalar } from '../../source/yaml.ts';

/** A piece of a text. `source`: the expression it came from, '' where it is written as it is. */
export interface Part {
  readonly value: Value;
  readonly source: string;
  /** Where these offsets of the piece's text are written. */
  at(start: number, end: number): Span;
}

/** What had to hold for a node to be there, as expressions; empty: nothing but what cannot be told. */
export interface Under {
  readonly conditions: readonly string[];
}

interface Base {
  readonly span: Span;
  /** Inserted under a condition that cannot be told from the files. */
  readonly under?: Under;
}

export type TreeType = 'string' | 'boolean' | 'number' | 'null';

export interface TreeScalar extends Base {
  readonly kind: 'scalar';
  readonly parts: readonly Part[];
  readonly type: TreeType;
}

export interface TreeSequence extends Base {
  readonly kind: 'sequence';
  readonly items: readonly Tree[];
}

/** Made by `treeEntry`. */
export interface TreeEntry {
  readonly key: TreeScalar;
  /** The key's text in lower case, as far as it is known: keys are looked up far more often than they are made. */
  readonly name: string | null;
  readonly value: Tree;
}

export interface TreeMapping extends Base {
  readonly kind: 'mapping';
  readonly entries: readonly TreeEntry[];
}

/** What a webhook's sender put there. */
export interface TreePayload extends Base {
  readonly kind: 'payload';
  readonly path: readonly string[];
}

export type Tree = TreeScalar | TreeSequence | TreeMapping | TreePayload;

type Maybe = Tree | null | undefined;

export const literalPart = (scalar: YamlScalar, start: number, end: number): Part => ({
  value: known(scalar.value.slice(start, end)),
  source: '',
  at: (from, to) => spanAt(scalar, start + from, start + to),
});

export const valuePart = (value: Value, source: string, span: Span): Part => ({ value, source, at: () => span });

export const scalarOf = (value: Value, span: Span, type: TreeType = 'string', source = ''): TreeScalar => ({
  kind: 'scalar',
  parts: value.text === '' && value.influences.length === 0 && value.secrets.length === 0 ? [] : [valuePart(value, source, span)],
  type,
  span,
});

export const textNode = (text: string, span: Span, type: TreeType = 'string'): TreeScalar => scalarOf(known(text), span, type);
export const unknownNode = (span: Span, source = ''): TreeScalar => scalarOf(UNKNOWN, span, 'string', source);
export const nullNode = (span: Span): TreeScalar => ({ kind: 'scalar', parts: [], type: 'null', span });

export const treeEntry = (key: TreeScalar, value: Tree): TreeEntry => ({ key, name: treeText(key)?.toLowerCase() ?? null, value });

export const plainScalar = (node: YamlScalar): TreeScalar => ({
  kind: 'scalar',
  parts: node.value === '' ? [] : [literalPart(node, 0, node.value.length)],
  type: scalarType(node),
  span: node.span,
});

/** What is known of a scalar's text; of anything else nothing. */
export const treeValue = (node: Maybe): Value => (node?.kind === 'scalar' ? valueOfParts(node.parts) : UNKNOWN);
const valueOfParts = (parts: readonly Part[]): Value =>
  parts.length === 1 && parts[0] !== undefined ? parts[0].value : concat(parts.map((part) => part.value));

/** The text where it is known; null otherwise, and for nothing at all. */
export const treeText = (node: Maybe): string | null => (node?.kind === 'scalar' && node.type !== 'null' ? treeValue(node).text : null);

/** The text as it is written, with expressions for what is not known. */
export const writtenText = (node: Maybe): string =>
  node?.kind === 'scalar' ? node.parts.map(({ value, source }) => value.text ?? (source === '' ? '*' : `\${{ ${source.trim()} }}`)).join('') : '';

/** The last entry of that name. Keys of the platform are read without regard to case. */
export const entryAt = (node: Maybe, name: string): TreeEntry | undefined => {
  if (node?.kind !== 'mapping') return undefined;
  const { entries } = node;
  const wanted = name.toLowerCase();
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i];
    if (entry?.name === wanted) return entry;
  }
  return undefined;
};

export const at = (node: Maybe, ...path: readonly string[]): Tree | undefined => {
  let inner = node ?? undefined;
  for (const name of path) inner = entryAt(inner, name)?.value;
  return inner;
};

export const isNothing = (node: Maybe): boolean => node == null || (node.kind === 'scalar' && node.type === 'null');

/** Items of a list; a single value as a list of one. */
export const treeItems = (node: Maybe): readonly Tree[] => (node == null || isNothing(node) ? [] : node.kind === 'sequence' ? node.items : [node]);

export const treeTexts = (node: Maybe): readonly string[] => treeItems(node).flatMap((item) => treeText(item) ?? []);

export const treeEntries = (node: Maybe): readonly TreeEntry[] => (node?.kind === 'mapping' ? node.entries : []);

/** `true`, `yes` and the like; null where it cannot be told or is not written. */
export const treeBoolean = (node: Maybe): boolean | null => {
  const text = treeText(node)?.trim().toLowerCase();
  return text === 'true' || text === 'yes' || text === 'on' ? true : text === 'false' || text === 'no' || text === 'off' ? false : null;
};

/** The same node, there only if these conditions hold. */
export const conditional = <T extends Tree>(node: T, conditions: readonly string[]): T => ({
  ...node,
  under: { conditions: [...(node.under?.conditions ?? []), ...conditions] },
});
