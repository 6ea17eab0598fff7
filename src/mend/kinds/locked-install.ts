import type { GraphTransition } from '../../reason/report.ts';
import type { MendInput, MendKind } from '../types.ts';
import { rewriteInstalls } from './installs.ts';
import { lockFileOf, yarnKind } from './locks.ts';

export const lockedInstall: MendKind = {
  kind: 'locked-install',
  edits:
    'Adds `--require-hashes` to `pip install -r` where every line of the list has its hashes. Where the lock file is there and the command leaves it aside, writes `npm ci`, `yarn install --immutable` (or `--frozen-lockfile`, by the version of yarn), `pnpm` or `bun install --frozen-lockfile`.',
  refuses: 'Packages that the command itself names; lists without hashes; a lock file that is not there: it has to be made and committed first.',
  draft: (input) => rewriteInstalls(input, (command, transition) => locked(command, transition, input)),
};

type Rewritten = { readonly command: string } | string;

const locked = (command: string, transition: GraphTransition, input: MendInput): Rewritten =>
  /^pip3?\s/.test(command) ? withHashes(command, transition, input) : byLockFile(command, transition, input);

/** https://pip.pypa.io/en/stable/topics/secure-installs/: every line of every list needs its hashes. */
const withHashes = (command: string, transition: GraphTransition, { read }: MendInput): Rewritten => {
  const [, sub = '', ...rest] = command.split(/\s+/);
  const directory = transition.facts['directory'] ?? '';
  if (sub !== 'install') return 'The command does more than install.';
  const lists = rest.flatMap((word, i) =>
    word === '-r' || word === '--requirement' ? [rest[i + 1] ?? ''] : word.startsWith('-r') ? [word.slice(2)] : [],
  );
  const others = rest.filter((word, i) => !word.startsWith('-') && !/^(?:-r|--requirement)$/.test(rest[i - 1] ?? ''));
  if (lists.length === 0 || others.length > 0)
    return 'The command names packages itself: they have to go into a list with hashes first (pip-compile --generate-hashes).';
  const bare = lists.find((file) => !hasHashes(read(directory === '' ? file : `${directory}/${file}`)));
  return bare === undefined
    ? { command: `${command} --require-hashes` }
    : `${bare.slice(0, 100)} has no hashes: make it with pip-compile --generate-hashes, or uv export.`;
};

const hasHashes = (text: string | null): boolean => {
  if (text === null) return false;
  const lines = text
    .replaceAll(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .filter((line) => /^\s*[\w.-]/.test(line));
  return lines.length > 0 && lines.every((line) => /--hash=sha(?:256|384|512):/.test(line));
};

/** Options that `npm ci` takes as `npm install` does and that have no value behind them. https://docs.npmjs.com/cli/v11/commands/npm-ci#configuration */
const KEPT =
  /^--(?:ignore-scripts|prefer-offline|offline|(?:no-)?audit(?:=\w+)?|(?:no-)?fund(?:=\w+)?|legacy-peer-deps|force|omit=\w+|include=\w+|silent|quiet|verbose|no-progress|progress=\w+|loglevel=\w+|production)$/;
/** What makes a manager leave its lock file aside, or change it. */
const LOOSENING = /^--(?:no-package-lock|package-lock=false|no-lockfile|no-frozen-lockfile|frozen-lockfile=false|fix-lockfile|no-immutable)$/;

const byLockFile = (command: string, transition: GraphTransition, { files, read }: MendInput): Rewritten => {
  const [manager = '', ...words] = command.split(/\s+/);
  const directory = transition.facts['directory'] ?? '';
  const lock = lockFileOf(manager, directory, files);
  if (lock === null) return `Commit a lock file for \`${manager}\` first; the command then keeps to it.`;
  const sub = words[0]?.startsWith('-') === false ? words[0] : '';
  const rest = words.slice(sub === '' ? 0 : 1).filter((word) => !LOOSENING.test(word));
  if (!(sub === 'install' || sub === 'i' || (sub === '' && manager === 'yarn')))
    return `\`${manager} ${sub}\` takes newer versions than ${lock} has: let the lock file be changed by a reviewed change.`;
  if (rest.some((word) => !word.startsWith('-'))) return `The command names packages itself: they have to go into the manifest and ${lock} first.`;
  const other = rest.find((word) => !KEPT.test(word) && !/^--(?:frozen-lockfile|immutable)$/.test(word));
  if (other !== undefined) return `What \`${other.slice(0, 60)}\` becomes beside the lock file is not known here.`;
  if (manager === 'npm') return { command: ['npm ci', ...rest].join(' ') };
  const yarn = manager === 'yarn' ? yarnKind(directory, read) : null;
  if (manager === 'yarn' && yarn === null) return 'Which version of yarn it is cannot be told: name it under `packageManager` of package.json.';
  const flag = yarn === 'modern' ? '--immutable' : '--frozen-lockfile';
  return { command: [manager, 'install', ...rest.filter((word) => word !== flag), flag].join(' ') };
};
