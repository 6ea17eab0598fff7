/** The page of a history in a real browser: read, walked with the keyboard, and against repositories that mean harm. */
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { History, HistoryRevision, PathLife } from '../../src/compare/history/history.ts';
import { historyHtml } from '../../src/show/history/html.ts';
import { LEFT_OUT, openPages, type Pages } from '../map/browser.ts';

const { source: AXE } = createRequire(import.meta.url)('axe-core') as { source: string };
const READY = { ready: 'h2#open' };
const [A, B, C] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];

const NO_CHANGES: HistoryRevision['changes'] = {
  guaranteesLost: [],
  guaranteesGained: [],
  crossingsOpened: [],
  crossingsGuarded: [],
  rightsGained: [],
  rightsLost: [],
  secretsGained: [],
  secretsLost: [],
  components: [],
  questions: [],
};
const path = (id: string, more: Partial<PathLife>): PathLife => ({
  id,
  fingerprint: id,
  actor: 'outsider',
  asset: 'secret:KEY',
  workflow: '.github/workflows/a.yml',
  trigger: 'issue_comment',
  severity: 'high',
  certainty: 'proven',
  reason: 'High: any account, nobody else acts, holds secret `KEY`; proven.',
  from: { how: 'before', revision: null, causes: [] },
  to: null,
  ...more,
});
const revision = (id: string, risk: number, more: Partial<HistoryRevision> = {}): HistoryRevision => ({
  revision: id,
  date: '2026-02-03T04:05:06Z',
  subject: `subject of ${id.slice(0, 3)}`,
  files: ['.github/workflows/a.yml'],
  risk,
  paths: { critical: 0, high: 1, medium: 0, low: 0 },
  loadBearing: ['gate@a'],
  gaps: 0,
  opened: [],
  closed: [],
  judged: [],
  changes: NO_CHANGES,
  renamed: [],
  sameAs: null,
  ...more,
});
/** Every kind of event once; `name` stands wherever a repository has a say. */
const history = (name = 'plain'): History => ({
  schema: 'chokepoint.history/1',
  asOf: '2026-05-01',
  subject: { root: name, systems: ['github-actions'] },
  range: { to: C, from: null, seen: 9, analysed: 3, cut: 'limit' },
  start: { revision: A.replaceAll('a', 'd'), risk: 1, paths: { critical: 0, high: 0, medium: 0, low: 0 }, loadBearing: [], gaps: 0 },
  revisions: [
    revision(A, 20, { opened: [0], subject: name, files: [name] }),
    revision(B, 4, {
      closed: [2],
      judged: [{ path: 1, before: { severity: 'high', certainty: 'proven' }, after: { severity: 'low', certainty: 'conditional' } }],
      changes: {
        ...NO_CHANGES,
        guaranteesGained: [`Only \`${name}\` may.`],
        rightsGained: [{ workflow: name, job: name, what: name }],
        components: [{ kind: 'action', name, from: [{ ref: name, pin: 'commit' }], to: [{ ref: name, pin: 'tag' }], unpinned: true }],
        questions: [name],
      },
      renamed: [{ from: name, to: name }],
    }),
    revision(C, 4, { sameAs: B }),
  ],
  paths: [
    path('p-0', {
      from: {
        how: 'opened',
        revision: A,
        causes: [{ statement: `The attacker chooses \`${name}\`.`, side: 'after', places: [{ file: name, line: 3 }] }],
      },
    }),
    path(name, { reason: `High: ${name} \`${name}\`.` }),
    path('p-2', { to: { how: 'closed', revision: B, causes: [] } }),
  ],
  guarantees: { 'gate@a': name },
});

let pages: Pages;
beforeAll(async () => {
  if (!LEFT_OUT) pages = await openPages();
}, 60_000);
afterAll(() => pages?.close());

describe('without a browser', () => {
  it('it lets in its own style, no script, and nothing from outside', () => {
    const html = historyHtml(history());
    expect(html).toMatch(/content="default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'"/);
    expect(html).not.toMatch(/<script|<link|<img|javascript:|https?:|style="|\son\w+=/);
  });
  it('every link leads somewhere, every id stands once', () => {
    const html = historyHtml(history());
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id ?? '');
    expect(links.length).toBeGreaterThan(8);
    expect(links.filter((id) => !ids.includes(id))).toEqual([]);
  });
  it('the page of a repository without pipelines says so', () => {
    const html = historyHtml({ ...history(), revisions: [], paths: [], start: { ...history().start, risk: 0 } });
    expect(html).toContain('Open at the end: no paths');
    expect(html).not.toContain('NaN');
  });
});

describe.skipIf(LEFT_OUT)('in a browser', () => {
  it.each([false, true])('breaks no rule of axe; dark: %s', async (dark) => {
    const { page, trouble } = await pages.open(historyHtml(history()), { dark, ...READY });
    await page.evaluate(AXE);
    const found = (await page.evaluate(
      'axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations.map((v) => v.id + " " + v.nodes[0].html))',
    )) as string[];
    expect(found).toEqual([]);
    expect(trouble).toEqual([]);
    const [body] = (await page.evaluate('[getComputedStyle(document.body).backgroundColor]')) as string[];
    expect(body).toBe(dark ? 'rgb(18, 21, 27)' : 'rgb(255, 255, 255)');
    await page.context().close();
  });
  it('the keyboard leads from a mark to what its revision did, and on to where it ended', async () => {
    const { page } = await pages.open(historyHtml(history()), READY);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toMatch(/^2026-02-03 aaaaaaaa: risk 20, worse\./);
    await page.keyboard.press('Enter');
    expect(await page.evaluate('location.hash')).toBe(`#r-${A}`);
    expect(await page.locator('article:target h3').innerText()).toBe('plain');
    // From the path that it opened to where it stands among those that are open now.
    await page.locator('article:target .paths a').first().focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate('location.hash')).toBe('#p-0');
    expect(await page.locator('li:target').innerText()).toContain('opened by aaaaaaaa');
    await page.context().close();
  });
  it('names that mean harm do nothing', async () => {
    const acts = "window.__acted=1;document.documentElement.dataset.acted='1'";
    const payload = `"'><img src=x onerror="${acts}"></style></title></svg><script>${acts}</script><a href="javascript:${acts}" style="position:fixed;inset:0">x</a><!--\u202e\u001b[2J`;
    const html = historyHtml(history(payload));
    const { page, trouble } = await pages.open(html, READY);
    expect(await page.evaluate('[window.__acted ?? null, document.documentElement.dataset.acted ?? null]')).toEqual([null, null]);
    expect(await page.locator('img, script, iframe, a[href^="javascript"], [style]').count()).toBe(0);
    expect(trouble).toEqual([]);
    for (const hidden of ['\u001b', '\u202e']) expect(html).not.toContain(hidden);
    await page.context().close();
  });
});
