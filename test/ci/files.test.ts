/** What cannot run here: checked for its shape, and by chokepoint itself. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { analyze } from '../../src/analyze.ts';
import type { Path } from '../../src/reason/report.ts';
import { diskTree, memoryTree, overlay } from '../../src/source/files.ts';
import { AS_OF } from '../analyse.ts';
import { CHANGES, START } from '../compare/history.ts';
import { repositoryOf } from '../compare/repository.ts';
import { type Shipped, ship } from './fixture.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
let shipped: Shipped;
const made: string[] = [];
beforeAll(async () => {
  shipped = await ship();
}, 120_000);
afterAll(() => {
  shipped?.remove();
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});
const cli = (args: readonly string[], cwd = ROOT) =>
  spawnSync(process.execPath, [join(shipped.folder, 'dist/cli.js'), ...args], { cwd, encoding: 'utf8' });

describe('the action', { timeout: 120_000 }, () => {
  const action = parse(text('action.yml')) as {
    readonly inputs: Readonly<Record<string, { readonly description?: string; readonly default?: string }>>;
    readonly outputs: Readonly<Record<string, { readonly description?: string }>>;
    readonly runs: { readonly using: string; readonly main: string };
  };
  it('reads every input it declares, and no other; all have a description', () => {
    const script = text(action.runs.main);
    const read = new Set([...script.matchAll(/(?:input|option)\(env, '([\w-]+)'\)/g)].map(([, name]) => name));
    expect([...read].sort()).toEqual(Object.keys(action.inputs).sort());
    expect([...Object.values(action.inputs), ...Object.values(action.outputs)].filter(({ description }) => !description)).toEqual([]);
    expect(action.runs).toEqual({ using: 'node24', main: 'ci/github-action.mjs' });
    for (const name of Object.keys(action.outputs)) expect(script).toMatch(new RegExp(`output\\(env, \\{[^}]*\\b${name}\\b`));
  });
  it('brings no packages: what runs beside a token is in this repository', () => {
    for (const file of readdirSync(join(ROOT, 'ci')))
      expect(
        [...text(`ci/${file}`).matchAll(/from '([^']+)'/g)].map(([, from]) => from ?? '').filter((from) => !/^(?:node:|\.\/)/.test(from)),
      ).toEqual([]);
  });
});

const severe = (paths: readonly Path[]): readonly string[] =>
  paths.filter(({ severity }) => severity === 'critical' || severity === 'high').map(({ reason }) => reason);

describe('the workflows to copy', { timeout: 120_000 }, () => {
  const folder = join(ROOT, 'examples/github');
  const files = ['.github/workflows/chokepoint.yml', '.github/workflows/chokepoint-comment.yml'] as const;
  it('name every action by a commit, start with no rights, and leave pull_request_target alone', () => {
    for (const file of files) {
      const workflow = readFileSync(join(folder, file), 'utf8');
      const uses = [...workflow.matchAll(/uses: (\S+)/g)].map(([, used]) => used ?? '');
      expect(uses.length).toBeGreaterThan(1);
      expect(uses.filter((used) => !/@[0-9a-f]{40}$/.test(used))).toEqual([]);
      expect((parse(workflow) as { permissions: unknown }).permissions).toEqual({});
      expect(Object.keys((parse(workflow) as { on: object }).on)).not.toContain('pull_request_target');
    }
    expect(readFileSync(join(folder, files[1]), 'utf8')).not.toMatch(/actions\/checkout|\brun:/);
  });
  it('have no severe path, and give an outsider a job without rights and nothing else', async () => {
    const { paths, gaps, diagnostics } = await analyze(diskTree(folder), { asOf: AS_OF });
    expect(severe(paths)).toEqual([]);
    expect(diagnostics).toEqual([]);
    expect(gaps.map(({ reason }) => reason)).not.toContain('not a workflow');
    const outsider = paths.filter(({ actor }) => actor === 'outsider');
    expect(outsider.length).toBeGreaterThan(0);
    expect(outsider.filter(({ asset, severity }) => !asset.startsWith('build:') || severity !== 'low').map(({ asset }) => asset)).toEqual([]);
  });
  it('would have one if the comment were made by code of the pull request', async () => {
    const comment = readFileSync(join(folder, files[1]), 'utf8').replace(
      /( {6})- uses: chokepoint[\s\S]*$/,
      '$1- uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683\n$1  with: { ref: "${{ github.event.workflow_run.head_sha }}" }\n$1- run: npm ci && npm run comment\n',
    );
    const { paths } = await analyze(overlay(diskTree(folder), new Map([[files[1], comment]])), { asOf: AS_OF });
    expect(paths.filter(({ actor, asset }) => actor === 'outsider' && !asset.startsWith('build:')).length).toBeGreaterThan(0);
  });
  it('and this repository itself has no severe path', async () => {
    const files = Object.fromEntries(
      ['.github/workflows/ci.yml', '.github/CODEOWNERS', 'action.yml', 'package.json', '.ci/run'].map((file) => [file, text(file)]),
    );
    expect(severe((await analyze(memoryTree(files), { asOf: AS_OF })).paths)).toEqual([]);
  });
});

describe('the GitLab component', { timeout: 120_000 }, () => {
  const [header, body] = parseAllDocuments(text('templates/chokepoint.yml')).map((document) => document.toJS() as Record<string, unknown>);
  const { inputs } = (header?.['spec'] ?? {}) as {
    readonly inputs: Readonly<Record<string, { readonly default?: unknown; readonly options?: readonly unknown[] }>>;
  };
  it('uses every input it declares, and no other', () => {
    const used = new Set([...JSON.stringify(body).matchAll(/\$\[\[ inputs\.([\w-]+) \]\]/g)].map(([, name]) => name));
    expect([...used].sort()).toEqual(Object.keys(inputs).sort());
    for (const { default: given, options } of Object.values(inputs)) if (options !== undefined) expect(options).toContain(given);
    expect(inputs['image']).not.toHaveProperty('default');
  });
  it('holds two jobs of keys that GitLab knows, and asks for no token but where the note is written', () => {
    // https://docs.gitlab.com/ci/yaml/#job-keywords
    const known = new Set(['stage', 'image', 'variables', 'rules', 'script', 'artifacts', 'needs', 'allow_failure']);
    const jobs = Object.values(body ?? {}) as Record<string, unknown>[];
    expect(jobs).toHaveLength(2);
    for (const job of jobs) expect(Object.keys(job).filter((key) => !known.has(key))).toEqual([]);
    expect(text('templates/chokepoint.yml')).not.toMatch(/CI_JOB_TOKEN|dotenv|eval/);
  });
  it('has no severe path, and its image is the one thing that others could move', async () => {
    const { subject, paths } = await analyze(memoryTree({ '.gitlab-ci.yml': text('templates/chokepoint.yml') }), { asOf: AS_OF });
    expect(subject.systems).toEqual(['gitlab-ci']);
    expect(severe(paths)).toEqual([]);
    expect(paths.filter(({ actor }) => actor === 'upstream').length).toBeGreaterThan(0);
  });
  it('its first script runs as it stands', () => {
    const folder = repositoryOf([
      { subject: 'target', files: START },
      { subject: 'change', files: CHANGES['gate']?.edit(START) ?? START },
    ]);
    made.push(folder);
    execFileSync('git', ['-C', folder, 'checkout', '-q', '-f', 'main']);
    const bin = mkdtempSync(join(tmpdir(), 'chokepoint-bin-'));
    made.push(bin);
    symlinkSync(join(shipped.folder, 'dist/cli.js'), join(bin, 'chokepoint'));
    symlinkSync(join(shipped.folder, 'ci/gitlab-review.mjs'), join(bin, 'chokepoint-review'));
    symlinkSync(join(shipped.folder, 'ci/gitlab-note.mjs'), join(bin, 'chokepoint-note'));
    expect(spawnSync(join(bin, 'chokepoint-note'), { encoding: 'utf8', env: { PATH: process.env['PATH'] } })).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/not for a merge request/),
    });
    const job = Object.values(body ?? {})[0] as { readonly script: readonly string[] };
    const run = (failOn: string, base: string) =>
      spawnSync('sh', ['-ec', job.script.join('\n')], {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: `${bin}:${process.env['PATH']}`, HOME: bin, FAIL_ON: failOn, CI_MERGE_REQUEST_DIFF_BASE_SHA: base },
      });
    const base = execFileSync('git', ['-C', folder, 'rev-parse', 'main~1'], { encoding: 'utf8' }).trim();
    expect(run('high', base)).toMatchObject({ status: 1, stdout: expect.stringMatching(/^This change opens/) });
    expect(existsSync(join(folder, 'review.json'))).toBe(true);
    expect(run('none', base).status).toBe(0);
    expect(run('none', '')).toMatchObject({ status: 0, stdout: expect.stringContaining('OPEN ATTACK PATHS') });
  });
});

describe('the pre-commit hooks', { timeout: 120_000 }, () => {
  const hooks = parse(text('.pre-commit-hooks.yaml')) as readonly Readonly<Record<string, unknown>>[];
  it('have what pre-commit asks for, and nothing it does not know', () => {
    // https://pre-commit.com/#new-hooks
    const known = new Set([
      'id',
      'name',
      'description',
      'entry',
      'language',
      'pass_filenames',
      'files',
      'always_run',
      'stages',
      'minimum_pre_commit_version',
    ]);
    for (const hook of hooks) {
      expect(Object.keys(hook).filter((key) => !known.has(key))).toEqual([]);
      expect(hook).toMatchObject({
        id: expect.any(String),
        name: expect.any(String),
        entry: expect.stringMatching(/^chokepoint /),
        language: 'node',
      });
    }
    expect((JSON.parse(text('package.json')) as { bin: object }).bin).toEqual({ chokepoint: 'dist/cli.js' });
  });
  it('run for files of pipelines, and not for others', () => {
    const files = new RegExp(String(hooks[0]?.['files']));
    for (const file of ['.github/workflows/a.yml', 'tools/setup/action.yaml', '.gitlab-ci.yml', 'CODEOWNERS', 'chokepoint.yml', 'Jenkinsfile'])
      expect(file).toMatch(files);
    for (const file of ['README.md', 'docs/.github/workflows/a.yml', '.github/workflows/a/b.yml', 'src/chokepoint.yml'])
      expect(file).not.toMatch(files);
  });
  it('fail for a change that opens a path, and pass for one that does not', () => {
    const folder = repositoryOf([{ subject: 'start', files: START }]);
    made.push(folder);
    execFileSync('git', ['-C', folder, 'checkout', '-q', '-f', 'main']);
    const entry = String(hooks[0]?.['entry']).split(' ').slice(1);
    expect(cli(entry, folder).status).toBe(0);
    const file = '.github/workflows/triage.yml';
    writeFileSync(join(folder, file), CHANGES['gate']?.edit(START)[file] ?? '');
    expect(cli(entry, folder).status).toBe(1);
  });
});

describe('the container', { timeout: 120_000 }, () => {
  const lines = text('Dockerfile').split('\n');
  it('ends as a user without rights, from a base that can be pinned in one place', () => {
    expect(lines.findLast((line) => line.startsWith('USER '))).toBe('USER node');
    expect(lines.filter((line) => line.startsWith('FROM ')).every((line) => line.startsWith('FROM ${NODE}'))).toBe(true);
    expect(text('Dockerfile')).not.toMatch(/^ADD |curl|wget|npm install/m);
  });
  it('is given everything that the build needs, and no more than that', () => {
    const given = text('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1).replace(/\/$/, ''));
    const room = mkdtempSync(join(tmpdir(), 'chokepoint-context-'));
    made.push(room);
    for (const file of given) cpSync(join(ROOT, file), join(room, file), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(room, 'node_modules'));
    execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: room });
    expect(existsSync(join(room, 'dist/cli.js'))).toBe(true);
    for (const [, from] of text('Dockerfile').matchAll(/--from=build (.*) \/opt/g))
      for (const file of (from ?? '').split(' ')) expect(existsSync(join(room, file.replace('/src/', '')))).toBe(true);
  });
});

describe('completions', { timeout: 120_000 }, () => {
  const has = (program: string): boolean => spawnSync(program, ['-c', 'true']).status === 0;
  const script = (shell: string): string => {
    const { status, stdout } = cli(['completion', shell]);
    expect(status).toBe(0);
    return stdout;
  };
  const file = (shell: string): string => {
    const folder = mkdtempSync(join(tmpdir(), 'chokepoint-complete-'));
    made.push(folder);
    writeFileSync(join(folder, 'script'), script(shell));
    mkdirSync(join(folder, 'a folder'));
    return join(folder, 'script');
  };
  it('bash offers commands, options, and the values of each', () => {
    const path = file('bash');
    const offered = (...words: readonly string[]): readonly string[] => {
      const body = `source "$1"; shift; cd "$(dirname "$0")"; COMP_WORDS=(chokepoint "$@"); COMP_CWORD=$#; _chokepoint; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', body, path, path, ...words], { encoding: 'utf8' });
      expect(stderr).toBe('');
      return stdout.trim().split('\n');
    };
    expect(offered('hi')).toEqual(['history']);
    expect(offered('scan', '--fail-on', '')).toEqual(['critical', 'high', 'medium', 'low']);
    expect(offered('history', '-f', 'h')).toEqual(['html']);
    expect(offered('diff', '-f', 'h')).toEqual(['']);
    expect(offered('policy', 'te')).toEqual(['test']);
    expect(offered('policy', 'test', '--as')).toEqual(['--as-of']);
    expect(offered('completion', '')).toContain('powershell');
    expect(offered('scan', '--output', 'a')).toEqual(['a folder']);
    expect(offered('scan', 'a')).toEqual(['a folder']);
  });
  it.skipIf(!has('fish'))('fish offers the same', () => {
    const path = file('fish');
    const offered = (line: string): readonly string[] =>
      execFileSync('fish', ['--no-config', '-c', `source ${path}; complete -C '${line}'`], { encoding: 'utf8' })
        .trim()
        .split('\n')
        .map((one) => one.split('\t')[0] ?? '');
    expect(offered('chokepoint hi')).toEqual(['history']);
    expect([...offered('chokepoint scan --fail-on ')].sort()).toEqual(['critical', 'high', 'low', 'medium']);
    expect(offered('chokepoint history --li')).toEqual(['--limit']);
    expect(offered('chokepoint policy te')).toContain('test');
  });
  it.skipIf(!has('zsh'))('zsh loads them and finds its functions', () => {
    const path = file('zsh');
    const { stdout, stderr } = spawnSync(
      'zsh',
      ['-f', '-c', `autoload -U compinit; compinit -u -D; source ${path}; print $_comps[chokepoint]; functions _chokepoint_of | head -c 20`],
      {
        encoding: 'utf8',
      },
    );
    expect([stdout, stderr]).toEqual([expect.stringMatching(/^_chokepoint\n_chokepoint_of \(\)/), '']);
  });
  it('PowerShell: every string is closed, every bracket has its partner', () => {
    const bare = script('powershell')
      .replace(/^#.*$/gm, '')
      .replace(/'[^'\n]*'/g, '')
      .replace(/"[^"\n]*"/g, '');
    expect(bare).not.toMatch(/['"]/);
    for (const [open, close] of ['()', '{}', '[]'].map((pair) => pair.split('')))
      expect(bare.split(open ?? '').length).toBe(bare.split(close ?? '').length);
  });
  it('a shell that nobody knows is told in one line', () => {
    const { status, stdout, stderr } = cli(['completion', 'tcsh']);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^chokepoint: .*bash, zsh, fish, powershell\.\n$/);
  });
});
