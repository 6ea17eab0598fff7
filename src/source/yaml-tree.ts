/** What both YAML front ends share: finishing nodes, anchors and aliases within bounds, merge keys, duplicate keys. */
import type { Diagnostic, Span } from './span.ts';
import { type SourceText, spanBetween } from './text.ts';
import type { YamlEntry, YamlMapping, YamlNode, YamlNull, YamlScalar, YamlSequence, YamlStyle } from './yaml-nodes.ts';

/** Nodes that aliases may add to one file when they are followed; real files stay far below, alias bombs far above. */
const MAX_ALIASED_NODES = 100_000;
/** Nesting, aliases followed. Readers may recurse on the tree. */
export const MAX_DEPTH = 100;

/** Duplicate keys reported for one file. */
const MAX_DUPLICATES = 20;

interface Weight {
  readonly nodes: number;
  readonly depth: number;
}
const LEAF: Weight = { nodes: 1, depth: 1 };

/** State of one file's tree building. */
export interface TreeBuilder {
  readonly source: SourceText;
  readonly diagnostics: Diagnostic[];
  /** Anchors of the document at hand. */
  readonly anchors: Map<string, YamlNode>;
  /** Size of collections with aliases followed. */
  readonly weights: Map<YamlNode, Weight>;
  /** Nodes that an alias stands for: what is written there counts at several places. */
  readonly shared: Set<YamlNode>;
  aliased: number;
  duplicates: number;
}

export const treeBuilder = (source: SourceText): TreeBuilder => ({
  source,
  diagnostics: [],
  anchors: new Map(),
  weights: new Map(),
  shared: new Set(),
  aliased: 0,
  duplicates: 0,
});

export const report = (builder: TreeBuilder, level: Diagnostic['level'], message: string, start: number, end = start): void => {
  builder.diagnostics.push({ level, file: builder.source.file, message, evidence: [spanBetween(builder.source, start, end)] });
};

export const nullNode = (span: Span, tag: string | null = null): YamlNull => ({ kind: 'null', tag, span });

const NULL_TEXT = new Set(['null', 'Null', 'NULL', '~']);

/** A scalar in the place of a value: plain nulls become null nodes. */
export const valueOf = (scalar: YamlScalar): YamlScalar | YamlNull =>
  (scalar.style === 'plain' && scalar.tag === null && NULL_TEXT.has(scalar.value)) || scalar.tag === '!!null'
    ? nullNode(scalar.span, scalar.tag)
    : scalar;

/** `start` and `end` as in `YamlScalar.raw`. */
export const scalarNode = (
  source: SourceText,
  value: string,
  style: YamlStyle,
  tag: string | null,
  start: number,
  end: number,
  indent = -1,
): YamlScalar => ({
  kind: 'scalar',
  value,
  style,
  tag,
  span: scalarSpan(source, style, start, end, indent),
  raw: { source, start, end, indent },
});

const scalarSpan = (source: SourceText, style: YamlStyle, start: number, end: number, indent: number): Span => {
  if (style === 'plain') return spanBetween(source, start, end);
  if (style === 'single' || style === 'double') return spanBetween(source, start - 1, end + 1);
  const [from, to] = blockBounds(source.text, start, end, indent);
  return spanBetween(source, from, to);
};

/** Offsets of the first and behind the last character of a block scalar's content, indentation left out; of the indicator when there is no content. */
export const blockBounds = (text: string, start: number, end: number, indent: number): readonly [number, number] => {
  let to = end;
  while (to > start && isBlank(text.charCodeAt(to - 1))) to--;
  if (to === start) {
    let indicator = start - 1;
    while (indicator > 0 && text[indicator] !== '|' && text[indicator] !== '>') indicator--;
    return [Math.max(0, indicator), Math.max(0, indicator) + 1];
  }
  let from = start;
  for (let i = start; i < to && isBlank(text.charCodeAt(i)); i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || c === 13) from = i + 1;
  }
  return [Math.min(to, from + Math.max(0, indent)), to];
};

const isBlank = (c: number): boolean => c === 32 || c === 9 || c === 10 || c === 13;

export const sequenceNode = (builder: TreeBuilder, items: readonly YamlNode[], tag: string | null, span: Span): YamlSequence => {
  const node: YamlSequence = { kind: 'sequence', items, tag, span };
  weigh(builder, node, items);
  return node;
};

export const mappingNode = (builder: TreeBuilder, written: readonly YamlEntry[], tag: string | null, span: Span): YamlMapping => {
  const entries = written.some(isMerge) ? merged(written) : written;
  reportDuplicates(builder, entries);
  const node: YamlMapping = { kind: 'mapping', entries, tag, span };
  weigh(
    builder,
    node,
    entries.map((e) => e.value),
  );
  return node;
};

const weigh = (builder: TreeBuilder, node: YamlNode, children: readonly YamlNode[]): void => {
  let nodes = 1;
  let depth = 0;
  for (const child of children) {
    const weight = builder.weights.get(child) ?? LEAF;
    nodes += weight.nodes;
    depth = Math.max(depth, weight.depth);
  }
  builder.weights.set(node, { nodes, depth: depth + 1 });
};

/** What `*name` stands for; null with a diagnostic when there is no such anchor (yet), or when following it would blow the tree up. */
export const aliasNode = (builder: TreeBuilder, name: string, depth: number, start: number, end: number): YamlNode => {
  const span = spanBetween(builder.source, start, end);
  const target = builder.anchors.get(name);
  if (target === undefined) {
    report(builder, 'error', `alias *${name} has no anchor &${name} before it, so it is read as null; define the anchor above its use`, start, end);
    return nullNode(span);
  }
  const weight = builder.weights.get(target) ?? LEAF;
  if (builder.aliased + weight.nodes > MAX_ALIASED_NODES || depth + weight.depth > MAX_DEPTH) {
    if (builder.aliased <= MAX_ALIASED_NODES)
      report(builder, 'error', `aliases expand too far at *${name}; this one and those like it are read as null`, start, end);
    builder.aliased = MAX_ALIASED_NODES + 1;
    return nullNode(span);
  }
  builder.aliased += weight.nodes;
  builder.shared.add(target);
  return target;
};

const isMerge = ({ key, value }: YamlEntry): boolean =>
  key.value === '<<' &&
  ((key.style === 'plain' && key.tag === null) || key.tag === '!!merge') &&
  (value.kind === 'mapping' || (value.kind === 'sequence' && value.items.every((item) => item.kind === 'mapping')));

/** Merge keys as in https://yaml.org/type/merge.html: explicit keys win, then the mapping that is named first. */
const merged = (written: readonly YamlEntry[]): readonly YamlEntry[] => {
  const taken = new Set(written.filter((e) => !isMerge(e)).map((e) => e.key.value));
  const entries: YamlEntry[] = [];
  for (const entry of written) {
    if (!isMerge(entry)) {
      entries.push(entry);
      continue;
    }
    for (const from of entry.value.kind === 'sequence' ? entry.value.items : [entry.value]) {
      if (from.kind !== 'mapping') continue;
      const fresh = from.entries.filter((e) => !taken.has(e.key.value));
      for (const { key } of fresh) taken.add(key.value);
      entries.push(...fresh);
    }
  }
  return entries;
};

const reportDuplicates = (builder: TreeBuilder, entries: readonly YamlEntry[]): void => {
  const seen = new Map<string, YamlScalar>();
  for (const { key } of entries) {
    const first = seen.get(key.value);
    if (first === undefined) seen.set(key.value, key);
    else if (key.value !== '<<' && builder.duplicates++ < MAX_DUPLICATES)
      builder.diagnostics.push({
        level: 'warning',
        file: builder.source.file,
        message: `the key ${JSON.stringify(key.value.slice(0, 80))} is written twice in one mapping; systems differ in which one counts, keep one`,
        evidence: [key.span, first.span],
      });
  }
};
