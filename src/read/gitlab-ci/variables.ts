/**
 * What variables hold in one job of one pipeline, and texts with variables in them as GitLab and its runner expand them.
 * https://docs.gitlab.com/ci/variables/#cicd-variable-precedence, https://docs.gitlab.com/ci/variables/where_variables_can_be_used/
 */
import { concat, either, influenced, known, through, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { entriesOf, get, isFalse, textOf, type YamlEntry, type YamlNode } from '../../source/yaml.ts';
import { type Held, predefined } from './predefined.ts';
import type { Seed } from './triggers.ts';

interface Definition {
  /** What it may hold: one text, or one of several. */
  readonly values: readonly YamlNode[];
  readonly expand: boolean;
  readonly span: Span;
  /** The form for a new pipeline asks for it, and takes any text. */
  readonly asked: boolean;
}

/** One of `variables:`, by name. Later layers hide earlier ones. */
export type Definitions = ReadonlyMap<string, Definition>;

export const definitionsOf = (entries: readonly YamlEntry[], global = false): Definitions =>
  new Map(
    entries.map(({ key, value }): [string, Definition] => {
      const inner = value.kind === 'mapping' ? get(value, 'value') : value;
      const options = get(value, 'options');
      return [
        key.value,
        {
          values: inner === undefined ? [] : [inner],
          expand: !isFalse(get(value, 'expand')),
          span: key.span,
          asked: global && get(value, 'description') !== undefined && options === undefined,
        },
      ];
    }),
  );

/** Every value that `parallel: matrix` gives a variable. */
export const matrixOf = (job: YamlNode): Definitions => {
  const found = new Map<string, Definition>();
  const matrix = get(get(job, 'parallel'), 'matrix');
  for (const row of matrix?.kind === 'sequence' ? matrix.items : [])
    for (const { key, value } of entriesOf(row)) {
      const old = found.get(key.value);
      const values = value.kind === 'sequence' ? value.items : [value];
      found.set(key.value, { values: [...(old?.values ?? []), ...values].slice(0, 50), expand: true, span: key.span, asked: false });
    }
  return found;
};

export interface Scope {
  /** Not there, or its value. */
  held(name: string): Held;
  /** A text with variables in it. */
  expand(text: string, span: Span | null): Value;
}

export interface ScopeInput {
  readonly seed: Seed;
  readonly defaultBranch: string;
  /** Names of the project's secrets. */
  readonly secrets: ReadonlySet<string>;
  /** From dotenv reports and parent pipelines: they hide what the file says. */
  readonly handed: ReadonlyMap<string, Value>;
  /** Highest first. */
  readonly layers: readonly Definitions[];
}

const VARIABLE = /\$\$|\$\{(\w+)\}|\$(\w+)|%(\w+)%/g;
const MAX_NESTED = 50;

export const scopeOf = ({ seed, defaultBranch, secrets, handed, layers }: ScopeInput): Scope => {
  const cache = new Map<string, Held>();
  /** Names whose texts are being put together, outermost first. A circle stands for what the project itself may hold. */
  const under = new Set<string>();
  const held = (name: string): Held => {
    const old = cache.get(name);
    if (old !== undefined) return old;
    const found = look(name);
    if (!under.has(name)) cache.set(name, found);
    return found;
  };
  const look = (name: string): Held => {
    const given = handed.get(name);
    if (given !== undefined) return { kind: 'set', value: given };
    const definition = layers.find((layer) => layer.has(name))?.get(name);
    if (definition !== undefined && !under.has(name) && under.size < MAX_NESTED) {
      if (definition.asked && seed.filledInBy !== null)
        return {
          kind: 'set',
          value: influenced({ origin: { kind: 'input', name, actor: seed.filledInBy, span: definition.span }, charset: 'any', via: [] }),
        };
      under.add(name);
      const values = definition.values.map((node) => {
        const text = textOf(node) ?? '';
        return definition.expand ? expand(text) : known(text);
      });
      under.delete(name);
      const [only] = values;
      const value = values.length === 1 && only !== undefined ? only : values.length === 0 ? known('') : either(values);
      return { kind: 'set', value: through(value, definition.span) };
    }
    const own = predefined(name, seed, defaultBranch);
    if (own !== null) return own;
    return { kind: 'set', value: secrets.has(name) ? { ...UNKNOWN, secrets: [name] } : UNKNOWN };
  };
  const expand = (text: string): Value => {
    if (!text.includes('$') && !text.includes('%')) return known(text);
    const parts: Value[] = [];
    let last = 0;
    for (const match of text.matchAll(VARIABLE)) {
      const [whole, braced, bare, percent] = match;
      parts.push(known(text.slice(last, match.index)));
      last = match.index + whole.length;
      const name = braced ?? bare ?? percent;
      if (name === undefined) {
        parts.push(known('$'));
        continue;
      }
      const one = held(name);
      parts.push(one.kind === 'unset' ? known('') : one.value);
    }
    parts.push(known(text.slice(last)));
    return concat(parts.filter((part) => part.text !== ''));
  };
  return {
    held,
    expand: (text, span) => {
      const value = expand(text);
      return span === null ? value : through(value, span);
    },
  };
};

/** The environment of a job's scripts: answers to every name that is asked for. */
export const environment = (scope: Scope, names: Iterable<string>): Map<string, Value> => {
  const env = new Map<string, Value>();
  for (const name of names) {
    const held = scope.held(name);
    env.set(name, held.kind === 'unset' ? known('') : held.value);
  }
  return env;
};
