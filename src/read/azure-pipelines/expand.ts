/**
 * Template expressions: `${{ … }}` in texts and keys, `if`/`elseif`/`else`, `each` and `insert`, replaced before anything runs.
 * What cannot be told is put in under its condition. https://learn.microsoft.com/en-us/azure/devops/pipelines/process/template-expressions
 */
import type { Tri } from '../../pipeline/model.ts';
import { through, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { entryOf, type YamlEntry, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { asValue, evaluate, type Scope, truthOf } from './evaluate.ts';
import { expandOnce } from './expand-once.ts';
import { payloadValue } from './payload.ts';
import {
  conditional,
  nullNode,
  type Part,
  scalarOf,
  type Tree,
  type TreeEntry,
  type TreeScalar,
  textNode,
  treeEntry,
  unknownNode,
  valuePart,
} from './tree.ts';
import { type Directive, directiveOf, type Written, writtenScalar } from './written.ts';

/** What names mean while a file is expanded. Names are in lower case. */
export interface Names {
  readonly parameters: ReadonlyMap<string, Tree>;
  readonly loops: ReadonlyMap<string, Tree>;
  readonly variables: ReadonlyMap<string, Value>;
  /** Variables of the platform as far as they are known that early. */
  predefined(name: string): Value | undefined;
}

export interface Expander {
  /** Something that is no expression. */
  problem(span: Span, source: string): void;
  /** Variables that an expanded `variables:` block brings to what stands beside it. */
  declared(variables: Tree, names: Names): ReadonlyMap<string, Value>;
  /** Nodes that may still be made: bounds loops in loops. */
  readonly budget: { left: number };
}

const MAX_DEPTH = 80;

export const scopeAt = (names: Names, span: Span): Scope => ({
  span,
  parameters: names.loops.has('parameters') ? undefined : names.parameters,
  root: (name) => {
    const loop = names.loops.get(name);
    if (loop !== undefined) return loop;
    if (name !== 'parameters') return undefined;
    return { kind: 'mapping', entries: [...names.parameters].map(([key, value]) => treeEntry(textNode(key, span), value)), span };
  },
  variable: (name) => names.variables.get(name) ?? names.predefined(name),
});

const evaluated = (expander: Expander, names: Names, { expression, text, span }: Written): Tree => {
  if (expression !== null) return evaluate(expression, scopeAt(names, span));
  expander.problem(span, text);
  return unknownNode(span, text);
};

// ---------------------------------------------------------------- texts

const expandScalar = (expander: Expander, names: Names, scalar: YamlScalar): Tree => {
  const { plain, pieces } = writtenScalar(scalar);
  if (plain !== null) return plain;
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined && 'expression' in only) {
    const { span } = only;
    const node = evaluated(expander, names, only);
    // A field of a payload is a text; the payload itself can be handed on whole.
    if (node.kind === 'payload' && node.path.length > 0)
      return scalarOf(through(payloadValue(node.path, node.span), span), span, 'string', only.text);
    if (node.kind !== 'scalar') return node;
    return {
      ...node,
      parts: node.parts.map((part) => ({
        ...part,
        source: part.value.text === null && part.source === '' ? only.text : part.source,
        value: through(part.value, span),
      })),
    };
  }
  const parts = pieces.map(
    (piece): Part => ('expression' in piece ? valuePart(asValue(evaluated(expander, names, piece)), piece.text, piece.span) : piece),
  );
  return { kind: 'scalar', parts, type: 'string', span: scalar.span };
};

const expandKey = (expander: Expander, names: Names, key: YamlScalar): TreeScalar => {
  const node = expandScalar(expander, names, key);
  return node.kind === 'scalar' ? { ...node, type: 'string' } : unknownNode(key.span);
};

// ---------------------------------------------------------------- insertion

/** Which branch of a chain is taken so far. */
interface Chain {
  taken: Tri;
}

/** Is the body put in: surely, never, or under a condition? */
const branch = (
  expander: Expander,
  names: Names,
  chain: Chain,
  { kind, condition }: Directive,
): { readonly put: Tri; readonly condition: string } => {
  if (kind === 'if') chain.taken = false;
  const before = chain.taken;
  if (before === true) return { put: false, condition: '' };
  const own = kind === 'else' ? true : truthOf(evaluated(expander, names, condition));
  const put = own === false ? false : before === 'unknown' ? 'unknown' : own;
  chain.taken = own === true ? true : own === 'unknown' || before === 'unknown' ? 'unknown' : false;
  return { put, condition: kind === 'else' ? '' : condition.text };
};

/** What `each` runs through: the items with the names they get; null where that cannot be told. */
const loopOf = (
  expander: Expander,
  names: Names,
  { loop, condition }: Directive,
): { readonly rounds: readonly Names[]; readonly certain: boolean } => {
  const { span } = condition;
  if (loop === null) {
    expander.problem(span, condition.text);
    return { rounds: [], certain: true };
  }
  const { name } = loop;
  const over = evaluated(expander, names, loop.over);
  const named = (item: Tree): Names => ({ ...names, loops: new Map([...names.loops, [name, item]]) });
  if (over.kind === 'sequence') return { rounds: over.items.map(named), certain: true };
  if (over.kind === 'mapping') {
    const pair = ({ key, value }: TreeEntry): Tree => ({
      kind: 'mapping',
      entries: [treeEntry(textNode('key', span), key), treeEntry(textNode('value', span), value)],
      span,
    });
    return { rounds: over.entries.map((entry) => named(pair(entry))), certain: true };
  }
  if (over.kind === 'scalar' && (over.type === 'null' || over.parts.length === 0)) return { rounds: [], certain: true };
  const item: Tree = over.kind === 'payload' ? { ...over, path: [...over.path, '*'] } : { ...over, type: 'string' };
  return { rounds: [named(item)], certain: over.kind === 'scalar' && over.parts.every(({ value }) => value.text !== null) };
};

const under = (put: Tri, condition: string): ((node: Tree) => Tree) =>
  put === true ? (node) => node : (node) => conditional(node, condition === '' ? [] : [condition]);

/** What a directive in a list puts there; null when the item is none. */
const inserted = (expander: Expander, names: Names, chain: Chain, item: YamlNode, depth: number): readonly Tree[] | null => {
  if (item.kind !== 'mapping' || item.entries.length === 0) return null;
  const directives = item.entries.map((entry) => ({ entry, directive: directiveOf(entry.key) }));
  // A mapping that is put together from others is an item itself.
  if (
    directives.some(
      ({ directive, entry }) => directive === null || (entry.value.kind === 'mapping' && directive.kind !== 'each' && item.entries.length > 1),
    )
  )
    return null;
  return directives.flatMap(({ entry, directive }): readonly Tree[] => {
    if (directive === null) return [];
    const body = (inner: Names): readonly Tree[] => {
      const value = expand(expander, inner, entry.value, depth + 1);
      return value.kind === 'sequence' ? value.items : value.kind === 'scalar' && value.type === 'null' ? [] : [value];
    };
    if (directive.kind === 'insert') return body(names);
    if (directive.kind === 'each') {
      const { rounds, certain } = loopOf(expander, names, directive);
      return rounds.flatMap((round) => (expander.budget.left < 0 ? [] : body(round).map(under(certain ? true : 'unknown', ''))));
    }
    const { put, condition } = branch(expander, names, chain, directive);
    return put === false ? [] : body(names).map(under(put, condition));
  });
};

const expandItems = (expander: Expander, names: Names, items: readonly YamlNode[], depth: number): readonly Tree[] => {
  const chain: Chain = { taken: false };
  return items.flatMap((item): readonly Tree[] => {
    const put = inserted(expander, names, chain, item, depth);
    if (put !== null) return put;
    const node = expand(expander, names, item, depth + 1);
    // A list that an expression stands for is laid into the list around it.
    return node.kind === 'sequence' && item.kind === 'scalar' ? node.items : [node];
  });
};

const expandEntries = (expander: Expander, names: Names, entries: readonly YamlEntry[], depth: number): readonly TreeEntry[] => {
  const chain: Chain = { taken: false };
  return entries.flatMap(({ key, value }): readonly TreeEntry[] => {
    const directive = directiveOf(key);
    if (directive === null) return [treeEntry(expandKey(expander, names, key), expand(expander, names, value, depth + 1))];
    const body = (inner: Names, mark: (node: Tree) => Tree): readonly TreeEntry[] => {
      const node = expand(expander, inner, value, depth + 1);
      return node.kind === 'mapping' ? node.entries.map((entry) => ({ ...entry, value: mark(entry.value) })) : [];
    };
    if (directive.kind === 'insert') return body(names, (node) => node);
    if (directive.kind === 'each') {
      const { rounds, certain } = loopOf(expander, names, directive);
      return rounds.flatMap((round) => (expander.budget.left < 0 ? [] : body(round, under(certain ? true : 'unknown', ''))));
    }
    const { put, condition } = branch(expander, names, chain, directive);
    return put === false ? [] : body(names, under(put, condition));
  });
};

/** Never throws. Beyond the budget everything is unknown. */
export const expand = (expander: Expander, names: Names, node: YamlNode, depth = 0): Tree =>
  node.kind === 'mapping' || node.kind === 'sequence'
    ? expandOnce(expander, names, node, MAX_DEPTH - depth, () => expandFresh(expander, names, node, depth))
    : expandFresh(expander, names, node, depth);

const expandFresh = (expander: Expander, names: Names, node: YamlNode, depth: number): Tree => {
  expander.budget.left -= 1;
  if (depth > MAX_DEPTH || expander.budget.left < 0) return unknownNode(node.span);
  switch (node.kind) {
    case 'null':
      return nullNode(node.span);
    case 'scalar':
      return expandScalar(expander, names, node);
    case 'sequence':
      return { kind: 'sequence', items: expandItems(expander, names, node.items, depth), span: node.span };
    case 'mapping': {
      const own = entryOf(node, 'variables');
      const [first] = node.entries;
      if (own === undefined || (first !== undefined && directiveOf(first.key) !== null && node.entries.length === 1)) {
        return { kind: 'mapping', entries: expandEntries(expander, names, node.entries, depth), span: node.span };
      }
      // Variables count for everything that stands beside them.
      const variables = expand(expander, names, own.value, depth + 1);
      const inner: Names = { ...names, variables: new Map([...names.variables, ...expander.declared(variables, names)]) };
      return {
        kind: 'mapping',
        entries: [
          treeEntry(expandKey(expander, names, own.key), variables),
          ...expandEntries(
            expander,
            inner,
            node.entries.filter((entry) => entry !== own),
            depth,
          ),
        ],
        span: node.span,
      };
    }
  }
};
