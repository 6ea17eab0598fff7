/**
 * A template is laid into many jobs of many runs, mostly with the same parameters. What a node comes to depends on nothing but the names that stand
 * in it; where they mean the same again, it comes to the very same tree, and what is kept by its nodes serves again, too.
 */
import type { Value } from '../../pipeline/value.ts';
import type { YamlNode } from '../../source/yaml.ts';
import { alike } from '../common/stand-ins.ts';
import type { Expander, Names } from './expand.ts';
import { type Expression, pathOf } from './expression.ts';
import type { Tree } from './tree.ts';
import { directiveOf, fixedTree, type Written, writtenScalar } from './written.ts';

/** Names in a node, in lower case, and how deep its nodes lie below it. */
interface Asked {
  readonly parameters: Set<string>;
  /** Names at the start of a path, which a loop may have given a meaning. */
  readonly loops: Set<string>;
  readonly variables: Set<string>;
  height: number;
}

interface Made {
  readonly parameters: readonly (Tree | undefined)[];
  readonly loops: readonly (Tree | undefined)[];
  readonly variables: readonly (Value | undefined)[];
  readonly tree: Tree;
  /** What it took of the budget. */
  readonly nodes: number;
}

/** With more names a node hardly ever means the same again. */
const MOST_NAMES = 40;
/** Trees that are kept of one node. */
const MOST_KEPT = 12;

const asked = new WeakMap<YamlNode, Asked | null>();
const made = new WeakMap<YamlNode, Made[]>();

/** `fresh` unless it was made before for names that mean the same. */
export const expandOnce = (expander: Expander, names: Names, node: YamlNode, room: number, fresh: () => Tree): Tree => {
  const { budget } = expander;
  const fixed = fixedTree(node);
  if (fixed !== null) {
    if (fixed.height > room || fixed.nodes > budget.left) return fresh();
    budget.left -= fixed.nodes;
    return fixed.tree;
  }
  const wanted = askedIn(node);
  if (wanted === null || wanted.height > room) return fresh();
  const parameters = Array.from(wanted.parameters, (name) => names.parameters.get(name));
  const loops = Array.from(wanted.loops, (name) => names.loops.get(name));
  const variables = Array.from(wanted.variables, (name) => names.variables.get(name) ?? names.predefined(name));
  const kept = made.get(node) ?? [];
  const old = kept.find(
    (one) =>
      one.nodes <= budget.left &&
      one.parameters.every((tree, i) => sameTree(tree, parameters[i])) &&
      one.loops.every((tree, i) => sameTree(tree, loops[i])) &&
      one.variables.every((value, i) => alike(value, variables[i])),
  );
  if (old !== undefined) {
    budget.left -= old.nodes;
    return old.tree;
  }
  const before = budget.left;
  const tree = fresh();
  if (budget.left >= 0 && kept.length < MOST_KEPT) {
    kept.push({ parameters, loops, variables, tree, nodes: before - budget.left });
    made.set(node, kept);
  }
  return tree;
};

/** Surely the same: one tree, or one that was only given another type. */
const sameTree = (a: Tree | undefined, b: Tree | undefined): boolean =>
  a === b ||
  (a?.kind === 'scalar' &&
    b?.kind === 'scalar' &&
    a.type === b.type &&
    a.under === b.under &&
    (a.parts === b.parts || (a.parts.length === 0 && b.parts.length === 0)) &&
    alike(a.span, b.span));

/** Null: it cannot be told, there are too many, or more happens there than that a tree is made. */
const askedIn = (node: YamlNode): Asked | null => {
  const old = asked.get(node);
  if (old !== undefined) return old;
  // What stands in itself through an alias is not gone through for ever.
  asked.set(node, null);
  const found: Asked = { parameters: new Set(), loops: new Set(), variables: new Set(), height: 0 };
  const whole = addNode(found, node) && found.parameters.size + found.loops.size + found.variables.size <= MOST_NAMES;
  asked.set(node, whole ? found : null);
  return whole ? found : null;
};

const addNode = (to: Asked, node: YamlNode): boolean => {
  switch (node.kind) {
    case 'null':
      return true;
    case 'scalar':
      return writtenScalar(node).pieces.every((piece) => !('expression' in piece) || addWritten(to, piece));
    case 'sequence':
      return node.items.every((item) => addInner(to, item));
    case 'mapping':
      return node.entries.every(({ key, value }) => {
        // A list of variables may open templates of its own.
        if (key.value === 'variables' && value.kind !== 'mapping' && fixedTree(value)?.tree.kind !== 'scalar') return false;
        const directive = directiveOf(key);
        const all =
          directive === null
            ? addNode(to, key)
            : directive.kind === 'insert' || directive.kind === 'else' || addWritten(to, directive.loop?.over ?? directive.condition);
        return all && addInner(to, value);
      });
  }
};

const addInner = (to: Asked, node: YamlNode): boolean => {
  const inner = askedIn(node);
  if (inner === null) return false;
  for (const which of ['parameters', 'loops', 'variables'] as const) for (const name of inner[which]) to[which].add(name);
  to.height = Math.max(to.height, inner.height + 1);
  return true;
};

const addWritten = (to: Asked, { expression }: Written): boolean => expression === null || addExpression(to, expression);

const addExpression = (to: Asked, expression: Expression): boolean => {
  switch (expression.kind) {
    case 'literal':
      // A template expression in a text has names of its own.
      return !expression.text.includes('${{');
    case 'name':
      to.loops.add(expression.name.toLowerCase());
      // All parameters together are not asked for one by one.
      return expression.name.toLowerCase() !== 'parameters';
    case 'all':
      return addExpression(to, expression.of);
    case 'index': {
      const path = pathOf(expression);
      const [root, name] = path ?? [];
      if (path?.length === 2 && name !== undefined && !name.includes('${{')) {
        if (root === 'variables') {
          to.variables.add(name);
          return true;
        }
        if (root === 'parameters') {
          to.parameters.add(name);
          // A loop may have taken the name.
          to.loops.add(root);
          return true;
        }
      }
      return addExpression(to, expression.of) && addExpression(to, expression.by);
    }
    case 'call':
      return expression.args.every((arg) => addExpression(to, arg));
  }
};
