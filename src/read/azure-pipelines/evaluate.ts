/** Expressions on trees of which not everything is known. https://learn.microsoft.com/en-us/azure/devops/pipelines/process/expressions#functions */
import type { Tri } from '../../pipeline/model.ts';
import { concat, either, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { type Expression, parseExpression, pathOf, splitTemplate } from './expression.ts';
import { payloadValue } from './payload.ts';
import {
  entryAt,
  isNothing,
  nullNode,
  scalarOf,
  type Tree,
  type TreeType,
  textNode,
  treeEntries,
  treeItems,
  treeText,
  treeValue,
  unknownNode,
  writtenText,
} from './tree.ts';

export interface Scope {
  /** What a name at the start of a path stands for; undefined: nothing is known of it. */
  root(name: string): Tree | undefined;
  /** What `parameters` is at the start of a path, by name in lower case, where a scope has it at hand without making a node of all. */
  readonly parameters?: ReadonlyMap<string, Tree> | undefined;
  /** `variables.x`: undefined where it is not declared in the files. */
  variable(name: string): Value | undefined;
  /** Answers of `succeeded()` and the like, and of paths such as `dependencies.A.result`. */
  status?(name: string, args: readonly Expression[]): Tri;
  path?(path: readonly string[]): Value | undefined;
  /** What kind of ref the run is about, for comparisons with a name that is not known. */
  readonly ref?: 'default' | 'branch' | 'tag' | 'pull';
  readonly span: Span;
}

const MAX_TEXT = 100_000;
const boolean = (value: Tri, span: Span): Tree => (value === 'unknown' ? unknownNode(span) : textNode(value ? 'True' : 'False', span, 'boolean'));

/** Does it count as true? Texts that are not empty do, 'false' among them. */
export const truthOf = (node: Tree): Tri => {
  if (node.kind !== 'scalar') return node.kind === 'payload' ? 'unknown' : true;
  if (node.type === 'null') return false;
  const { text } = treeValue(node);
  if (text === null) return 'unknown';
  if (node.type === 'boolean') return text.toLowerCase() === 'true';
  if (node.type === 'number') return Number(text) !== 0;
  return text !== '';
};

const typeOf = (node: Tree): TreeType => (node.kind === 'scalar' ? node.type : 'string');

/** The right side takes the type of the left one; texts are compared without regard to case. */
const equal = (a: Tree, b: Tree): Tri => {
  if (a.kind === 'payload' || b.kind === 'payload') return 'unknown';
  if (a.kind !== 'scalar' || b.kind !== 'scalar') return a.kind === b.kind ? 'unknown' : isNothing(a) === isNothing(b) && isNothing(a);
  if (typeOf(a) === 'null' || typeOf(b) === 'null') {
    const other = typeOf(a) === 'null' ? b : a;
    if (typeOf(other) === 'null') return true;
    const { text } = treeValue(other);
    return text === null ? 'unknown' : text === '';
  }
  if (typeOf(a) === 'boolean') {
    const [x, y] = [truthOf(a), truthOf(b)];
    return x === 'unknown' || y === 'unknown' ? 'unknown' : x === y;
  }
  const [x, y] = [treeValue(a).text, treeValue(b).text];
  if (x === null || y === null) return 'unknown';
  if (typeOf(a) === 'number' && x !== '' && y !== '') return Number(x) === Number(y);
  return x.toLowerCase() === y.toLowerCase();
};

const not = (value: Tri): Tri => (value === 'unknown' ? 'unknown' : !value);
const all = (values: readonly Tri[]): Tri => (values.includes(false) ? false : values.includes('unknown') ? 'unknown' : true);
const any = (values: readonly Tri[]): Tri => not(all(values.map(not)));

const compared = (args: readonly Tree[], test: (a: string, b: string) => boolean): Tri => {
  const [a, b] = [args[0], args[1]].map((node) => (node?.kind === 'scalar' ? treeValue(node).text : null));
  return a == null || b == null ? 'unknown' : test(a.toLowerCase(), b.toLowerCase());
};

const ordered = (args: readonly Tree[], test: (order: number) => boolean): Tri => {
  const [a, b] = [args[0], args[1]].map((node) => (node === undefined ? null : treeValue(node).text));
  if (a == null || b == null) return 'unknown';
  const numbers = [Number(a), Number(b)] as const;
  if (numbers.every((n) => Number.isFinite(n))) return test(numbers[0] - numbers[1]);
  return test(a.toLowerCase() < b.toLowerCase() ? -1 : a.toLowerCase() > b.toLowerCase() ? 1 : 0);
};

/** A text made of others; what it is made of stays part of it. */
const made = (args: readonly Tree[], span: Span, make: (texts: readonly string[]) => string): Tree => {
  const values = args.map(asValue);
  const texts = values.map((value) => value.text);
  const whole = concat(values);
  const text = texts.every((t): t is string => t !== null) ? make(texts) : null;
  return scalarOf({ ...whole, text: text !== null && text.length > MAX_TEXT ? null : text }, span);
};

/** What is known of a node as a text. */
export const asValue = (node: Tree): Value => {
  if (node.kind === 'payload') return payloadValue(node.path, node.span);
  if (node.kind === 'scalar') return treeValue(node);
  const inner = node.kind === 'sequence' ? node.items.map(asValue) : node.entries.map((entry) => asValue(entry.value));
  return { ...concat(inner), text: null };
};

const json = (node: Tree): unknown => {
  if (node.kind === 'sequence') return node.items.map(json);
  if (node.kind === 'mapping') return Object.fromEntries(node.entries.map(({ key, value }) => [writtenText(key), json(value)]));
  const text = node.kind === 'scalar' ? (node.type === 'null' ? null : writtenText(node)) : '*';
  return text;
};

const isKnown = (node: Tree): boolean =>
  node.kind === 'scalar'
    ? treeValue(node).text !== null
    : node.kind === 'sequence'
      ? node.items.every(isKnown)
      : node.kind === 'mapping' && node.entries.every(({ value }) => isKnown(value));

export const evaluate = (expression: Expression, scope: Scope): Tree => {
  const { span } = scope;
  switch (expression.kind) {
    case 'literal':
      if (expression.type === 'string' && expression.text.includes('${{')) return pasted(expression.text, scope);
      return expression.type === 'null' ? nullNode(span) : textNode(expression.text, span, expression.type);
    case 'name':
      return scope.root(expression.name.toLowerCase()) ?? unknownNode(span, expression.name);
    case 'all': {
      const of = evaluate(expression.of, scope);
      if (of.kind === 'sequence') return of;
      return of.kind === 'mapping' ? { kind: 'sequence', items: of.entries.map(({ value }) => value), span } : unknownNode(span);
    }
    case 'index':
      return indexed(expression, scope);
    case 'call':
      return called(expression.name, expression.args, scope);
  }
};

const PREFIX = { default: 'refs/heads/', branch: 'refs/heads/', tag: 'refs/tags/', pull: 'refs/pull/' } as const;
/** Names that a default branch usually has; the files do not tell it. */
const MAIN = /^(?:refs\/heads\/)?(?:main|master|trunk)$/i;

/** The variable with the run's ref that a comparison looks at; null when it looks at none. */
const refVariable = (args: readonly Expression[]): 'whole' | 'name' | null => {
  const [path] = args.map(pathOf);
  if (path?.[0] !== 'variables' || path.length !== 2) return null;
  return path[1] === 'build.sourcebranch' ? 'whole' : path[1] === 'build.sourcebranchname' ? 'name' : null;
};

/** Is the ref of the run the named one? Null: nothing is known of it beyond its text. */
const sameRef = (scope: Scope, args: readonly Expression[], a: Tree, b: Tree): Tri | null => {
  const variable = refVariable(args);
  const wanted = b.kind === 'scalar' ? treeValue(b).text : null;
  if (variable === null || wanted === null || scope.ref === undefined || (a.kind === 'scalar' && treeValue(a).text !== null)) return null;
  if (variable === 'whole' && !wanted.toLowerCase().startsWith(PREFIX[scope.ref])) return false;
  if (!MAIN.test(wanted)) return null;
  return scope.ref === 'default' ? true : scope.ref === 'branch' ? false : null;
};

/** Does the ref of the run begin with, or hold, the text? */
const refHas = (scope: Scope, args: readonly Expression[], [, b]: readonly Tree[]): Tri | null => {
  const wanted = b?.kind === 'scalar' ? treeValue(b).text?.toLowerCase() : null;
  if (refVariable(args) !== 'whole' || wanted == null || scope.ref === undefined || !wanted.startsWith('refs/')) return null;
  const prefix = PREFIX[scope.ref];
  if (prefix.startsWith(wanted)) return true;
  if (!wanted.startsWith(prefix)) return false;
  return MAIN.test(wanted) ? (scope.ref === 'default' ? true : scope.ref === 'branch' ? 'unknown' : null) : null;
};

/** A text of a condition into which a template expression was pasted that is only known when the run is made. */
const pasted = (text: string, scope: Scope): Tree => {
  const values = splitTemplate(text).map((part): Tree => {
    if (!part.expression) return textNode(part.text, scope.span);
    const inner = parseExpression(part.text);
    return inner === null ? unknownNode(scope.span, part.text) : evaluate(inner, scope);
  });
  const [only] = values;
  return only !== undefined && values.length === 1 ? only : scalarOf(concat(values.map(asValue)), scope.span);
};

const indexed = (expression: Extract<Expression, { kind: 'index' }>, scope: Scope): Tree => {
  const { span } = scope;
  const path = pathOf(expression);
  if (path !== null && path.length === 2 && path[0] === 'variables') {
    const value = scope.variable(path[1] ?? '');
    return value === undefined ? unknownNode(span, `variables.${path[1] ?? ''}`) : scalarOf(value, span, 'string', `variables.${path[1] ?? ''}`);
  }
  const told = path === null ? undefined : scope.path?.(path);
  if (told !== undefined) return scalarOf(told, span, 'string', path?.join('.') ?? '');
  if (path !== null && path.length === 2 && path[0] === 'parameters' && scope.parameters !== undefined && !path[1]?.includes('${{'))
    return scope.parameters.get(path[1] ?? '') ?? nullNode(span);
  const of = evaluate(expression.of, scope);
  const by = evaluate(expression.by, scope);
  const name = treeText(by);
  if (of.kind === 'payload') return { kind: 'payload', path: [...of.path, name ?? '*'], span };
  if (expression.of.kind === 'all' && of.kind === 'sequence') {
    return { kind: 'sequence', items: of.items.flatMap((item) => (name === null ? [] : (entryAt(item, name)?.value ?? []))), span };
  }
  if (of.kind === 'sequence') return name !== null && /^\d+$/.test(name) ? (of.items[Number(name)] ?? nullNode(span)) : unknownNode(span);
  if (of.kind === 'mapping') return name === null ? unknownNode(span) : (entryAt(of, name)?.value ?? nullNode(span));
  const { text, influences, secrets } = treeValue(of);
  return of.type === 'null' || text !== null ? nullNode(span) : scalarOf({ text: null, influences, secrets }, span, 'string', path?.join('.') ?? '');
};

const called = (name: string, args: readonly Expression[], scope: Scope): Tree => {
  const { span } = scope;
  const values = (): readonly Tree[] => args.map((arg) => evaluate(arg, scope));
  switch (name) {
    case 'and':
      return boolean(all(values().map(truthOf)), span);
    case 'or':
      return boolean(any(values().map(truthOf)), span);
    case 'not':
      return boolean(not(all(values().map(truthOf))), span);
    case 'xor': {
      const [a, b] = values().map(truthOf);
      return boolean(a === 'unknown' || b === 'unknown' ? 'unknown' : a !== b, span);
    }
    case 'eq':
    case 'ne': {
      const [a, b] = values();
      const same = a === undefined || b === undefined ? 'unknown' : (sameRef(scope, args, a, b) ?? equal(a, b));
      return boolean(name === 'eq' ? same : not(same), span);
    }
    case 'in':
    case 'notin': {
      const [first, ...rest] = values();
      const found = first === undefined ? 'unknown' : any(rest.map((other) => equal(first, other)));
      return boolean(name === 'in' ? found : not(found), span);
    }
    case 'contains':
      return boolean(refHas(scope, args, values()) ?? compared(values(), (a, b) => a.includes(b)), span);
    case 'startswith':
      return boolean(refHas(scope, args, values()) ?? compared(values(), (a, b) => a.startsWith(b)), span);
    case 'endswith':
      return boolean(
        compared(values(), (a, b) => a.endsWith(b)),
        span,
      );
    case 'containsvalue': {
      const [list, wanted] = values();
      if (list === undefined || wanted === undefined || list.kind === 'scalar' || list.kind === 'payload') return unknownNode(span);
      const items = list.kind === 'sequence' ? list.items : list.entries.map((entry) => entry.value);
      return boolean(any(items.map((item) => equal(item, wanted))), span);
    }
    case 'gt':
      return boolean(
        ordered(values(), (order) => order > 0),
        span,
      );
    case 'ge':
      return boolean(
        ordered(values(), (order) => order >= 0),
        span,
      );
    case 'lt':
      return boolean(
        ordered(values(), (order) => order < 0),
        span,
      );
    case 'le':
      return boolean(
        ordered(values(), (order) => order <= 0),
        span,
      );
    case 'coalesce': {
      const left: Tree[] = [];
      for (const value of values()) {
        if (value.kind !== 'scalar' || treeValue(value).text === null) left.push(value);
        else if (value.type !== 'null' && treeValue(value).text !== '')
          return left.length === 0 ? value : scalarOf(either([...left, value].map(asValue)), span);
        if (left.length > 0 && left[0]?.kind !== 'scalar') return left[0] ?? nullNode(span);
      }
      return left.length === 0 ? nullNode(span) : scalarOf({ ...either(left.map(asValue)), text: null }, span);
    }
    case 'iif': {
      const [test, yes, no] = values();
      const truth = test === undefined ? 'unknown' : truthOf(test);
      if (truth !== 'unknown') return (truth ? yes : no) ?? nullNode(span);
      return scalarOf({ ...either([yes, no].flatMap((n) => (n === undefined ? [] : [asValue(n)]))), text: null }, span);
    }
    case 'lower':
      return made(values(), span, ([text]) => (text ?? '').toLowerCase());
    case 'upper':
      return made(values(), span, ([text]) => (text ?? '').toUpperCase());
    case 'trim':
      return made(values(), span, ([text]) => (text ?? '').trim());
    case 'replace':
      return made(values(), span, ([text, old, now]) => (old === undefined || old === '' ? (text ?? '') : (text ?? '').replaceAll(old, now ?? '')));
    case 'format':
      return made(values(), span, ([text, ...rest]) =>
        (text ?? '').replaceAll(/\{\{|\}\}|\{(\d+)(?::[^}]*)?\}/g, (whole, index: string | undefined) =>
          index === undefined ? (whole[0] ?? '') : (rest[Number(index)] ?? ''),
        ),
      );
    case 'join': {
      const [separator, list] = values();
      const items = list === undefined ? [] : treeItems(list);
      return made([separator ?? textNode('', span), ...items], span, ([by, ...texts]) => texts.join(by));
    }
    case 'split': {
      const [text, by] = values();
      const [whole, separator] = [text === undefined ? null : treeValue(text).text, by === undefined ? null : treeText(by)];
      if (whole === null || separator === null || text === undefined)
        return text === undefined ? unknownNode(span) : scalarOf({ ...asValue(text), text: null }, span);
      const parts = separator === '' ? [whole] : whole.split(separator);
      return { kind: 'sequence', items: parts.map((part) => textNode(part, span)), span };
    }
    case 'length': {
      const [list] = values();
      if (list?.kind === 'sequence') return textNode(String(list.items.length), span, 'number');
      if (list?.kind === 'mapping') return textNode(String(treeEntries(list).length), span, 'number');
      const text = list === undefined ? null : list.kind === 'scalar' && list.type === 'null' ? '' : treeText(list);
      return text === null ? scalarOf(UNKNOWN, span, 'number') : textNode(String(text.length), span, 'number');
    }
    case 'converttojson': {
      const [node] = values();
      if (node === undefined) return unknownNode(span);
      return isKnown(node) ? textNode(JSON.stringify(json(node), null, 2), span) : scalarOf({ ...asValue(node), text: null }, span);
    }
    case 'counter':
      return scalarOf(UNKNOWN, span, 'number');
    default: {
      const told = scope.status?.(name, args);
      return told === undefined ? unknownNode(span, `${name}()`) : boolean(told, span);
    }
  }
};
