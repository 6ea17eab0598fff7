/** Path patterns of code-owners files. They are matched by hand, not as regular expressions: linear in pattern and path, whatever the repository writes. */

/**
 * GitHub follows gitignore's rules but for negation, character ranges and escaped `#`
 * (https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#codeowners-syntax):
 * a slash in front or inside anchors the pattern, one at the end means a folder, a name covers everything below it,
 * and a wildcard as the last segment covers files of that folder only (`docs/*` does not cover `docs/a/b`).
 */
export const matchesOwnerPattern = (pattern: string, path: string): boolean => {
  const folder = pattern.endsWith('/');
  const segments = pattern.split('/').filter((s) => s !== '');
  if (segments.length === 0) return pattern !== '';
  const anchored = pattern.startsWith('/') || segments.length > 1;
  const from = anchored ? segments : ['**', ...segments];
  const parts = path.split('/');
  if (!folder && matchSegments(from, parts)) return true;
  const last = segments.at(-1) ?? '';
  const covers = folder || (!last.includes('*') && !last.includes('?'));
  return covers && matchSegments([...from, '**', '*'], parts);
};

/** `**` stands for any number of segments, at the end for at least one. */
const matchSegments = (pattern: readonly string[], path: readonly string[]): boolean => {
  const whole = pattern.at(-1) === '**' ? [...pattern, '*'] : pattern;
  return greedy(
    whole.length,
    path.length,
    (i) => whole[i] === '**',
    (i, j) => matchSegment(whole[i] ?? '', path[j] ?? ''),
  );
};

const matchSegment = (pattern: string, name: string): boolean =>
  greedy(
    pattern.length,
    name.length,
    (i) => pattern[i] === '*',
    (i, j) => pattern[i] === '?' || pattern[i] === name[j],
  );

/** Wildcard matching with one point to go back to: the last star takes one more each time. */
const greedy = (length: number, target: number, star: (i: number) => boolean, same: (i: number, j: number) => boolean): boolean => {
  let i = 0;
  let j = 0;
  let back = -1;
  let taken = 0;
  while (j < target) {
    if (i < length && star(i)) {
      back = i++;
      taken = j;
    } else if (i < length && same(i, j)) {
      i++;
      j++;
    } else if (back >= 0) {
      i = back + 1;
      j = ++taken;
    } else return false;
  }
  while (i < length && star(i)) i++;
  return i === length;
};
