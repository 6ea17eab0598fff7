/** Declarations brought to bear on a run: values with where they come from, guarantees that live elsewhere, worth, accepted risks, files left out. */
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
// @ts-expect-error a script without types
import { configSchema } from '../../scripts/schema.mjs';
import type { Report } from '../../src/reason/report.ts';
import { readDeclarations } from '../../src/settings/declarations/read.ts';
import { SCHEMA } from '../../src/settings/declarations/schema.ts';
import type { Declarations } from '../../src/settings/declarations/types.ts';
import { SETTINGS } from '../../src/settings/settings-list.ts';
import { toldBySnapshot } from '../../src/settings/snapshot.ts';
import { mergeTold } from '../../src/settings/told.ts';
import { parseYaml } from '../../src/source/yaml.ts';
import { analyse } from '../analyse.ts';

const FILE = '.github/workflows/greet.yml';
const greet = (comment = '', above = ''): string => `on: pull_request_target
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
${above}      - run: echo "\${{ github.event.pull_request.title }}"${comment}
        env:
          KEY: \${{ secrets.KEY }}
`;

const declared = async (text: string): Promise<Declarations> => {
  const { declarations, problems } = await readDeclarations(text, 'chokepoint.yml');
  if (declarations === null) throw new Error(JSON.stringify(problems));
  return declarations;
};
const run = async (text: string, files: Readonly<Record<string, string>> = { [FILE]: greet() }, asOf = '2026-01-01'): Promise<Report> =>
  analyse(files, { asOf, declarations: await declared(text) });
const outsiders = (report: Report) => report.paths.filter((path) => path.actor === 'outsider' && path.asset === 'secret:KEY');

describe('values', () => {
  it('come from the command line before the file, from the file before the snapshot, each with its source and date', async () => {
    const snapshot = {
      file: 'chokepoint.snapshot.json',
      settings: toldBySnapshot(
        {
          schema: 'chokepoint.snapshot/1',
          system: 'github',
          repository: 'a/b',
          api: 'https://api.example',
          complete: true,
          settings: [
            { id: 'branch-protected', value: true, from: 'GET /rules', at: '2026-11-20T10:00:00Z' },
            { id: 'tags-protected', value: true, from: 'GET /rules', at: '2026-11-20T10:00:00Z' },
          ],
          notRead: [],
          done: [],
        },
        'chokepoint.snapshot.json',
      ),
    };
    const files = { [FILE]: greet().replace('permissions: {}', 'permissions: { contents: write }') };
    const declarations = await declared('settings:\n  branch-protected: { value: false, as-of: 2026-11-02, reason: we push }\n');
    const report = await analyse(files, { asOf: '2026-01-01', declarations, snapshot, settings: new Map([['code-owners-required', true]]) });
    const of = (id: string) => {
      const found = report.assumptions.find((a) => a.id === id);
      return found === undefined ? null : [found.value, found.source, found.at ?? null, found.reason ?? null];
    };
    expect(of('branch-protected')).toEqual(['false', 'chokepoint.yml:2:3', '2026-11-02', 'we push']);
    expect(of('tags-protected')).toEqual(['true', 'chokepoint.snapshot.json: GET /rules', '2026-11-20', null]);
    expect(report.declarations?.files).toEqual(['chokepoint.snapshot.json', 'chokepoint.yml']);
    expect(report.declarations?.settings).toEqual(['branch-protected', 'tags-protected']);
  });

  it('for all names in a higher layer hide those for one name below', () => {
    const one = (id: string, value: boolean, source: string) => ({ id, value, source, at: null });
    const merged = mergeTold([
      [one('environment-reviewers', true, 'a')],
      [one('environment-reviewers@production', false, 'b'), one('tags-protected', false, 'b')],
    ]);
    expect([...merged.values]).toEqual([
      ['environment-reviewers', true],
      ['tags-protected', false],
    ]);
    expect(merged.sourceOf('environment-reviewers@production')?.source).toBe('a');
    expect(merged.sourceOf('nothing')).toBeUndefined();
  });
});

describe('a guarantee that lives elsewhere', () => {
  const text = (more: string) => `guarantees:
  - id: title-filter
    statement: A proxy takes quotes out of titles.
    blocks: [${more}
    evidence: https://example.com/proxy
`;
  it('closes the crossings it names, as declared', async () => {
    expect(outsiders(await run('')).length).toBeGreaterThan(0);
    for (const named of ['source/script-injection]', "'source/script-*']"]) {
      const report = await run(text(named));
      expect(outsiders(report)).toEqual([]);
      const guarded = report.crossings.filter((c) => c.guarantees.some((g) => g.id === 'declared:title-filter' && g.enforcedBy === 'declared'));
      expect(guarded.map((c) => c.rule)).toContain('source/script-injection');
      expect(report.declarations?.guarantees).toEqual(['declared:title-filter']);
    }
  });
  it('no longer counts when it has expired, and says so', async () => {
    const report = await run(`${text('source/script-injection]')}    expires: 2025-12-31\n`);
    expect(outsiders(report).length).toBeGreaterThan(0);
    expect(report.diagnostics.map((d) => d.message).join()).toContain('ended on 2025-12-31');
  });
  it('that names nothing here is told with its place', async () => {
    const [problem] = (await run(text('source/no-such-rule]'))).diagnostics;
    expect(problem).toMatchObject({ level: 'warning', file: 'chokepoint.yml', evidence: [{ line: 2 }] });
  });
  it('stops only those it is against', async () => {
    expect(outsiders(await run(`${text('source/script-injection]')}    against: [writer]\n`)).length).toBeGreaterThan(0);
  });
});

describe('accepted risks', () => {
  const accept = (what: string, expires: string) => `accepted:
  - ${what}
    reason: the title goes nowhere
    owner: '@acme/ci'
    expires: ${expires}
`;
  it('mark the path they name by id, fingerprint or crossing, and leave it in the report', async () => {
    const [path] = outsiders(await run(''));
    const crossing = path?.steps.find((s) => s.rule === 'source/script-injection')?.crossing;
    for (const what of [`path: ${path?.id}`, `path: ${path?.fingerprint}`, `crossing: '${crossing}'`]) {
      const report = await run(accept(what, '2026-01-01'));
      expect(outsiders(report)[0]).toMatchObject({ id: path?.id, accepted: { owner: '@acme/ci', expires: '2026-01-01' } });
      expect(report.declarations?.accepted[0]).toMatchObject({ state: 'active' });
      expect(report.declarations?.accepted[0]?.paths).toContain(path?.id);
    }
  });
  it('count again the day after they expire', async () => {
    const [path] = outsiders(await run(''));
    const report = await run(accept(`path: ${path?.id}`, '2026-01-01'), undefined, '2026-01-02');
    expect(outsiders(report)[0]?.accepted).toBeUndefined();
    expect(report.declarations?.accepted[0]).toMatchObject({ state: 'expired', paths: [path?.id] });
    expect(report.diagnostics[0]?.message).toContain('counts again');
  });
  it('about nothing are told', async () => {
    expect((await run(accept('path: p-0000000000', '2027-01-01'))).diagnostics[0]?.message).toContain('is about nothing that is open here');
  });
});

describe('acceptance by a comment', () => {
  const inline = async (files: Readonly<Record<string, string>>, inlineOn = true) => analyse(files, { asOf: '2026-01-01', inline: inlineOn });
  const WORDS = 'chokepoint: accept source/script-injection until 2026-06-30 by @acme/ci because the title is checked before';
  it.each([
    ['behind the line', greet(` # ${WORDS}`)],
    ['above it', greet('', `      # ${WORDS}\n`)],
    ['with something in between', greet('', `      # ${WORDS}\n\n      # why not\n`)],
    ['for whatever is there', greet(` # ${WORDS.replace('source/script-injection ', '')}`)],
  ])('%s marks the path', async (_, text) => {
    const report = await inline({ [FILE]: text });
    expect(outsiders(report)[0]?.accepted).toEqual({ reason: 'the title is checked before', owner: '@acme/ci', expires: '2026-06-30' });
    expect(report.declarations?.files).toEqual([FILE]);
  });
  it.each([
    ['another rule', greet(` # ${WORDS.replace('script-injection', 'untrusted-checkout')}`)],
    ['another line', `${greet()}        # ${WORDS}\n        shell: bash\n`],
    ['another day', greet(` # ${WORDS.replace('2026-06-30', '2025-06-30')}`)],
    ['no reason', greet(' # chokepoint: accept until 2026-06-30 by @acme/ci')],
    ['no such day', greet(` # ${WORDS.replace('2026-06-30', '2026-06-31')}`)],
    ['text that is no comment', greet().replace('greet:\n', `greet:\n    name: "x chokepoint: accept until 2026-06-30 by me because so"\n`)],
  ])('about %s marks nothing', async (_, text) => {
    expect(outsiders(await inline({ [FILE]: text })).map((p) => p.accepted)).toEqual([undefined]);
  });
  it('that is written wrong says what is expected, and where', async () => {
    const { diagnostics } = await inline({ [FILE]: greet(' # chokepoint: accept this please') });
    expect(diagnostics[0]).toMatchObject({ level: 'warning', file: FILE, evidence: [{ line: 7 }] });
    expect(diagnostics[0]?.message).toContain('write: # chokepoint: accept RULE until');
  });
  it('can be switched off', async () => {
    const report = await inline({ [FILE]: greet(` # ${WORDS}`) }, false);
    expect(outsiders(report)[0]?.accepted).toBeUndefined();
    expect(report.declarations).toBeUndefined();
  });
  it('at one place does not accept the same at others', async () => {
    const twice = (first: string, second: string) =>
      greet(first) + `      - run: echo "\${{ github.event.pull_request.title }}" again${second}\n        env:\n          KEY: \${{ secrets.KEY }}\n`;
    const open = (report: Report) => outsiders(report).filter((p) => p.accepted === undefined).length;
    expect(open(await inline({ [FILE]: twice(` # ${WORDS}`, '') }))).toBeGreaterThan(0);
    expect(open(await inline({ [FILE]: twice(` # ${WORDS}`, ` # ${WORDS}`) }))).toBe(0);
  });
});

describe('the rest', () => {
  it('files are left out by glob, and named', async () => {
    const files = { [FILE]: greet(), '.github/workflows/old-greet.yml': greet() };
    const report = await run("ignore: ['.github/workflows/old-*']\n", files);
    expect(report.declarations?.ignored).toEqual(['.github/workflows/old-greet.yml']);
    expect(new Set(report.paths.map((p) => p.entry.workflow))).toEqual(new Set([FILE]));
  });
  it('worth by id, name or kind, prevalence and costs change risk and plan, never severity', async () => {
    const plain = await run('');
    const dear = await run("assets: { worth: { 'secret:KEY': 3000 } }\n");
    expect(outsiders(dear)[0]?.risk).toBeCloseTo((outsiders(plain)[0]?.risk ?? 0) * 100, 5);
    expect(dear.assets.find((a) => a.id === 'secret:KEY')?.worth).toBe(3000);
    expect(outsiders(dear)[0]?.severity).toBe(outsiders(plain)[0]?.severity);
    expect(outsiders(await run('actors: { outsider: 0 }\n'))[0]?.risk).toBe(0);
    const cost = (report: Report) => report.controls.find((c) => c.kind === 'env-indirection')?.cost;
    expect([cost(plain), cost(await run('controls: { costs: { env-indirection: 7 } }\n'))]).toEqual([1, 7]);
  });
});

describe('the published schema', () => {
  const schema = configSchema(SCHEMA, SETTINGS) as object;
  const validate = new Ajv({ strict: false }).compile(schema);
  const value = (text: string): unknown => {
    const plain = (node: ReturnType<typeof parseYaml>['documents'][number]): unknown =>
      node.kind === 'mapping'
        ? Object.fromEntries(node.entries.map(({ key, value: v }) => [key.value, plain(v)]))
        : node.kind === 'sequence'
          ? node.items.map(plain)
          : node.kind === 'null'
            ? null
            : node.value === 'true' || node.value === 'false'
              ? node.value === 'true'
              : /^\d+(\.\d+)?$/.test(node.value)
                ? Number(node.value)
                : node.value;
    return plain(parseYaml(text, 'x').documents[0] as never);
  };
  it.each([
    ['settings:\n  branch-protected: true\n  runner-ephemeral@big: { value: false, as-of: 2026-01-01 }\nactors: { outsider: 0.5 }\n', true],
    ['settings:\n  branch-protectd: true\n', false],
    ['settings:\n  branch-protected@main: true\n', false],
    ['accepted:\n  - path: p-1\n    reason: x\n    owner: y\n', false],
    ['acepted: []\n', false],
    ['thresholds: { fail-on: severe }\n', false],
  ])('says of %j the same as the program: %s', async (text, good) => {
    expect(validate(value(text))).toBe(good);
    expect((await readDeclarations(text, 'x')).declarations !== null).toBe(good);
  });
});
