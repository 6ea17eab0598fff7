// npm run corpus -- DIR: scans every repository below DIR and prints, for each, CPU time (ms), files, gaps by reason, crossings and paths by severity;
// at the end the same by CI system.
// Checks on the way that each report is valid and that a second run gives the same bytes (--twice).
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const args = process.argv.slice(2);
const twice = args.includes('--twice');
const only = args.find((a) => a.startsWith('--only='))?.slice('--only='.length);
const root = args.find((a) => !a.startsWith('--'));
if (root === undefined) {
  console.error('usage: npm run corpus -- DIR [--twice] [--only=TEXT]');
  process.exit(2);
}
const { analyze, diskTree } = await import('../dist/index.mjs');
const { default: Ajv } = await import('ajv');
const schema = JSON.parse(readFileSync(new URL('../src/show/report.schema.json', import.meta.url), 'utf8'));
const Validator = Ajv.default ?? Ajv;
const validate = new Validator({ strict: false }).compile(schema);

const asOf = '2026-11-22';
const count = (items, key) => {
  const counts = new Map();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
};
const total = { repositories: 0, failed: 0, ms: 0, paths: 0 };
const reasons = new Map();
const bySystem = new Map();
console.log('repository                                          ms  files  crossings open/guarded/unknown   paths c/h/m/l   gaps');
for (const { name } of readdirSync(resolve(root), { withFileTypes: true })
  .filter((e) => e.isDirectory())
  .sort((a, b) => (a.name < b.name ? -1 : 1))) {
  const folder = join(resolve(root), name);
  if (only !== undefined && !name.includes(only)) continue;
  total.repositories++;
  const started = process.cpuUsage();
  try {
    const report = await analyze(diskTree(folder), { asOf });
    const { user, system } = process.cpuUsage(started);
    const ms = (user + system) / 1000;
    total.ms += ms;
    total.paths += report.paths.length;
    const severities = ['critical', 'high', 'medium', 'low'].map((s) => report.paths.filter((p) => p.severity === s).length);
    const status = ['open', 'guarded', 'unknown'].map((s) => report.crossings.filter((c) => c.status === s).length);
    const gaps = count(report.gaps, (g) => g.reason);
    for (const [reason, n] of gaps) reasons.set(reason, (reasons.get(reason) ?? 0) + n);
    let note = '';
    for (const [system, workflows] of Object.entries(report.subject.workflows)) {
      const row = bySystem.get(system) ?? { repositories: 0, workflows: 0 };
      bySystem.set(system, { repositories: row.repositories + 1, workflows: row.workflows + workflows });
    }
    if (!validate(JSON.parse(JSON.stringify(report)))) note = `  INVALID ${validate.errors?.[0]?.instancePath} ${validate.errors?.[0]?.message}`;
    if (twice && JSON.stringify(await analyze(diskTree(folder), { asOf })) !== JSON.stringify(report)) note += '  NOT THE SAME TWICE';
    if (note !== '') total.failed++;
    console.log(
      `${name.padEnd(48)} ${ms.toFixed(0).padStart(5)}  ${String(report.subject.files).padStart(5)}  ${status.join('/').padStart(29)}   ${severities.join('/').padStart(13)}   ${gaps.map(([r, n]) => `${r} ${n}`).join(', ')}${note}`,
    );
  } catch (error) {
    total.failed++;
    console.log(`${name.padEnd(48)} CRASH ${error instanceof Error ? error.stack?.split('\n').slice(0, 3).join(' | ') : error}`);
  }
}
console.log(`\n${total.repositories} repositories, ${total.failed} failed, ${total.paths} paths, ${(total.ms / 1000).toFixed(1)} s of CPU time`);
for (const [reason, n] of [...reasons].sort((a, b) => b[1] - a[1])) console.log(`  ${String(n).padStart(6)} ${reason}`);
process.exitCode = total.failed === 0 ? 0 : 1;
console.log('\nsystem                  repositories  workflows');
for (const [system, { repositories, workflows }] of [...bySystem].sort((a, b) => b[1].repositories - a[1].repositories || (a[0] < b[0] ? -1 : 1)))
  console.log(`${system.padEnd(24)}${String(repositories).padStart(12)}${String(workflows).padStart(11)}`);
