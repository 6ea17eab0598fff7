import { describe, expect, it } from 'vitest';
import { editDistanceIsOne, POPULAR_PACKAGES, popularActions } from '../../src/knowledge/names.ts';

describe('names one edit apart', () => {
  it.each([
    ['actons', 'actions'],
    ['actionss', 'actions'],
    ['actiops', 'actions'],
    ['acitons', 'actions'],
    ['ctions', 'actions'],
    ['a', ''],
  ])('%s and %s', (a, b) => {
    expect(editDistanceIsOne(a, b)).toBe(true);
    expect(editDistanceIsOne(b, a)).toBe(true);
  });

  it.each([
    ['actions', 'actions'],
    ['acton', 'actions'],
    ['sactino', 'actions'],
    ['', ''],
  ])('not %s and %s', (a, b) => {
    expect(editDistanceIsOne(a, b)).toBe(false);
  });
});

const ACTIONS = [...popularActions().byRepository.values()].flatMap((all) => all.map(({ name }) => name));

describe('the lists', () => {
  it('hold each name once', () => {
    for (const [ecosystem, names] of [['actions', ACTIONS] as const, ...Object.entries(POPULAR_PACKAGES)]) {
      expect(new Set(names).size, ecosystem).toBe(names.length);
    }
    expect(ACTIONS).toContain('actions/checkout');
  });
});
