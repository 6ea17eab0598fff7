import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import ajvFormats from 'ajv-formats';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { compareReports, NoGraphError } from '../../src/compare/compare.ts';
import type { Report } from '../../src/reason/report.ts';
import { opensAtLeast, verdict } from '../../src/show/comparison/facts.ts';
import { COMMENT_MARKER, comparisonMarkdown } from '../../src/show/comparison/markdown.ts';
import { comparisonSarif } from '../../src/show/comparison/sarif.ts';
import { comparisonTerminal } from '../../src/show/comparison/terminal.ts';
import { DEFAULT_OPTIONS } from '../../src/show/options.ts';
import { analyse } from '../analyse.ts';
import { shared } from '../shared.ts';
import { ACTING } from '../show/fixture.ts';
import { CHANGES, START } from './history.ts';

const OFFICIAL = shared('CHOKEPOINT_SARIF_SCHEMA', 'schemas/sarif-schema-2.1.0.json');
const both = async (id: string): Promise<readonly [Report, Report]> => [
  await analyse(START, { asOf: '2026-05-01' }),
  await analyse(CHANGES[id]?.edit(START) ?? START, { asOf: '2026-05-01' }),
];

describe('what is shown of a comparison', () => {
  it('the verdict comes first, then causes with their lines, and nothing of what stayed', async () => {
    const comparison = compareReports(...(await both('gate')));
    const text = comparisonTerminal(comparison, DEFAULT_OPTIONS);
    expect(text.split('\n')[0]).toMatch(/^This change opens \d+ attack paths/);
    expect(text).toContain('.github/workflows/triage.yml:');
    expect(text).not.toContain('acme/notes');
    // Paths that the same line opened are told together.
    expect(text.match(/The attacker chooses/g)).toHaveLength(1);
    expect(verdict(compareReports(...(await both('jobRenamed'))))).toBe('No attack path opened or closed.');
  });
  it('a comment begins with its marker, and folds away what got better', async () => {
    const text = comparisonMarkdown(compareReports(...(await both('gate'))));
    expect(text.startsWith(`${COMMENT_MARKER}\n`)).toBe(true);
    expect(text.length).toBeLessThan(65_536);
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
  });
  it('SARIF tells new, absent and unchanged results apart', async () => {
    const [base, head] = await both('trigger');
    const log = JSON.parse(comparisonSarif(compareReports(base, head), head, DEFAULT_OPTIONS)) as Log;
    const states = new Set(log.runs[0]?.results?.map((r) => r.baselineState));
    expect(states).toEqual(new Set(['new', 'absent', 'unchanged']));
    if (OFFICIAL !== null) {
      const ajv = new Ajv({ strict: false, unicodeRegExp: false });
      ajvFormats.default(ajv);
      // The file calls itself draft-04, and uses nothing that draft-07 reads otherwise, but for these two keys.
      const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(OFFICIAL, 'utf8')) as Record<string, unknown>;
      const validate = ajv.compile(schema);
      expect(validate(log) ? [] : validate.errors).toEqual([]);
    }
  });
  it('--fail-on counts what the change opens, not what was there', async () => {
    const all = () => true;
    expect(opensAtLeast(compareReports(...(await both('gate'))), 'high', all)).toBe(true);
    expect(opensAtLeast(compareReports(...(await both('gate'))), 'high', () => false)).toBe(false);
    expect(opensAtLeast(compareReports(...(await both('secret'))), 'high', all)).toBe(false);
    expect(opensAtLeast(compareReports(...(await both('upgraded'))), 'low', all)).toBe(false);
  });
  it('names from a hostile repository do no harm', async () => {
    const payload = '<img src=x onerror=alert(1)>|`[x](javascript:1)\u001b[2J\u202e';
    const rename = (files: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(files).map(([file, text]) => [file.replace('triage', `tri${payload}`), text]));
    const base = await analyse(rename(START), { asOf: '2026-05-01' });
    const head = await analyse(rename(CHANGES['gate']?.edit(START) ?? {}), { asOf: '2026-05-01' });
    const comparison = compareReports(base, head);
    expect(comparison.paths.opened.length).toBeGreaterThan(0);
    const [markdown, terminal] = [comparisonMarkdown(comparison), comparisonTerminal(comparison, DEFAULT_OPTIONS)];
    expect(markdown).not.toMatch(ACTING);
    expect(terminal).not.toMatch(ACTING);
    // Everything that is markup in the comment is ours.
    expect(
      markdown
        .replace(/`[^`]*`/g, '')
        .match(/<[^>]*>/g)
        ?.filter((tag) => !/^<(?:\/?details|\/?summary|\/?sub|!-- chokepoint:diff --)>$/.test(tag)) ?? [],
    ).toEqual([]);
  });
  it('a report without its graph is refused with what to do', async () => {
    const [base, head] = await both('gate');
    const { graph: _, ...bare } = base;
    expect(() => compareReports(bare as Report, head)).toThrow(NoGraphError);
  });
});
