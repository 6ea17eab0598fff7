import fc from 'fast-check';
import unicodeWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import wrapAnsi from 'wrap-ansi';
import { stringWidth, wrapped } from '../../src/show/terminal/paper.ts';

/** ASCII, what reports are drawn with, and what is not as it looks. */
const character = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...'abc 1.-/`·×—“”…→─│✔✖▲') },
  { weight: 1, arbitrary: fc.constantFrom('\ufe0f', '\u200d', '\u0301', '界', '🟢', '\u001b[31m', '\n', '한') },
);
const text = fc.array(character, { maxLength: 60 }).map((parts) => parts.join(''));
const plain = fc.array(fc.constantFrom(...'abc 1.-/`·×—“”…→─│✔✖▲', ' ', ' '), { maxLength: 80 }).map((parts) => parts.join(''));

describe('shortcuts for plain text', () => {
  it('measure as the library does', () => {
    fc.assert(
      fc.property(fc.oneof(text, plain), (one) => stringWidth(one) === unicodeWidth(one)),
      { numRuns: 500 },
    );
  });

  it('wrap as the library does', () => {
    fc.assert(
      fc.property(fc.oneof(text, plain), fc.integer({ min: 1, max: 30 }), (one, room) => {
        expect(wrapped(one, room)).toEqual(wrapAnsi(one, room, { hard: true, trim: true }).split('\n'));
      }),
      { numRuns: 500 },
    );
  });
});
