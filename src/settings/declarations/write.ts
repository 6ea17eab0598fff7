/** Edits of chokepoint.yml that touch nothing else: comments, order and the way it is written stay, since only the lines of the answers change. */
import { isMap, isScalar, type Pair, parseDocument, stringify } from 'yaml';
import type { Tri } from '../../pipeline/model.ts';
import { NEW_FILE_HEAD } from './head.ts';

export interface Answer {
  /** `id` or `id@name`. */
  readonly id: string;
  readonly value: Tri;
  /** ISO date on which it was given. */
  readonly at: string;
  readonly reason: string | null;
}

/**
 * The text with these answers in `settings`, those that were there replaced. `text` null: a new file.
 * Null where the text is no mapping or no YAML, or where the answer would not be found again (it is to be mended first).
 */
export const withAnswers = (text: string | null, answers: readonly Answer[]): string | null =>
  answers.reduce<string | null>(
    (so, answer) => (so === null ? null : withAnswer(so, answer)),
    text === null || text.trim() === '' ? NEW_FILE_HEAD : text,
  );

const withAnswer = (text: string, answer: Answer): string | null => {
  const document = parseDocument(text, { uniqueKeys: false });
  if (document.errors.length > 0 || (document.contents !== null && !isMap(document.contents))) return null;
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  const root = document.contents;
  const pair = isMap(root) ? root.items.find((item) => keyOf(item) === 'settings') : undefined;
  const edited = pair === undefined ? appended(text, answer, ending, isMap(root) && root.flow === true) : within(text, pair, answer, ending);
  if (edited === null) return null;
  // Read again: an edit that says something else than was meant is none.
  const again = parseDocument(edited, { uniqueKeys: false });
  const read: unknown = again.errors.length > 0 ? null : again.getIn(['settings', answer.id, 'value']);
  return read === answer.value ? edited : null;
};

const valueText = ({ value, at, reason }: Answer): string =>
  stringify({ value, 'as-of': at, ...(reason === null ? {} : { reason }) }, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
const lineText = (answer: Answer): string => `${stringify(answer.id, { lineWidth: 0, defaultStringType: 'PLAIN' }).trimEnd()}: ${valueText(answer)}`;

const keyOf = ({ key }: Pair): string => (isScalar(key) ? String(key.value) : String(key));

type Ranged = { readonly range?: readonly [number, number, number] | null } | null;
const rangeOf = (node: unknown): readonly [number, number, number] | null => (node as Ranged)?.range ?? null;

const appended = (text: string, answer: Answer, ending: string, flow: boolean): string | null =>
  flow ? null : `${text}${text.endsWith('\n') ? '' : ending}settings:${ending}  ${lineText(answer)}${ending}`;

/** The end of the line that holds this offset, its line break left out. */
const endOfLine = (text: string, offset: number): number => {
  const end = text.indexOf('\n', offset);
  const at = end < 0 ? text.length : end;
  return text[at - 1] === '\r' ? at - 1 : at;
};

const insert = (text: string, at: number, added: string): string => text.slice(0, at) + added + text.slice(at);

const within = (text: string, settings: Pair, answer: Answer, ending: string): string | null => {
  const { key, value } = settings;
  const start = rangeOf(key);
  if (start === null) return null;
  if (!isMap(value)) {
    // A heading with nothing but comments below it: the answers come first.
    if (!(value === null || (isScalar(value) && value.value === null && (value.source ?? '') === ''))) return null;
    return insert(text, endOfLine(text, start[1]), `${ending}  ${lineText(answer)}`);
  }
  const old = value.items.find((item) => keyOf(item) === answer.id);
  if (old !== undefined) {
    const colon = text.indexOf(':', rangeOf(old.key)?.[1] ?? 0) + 1;
    const [from, to] = rangeOf(old.value) ?? [colon, colon];
    const end = from + text.slice(from, to).trimEnd().length;
    // A value that stands below its key comes up beside it, unless a comment stands between them.
    const begin = /^\s*$/.test(text.slice(colon, from)) ? colon : from;
    return `${text.slice(0, begin)}${begin === colon ? ' ' : ''}${valueText(answer)}${text.slice(Math.max(end, begin))}`;
  }
  const last = value.items.at(-1);
  const whole = rangeOf(value);
  if (value.flow === true) {
    if (whole === null) return null;
    const brace = text.lastIndexOf('}', whole[1] - 1);
    return insert(text, brace, last === undefined ? lineText(answer) : `, ${lineText(answer)}`);
  }
  const first = rangeOf(value.items[0]?.key);
  const end = rangeOf(last?.value) ?? rangeOf(last?.key);
  if (first === null || end === null) return null;
  const column = first[0] - (text.lastIndexOf('\n', first[0] - 1) + 1);
  // The value of the last one ends where its text does; a block of text ends with its line break.
  const before = end[1] > end[0] && text[end[1] - 1] === '\n' ? end[1] - 1 : end[1];
  return insert(text, endOfLine(text, before), `${ending}${' '.repeat(column)}${lineText(answer)}`);
};
