import { describe, expect, it } from 'vitest';
import { BOUNDARIES } from '../../src/reason/graph.ts';
import { RULES } from '../../src/reason/rules/index.ts';
import { AS_OF, analyse, withSettings } from '../analyse.ts';

describe('every rule', () => {
  it('has its own id, and the list is sorted', () => {
    const ids = RULES.map((rule) => rule.id);
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  it('covers all five boundaries', () => {
    expect(new Set(RULES.map((rule) => rule.boundary))).toEqual(new Set(BOUNDARIES));
  });

  for (const rule of RULES) {
    describe(rule.id, () => {
      it('says what it is about', () => {
        expect(rule.id.startsWith(`${rule.boundary}/`)).toBe(true);
        expect(rule.title.length).toBeGreaterThan(10);
        expect(rule.why.length).toBeGreaterThan(60);
        expect(rule.references.length).toBeGreaterThan(0);
        for (const { url } of rule.references) expect(url).toMatch(/^https:\/\//);
      });

      it('has an example and its silent twin', () => {
        expect(rule.examples.length).toBeGreaterThan(0);
      });

      for (const example of rule.examples) {
        const options = { asOf: example.asOf ?? AS_OF, settings: withSettings(example.settings) };
        const stepsOf = async (files: Readonly<Record<string, string>>) =>
          (await analyse(files, options)).paths.flatMap((path) => path.steps.map((step) => step.rule));

        it(`is on an open path: ${example.title}`, async () => {
          expect(await stepsOf(example.vulnerable)).toContain(rule.id);
        });

        it(`is silent on the mended twin: ${example.title}`, async () => {
          expect(await stepsOf(example.silent)).not.toContain(rule.id);
        });
      }
    });
  }
});
