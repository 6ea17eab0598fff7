/**
 * What of a file's YAML is the same however often it is expanded: expressions, parsed once, and nodes in which there is nothing to replace.
 * A template is laid into many jobs of many runs.
 */
import type { Span } from '../../source/span.ts';
import { spanAt, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { type Expression, parseExpression, splitTemplate } from './expression.ts';
import { literalPart, nullNode, type Part, plainScalar, type Tree, type TreeEntry, type TreeScalar, treeEntry } from './tree.ts';

/** An expression, where it is written. Null: the text is none. */
export interface Written {
  readonly expression: Expression | null;
  readonly text: string;
  readonly span: Span;
}

const written = (text: string, span: Span): Written => ({ expression: parseExpression(text), text, span });

/** A scalar with nothing to replace in it, or the pieces of one. */
interface WrittenScalar {
  readonly plain: TreeScalar | null;
  readonly pieces: readonly (Part | Written)[];
}

const scalars = new WeakMap<YamlScalar, WrittenScalar>();

export const writtenScalar = (scalar: YamlScalar): WrittenScalar => {
  const old = scalars.get(scalar);
  if (old !== undefined) return old;
  const made: WrittenScalar = scalar.value.includes('${{')
    ? {
        plain: null,
        pieces: splitTemplate(scalar.value).map(({ expression, start, end, text }) =>
          expression ? written(text, spanAt(scalar, start, end)) : literalPart(scalar, start, end),
        ),
      }
    : { plain: plainScalar(scalar), pieces: [] };
  scalars.set(scalar, made);
  return made;
};

export interface Directive {
  readonly kind: 'if' | 'elseif' | 'else' | 'each' | 'insert';
  /** What stands behind the word. */
  readonly condition: Written;
  /** `each name in list`, the name in lower case. */
  readonly loop: { readonly name: string; readonly over: Written } | null;
}

const DIRECTIVE = /^\s*\$\{\{\s*(if|elseif|else|each|insert)\b([\s\S]*)\}\}\s*$/;

const directives = new WeakMap<YamlScalar, Directive | null>();

export const directiveOf = (key: YamlScalar): Directive | null => {
  if (!key.value.includes('${{')) return null;
  const old = directives.get(key);
  if (old !== undefined) return old;
  const match = DIRECTIVE.exec(key.value);
  const rest = (match?.[2] ?? '').trim();
  const each = match?.[1] === 'each' ? /^([A-Za-z_]\w*)\s+in\s+([\s\S]+)$/.exec(rest) : null;
  const made: Directive | null =
    match === null
      ? null
      : {
          kind: match[1] as Directive['kind'],
          condition: written(rest, key.span),
          loop: each?.[1] === undefined || each[2] === undefined ? null : { name: each[1].toLowerCase(), over: written(each[2], key.span) },
        };
  directives.set(key, made);
  return made;
};

/** A node in which there is nothing to replace, with how many nodes it is and how deep they lie below it. */
interface Fixed {
  readonly tree: Tree;
  readonly nodes: number;
  readonly height: number;
}

const fixed = new WeakMap<YamlNode, Fixed | null>();

/** Null where an expression stands in it, or a list of variables, which may lie in templates of their own. */
export const fixedTree = (node: YamlNode): Fixed | null => {
  const old = fixed.get(node);
  if (old !== undefined) return old;
  // What stands in itself through an alias is not gone through for ever.
  fixed.set(node, null);
  const made = fixedOf(node);
  fixed.set(node, made);
  return made;
};

const fixedOf = (node: YamlNode): Fixed | null => {
  const { span } = node;
  switch (node.kind) {
    case 'null':
      return { tree: nullNode(span), nodes: 1, height: 0 };
    case 'scalar': {
      const { plain } = writtenScalar(node);
      return plain === null ? null : { tree: plain, nodes: 1, height: 0 };
    }
    case 'sequence': {
      const items: Tree[] = [];
      const all = { nodes: 1, height: 0 };
      for (const item of node.items) {
        const inner = fixedTree(item);
        if (inner === null) return null;
        items.push(inner.tree);
        add(all, inner);
      }
      return { tree: { kind: 'sequence', items, span }, ...all };
    }
    case 'mapping': {
      const entries: TreeEntry[] = [];
      const all = { nodes: 1, height: 0 };
      for (const { key, value } of node.entries) {
        const name = writtenScalar(key).plain;
        if (name === null || (key.value === 'variables' && value.kind === 'sequence')) return null;
        const inner = fixedTree(value);
        if (inner === null) return null;
        entries.push(treeEntry({ ...name, type: 'string' }, inner.tree));
        add(all, inner);
      }
      // Variables count for everything that stands beside them, and so come first.
      const own = entries.findLastIndex(({ key }) => key.parts[0]?.value.text === 'variables');
      const [variables] = own < 0 ? [] : entries.splice(own, 1);
      return { tree: { kind: 'mapping', entries: variables === undefined ? entries : [variables, ...entries], span }, ...all };
    }
  }
};

const add = (all: { nodes: number; height: number }, inner: Fixed): void => {
  all.nodes += inner.nodes;
  all.height = Math.max(all.height, inner.height + 1);
};
