import { describe, expect, it } from 'vitest';
import { FORMATS, formatOf } from '../../src/show/formats/index.ts';
import { FORMAT_IDS, loadFormat } from '../../src/show/formats/load.ts';
import { DEFAULT_OPTIONS } from '../../src/show/options.ts';
import { empty, hostile, knowledge, readFixture, report } from './fixture.ts';

const OPTIONS = { ...DEFAULT_OPTIONS, knowledge, read: readFixture };

describe('the list of formats', () => {
  it('is sorted by id, without repetition', () => {
    const ids = FORMATS.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
  });
  it('finds a format by its id only', () => {
    expect(formatOf('json')?.mediaType).toBe('application/json');
    expect(formatOf('__proto__')).toBeNull();
  });
  it('is the same where each is loaded when it is asked for', async () => {
    expect(await Promise.all(FORMAT_IDS.map(loadFormat))).toEqual(FORMATS);
    expect(await loadFormat('__proto__')).toBeNull();
  });
});

describe.each(FORMATS)('the format $id', (format) => {
  it('has a title, a media type and an extension without a dot', () => {
    expect(format.title).not.toBe('');
    expect(format.mediaType).toMatch(/^[a-z]+\/[a-z.+-]+$/);
    expect(format.extension).toMatch(/^[a-z]+$/);
  });
  it('ends in one line break and gives the same bytes twice', () => {
    for (const given of [report, empty]) {
      const text = format.render(given, OPTIONS);
      expect(text).toMatch(/[^\n]\n$/);
      expect(format.render(structuredClone(given), OPTIONS)).toBe(text);
    }
  });
  it('does not change the report', () => {
    const before = structuredClone(report);
    format.render(report, OPTIONS);
    expect(report).toEqual(before);
  });
  it.each([
    ['that is very long', 'x'.repeat(20_000)],
    ['with half a character', '\ud800\udc00\ud800'],
    ['of a prototype', '__proto__'],
    ['with placeholders', '%s{0}$&'],
    ['of several lines', '\n\n---\n'],
  ])('takes a name %s', (_, payload) => {
    expect(format.render(hostile(payload), OPTIONS).length).toBeGreaterThan(0);
  });
  it('takes references that lead nowhere', () => {
    const lost = { ...report, assets: [], controls: [], crossings: [], graph: { states: [], transitions: [] } };
    expect(format.render(lost, OPTIONS).length).toBeGreaterThan(0);
  });
});
