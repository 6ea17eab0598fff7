// node scripts/scan-all.mjs DIR [ALSO-BELOW]: analyses every repository below DIR in one process, one after the other, each rendered as JSON and let go.
// What a run over an organisation costs without starting anew for each repository; the benchmarks measure it.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import v8 from 'node:v8';

if (process.versions.v8.startsWith('11.')) v8.setFlagsFromString('--interrupt-budget=600000');
const { analyze, diskTree, formatOf } = await import('../dist/index.js');
const [root] = process.argv.slice(2);
let repositories = 0;
let bytes = 0;
let paths = 0;
for (const { name } of readdirSync(root, { withFileTypes: true }).filter((e) => e.isDirectory())) {
  const report = await analyze(diskTree(join(root, name)), { asOf: '2026-11-22' });
  bytes += formatOf('json').render(report, {}).length;
  paths += report.paths.length;
  repositories++;
}
console.log(`${repositories} repositories, ${paths} paths, ${(bytes / 2 ** 20).toFixed(0)} MiB of JSON`);
