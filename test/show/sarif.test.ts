import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import ajvFormats from 'ajv-formats';
import type { Log, Result } from 'sarif';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/reason/report.ts';
import { sarif } from '../../src/show/formats/sarif.ts';
import { DEFAULT_OPTIONS } from '../../src/show/options.ts';
import { shared } from '../shared.ts';
import { ACTING, empty, hostile, knowledge, report } from './fixture.ts';

const OPTIONS = { ...DEFAULT_OPTIONS, knowledge };
const log = (given: Report): Log => JSON.parse(sarif.render(given, OPTIONS)) as Log;
const results = (given: Report): readonly Result[] => log(given).runs[0]?.results ?? [];

const OFFICIAL = shared('CHOKEPOINT_SARIF_SCHEMA', 'schemas/sarif-schema-2.1.0.json');

describe('the sarif format', () => {
  it('has one result for each path, the worst first, with its level', () => {
    expect(results(report).map((result) => [result.properties?.['pathId'], result.level])).toEqual([
      ['p-3f9a1c', 'error'],
      ['p-8812de', 'error'],
      ['p-b01c44', 'warning'],
    ]);
  });
  it('names the rule of the last crossing and points at it', () => {
    const [, second] = results(report);
    expect(second?.ruleId).toBe('configuration/secret-in-job');
    expect(second?.locations?.[0]?.physicalLocation).toMatchObject({
      artifactLocation: { uri: '.github/workflows/greet.yml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 12, startColumn: 22, endColumn: 45 },
    });
  });
  it('tells every step in the code flow, each at a place', () => {
    const locations = results(report)[0]?.codeFlows?.[0]?.threadFlows[0]?.locations ?? [];
    expect(locations.map((at) => at.location?.physicalLocation?.region?.startLine)).toEqual([2, 7, 7, 10, 12, 8]);
    expect(locations.filter((at) => at.importance === 'essential').map((at) => at.kinds?.[1])).toEqual([
      'source',
      'source',
      'configuration',
      'artifact',
    ]);
  });
  it('has rules whose severity is that of their worst path, and indices that fit', () => {
    const run = log(report).runs[0];
    const rules = run?.tool.driver.rules ?? [];
    expect(rules.map((rule) => [rule.id, rule.properties?.['security-severity']])).toEqual([
      ['artifact/publish', '9.5'],
      ['configuration/secret-in-job', '8.0'],
      ['runner/persist', '5.5'],
    ]);
    for (const result of run?.results ?? []) expect(rules[result.ruleIndex ?? -1]?.id).toBe(result.ruleId);
  });
  it('gives the help of rules it knows', () => {
    const [path] = report.paths;
    if (path === undefined) throw new Error('the fixture has paths');
    const steps = path.steps.slice(0, 4);
    const [rule] = log({ ...report, paths: [{ ...path, steps }] }).runs[0]?.tool.driver.rules ?? [];
    expect(rule).toMatchObject({
      id: 'source/script-injection',
      name: 'ScriptInjection',
      helpUri: 'https://docs.github.com/en/actions/concepts/security/script-injections',
    });
    expect(rule?.properties?.['tags']).toContain('external/cwe/cwe-94');
  });
  it('has fingerprints that do not depend on places', () => {
    const moved = JSON.parse(JSON.stringify(report).replaceAll('"line":', '"line":1').replaceAll('"endLine":', '"endLine":1')) as Report;
    expect(results(moved).map((result) => result.partialFingerprints)).toEqual(results(report).map((result) => result.partialFingerprints));
    expect(new Set(results(report).map((result) => result.partialFingerprints?.['chokepoint/v1'])).size).toBe(3);
  });
  it('encodes file names that are not addresses', () => {
    const text = JSON.stringify(report).replaceAll('.github/workflows/greet.yml', 'a b/100%/ü#?[x]:.yml');
    expect(
      results(JSON.parse(text) as Report)[0]?.codeFlows?.[0]?.threadFlows[0]?.locations[0]?.location?.physicalLocation?.artifactLocation?.uri,
    ).toBe('a%20b/100%25/%C3%BC%23%3F%5Bx%5D%3A.yml');
  });
  it('lets no name become a link or a control character, and no half character stop it', () => {
    const text = sarif.render(hostile('[x](https://example.invalid)\u001b[0m\u202e\ud800'), OPTIONS);
    for (const result of (JSON.parse(text) as Log).runs[0]?.results ?? []) {
      expect(result.message.text).not.toMatch(/(^|[^\\])\[x/);
      expect(result.message.text).not.toMatch(ACTING);
    }
  });
  it('points somewhere even when no step has a place', () => {
    const bare = JSON.parse(JSON.stringify(report), (key, value: unknown) => (key === 'evidence' ? [] : value)) as Report;
    for (const result of results(bare)) expect(result.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toMatch(/yml$/);
  });
  it('is whole without a single path', () => {
    expect(log(empty)).toMatchObject({ version: '2.1.0', runs: [{ tool: { driver: { name: 'chokepoint', rules: [] } }, results: [] }] });
  });
  it.skipIf(OFFICIAL === null)('agrees with the official schema', () => {
    const ajv = new Ajv({ strict: false, unicodeRegExp: false, allErrors: true });
    ajvFormats.default(ajv);
    // The file calls itself draft-04, and uses nothing that draft-07 reads otherwise, but for these two keys.
    const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(OFFICIAL ?? '', 'utf8')) as Record<string, unknown>;
    const validate = ajv.compile(schema);
    for (const given of [report, empty, hostile('\u001b"[x](y)\ud800%\n')])
      expect(validate(log(given)), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  });
});
