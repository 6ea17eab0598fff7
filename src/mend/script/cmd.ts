/**
 * cmd: `%NAME%` is put into the line before it is read, like an expression; only `!NAME!` (delayed expansion) is read as a value.
 * https://learn.microsoft.com/windows-server/administration/windows-commands/setlocal
 */
import type { Rewrite } from './language.ts';

export const cmd: Rewrite = ({ text, places }) => {
  if (text.includes('!')) return 'The script has exclamation marks, which would mean something else with delayed expansion.';
  const line = /\bsetlocal\b/i.test(text) ? null : '@setlocal EnableDelayedExpansion\n';
  if (line === null) return 'The script has a `setlocal` of its own: switch EnableDelayedExpansion on there.';
  return [{ start: 0, end: 0, text: line }, ...places.map(({ start, end, name }) => ({ start, end, text: `!${name}!` }))];
};
