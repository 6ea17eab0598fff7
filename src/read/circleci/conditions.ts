/**
 * Conditions, three-valued: logic statements of `when` and `unless`, expressions of the newer kind, and filters of branches and tags.
 * https://circleci.com/docs/reference/configuration-reference/#logic-statements
 */
import type { Tri } from '../../pipeline/model.ts';
import type { Value } from '../../pipeline/value.ts';
import { entriesOf, get, itemsOf, textOf, textsOf, type YamlNode } from '../../source/yaml.ts';
import { parseExpression } from './expressions.ts';
import { all, any, equal, isPattern, isRef, matches, not, type Operand, safePattern, truthy } from './operands.ts';
import { expand, type Scope, valueOf } from './templates.ts';
import type { Seed } from './triggers.ts';

/** Statements nest; what lies deeper is not known. */
const MAX_DEPTH = 20;

/** Does the statement hold? `unknown` where the files do not tell. */
export const holds = (node: YamlNode | undefined, scope: Scope, seed: Seed, depth = 0): Tri => {
  if (node === undefined || depth > MAX_DEPTH) return 'unknown';
  if (node.kind === 'null') return false;
  if (node.kind === 'scalar') {
    if (scope.interpolates && isExpression(node.value)) return parseExpression(node.value, (path) => lookedUp(path, scope, seed));
    return truthy(operand(node, scope, seed));
  }
  if (node.kind === 'sequence') return node.items.length > 0;
  const [entry] = entriesOf(node);
  if (entry === undefined) return false;
  const { value } = entry;
  switch (entry.key.value) {
    case 'and':
      return all(itemsOf(value).map((item) => holds(item, scope, seed, depth + 1)));
    case 'or':
      return any(itemsOf(value).map((item) => holds(item, scope, seed, depth + 1)));
    case 'not':
      return not(holds(value, scope, seed, depth + 1));
    case 'equal': {
      const operands = itemsOf(value).map((item) => operand(item, scope, seed));
      const [first, ...rest] = operands;
      return first === undefined ? true : all(rest.map((other) => equal(first, other)));
    }
    case 'matches':
      return matches(textOf(get(value, 'pattern')) ?? '', operand(get(value, 'value'), scope, seed));
    default:
      return 'unknown';
  }
};

/** `pipeline.git.branch == "main" and not …`: https://circleci.com/docs/reference/configuration-reference/#using-expressions */
const isExpression = (text: string): boolean =>
  /^\s*(?:not\s+|[!(]\s*)*(?:pipeline|parameters|job)\.[\w.-]+\s*(?:==|!=|~=|starts-with|>=?|<=?|and\b|or\b|\)|$)/.test(text);

const UNSURE: Operand = { kind: 'unknown' };

const operand = (node: YamlNode | undefined, scope: Scope, seed: Seed): Operand => {
  if (node === undefined) return UNSURE;
  if (node.kind === 'null') return { kind: 'texts', texts: [''] };
  if (node.kind !== 'scalar') return { kind: 'texts', texts: [shape(node)] };
  const only = /^<<\s*((?:parameters|pipeline|matrix)\.[\w.-]+)\s*>>$/.exec(node.value.trim())?.[1];
  if (only !== undefined && scope.interpolates) return lookedUp(only, scope, seed);
  return ofValue(valueOf(expand(node, scope)));
};

const ofValue = (value: Value): Operand => (value.text === null ? UNSURE : { kind: 'texts', texts: [value.text] });

export const lookedUp = (path: string, scope: Scope, seed: Seed): Operand => {
  if (path === 'pipeline.git.branch' && seed.ref !== 'tag') return { kind: 'branch', ref: seed.ref };
  if (path === 'pipeline.git.tag' && seed.ref === 'tag') return { kind: 'tag' };
  const found = scope.lookup(path);
  if (found === null) return UNSURE;
  if (!('alternatives' in found)) return ofValue(found);
  const texts = found.alternatives.map((template) => valueOf(template).text);
  if (texts.every((text) => text !== null)) {
    const shapes = texts.map((text) => {
      const executor = scope.namespace.executors.get(text ?? '');
      return executor === undefined ? null : shape(executor);
    });
    return { kind: 'texts', texts: [...new Set([...texts, ...shapes].filter((text) => text !== null))] };
  }
  // A branch name that was handed on as a parameter.
  const inner = found.alternatives.length === 1 ? found.alternatives[0] : [];
  const [piece] = inner;
  if (inner.length === 1 && piece?.kind === 'hole' && piece.source.trim() === 'pipeline.git.branch')
    return lookedUp('pipeline.git.branch', scope, seed);
  return UNSURE;
};

/** A mapping or list as text that is the same for equal ones. */
const shape = (node: YamlNode): string =>
  node.kind === 'scalar'
    ? node.value
    : node.kind === 'null'
      ? ''
      : node.kind === 'sequence'
        ? `[${node.items.map(shape).join(',')}]`
        : `{${node.entries.map((e) => `${e.key.value}:${shape(e.value)}`).join(',')}}`;

/**
 * Do the filters of a job let this run pass? A list of names and of patterns between slashes, which must match the whole name.
 * Without a filter for tags a job runs for no tag: https://circleci.com/docs/guides/orchestrate/workflows/#executing-workflows-for-a-git-tag
 */
export const passes = (filters: YamlNode | undefined, scope: Scope, seed: Seed): Tri => {
  if (filters?.kind === 'scalar') return parseExpression(filters.value, (path) => lookedUp(path, scope, seed));
  const of = (kind: 'branches' | 'tags'): { only: readonly string[] | null; ignore: readonly string[] | null } => {
    const node = get(filters, kind);
    const texts = (entry: YamlNode | undefined): readonly string[] | null => (entry === undefined ? null : textsOf(entry));
    return node?.kind === 'mapping' ? { only: texts(get(node, 'only')), ignore: texts(get(node, 'ignore')) } : { only: texts(node), ignore: null };
  };
  const { only, ignore } = of(seed.ref === 'tag' ? 'tags' : 'branches');
  if (seed.ref === 'tag') {
    if (only === null) return ignore === null ? false : !ignore.some((pattern) => isEverything(pattern));
    return only.length > 0;
  }
  const inOnly: Tri = only === null ? true : any(only.map((pattern) => named(pattern, seed.ref)));
  const inIgnore: Tri = ignore === null ? false : any(ignore.map((pattern) => named(pattern, seed.ref)));
  // A job for one branch that has no usual name: that branch is taken to be the default one.
  if (seed.ref === 'default' && only !== null && inOnly !== true) return all([only.some((p) => !isPattern(p)) ? true : inOnly, not(inIgnore)]);
  return all([inOnly, not(inIgnore)]);
};

const isEverything = (text: string): boolean => /^\/\^?\.[*+]\$?\/$/.test(text);

/** Is a branch of that kind called so? */
const named = (pattern: string, ref: Seed['ref']): Tri => {
  if (!isPattern(pattern)) return isRef(pattern, ref);
  const expression = safePattern(`^(?:${pattern.slice(1, -1)})$`);
  if (expression === null) return 'unknown';
  if (ref === 'fork') return expression.test('pull/1');
  if (ref === 'default') return ['main', 'master'].some((name) => expression.test(name)) ? true : 'unknown';
  return isEverything(pattern) ? true : 'unknown';
};
