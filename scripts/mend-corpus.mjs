#!/usr/bin/env node
/**
 * Mends every repository below a folder, in memory: `npm run mend:corpus -- DIR [--only=TEXT] [--every=N] [--offset=N]`.
 * For each patched file it checks that it parses as before, that the diff applied to the old text gives the new one, that every comment is still there
 * in its order, and that nothing but what mends may edit means something else; for each repository that a second run changes nothing.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { applyPatch, structuredPatch } from 'diff';
import { Lexer, parseAllDocuments } from 'yaml';

const args = process.argv.slice(2);
const option = (name, fallback) => args.find((a) => a.startsWith(`--${name}=`))?.slice(name.length + 3) ?? fallback;
const root = args.find((a) => !a.startsWith('--'));
if (root === undefined) {
  console.error('usage: npm run mend:corpus -- DIR [--only=TEXT] [--every=N] [--offset=N]');
  process.exit(2);
}
const { diskTree, examine, mend, memoryTree } = await import('../dist/index.js');
const asOf = '2026-11-22';

/** What mends edit: paths into a workflow or action, `*` for a job, a step or a name. */
const MAY_DIFFER =
  /^(?:permissions|on)(?:$|\.)|^jobs\.[^.]+\.(?:permissions|if|cache-mode|secrets)(?:$|\.)|^(?:jobs\.[^.]+|runs)\.steps\.\d+\.(?:env|run|uses|with)(?:$|\.)|^jobs\.[^.]+\.(?:uses|container|services)(?:$|\.)/;

const comments = (text) => [...new Lexer().lex(text)].filter((lexeme) => lexeme.startsWith('#'));
const parsed = (text) => {
  const documents = parseAllDocuments(text, { uniqueKeys: false });
  return { errors: documents.flatMap((d) => d.errors).length, value: documents[0]?.toJS({ maxAliasCount: -1 }) };
};
const differences = (a, b, path = '') => {
  if (Object.is(a, b)) return [];
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null && Array.isArray(a) === Array.isArray(b))
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
      differences(a[key], b[key], path === '' ? key.replaceAll('.', '_') : `${path}.${key.replaceAll('.', '_')}`),
    );
  return [path];
};
/** In order, though others may stand in between. */
const isSubsequence = (short, long) => {
  let at = 0;
  for (const item of long) if (item === short[at]) at++;
  return at === short.length;
};

const wrongIn = (file, before, after) => {
  const wrong = [];
  const patch = structuredPatch(file, file, before, after, undefined, undefined, { context: 3 });
  if (applyPatch(before, patch, { autoConvertLineEndings: false }) !== after) wrong.push('the diff does not give the new text');
  if (!/\.ya?ml$/.test(file)) return wrong;
  const [old, now] = [parsed(before), parsed(after)];
  if (now.errors > old.errors) wrong.push('does not parse');
  if (!isSubsequence(comments(before), comments(after))) wrong.push('a comment is gone');
  const elsewhere = differences(old.value, now.value).filter((path) => !MAY_DIFFER.test(path));
  if (elsewhere.length > 0) wrong.push(`differs at ${elsewhere.join(', ')}`);
  return wrong;
};

const total = { repositories: 0, mended: 0, mends: 0, files: 0, wrong: 0, closed: 0, paths: 0, ms: 0 };
const kinds = new Map();
const names = readdirSync(resolve(root), { withFileTypes: true })
  .filter((e) => e.isDirectory())
  .map((e) => e.name)
  .sort((a, b) => (a < b ? -1 : 1))
  .filter((name) => name.includes(option('only', '')) && existsSync(join(resolve(root), name, '.github')))
  .filter((_, index) => index % Number(option('every', '1')) === Number(option('offset', '0')));
for (const name of names) {
  const started = process.cpuUsage();
  const disk = diskTree(join(resolve(root), name));
  const run = (tree) => mend({ tree, examine: (t) => examine(t, { asOf }), isOwn: () => true, options: { pins: null, owners: [] }, wanted: null });
  const first = await run(disk);
  const wrong = [...first.changes].flatMap(([file, after]) => wrongIn(file, disk.read(file) ?? '', after).map((why) => `${file}: ${why}`));
  if (first.changes.size > 0) {
    const tree = memoryTree(
      new Map(
        disk.files.flatMap((file) => {
          const text = first.changes.get(file) ?? disk.read(file);
          return text === null ? [] : [[file, text]];
        }),
      ),
      disk.name,
    );
    const again = await run(tree);
    if (again.changes.size > 0)
      wrong.push(`a second run changes ${[...again.changes.keys()].join(', ')} (${again.mended.map((m) => m.control.id).join(', ')})`);
  }
  const { user, system } = process.cpuUsage(started);
  total.repositories++;
  total.mended += first.changes.size > 0 ? 1 : 0;
  total.mends += first.mended.length;
  total.files += first.changes.size;
  total.wrong += wrong.length;
  total.paths += first.before.paths.length;
  total.closed += Math.max(0, first.before.paths.length - first.after.paths.length);
  total.ms += (user + system) / 1000;
  for (const { control } of first.mended) kinds.set(control.kind, (kinds.get(control.kind) ?? 0) + 1);
  console.log(
    `${name.padEnd(48)} ${((user + system) / 1e6).toFixed(1).padStart(6)} s  ${String(first.mended.length).padStart(3)} mends  ${String(first.changes.size).padStart(3)} files  ${first.before.paths.length} → ${first.after.paths.length} paths${wrong.length === 0 ? '' : `  WRONG ${wrong.join('; ')}`}`,
  );
}
console.log(
  `\n${total.repositories} repositories, ${total.mended} of them mended: ${total.mends} mends in ${total.files} files, ${total.wrong} wrong, ${total.closed} of ${total.paths} paths closed, ${(total.ms / 1000).toFixed(0)} s of CPU time`,
);
for (const [kind, n] of [...kinds].sort((a, b) => b[1] - a[1])) console.log(`  ${String(n).padStart(5)} ${kind}`);
process.exitCode = total.wrong === 0 ? 0 : 1;
