/** Key order of the JSON report: as the schema lists them, whatever order the object was built in. */
import schema from './report.schema.json' with { type: 'json' };

interface Node {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

const ROOT: Node = schema as unknown as Node;
const DEFINITIONS = schema.definitions as unknown as Readonly<Record<string, Node>>;
const REF = '#/definitions/';

const resolve = (node: Node): Node => {
  const name = node.$ref?.startsWith(REF) === true ? node.$ref.slice(REF.length) : null;
  return name !== null && Object.hasOwn(DEFINITIONS, name)
    ? (DEFINITIONS[name] ?? node)
    : (node.anyOf?.find((option) => option.properties !== undefined) ?? node);
};

/** The contract is shallow; what lies deeper than this can only be an added field of unknown shape and is left as it is. */
const DEPTH = 24;

/** The same value with the keys of every object in the schema's order, then the keys the schema does not name, sorted. */
export const canonical = (value: unknown, node: Node = ROOT, depth = 0): unknown => {
  if (value === null || typeof value !== 'object' || depth > DEPTH) return value;
  const { properties = {}, items = {} } = resolve(node);
  if (Array.isArray(value)) return value.map((item) => canonical(item, items, depth + 1));
  const known = Object.keys(properties).filter((key) => Object.hasOwn(value, key));
  const added = Object.keys(value)
    .filter((key) => !Object.hasOwn(properties, key))
    .sort();
  // Entries are defined, never assigned: a key `__proto__` stays an ordinary key.
  return Object.fromEntries(
    [...known, ...added].map((key) => [key, canonical((value as Record<string, unknown>)[key], properties[key] ?? {}, depth + 1)]),
  );
};
