/** Names of environment variables for expressions. */
import { splitTemplate } from '../read/github-actions/expressions.ts';

/** Contexts and words that say nothing about what a value is. */
const SILENT = new Set(['github', 'event', 'inputs', 'steps', 'needs', 'outputs', 'env', 'matrix', 'secrets', 'vars', 'jobs']);

/** Variables that the runner, shells or interpreters give a meaning to. https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
const RESERVED =
  /^(?:(?:GITHUB|RUNNER|ACTIONS|INPUT|STATE|BASH|DYLD|GIT|LC|LD|NODE|NPM|PYTHON|PIP|SSH)_.*|CI|PATH|HOME|USER|SHELL|PWD|OLDPWD|IFS|ENV|HOSTNAME|LANG|TERM|TMP|TEMP|TMPDIR|OS|PS\d|RANDOM|SECONDS|LINENO|REPLY|UID|EUID|PPID|EDITOR|PAGER|EVAL|DEBUG)$/;

const MOST = 40;

/** A telling name, not yet checked against what is taken: `PULL_REQUEST_TITLE` for `github.event.pull_request.title`. */
export const variableName = (source: string): string => {
  const bare = source.replace(/'(?:[^']|'')*'/g, ' ');
  const path = /[A-Za-z_][\w-]*(?:\s*\.\s*(?:[A-Za-z_][\w-]*|\*))+/.exec(bare)?.[0] ?? /[A-Za-z_][\w-]*/.exec(bare)?.[0] ?? '';
  const words = path.split('.').map((w) => w.trim());
  const told = words.filter((w) => !SILENT.has(w.toLowerCase()) && w !== '*');
  const name = (told.length > 0 ? told : words)
    .join('_')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toUpperCase()
    .slice(-MOST)
    .replace(/^_+/, '');
  return name === '' || /^\d/.test(name) || RESERVED.test(name) ? `TEXT_${name}`.replace(/_$/, '') : name;
};

/** The name, or it with a number, that is not among those taken (in upper case). */
export const freeName = (wanted: string, isTaken: (name: string) => boolean): string => {
  if (!isTaken(wanted)) return wanted;
  for (let n = 2; ; n++) if (!isTaken(`${wanted}_${n}`)) return `${wanted}_${n}`;
};

/** The one expression that a text consists of, blanks taken off; null for anything else. */
export const onlyExpression = (text: string): string | null => {
  const [part, ...rest] = splitTemplate(text.trim());
  return part?.kind === 'expression' && rest.length === 0 ? part.source.trim() : null;
};
