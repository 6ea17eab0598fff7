/** Scenarios and scopes for the tests of this folder. */
import { eventValue, sameInScenario } from '../../src/read/github-actions/contexts.ts';
import type { ExpressionScope } from '../../src/read/github-actions/evaluate.ts';
import { NO_FACTS, type OnTrigger, type ScenarioSeed, scenariosOf, type TriggerFacts } from '../../src/read/github-actions/triggers.ts';
import type { Span } from '../../src/source/span.ts';

export const AT: Span = { file: '.github/workflows/w.yml', line: 3, column: 1, endLine: 3, endColumn: 9 };
export const TODAY = '2026-11-22';

export const on = (event: string, more: Partial<OnTrigger> = {}): OnTrigger => ({
  event,
  types: null,
  branches: null,
  branchesIgnore: null,
  tags: null,
  tagsIgnore: null,
  paths: null,
  workflows: null,
  inputs: [],
  span: AT,
  ...more,
});

export const seeds = (event: string, more: Partial<OnTrigger> = {}, asOf = TODAY, facts: Partial<TriggerFacts> = {}): readonly ScenarioSeed[] =>
  scenariosOf(on(event, more), asOf, { ...NO_FACTS, ...facts });

/** The scenario with this id, which must be there. */
export const seed = (id: string, more: Partial<OnTrigger> = {}, asOf = TODAY, facts: Partial<TriggerFacts> = {}): ScenarioSeed => {
  const [event = ''] = id.split('/');
  const found = seeds(event, more, asOf, facts).find((s) => s.id === id);
  if (found === undefined) throw new Error(`no scenario ${id}`);
  return found;
};

export const scopeOf = (scenario: ScenarioSeed): ExpressionScope => ({
  lookup: (path, span) => eventValue(path, scenario, span ?? AT),
  same: (left, right) => sameInScenario(scenario, left, right),
});
