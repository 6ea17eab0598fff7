/**
 * Every setting the rules may ask about, sorted by id. In each the true value is the safe one.
 * `defaults` are the vendor's own, by date: what a new repository or organisation gets when nobody touches the setting.
 */
import { ACTIONS_SETTINGS } from './list/actions.ts';
import { AZURE_PIPELINES_SETTINGS } from './list/azure-pipelines.ts';
import { BUILDERS_SETTINGS } from './list/builders.ts';
import { ANY } from './list/common.ts';
import { CREDENTIALS_SETTINGS } from './list/credentials.ts';
import { ENVIRONMENTS_SETTINGS } from './list/environments.ts';
import { FORKS_SETTINGS } from './list/forks.ts';
import { GITLAB_CI_SETTINGS } from './list/gitlab-ci.ts';
import { JENKINS_SETTINGS } from './list/jenkins.ts';
import { REPOSITORY_SETTINGS } from './list/repository.ts';
import { RUNNERS_SETTINGS } from './list/runners.ts';
import { SHIPPING_SETTINGS } from './list/shipping.ts';
import type { Setting, SettingDefault, SettingPlace } from './settings.ts';

export const SETTINGS: readonly Setting[] = [
  ...ACTIONS_SETTINGS,
  ...AZURE_PIPELINES_SETTINGS,
  ...BUILDERS_SETTINGS,
  ...CREDENTIALS_SETTINGS,
  ...ENVIRONMENTS_SETTINGS,
  ...FORKS_SETTINGS,
  ...GITLAB_CI_SETTINGS,
  ...JENKINS_SETTINGS,
  ...REPOSITORY_SETTINGS,
  ...RUNNERS_SETTINGS,
  ...SHIPPING_SETTINGS,
].sort((a, b) => (a.id < b.id ? -1 : 1));

const BY_ID: ReadonlyMap<string, Setting> = new Map(SETTINGS.map((setting) => [setting.id, setting]));

/** `id@name` → `id`. */
export const bareId = (id: string): string => (id.includes('@') ? id.slice(0, id.indexOf('@')) : id);

/** The setting behind an id, with or without a name; null when there is none. */
export const settingOf = (id: string): Setting | null => BY_ID.get(bareId(id)) ?? null;

/** The places of the setting that count where these systems ask: their own; where none has one, that of all systems, else the first. */
const placesFor = (id: string, systems: readonly string[]): readonly SettingPlace[] => {
  const setting = settingOf(id);
  if (setting === null) return [];
  const places: readonly SettingPlace[] = [setting, ...(setting.alsoIn ?? [])];
  // `fork-builds-off@drone` names the system that is asked about.
  const named = id.includes('@') ? id.slice(id.indexOf('@') + 1) : '';
  const asked = systems.includes(named) ? [named] : systems;
  const general = places.find(({ system }) => system === ANY) ?? setting;
  return [...new Set(asked.length === 0 ? [setting] : asked.map((system) => places.find((place) => place.system === system) ?? general))];
};

/**
 * The entry of the vendors' documented defaults that counts on that day (ISO date) for the systems that ask, all of them alike where none is
 * named. Null when the setting is not known or is younger; an entry without a value where the systems differ.
 */
export const defaultOn = (id: string, asOf: string, systems: readonly string[] = []): SettingDefault | null => {
  const entries = placesFor(id, systems).flatMap(({ system, defaults }) => {
    const entry = defaults.findLast(({ since }) => since <= asOf);
    return entry === undefined ? [] : [{ system, entry }];
  });
  const [first] = entries;
  if (first === undefined) return null;
  if (entries.every(({ entry }) => entry.value === first.entry.value)) return first.entry;
  return { since: first.entry.since, value: null, note: `It differs: ${entries.map(({ system, entry }) => `${system}: ${entry.note}`).join(' ')}` };
};

/** The vendors' documented default on that day (ISO date) for the systems that ask; null when none is documented, they differ, or the setting is not known. */
export const documentedDefault = (id: string, asOf: string, systems: readonly string[] = []): boolean | null =>
  defaultOn(id, asOf, systems)?.value ?? null;
