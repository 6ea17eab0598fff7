/**
 * Repository text inside Markdown and Mermaid. Names go into code spans, in which nothing is read as markup, link, mention or HTML;
 * prose is escaped character by character; words that a forge would turn into links, mentions or references go into code spans too.
 */
import { clip, segments, visible } from '../text.ts';

/** Longer than this, and a name is cut where people read. */
const NAME_AT_MOST = 120;

/**
 * A name as a code span. There is no backtick in it, so nothing inside can end it. A pipe would end a table cell even there, and implementations
 * differ in what a backslash before it does when the name brings one more (https://github.github.com/gfm/#tables-extension-), so it is drawn broken.
 */
export const codeSpan = (name: string): string => {
  const text = clip(visible(name).replaceAll('`', "'"), NAME_AT_MOST).replaceAll('|', '¦');
  return text.trim() === '' ? '`(empty)`' : `\`${text}\``;
};

/** Prose with no markup left in it. */
export const escapeProse = (text: string): string =>
  visible(text)
    .split(' ')
    .map((word) => (LINKED.test(word) ? codeSpan(word) : escapeWord(word)))
    .join(' ');

/** What GitHub or GitLab make links of by themselves: addresses, mentions, references to issues, commits and merge requests. */
const LINKED = /:\/\/|www\.|@|#\d|!\d|\bGH-\d|\b[0-9a-f]{7,40}\b/i;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', $: '&#36;', '|': '&#124;', '"': '&quot;' };

const escapeWord = (word: string): string =>
  word
    .replace(/[&<>$|"]/g, (character) => ENTITIES[character] ?? character)
    .replace(/[\\`*_[\]~]/g, (character) => `\\${character}`)
    .replace(/^(#+|[-+]|\d+[.)])(?=$)/, (marker) => `\\${marker}`)
    .replace(/^(-{2,}|={2,})/, (marker) => `\\${marker}`);

/** A statement: prose escaped, names in code spans. One line. */
export const inline = (statement: string): string =>
  segments(statement)
    .map((segment) => (segment.name ? codeSpan(segment.text) : escapeProse(segment.text)))
    .join('');

/** Lines for a code block: the fence is longer than any run of backticks inside. */
export const fenced = (language: string, lines: readonly string[]): readonly string[] => {
  const longest = Math.max(2, ...lines.map((line) => Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length))));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...lines, fence];
};

/** Characters that mean nothing to Mermaid inside a quoted label. */
const PLAIN = /[^A-Za-z0-9 ,./_-]/gu;

/**
 * A label for Mermaid, without its quotes: everything but plain characters is written as an entity code (https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters).
 * Labels that begin like a list would be read as Markdown by newer versions, so a digit with a dot gets no chance to start one.
 */
export const mermaidLabel = (text: string, most = 60): string =>
  clip(visible(text.replaceAll('`', '')).trim() || '(empty)', most)
    .replace(PLAIN, (character) => `#${character.codePointAt(0)};`)
    .replace(/^([-+]|\d+\.)(?= |$)/, (marker) => `#${marker.codePointAt(0)};${marker.slice(1)}`)
    .replaceAll('--', '-#45;');
