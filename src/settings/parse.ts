/** What people write on the command line: `ID=VALUE`, with ID from the list of settings, `id@name` for one of many. */
import type { Tri } from '../pipeline/model.ts';
import { bareId, SETTINGS, settingOf } from './settings-list.ts';

const VALUES: ReadonlyMap<string, Tri> = new Map<string, Tri>([
  ['true', true],
  ['yes', true],
  ['on', true],
  ['false', false],
  ['no', false],
  ['off', false],
  ['unknown', 'unknown'],
]);

export type ParsedAssumption = { readonly id: string; readonly value: Tri } | { readonly error: string };

/** The text after the last `=` is the value, since names (of roles, pools, packages) may hold one themselves. Errors are one sentence, ready to print. */
export const parseAssumption = (text: string): ParsedAssumption => {
  const at = text.lastIndexOf('=');
  if (at < 1) return { error: `"${text}" is not of the form SETTING=VALUE, for instance default-token-read-only=true.` };
  const id = text.slice(0, at).trim();
  const value = VALUES.get(
    text
      .slice(at + 1)
      .trim()
      .toLowerCase(),
  );
  const setting = settingOf(id);
  if (setting === null) return { error: unknownSetting(bareId(id)) };
  if (value === undefined) return { error: `The value of ${id} must be true, false or unknown, not "${text.slice(at + 1)}".` };
  if (id.includes('@') && setting.parameter === undefined) {
    return { error: `${setting.id} holds for the whole repository and takes no name: write ${setting.id}=${value}.` };
  }
  if (id.endsWith('@'))
    return { error: `${id} lacks the name of the ${setting.parameter}: write ${setting.id}@NAME=${value}, or ${setting.id}=${value} for all.` };
  return { id, value };
};

const unknownSetting = (id: string): string => {
  const near = nearSettings(id);
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `known are ${SETTINGS.map((s) => s.id).join(', ')}.`;
  return `There is no setting "${id}"; ${hint}`;
};

/** Ids a person may have meant, at most three, the nearest first: few edits away, or sharing most words. */
export const nearSettings = (id: string): readonly string[] => {
  const words = new Set(
    id
      .toLowerCase()
      .split(/[-_. ]/)
      .filter((word) => word.length > 2),
  );
  return SETTINGS.map((setting) => {
    const shared = setting.id.split('-').filter((word) => words.has(word)).length;
    return { id: setting.id, distance: editDistance(id.toLowerCase().slice(0, 60), setting.id), shared };
  })
    .filter(({ distance, shared }) => distance <= 3 || shared >= 2 || (shared === 1 && words.size === 1))
    .sort((a, b) => (a.distance <= 3 ? a.distance : 4) - (b.distance <= 3 ? b.distance : 4) || b.shared - a.shared || a.distance - b.distance)
    .slice(0, 3)
    .map((candidate) => candidate.id);
};

/** Of the known words those that somebody may have meant, at most two, the nearest first. */
export const nearestOf = (word: string, known: readonly string[]): readonly string[] =>
  known
    .map((one) => ({ one, distance: editDistance(word.toLowerCase().slice(0, 60), one) }))
    .filter(({ distance, one }) => distance <= Math.max(2, Math.floor(one.length / 3)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 2)
    .map(({ one }) => one);

/** Levenshtein distance. */
const editDistance = (a: string, b: string): number => {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? a.length;
};
