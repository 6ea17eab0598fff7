#!/usr/bin/env node
/**
 * How many of the labelled incidents `chokepoint mend` closes by itself: `npm run mend:incidents -- [--only TEXT] [--part I/N] [--write] [DIR]`.
 * Each vulnerable tree is mended without further options, in memory. It counts as closed when the path that the case expects was
 * found before and is gone: no path of one of its actors, from its entry, to one of its assets, that has the same rule in the same job
 * on the line that the case names last (cases with `silent: "path"`: no such path at all). Unmended reasons are what `mend` itself says.
 * `--write` puts the table into docs/mend.md; of a part, its rows.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const args = process.argv.slice(2);
const only = args.includes('--only') ? (args[args.indexOf('--only') + 1] ?? '') : '';
const write = args.includes('--write');
/** `--part I/N`: every Nth of them, to run parts side by side. */
const [part = 0, parts = 1] = args.includes('--part') ? (args[args.indexOf('--part') + 1] ?? '').split('/').map(Number) : [];
const place =
  args.find((arg, i) => !arg.startsWith('--') && args[i - 1] !== '--only' && args[i - 1] !== '--part') ?? join(ROOT, '../shared/incidents');
if (!existsSync(place)) {
  console.error(`mend:incidents: there is no folder ${place}.`);
  process.exit(2);
}

const { diskTree, examine, mend } = await import('../dist/index.mjs');

/** As `chokepoint mend TREE` does it, in this process. */
const mended = async (folder, date) => {
  const external = existsSync(join(folder, '_external'));
  const components = external ? { tree: diskTree(join(folder, '_external')), prefix: '_external/', inside: '_external' } : null;
  const asOf = date ?? new Date().toISOString().slice(0, 10);
  return mend({
    tree: diskTree(folder),
    examine: (tree) => examine(tree, { asOf, components }),
    isOwn: (file) => !file.startsWith('_external/'),
    options: { pins: null, owners: [] },
    wanted: null,
  });
};

const WIDEST = 40;
const covers = (span, file, lines, slack) =>
  span.file === file &&
  span.endLine - span.line <= WIDEST &&
  lines.some((n) => n >= span.line - slack && n <= Math.max(span.endLine, span.line) + slack);
const linesOf = (tree, { file, line, text }) => {
  if (line) return [line];
  return readFileSync(join(tree, file), 'utf8')
    .split('\n')
    .flatMap((l, i) => (l.includes(text) ? [i + 1] : []));
};
const matching = (report, c) => {
  const kinds = new Map(report.assets.map((a) => [a.id, a.kind]));
  return report.paths.filter(
    (p) =>
      c.actors.includes(p.actor) &&
      (c.entryFile === '*' || p.entry.workflow === c.entryFile) &&
      (c.triggers.includes('*') || c.triggers.includes(p.entry.trigger)) &&
      c.assets.includes(kinds.get(p.asset)),
  );
};

const judge = async (name) => {
  const c = JSON.parse(readFileSync(join(place, name, 'case.json'), 'utf8'));
  const tree = join(place, name, 'vulnerable');
  const result = await mended(tree, c.date);
  const spans = (p) => p.steps.flatMap((s) => s.evidence);
  const slack = c.slack ?? 0;
  const found = matching(result.before, c).filter((p) => c.touch.every((t) => spans(p).some((s) => covers(s, t.file, linesOf(tree, t), slack))));
  if (found.length === 0) return { name, closed: false, by: [], why: 'chokepoint does not find the path here, so there is nothing to close.' };
  const last = c.touch[c.touch.length - 1];
  const lines = linesOf(tree, last);
  const on = (k) => found[0].steps.findLast((s) => s.evidence.some((e) => covers(e, last.file, lines, k)));
  const key = on(0) ?? on(slack);
  const left = matching(result.after, c).filter(
    (p) =>
      (c.silent ?? 'path') === 'path' ||
      key === undefined ||
      p.steps.some((s) => s.rule === key.rule && s.job === key.job && s.evidence.some((e) => e.file === last.file)),
  );
  const ids = new Set(found.flatMap((p) => p.controls));
  const by = [...new Set(result.mended.filter((m) => ids.has(m.control.id)).map((m) => m.control.kind))].sort();
  const why = result.unmended.filter((u) => ids.has(u.control.id)).map((u) => `\`${u.control.kind}\`: ${u.why}`);
  return { name, closed: left.length === 0, by, why: [...new Set(why)].slice(0, 2).join(' ') };
};

const names = readdirSync(place)
  .filter((name) => name.includes(only) && existsSync(join(place, name, 'case.json')))
  .sort()
  .filter((_, index) => index % parts === part);
const rows = [];
for (const name of names) {
  const row = await judge(name);
  rows.push(row);
  console.log(`${row.closed ? 'closed' : 'OPEN  '} ${name}  ${row.closed ? row.by.join(', ') : row.why}`);
}
const closed = rows.filter((row) => row.closed);
console.log(`mend closes ${closed.length} of ${rows.length} by itself`);

if (write) {
  const page = join(ROOT, 'docs/mend.md');
  const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const [head, old = '', tail] = readFileSync(page, 'utf8').split(/<!-- (?:mend:incidents|end of mend:incidents) -->/);
  // Of a part, the other rows stay as they are.
  const lines = new Map(parts > 1 || only !== '' ? [...old.matchAll(/^\| (\S+) \| (?:yes|no) \| .*$/gm)].map((m) => [m[1], m[0]]) : []);
  for (const row of rows)
    lines.set(row.name, `| ${row.name} | ${row.closed ? 'yes' : 'no'} | ${cell(row.closed ? row.by.map((k) => `\`${k}\``).join(', ') : row.why)} |`);
  const all = [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
  const table = [
    `${all.filter((line) => /^\| \S+ \| yes \|/.test(line)).length} of ${all.length} incidents are closed by \`chokepoint mend\` without further options.`,
    '',
    '| incident | closed | by, or why not |',
    '|---|---|---|',
    ...all,
  ].join('\n');
  writeFileSync(page, `${head}<!-- mend:incidents -->\n${table}\n<!-- end of mend:incidents -->${tail}`);
}
