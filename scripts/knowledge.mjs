// npm run knowledge [-- DIR]: how much is known of other people's actions. Prints the number of entries, and with DIR every action that
// workflow and action files below it use at least twice and that has none. --all: those used once too. Exit code 1 when an action used twice is missing.
// --against=DIR: holds the entries against the action files below DIR (owner/repo@ref/action.yml, as for `scan --components`) and prints what an entry
// names that the file does not declare, other defaults, and (--review) what looks as if it mattered and is not named.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const args = process.argv.slice(2);
const root = args.find((a) => !a.startsWith('--'));
const least = args.includes('--all') ? 1 : 2;
const against = args.find((a) => a.startsWith('--against='))?.slice('--against='.length);
const bundle = 'dist/.known-actions.mjs';
mkdirSync('dist', { recursive: true });
await build({
  stdin: {
    contents:
      "export { KNOWN_ACTIONS, actionKnowledge } from './src/knowledge/actions/index.ts'; export { CHECKED_ACTIONS } from './src/knowledge/actions/checked.ts'; export { parseYaml, get, entriesOf, textOf } from './src/source/yaml.ts';",
    resolveDir: '.',
    loader: 'ts',
  },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  outfile: bundle,
  logLevel: 'warning',
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
});
const { KNOWN_ACTIONS, CHECKED_ACTIONS, actionKnowledge, parseYaml, get, entriesOf, textOf } = await import(`../${bundle}`);
rmSync(bundle);

/** Where the platforms that run these workflows look for them, and action files anywhere. */
const CONFIGURES = /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$|(?:^|\/)action\.ya?ml$/;
const files = function* (folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== '.git') yield* files(path);
    else if (entry.isFile() && CONFIGURES.test(path)) yield path;
  }
};
/** Every `uses:` at any depth. */
const usesIn = function* (node) {
  if (node.kind === 'sequence') for (const item of node.items) yield* usesIn(item);
  if (node.kind !== 'mapping') return;
  for (const { key, value } of node.entries) {
    if (key.kind === 'scalar' && key.value === 'uses' && value.kind === 'scalar') yield value.value.trim();
    else yield* usesIn(value);
  }
};
/** `owner/repo[/path]`, lower case; null for local ones, images and called workflows. */
const nameOf = (uses) => {
  const name = uses
    .replace(/^https:\/\/[^/]+\//, '')
    .replace(/@.*$/, '')
    .toLowerCase();
  return /^[\w.-]+\/[\w.-]+(?:\/[^@\s]+)?$/.test(name) && !/^[.$]|^docker:|\.ya?ml$/.test(name) ? name : null;
};

// ---------------------------------------------------------------- entries against action files

/** Inputs that an entry names. Of credentials several are tried, so one that is declared will do. */
const namedInputs = (known) => {
  const sure = new Set([
    ...Object.keys(known.defaults ?? {}),
    ...(known.scripts ?? []).map((s) => s.input).filter((input) => !input.startsWith('env:')),
  ]);
  const tried = [];
  const template = (text) => {
    for (const [, name] of (text ?? '').matchAll(/\{([\w-]+)\}/g)) sure.add(name);
  };
  for (const one of [...(known.effects ?? []), ...(known.outputs ?? []), ...(known.env ?? [])]) {
    for (const { input } of one.when ?? []) if (input !== undefined) sure.add(input);
    for (const field of ['in', 'packages', 'identity', 'input']) if (typeof one[field] === 'string') sure.add(one[field]);
    for (const input of Array.isArray(one.inputs) ? one.inputs : []) sure.add(input);
    for (const field of ['registry', 'provenance']) if (typeof one[field]?.input === 'string') sure.add(one[field].input);
    for (const field of ['key', 'provider', 'publication', 'target', 'what']) template(one[field]);
    const list = (one.credential ?? []).filter((c) => !/^(?:env:|@|registry:)/.test(c));
    if (list.length > 0) tried.push(list);
  }
  for (const input of [...(known.agent?.prompts ?? []), ...(known.agent?.toolInputs ?? [])]) sure.add(input);
  if (known.checks?.level) sure.add(known.checks.level.input);
  for (const { input } of known.checks?.failsWhen ?? []) sure.add(input);
  return { sure: [...sure], tried };
};

const MATTERS = /script|command|^cmd|^run$|^args?$|options|flags|token|password|secret|(?:^|[-_])key$|private|credential|cache|checkout/;

const heldAgainst = (folder) => {
  let held = 0;
  let wrong = 0;
  for (const file of files(resolve(folder))) {
    const [, name, path] = /^\/?([^/]+\/[^/@]+)@[^/]+\/(?:(.*)\/)?action\.ya?ml$/.exec(file.slice(resolve(folder).length)) ?? [];
    const known = name === undefined ? null : actionKnowledge(path === undefined ? name : `${name}/${path}`);
    const root = known === null ? undefined : parseYaml(readFileSync(file, 'utf8'), file).documents[0];
    if (root === undefined) continue;
    held++;
    const inputs = new Map(entriesOf(get(root, 'inputs')).map(({ key, value }) => [key.value.toLowerCase(), textOf(get(value, 'default')) ?? '']));
    const outputs = new Set(entriesOf(get(root, 'outputs')).map(({ key }) => key.value.toLowerCase()));
    const { sure, tried } = namedInputs(known);
    const says = [];
    const unknown = sure.filter((input) => !inputs.has(input));
    if (unknown.length > 0) says.push(`no input ${unknown.join(', ')}`);
    for (const list of tried) if (!list.some((input) => inputs.has(input))) says.push(`none of the inputs ${list.join(', ')}`);
    const named = (known.outputs ?? []).map((o) => o.name.toLowerCase()).filter((o) => o !== '*' && !outputs.has(o));
    if (named.length > 0) says.push(`no output ${[...new Set(named)].join(', ')}`);
    for (const input of new Set((known.effects ?? []).flatMap((e) => (e.when ?? []).flatMap((w) => w.input ?? [])))) {
      const [theirs, ours] = [inputs.get(input) ?? '', known.defaults?.[input] ?? ''];
      // A default that the program itself has is not in its action file.
      if (theirs !== ours && theirs !== '' && !(theirs === 'false' && ours === '')) says.push(`default of ${input} is "${theirs}", not "${ours}"`);
    }
    if (says.length > 0) wrong++;
    for (const text of says) console.log(`${known.name}: ${text}`);
    if (!args.includes('--review')) continue;
    const all = new Set([...sure, ...tried.flat(), ...Object.keys(known.secrets ?? {})]);
    const left = [...inputs]
      .filter(([input]) => MATTERS.test(input) && !all.has(input))
      .map(([input, given]) => (given === '' ? input : `${input}=${given.slice(0, 40)}`));
    const open = [...outputs].filter((o) => !(known.outputs ?? []).some((k) => k.name === o || k.name === '*'));
    const using = textOf(get(get(root, 'runs'), 'using'));
    const inner = [...usesIn(root)].join(' ');
    console.log(
      `  ${known.name} [${using}] effects: ${(known.effects ?? []).map((e) => e.kind).join(' ') || known.special || '-'}; not named: ${left.join(', ') || '-'}; outputs: ${open.join(', ') || '-'}${inner === '' ? '' : `; uses ${inner}`}`,
    );
  }
  console.log(`${held} entries held against their action files, ${wrong} differ`);
};
if (against !== undefined) heldAgainst(against);

// ---------------------------------------------------------------- uses below a folder

const uses = new Map();
let read = 0;
if (root !== undefined) {
  if (!existsSync(root)) {
    console.error(`There is no folder ${root}.`);
    process.exit(2);
  }
  for (const file of files(resolve(root))) {
    read++;
    for (const document of parseYaml(readFileSync(file, 'utf8'), file).documents)
      for (const text of usesIn(document)) {
        const name = nameOf(text);
        if (name !== null) uses.set(name, (uses.get(name) ?? 0) + 1);
      }
  }
}
const often = [...uses].filter(([, n]) => n >= least).sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
const missing = often.filter(([name]) => actionKnowledge(name) === null);
for (const [name, n] of missing) console.log(`${String(n).padStart(5)}  ${name}`);
console.log(`${KNOWN_ACTIONS.length} actions have an entry, ${CHECKED_ACTIONS.length} of them held against the action's own files`);
if (root !== undefined)
  console.log(
    `${read} files below ${root} use ${uses.size} actions, ${often.length} of them in ${least === 1 ? 'one or more places' : 'two or more places'}; ${missing.length} of these have no entry`,
  );
process.exitCode = missing.length > 0 && least === 2 ? 1 : 0;
