/**
 * Every setting the rules may ask about, sorted by id. In each the true value is the safe one.
 * `defaults` are the vendor's own, by date: what a new repository or organisation gets when nobody touches the setting.
 */
import { ACTIONS_SETTINGS } from './list/actions.ts';
import { AZURE_PIPELINES_SETTINGS } from './list/azure-pipelines.ts';
import { BUILDERS_SETTINGS } from './list/builders.ts';
import { CREDENTIALS_SETTINGS } from './list/credentials.ts';
import { ENVIRONMENTS_SETTINGS } from './list/environments.ts';
import { FORKS_SETTINGS } from './list/forks.ts';
import { GITLAB_CI_SETTINGS } from './list/gitlab-ci.ts';
import { JENKINS_SETTINGS } from './list/jenkins.ts';
import { REPOSITORY_SETTINGS } from './list/repository.ts';
import { RUNNERS_SETTINGS } from './list/runners.ts';
import { SHIPPING_SETTINGS } from './list/shipping.ts';
import type { Setting, SettingDefault } from './settings.ts';

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

/** The entry of the vendor's documented defaults that counts on that day (ISO date); null when the setting is not known or is younger. */
export const defaultOn = (id: string, asOf: string): SettingDefault | null =>
  settingOf(id)?.defaults.findLast((entry) => entry.since <= asOf) ?? null;

/** The vendor's documented default on that day (ISO date); null when none is documented or the setting is not known. */
export const documentedDefault = (id: string, asOf: string): boolean | null => defaultOn(id, asOf)?.value ?? null;
