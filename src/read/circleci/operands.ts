/** What texts may be in a run, and how they compare: true, false, or not to be told from the files. */
import type { Tri } from '../../pipeline/model.ts';
import type { Seed } from './triggers.ts';

export const not = (value: Tri): Tri => (value === 'unknown' ? value : !value);
export const all = (values: readonly Tri[]): Tri => (values.includes(false) ? false : values.includes('unknown') ? 'unknown' : true);
export const any = (values: readonly Tri[]): Tri => (values.includes(true) ? true : values.includes('unknown') ? 'unknown' : false);

/** What a text may be. */
export type Operand =
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  /** The name of the branch or tag at hand: chosen by whoever pushed it, or the default branch's. */
  | { readonly kind: 'branch'; readonly ref: Seed['ref'] }
  | { readonly kind: 'tag' }
  | { readonly kind: 'unknown' };

/** Names that a default branch usually has. */
const DEFAULTS: ReadonlySet<string> = new Set(['main', 'master', 'trunk', 'develop', 'development', 'dev']);

/** Some names stand for the default branch, whatever it is called. */
const isDefaultName = (name: string): boolean => DEFAULTS.has(name);

export const equal = (a: Operand, b: Operand): Tri => {
  if (a.kind === 'texts' && b.kind === 'texts') {
    // An executor is compared by its definition: a name has both, its own and what it stands for.
    const common = a.texts.some((text) => b.texts.includes(text));
    const single = new Set(a.texts.filter((t) => !t.startsWith('{'))).size <= 1 && new Set(b.texts.filter((t) => !t.startsWith('{'))).size <= 1;
    return common ? (single ? true : 'unknown') : false;
  }
  if (b.kind !== 'texts') return a.kind === 'texts' ? equal(b, a) : 'unknown';
  const [name] = b.texts;
  if (name === undefined || b.texts.length > 1) return 'unknown';
  if (a.kind === 'branch') return isRef(name, a.ref);
  return a.kind === 'tag' ? (name === '' ? false : 'unknown') : 'unknown';
};

/** Is the branch of this run called that? A writer chooses any name but the default branch's; a fork's is a number. */
export const isRef = (name: string, ref: Seed['ref']): Tri => {
  if (ref === 'fork') return /^pull\/\d+$/.test(name) ? 'unknown' : false;
  if (ref === 'default') return isDefaultName(name) ? true : 'unknown';
  return isDefaultName(name) ? false : 'unknown';
};

/** Patterns are searched for; nothing is said of those that JavaScript does not read. */
export const matches = (pattern: string, value: Operand): Tri => {
  // Some write the slashes of other languages around it.
  const expression = safePattern(/^\/(.+)\/$/s.exec(pattern)?.[1] ?? pattern);
  if (expression === null) return 'unknown';
  if (value.kind === 'texts') {
    const results = value.texts.map((text) => expression.test(text));
    return results.every((r) => r) ? true : results.some((r) => r) ? 'unknown' : false;
  }
  if (value.kind === 'branch' && value.ref === 'fork') return expression.test('pull/1');
  if (value.kind === 'branch' && value.ref === 'default') return ['main', 'master'].some((name) => expression.test(name)) ? true : 'unknown';
  return 'unknown';
};

/** A pattern of the repository, refused where it is long or could take for ever. */
export const safePattern = (pattern: string): RegExp | null => {
  if (pattern.length > 400 || /[+*}]\)[+*{]/.test(pattern)) return null;
  try {
    return new RegExp(pattern);
  } catch {
    return null;
  }
};

export const truthy = (value: Operand): Tri => {
  if (value.kind === 'branch') return true;
  if (value.kind !== 'texts') return value.kind === 'tag' ? true : 'unknown';
  // https://circleci.com/docs/reference/configuration-reference/#logic-statement-examples: false, null, 0, NaN and empty strings are falsy
  const results = value.texts.map((text) => !/^(?:|false|no|off|null|0|nan)$/i.test(text));
  return results.every((r) => r) ? true : results.some((r) => r) ? 'unknown' : false;
};

export const isPattern = (text: string): boolean => /^\/.*\/$/.test(text);
