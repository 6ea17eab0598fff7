/** Which lines of which files a change touches, on both sides. */
import { diffArrays } from 'diff';
import type { FileTree } from '../source/files.ts';
import type { Span } from '../source/span.ts';

export interface ChangedLines {
  /** Does the span touch a line that base has and head has not (base), or the other way round (head)? */
  readonly touches: (side: 'base' | 'head', span: Span) => boolean;
}

/** Longer files are compared as a whole: every line of a changed one counts as touched. */
const MOST_LINES = 20_000;

/** Compares the files when they are asked for, each pair once. A file that only one side has is touched as a whole. */
export const changedLines = (base: FileTree, head: FileTree): ChangedLines => {
  const known = new Map<string, { readonly base: ReadonlySet<number> | 'all'; readonly head: ReadonlySet<number> | 'all' }>();
  const ofFile = (file: string) => {
    let lines = known.get(file);
    if (lines === undefined) {
      const [before, after] = [base.read(file), head.read(file)];
      lines = before === null || after === null ? { base: 'all', head: 'all' } : touched(before, after);
      known.set(file, lines);
    }
    return lines;
  };
  return {
    touches: (side, span) => {
      const lines = ofFile(span.file)[side];
      if (lines === 'all') return true;
      for (let line = span.line; line <= Math.max(span.line, span.endLine); line++) if (lines.has(line)) return true;
      return false;
    },
  };
};

const touched = (before: string, after: string) => {
  if (before === after) return { base: new Set<number>(), head: new Set<number>() };
  const [a, b] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  if (a.length > MOST_LINES || b.length > MOST_LINES) return { base: 'all', head: 'all' } as const;
  const lines = { base: new Set<number>(), head: new Set<number>() };
  let [left, right] = [1, 1];
  for (const part of diffArrays(a, b)) {
    for (let i = 0; i < part.value.length; i++) {
      if (part.removed) lines.base.add(left++);
      else if (part.added) lines.head.add(right++);
      else {
        left++;
        right++;
      }
    }
  }
  return lines;
};
