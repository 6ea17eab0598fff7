import type { Tri } from '../pipeline/model.ts';
import { settingOf } from '../settings/settings-list.ts';
import type { SettingValues } from './report.ts';

/** The value of a setting: `id@name` as told, else what was told for all names under the bare id, else unknown. */
export const settingValue = (settings: SettingValues, id: string): Tri => {
  const exact = settings.get(id);
  if (exact !== undefined) return exact;
  const at = id.indexOf('@');
  return (at > 0 ? settings.get(id.slice(0, at)) : undefined) ?? 'unknown';
};

/** What is solved with: the value as told, or what an unknown one is taken for in the meantime. The ledger tells the difference. */
export const takenValue = (settings: SettingValues, id: string): Tri => {
  const told = settingValue(settings, id);
  return told === 'unknown' ? (settingOf(id)?.meantime?.value ?? 'unknown') : told;
};

/** `id@name` → `id`. */
export const bare = (setting: string): string => (setting.includes('@') ? setting.slice(0, setting.indexOf('@')) : setting);
