import { describe, expect, it } from 'vitest';
import { decodeText } from '../../src/source/decode.ts';

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);
const without = (text: string): Uint8Array => Buffer.from(text, 'utf16le');

describe('bytes to text', () => {
  it.each([
    ['nothing', bytes(), ''],
    ['UTF-8', Buffer.from('on: ä'), 'on: ä'],
    ['UTF-8 with a mark', Buffer.from('\uFEFFon'), 'on'],
    ['few characters, one of them NUL', bytes(0x61, 0, 0x62), 'a\0b'],
    ['a NUL among many', bytes(0x61, 0x62, 0, 0x63, 0x64), 'ab\0cd'],
    ['UTF-16 of few characters, with a mark', bytes(0xff, 0xfe, 0x61, 0), 'a'],
    ['the other UTF-16', bytes(0xfe, 0xff, 0, 0x61), 'a'],
  ])('%s is read', (_, given, text) => expect(decodeText(given)).toEqual({ text }));

  it.each([
    ['UTF-16 without a mark', without('on: push')],
    ['UTF-16 that is as short as can be told', without('on')],
    ['every third byte NUL', bytes(0x61, 0x62, 0, 0x61, 0x62, 0)],
    ['half a mark before NULs', bytes(0xff, 0x61, 0, 0)],
    ['half of the other mark before NULs', bytes(0xfe, 0x61, 0, 0)],
    ['the second half of a mark before NULs', bytes(0x61, 0xfe, 0, 0)],
    ['the second half of the other mark before NULs', bytes(0x61, 0xff, 0, 0)],
  ])('%s is told as what it is', (_, given) =>
    expect(decodeText(given)).toEqual({
      text: null,
      problem: expect.stringMatching(/^UTF-16 without a byte order mark, or binary.*save the file as UTF-8$/),
    }),
  );

  it.each([
    ['half a mark', bytes(0xff, 0x61, 0x62, 0x63), /^no valid UTF-8, so/],
    ['half of the other mark', bytes(0xfe, 0x61, 0x62, 0x63), /^no valid UTF-8, so/],
    ['the second half of a mark', bytes(0x61, 0xfe, 0x62, 0x63), /^no valid UTF-8, so/],
    ['the second half of the other mark', bytes(0x61, 0xff, 0x62, 0x63), /^no valid UTF-8, so/],
    ['other bytes with a NUL', bytes(0x61, 0xff, 0, 0x62, 0x63), /^no valid UTF-8 \(perhaps UTF-16/],
    ['half a pair behind a mark', bytes(0xff, 0xfe, 0x00, 0xd8), /^no valid utf-16le, so/],
    ['half a pair behind the other mark', bytes(0xfe, 0xff, 0xd8, 0x00), /^no valid utf-16be, so/],
  ])('%s is no text', (_, given, problem) => expect(decodeText(given)).toEqual({ text: null, problem: expect.stringMatching(problem) }));
});
