/** Scripts that are written as lists of lines, each a value of its own: one text for the shell, with the place of every part. */
import type { Span } from '../../source/span.ts';
import { joinSpans, lastAtMost } from '../../source/text.ts';
import { spanAt, type YamlScalar } from '../../source/yaml.ts';

export interface JoinedScript {
  readonly text: string;
  /** Where these offsets of `text` are written. */
  at(start: number, end: number): Span;
  /** The line that holds this offset, and the offset in it. */
  line(offset: number): { readonly scalar: YamlScalar; readonly offset: number };
}

/** The lines one after the other, as systems hand them to one shell, or the words of one command with a space between. `lines` must not be empty. */
export const joinLines = (lines: readonly [YamlScalar, ...YamlScalar[]], between: '\n' | ' ' = '\n'): JoinedScript => {
  const starts: number[] = [];
  let length = 0;
  for (const { value } of lines) {
    starts.push(length);
    length += value.length + 1;
  }
  const line = (offset: number): { scalar: YamlScalar; offset: number } => {
    const index = lastAtMost(starts, offset);
    const scalar = lines[index] ?? lines[0];
    return { scalar, offset: Math.min(Math.max(0, offset - (starts[index] ?? 0)), scalar.value.length) };
  };
  return {
    text: lines.map(({ value }) => value).join(between),
    at(start, end) {
      const first = line(start);
      const last = line(Math.max(start, end));
      if (first.scalar === last.scalar) return spanAt(first.scalar, first.offset, last.offset);
      return joinSpans(spanAt(first.scalar, first.offset, first.scalar.value.length), spanAt(last.scalar, 0, last.offset));
    },
    line,
  };
};
