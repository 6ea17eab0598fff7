import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analyze.ts';
import { json } from '../../src/show/formats/json.ts';
import { DEFAULT_OPTIONS } from '../../src/show/options.ts';
import schema from '../../src/show/report.schema.json' with { type: 'json' };
import { diskTree } from '../../src/source/files.ts';
import { AS_OF } from '../analyse.ts';
import { ACTING, empty, hostile, report } from './fixture.ts';

const validate = new Ajv({ allErrors: true }).compile(schema);
const valid = (value: unknown): boolean => validate(value);
const parsed = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

/** The schema without its tolerance of fields that it does not name. */
const closed = (node: unknown): Record<string, unknown> => {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (value === null || typeof value !== 'object') return value;
    const copy = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item)]));
    return copy['type'] === 'object' && !('additionalProperties' in copy) ? { ...copy, additionalProperties: false } : copy;
  };
  return walk(node) as Record<string, unknown>;
};

/** The same value with the keys of all objects turned round. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
};

describe('the json format', () => {
  it('loses nothing', () => {
    expect(parsed(json.render(report, DEFAULT_OPTIONS))).toEqual(report);
  });
  it('writes the same bytes whatever order the keys were made in', () => {
    expect(json.render(reversed(report) as typeof report, DEFAULT_OPTIONS)).toBe(json.render(report, DEFAULT_OPTIONS));
  });
  it('begins with the keys of the contract, in its order', () => {
    expect(Object.keys(parsed(json.render(report, DEFAULT_OPTIONS)))).toEqual([
      'schema',
      'tool',
      'asOf',
      'subject',
      'assets',
      'crossings',
      'paths',
      'controls',
      'plan',
      'assumptions',
      'loadBearing',
      'pathsLeftOut',
      'unknownCompromised',
      'graph',
      'gaps',
      'diagnostics',
    ]);
  });
  it('leaves the graph out when told to', () => {
    const text = json.render(report, { ...DEFAULT_OPTIONS, graph: false });
    expect(parsed(text)).not.toHaveProperty('graph');
    expect(valid(parsed(text))).toBe(true);
  });
  it('keeps fields that the contract does not name, after those it does, and keys that look like a prototype', () => {
    const facts = JSON.parse('{"__proto__":"x","b":"1","a":"2"}') as Record<string, string>;
    const [first, ...rest] = report.graph?.transitions ?? [];
    if (first === undefined) throw new Error('the fixture has transitions');
    const text = json.render(
      { ...report, zulu: 1, alpha: 2, graph: { states: [], transitions: [{ ...first, facts }, ...rest] } } as typeof report,
      DEFAULT_OPTIONS,
    );
    expect(Object.keys(parsed(text)).slice(-2)).toEqual(['alpha', 'zulu']);
    expect(text).toMatch(/"__proto__": "x",\s+"a": "2",\s+"b": "1"/);
  });
  it('prints nothing that a terminal would act on', () => {
    const text = json.render(hostile('\u001b[31m\u202e\u009b'), DEFAULT_OPTIONS);
    expect(text).not.toMatch(ACTING);
    expect(parsed(text)).toEqual(hostile('\u001b[31m\u202e\u009b'));
  });
});

describe('the schema of the report', () => {
  it('takes a full report and an empty one', () => {
    expect(valid(report), JSON.stringify(validate.errors)).toBe(true);
    expect(valid(empty), JSON.stringify(validate.errors)).toBe(true);
  });
  it('takes fields that are added', () => {
    expect(valid({ ...report, added: { anything: 1 } })).toBe(true);
  });
  it('knows every field that a run gives', async () => {
    const strict = new Ajv({ allErrors: true }).compile(closed(schema));
    const root = fileURLToPath(new URL('../../examples/release-bot', import.meta.url));
    const run = await analyze(diskTree(root), { asOf: AS_OF, budget: 3 });
    expect(run.paths.length).toBeGreaterThan(0);
    for (const given of [report, JSON.parse(json.render(run, DEFAULT_OPTIONS))]) {
      expect(strict(given), JSON.stringify(strict.errors?.slice(0, 3))).toBe(true);
      expect(strict({ ...given, added: 1 })).toBe(false);
    }
  });

  const [path] = report.paths;
  const [asset] = report.assets;
  const [control] = report.controls;
  const broken: readonly (readonly [string, unknown])[] = [
    ['another schema', { ...report, schema: 'chokepoint.report/2' }],
    ['a missing part', Object.fromEntries(Object.entries(report).filter(([key]) => key !== 'gaps'))],
    ['a date with a time', { ...report, asOf: '2026-11-22T00:00:00Z' }],
    ['an unknown severity', { ...report, paths: [{ ...path, severity: 'severe' }] }],
    ['an unknown actor', { ...report, paths: [{ ...path, actor: 'hacker' }] }],
    ['a path without steps', { ...report, paths: [{ ...path, steps: [] }] }],
    ['a step that needs step -1', { ...report, paths: [{ ...path, steps: [{ ...path?.steps[0], needs: [-1] }] }] }],
    ['a line 0', { ...report, assets: [{ ...asset, evidence: [{ file: 'a', line: 0, column: 1, endLine: 1, endColumn: 1 }] }] }],
    ['a gain of 4', { ...report, assets: [{ ...asset, gain: 4 }] }],
    ['a negative cost', { ...report, controls: [{ ...control, cost: -1 }] }],
    ['an assumption that is a boolean', { ...report, assumptions: [{ ...report.assumptions[0], value: true }] }],
    ['a plan that is not optimal but says nothing', { ...report, plan: { ...report.plan, optimal: undefined } }],
    ['a step with an unknown boundary', { ...report, paths: [{ ...path, steps: [{ ...path?.steps[0], boundary: 'moon' }] }] }],
    ['a graph without transitions', { ...report, graph: { states: [] } }],
    ['states of an asset that are no ids', { ...report, assets: [{ ...asset, states: [1] }] }],
    ['a control that blocks an unknown actor', { ...report, controls: [{ ...control, blocksOnly: [{ transition: 't', against: ['hacker'] }] }] }],
    ['a load-bearing guarantee that opens nothing', { ...report, loadBearing: [{ guarantee: 'g', opens: [] }] }],
    ['fewer than no paths left out', { ...report, pathsLeftOut: -1 }],
    ['something lost that is no text', { ...report, unknownCompromised: [null] }],
  ];
  it.each(broken)('refuses %s', (_, value) => {
    expect(valid(value)).toBe(false);
  });
});
