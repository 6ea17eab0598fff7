/** Edits of chokepoint.yml that leave everything else as it is: comments, order, and the way it is written. */
import { type Document, isMap, parseDocument } from 'yaml';
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
 * Throws nothing; a text that is no mapping, or no YAML, gives null (it is to be mended first).
 */
export const withAnswers = (text: string | null, answers: readonly Answer[]): string | null => {
  const before = text === null || text.trim() === '' ? NEW_FILE_HEAD : text;
  const document = parseDocument(before, { uniqueKeys: false });
  if (document.errors.length > 0) return null;
  if (document.contents === null) document.contents = document.createNode({}) as unknown as typeof document.contents;
  if (!isMap(document.contents)) return null;
  const old = document.get('settings', true);
  if (!isMap(old)) document.set('settings', document.createNode({}));
  const settings = document.get('settings', true);
  if (!isMap(settings)) return null;
  settings.flow = false;
  for (const { id, value, at, reason } of answers) {
    const node = document.createNode({ value, 'as-of': at, ...(reason === null ? {} : { reason }) }, { flow: true });
    const pair = settings.items.find((item) => keyOf(item.key) === id);
    if (pair === undefined) settings.add(document.createPair(id, node));
    else {
      const comment = (pair.value as { comment?: string | null } | null)?.comment;
      if (typeof comment === 'string') node.comment = comment;
      pair.value = node;
    }
  }
  const written = String(document.toString(styleOf(before)));
  return before.includes('\r\n') ? written.replaceAll(/\r?\n/g, '\r\n') : written;
};

const keyOf = (key: unknown): string => (typeof key === 'object' && key !== null && 'value' in key ? String(key.value) : String(key));

type Style = NonNullable<Parameters<Document['toString']>[0]>;

/** How the file is written: the style that gives the same text when nothing is changed, else the usual one. */
const styleOf = (text: string): Style => {
  const usual: Style = { lineWidth: 0 };
  const styles = [true, false].flatMap((indentSeq) =>
    [true, false].flatMap((flowCollectionPadding) => [2, 4].map((indent): Style => ({ ...usual, indentSeq, flowCollectionPadding, indent }))),
  );
  const plain = text.replaceAll('\r\n', '\n');
  return styles.find((style) => parseDocument(plain, { uniqueKeys: false }).toString(style).trimEnd() === plain.trimEnd()) ?? usual;
};
