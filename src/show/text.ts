/**
 * Text that came from a repository, made safe to look at. Everything a person reads (terminal, Markdown, SARIF messages) goes through `visible`;
 * JSON keeps every value and only writes such characters as escapes.
 */

/** Code points that draw nothing, move the cursor, or reorder what stands around them (inclusive ranges, ascending). */
const HIDDEN: readonly (readonly [number, number])[] = [
  [0x00, 0x1f], // C0 controls, ESC among them
  [0x7f, 0xa0], // DEL, C1 controls, no-break space
  [0xad, 0xad], // soft hyphen
  [0x34f, 0x34f], // combining grapheme joiner
  [0x61c, 0x61c], // Arabic letter mark
  [0x115f, 0x1160], // Hangul fillers
  [0x17b4, 0x17b5],
  [0x180b, 0x180f], // Mongolian variation selectors
  [0x2000, 0x200f], // spaces of other widths, zero-width characters, direction marks
  [0x2028, 0x202f], // line separators, bidirectional embeddings and overrides
  [0x205f, 0x206f], // invisible operators, bidirectional isolates
  [0x2800, 0x2800], // blank Braille pattern
  [0x3164, 0x3164], // Hangul filler
  [0xd800, 0xdfff], // surrogates without their other half
  [0xfe00, 0xfe0e], // variation selectors; U+FE0F is left alone, emoji need it
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff], // tag characters, which can spell out hidden text
];

const isHidden = (point: number): boolean => HIDDEN.some(([from, to]) => point >= from && point <= to);
const isMark = (character: string): boolean => /^\p{M}$/u.test(character);

/** More marks than this on one letter draw over the lines above; no language needs as many. */
const MARKS_AT_MOST = 4;

/** One line of text in which nothing is hidden: controls, escapes, bidirectional and zero-width characters are written out as `\u{202E}`. */
export const visible = (text: string): string => {
  if (!/[^ -~]/.test(text)) return text;
  let marks = 0;
  let out = '';
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point >= 0x20 && point < 0x7f) {
      marks = 0;
      out += character;
      continue;
    }
    marks = isMark(character) ? marks + 1 : 0;
    out += isHidden(point) || marks > MARKS_AT_MOST ? `\\u{${point.toString(16).toUpperCase()}}` : character;
  }
  return out;
};

/** The same for text of several lines (remedies, patches): line breaks stay, tabs become spaces. */
export const visibleLines = (text: string): readonly string[] => text.split(/\r\n|\n|\r/).map((line) => visible(line.replaceAll('\t', '  ')));

/** JSON text with the same values in which every hidden character is an escape, so that printing it on a terminal does no harm. */
export const escapeHiddenInJson = (json: string): string =>
  // A pair of surrogates is one character; as two alternatives it is found in half the time that a pattern of code points takes.
  json.replace(/[\ud800-\udbff][\udc00-\udfff]|[^\n -~]/g, (character) => {
    if (!isHidden(character.codePointAt(0) ?? 0)) return character;
    let out = '';
    for (let i = 0; i < character.length; i++) out += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
    return out;
  });

/** A piece of a statement: prose, or a name of the repository that `code()` of reason/states.ts has set apart. */
export interface Segment {
  readonly text: string;
  readonly name: boolean;
}

/** Names longer than this are cut where people read; JSON and SARIF locations keep them whole. */
const NAME_AT_MOST = 160;

/** A statement is one sentence; prose longer than this came from elsewhere. */
const PROSE_AT_MOST = 1500;

/** Takes a statement apart at its backticks. A last backtick without a partner belongs to the prose. */
export const segments = (statement: string): readonly Segment[] => {
  const parts = statement.split('`');
  const paired = parts.length % 2 === 1 ? parts : [...parts.slice(0, -2), parts.slice(-2).join("'")];
  return paired
    .map((part, index) => ({ text: clip(visible(part), index % 2 === 1 ? NAME_AT_MOST : PROSE_AT_MOST), name: index % 2 === 1 }))
    .filter((segment) => segment.text !== '' || segment.name);
};

/** The statement as one line of plain text, names in backticks. */
export const plain = (statement: string): string =>
  segments(statement)
    .map((segment) => (segment.name ? `\`${segment.text}\`` : segment.text))
    .join('');

/** At most `length` code units, never half a character, the cut shown. */
export const clip = (text: string, length: number): string => {
  if (text.length <= length) return text;
  const end = length - 1;
  const code = text.charCodeAt(end - 1);
  return `${text.slice(0, code >= 0xd800 && code <= 0xdbff ? end - 1 : end)}…`;
};
