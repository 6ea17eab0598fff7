/** YAML as plain values, for files that are checked as a whole and not read key by key. */
import { booleanOf, entriesOf, itemsOf, numberOf, scalarType, type YamlNode } from './yaml.ts';

/** Objects without a prototype, so that no key of a file means anything but itself. Numbers and booleans as in the core schema. */
export const plainValue = (node: YamlNode): unknown => {
  switch (node.kind) {
    case 'mapping':
      return Object.assign(Object.create(null), Object.fromEntries(entriesOf(node).map(({ key, value }) => [key.value, plainValue(value)])));
    case 'sequence':
      return itemsOf(node).map(plainValue);
    case 'null':
      return null;
    case 'scalar':
      return scalarType(node) === 'boolean' ? booleanOf(node) : scalarType(node) === 'number' ? numberOf(node) : node.value;
  }
};
