/** Key order of what is written as JSON: as its schema lists them, whatever order the object was built in. */
import historySchema from './history/history.schema.json' with { type: 'json' };
import reportSchema from './report.schema.json' with { type: 'json' };
import { escapeHiddenInJson } from './text.ts';

interface Node {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

interface Schema extends Node {
  readonly definitions: Readonly<Record<string, Node>>;
}

const REF = '#/definitions/';

const resolve = (node: Node, { definitions }: Schema): Node => {
  const name = node.$ref?.startsWith(REF) === true ? node.$ref.slice(REF.length) : null;
  return name !== null && Object.hasOwn(definitions, name)
    ? (definitions[name] ?? node)
    : (node.anyOf?.find((option) => option.properties !== undefined) ?? node);
};

/** The contract is shallow; what lies deeper than this can only be an added field of unknown shape and is left as it is. */
const DEPTH = 24;

/** A schema node as the writer needs it: the keys it names, in its order, and what stands below each. */
interface Shape {
  readonly keys: readonly (readonly [name: string, node: Node])[];
  readonly names: ReadonlySet<string>;
  readonly items: Node;
}

const NOTHING: Node = {};
const shapes = new Map<Node, Shape>();

const shapeOf = (node: Node, schema: Schema): Shape => {
  const known = shapes.get(node);
  if (known !== undefined) return known;
  const { properties = {}, items = NOTHING } = resolve(node, schema);
  const made = { keys: Object.entries(properties), names: new Set(Object.keys(properties)), items };
  shapes.set(node, made);
  return made;
};

const isObject = (one: unknown): one is object => typeof one === 'object' && one !== null;

/** Also where a repository calls something `__proto__`. */
const put = (record: Record<string, unknown>, key: string, value: unknown): void => {
  if (key === '__proto__') Object.defineProperty(record, key, { value, enumerable: true });
  else record[key] = value;
};

/**
 * The value as JSON, indented by two blanks, hidden characters as escapes. The keys of every object come in the schema's order,
 * then the keys the schema does not name, sorted (numbers first, as in every JavaScript object).
 */
const writer =
  (schema: Schema) =>
  (value: unknown): string => {
    const ordered = (one: object, node: Node, depth: number): object => {
      if (depth > DEPTH) return one;
      const { keys, names, items } = shapeOf(node, schema);
      const below = (item: unknown, at: Node): unknown => (isObject(item) ? ordered(item, at, depth + 1) : item);
      if (Array.isArray(one)) {
        const made = one.map((item) => below(item, items));
        return made.every((item, i) => item === one[i]) ? one : made;
      }
      const given = one as Readonly<Record<string, unknown>>;
      const own = Object.keys(given);
      const made: Record<string, unknown> = {};
      let named = 0;
      let changed = false;
      for (const [name, at] of keys) {
        if (!Object.hasOwn(given, name)) continue;
        changed ||= own[named] !== name;
        named++;
        const item = given[name];
        made[name] = below(item, at);
        changed ||= made[name] !== item;
      }
      // Most objects are made in this order: the copy is short-lived then.
      if (named === own.length && !changed) return one;
      for (const key of own.filter((name) => !names.has(name)).sort()) put(made, key, below(given[key], NOTHING));
      return made;
    };
    return escapeHiddenInJson(JSON.stringify(isObject(value) ? ordered(value, schema, 0) : value, null, 2));
  };

/** A report, its keys as `report.schema.json` lists them. */
export const canonicalJson = writer(reportSchema as unknown as Schema);
/** A history, its keys as `history.schema.json` lists them. */
export const canonicalHistory = writer(historySchema as unknown as Schema);
