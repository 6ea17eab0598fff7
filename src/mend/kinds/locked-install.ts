import type { GraphTransition } from '../../reason/report.ts';
import type { MendInput, MendKind } from '../types.ts';
import { rewriteInstalls } from './installs.ts';

export const lockedInstall: MendKind = {
  kind: 'locked-install',
  edits: 'Adds `--require-hashes` to `pip install -r` where every line of the list has its hashes.',
  refuses:
    'Packages that the command itself names; lists without hashes; other package managers, which keep to a lock file that is there (where there is none, it has to be made and committed first).',
  draft: (input) => rewriteInstalls(input, (command, transition) => locked(command, transition, input)),
};

/** https://pip.pypa.io/en/stable/topics/secure-installs/: every line of every list needs its hashes. */
const locked = (command: string, transition: GraphTransition, { read }: MendInput): { readonly command: string } | string => {
  const [manager = '', sub = '', ...rest] = command.split(/\s+/);
  const directory = transition.facts['directory'] ?? '';
  if (!/^pip3?$/.test(manager)) return `Commit a lock file for \`${manager}\` first; the command then keeps to it.`;
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
