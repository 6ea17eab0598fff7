/** Changes of files as a unified diff that `git apply` takes. https://git-scm.com/docs/diff-format */
import { structuredPatch } from 'diff';

export interface FileChange {
  readonly file: string;
  /** Null: there is no such file yet. */
  readonly before: string | null;
  readonly after: string;
}

const CONTEXT = 3;

/** In the order given; nothing for files that do not change. Texts are as in the file, byte order mark and line ends included. */
export const unifiedDiff = (changes: readonly FileChange[]): string => changes.map(fileDiff).join('');

const fileDiff = ({ file, before, after }: FileChange): string => {
  if (before === after) return '';
  const [from, to] = [quotedName(`a/${file}`), quotedName(`b/${file}`)];
  const { hunks } = structuredPatch(from, to, before ?? '', after, undefined, undefined, { context: CONTEXT });
  const head = [
    `diff --git ${from} ${to}`,
    ...(before === null ? ['new file mode 100644'] : []),
    `--- ${before === null ? '/dev/null' : named(from)}`,
    `+++ ${named(to)}`,
  ];
  const body = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines,
  ]);
  return `${[...head, ...body].join('\n')}\n`;
};

/** A tab ends a name with blanks. */
const named = (name: string): string => (name.includes(' ') ? `${name}\t` : name);

/** As git writes names in which something is not a plain character: in double quotes, with octal escapes. */
const quotedName = (name: string): string => {
  if (/^[\w./@+~ ()[\]{},:;=!#$%&'*?^<>|-]*$/.test(name)) return name;
  let out = '';
  for (const byte of new TextEncoder().encode(name)) {
    const c = String.fromCharCode(byte);
    if (c === '"' || c === '\\') out += `\\${c}`;
    else out += byte < 0x20 || byte > 0x7e ? `\\${byte.toString(8).padStart(3, '0')}` : c;
  }
  return `"${out}"`;
};
