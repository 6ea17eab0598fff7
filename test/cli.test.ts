/** The built command line as a person or a CI job meets it: a process with arguments, an exit code and two streams. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../src/reason/report.ts';
import { VERSION } from '../src/version.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Not `dist`: somebody may be building or using that. Below node_modules, so that what is not bundled is found. */
const BUILD = join('node_modules', '.cache', `chokepoint-cli-${process.pid}`);
const CLI = join(ROOT, BUILD, 'cli.js');
const AS_OF = '2026-11-22';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Ended => {
  const { NO_COLOR: _, COLUMNS: __, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8', cwd: folder, env: { ...inherited, ...env } });
  return { code: status, out: stdout, err: stderr };
};
const scan = (...args: readonly string[]): Ended => run(['scan', '--as-of', AS_OF, ...args]);
const report = (...args: readonly string[]): Report => JSON.parse(scan('--format', 'json', ...args).out) as Report;

const OPEN = `on: pull_request_target
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "Thanks for \${{ github.event.pull_request.title }}"
        env:
          KEY: \${{ secrets.KEY }}
`;
const CLOSED = `on: workflow_dispatch
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo hello
`;
const BROKEN = 'on: push\njobs:\n  build: x: y\n';

let folder = '';
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/build.mjs', '--out', BUILD], { cwd: ROOT });
  folder = mkdtempSync(join(tmpdir(), 'chokepoint-cli-'));
  write('open/.github/workflows/greet.yml', OPEN);
  write('closed/.github/workflows/greet.yml', CLOSED);
  write('broken/.github/workflows/greet.yml', OPEN);
  write('broken/.github/workflows/broken.yml', BROKEN);
}, 60_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(ROOT, BUILD), { recursive: true, force: true });
});

/** One line that says what is wrong, and nothing that looks like a fault of ours. */
const oneSentence = ({ err, out }: Ended): string => {
  expect(out).toBe('');
  expect(err).toMatch(/^chokepoint: [^\n]+[.?]\n$/);
  expect(err).not.toMatch(/ {4}at |fault of chokepoint/);
  return err;
};

describe('help', () => {
  it('prints the version', () => expect(run(['--version'])).toEqual({ code: 0, out: `${VERSION}\n`, err: '' }));
  it('prints how to use it, also without arguments', () => {
    const help = run(['--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const word of [
      'scan',
      'map',
      'diff',
      'explain',
      'what-if',
      'ask',
      'init',
      'collect',
      'compare-model',
      'rules',
      'controls',
      'settings',
      'Exit codes',
    ])
      expect(help.out).toContain(word);
    expect(run([])).toEqual(help);
  });
  it('prints the options of a command', () => {
    const { code, out } = run(['scan', '--help']);
    expect(code).toBe(0);
    for (const option of ['--format', '--fail-on', '--assume', '--compromised', '--components', '--as-of']) expect(out).toContain(option);
  });
});

describe('wrong use ends with 2 and one sentence', () => {
  it.each<readonly [string, readonly string[], RegExp]>([
    ['an unknown option', ['scan', '--nonsense'], /unknown option '--nonsense'/],
    ['a mistyped option', ['scan', '--formt', 'json'], /Did you mean --format\?/],
    ['a mistyped command', ['scann'], /Did you mean scan\?/],
    ['an unknown format', ['scan', 'open', '--format', 'xml'], /no format "xml"; choose one of dot, html, json, markdown, sarif, svg, terminal/],
    ['an unknown severity', ['scan', 'open', '--fail-on', 'bad'], /critical, high, medium, low, not "bad"/],
    ['a day that there is not', ['scan', 'open', '--as-of', '2026-02-31'], /YYYY-MM-DD/],
    ['a budget that is no number', ['scan', 'open', '--budget', 'much'], /not negative/],
    ['an unknown actor', ['scan', 'open', '--actor', 'hacker'], /outsider, contributor, writer, maintainer, upstream/],
    ['an unknown asset', ['scan', 'open', '--asset', 'gold'], /called gold/],
    ['two folders', ['map', 'open', 'closed'], /too many arguments/],
    ['an option without its value', ['scan', '--format'], /argument missing/],
    ['an unknown setting', ['scan', 'open', '--assume', 'branch-protect=true'], /did you mean branch-protected\?/],
    ['a setting without a value', ['scan', 'open', '--assume', 'branch-protected'], /SETTING=VALUE/],
    ['a value that is not one of three', ['scan', 'open', '--assume', 'branch-protected=maybe'], /true, false or unknown, not "maybe"/],
    ['something lost that is not here', ['scan', 'open', '--compromised', 'NOT_HERE'], /Nothing here is called "NOT_HERE"/],
    ['nothing to explain', ['explain'], /missing required argument 'id'/],
    ['an id that nothing has', ['explain', 'p-0000000000', 'open'], /p-0000000000/],
  ])('%s', (_, args, message) => {
    const ended = run(args);
    expect(oneSentence(ended)).toMatch(message);
    expect(ended.code).toBe(2);
  });
});

describe('input that cannot be read ends with 3', () => {
  it.each<readonly [string, readonly string[]]>([
    ['a missing folder', ['scan', 'not-there']],
    ['a file where a folder should be', ['scan', 'open/.github/workflows/greet.yml']],
    ['components that are not there', ['scan', 'open', '--components', 'not-there']],
    ['a map of nothing', ['map', 'not-there.json']],
    ['a map of something else', ['map', 'open/.github/workflows/greet.yml']],
    ['a missing report', ['explain', 'source/script-injection', 'not-there.json']],
    ['a report that is none', ['explain', 'source/script-injection', 'open/.github/workflows/greet.yml']],
  ])('%s', (_, args) => {
    const ended = run(args);
    expect(ended.code).toBe(3);
    expect(ended.out).toBe('');
    expect(ended.err).toMatch(/^chokepoint: [^\n]+\n$/);
  });
});

describe('scan', () => {
  it('prints the threat model for people, and ends with 0 whatever it finds', () => {
    const { code, out, err } = scan('open');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('secret KEY');
  });
  it('takes the folder it is called in', () => {
    expect((JSON.parse(run(['scan', '--format', 'json', '--as-of', AS_OF]).out) as Report).schema).toBe('chokepoint.report/1');
  });
  it('--fail-on ends with 1 when something is at least as bad, and with 0 otherwise', () => {
    const [worst] = report('open', '--assume', 'pull-request-target-blocked=false').paths;
    expect(worst?.severity).toBe('high');
    const told = ['--assume', 'pull-request-target-blocked=false'];
    expect(scan('open', ...told, '--fail-on', 'high').code).toBe(1);
    expect(scan('open', ...told, '--fail-on', 'low').code).toBe(1);
    expect(scan('open', ...told, '--fail-on', 'critical').code).toBe(0);
    expect(scan('closed', '--fail-on', 'high').code).toBe(0);
  });
  it('--assume answers a question that a path rests on', () => {
    const outside = (value: string): unknown =>
      report('open', '--assume', `pull-request-target-blocked=${value}`).paths.filter((p) => p.actor === 'outsider').length > 0;
    expect([outside('false'), outside('true')]).toEqual([true, false]);
  });
  it('--compromised starts from what is lost already', () => {
    const { paths } = report('open', '--compromised', 'KEY');
    expect(paths.flatMap((p) => p.steps.map((s) => s.rule))).not.toContain('source/script-injection');
  });
  it('--actor and --asset choose among the paths and leave the plan as it is', () => {
    const all = report('open');
    const some = report('open', '--actor', 'outsider', '--asset', 'secret');
    expect(some.paths).toEqual(all.paths.filter((p) => p.actor === 'outsider' && p.asset.startsWith('secret:')));
    expect(some.paths.length).toBeGreaterThan(0);
    expect(some.plan).toEqual(all.plan);
  });
  it('--no-graph leaves the graph out', () => {
    expect(report('open')).toHaveProperty('graph');
    expect(report('open', '--no-graph')).not.toHaveProperty('graph');
  });
  it('gives the same bytes twice', () => expect(scan('open', '--format', 'json').out).toBe(scan('open', '--format', 'json').out));
  it('reads the rest when a file is broken, and says where it is', () => {
    const { code, out } = scan('broken', '--format', 'json');
    const { diagnostics, paths } = JSON.parse(out) as Report;
    expect(code).toBe(0);
    const [first] = diagnostics;
    expect(first).toMatchObject({ level: 'error', file: '.github/workflows/broken.yml' });
    expect(first?.evidence[0]).toMatchObject({ file: '.github/workflows/broken.yml', line: 3, column: 10 });
    expect(paths.map((p) => p.entry.workflow)).toContain('.github/workflows/greet.yml');
    expect(scan('broken').out).toContain('broken.yml:3:10');
  });
});

describe('--output', () => {
  it('writes the whole report there and nothing else anywhere', () => {
    const out = join(folder, 'out');
    mkdirSync(out);
    writeFileSync(join(out, 'report.json'), 'old, and longer than nothing');
    expect(scan('open', '--format', 'json', '--output', join(out, 'report.json'))).toEqual({ code: 0, out: '', err: '' });
    expect(readFileSync(join(out, 'report.json'), 'utf8')).toBe(scan('open', '--format', 'json').out);
    expect(readdirSync(out)).toEqual(['report.json']);
  });
  it('leaves the old file alone when the run fails', () => {
    const kept = join(folder, 'kept.json');
    writeFileSync(kept, 'old');
    expect(scan('not-there', '--format', 'json', '--output', kept).code).toBe(3);
    expect(scan('open', '--format', 'xml', '--output', kept).code).toBe(2);
    expect(readFileSync(kept, 'utf8')).toBe('old');
  });
  it('leaves nothing behind where it cannot write', () => {
    const taken = join(folder, 'taken');
    mkdirSync(join(taken, 'report.json'), { recursive: true });
    const ended = scan('open', '--format', 'json', '--output', join(taken, 'report.json'));
    expect(ended.code).toBe(2);
    expect(ended.err).toMatch(/^chokepoint: .*report\.json cannot be written/);
    expect(readdirSync(taken)).toEqual(['report.json']);
    expect(scan('open', '--output', join(folder, 'no', 'such', 'folder')).code).toBe(2);
    expect(existsSync(join(folder, 'no'))).toBe(false);
  });
});

describe('colour', () => {
  const ESCAPE = '\u001b[';
  /** A terminal, as far as the program can tell; the arguments hold nothing that a shell would take apart. */
  const inTerminal = (env: Readonly<Record<string, string>>): string => {
    const { NO_COLOR: _, ...inherited } = process.env;
    const command = `'${process.execPath}' '${CLI}' scan open --as-of ${AS_OF}`;
    return spawnSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8', cwd: folder, env: { ...inherited, TERM: 'xterm', ...env } })
      .stdout;
  };
  it('is not sent into a pipe', () => expect(scan('open').out).not.toContain(ESCAPE));
  it.skipIf(process.platform !== 'linux' || spawnSync('script', ['--version']).status !== 0)(
    'is sent to a terminal that has not asked for none',
    () => {
      expect(inTerminal({})).toContain(ESCAPE);
      const plain = inTerminal({ NO_COLOR: '1' });
      expect(plain).toContain('secret KEY');
      expect(plain).not.toContain(ESCAPE);
      expect(inTerminal({ TERM: 'dumb' })).not.toContain(ESCAPE);
    },
  );
});

describe('explain', () => {
  const explain = (id: string, source: string): Ended => run(['explain', id, source, '--as-of', AS_OF]);
  it('tells a path with its steps, from a folder and from a report', () => {
    const path = report('open').paths.find((p) => p.actor === 'outsider');
    const { code, out } = explain(path?.id ?? '', 'open');
    expect(code).toBe(0);
    expect(out).toContain(path?.id);
    expect(out).toContain('greet.yml:7');
    scan('open', '--format', 'json', '--output', join(folder, 'report.json'));
    expect(explain(path?.id ?? '', 'report.json').out).toContain(path?.id);
  });
  it('tells a rule, also where it finds nothing', () => {
    for (const source of ['open', 'closed']) {
      const { code, out } = explain('source/script-injection', source);
      expect(code).toBe(0);
      expect(out).toContain('Untrusted text becomes part of a script');
      expect(out).toContain('https://docs.github.com/');
    }
  });
  it('tells a control and a setting', () => {
    expect(explain('pin-component', 'open')).toMatchObject({ code: 0, err: '' });
    expect(explain('branch-protected', 'open').out).toContain('branch-protected');
  });
});

describe('map', () => {
  const map = (...args: readonly string[]): Ended => run(['map', '--as-of', AS_OF, ...args]);
  const page = (file: string): string => readFileSync(join(folder, file), 'utf8');

  it('writes one page and says where', () => {
    expect(map('open')).toEqual({ code: 0, out: 'trust-map.html\n', err: '' });
    expect(page('trust-map.html')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect(map('open', '-o', 'other.html').out).toBe('other.html\n');
    expect(page('other.html')).toBe(page('trust-map.html'));
    expect(scan('open', '--format', 'html').out).toBe(page('other.html'));
  });
  it('quotes the source where there is some, and not where only a report is given', () => {
    map('open');
    expect(page('trust-map.html')).toContain('"    runs-on: ubuntu-latest"');
    scan('open', '--format', 'json', '-o', join(folder, 'report.json'));
    expect(map('report.json', '-o', 'from-report.html')).toMatchObject({ code: 0, err: '' });
    expect(page('from-report.html')).not.toContain('runs-on: ubuntu-latest');
    expect(page('from-report.html')).toContain('greet.yml');
  });
  it('draws the same as a picture and for Graphviz', () => {
    expect(scan('open', '--format', 'svg').out).toMatch(/^<svg [\s\S]*class="edge open[\s\S]*<\/svg>\n$/);
    expect(scan('open', '--format', 'dot').out).toMatch(/^digraph trust \{\n[\s\S]* -> [\s\S]*\}\n$/);
  });
  it('keeps the page and says so when it cannot be opened', () => {
    // No program is found there, whatever the desktop's is called.
    const { code, out, err } = run(['map', 'open', '--as-of', AS_OF, '--open', '-o', 'opened.html'], { PATH: folder });
    expect({ code, out }).toEqual({ code: 0, out: 'opened.html\n' });
    expect(err).toMatch(/^chokepoint: opened\.html is written but could not be opened: .* Open it yourself\.\n$/);
    expect(page('opened.html')).toContain('<!doctype html>');
  });
});

describe('lists', () => {
  it.each([
    ['rules', 'source/script-injection'],
    ['controls', 'pin-component'],
    ['settings', 'branch-protected'],
  ])('%s', (what, one) => {
    const { code, out, err } = run([what]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(one);
    expect(out.split('\n').length).toBeGreaterThan(20);
  });
});

describe('diff', () => {
  const diff = (...args: readonly string[]): Ended => run(['diff', '--as-of', '2026-05-01', ...args]);
  it('two folders, and the gate that goes with it', () => {
    const opened = diff('closed', 'open', '--fail-on', 'high');
    expect(opened).toMatchObject({ code: 1, err: '' });
    expect(opened.out).toContain('OPENED');
    expect(opened.out).toContain('greet.yml:');
    expect(diff('open', 'closed', '--fail-on', 'high')).toMatchObject({ code: 0, err: '' });
    expect(diff('open', 'open').out).toContain('No attack path opened or closed.');
  });
  it('two report files, without their repositories', () => {
    run(['scan', 'open', '--as-of', '2026-05-01', '--format', 'json', '-o', 'open.json']);
    run(['scan', 'closed', '--as-of', '2026-05-01', '--format', 'json', '--no-graph', '-o', 'closed.json']);
    expect(diff('open.json', 'closed').out).toContain('CLOSED');
    expect(diff('open.json', 'closed.json')).toMatchObject({ code: 2, err: expect.stringContaining('--no-graph') });
  });
  it('revisions of a repository, and what is wrong with them', () => {
    expect(diff('HEAD')).toMatchObject({ code: 3, err: expect.stringContaining('in no git repository') });
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false', ...args], { cwd: folder });
    git('init', '-q', '-b', 'main');
    write('.github/workflows/greet.yml', CLOSED);
    git('add', '.github');
    git('commit', '-qm', 'closed');
    write('.github/workflows/greet.yml', OPEN);
    const comparison = JSON.parse(diff('HEAD', '--format', 'json').out) as {
      paths: { opened: { path: { actor: string } }[] };
      head: { revision: null };
    };
    expect(comparison.paths.opened.map(({ path }) => path.actor)).toContain('outsider');
    expect(comparison.head.revision).toBeNull();
    expect(diff('nowhere')).toMatchObject({ code: 3, err: expect.stringContaining('no revision nowhere') });
    expect(diff('HEAD', 'HEAD', '--merge-base').out).toContain('No attack path opened or closed.');
    rmSync(join(folder, '.git'), { recursive: true, force: true });
    rmSync(join(folder, '.github'), { recursive: true, force: true });
  });
});

describe('several repositories', () => {
  /** Without what tells the time. */
  const several = (...args: readonly string[]): Ended => {
    const ended = scan(...args);
    return { ...ended, err: ended.err.replace(/\d+\.\d s/, 'N s') };
  };

  const seen = new Map<string, string>();
  /** The report of one repository scanned by itself. */
  const alone = (name: string): string => {
    const out = seen.get(name) ?? scan(name).out;
    seen.set(name, out);
    return out;
  };

  it('have their reports in the order given, with threads and without', () => {
    const [threads, none] = [several('closed', 'open', 'broken', '--jobs', '2'), several('closed', 'open', 'broken', '--jobs', '1')];
    expect(threads).toEqual(none);
    expect(threads).toMatchObject({ code: 0, err: 'chokepoint: 3 repositories in N s\n' });
    expect(threads.out).toBe(['closed', 'open', 'broken'].map(alone).join(''));
  });
  it('are one line each as JSON, each the report of that repository', () => {
    const { out } = several('open', 'closed', '--format', 'json', '--jobs', '2');
    expect(
      out
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Report),
    ).toEqual([report('open'), report('closed')]);
  });
  it('are files of a folder with --output, under names that do not meet', () => {
    expect(several('open', 'closed', './open', '-f', 'sarif', '-o', 'reports')).toMatchObject({ code: 0, out: '' });
    expect(readdirSync(join(folder, 'reports')).sort()).toEqual(['closed.sarif', 'open-2.sarif', 'open.sarif']);
    expect(readFileSync(join(folder, 'reports/open-2.sarif'), 'utf8')).toBe(scan('open', '-f', 'sarif').out);
    expect(several('open', 'closed', '-f', 'sarif')).toMatchObject({ code: 2, err: expect.stringContaining('--output DIR') });
    expect(several('open', 'closed', '-o', 'reports/open.sarif')).toMatchObject({ code: 2, err: expect.stringContaining('is a file') });
  });
  it('end with the worst exit code, and one that cannot be read leaves the others alone', () => {
    expect(several('closed', 'open', '--fail-on', 'low').code).toBe(1);
    const ended = several('nowhere', 'closed', '--fail-on', 'high', '--jobs', '2');
    expect(ended).toMatchObject({ code: 3, out: alone('closed') });
    expect(ended.err).toMatch(
      /^chokepoint: nowhere cannot be read as a folder \(ENOENT\).*\nchokepoint: 2 repositories in N s, 1 of them not analysed\n$/,
    );
  });
  it('go on when one of them needs more memory than its thread may use', () => {
    write('huge/.github/workflows/huge.yml', `${CLOSED}    strategy:\n      matrix:\n        v: [${'a,'.repeat(250_000)}a]\n`);
    const ended = several('closed', 'huge', 'open', '--jobs', '1', '--max-memory', '48');
    expect(ended).toMatchObject({ code: 4, out: alone('closed') + alone('open') });
    expect(ended.err).toMatch(
      /^chokepoint: huge: not analysed: it needs more than 48 MiB .*\nchokepoint: 3 repositories in N s, 1 of them not analysed\n$/,
    );
    rmSync(join(folder, 'huge'), { recursive: true });
  });
});

describe('results that are kept', () => {
  const cached = (...args: readonly string[]): Ended => scan(...args, '--cache-dir', join(folder, 'kept'));
  /** Standard error tells when a run took long. */
  const answer = ({ code, out }: Ended): readonly unknown[] => [code, out];
  const entries = (): readonly string[] => readdirSync(join(folder, 'kept')).sort();
  const at = (path: string): number => statSync(join(folder, 'kept', path)).ino;

  it('are written as new ones, by three runs at once as by one, for whatever is asked of them', async () => {
    const alone = scan('open', 'closed', '--format', 'json', '--jobs', '1').out;
    const args = [CLI, 'scan', '--as-of', AS_OF, 'open', 'closed', '--format', 'json', '--jobs', '2', '--cache-dir', 'kept'];
    const run = (): Promise<string> =>
      new Promise((done) => {
        const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
        let out = '';
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          out += text;
        });
        child.on('close', () => done(out));
      });
    for (const out of await Promise.all([run(), run(), run()])) expect(out).toBe(alone);
    const first = entries().map((name) => [name, at(name)]);
    expect(first).toHaveLength(4);
    for (const how of [
      ['--format', 'sarif'],
      ['--actor', 'outsider', '--fail-on', 'high'],
    ])
      expect(answer(cached('open', ...how))).toEqual(answer(scan('open', ...how)));
    expect(entries().map((name) => [name, at(name)])).toEqual(first);
    const unknown = ['open', '--compromised', 'NOTHING'];
    for (const ended of [cached(...unknown), cached(...unknown)])
      expect(ended).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Nothing here is called "NOTHING"') });
  });

  it('are not kept in what is analysed, and the run says so', () => {
    const ended = scan('open', 'closed', '--cache-dir', 'closed/.cache');
    expect(ended).toMatchObject({
      code: 0,
      err: expect.stringMatching(/^chokepoint: closed\/\.cache and closed, .*no results are kept\nchokepoint: 2 repo/),
    });
    expect(existsSync(join(folder, 'closed/.cache'))).toBe(false);
  });
});
