/**
 * `$[[ inputs.name | function ]]`: text that is put into a configuration file before anything of it is read as YAML values.
 * https://docs.gitlab.com/ci/inputs/
 */
import type { Actor } from '../../pipeline/model.ts';
import { influenced, known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { entriesOf, get, textOf, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import type { ScriptHole } from '../common/script.ts';

const INPUT = /\$\[\[\s*inputs\.([\w-]+)\s*(\|[^\]]*)?\]\]/g;

/** A declared input: `spec: inputs:`. */
export interface InputDeclaration {
  readonly name: string;
  readonly type: string;
  readonly default: YamlNode | null;
  /** It takes one of these, or what a pattern lets through: nothing that anybody could make code of. */
  readonly bounded: boolean;
  readonly span: Span;
}

export const inputsOf = (header: YamlNode | undefined): readonly InputDeclaration[] =>
  entriesOf(get(get(header, 'spec'), 'inputs')).map(({ key, value }) => ({
    name: key.value,
    type: textOf(get(value, 'type')) ?? 'string',
    default: get(value, 'default') ?? null,
    bounded: get(value, 'options') !== undefined || anchored(textOf(get(value, 'regex'))),
    span: key.span,
  }));

/** A pattern for the whole text, without anything that stands for any character. */
const anchored = (regex: string | null): boolean => {
  const inner = /^\/?\^(.*)\$\/?$/s.exec(regex ?? '')?.[1];
  return inner !== undefined && !/(?<!\\)\.|\[\^|\\[SDW]/.test(inner.replaceAll(/\\\./g, ''));
};

/** What an input of an unknown caller or of a form holds. `actor` null: whoever includes the file. */
export const givenFrom = (declaration: InputDeclaration, actor: Actor | null): Value =>
  declaration.bounded || declaration.type === 'boolean' || declaration.type === 'number'
    ? UNKNOWN
    : influenced({ origin: { kind: 'input', name: declaration.name, actor, span: declaration.span }, charset: 'any', via: [] });

/** An input as it is given or as its default says: a value for texts, the node for lists and mappings. */
export type Inputs = ReadonlyMap<string, { readonly value: Value; readonly node: YamlNode | null }>;

/** Scripts whose text has inputs in it, by the scalar that stands for them: the text as written, and its holes. */
export type Templates = WeakMap<YamlScalar, { readonly scalar: YamlScalar; readonly holes: readonly ScriptHole[] }>;

/** The tree with its inputs put in. A text that is known as a whole becomes that text; any other keeps its holes in `templates`. */
export const interpolated = (node: YamlNode, inputs: Inputs, templates: Templates): YamlNode => {
  switch (node.kind) {
    case 'scalar':
      return scalar(node, inputs, templates);
    case 'sequence': {
      const items = node.items.flatMap((item): readonly YamlNode[] => {
        const now = interpolated(item, inputs, templates);
        return now !== item && item.kind === 'scalar' && now.kind === 'sequence' ? now.items : [now];
      });
      return items.every((item, i) => item === node.items[i]) && items.length === node.items.length ? node : { ...node, items };
    }
    case 'mapping': {
      let changed = false;
      const entries = node.entries.map((entry) => {
        const key = scalar(entry.key, inputs, templates);
        const value = interpolated(entry.value, inputs, templates);
        if (key === entry.key && value === entry.value) return entry;
        changed = true;
        return { key: key.kind === 'scalar' ? key : entry.key, value };
      });
      return changed ? { ...node, entries } : node;
    }
    case 'null':
      return node;
  }
};

const scalar = (node: YamlScalar, inputs: Inputs, templates: Templates): YamlNode => {
  if (!node.value.includes('$[[')) return node;
  const holes: ScriptHole[] = [];
  let text = '';
  let last = 0;
  for (const match of node.value.matchAll(INPUT)) {
    const [whole, name = '', functions = ''] = match;
    const given = inputs.get(name);
    if (holes.length === 0 && whole === node.value.trim() && given?.node != null && given.node.kind !== 'scalar') return given.node;
    const value = applied(given?.value ?? UNKNOWN, functions);
    holes.push({ start: match.index, end: match.index + whole.length, value, source: `inputs.${name}` });
    text += node.value.slice(last, match.index) + (value.text ?? whole);
    last = match.index + whole.length;
  }
  if (holes.length === 0) return node;
  const made: YamlScalar = { ...node, value: text + node.value.slice(last) };
  templates.set(made, { scalar: node, holes });
  return made;
};

/** `posix_escape` makes it one word for a shell; `truncate` and `expand_vars` leave it as free as it is. https://docs.gitlab.com/ci/inputs/#predefined-interpolation-functions */
const applied = (value: Value, functions: string): Value => {
  if (functions === '') return value;
  if (/posix_escape/.test(functions)) return { ...UNKNOWN, influences: value.influences.map((i) => ({ ...i, charset: 'word', quoted: i.charset })) };
  return /truncate/.test(functions) ? { ...value, text: null } : value;
};

export const givenText = (node: YamlNode): Value => (node.kind === 'scalar' ? known(node.value) : UNKNOWN);
