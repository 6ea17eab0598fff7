import { describe, expect, it } from 'vitest';
import { baselineText, parseBaseline } from '../../src/settings/baseline.ts';
import { markdown } from '../../src/show/formats/markdown.ts';
import { sarif } from '../../src/show/formats/sarif.ts';
import { terminal } from '../../src/show/formats/terminal.ts';
import { DEFAULT_OPTIONS } from '../../src/show/options.ts';
import { analyse } from '../analyse.ts';
import { DAY, injected } from './fixture.ts';

const FILE = '.github/workflows/greet.yml';
const now = (files: Readonly<Record<string, string>>) => analyse(files, { asOf: DAY });
const baselineOf = async (files: Readonly<Record<string, string>>, change: (text: string) => string = (text) => text) => {
  const parsed = parseBaseline(change(baselineText((await now(files)).paths)), 'b.json');
  if ('error' in parsed) throw new Error(parsed.error);
  return parsed.baseline;
};
const against = async (files: Readonly<Record<string, string>>, baseline: Awaited<ReturnType<typeof baselineOf>>) =>
  analyse(files, { asOf: DAY, baseline });

const OLD = { [FILE]: injected() };

describe('a baseline', () => {
  it('is sorted, has one path a line, and does not depend on the order of what it is given', async () => {
    const { paths } = await now(OLD);
    expect(paths.length).toBeGreaterThan(1);
    const text = baselineText(paths);
    expect(baselineText([...paths].reverse())).toBe(text);
    const ids = text.split('\n').flatMap((line) => /"id":"(p-[^"]+)"/.exec(line)?.[1] ?? []);
    expect(ids).toEqual(paths.map(({ id }) => id).sort());
    expect(baselineText([])).toBe('{\n  "schema": "chokepoint.baseline/1",\n  "paths": []\n}\n');
  });

  it('knows what was open, and nothing else', async () => {
    const baseline = await baselineOf(OLD);
    const same = await against(OLD, baseline);
    expect(same.paths.every(({ known }) => known === true)).toBe(true);
    expect(same.baseline).toEqual({ file: 'b.json', known: same.paths.length, new: 0, worse: [], gone: [] });
    const more = await against(
      {
        ...OLD,
        '.github/workflows/other.yml': injected().replace('title', 'body').replace('permissions:', 'env: {K: "${{ secrets.KEY }}"}\npermissions:'),
      },
      baseline,
    );
    const fresh = more.paths.filter(({ known }) => known !== true);
    expect(fresh.length).toBeGreaterThan(0);
    expect(fresh.some(({ asset }) => asset === 'secret:KEY')).toBe(true);
    expect(more.baseline?.gone).toEqual([]);
  });

  it.each([
    ['moved lines', { [FILE]: injected('greet', '# one\n# two\n\n') }],
    ['another name of the job', { [FILE]: injected('welcome') }],
    ['another name of the file', { '.github/workflows/hello.yml': injected() }],
    ['both', { '.github/workflows/hello.yml': injected('welcome') }],
  ])('survives %s', async (_, files) => {
    const report = await against(files, await baselineOf(OLD));
    expect(report.paths.length).toBeGreaterThan(0);
    expect(report.paths.filter(({ known }) => known !== true)).toEqual([]);
    expect(report.baseline?.gone).toEqual([]);
  });

  it('tells entries that are about nothing any more', async () => {
    const baseline = await baselineOf(OLD);
    const report = await against(
      { [FILE]: 'on: push\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{ run: echo }]\n' },
      baseline,
    );
    expect(report.baseline?.gone).toHaveLength(baseline.paths.length - (report.baseline?.known ?? 0));
    expect(report.baseline?.gone.length).toBeGreaterThan(0);
    expect(terminal.render(report, DEFAULT_OPTIONS)).toContain('about nothing any more');
  });

  it('does not cover a path that has become worse, nor one path twice', async () => {
    const weaker = await baselineOf(OLD, (text) => text.replaceAll(/"severity":"(?:critical|high|medium)"/g, '"severity":"low"'));
    const report = await against(OLD, weaker);
    const bad = report.paths.filter(({ severity }) => severity !== 'low');
    expect(bad.length).toBeGreaterThan(0);
    expect(bad.filter(({ known }) => known === true)).toEqual([]);
    expect(report.baseline?.worse).toEqual(bad.map(({ id }) => id).sort());
    const guessed = await baselineOf(OLD, (text) => text.replaceAll('"certainty":"proven"', '"certainty":"conditional"'));
    expect((await against(OLD, guessed)).paths.filter(({ known, certainty }) => known === true && certainty === 'proven')).toEqual([]);
    const two = await against({ ...OLD, '.github/workflows/copy.yml': injected() }, await baselineOf(OLD));
    expect(two.paths.some(({ known, asset }) => known !== true && asset === 'build:.github/workflows/copy.yml')).toBe(
      two.paths.some(({ asset }) => asset === 'build:.github/workflows/copy.yml'),
    );
  });

  it('is marked in every format', async () => {
    const report = await against(OLD, await baselineOf(OLD));
    expect(terminal.render(report, DEFAULT_OPTIONS)).toContain('in the baseline, so the gate does not judge it');
    expect(markdown.render(report, DEFAULT_OPTIONS)).toMatch(/proven; known\)/);
    const log = JSON.parse(sarif.render(report, DEFAULT_OPTIONS)) as { runs: { results: { baselineState?: string }[] }[] };
    expect(log.runs[0]?.results.map(({ baselineState }) => baselineState)).toEqual(report.paths.map(() => 'unchanged'));
    const plain = JSON.parse(sarif.render(await now(OLD), DEFAULT_OPTIONS)) as typeof log;
    expect(plain.runs[0]?.results.every(({ baselineState }) => baselineState === undefined)).toBe(true);
  });

  it.each([
    ['no JSON', '{', /is not JSON/],
    ['another schema', '{"schema":"x","paths":[]}', /is no baseline/],
    ['an entry without a fingerprint', '{"schema":"chokepoint.baseline/1","paths":[{"id":"p-1"}]}', /entry \(number 1\)/],
  ])('refuses %s', (_, text, error) => {
    expect(parseBaseline(text, 'b.json')).toMatchObject({ error: expect.stringMatching(error) as string });
  });
});
