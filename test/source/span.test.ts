import { describe, expect, it } from 'vitest';
import { compareSpans, compareText, onOneLine, placeList, type Span, startOf } from '../../src/source/span.ts';
import { joinSpans, lineAt, lineText, sourceText, spanBetween } from '../../src/source/text.ts';

const span = (line: number, column: number, endLine = line, endColumn = column + 1, file = 'f'): Span => ({ file, line, column, endLine, endColumn });

describe('spans', () => {
  it('are in order of file, line, column, end', () => {
    const ordered = [span(9, 9, 9, 9, 'a'), span(1, 2), span(1, 3, 2, 1), span(1, 3, 2, 4), span(1, 3, 3, 1), span(2, 1)];
    for (const [i, a] of ordered.entries())
      for (const [j, b] of ordered.entries()) expect(Math.sign(compareSpans(a, b)), `${i} and ${j}`).toBe(Math.sign(i - j));
  });

  it('are in order of code units, whatever the locale', () => {
    expect(['b', 'ä', 'a', 'B', 'a'].sort(compareText)).toEqual(['B', 'a', 'a', 'b', 'ä']);
    expect(compareText('a', 'a')).toBe(0);
  });

  it('begin with one character, and are told on one line', () => {
    expect(startOf(span(2, 5, 4, 3))).toEqual(span(2, 5, 2, 6));
    expect(onOneLine(span(2, 5, 4, 3))).toEqual(span(2, 5, 2, 6));
    expect(onOneLine(span(2, 5, 2, 30))).toEqual(span(2, 5, 2, 30));
  });
});

describe('a list of places', () => {
  it('holds each beginning once, with its first end, in the order of adding', () => {
    const list = placeList();
    const added = [span(3, 1, 3, 9), span(1, 3), span(3, 1, 8, 1), span(3, 1, 3, 2, 'g'), span(1, 31), span(13, 1)];
    for (const one of added) list.add(one);
    expect(list.all()).toEqual(added.filter((_, i) => i !== 2));
  });
});

describe('offsets', () => {
  const text = 'ab\r\ncd\r\n\re\n';
  const source = sourceText('f', text);

  it('are on the line that they belong to, breaks on the line that they end', () => {
    expect([...text].map((_, offset) => lineAt(source, offset))).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 3, 3]);
    expect(lineAt(source, text.length)).toBe(4);
  });

  it('give spans whose end is exclusive', () => {
    expect(spanBetween(source, 0, 2)).toEqual(span(1, 1, 1, 3));
    expect(spanBetween(source, 1, 6)).toEqual(span(1, 2, 2, 3));
    expect(spanBetween(source, 4, 9)).toEqual(span(2, 1, 4, 1));
    expect(spanBetween(source, 5, 5)).toEqual(span(2, 2, 2, 2));
    expect(spanBetween(source, 5, 1)).toEqual(span(2, 2, 2, 2));
    expect(spanBetween(source, 9, 11)).toEqual(span(4, 1, 5, 1));
  });

  it('count no byte order mark', () => {
    const marked = sourceText('f', '\uFEFFab\nc');
    expect(spanBetween(marked, 1, 3)).toEqual(span(1, 1, 1, 3));
    expect(spanBetween(marked, 0, 5)).toEqual(span(1, 1, 2, 2));
    expect([lineText(marked, 0), lineText(marked, 1)]).toEqual(['ab', 'c']);
  });

  it('give lines without their breaks, and nothing beyond the last', () => {
    expect([-1, 0, 1, 2, 3, 4, 5].map((line) => lineText(source, line))).toEqual(['', 'ab', 'cd', '', 'e', '', '']);
  });
});

describe('joined spans', () => {
  it('reach to the end of the second where it ends behind the first', () => {
    expect(joinSpans(span(1, 5, 1, 8), span(3, 1, 3, 4))).toEqual(span(1, 5, 3, 4));
    expect(joinSpans(span(1, 5, 1, 8), span(1, 9, 1, 12))).toEqual(span(1, 5, 1, 12));
  });
  it('are the first alone where the second ends no later, or lies elsewhere', () => {
    const first = span(2, 5, 2, 8);
    for (const second of [span(1, 1, 1, 30), span(2, 1, 2, 8), span(2, 1, 2, 3), span(3, 1, 3, 2, 'g')]) expect(joinSpans(first, second)).toBe(first);
  });
});
