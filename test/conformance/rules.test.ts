import { describe, expect, it } from 'vitest';
import { BOUNDARIES } from '../../src/reason/graph.ts';
import type { Report } from '../../src/reason/report.ts';
import { RULES } from '../../src/reason/rules/index.ts';
import { AS_OF, analyse, withSettings } from '../analyse.ts';

/** Of one sort only: nothing is to be told apart. */
const WITHOUT_FACTS = new Set(['artifact/poisoned-artifact', 'configuration/branch-push']);

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
        const stepsOf = ({ paths }: Report) => paths.flatMap((path) => path.steps.map((step) => step.rule));

        it(`is on an open path: ${example.title}`, async () => {
          const report = await analyse(example.vulnerable, options);
          expect(stepsOf(report)).toContain(rule.id);
          // Whatever it infers there can be looked up in the files, and is told apart by facts (which fingerprints and controls rest on).
          for (const { id, evidence, facts } of report.graph?.transitions.filter((t) => t.rule === rule.id) ?? []) {
            expect(evidence.length, id).toBeGreaterThan(0);
            for (const span of evidence) expect(Object.keys(example.vulnerable), id).toContain(span.file);
            for (const [fact, value] of Object.entries(facts)) expect(typeof value, `${id} ${fact}`).toBe('string');
            if (!WITHOUT_FACTS.has(rule.id)) expect(Object.keys(facts), id).not.toEqual([]);
          }
        });

        it(`is silent on the mended twin: ${example.title}`, async () => {
          expect(stepsOf(await analyse(example.silent, options))).not.toContain(rule.id);
        });
      }
    });
  }
});
