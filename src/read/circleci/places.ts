/** Folders as steps name them, below the working directory. */

/** `~/project` unless the job says otherwise. https://circleci.com/docs/reference/configuration-reference/#jobs */
export const WORKING_DIRECTORY = '~/project';

const HOME = /^(?:~|\$HOME|\$\{HOME\}|\/home\/circleci|\/root|\/Users\/distiller)(?=\/|$)/;

/** A path relative to the working directory, '' for the directory itself; absolute paths elsewhere stay. */
export const placeOf = (path: string, working: string): string => {
  const written = path
    .trim()
    .replaceAll('\\', '/')
    .replace(/^\$\{?CIRCLE_WORKING_DIRECTORY\}?/, '.');
  const full = written.replace(HOME, '~');
  const base = working
    .trim()
    .replaceAll('\\', '/')
    .replace(HOME, '~')
    .replace(/(?<!\/)\/+$/, '');
  if (full === base) return '';
  const inside = base !== '' && full.startsWith(`${base}/`) ? full.slice(base.length + 1) : full;
  // What holds the working directory holds what is in it.
  if (base !== '' && base.startsWith(`${full.replace(/(?<!\/)\/+$/, '')}/`)) return '';
  const rooted = /^[~/]/.test(inside);
  const parts: string[] = [];
  for (const part of inside.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `${rooted && inside.startsWith('/') ? '/' : ''}${parts.join('/')}`;
};
