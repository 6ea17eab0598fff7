import { describe, expect, it } from 'vitest';
import { clip, escapeHiddenInJson, plain, segments, visible, visibleLines } from '../../src/show/text.ts';

describe('visible', () => {
  it('leaves ordinary text alone, letters of all scripts and emoji included', () => {
    for (const text of ['build: npm ci', 'Prüfung', 'ビルド', 'тест', '🧪 tests', '⚠️ deploy', 'tiếng Việt']) expect(visible(text)).toBe(text);
  });
  it('writes terminal escapes and controls out', () => {
    expect(visible('\u001b[2Jx\u0007\r\n\t\u009b')).toBe('\\u{1B}[2Jx\\u{7}\\u{D}\\u{A}\\u{9}\\u{9B}');
  });
  it('writes bidirectional controls, zero-width characters, tags and fillers out', () => {
    expect(visible('a\u202eb\u2066c\u200bd\ufeffe\u{e0041}f\u3164')).toBe('a\\u{202E}b\\u{2066}c\\u{200B}d\\u{FEFF}e\\u{E0041}f\\u{3164}');
  });
  it('writes halves of characters out', () => {
    expect(visible('a\ud800b')).toBe('a\\u{D800}b');
  });
  it('stops marks that pile up on one letter', () => {
    const piled = visible(`a${'\u0301'.repeat(9)}`);
    expect(piled).toContain('\\u{301}');
    expect(piled.startsWith('a\u0301\u0301\u0301\u0301\\')).toBe(true);
  });
  it('keeps the lines of a text of several lines', () => {
    expect(visibleLines('a\r\nb\tc\rd')).toEqual(['a', 'b  c', 'd']);
  });
});

describe('segments', () => {
  it('sets names apart', () => {
    expect(
      segments('run `a b` in `c`.')
        .filter((s) => s.name)
        .map((s) => s.text),
    ).toEqual(['a b', 'c']);
  });
  it('takes a backtick without a partner for prose', () => {
    expect(segments('`a` is ` odd')).toEqual([
      { text: 'a', name: true },
      { text: " is ' odd", name: false },
    ]);
  });
  it('cuts endless names', () => {
    expect(plain(`\`${'x'.repeat(5000)}\` runs`).length).toBeLessThan(200);
  });
});

describe('clip', () => {
  it('never cuts a character in half', () => {
    expect(clip('ab😀cd', 4)).toBe('ab…');
    expect(clip('abc', 3)).toBe('abc');
  });
});

describe('escapeHiddenInJson', () => {
  it('keeps every value and prints nothing hidden', () => {
    const value = { 'k\u202e': ['\u001b[0m', '\u007f\u009b', '\u{e0041}', 'ü😀', 'line\nbreak'] };
    const text = escapeHiddenInJson(JSON.stringify(value, null, 2));
    expect(JSON.parse(text)).toEqual(value);
    expect(text).not.toMatch(/[\u202e\u007f\u009b]|\u{e0041}/u);
    expect(text).toContain('ü😀');
  });
});
