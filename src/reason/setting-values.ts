import type { Tri } from '../pipeline/model.ts';
import type { SettingValues } from './report.ts';

/** The value of a setting: `id@name` as told, else what was told for all names under the bare id, else unknown. */
export const settingValue = (settings: SettingValues, id: string): Tri => {
  const exact = settings.get(id);
  if (exact !== undefined) return exact;
  const at = id.indexOf('@');
  return (at > 0 ? settings.get(id.slice(0, at)) : undefined) ?? 'unknown';
};
