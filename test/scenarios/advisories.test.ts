/** Releases that an advisory lists: which count as taken over, which are only doubtful, and which are somebody's honest mistake. */
import { describe, expect, it } from 'vitest';
import { isListed } from '../../src/read/common/advisory-versions.ts';
import { memoryTree } from '../../src/source/files.ts';
import { AS_OF, analyse } from '../analyse.ts';

const SHA = '0123456789abcdef0123456789abcdef01234567';
const OTHER = 'fedcba9876543210fedcba9876543210fedcba98';

const using = (uses: string) => ({
  '.github/workflows/publish.yml': `on: push
permissions: {}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: ${uses}
      - run: npm publish
        env:
          NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN }}
`,
});
const installing = (run: string) => ({
  '.github/workflows/publish.yml': `on: push
permissions: {}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@${SHA}
      - run: ${run}
      - run: npm publish
        env:
          NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN }}
`,
});

interface Affected {
  readonly ecosystem?: string;
  readonly name?: string;
  readonly versions?: readonly string[];
  readonly events?: readonly Readonly<Record<string, string>>[];
  readonly type?: string;
  readonly more?: object;
}
const advisory = (id: string, affected: Affected, more: object = {}) =>
  JSON.stringify(
    {
      schema_version: '1.7.0',
      id,
      modified: '2026-05-01T00:00:00Z',
      published: '2026-05-01T00:00:00Z',
      summary: 'Malicious code in a release',
      affected: [
        {
          package: { ecosystem: affected.ecosystem ?? 'GitHub Actions', name: affected.name ?? 'Acme-Tools/Upload' },
          ...(affected.events === undefined ? {} : { ranges: [{ type: affected.type ?? 'ECOSYSTEM', events: affected.events }] }),
          ...(affected.versions === undefined ? {} : { versions: affected.versions }),
          ...affected.more,
        },
      ],
      database_specific: { cwe_ids: ['CWE-506'] },
      ...more,
    },
    null,
    2,
  );

const scan = (files: Readonly<Record<string, string>>, ...advisories: readonly string[]) =>
  analyse(files, {
    advisories: { tree: memoryTree(Object.fromEntries(advisories.map((text, i) => [`a${i}.json`, text]))), prefix: 'advisories/', inside: null },
  });
const told = async (files: Readonly<Record<string, string>>, ...advisories: readonly string[]) => {
  const { paths } = await scan(files, ...advisories);
  return [
    ...new Set(paths.filter((p) => p.actor === 'upstream' && p.asset.startsWith('publication:npm')).map((p) => `${p.severity} ${p.certainty}`)),
  ].sort();
};
const UP_TO_1_4 = [{ introduced: '0' }, { fixed: '2.0.1' }];

describe('versions as the schema compares them', () => {
  const listed = (events: readonly (readonly ['introduced' | 'fixed' | 'last_affected' | 'limit', string])[], versions: readonly string[] = []) =>
    ({ versions, ranges: [events.map(([kind, version]) => ({ kind, version }))] }) as const;
  it.each([
    [
      'v1.4.0',
      [
        ['introduced', '1.4.0'],
        ['fixed', '1.4.2'],
      ],
      true,
    ],
    [
      '1.4.2',
      [
        ['introduced', '1.4.0'],
        ['fixed', '1.4.2'],
      ],
      false,
    ],
    [
      '1.4.2-rc.1',
      [
        ['introduced', '1.4.0'],
        ['fixed', '1.4.2'],
      ],
      true,
    ],
    [
      'v1.4.10',
      [
        ['introduced', '1.4.0'],
        ['last_affected', '1.4.9'],
      ],
      false,
    ],
    [
      '0.0.1',
      [
        ['introduced', '0'],
        ['fixed', '1.0.0'],
      ],
      true,
    ],
    [
      '3.1.0',
      [
        ['introduced', '1.0.0'],
        ['fixed', '1.0.2'],
        ['introduced', '3.0.0'],
        ['fixed', '3.2.5'],
      ],
      true,
    ],
    [
      '2.0.0',
      [
        ['introduced', '1.0.0'],
        ['fixed', '1.0.2'],
        ['introduced', '3.0.0'],
        ['fixed', '3.2.5'],
      ],
      false,
    ],
    [
      '2.5.0',
      [
        ['introduced', '1.0.0'],
        ['limit', '2.0.0'],
      ],
      false,
    ],
    [
      'main',
      [
        ['introduced', '1.4.0'],
        ['fixed', '1.4.2'],
      ],
      false,
    ],
  ] as const)('%s in %j', (version, events, expected) => {
    expect(isListed(version, listed(events))).toBe(expected);
  });
  it('a reference that moves is listed when all behind it are, and not when a mended release is', () => {
    expect(
      isListed(
        'v1',
        listed([
          ['introduced', '0'],
          ['fixed', '2.0.1'],
        ]),
      ),
    ).toBe(true);
    expect(
      isListed(
        'v1',
        listed([
          ['introduced', '1.4.0'],
          ['fixed', '1.4.2'],
        ]),
      ),
    ).toBe(false);
    expect(
      isListed(
        'v1',
        listed([
          ['introduced', '1.4.0'],
          ['last_affected', '1.4.9'],
        ]),
      ),
    ).toBe('unknown');
    expect(
      isListed(
        'v3',
        listed([
          ['introduced', '1.4.0'],
          ['last_affected', '1.4.9'],
        ]),
      ),
    ).toBe(false);
    expect(isListed('v1', { versions: ['v1'], ranges: [] })).toBe(true);
    expect(isListed('^1.2.0', listed([], ['1.4.0']))).toBe('unknown');
    expect(isListed('~1.2.0', listed([], ['1.4.0']))).toBe(false);
  });
});

describe('an action in a listed release', () => {
  it('is critical, with the advisory in the step and as evidence', async () => {
    const listed = advisory('GHSA-aaaa-bbbb-cccc', { events: UP_TO_1_4 });
    expect(await told(using('acme-tools/upload@v1.2.0'))).toEqual(['high proven']);
    expect(await told(using('acme-tools/upload@v1.2.0'), listed)).toEqual(['critical proven']);
    expect(await told(using('acme-tools/upload@v2.0.1'), listed)).toEqual(['high proven']);
    const { paths, controls, plan } = await scan(using('acme-tools/upload@v1.2.0'), listed);
    const step = paths.flatMap((p) => p.steps).find((s) => s.rule === 'dependency/movable-component');
    expect(step?.statement).toContain('`GHSA-aaaa-bbbb-cccc`');
    expect(step?.evidence).toContainEqual(expect.objectContaining({ file: 'advisories/a0.json', line: 3 }));
    expect(controls.find((c) => c.kind === 'use-unlisted-release')?.remedy).toContain('2.0.1');
    expect(plan.controls.some((id) => id.startsWith('use-unlisted-release@'))).toBe(true);
    expect(controls.filter((c) => c.kind === 'pin-component')).toEqual([]);
  });

  it('is told by a list of commits, never by the comment alone', async () => {
    const commits = advisory('GHSA-aaaa-bbbb-cccc', { events: UP_TO_1_4, more: { database_specific: { malicious_commits: [SHA] } } });
    expect(await told(using(`acme-tools/upload@${SHA}`), commits)).toEqual(['critical proven']);
    expect(await told(using(`acme-tools/upload@${OTHER}`), commits)).toEqual([]);
    expect(await told(using(`acme-tools/upload@${OTHER} # v1.2.0`), commits)).toEqual(['critical conditional']);
    expect(await told(using(`acme-tools/upload@${OTHER} # v2.0.1`), commits)).toEqual([]);
    const sure = await analyse(using(`acme-tools/upload@${OTHER} # v1.2.0`), {
      advisories: { tree: memoryTree({ 'a.json': commits }), prefix: 'advisories/', inside: null },
      settings: new Map([[`release-not-listed@action:acme-tools/upload@${OTHER}`, true]]),
    });
    expect(sure.paths.filter((p) => p.actor === 'upstream')).toEqual([]);
  });

  it('may hide behind a tag that moves', async () => {
    const some = advisory('GHSA-aaaa-bbbb-cccc', { events: [{ introduced: '1.4.0' }, { last_affected: '1.4.9' }] });
    expect(await told(using('acme-tools/upload@v1'), some)).toEqual(['critical conditional', 'high proven']);
    expect(await told(using('acme-tools/upload@v3'), some)).toEqual(['high proven']);
  });
});

describe('not every advisory is about an attack', () => {
  const weakness = (more: object) => advisory('GHSA-dddd-eeee-ffff', { events: UP_TO_1_4 }, more);
  it('a weakness in honest code is a gap, not a release that is taken over', async () => {
    for (const cwe of ['CWE-78', 'CWE-1395']) {
      const text = weakness({ database_specific: { cwe_ids: [cwe] } });
      expect(await told(using('acme-tools/upload@v1.2.0'), text)).toEqual(['high proven']);
      expect((await scan(using('acme-tools/upload@v1.2.0'), text)).gaps.map((g) => g.reason)).toContain('known weakness not modelled');
    }
  });
  it('one of the malicious packages database is, whatever it says of weaknesses', async () => {
    expect(
      await told(using('acme-tools/upload@v1.2.0'), advisory('MAL-2026-1', { events: [{ introduced: '0' }] }, { database_specific: {} })),
    ).toEqual(['critical proven']);
    expect(await told(using('acme-tools/upload@v1.2.0'), weakness({ aliases: ['MAL-2026-1'], database_specific: {} }))).toEqual(['critical proven']);
  });
  it('withdrawn ones and those of a later day say nothing', async () => {
    expect(await told(using('acme-tools/upload@v1.2.0'), weakness({ withdrawn: '2026-05-02T00:00:00Z' }))).toEqual(['high proven']);
    expect(await told(using('acme-tools/upload@v1.2.0'), weakness({ published: '2027-01-01T00:00:00Z' }))).toEqual(['high proven']);
  });
  it('nor do those about something of the same name elsewhere', async () => {
    expect(await told(using('acme-tools/upload@v1.2.0'), advisory('MAL-2026-2', { ecosystem: 'npm', events: [{ introduced: '0' }] }))).toEqual([
      'high proven',
    ]);
    expect(await told(using('acme-tools/upload-2@v1.2.0'), advisory('MAL-2026-2', { events: [{ introduced: '0' }] }))).toEqual(['high proven']);
  });
});

describe('a package in a listed release', () => {
  const manifest = '{ "name": "site", "private": true, "dependencies": { "left-pad": "^1.3.0" } }\n';
  const lock = (version: string) =>
    `{ "name": "site", "lockfileVersion": 3, "packages": {\n  "node_modules/deep/node_modules/left-pad": {\n    "version": "${version}",\n    "integrity": "sha512-XI5MPzVNApjAyhQzphX8BkmKsKUxD4LdyK24iZeQGinBN9yTQT3bFlCBy/aVx2HrNcqQGsdot8ghrjyrvMCoEA=="\n  } } }\n`;
  const malicious = advisory('MAL-2026-3', { ecosystem: 'npm', name: 'left-pad', versions: ['1.3.1'] });
  it('runs although the lock file holds it', async () => {
    const files = (version: string) => ({ ...installing('npm ci'), 'package.json': manifest, 'package-lock.json': lock(version) });
    expect(await told(files('1.3.0'), malicious)).toEqual([]);
    expect(await told(files('1.3.1'), malicious)).toEqual(['critical proven']);
    const { paths } = await scan(files('1.3.1'), malicious);
    expect(paths.flatMap((p) => p.steps).find((s) => s.statement.includes('MAL-2026-3'))?.evidence).toContainEqual(
      expect.objectContaining({ file: 'package-lock.json', line: 3 }),
    );
  });
  it.each([
    ['npm install left-pad@1.3.1', 'npm install left-pad@1.3.0'],
    ['npm install left-pad@1.3.1 --no-save', 'npm install left-pad@2.0.0 --no-save'],
  ])('is named by a command: %s', async (bad, good) => {
    expect(await told(installing(bad), malicious)).toContain('critical proven');
    expect(await told(installing(good), malicious)).not.toContain('critical proven');
  });
  it.each([
    ['requirements.txt', 'pip install -r requirements.txt', 'pypi', 'Left_Pad', (v: string) => `left-pad==${v}\n`],
    [
      'Cargo.lock',
      'cargo build --locked',
      'crates.io',
      'left-pad',
      (v: string) => `version = 4\n\n[[package]]\nname = "left-pad"\nversion = "${v}"\n`,
    ],
    [
      'pnpm-lock.yaml',
      'pnpm install --frozen-lockfile',
      'npm',
      'left-pad',
      (v: string) => `lockfileVersion: '9.0'\n\npackages:\n\n  left-pad@${v}:\n    resolution: {integrity: sha512-x}\n`,
    ],
    ['yarn.lock', 'yarn install --frozen-lockfile', 'npm', 'left-pad', (v: string) => `left-pad@^1.3.0:\n  version "${v}"\n`],
  ])('%s', async (file, run, ecosystem, name, text) => {
    const other: Readonly<Record<string, string>> =
      file === 'Cargo.lock' ? { 'Cargo.toml': '[package]\nname = "site"\n' } : file === 'requirements.txt' ? {} : { 'package.json': manifest };
    const about = advisory('MAL-2026-4', { ecosystem, name, versions: ['1.3.1'] });
    expect(await told({ ...installing(run), ...other, [file]: text('1.3.1') }, about)).toContain('critical proven');
    expect(await told({ ...installing(run), ...other, [file]: text('1.3.0') }, about)).not.toContain('critical proven');
  });
});

describe('files that are no advisories', () => {
  const diagnostics = async (text: string) =>
    (await scan(using('acme-tools/upload@v1.2.0'), text)).diagnostics.map((d) => `${d.file}:${d.evidence[0]?.line}`);
  it('are diagnostics with their place, and the rest counts', async () => {
    expect(await diagnostics('{\n  "id": "GHSA-1",\n  "affected": [ oops')).toEqual(['advisories/a0.json:3']);
    expect(await diagnostics('{ "summary": "no id" }')).toEqual(['advisories/a0.json:1']);
    expect(await diagnostics('[]')).toEqual(['advisories/a0.json:1']);
    const bad = advisory('GHSA-1', { events: [{ introduced: '0', fixed: '1' }], type: 'SEMVER' });
    expect(await diagnostics(bad)).toHaveLength(1);
    expect(await diagnostics(advisory('GHSA-1', { events: [{ introduced: '0' }], type: 'DATES' }))).toHaveLength(1);
    const good = advisory('GHSA-aaaa-bbbb-cccc', { events: UP_TO_1_4 });
    expect(await told(using('acme-tools/upload@v1.2.0'), '{', '[1,', good)).toEqual(['critical proven']);
  });
  it('cannot break out of the report', async () => {
    const hostile = advisory('GHSA-`<script>\u001b[31m', { events: UP_TO_1_4 });
    const { paths } = await scan(using('acme-tools/upload@v1.2.0'), hostile);
    expect(paths.length).toBeGreaterThan(0);
    expect(JSON.stringify(paths.map((p) => p.id))).not.toContain('<script>');
  });
  it('a day before the advisory is a day without it', async () => {
    const good = advisory('GHSA-aaaa-bbbb-cccc', { events: UP_TO_1_4 });
    expect(AS_OF > '2026-05-01').toBe(true);
    const before = await analyse(using('acme-tools/upload@v1.2.0'), {
      asOf: '2026-04-30',
      advisories: { tree: memoryTree({ 'a.json': good }), prefix: '', inside: null },
    });
    expect(before.paths.filter((p) => p.severity === 'critical')).toEqual([]);
  });
});
