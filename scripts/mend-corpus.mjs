#!/usr/bin/env node
/**
 * Mends every repository with GitHub Actions below a folder, in memory: `npm run mend:corpus -- DIR [--only=TEXT] [--every=N] [--offset=N] [--limit=SECONDS]`.
 * For each patched file it checks that it parses as before, that the diff applied to the old text gives the new one, that every comment is still there
 * in its order, and that nothing but what mends may edit means something else; for each repository that a second run changes nothing.
 * Trees with the same texts are analysed once, whichever run asks. A repository that takes more than `--limit` of CPU time (300 s) is left, and told as not
 * finished: what was mended in it is not counted.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { applyPatch, structuredPatch } from 'diff';
import { Lexer, parseAllDocuments } from 'yaml';

const args = process.argv.slice(2);
const option = (name, fallback) => args.find((a) => a.startsWith(`--${name}=`))?.slice(name.length + 3) ?? fallback;
const root = args.find((a) => !a.startsWith('--'));
if (root === undefined) {
  console.error('usage: npm run mend:corpus -- DIR [--only=TEXT] [--every=N] [--offset=N] [--limit=SECONDS]');
  process.exit(2);
}
const limit = Number(option('limit', '300'));
const { diskTree, examine, mend, memoryTree } = await import('../dist/index.mjs');
const asOf = '2026-11-22';

/** What mends edit: paths into a workflow or action, `*` for a job, a step or a name. */
const MAY_DIFFER =
  /^(?:permissions|on)(?:$|\.)|^jobs\.[^.]+\.(?:permissions|if|cache-mode|secrets)(?:$|\.)|^(?:jobs\.[^.]+|runs)\.steps\.\d+\.(?:env|run|uses|with)(?:$|\.)|^jobs\.[^.]+\.(?:uses|container|services)(?:$|\.)/;

/** Steps at the end of a job that another file has now. */
const MOVED = /^jobs\.[^.]+\.steps\.\d+$/;

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

/** `moved`: lines of it stand in a file that was made. */
const wrongIn = (file, before, after, moved) => {
  const wrong = [];
  if (before === null) return parsed(after).errors > 0 ? ['does not parse'] : [];
  const patch = structuredPatch(file, file, before, after, undefined, undefined, { context: 3 });
  if (applyPatch(before, patch, { autoConvertLineEndings: false }) !== after) wrong.push('the diff does not give the new text');
  if (!/\.ya?ml$/.test(file)) return wrong;
  const [old, now] = [parsed(before), parsed(after)];
  if (now.errors > old.errors) wrong.push('does not parse');
  const kept = moved === null ? comments(after) : [...comments(after), ...comments(moved)];
  if (!isSubsequence(comments(before), kept)) wrong.push('a comment is gone');
  const elsewhere = differences(old.value, now.value).filter((path) => !MAY_DIFFER.test(path) && !(moved !== null && MOVED.test(path)));
  if (elsewhere.length > 0) wrong.push(`differs at ${elsewhere.join(', ')}`);
  return wrong;
};

/** The repository left too much undone in the time it was given. */
class OutOfTime extends Error {}

/** Analyses of trees over this base, each made once for the same texts. */
const sharedExamine = (base, seconds) => {
  const known = new Map();
  const started = process.cpuUsage();
  return (tree) => {
    const key = tree.files.flatMap((file) => (tree.read(file) === base.read(file) ? [] : [file, tree.read(file)])).join('\0');
    const made = known.get(key);
    if (made !== undefined) return made;
    const { user, system } = process.cpuUsage(started);
    if ((user + system) / 1e6 > seconds) throw new OutOfTime(`${known.size} analyses`);
    const examined = examine(tree, { asOf }).then((one) => {
      let report;
      return { ...one, report: () => (report ??= one.report()) };
    });
    known.set(key, examined);
    return examined;
  };
};

const mendOne = async (name) => {
  const disk = diskTree(join(resolve(root), name));
  const texts = new Map(disk.files.flatMap((file) => (disk.read(file) === null ? [] : [[file, disk.read(file)]])));
  const base = memoryTree(texts, disk.name);
  const shared = sharedExamine(base, limit);
  const run = (tree) => mend({ tree, examine: shared, isOwn: (file) => texts.has(file), options: { pins: null, owners: [] }, wanted: null });
  const first = await run(base);
  const made = [...first.changes].filter(([file]) => !texts.has(file)).map(([, text]) => text);
  const wrong = [...first.changes].flatMap(([file, after]) =>
    wrongIn(file, texts.get(file) ?? null, after, made.length > 0 ? made.join('\n') : null).map((why) => `${file}: ${why}`),
  );
  if (first.changes.size > 0) {
    for (const [file, text] of first.changes) texts.set(file, text);
    const again = await run(memoryTree(texts, disk.name));
    if (again.changes.size > 0)
      wrong.push(`a second run changes ${[...again.changes.keys()].join(', ')} (${again.mended.map((m) => m.control.id).join(', ')})`);
  }
  return { first, wrong };
};

const total = { repositories: 0, mended: 0, mends: 0, files: 0, wrong: 0, unfinished: [], closed: 0, paths: 0, ms: 0 };
const kinds = new Map();
const refusals = new Map();
const names = readdirSync(resolve(root), { withFileTypes: true })
  .filter((e) => e.isDirectory())
  .map((e) => e.name)
  .sort((a, b) => (a < b ? -1 : 1))
  .filter((name) => name.includes(option('only', '')) && existsSync(join(resolve(root), name, '.github/workflows')))
  .filter((_, index) => index % Number(option('every', '1')) === Number(option('offset', '0')));
for (const name of names) {
  const started = process.cpuUsage();
  const spent = () => {
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1e6;
  };
  total.repositories++;
  let done;
  try {
    done = await mendOne(name);
  } catch (error) {
    if (!(error instanceof OutOfTime)) throw error;
    total.ms += spent() * 1000;
    total.unfinished.push(name);
    console.log(`${name.padEnd(48)} ${spent().toFixed(1).padStart(6)} s  NOT FINISHED after ${error.message}`);
    continue;
  }
  const { first, wrong } = done;
  total.mended += first.changes.size > 0 ? 1 : 0;
  total.mends += first.mended.length;
  total.files += first.changes.size;
  total.wrong += wrong.length;
  total.paths += first.before.paths.length;
  total.closed += Math.max(0, first.before.paths.length - first.after.paths.length);
  total.ms += spent() * 1000;
  for (const { control } of first.mended) kinds.set(control.kind, (kinds.get(control.kind) ?? 0) + 1);
  for (const { control } of first.unmended) refusals.set(control.kind, (refusals.get(control.kind) ?? 0) + 1);
  console.log(
    `${name.padEnd(48)} ${spent().toFixed(1).padStart(6)} s  ${String(first.mended.length).padStart(3)} mends  ${String(first.changes.size).padStart(3)} files  ${first.before.paths.length} → ${first.after.paths.length} paths${wrong.length === 0 ? '' : `  WRONG ${wrong.join('; ')}`}`,
  );
}
console.log(
  `\n${total.repositories} repositories, ${total.mended} of them mended: ${total.mends} mends in ${total.files} files, ${total.wrong} wrong, ${total.closed} of ${total.paths} paths closed, ${(total.ms / 1000).toFixed(0)} s of CPU time`,
);
if (total.unfinished.length > 0) console.log(`not finished in ${limit} s each: ${total.unfinished.join(', ')}`);
for (const [kind, n] of [...kinds].sort((a, b) => b[1] - a[1])) console.log(`  ${String(n).padStart(5)} ${kind}`);
console.log('left for a person');
for (const [kind, n] of [...refusals].sort((a, b) => b[1] - a[1])) console.log(`  ${String(n).padStart(5)} ${kind}`);
process.exitCode = total.wrong === 0 ? 0 : 1;
