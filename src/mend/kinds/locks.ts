/** Lock files of JavaScript package managers beside a manifest, and how each manager is told to keep to its own. */
import type { Read } from '../workspace-needs.ts';

const at = (directory: string, file: string): string => (directory === '' ? file : `${directory}/${file}`);

/** Files that each manager reads. https://docs.npmjs.com/cli/v11/commands/npm-ci, https://pnpm.io/cli/install#--frozen-lockfile, https://bun.sh/docs/cli/install */
const LOCKS: Readonly<Record<string, readonly string[]>> = {
  bun: ['bun.lock', 'bun.lockb'],
  npm: ['npm-shrinkwrap.json', 'package-lock.json'],
  pnpm: ['pnpm-lock.yaml'],
  yarn: ['yarn.lock'],
};

/** The lock file of this manager there; null when there is none. */
export const lockFileOf = (manager: string, directory: string, files: readonly string[]): string | null =>
  (LOCKS[manager] ?? []).map((file) => at(directory, file)).find((file) => files.includes(file)) ?? null;

/** Before version 2 (`classic`) yarn knows other options. https://yarnpkg.com/migration/guide */
export const yarnKind = (directory: string, read: Read): 'classic' | 'modern' | null => {
  const declared = /^yarn@(\d+)/.exec(String(objectOf(read(at(directory, 'package.json')))['packageManager'] ?? ''))?.[1];
  if (declared !== undefined) return Number(declared) < 2 ? 'classic' : 'modern';
  if (read(at(directory, '.yarnrc.yml')) !== null) return 'modern';
  const lock = read(at(directory, 'yarn.lock')) ?? '';
  return /^# yarn lockfile v1$/m.test(lock) ? 'classic' : /^__metadata:/m.test(lock) ? 'modern' : null;
};

/** Does the manifest there have scripts that an install runs? https://docs.npmjs.com/cli/v11/using-npm/scripts#life-cycle-operation-order */
export const ownInstallScript = (directory: string, read: Read): string | null => {
  const scripts = objectOf(read(at(directory, 'package.json')))['scripts'];
  if (typeof scripts !== 'object' || scripts === null) return null;
  return (
    ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'].find((name) => Object.hasOwn(scripts, name)) ??
    null
  );
};

/** Does a locked package have a script at install? npm writes it down; of others it cannot be told (null). */
export const lockedScripts = (lock: string, read: Read): boolean | null => {
  if (!lock.endsWith('.json')) return null;
  const packages = objectOf(read(lock))['packages'];
  if (typeof packages !== 'object' || packages === null) return null;
  return Object.values(packages).some((one) => typeof one === 'object' && one !== null && 'hasInstallScript' in one && one.hasInstallScript === true);
};

const objectOf = (text: string | null): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
};
