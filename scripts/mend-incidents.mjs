#!/usr/bin/env node
/**
 * How many of the labelled incidents `chokepoint mend` closes by itself: `npm run mend:incidents -- [--only TEXT] [--write] [DIR]`.
 * Each vulnerable tree is copied, mended without further options, and scanned again. It counts as closed when the path that the case expects was
 * found before and is gone: no path of one of its actors, from its entry, to one of its assets, that has the same rule in the same job
 * on the line that the case names last (cases with `silent: "path"`: no such path at all). Unmended reasons are what `mend` itself says.
 * `--write` puts the table into docs/mend.md.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const args = process.argv.slice(2);
const only = args.includes('--only') ? (args[args.indexOf('--only') + 1] ?? '') : '';
const write = args.includes('--write');
const place = args.find((arg, i) => !arg.startsWith('--') && args[i - 1] !== '--only') ?? join(ROOT, '../shared/incidents');
if (!existsSync(place)) {
  console.error(`mend:incidents: there is no folder ${place}.`);
  process.exit(2);
}

const run = (tree, command, date) => {
  const components = existsSync(join(tree, '_external')) ? ['--components', join(tree, '_external')] : [];
  const asOf = date === undefined ? [] : ['--as-of', date];
  const out = execFileSync(process.execPath, [join(ROOT, 'dist/cli.js'), command, tree, '--format', 'json', ...components, ...asOf], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(out);
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

const judge = (name) => {
  const c = JSON.parse(readFileSync(join(place, name, 'case.json'), 'utf8'));
  const tree = join(place, name, 'vulnerable');
  const before = run(tree, 'scan', c.date);
  const spans = (p) => p.steps.flatMap((s) => s.evidence);
  const slack = c.slack ?? 0;
  const found = matching(before, c).filter((p) => c.touch.every((t) => spans(p).some((s) => covers(s, t.file, linesOf(tree, t), slack))));
  if (found.length === 0) return { name, closed: false, by: [], why: 'chokepoint does not find the path, so there is nothing to close' };
  const folder = mkdtempSync(join(tmpdir(), 'chokepoint-mend-'));
  try {
    cpSync(tree, folder, { recursive: true });
    const mended = run(folder, 'mend', c.date);
    const after = run(folder, 'scan', c.date);
    const last = c.touch[c.touch.length - 1];
    const lines = linesOf(tree, last);
    const on = (k) => found[0].steps.findLast((s) => s.evidence.some((e) => covers(e, last.file, lines, k)));
    const key = on(0) ?? on(slack);
    const left = matching(after, c).filter(
      (p) =>
        (c.silent ?? 'path') === 'path' ||
        key === undefined ||
        p.steps.some((s) => s.rule === key.rule && s.job === key.job && s.evidence.some((e) => e.file === last.file)),
    );
    const ids = new Set(found.flatMap((p) => p.controls));
    const by = [...new Set(mended.mended.filter((m) => ids.has(m.control)).map((m) => m.kind))].sort();
    const why = mended.left.filter((l) => ids.has(l.control)).map((l) => `${l.kind}: ${l.why}`);
    return { name, closed: left.length === 0, by, why: [...new Set(why)].join(' '), mended: mended.mended.length };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const names = readdirSync(place)
  .filter((name) => name.includes(only) && existsSync(join(place, name, 'case.json')))
  .sort();
const rows = names.map((name) => {
  const row = judge(name);
  console.log(`${row.closed ? 'closed' : 'OPEN  '} ${name}  ${row.closed ? row.by.join(', ') : row.why}`);
  return row;
});
const closed = rows.filter((row) => row.closed);
console.log(`mend closes ${closed.length} of ${rows.length} by itself`);
