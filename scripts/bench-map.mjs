// npm run bench:map [-- DIR [--only=TEXT]]: size of the empty map, and for each repository below DIR the size of its map and the time from opening the
// file to a page that answers. Without --only the largest ones are measured. Needs a build and a Chromium.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ensureChromium, FLAGS } from './chromium.mjs';

const args = process.argv.slice(2);
const only = args.find((a) => a.startsWith('--only='))?.slice('--only='.length);
const root = args.find((a) => !a.startsWith('--'));
const RUNS = 5;
const { analyze, diskTree, formatOf, memoryTree } = await import('../dist/index.mjs');
const html = formatOf('html');
const asOf = '2026-11-22';
const options = (folder) => ({
  read: (file) => {
    try {
      return readFileSync(join(folder, file), 'utf8');
    } catch {
      return null;
    }
  },
});
const kb = (text) => `${(Buffer.byteLength(text) / 1024).toFixed(0)} KB`;
const empty = html.render(await analyze(memoryTree({}), { asOf }), options('.'));
console.log(`empty map: ${kb(empty)}`);

const cases = [['example release-bot', 'examples/release-bot']];
if (root !== undefined) {
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((e) => e.isDirectory())
    .map((e) => join(root, e.name));
  cases.push(...folders.filter((folder) => only === undefined || folder.includes(only)).map((folder) => [folder, folder]));
}
const maps = [];
for (const [name, folder] of cases) {
  const report = await analyze(diskTree(folder), { asOf });
  if (report.graph.states.length > 0) maps.push({ name, report, text: html.render(report, options(folder)) });
}
maps.sort((a, b) => b.text.length - a.text.length);
const browser = await chromium.launch({ executablePath: ensureChromium(), args: FLAGS });
const temporary = mkdtempSync(join(tmpdir(), 'chokepoint-bench-'));
try {
  for (const { name, report, text } of only === undefined ? maps.slice(0, 5) : maps) {
    const file = join(temporary, 'map.html');
    writeFileSync(file, text);
    const times = [];
    for (let i = 0; i < RUNS; i++) {
      const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
      await page.goto(`file://${file}`);
      // Interactive: drawn, and the next frame after it has come.
      times.push(await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0)))'));
      await page.close();
    }
    times.sort((a, b) => a - b);
    console.log(
      `${name}: ${kb(text)}, ${report.graph.states.length} states, ${report.graph.transitions.length} transitions, ${report.paths.length} paths; interactive after ${times[0].toFixed(0)} ms (median ${times[RUNS >> 1].toFixed(0)} of ${RUNS})`,
    );
  }
} finally {
  await browser.close();
  rmSync(temporary, { recursive: true, force: true });
}
