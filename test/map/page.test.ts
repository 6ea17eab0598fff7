/** The trust map as people use it: opened from disk, clicked, typed at, solved again. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyze } from '../../src/analyze.ts';
import type { Report } from '../../src/reason/report.ts';
import { html } from '../../src/show/formats/html.ts';
import { mapModel } from '../../src/show/map/model.ts';
import { DEFAULT_OPTIONS } from '../../src/show/options.ts';
import { BOUNDARY_QUESTION } from '../../src/show/words.ts';
import { diskTree } from '../../src/source/files.ts';
import { AS_OF } from '../analyse.ts';
import { goTo, LEFT_OUT, listedPaths, openPages, type Pages } from './browser.ts';

const ROOT = fileURLToPath(new URL('../../examples/release-bot', import.meta.url));
let pages: Pages;
let report: Report;
let text = '';

beforeAll(async () => {
  if (LEFT_OUT) return;
  report = await analyze(diskTree(ROOT), { asOf: AS_OF });
  text = html.render(report, { ...DEFAULT_OPTIONS, read: (file) => readFileSync(`${ROOT}/${file}`, 'utf8') });
  pages = await openPages();
}, 60_000);
afterAll(() => pages?.close());

const outcome = (page: Page, what: string): Promise<string> => page.locator(`[data-outcome="${what}"]`).innerText();
const worst = () => mapModel(report)?.paths[0] as Report['paths'][number];

describe.skipIf(LEFT_OUT)('the map', () => {
  it('opens from disk without asking for anything, and lists every path', async () => {
    const { page, trouble } = await pages.open(text);
    expect(await page.title()).toBe('Trust map of release-bot');
    expect(await listedPaths(page)).toEqual(mapModel(report)?.paths.map((path) => path.id));
    expect(await page.locator('[data-box]').count()).toBeGreaterThan(15);
    for (const zone of ['Public', 'Contributors', 'Runner', 'Production'])
      expect(await page.locator('.frame .zone', { hasText: zone }).count()).toBe(1);
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  it('lights up the path that is chosen, dims the rest, and keeps it in the address', async () => {
    const { page } = await pages.open(text);
    const { id, steps } = worst();
    await page.locator(`[data-path="${id}"]`).click();
    expect(await page.locator('.edge.lit').count()).toBeGreaterThan(1);
    expect(await page.locator('.edge.lit.dim').count()).toBe(0);
    expect(await page.locator('.edge.dim').count()).toBeGreaterThan(10);
    expect(await page.locator('.steps > li').count()).toBe(steps.length);
    expect(page.url()).toContain(`path=${id}`);
    await page.reload();
    await page.locator('.edge.lit').first().waitFor();
    expect(await page.locator(`[data-path="${id}"]`).getAttribute('aria-pressed')).toBe('true');
    await page.context().close();
  });

  it('walks a path from the keyboard, with the source beside each step and AND joins as gates', async () => {
    const joined = report.paths.find((path) => path.steps.some((step) => step.needs.length > 1)) as Report['paths'][number];
    const { page } = await pages.open(text, { hash: `path=${joined.id}&alone=1` });
    expect(await page.locator('.gate').count()).toBeGreaterThan(0);
    expect(await page.locator('.gate text').first().textContent()).toBe('AND');
    for (const [index, step] of joined.steps.entries()) {
      await page.keyboard.press('ArrowRight');
      const now = page.locator('.step.now');
      expect(await page.locator('.steer').innerText()).toContain(`Step ${index + 1} of ${joined.steps.length}`);
      const [evidence] = step.evidence;
      if (evidence === undefined) continue;
      const line = readFileSync(`${ROOT}/${evidence.file}`, 'utf8').split('\n')[evidence.line - 1] ?? '';
      expect(await now.locator('.line.hit').first().textContent()).toContain(line.trim());
      expect((await now.locator('mark').first().textContent()) ?? '').not.toBe('');
    }
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator('.steer').innerText()).toContain(`Step ${joined.steps.length - 1} of`);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.walk').count()).toBe(0);
    await page.context().close();
  });

  it('asks at a crossing what guarantees there are, and shows assumption, guarantees, controls and source', async () => {
    const model = mapModel(report);
    const port = (model?.crossings.findIndex((crossing) => crossing.guarantees.length > 0 && crossing.controls.length > 0) ?? -1) + 1;
    const crossing = model?.crossings[port - 1] as Report['crossings'][number];
    const { page } = await pages.open(text);
    // A number on the map opens it; the first of an arrow that carries one only.
    const single = page.locator('g.port:not([data-port=""]):not([data-port*=" "])').first();
    const number = Number(await single.locator('text').textContent());
    await single.click();
    expect(await page.locator('article.crossing .port-number').first().innerText()).toBe(String(number));
    expect(await page.locator('article.crossing').innerText()).toContain(BOUNDARY_QUESTION);
    await goTo(page, `port=${port}`);
    const told = await page.locator('article.crossing').innerText();
    expect(told).toContain(crossing.assumption.replaceAll('`', ''));
    for (const guarantee of crossing.guarantees) expect(told).toContain(guarantee.statement.replaceAll('`', ''));
    expect(await page.locator('.guarantees > li').count()).toBe(crossing.guarantees.length);
    expect(await page.locator('article.crossing > .switches li').count()).toBe(crossing.controls.length);
    expect(await page.locator('article.crossing > .sources .line.hit').count()).toBeGreaterThan(0);
    await page.context().close();
  });

  it('closes with each control exactly the paths that the report says it cuts', async () => {
    const { page } = await pages.open(text);
    const all = await listedPaths(page);
    for (const { id, cuts } of report.controls) {
      await goTo(page, new URLSearchParams({ controls: id }).toString());
      const left = new Set(await listedPaths(page));
      expect(all.filter((path) => !left.has(path)).sort(), id).toEqual([...cuts].sort());
    }
    await page.context().close();
  });

  it('switches a control by hand: what vanishes from the list also loses its red on the map', async () => {
    const control = [...report.controls]
      .sort((a, b) => b.cuts.length - a.cuts.length)
      .find((c) => report.plan.controls.includes(c.id)) as Report['controls'][number];
    const { page } = await pages.open(text);
    const red = await page.locator('.edge.open').count();
    await page.getByRole('tab', { name: 'What if' }).click();
    await page.locator(`[data-control="${control.id}"]`).check();
    expect(await outcome(page, 'closed')).toBe(String(control.cuts.length));
    expect(await outcome(page, 'cost')).toBe(String(control.cost));
    expect(await page.locator('.edge.open').count()).toBeLessThanOrEqual(red);
    await page.getByRole('button', { name: 'Reset' }).click();
    expect(await outcome(page, 'closed')).toBe('0');
    expect(await page.locator('.edge.open').count()).toBe(red);
    await page.context().close();
  });

  it('applies the best plan in one click and proves it cheapest', async () => {
    const { page } = await pages.open(text, { hash: 'tab=whatif' });
    await page.getByRole('button', { name: 'Apply the best plan' }).click();
    expect(await outcome(page, 'closed')).toBe(String(report.paths.length - report.plan.uncut.length));
    expect(await outcome(page, 'cost')).toBe(String(report.plan.cost));
    expect(Number(await outcome(page, 'risk'))).toBeCloseTo(report.plan.residualRisk, 1);
    await page.locator('[data-check="plan"]', { hasText: '✓' }).waitFor();
    expect(await page.locator('[data-check="cheapest"]').innerText()).toContain('proven');
    await page.getByRole('tab', { name: /^Paths/ }).click();
    expect([...(await listedPaths(page))].sort()).toEqual([...report.plan.uncut].sort());
    await goTo(page, 'tab=whatif');
    await page.getByRole('button', { name: 'Only the next best' }).click();
    expect(Number(await outcome(page, 'risk'))).toBeCloseTo(report.plan.order[0]?.riskLeft ?? -1, 1);
    await page.context().close();
  });

  it('shows what opens when a guarantee falls or a setting is answered', async () => {
    const bearing = report.loadBearing?.[0];
    const { page } = await pages.open(text, { hash: new URLSearchParams({ tab: 'paths', dropped: bearing?.guarantee ?? '' }).toString() });
    if (bearing !== undefined) {
      expect(Number(await outcome(page, 'opened'))).toBeGreaterThan(0);
      for (const { actor, asset } of bearing.opens) expect(await listedPaths(page)).toContain(`opened:${actor}:${asset}`);
      await page.locator('[data-path]').first().click();
      expect(await page.locator('.edge.lit').count()).toBeGreaterThan(0);
    }
    const conditional = report.paths.filter((path) => path.certainty === 'conditional');
    const setting = conditional[0]?.conditions[0] as { setting: string; is: boolean };
    await goTo(page, new URLSearchParams({ setting: `${setting.setting}=${!setting.is}` }).toString());
    const left = await listedPaths(page);
    const mustGo = conditional.filter((path) => path.conditions.some((c) => c.setting === setting.setting) && path.derivations === undefined);
    expect(mustGo.length).toBeGreaterThan(0);
    for (const { id, conditions } of mustGo) if (conditions.length === 1) expect(left).not.toContain(id);
    await page.context().close();
  });

  it('is used with the keyboard alone', async () => {
    const { page } = await pages.open(text);
    // From the top of the page to the first path, by Tab only.
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate('document.activeElement.hasAttribute("data-path")')) === true) break;
    }
    expect(await page.evaluate('document.activeElement.getAttribute("data-path")')).toBe(worst().id);
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.locator('.step.now').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    // One stop for the whole picture; arrow keys walk inside.
    expect(await page.locator('[data-box][tabindex="0"]').count()).toBe(1);
    await page.locator('[data-box][tabindex="0"]').focus();
    const visited = new Set<unknown>();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowUp', 'ArrowLeft']) {
      await page.keyboard.press(key);
      visited.add(await page.evaluate('document.activeElement.getAttribute("data-box")'));
    }
    expect(visited.size).toBeGreaterThan(2);
    expect(visited.has(null)).toBe(false);
    await page.keyboard.press('Enter');
    expect(await page.getByRole('article', { name: 'Box' }).count()).toBe(1);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('article', { name: 'Box' }).count()).toBe(0);
    await page.context().close();
  });

  it('takes boxes apart and puts them together again', async () => {
    const { page } = await pages.open(text);
    const before = await page.locator('[data-box]').count();
    await page.locator('[data-box="runner/jobs@.github/workflows/ci.yml"], [data-box^="runner/jobs@"]').first().click();
    await page.getByRole('button', { name: 'Take apart' }).click();
    const after = await page.locator('[data-box]').count();
    expect(after).toBeGreaterThan(before);
    expect(page.url()).toContain('expanded=');
    await page.context().close();
  });

  it('picks out where input enters, privilege rises, artifacts are made and single guarantees hold, by sign and not by colour alone', async () => {
    const { page } = await pages.open(text);
    for (const [title, sign] of [
      ['Untrusted input enters', 'I'],
      ['Privilege rises', 'P'],
      ['Artifacts are made and used', 'A'],
      ['Single points of failure', 'S'],
    ] as const) {
      const toggle = page.locator('.tools').getByRole('button', { name: title });
      await toggle.click();
      await expect.poll(() => page.locator('g.port:not(.dim)', { hasText: new RegExp(`${sign}$`) }).count(), { message: title }).toBeGreaterThan(0);
      expect(await page.locator('.edge.dim').count()).toBeGreaterThan(0);
      await toggle.click();
    }
    await page.context().close();
  });

  it('filters by actor and severity', async () => {
    const { page } = await pages.open(text, { hash: 'actors=outsider&severities=medium' });
    const wanted = mapModel(report)?.paths.filter((path) => path.actor === 'outsider' && path.severity === 'medium');
    expect(await listedPaths(page)).toEqual(wanted?.map((path) => path.id));
    await page
      .getByRole('group', { name: 'By severity' })
      .getByRole('button', { name: /medium/ })
      .click();
    expect((await listedPaths(page)).length).toBe(report.paths.filter((path) => path.actor === 'outsider').length);
    await page.context().close();
  });

  it('has a table in step with the picture, and gives the picture away as SVG', async () => {
    const { page } = await pages.open(text, { hash: 'table=1' });
    const rows = await page.locator('.table tbody tr').count();
    expect(rows).toBe(await page.locator('.edges > .edge').count());
    await page.getByRole('group', { name: 'By severity' }).getByRole('button', { name: /high/ }).click();
    expect(await page.locator('.table tbody tr').count()).toBe(await page.locator('.edges > .edge').count());
    expect(await page.locator('.table tbody tr').count()).toBeLessThan(rows);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'SVG' }).click()]);
    expect(readFileSync(await download.path(), 'utf8')).toMatch(/^<svg xmlns[\s\S]*<\/svg>\n$/);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.tools').isVisible()).toBe(false);
    expect(await page.locator('.frame').isVisible()).toBe(true);
    await page.context().close();
  });

  it('says so where the text of files is not at hand', async () => {
    const { page } = await pages.open(html.render(report, DEFAULT_OPTIONS), { hash: `path=${worst().id}&step=1` });
    expect(await page.locator('.details').innerText()).toContain('made from a report alone');
    await page.context().close();
  });

  it('says so where the report has no graph', async () => {
    const { graph: _, ...rest } = report;
    const { page, trouble } = await pages.open(html.render(rest, DEFAULT_OPTIONS));
    expect(await page.locator('.stage').innerText()).toContain('needs the graph');
    expect(trouble).toEqual([]);
    await page.context().close();
  });
});
