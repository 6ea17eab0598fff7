/** `chokepoint history` on real git repositories: the twelve changes one after the other, and what a history must not get wrong. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diffCommand } from '../../src/cli/diff.ts';
import { historyCommand } from '../../src/cli/history.ts';
import type { Streams } from '../../src/cli/io.ts';
import type { Comparison } from '../../src/compare/comparison.ts';
import type { History, HistoryRevision } from '../../src/compare/history/history.ts';
import { type Direction, directionOf } from '../../src/show/history/facts.ts';
import schema from '../../src/show/history/history.schema.json' with { type: 'json' };
import { ACTING } from '../show/fixture.ts';
import { CHANGES, type Files, START } from './history.ts';
import { type Revision, repositoryOf } from './repository.ts';

const DAY = '2026-05-01';
const made: string[] = [];
const repository = (revisions: readonly Revision[]): string => {
  const folder = repositoryOf(revisions);
  made.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}
const ended = async (run: (streams: Streams) => Promise<number>): Promise<Ended> => {
  const texts = ['', ''];
  const stream = (n: number): NodeJS.WriteStream =>
    new Writable({
      write(chunk, _, done) {
        texts[n] += String(chunk);
        done();
      },
    }) as unknown as NodeJS.WriteStream;
  const code = await run({ stdout: stream(0), stderr: stream(1), env: { PATH: process.env['PATH'] } });
  return { code, out: texts[0] ?? '', err: texts[1] ?? '' };
};
const history = (repo: string, range = 'HEAD', options = {}): Promise<Ended> =>
  ended((streams) => historyCommand(range, { repo, format: 'json', asOf: DAY, limit: 100, ...options }, streams));
const told = async (repo: string, range = 'HEAD', options = {}): Promise<History> => {
  const { code, out, err } = await history(repo, range, options);
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out) as History;
};

/** In this order each can be made: what is loosened first is mended, unpinned, renamed and moved later. */
const ORDER: readonly (readonly [string, Direction])[] = [
  ['stepAdded', 'same'],
  ['upgraded', 'same'],
  ['gate', 'worse'],
  ['reordered', 'same'],
  ['rights', 'worse'],
  ['unpinned', 'worse'],
  ['jobRenamed', 'same'],
  ['fileMoved', 'same'],
  ['mended', 'better'],
  ['owners', 'worse'],
  ['secret', 'worse'],
  // In place of a trigger without rights: what needed an approval there is gone with it.
  ['trigger', 'mixed'],
];
const TWELVE: readonly Revision[] = (() => {
  let files: Files = START;
  return [
    { subject: 'start', files },
    ...ORDER.map(([id]) => {
      // A pinned action is at another commit since `upgraded`.
      files =
        id === 'unpinned'
          ? Object.fromEntries(Object.entries(files).map(([f, text]) => [f, text.replace(/acme\/notes@[0-9a-f]{40}/, 'acme/notes@v2')]))
          : (CHANGES[id]?.edit(files) ?? files);
      return { subject: id, files };
    }),
  ];
})();

describe('twelve changes, one after the other', { timeout: 120_000 }, () => {
  let repo = '';
  let all: History;
  const at = (id: string): HistoryRevision => {
    const found = all.revisions.find(({ subject }) => subject === id);
    if (found === undefined) throw new Error(id);
    return found;
  };
  beforeAll(async () => {
    repo = repository(TWELVE);
    all = await told(repo);
  }, 60_000);

  it('each has its verdict, and the harmless ones are silent', () => {
    expect(all.revisions.map((revision) => [revision.subject, directionOf(revision)])).toEqual([['start', 'worse'], ...ORDER]);
    for (const [id, direction] of ORDER) {
      if (direction !== 'same') continue;
      const { opened, closed, judged, changes } = at(id);
      const { components, ...rest } = changes;
      expect([id, opened, closed, judged, Object.values(rest).flat()]).toEqual([id, [], [], [], []]);
      expect(components.map(({ name, unpinned }) => [name, unpinned])).toEqual(id === 'upgraded' ? [['acme/notes', false]] : []);
    }
  });
  it('diff of each with its parent says the same', async () => {
    const line = ['HEAD~12', ...ORDER.map((_, index) => (index === 11 ? 'HEAD' : `HEAD~${11 - index}`))];
    for (const [index, [id]] of ORDER.entries()) {
      const { code, out } = await ended((streams) => diffCommand(line[index] ?? '', line[index + 1], { repo, format: 'json', asOf: DAY }, streams));
      const { paths, guarantees, rights, secrets } = JSON.parse(out) as Comparison;
      const { opened, closed, changes } = at(id);
      expect([id, code, paths.opened.length, paths.closed.length]).toEqual([id, 0, opened.length, closed.length]);
      expect(new Set(guarantees.lost.map(({ guarantee }) => guarantee.statement))).toEqual(new Set(changes.guaranteesLost));
      expect([rights.gained.length, secrets.gained.length]).toEqual([changes.rightsGained.length, changes.secretsGained.length]);
    }
  });
  it('what each lost or gained is named', () => {
    expect(at('rights').changes.rightsGained).toEqual([{ workflow: '.github/workflows/comment.yml', job: 'greet', what: 'contents: write' }]);
    expect(at('secret').changes.secretsGained.map(({ job, what }) => [job, what])).toEqual([['greet', 'SLACK_TOKEN']]);
    expect(at('owners').changes.guaranteesLost.length).toBeGreaterThan(0);
    expect(at('owners').files).toEqual(['.github/CODEOWNERS']);
    expect(at('unpinned').changes.components).toMatchObject([{ name: 'acme/notes', unpinned: true }]);
    expect(at('fileMoved').renamed).toEqual([{ from: '.github/workflows/release.yml', to: '.github/workflows/publish.yml' }]);
  });
  it('paths go from the revision that opened them to the one that closed them, through other edits of the file', () => {
    const life = all.paths.find(({ actor, asset, from }) => actor === 'outsider' && asset === 'secret:TRIAGE_KEY' && from.how === 'opened');
    expect(life?.from.revision).toBe(at('gate').revision);
    expect(life?.to).toMatchObject({ how: 'closed', revision: at('mended').revision });
    expect(life?.from.causes[0]?.places[0]?.file).toBe('.github/workflows/triage.yml');
  });
  it('and through the renaming of their file', () => {
    const moved = all.paths.filter(({ actor, asset, to }) => actor === 'upstream' && asset === 'publication:npm:@acme/widget' && to === null);
    expect(moved.map(({ from }) => from.revision)).toContain(at('unpinned').revision);
    expect(moved.every(({ workflow }) => workflow === '.github/workflows/publish.yml')).toBe(true);
    expect(all.paths.filter(({ from, to }) => [from.revision, to?.revision].includes(at('fileMoved').revision))).toEqual([]);
  });
  it('indices and lives belong together, and counts follow from them', () => {
    for (const { revision, opened, closed } of all.revisions) {
      expect(opened.every((index) => all.paths[index]?.from.how === 'opened' && all.paths[index]?.from.revision === revision)).toBe(true);
      expect(closed.every((index) => all.paths[index]?.to?.revision === revision)).toBe(true);
    }
    const last = all.revisions.at(-1);
    expect(all.paths.filter(({ to }) => to === null).length).toBe(Object.values(last?.paths ?? {}).reduce((sum, n) => sum + n, 0));
  });
  it('the JSON is what the schema says, the same at every run', async () => {
    const validate = new Ajv({ allErrors: true }).compile(schema);
    expect(validate(all) ? [] : validate.errors).toEqual([]);
    expect((await history(repo)).out).toBe((await history(repo)).out);
    expect(Object.keys(all)).toEqual(Object.keys(schema.properties));
  });
  it('the terminal tells the curve, the table, and who opened and closed what', async () => {
    const { out } = await history(repo, 'HEAD', { format: 'terminal' });
    expect(out).toMatch(/13 revisions seen, 13 of them/);
    expect(out).toMatch(/^ {2}✖ {2}2026-01-04 {2}[0-9a-f]{8} .* gate$/m);
    expect(out).toContain(`closed by ${at('mended').revision.slice(0, 8)}`);
    expect(out).toContain(`opened by ${at('gate').revision.slice(0, 8)}`);
    // The start has no bar, since there was nothing.
    expect(out).toMatch(/^ {3}[▁▂▃▄▅▆▇█]{13}$/m);
  });
  it('a range begins with the model that was there', async () => {
    const part = await told(repo, 'HEAD~6..HEAD~4');
    expect(part.revisions.map(({ subject }) => subject)).toEqual(['jobRenamed', 'fileMoved']);
    expect(part.start.risk).toBe(at('unpinned').risk);
    expect(part.paths.every(({ from, to }) => from.how === 'before' && to === null)).toBe(true);
    const limited = await told(repo, 'HEAD', { limit: 2 });
    expect([limited.range.cut, limited.revisions.map(({ subject }) => subject)]).toEqual(['limit', ['secret', 'trigger']]);
  });
});

describe('what is not analysed, and what is not told', { timeout: 120_000 }, () => {
  const readme = (text: string, files: Files = START): Revision => ({ subject: text, files: { ...files, 'README.md': text, 'src/index.js': text } });

  it('a revision that changes nothing that is read; a tree that was there before', async () => {
    const loose = CHANGES['gate']?.edit(START) ?? START;
    const all = await told(repository([readme('1'), readme('2'), readme('3', loose), readme('4', loose), readme('5'), readme('6', loose)]));
    expect(all.revisions.map(({ subject }) => subject)).toEqual(['1', '3', '5', '6']);
    // Nothing before the first, and two configurations.
    expect(all.range).toMatchObject({ seen: 6, analysed: 3, cut: null });
    expect(all.revisions[1]?.sameAs).toBe(all.revisions[3]?.revision);
    const twice = all.paths.filter(({ actor, asset }) => actor === 'outsider' && asset === 'secret:TRIAGE_KEY');
    expect(twice.map(({ from, to }) => [from.revision, to?.revision ?? null])).toEqual([
      [all.revisions[3]?.revision, null],
      [all.revisions[1]?.revision, all.revisions[2]?.revision],
    ]);
  });

  it('a script that a workflow runs counts, whether it comes, changes or goes', async () => {
    const start: Files = {
      '.github/workflows/ci.yml':
        'on: { issue_comment: { types: [created] } }\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: bash ./say.sh\n        env: { BODY: "${{ github.event.comment.body }}" }\n',
    };
    const with_ = (text: string): Files => ({ ...start, 'say.sh': text });
    const all = await told(
      repository([
        { subject: 'none', files: start },
        { subject: 'quoted', files: with_('echo "$BODY"\n') },
        { subject: 'evaluated', files: with_('eval "$BODY"\n') },
        { subject: 'gone', files: start },
      ]),
    );
    expect(all.revisions.filter(({ files }) => files.includes('say.sh')).map(({ subject }) => subject)).toContain('evaluated');
    const life = all.paths.find(
      ({ actor, from }) => actor === 'outsider' && from.revision === all.revisions.find((r) => r.subject === 'evaluated')?.revision,
    );
    expect(life?.to?.revision).toBe(all.revisions.at(-1)?.revision);
  });

  it('merges are one revision; what a side branch did in between is not told', async () => {
    const repo = repository([readme('1')]);
    const git = (...args: readonly string[]): void => {
      execFileSync('git', ['-C', repo, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { stdio: 'ignore' });
    };
    git('checkout', '-q', '-f', 'main');
    git('checkout', '-q', '-b', 'side');
    for (const id of ['gate', 'mended']) {
      const path = join(repo, '.github/workflows/triage.yml');
      writeFileSync(
        path,
        CHANGES[id]?.edit({ ...START, '.github/workflows/triage.yml': readFileSync(path, 'utf8') })['.github/workflows/triage.yml'] ?? '',
      );
      git('commit', '-qam', id);
    }
    git('checkout', '-q', 'main');
    git('merge', '-q', '--no-ff', '-m', 'merged', 'side');
    const all = await told(repo);
    expect(all.revisions.map(({ subject }) => subject)).toEqual(['1', 'merged']);
    expect(all.revisions[1]?.files).toEqual(['.github/workflows/triage.yml']);
  });
});

describe('bad input', { timeout: 120_000 }, () => {
  it('a shallow clone tells what is there, and what to do', async () => {
    const repo = repository(TWELVE);
    const clone = join(tmpdir(), `chokepoint-shallow-${process.pid}`);
    made.push(clone);
    execFileSync('git', ['clone', '-q', '--bare', '--depth', '3', `file://${repo}`, clone]);
    const { code, out, err } = await history(clone);
    expect(code).toBe(0);
    expect(err).toMatch(/shallow clone.*git fetch --unshallow/);
    const all = JSON.parse(out) as History;
    expect([all.range.cut, all.revisions.map(({ subject }) => subject)]).toEqual(['shallow', ['secret', 'trigger']]);
    expect(all.start.revision).not.toBeNull();
    expect(all.paths.some(({ from }) => from.how === 'before')).toBe(true);
  });
  it('ranges that are none, and options that are wrong, are told in one line', async () => {
    const repo = repository([{ subject: 'one', files: START }]);
    for (const [range, options, code, message] of [
      ['a...b', {}, 2, /A\.\.B/],
      ['nowhere', {}, 3, /no revision nowhere/],
      ['--output=x..HEAD', {}, 3, /no revision --output=x/],
      ['HEAD', { limit: 0 }, 2, /whole number/],
      ['HEAD', { format: 'pdf' }, 2, /terminal, json, html/],
      ['HEAD', { repo: tmpdir() }, 3, /no git repository/],
    ] as const) {
      const ran = await history(repo, range, options);
      expect([ran.code, ran.out]).toEqual([code, '']);
      expect(ran.err).toMatch(message);
      expect(ran.err.trim().split('\n')).toHaveLength(1);
    }
  });
  it('subjects and names that mean harm, and files that are not YAML', async () => {
    const payload = '<img src=x onerror=alert(1)>|`[x](javascript:1)\u001b[2J\u202e</script>';
    const loose = CHANGES['gate']?.edit(START) ?? START;
    const renamed = Object.fromEntries(
      Object.entries(loose).map(([file, text]) => [file.replace('triage', `tri${payload.replaceAll('/', '')}`), text]),
    );
    const repo = repository([
      { subject: payload, files: { ...START, '.github/workflows/broken.yml': 'on: push\njobs:\n  build: x: y\n' } },
      { subject: payload, files: renamed },
    ]);
    for (const format of ['terminal', 'json', 'html']) {
      const { code, out } = await history(repo, 'HEAD', { format });
      expect(code).toBe(0);
      for (const hidden of ['\u001b', '\u202e']) expect(out).not.toContain(hidden);
      if (format === 'terminal') expect(out).not.toMatch(ACTING);
    }
  });
});
