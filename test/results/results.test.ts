/** Reports that an earlier run kept: the same bytes as made anew, and never anything but what this run would have made. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { AnalyzeOptions } from '../../src/analyze.ts';
import { reportThrough } from '../../src/cli/results.ts';
import { openResultsFolder } from '../../src/cli/results-folder.ts';
import type { Report } from '../../src/reason/report.ts';
import { FORMATS } from '../../src/show/formats/index.ts';
import { DEFAULT_OPTIONS } from '../../src/show/options.ts';
import { diskTree, type FileTree } from '../../src/source/files.ts';
import { report as made } from '../show/fixture.ts';

const root = mkdtempSync(join(tmpdir(), 'chokepoint-results-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const WORKFLOW = `on: pull_request_target
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "Thanks for \${{ github.event.pull_request.title }}"
        env:
          KEY: \${{ secrets.KEY }}
`;
const FLOW = '.github/workflows/greet.yml';
const OPTIONS: AnalyzeOptions = { asOf: '2026-11-22', settings: new Map(), compromised: [], repository: 'o/r', revision: 'a'.repeat(40) };

/** An analysis that reads what is there and in no other way tells anything: quick, where only keeping is at stake. */
const quick = async (tree: FileTree, options: AnalyzeOptions): Promise<Report> => {
  const texts = [tree, options.components?.tree].flatMap(
    (one) => one?.files.filter((file) => file.endsWith('.yml')).map((file) => one.read(file)) ?? [],
  );
  const { asOf, revision } = options;
  return { schema: 'chokepoint.report/1', asOf, subject: { revision }, graph: { texts }, diagnostics: [...tree.diagnostics] } as unknown as Report;
};

let [repository, folder] = ['', ''];
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(repository, path)), { recursive: true });
  writeFileSync(join(repository, path), text);
};
beforeEach(() => {
  repository = mkdtempSync(join(root, 'repository-'));
  folder = mkdtempSync(join(root, 'kept-'));
  write(FLOW, WORKFLOW);
  write('README.md', '# one\n');
});

interface Ran {
  readonly report: Report;
  /** Did it have to be analysed? */
  readonly made: boolean;
  readonly trouble: string | null;
}

type Analyze = (tree: FileTree, options: AnalyzeOptions) => Promise<Report>;
const run = async (
  options: AnalyzeOptions = OPTIONS,
  build = 'b1',
  more: { mostBytes?: number; writable?: boolean; how?: Analyze } = {},
): Promise<Ran> => {
  const { mostBytes = 1e8, writable = true, how = quick } = more;
  let made = false;
  const found = await reportThrough({ path: folder, writable }, { build, mostBytes }, diskTree(repository), options, (tree, given) => {
    made = true;
    return how(tree, given);
  });
  return { ...found, made };
};
const names = (kind: string): readonly string[] => readdirSync(folder).filter((name) => name.endsWith(kind));
const kept = (kind: 'files' | 'report'): string => join(folder, names(kind)[0] ?? '');

describe('a report that is kept', () => {
  it('is written down as one that is made, in every format', async () => {
    const options = { ...OPTIONS, revision: made.subject.revision };
    const first = await run(options, 'b1', { how: async () => made });
    const second = await run(options);
    expect([first.made, second.made, first.report]).toEqual([true, false, made]);
    for (const format of FORMATS) expect(format.render(second.report, DEFAULT_OPTIONS)).toBe(format.render(made, DEFAULT_OPTIONS));
    expect(Object.keys(second.report)).toEqual(Object.keys(made));
  });

  it('tells the commit of this run', async () => {
    await run();
    const { made, report } = await run({ ...OPTIONS, revision: 'b'.repeat(40) });
    expect([made, report.subject.revision]).toEqual([false, 'b'.repeat(40)]);
  });

  it('is for this user alone', async () => {
    await run();
    for (const file of ['files', 'report'] as const) expect(statSync(kept(file)).mode & 0o777).toBe(0o600);
  });

  it('stands while only files change that nobody reads, and for each content of those that are read', async () => {
    await run();
    write('README.md', '# two\n');
    expect((await run()).made).toBe(false);
    write(FLOW, WORKFLOW.replace('secrets.KEY', 'secrets.OTHER'));
    const other = await run();
    expect([other.made, JSON.stringify(other.report).includes('OTHER')]).toEqual([true, true]);
    expect((await run()).made).toBe(false);
    write(FLOW, WORKFLOW);
    const back = await run();
    expect([back.made, JSON.stringify(back.report).includes('OTHER')]).toEqual([false, false]);
  });

  it.each<[string, () => void]>([
    ['a file is added', () => write('.github/CODEOWNERS', '* @o/team\n')],
    ['a file goes', () => rmSync(join(repository, 'README.md'))],
    ['a file gets another name', () => renameSync(join(repository, FLOW), join(repository, '.github/workflows/other.yml'))],
  ])('is made anew where %s', async (_, change) => {
    await run();
    change();
    expect((await run()).made).toBe(true);
  });

  it.each<[string, AnalyzeOptions, string?]>([
    ['the day', { ...OPTIONS, asOf: '2026-11-23' }],
    ['a setting', { ...OPTIONS, settings: new Map([['branch-protected', true as const]]) }],
    ['what is lost', { ...OPTIONS, compromised: ['KEY'] }],
    ['the repository', { ...OPTIONS, repository: 'o/other' }],
    ['the budget', { ...OPTIONS, budget: 3 }],
    ['comments that accept', { ...OPTIONS, inline: false }],
    ['the declarations', { ...OPTIONS, baseline: { file: 'b.json', paths: [] } as unknown as NonNullable<AnalyzeOptions['baseline']> }],
    ['the build', OPTIONS, 'b2'],
  ])('is made anew where %s differs', async (_, options, build) => {
    await run();
    expect((await run(options, build)).made).toBe(true);
    expect((await run()).made).toBe(false);
  });

  it('is made anew where a file of the components or advisories changes, or is added', async () => {
    const given = mkdtempSync(join(root, 'given-'));
    const options = (): AnalyzeOptions => ({ ...OPTIONS, components: { tree: diskTree(given), prefix: 'components/', inside: null } });
    mkdirSync(join(given, 'o/a@v1'), { recursive: true });
    writeFileSync(join(given, 'o/a@v1/action.yml'), 'runs:\n  using: composite\n  steps: []\n');
    write(FLOW, `${WORKFLOW}      - uses: o/a@v1\n`);
    expect((await run(options())).made).toBe(true);
    expect((await run(options())).made).toBe(false);
    expect((await run()).made).toBe(true);
    writeFileSync(join(given, 'o/a@v1/action.yml'), 'runs:\n  using: composite\n  steps:\n    - run: make\n      shell: bash\n');
    expect((await run(options())).made).toBe(true);
    writeFileSync(join(given, 'o/a@v1/more.yml'), '');
    expect((await run(options())).made).toBe(true);
  });

  it('tells of files that cannot be read as a run without it does, and only of those', async () => {
    write('.github/workflows/more.yml', 'on: push\n');
    await run();
    writeFileSync(join(repository, '.github/workflows/more.yml'), new Uint8Array([0x6f, 0xff]));
    const fresh = await quick(diskTree(repository), OPTIONS);
    expect(fresh.diagnostics).toEqual([expect.objectContaining({ file: '.github/workflows/more.yml' })]);
    const [first, second] = [await run(), await run()];
    expect([first.made, second.made, first.report, second.report.diagnostics]).toEqual([true, false, fresh, fresh.diagnostics]);
  });

  it('leaves no word of files that were read the last time, but no longer', async () => {
    write('.github/workflows/more.yml', 'on: push\n');
    await run();
    writeFileSync(join(repository, '.github/workflows/more.yml'), new Uint8Array([0x6f, 0xff]));
    const { report } = await run(OPTIONS, 'b1', {
      how: async (tree, options) => {
        const text = tree.read(FLOW);
        return { ...(await quick({ ...tree, read: () => text }, options)), diagnostics: [...tree.diagnostics] };
      },
    });
    expect(report.diagnostics).toEqual([]);
  });

  it('is not kept where a file changed while it was analysed', async () => {
    await run(OPTIONS, 'b1', {
      how: async (tree, options) => {
        tree.read(FLOW);
        write(FLOW, `${WORKFLOW}\n`);
        tree.read(FLOW);
        return quick(tree, options);
      },
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('what lies in the folder', () => {
  const damage: readonly [string, (file: string) => void][] = [
    ['cut off', (file) => writeFileSync(file, readFileSync(file).subarray(0, 40))],
    ['empty', (file) => writeFileSync(file, '')],
    [
      'another bit',
      (file) => {
        const data = readFileSync(file);
        data[data.length >> 1] = (data[data.length >> 1] ?? 0) ^ 1;
        writeFileSync(file, data);
      },
    ],
    ['writable by others', (file) => chmodSync(file, 0o666)],
    [
      'a link',
      (file) => {
        const elsewhere = join(root, `elsewhere-${Math.random()}`);
        renameSync(file, elsewhere);
        symlinkSync(elsewhere, file);
      },
    ],
  ];
  it.each(damage.flatMap(([what, how]) => (['files', 'report'] as const).map((kind) => [kind, what, how] as const)))(
    'counts as nothing where %s is %s, and is replaced',
    async (kind, _, how) => {
      const first = await run();
      how(kept(kind));
      const again = await run();
      expect([again.made, again.trouble, JSON.stringify(again.report)]).toEqual([true, null, JSON.stringify(first.report)]);
      expect(statSync(kept(kind)).mode & 0o777).toBe(0o600);
      expect((await run()).made).toBe(false);
    },
  );

  it('counts as nothing where it is the entry of something else', async () => {
    await run({ ...OPTIONS, asOf: '2026-01-01' });
    const old = kept('report');
    const data = readFileSync(old);
    rmSync(old);
    await run();
    const now = kept('report');
    expect(now).not.toBe(old);
    writeFileSync(now, data);
    const { made, report } = await run();
    expect([made, report.asOf]).toEqual([true, OPTIONS.asOf]);
  });

  it('stops nobody where there is a folder in its place', async () => {
    await run();
    const [file] = names('report');
    rmSync(join(folder, file ?? ''));
    mkdirSync(join(folder, file ?? '', 'x'), { recursive: true });
    const { made, trouble } = await run();
    expect([made, trouble]).toEqual([true, expect.stringMatching(/^E[A-Z]+$/)]);
  });

  it('may only be read: what is there serves, nothing is added', async () => {
    await run();
    expect((await run(OPTIONS, 'b1', { writable: false })).made).toBe(false);
    const other = await run(OPTIONS, 'b2', { writable: false });
    expect([other.made, other.trouble, names('report')]).toEqual([true, null, [expect.any(String)]]);
  });

  it('is bounded: what was not used for longest goes, files of others stay', async () => {
    writeFileSync(join(folder, 'mine.txt'), 'x'.repeat(100_000));
    await run(OPTIONS, 'old');
    const size = statSync(kept('report')).size;
    for (const name of readdirSync(folder)) utimesSync(join(folder, name), 1, 1);
    const half = join(folder, `${'0'.repeat(64)}.report.99-x`);
    writeFileSync(half, 'x');
    utimesSync(half, 0, 0);
    for (const build of ['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8']) await run(OPTIONS, build, { mostBytes: size * 4 });
    const left = readdirSync(folder).filter((name) => name !== 'mine.txt');
    expect(left.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)).toBeLessThanOrEqual(size * 4);
    expect([existsSync(half), existsSync(join(folder, 'mine.txt'))]).toEqual([false, true]);
    expect((await run(OPTIONS, 'n8')).made).toBe(false);
    expect((await run(OPTIONS, 'old')).made).toBe(true);
  });
});

describe('the folder for results', () => {
  const open = (options: Readonly<Record<string, unknown>>, env: NodeJS.ProcessEnv = {}, analysed = [repository]) =>
    openResultsFolder(options, { XDG_CACHE_HOME: join(root, 'home'), ...env }, analysed);
  const usual = join(root, 'home', 'chokepoint', 'results');

  it('is used where somebody asks for it, the command line before the environment', () => {
    expect(open({})).toEqual({ folder: null, trouble: null });
    for (const no of ['', '0', 'off', 'FALSE']) expect(open({}, { CHOKEPOINT_CACHE: no }).folder).toBeNull();
    expect(open({ cache: false, cacheDir: folder }, { CHOKEPOINT_CACHE: '1' }).folder).toBeNull();
    expect(open({}, { CHOKEPOINT_CACHE: folder }).folder?.path).toBe(folder);
    expect(open({ cacheDir: folder }, { CHOKEPOINT_CACHE: '0' }).folder?.path).toBe(folder);
    expect(open({ cache: true }, { CHOKEPOINT_CACHE: folder }).folder?.path).toBe(folder);
  });

  it.skipIf(process.platform !== 'linux')('is the usual one of the user, for the user alone', () => {
    for (const said of [{}, { CHOKEPOINT_CACHE: '0' }]) expect(open({ cache: true }, said).folder?.path).toBe(usual);
    expect(open({}, { CHOKEPOINT_CACHE: 'yes' }).folder?.path).toBe(usual);
    expect(statSync(usual).mode & 0o777).toBe(0o700);
  });

  it('never lies in what is analysed, by whatever way, nor around it; nothing is made there', () => {
    symlinkSync(repository, join(root, 'way'));
    for (const inside of [join(repository, '.cache', 'x'), join(root, 'way', '.cache'), repository, root])
      expect(open({ cacheDir: inside })).toEqual({ folder: null, trouble: expect.stringContaining('no results are kept') });
    expect(existsSync(join(repository, '.cache'))).toBe(false);
    expect(open({ cacheDir: `${repository}-beside` }).trouble).toBeNull();
  });

  it('is not used where others may write it, where it is a file, or where it cannot be made', () => {
    chmodSync(folder, 0o777);
    expect(open({ cacheDir: folder })).toEqual({ folder: null, trouble: expect.stringContaining('written by others') });
    const file = join(root, 'file');
    writeFileSync(file, '');
    for (const dir of [file, join(file, 'below')])
      expect(open({ cacheDir: dir })).toEqual({ folder: null, trouble: expect.stringContaining('no results are kept') });
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('is read only where it cannot be written', () => {
    chmodSync(folder, 0o500);
    expect(open({ cacheDir: folder })).toEqual({ folder: { path: folder, writable: false }, trouble: expect.stringContaining('EACCES') });
    chmodSync(folder, 0o700);
  });
});
