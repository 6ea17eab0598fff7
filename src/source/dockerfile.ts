/** Dockerfiles: instructions with their places. Syntax: https://docs.docker.com/reference/dockerfile/ */
import type { Span } from './span.ts';
import { lineText, type SourceText, sourceText, spanBetween } from './text.ts';

export interface DockerInstruction {
  /** In capitals. */
  readonly keyword: string;
  /** `--mount=…`, `--from=…`, `--platform=…` in front of the arguments, name without dashes. */
  readonly flags: readonly { readonly name: string; readonly value: string }[];
  /**
   * The arguments behind the flags, heredocs included, as long as their source: comment and empty lines between continued ones are blanked,
   * and the escape character at line ends is a backslash. So text offset + `start` is the source offset, and a RUN can be read as a shell script.
   */
  readonly text: string;
  readonly start: number;
  /** Words of the exec form (`["cmd", "arg"]`), else null. */
  readonly exec: readonly string[] | null;
  readonly heredocs: readonly DockerHeredoc[];
  /** Index into `Dockerfile.stages`; -1 before the first FROM. */
  readonly stage: number;
  readonly span: Span;
}

export interface DockerHeredoc {
  readonly name: string;
  readonly text: string;
  /** Source offset of the body. */
  readonly start: number;
}

export interface DockerStage {
  readonly name: string | null;
  /** As written. */
  readonly image: string;
  /** With `ARG`s in front of the first FROM replaced by their defaults; null when a variable has none. */
  readonly resolved: string | null;
  /** The image is an earlier stage of this file, or `scratch`: nobody else's code. */
  readonly local: boolean;
  readonly imageSpan: Span;
  readonly span: Span;
}

export interface Dockerfile {
  readonly instructions: readonly DockerInstruction[];
  readonly stages: readonly DockerStage[];
  /** `# syntax=…`: the image that interprets the file. */
  readonly syntax: { readonly image: string; readonly span: Span } | null;
  readonly source: SourceText;
}

/** Never throws; lines that are no instruction are skipped. */
export const parseDockerfile = (text: string, file: string): Dockerfile => {
  const source = sourceText(file, text);
  const { escape, syntax, firstLine } = directives(source);
  const instructions: DockerInstruction[] = [];
  const stages: DockerStage[] = [];
  const globals = new Map<string, string>();
  const names = new Set<string>();
  const lastLines = heredocEnds(source);
  for (let line = firstLine; line < source.lineStarts.length; ) {
    const found = instructionAt(source, line, escape, stages.length - 1, lastLines);
    line = found.nextLine;
    if (found.instruction === null) continue;
    const { keyword } = found.instruction;
    if (keyword === 'FROM') {
      const stage = stageOf(source, found.instruction, names, globals);
      stages.push(stage);
      if (stage.name !== null) names.add(stage.name);
    }
    if (keyword === 'ARG' && stages.length === 0) declare(found.instruction.text, globals);
    instructions.push(keyword === 'FROM' ? { ...found.instruction, stage: stages.length - 1 } : found.instruction);
  }
  return { instructions, stages, syntax, source };
};

/** The place of `text.slice(start, end)` of an instruction. */
export const dockerSpan = (file: Dockerfile, instruction: DockerInstruction, start: number, end: number): Span =>
  spanBetween(file.source, instruction.start + start, instruction.start + end);

/** What a RUN gives to the shell: the body of a heredoc that stands alone, else the text. Null for the exec form and other instructions. */
export const runScript = (instruction: DockerInstruction): { readonly text: string; readonly start: number } | null => {
  if (instruction.keyword !== 'RUN' || instruction.exec !== null) return null;
  const [heredoc] = instruction.heredocs;
  if (heredoc !== undefined && /^\s*<<-?["']?\w+["']?[ \t]*(?:\n|\r|$)/.test(instruction.text)) return { text: heredoc.text, start: heredoc.start };
  return { text: instruction.text, start: instruction.start };
};

const directives = (source: SourceText) => {
  let escape = '\\';
  let syntax: Dockerfile['syntax'] = null;
  let line = 0;
  for (; line < source.lineStarts.length; line++) {
    const content = lineText(source, line);
    const found = /^\s*#\s*(\w+)\s*=\s*(\S+)\s*$/.exec(content);
    if (found === null) break;
    const value = found[2] ?? '';
    const name = found[1]?.toLowerCase();
    if (name === 'escape' && (value === '`' || value === '\\')) escape = value;
    if (name === 'syntax') {
      const start = (source.lineStarts[line] ?? 0) + content.lastIndexOf(value);
      syntax = { image: value, span: spanBetween(source, start, start + value.length) };
    }
  }
  return { escape, syntax, firstLine: line };
};

interface FoundInstruction {
  readonly instruction: DockerInstruction | null;
  readonly nextLine: number;
}

const instructionAt = (source: SourceText, first: number, escape: string, stage: number, ends: HeredocEnds): FoundInstruction => {
  const head = /^(\s*)([A-Za-z]+)(\s+|$)/.exec(lineText(source, first));
  if (head === null) return { instruction: null, nextLine: first + 1 };
  const keyword = (head[2] ?? '').toUpperCase();
  const begin = (source.lineStarts[first] ?? 0) + (head[1] ?? '').length;
  const pieces: string[] = [];
  let line = first;
  let end = begin;
  let from = head[0].length;
  for (let more = true; more && line < source.lineStarts.length; line++, from = 0) {
    const content = lineText(source, line);
    const raw = source.text.slice(source.lineStarts[line], source.lineStarts[line + 1] ?? source.text.length);
    const lineBreak = raw.slice(content.length);
    if (line > first && /^\s*(?:#|$)/.test(content)) {
      pieces.push(' '.repeat(raw.length)); // comment and empty lines do not end a continued instruction
      continue;
    }
    const trimmed = content.trimEnd();
    more = trimmed.endsWith(escape) && trimmed.length > from;
    const body = more ? `${trimmed.slice(from, -1)}${' '.repeat(content.length - trimmed.length)}\\` : content.slice(from);
    pieces.push(body + lineBreak);
    end = (source.lineStarts[line] ?? 0) + trimmed.length;
  }
  const heredocs = ['RUN', 'COPY', 'ADD'].includes(keyword) ? heredocsOf(source, pieces.join(''), line, ends) : { bodies: [], nextLine: line };
  if (heredocs.nextLine > line) {
    pieces.push(source.text.slice(source.lineStarts[line] ?? source.text.length, source.lineStarts[heredocs.nextLine] ?? source.text.length));
    end = (source.lineStarts[heredocs.nextLine - 1] ?? 0) + lineText(source, heredocs.nextLine - 1).length;
  }
  const all = pieces.join('');
  const { flags, length } = flagsOf(all);
  const text = all.slice(length).trimEnd();
  return {
    instruction: {
      keyword,
      flags,
      text,
      start: (source.lineStarts[first] ?? 0) + head[0].length + length,
      exec: execForm(text),
      heredocs: heredocs.bodies,
      stage,
      span: spanBetween(source, begin, end),
    },
    nextLine: heredocs.nextLine,
  };
};

/** Lines that could close a heredoc, ascending: by their text, and by `-` and their text without tabs (for `<<-`). */
type HeredocEnds = ReadonlyMap<string, readonly number[]>;

const heredocEnds = (source: SourceText): HeredocEnds => {
  const ends = new Map<string, number[]>();
  if (!source.text.includes('<<')) return ends;
  for (let line = 0; line < source.lineStarts.length; line++) {
    const content = lineText(source, line);
    if (!/^\t*[A-Za-z_]\w*$/.test(content)) continue;
    for (const key of [content, `-${content.trimStart()}`]) {
      const known = ends.get(key);
      if (known === undefined) ends.set(key, [line]);
      else known.push(line);
    }
  }
  return ends;
};

/** The first of ascending `numbers` that is not below `from`. */
const firstFrom = (numbers: readonly number[], from: number): number | undefined => {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return numbers[low];
};

/** Bodies start on the line behind the instruction, in the order of their marks (https://docs.docker.com/reference/dockerfile/#here-documents). */
const heredocsOf = (source: SourceText, text: string, firstLine: number, ends: HeredocEnds) => {
  const bodies: DockerHeredoc[] = [];
  let line = firstLine;
  for (const mark of text.matchAll(/<<(-?)(["']?)([A-Za-z_]\w*)\2/g)) {
    if (text[mark.index - 1] === '<') continue; // a here-string
    const name = mark[3] ?? '';
    const close = firstFrom(ends.get((mark[1] ?? '') + name) ?? [], line);
    if (close === undefined) break; // never closed: not a heredoc for us
    const start = source.lineStarts[line] ?? 0;
    bodies.push({ name, text: source.text.slice(start, source.lineStarts[close]), start });
    line = close + 1;
  }
  return { bodies, nextLine: line };
};

const flagsOf = (text: string) => {
  const flags: { name: string; value: string }[] = [];
  const flag = /\s*--([a-z][a-z-]*)(?:=("[^"]*"|\S*))?(?:\s|$)(?:\\\r?\n)?/y;
  let length = 0;
  for (let found = flag.exec(text); found !== null; found = flag.exec(text)) {
    flags.push({ name: found[1] ?? '', value: (found[2] ?? '').replace(/^"|"$/g, '') });
    length = flag.lastIndex;
  }
  const blank = /^[ \t]*/.exec(text.slice(length))?.[0].length ?? 0;
  return { flags, length: length + blank };
};

const execForm = (text: string): readonly string[] | null => {
  if (!text.startsWith('[')) return null;
  try {
    const words: unknown = JSON.parse(text.replaceAll(/\\\r?\n/g, ' '));
    return Array.isArray(words) && words.every((w) => typeof w === 'string') ? words : null;
  } catch {
    return null;
  }
};

const declare = (text: string, globals: Map<string, string>): void => {
  const found = /^(\w+)=(.*)$/s.exec(text.trim());
  if (found !== null) globals.set(found[1] ?? '', (found[2] ?? '').replace(/^(["'])(.*)\1$/s, '$2'));
};

const stageOf = (source: SourceText, from: DockerInstruction, earlier: ReadonlySet<string>, globals: ReadonlyMap<string, string>): DockerStage => {
  const words = /^(\S*)(?:\s+as\s+(\S+))?/i.exec(from.text);
  const image = words?.[1] ?? '';
  const resolved = substitute(image, globals);
  const name = words?.[2]?.toLowerCase() ?? null;
  return {
    name,
    image,
    resolved,
    local: resolved === 'scratch' || (resolved !== null && earlier.has(resolved.toLowerCase())),
    imageSpan: spanBetween(source, from.start, from.start + image.length),
    span: from.span,
  };
};

/** `$NAME`, `${NAME}`, `${NAME:-default}`; null when one of them has no value. */
const substitute = (text: string, values: ReadonlyMap<string, string>): string | null => {
  let known = true;
  const result = text.replaceAll(
    /\$(?:(\w+)|\{(\w+)(?::?-([^}]*))?\})/g,
    (_, plain: string | undefined, braced: string | undefined, otherwise: string | undefined) => {
      const value = values.get(plain ?? braced ?? '') || otherwise;
      if (value === undefined) known = false;
      return value ?? '';
    },
  );
  return known && !result.includes('$') ? result : null;
};
