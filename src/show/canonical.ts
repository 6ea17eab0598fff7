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
  readonly keys: readonly { readonly name: string; readonly head: string; readonly node: Node }[];
  readonly names: ReadonlySet<string>;
  readonly items: Node;
}

const NOTHING: Node = {};
const shapes = new Map<Node, Shape>();

const shapeOf = (node: Node, schema: Schema): Shape => {
  const known = shapes.get(node);
  if (known !== undefined) return known;
  const { properties = {}, items = NOTHING } = resolve(node, schema);
  const names = Object.keys(properties);
  const made = { keys: names.map((name) => ({ name, head: `${quoted(name)}: `, node: properties[name] ?? NOTHING })), names: new Set(names), items };
  shapes.set(node, made);
  return made;
};

/** Printable ASCII that needs no escape in JSON. */
const PLAIN = /^[ !#-[\]-~]*$/;
const quoted = (text: string): string => (PLAIN.test(text) ? `"${text}"` : escapeHiddenInJson(JSON.stringify(text)));

/** A key that objects put before all others, whatever the order of insertion. */
const INDEX = /^(?:0|[1-9]\d{0,9})$/;

/**
 * The value as JSON, indented by two blanks, hidden characters as escapes. The keys of every object come in the schema's order,
 * then the keys the schema does not name, sorted (numbers first, as in every JavaScript object).
 */
const writer =
  (schema: Schema) =>
  (value: unknown): string => {
    const write = (one: unknown, node: Node, depth: number, line: string): string => {
      if (typeof one === 'string') return quoted(one);
      if (one === null || typeof one !== 'object') return JSON.stringify(one) ?? 'null';
      const inner = `${line}  `;
      if (Array.isArray(one)) {
        if (one.length === 0) return '[]';
        const { items } = shapeOf(node, schema);
        let text = '[';
        for (let i = 0; i < one.length; i++) text += `${i === 0 ? inner : `,${inner}`}${write(one[i], items, depth + 1, inner)}`;
        return `${text}${line}]`;
      }
      const { keys, names } = shapeOf(depth > DEPTH ? NOTHING : node, schema);
      let text = '{';
      const put = (head: string, item: unknown, below: Node): void => {
        if (item !== undefined) text += `${text.length === 1 ? inner : `,${inner}`}${head}${write(item, below, depth + 1, inner)}`;
      };
      const record = one as Readonly<Record<string, unknown>>;
      let named = 0;
      for (const { name, head, node: below } of keys) {
        if (!Object.hasOwn(record, name)) continue;
        named++;
        put(head, record[name], below);
      }
      const own = Object.keys(record);
      if (named < own.length) {
        const added = own.filter((key) => !names.has(key));
        if (depth <= DEPTH) added.sort();
        const numbers = added.filter((key) => INDEX.test(key) && Number(key) < 2 ** 32 - 1).sort((a, b) => Number(a) - Number(b));
        for (const key of numbers.length === 0 ? added : [...numbers, ...added.filter((k) => !numbers.includes(k))])
          put(`${quoted(key)}: `, record[key], NOTHING);
      }
      return text.length === 1 ? '{}' : `${text}${line}}`;
    };
    return write(value, schema, 0, '\n');
  };

/** A report, its keys as `report.schema.json` lists them. */
export const canonicalJson = writer(reportSchema as unknown as Schema);
/** A history, its keys as `history.schema.json` lists them. */
export const canonicalHistory = writer(historySchema as unknown as Schema);
