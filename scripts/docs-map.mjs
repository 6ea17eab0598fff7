// npm run docs:map: the picture of the trust map in docs/images/map.png, taken from the page of examples/release-bot as a browser shows it.
// Needs a build and a Chromium. Not part of `npm run docs`: fonts differ from machine to machine, so the picture is never compared.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ensureChromium, FLAGS } from './chromium.mjs';

const { analyze, diskTree, formatOf } = await import('../dist/index.mjs');
const root = 'examples/release-bot';
const report = await analyze(diskTree(root), { asOf: '2026-11-24' });
const html = formatOf('html').render(report, { read: (file) => readFileSync(join(root, file), 'utf8') });
const temporary = mkdtempSync(join(tmpdir(), 'chokepoint-docs-'));
const file = join(temporary, 'map.html');
writeFileSync(file, html);
mkdirSync('docs/images', { recursive: true });
const browser = await chromium.launch({ executablePath: ensureChromium(), args: FLAGS });
// The worst way in that any account has and that takes some steps, at the third.
const severities = ['critical', 'high', 'medium', 'low'];
const path = report.paths
  .filter((p) => p.actor === 'outsider' && p.certainty === 'proven' && p.steps.length > 5)
  .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || b.steps.length - a.steps.length || (a.id < b.id ? -1 : 1))[0];
try {
  for (const [name, hash, viewport] of [
    ['map', `path=${path.id}&step=3`, { width: 1720, height: 800 }],
    [
      'map-what-if',
      `tab=whatif&${new URLSearchParams(report.plan.controls.slice(0, 6).map((id) => ['controls', id]))}`,
      { width: 1500, height: 720 },
    ],
  ]) {
    const page = await browser.newPage({ viewport, colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(`file://${file}#${hash}`);
    await page.locator('html[data-ready]').waitFor({ state: 'attached' });
    await page.waitForTimeout(800);
    const out = `docs/images/${name}.png`;
    await page.screenshot({ path: out });
    console.log(`${out} ${(statSync(out).size / 1024).toFixed(0)} KB`);
    await page.close();
  }
} finally {
  await browser.close();
  rmSync(temporary, { recursive: true, force: true });
}
