import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/reason/report.ts';
import { terminal } from '../../src/show/formats/terminal.ts';
import { DEFAULT_OPTIONS, type RenderOptions } from '../../src/show/options.ts';
import { analyse } from '../analyse.ts';
import { ACTING, empty, hostile, knowledge, readFixture, report } from './fixture.ts';

const render = (given: Report, over: Partial<RenderOptions> = {}): string =>
  terminal.render(given, { ...DEFAULT_OPTIONS, knowledge, read: readFixture, ...over });
const ESCAPE = '\u001b';
/** Takes our own colours away; whatever escape is left came from somewhere else. */
const uncolored = (text: string): string => text.replaceAll(new RegExp(`${ESCAPE}\\[\\d{1,2}m`, 'g'), '');
const many = (n: number): Report => ({
  ...report,
  assets: Array.from({ length: n }, (_, i) => ({ id: `secret:S${i}`, kind: 'secret' as const, name: `S${i}`, gain: 2 as const, evidence: [] })),
});
const screen = (text: string): readonly string[] => (text.split('── ')[0] ?? '').trimEnd().split('\n');

describe('the terminal format', () => {
  it('fits its summary on one screen, however many assets there are', () => {
    for (const given of [report, many(50), empty]) expect(screen(render(given)).length).toBeLessThanOrEqual(38);
  });
  it('gives every asset a row, those without a path too', () => {
    const text = render(report);
    for (const { name } of report.assets) expect(text).toContain(name.slice(0, 20));
    expect(text).toMatch(/DEPLOY_KEY\s+no path/);
    const all = render(many(50));
    for (let i = 0; i < 50; i++) expect(all).toMatch(new RegExp(`S${i}\\s+no path`));
  });
  it('counts paths by severity and certainty, and crossings of all five boundaries', () => {
    const lines = screen(render(report));
    expect(lines.find((line) => line.includes('proven'))).toMatch(/proven\s+1\s+1\s+·\s+·/);
    expect(lines.find((line) => line.includes('conditional'))).toMatch(/conditional\s+·\s+·\s+1\s+·/);
    for (const title of ['Source', 'Dependency', 'Runner', 'Configuration', 'Artifact'])
      expect(lines.some((line) => line.trim().startsWith(title))).toBe(true);
  });
  it('underlines the very characters of the span', () => {
    const lines = render(report).split('\n');
    const at = lines.findIndex((line) => line.includes('10 │ - run: echo'));
    const code = lines[at] ?? '';
    const marks = lines[at + 1] ?? '';
    expect(code.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('${{ github.event.pull_request.title }}');
    expect(lines[at - 1]).toContain('.github/workflows/greet.yml:10:31');
  });
  it('keeps the marked part of a very long line in sight', () => {
    const long = `${'x'.repeat(3000)}NEEDLE${'y'.repeat(3000)}`;
    const [path] = report.paths;
    if (path === undefined) throw new Error('the fixture has paths');
    const steps = path.steps.map((step) => ({ ...step, evidence: [{ file: 'long.yml', line: 1, column: 3001, endLine: 1, endColumn: 3007 }] }));
    expect(render({ ...report, paths: [{ ...path, steps }] }, { read: () => long })).toContain('NEEDLE');
  });
  it('names joins, weak gates and conditions', () => {
    const text = render(report, { width: 120 });
    expect(text).toContain('AND: needs steps 2 and 3');
    expect(text).toMatch(/gate: The job starts only .* weak: one merged typo/);
    expect(text).toContain('runner-ephemeral@linux,self-hosted = false');
  });
  it('asks the question of an unknown setting with what hangs on it', () => {
    const text = render(report);
    expect(text).toContain('Does each machine of this pool run one job');
    expect(text).toContain('if not: 1 medium');
    expect(text.indexOf('fork-secrets-withheld  if not')).toBeLessThan(text.indexOf('runner-ephemeral@linux,self-hosted  if not'));
  });
  it('closes with the four mistakes', () => {
    const text = render(report);
    for (const title of ['Tools instead of trust', 'Internal taken for trusted', 'Third parties left out', 'The ideal instead of the real'])
      expect(text).toContain(title);
    expect(text).toContain('2 guarantees stand on 7 crossings');
  });
  it('tells only as many paths in full as it should, and lists the others', () => {
    const text = render(report, { paths: 1 });
    expect(text).toContain('the worst of 1 way in');
    expect(text).toMatch(/p-b01c44\s+medium/);
    expect(text).not.toContain('A process stays on the machine');
  });
  it('keeps to every width from 60 to 200, with colour and without', () => {
    for (const given of [report, many(20), hostile('ビルド'.repeat(40)), hostile(`${ESCAPE}]8;;x`)]) {
      for (const width of [60, 80, 97, 200]) {
        for (const line of uncolored(render(given, { width, color: width === 80 })).split('\n'))
          expect(stringWidth(line), line).toBeLessThanOrEqual(width);
      }
    }
  });
  it('counts what a way leads to beside what it names, without a plural of more', async () => {
    const secrets = Array.from({ length: 9 }, (_, i) => `          S${i}: \${{ secrets.S${i} }}\n`).join('');
    const found = await analyse({
      '.github/workflows/greet.yml': `on: issues\npermissions: {}\njobs:\n  greet:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo "\${{ github.event.issue.title }}"\n        env:\n${secrets}`,
    });
    const lines = uncolored(render(found, { width: 200 })).replaceAll(/\s+/g, ' ');
    expect(lines).toMatch(/also leads to (?:[^;]*; ){6}\d more /);
  });
  it('says the same with colour as without, but for backticks', () => {
    const bare = (text: string): string => text.replaceAll(/[`\s]/g, '');
    expect(bare(uncolored(render(report, { color: true, width: 200 })))).toBe(bare(render(report, { width: 200 })));
    expect(render(report)).not.toContain(ESCAPE);
  });
  it('lets nothing of the repository act on the terminal', () => {
    const payload = `${ESCAPE}[2J${ESCAPE}]0;x\u0007\u202e\u200b\r\u009b31m`;
    const text = render(hostile(payload), { color: true, read: () => `a ${payload} b\n`.repeat(20) });
    expect(uncolored(text)).not.toMatch(ACTING);
    expect(text).toContain('\\u{202E}');
  });
  it('says so when there is nothing', () => {
    expect(render(empty)).toContain('No asset and no path was found.');
    expect(render({ ...report, paths: [] })).toContain('No open path reaches any of 6 assets.');
  });
  it('says how many paths the limits kept out', () => {
    expect(render(report)).toContain('4 more paths to the same assets are not listed');
    expect(render(empty)).not.toContain('not listed');
  });
  it('says risk left only where the order of next steps is that of the plan', () => {
    const order = [{ control: 'drop-secret@greet', riskLeft: 5 }, ...report.plan.order];
    const text = render({ ...report, plan: { ...report.plan, order } });
    expect(screen(text).join('\n')).toContain('takes risk 15.75');
    expect(text).toMatch(/1\. +Take secret .* risk left 5/);
  });
  it('does without the files', () => {
    expect(render(report, { read: () => null })).toContain('.github/workflows/greet.yml:10:31');
    expect(render(report, { read: () => '' })).toContain('.github/workflows/greet.yml:10:31');
  });
});
