// npm run precision -- DIR [--seed=N] [--draw=60] [--as-of=DATE] [--entry=PREFIX]: every path of an outsider or contributor with severity high or critical
// that the repositories below DIR give, and so many of them drawn at random, each with its steps, their places, the conditions it rests on and the weak gates it passes, to be judged by a person.
// The same seed, files, date and version draw the same paths.
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const args = process.argv.slice(2);
const option = (name, fallback) => args.find((a) => a.startsWith(`--${name}=`))?.slice(name.length + 3) ?? fallback;
const seed = Number(option('seed', '1'));
const draw = Number(option('draw', '60'));
const asOf = option('as-of', '2026-11-22');
/** Only paths that enter by a file whose name begins so: `.github/` for one system. */
const entry = option('entry', '');
const root = args.find((a) => !a.startsWith('--'));
if (root === undefined || !Number.isInteger(seed) || !Number.isInteger(draw)) {
  console.error('usage: npm run precision -- DIR [--seed=N] [--draw=60] [--as-of=DATE] [--entry=PREFIX]');
  process.exit(2);
}
const { analyze, diskTree } = await import('../dist/index.mjs');

/** Uniform numbers in [0, 1) from a seed (mulberry32). */
const random = (state) => () => {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

const all = [];
const repositories = readdirSync(resolve(root), { withFileTypes: true })
  .filter((e) => e.isDirectory())
  .map((e) => e.name)
  .sort((a, b) => (a < b ? -1 : 1));
for (const name of repositories) {
  const folder = join(resolve(root), name);
  const components = join(folder, '_external');
  const report = await analyze(diskTree(folder), {
    asOf,
    components: existsSync(components) ? { tree: diskTree(components), prefix: '_external', inside: '_external' } : null,
  });
  const assets = new Map(report.assets.map((a) => [a.id, `${a.kind} ${a.name}`]));
  const statements = new Map(report.assumptions.map((a) => [a.id, a.statement]));
  for (const path of report.paths)
    if (['outsider', 'contributor'].includes(path.actor) && ['high', 'critical'].includes(path.severity) && path.entry.workflow.startsWith(entry))
      all.push({ repository: name, path, asset: assets.get(path.asset), statements });
}
const next = random(seed);
const pool = [...all];
const drawn = [];
while (drawn.length < draw && pool.length > 0) drawn.push(...pool.splice(Math.floor(next() * pool.length), 1));

const count = (key) =>
  [...all.reduce((counts, item) => counts.set(key(item), (counts.get(key(item)) ?? 0) + 1), new Map())]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, n]) => `${k} ${n}`)
    .join(', ');
console.log(
  `${all.length} paths of outsiders and contributors, high or critical, in ${new Set(all.map((i) => i.repository)).size} of ${repositories.length} repositories`,
);
console.log(`by actor, severity and certainty: ${count(({ path }) => `${path.actor} ${path.severity} ${path.certainty}`)}`);
console.log(`drawn: ${drawn.length}, seed ${seed}, as of ${asOf}${entry === '' ? '' : `, entered by ${entry}…`}\n`);
for (const [n, { repository, path, asset, statements }] of drawn.entries()) {
  console.log(
    `${n + 1}. ${repository} ${path.id}: ${path.actor}, ${path.severity}, ${path.certainty}${path.dependsOn.length > 0 ? ` on ${path.dependsOn.join(', ')}` : ''}`,
  );
  console.log(`   ${path.entry.workflow} (${path.entry.trigger}) → ${asset}`);
  console.log(`   ${path.reason}`);
  for (const { setting, is } of path.conditions)
    console.log(`   if ${is ? 'so' : 'not so'}: ${setting}${statements.has(setting) ? ` (${statements.get(setting)})` : ''}`);
  for (const step of path.steps) {
    console.log(`   - ${step.rule}: ${step.statement}${step.places > 1 ? ` (${step.places} places)` : ''}`);
    console.log(`     ${step.evidence.map((s) => `${s.file}:${s.line}`).join(', ')}`);
    for (const { statement, why, evidence } of step.weak)
      console.log(`     past: ${statement} ${why}${evidence.length > 0 ? ` (${evidence.map((s) => `${s.file}:${s.line}`).join(', ')})` : ''}`);
  }
}
