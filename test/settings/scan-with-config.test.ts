/** `chokepoint scan` with chokepoint.yml and a snapshot beside the files: exit codes, what is told, and that a repository cannot hide behind them. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scan } from '../../src/cli/scan.ts';
import type { Report } from '../../src/reason/report.ts';

let root = '';
const write = (path: string, text: string): void => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
};
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'chokepoint-config-'));
  write(
    'repo/.github/workflows/greet.yml',
    `on: pull_request_target
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
        env:
          KEY: \${{ secrets.KEY }}
`,
  );
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const sink = (): { readonly stream: NodeJS.WriteStream; readonly text: () => string } => {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => chunks.join('') };
};
const run = async (options: Readonly<Record<string, unknown>> = {}) => {
  const [out, err] = [sink(), sink()];
  const code = await scan(
    join(root, 'repo'),
    { format: 'json', asOf: '2026-01-01', ...options },
    { stdout: out.stream, stderr: err.stream, env: {} },
  );
  return { code, out: out.text(), err: err.text(), report: () => JSON.parse(out.text()) as Report };
};
const HIGH = { failOn: 'high' };

describe('chokepoint.yml at the root', () => {
  it('decides, and the report says so at its top', async () => {
    write('repo/chokepoint.yml', 'settings:\n  repository-private: true\n');
    const { report } = await run();
    expect(report().paths.filter((p) => p.actor === 'outsider')).toEqual([]);
    expect(report().declarations).toMatchObject({ files: ['chokepoint.yml'], settings: ['repository-private'] });
    for (const format of ['terminal', 'markdown']) expect((await run({ format })).out).toContain('Declared in chokepoint.yml');
  });

  it('is not used with --no-config, nor are its neighbours', async () => {
    write('repo/chokepoint.yml', "settings:\n  repository-private: true\nignore: ['.github/**']\n");
    write('repo/chokepoint.snapshot.json', '{}');
    const { report } = await run({ config: false });
    expect(report().paths.some((p) => p.actor === 'outsider')).toBe(true);
    expect(report().declarations).toBeUndefined();
    expect(report().diagnostics).toEqual([]);
  });

  it('that is wrong is told with its places, and nothing of it is used', async () => {
    write('repo/chokepoint.yml', "settings:\n  repository-private: true\nignor: ['.github/**']\n");
    const { code, report } = await run(HIGH);
    expect(code).toBe(1);
    expect(report().diagnostics[0]).toMatchObject({ level: 'error', file: 'chokepoint.yml', evidence: [{ line: 3, column: 1 }] });
    expect(report().diagnostics[0]?.message).toContain('did you mean ignore?');
    expect(report().declarations).toBeUndefined();
  });

  it('that leads out of the repository is not read', async () => {
    write('elsewhere.yml', 'settings:\n  repository-private: true\n');
    symlinkSync(join(root, 'elsewhere.yml'), join(root, 'repo/chokepoint.yml'));
    const { report } = await run();
    expect(report().declarations).toBeUndefined();
  });
});

describe('a named file', () => {
  it('must be right, and every error is told', async () => {
    write('mine.yml', 'settings:\n  branch-protectd: true\n  tags-protectd: true\n');
    const { code, err, out } = await run({ config: join(root, 'mine.yml') });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('mine.yml:2:3: There is no setting "branch-protectd"; did you mean branch-protected?');
    expect(err).toContain('mine.yml:3:3: ');
    expect((await run({ config: join(root, 'not-there.yml') })).code).toBe(2);
    expect((await run({ snapshot: join(root, 'mine.yml') })).code).toBe(2);
  });

  it('stands in place of the one at the root', async () => {
    write('repo/chokepoint.yml', 'settings:\n  repository-private: true\n');
    write('mine.yml', 'version: 1\n');
    expect((await run({ config: join(root, 'mine.yml') })).report().paths.some((p) => p.actor === 'outsider')).toBe(true);
  });
});

describe('--fail-on', () => {
  const accept = (id: string, expires: string): void =>
    write('repo/chokepoint.yml', `accepted:\n  - path: ${id}\n    reason: it is gone next week\n    owner: me\n    expires: ${expires}\n`);

  it('skips accepted paths until they expire', async () => {
    const { code, report } = await run(HIGH);
    expect(code).toBe(1);
    const high = report().paths.filter((p) => ['critical', 'high'].includes(p.severity));
    expect(high.length).toBe(1);
    accept(high[0]?.id ?? '', '2026-01-01');
    const accepted = await run(HIGH);
    expect(accepted.code).toBe(0);
    expect(accepted.report().paths.find((p) => p.id === high[0]?.id)?.accepted?.owner).toBe('me');
    expect((await run({ ...HIGH, asOf: '2026-01-02' })).code).toBe(1);
    expect((await run({ ...HIGH, config: false })).code).toBe(1);
    expect((await run({ ...HIGH, format: 'terminal' })).out).toContain('accepted by me until 2026-01-01: it is gone next week');
    const sarif = JSON.parse((await run({ format: 'sarif' })).out) as {
      runs: { results: { suppressions?: unknown[]; properties: { pathId: string } }[] }[];
    };
    expect(sarif.runs[0]?.results.filter((r) => r.suppressions !== undefined).map((r) => r.properties.pathId)).toEqual([high[0]?.id]);
  });

  it('may stand in the file, and is overruled by the command line', async () => {
    write('repo/chokepoint.yml', 'thresholds:\n  fail-on: high\n');
    expect((await run()).code).toBe(1);
    expect((await run({ failOn: 'critical' })).code).toBe(0);
    expect((await run({ config: false })).code).toBe(0);
  });

  it('most says how many of a severity may be open', async () => {
    const high = (await run()).report().paths.filter((p) => p.severity === 'high' && p.certainty === 'proven').length;
    for (const [most, code] of [
      [high, 0],
      [high - 1, 1],
    ] as const) {
      write('repo/chokepoint.yml', `thresholds:\n  most: { high: ${most} }\n`);
      expect((await run()).code).toBe(code);
    }
  });
});

describe('a snapshot', () => {
  const SNAPSHOT = {
    schema: 'chokepoint.snapshot/1',
    system: 'github',
    repository: 'a/b',
    api: 'https://api.example',
    complete: false,
    settings: [
      { id: 'repository-private', value: true, from: 'GET /repos/a/b', at: '2026-01-01T00:00:00Z' },
      { id: 'no-such-setting', value: true, from: 'GET /x', at: '2026-01-01T00:00:00Z' },
      { id: 7 },
    ],
    notRead: [],
    done: [],
  };
  it('at the root counts, after what is declared; that it is not complete is told', async () => {
    write('repo/chokepoint.snapshot.json', JSON.stringify(SNAPSHOT));
    const { report } = await run();
    expect(report().paths.filter((p) => p.actor === 'outsider')).toEqual([]);
    expect(report().assumptions.find((a) => a.id === 'repository-private')).toMatchObject({
      value: 'true',
      at: '2026-01-01',
      source: 'chokepoint.snapshot.json: GET /repos/a/b',
    });
    expect(report().diagnostics[0]?.message).toContain('not complete');
    write('repo/chokepoint.yml', 'settings: { repository-private: false }\n');
    expect((await run()).report().paths.some((p) => p.actor === 'outsider')).toBe(true);
  });
  it('that is none is told and not used', async () => {
    write('repo/chokepoint.snapshot.json', '{"schema": "chokepoint.snapshot/1"');
    const { code, report } = await run();
    expect([code, report().diagnostics[0]?.file, report().diagnostics[0]?.level]).toEqual([0, 'chokepoint.snapshot.json', 'error']);
  });
});
