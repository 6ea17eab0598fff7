/** Templates of YAML files, for another program to fill in: Go's, Jinja's, cookiecutter's. What stands between their braces is mostly no YAML. */

/**
 * `{{ … }}` that is no expression of a CI system (`${{ … }}`), `{% … %}`, and the marks around a text that Go takes over as it is.
 * https://pkg.go.dev/text/template#hdr-Actions, https://jinja.palletsprojects.com/en/stable/templates/#synopsis
 */
const ACTIONS = /(?<!\$)\{\{-?\s?`|`\s?-?\}\}|(?<!\$)\{\{[^{}`]{0,500}\}\}|\{%[^%]{0,500}%\}/g;

/** What is no part of a text that is filled in; nothing is put in the place of it. */
const STEERS = /^\{%|`/;

const withText = (line: string): string => line.replaceAll(ACTIONS, (action) => (STEERS.test(action) ? ' ' : '_').repeat(action.length));

export interface FilledIn {
  /** With some word wherever something is filled in, and the places of everything else as they were. */
  readonly text: string;
  /** Offsets of what is to be filled in: the first in the line of `at`. */
  readonly start: number;
  readonly end: number;
}

/** Null where nothing is to be filled in in the line of `at`, an offset. */
export const filledIn = (template: string, at: number): FilledIn | null => {
  const from = template.lastIndexOf('\n', at - 1) + 1;
  const to = template.indexOf('\n', at);
  const [first] = template.slice(from, to < 0 ? template.length : to).matchAll(ACTIONS);
  if (first === undefined) return null;
  const lines = template.split('\n').map((line) => {
    const bare = line.replaceAll(ACTIONS, (action) => ' '.repeat(action.length));
    return bare.trim() === '' ? bare : withText(line);
  });
  return { text: lines.join('\n'), start: from + first.index, end: from + first.index + first[0].length };
};
