/** `chokepoint baseline`, `scan --baseline` and `policy test`: exit codes, what is written, and that a repository cannot hide behind a file. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { baselineCommand } from '../../src/cli/baseline.ts';
import type { Streams } from '../../src/cli/io.ts';
import { policyTestCommand } from '../../src/cli/policy-test.ts';
import { scan } from '../../src/cli/scan.ts';
import { DAY, HARMLESS, injected } from './fixture.ts';

let root = '';
const at = (path: string): string => join(root, path);
const write = (path: string, text: string): void => {
  mkdirSync(join(at(path), '..'), { recursive: true });
  writeFileSync(at(path), text);
};
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'chokepoint-gate-'));
  write('repo/.github/workflows/greet.yml', injected());
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = async (command: (path: string, options: Readonly<Record<string, unknown>>, streams: Streams) => Promise<number>, options = {}) => {
  const texts = ['', ''];
  const stream = (n: number): NodeJS.WriteStream =>
    new Writable({
      write(chunk, _, done) {
        texts[n] += String(chunk);
        done();
      },
    }) as unknown as NodeJS.WriteStream;
  const code = await command(at('repo'), { format: 'terminal', asOf: DAY, ...options }, { stdout: stream(0), stderr: stream(1), env: {} });
  return { code, out: texts[0] ?? '', err: texts[1] ?? '' };
};

describe('a baseline on the command line', () => {
  it('lets the gate judge what is new only', async () => {
    expect((await run(scan, { failOn: 'low' })).code).toBe(1);
    expect(await run(baselineCommand)).toMatchObject({ code: 0, err: '' });
    const file = at('repo/chokepoint.baseline.json');
    const written = readFileSync(file, 'utf8');
    // A second run writes the same, whatever the baseline in force.
    write('repo/chokepoint.yml', 'policy: { baseline: chokepoint.baseline.json }\n');
    await run(baselineCommand);
    expect(readFileSync(file, 'utf8')).toBe(written);
    expect((await run(scan, { failOn: 'low' })).code).toBe(0);
    expect((await run(scan, { failOn: 'low', config: false })).code).toBe(1);
    expect((await run(scan, { failOn: 'low', config: false, baseline: file })).code).toBe(0);
    write('repo/.github/workflows/more.yml', injected().replace('contents', 'packages'));
    const more = await run(scan, { failOn: 'high' });
    expect(more.code).toBe(1);
    expect(more.out).toContain('Baseline chokepoint.baseline.json:');
  });

  it('that is missing, wrong, or outside of the repository opens nothing', async () => {
    await run(baselineCommand, { output: at('outside.json') });
    symlinkSync(at('outside.json'), at('repo/link.json'));
    write('repo/wrong.json', '{}');
    for (const [file, told] of [
      ['none.json', 'not in this repository'],
      ['../outside.json', 'not in this repository'],
      ['link.json', 'not in this repository'],
      ['wrong.json', 'is no baseline'],
    ] as const) {
      write('repo/chokepoint.yml', `policy: { baseline: ${file} }\n`);
      const { code, out } = await run(scan, { failOn: 'high', format: 'json' });
      expect([file, code]).toEqual([file, 1]);
      expect(out).toContain(told);
    }
    const named = await run(scan, { baseline: at('repo/wrong.json') });
    expect(named).toMatchObject({ code: 2, out: '' });
  });
});

const POLICY = (workflow: string, expected: string, more = ''): string => `policy:
  rules:
    - id: no-release
      reason: strangers ship nothing
      never: { from: outsider, to: { kind: release } }
${more}  tests:
    - name: a case
      rule: no-release
      workflow: |
${workflow.replaceAll(/^/gm, '        ')}
      expect: ${expected}
`;

describe('policy', () => {
  it('decides the exit code beside --fail-on', async () => {
    write('repo/chokepoint.yml', POLICY(HARMLESS, 'holds'));
    expect((await run(scan)).code).toBe(1);
    expect((await run(scan, { config: false })).code).toBe(0);
    write('repo/.github/workflows/greet.yml', HARMLESS);
    expect((await run(scan)).code).toBe(0);
  });

  it('is tried with its cases, whatever the repository holds', async () => {
    for (const [workflow, expected] of [
      [HARMLESS, 'holds'],
      [injected(), 'broken'],
    ] as const) {
      write('repo/chokepoint.yml', POLICY(workflow, expected));
      expect(await run(policyTestCommand)).toMatchObject({ code: 0, out: 'ok      no-release: a case\n1 case, all as expected\n' });
    }
    write('repo/chokepoint.yml', POLICY(injected(), 'holds'));
    const { code, out } = await run(policyTestCommand);
    expect(code).toBe(1);
    expect(out).toContain('chokepoint.yml:7: expected holds, but it is broken');
  });

  it('is tried on folders of the repository, and on no others', async () => {
    const folder = (name: string): string => POLICY('x', 'broken').replace(/ {6}workflow: \|\n {8}x\n/, `      folder: ${name}\n`);
    write('repo/cases/one/.github/workflows/a.yml', injected());
    write('repo/chokepoint.yml', folder('cases/one'));
    expect((await run(policyTestCommand)).code).toBe(0);
    write('repo/chokepoint.yml', folder('..'));
    expect((await run(policyTestCommand)).code).toBe(2);
    mkdirSync(at('repo/cases/empty'));
    write('repo/chokepoint.yml', folder('cases/empty').replace('expect: broken', 'expect: holds'));
    const empty = await run(policyTestCommand);
    expect(empty.code).toBe(1);
    expect(empty.out).toContain('there is no workflow in it that can be read');
  });

  it('without cases, or wrong, is wrong use', async () => {
    expect((await run(policyTestCommand)).code).toBe(2);
    write('repo/chokepoint.yml', 'policy:\n  rulez: []\n');
    const { code, err } = await run(policyTestCommand);
    expect(code).toBe(2);
    expect(err).toContain('chokepoint.yml:2:3: there is no key "rulez" here; did you mean rules?');
  });
});
