/** Where in the workspace a command works, and what lies there. */
import type { Material } from '../../pipeline/effects.ts';

/**
 * A path as commands see it, relative to the workspace ('' is the workspace itself); absolute outside it, and beginning with the
 * variable where that is all that is known. Null when it cannot be told.
 */
export const resolvePath = (directory: string, path: string): string | null => {
  if (path.includes('\0') || path.length > 4000) return null;
  const inWorkspace = /^\$WORKSPACE(?:\/|$)/.exec(path);
  const rooted = inWorkspace !== null || path.startsWith('/') || path.startsWith('~') || path.startsWith('$');
  const base = rooted ? [] : directory.split('/');
  const rest = inWorkspace === null ? path : path.slice(inWorkspace[0].length);
  const absolute = inWorkspace === null && (rooted ? path.startsWith('/') : directory.startsWith('/'));
  const parts: string[] = [];
  for (const part of [...base, ...rest.split('/')]) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `${absolute ? '/' : ''}${parts.join('/')}`;
};

const covers = (outer: string, inner: string): boolean =>
  outer === inner || (outer === '' ? !inner.startsWith('/') && !inner.startsWith('~') && !inner.startsWith('$') : inner.startsWith(`${outer}/`));

/** What lies at the path. A checkout deeper down hides the ones above it; other things are laid over it. */
export const covering = (materials: readonly Material[], path: string): readonly Material[] => {
  const found = materials.filter((m) => covers(m.path, path));
  const deepest = Math.max(...found.filter((m) => m.kind === 'checkout').map((m) => m.path.length), -1);
  return found.filter((m) => m.kind !== 'checkout' || m.path.length === deepest);
};

/** What lies at the path and below it: what a command takes in that reads a whole folder. */
export const within = (materials: readonly Material[], path: string): readonly Material[] => [
  ...new Set([...covering(materials, path), ...materials.filter((m) => covers(path, m.path))]),
];

/** Made by others than the people who review the repository's code. */
export const isUntrusted = (material: Material): boolean =>
  material.kind === 'artifact' || material.code?.kind === 'proposed' || material.code?.kind === 'chosen';

export const coveringUntrusted = (materials: readonly Material[], path: string): readonly Material[] => covering(materials, path).filter(isUntrusted);

/** The checkout that the path lies in. */
export const checkoutAt = (materials: readonly Material[], path: string): Material | null =>
  covering(materials, path).findLast((m) => m.kind === 'checkout') ?? null;
