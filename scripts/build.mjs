// Bundles the command line and the library; everything but the MIP solver (a WASM package, loaded when a plan needs it) goes into the bundle.
// --out DIR: there instead of dist, so that tests can run their own build beside one in use. --types: with the declarations of the library, into dist.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { mapPagePlugin } from './map-page.mjs';
import { configSchema } from './schema.mjs';

/**
 * What packages make or load when they are loaded themselves, though most runs never need it: `string-width` and `wrap-ansi` a segmenter (ICU reads its
 * tables) and the set of all emoji (40 ms; no emoji is without one of three properties that are quickly asked for), `commander` what starts other programs.
 */
const WHEN_ASKED = [
  [
    '(?:string-width|wrap-ansi)/index.js',
    'const segmenter = new Intl.Segmenter();',
    'let made; const segmenter = { segment: (text) => (made ??= new Intl.Segmenter()).segment(text) };',
  ],
  [
    'string-width/index.js',
    String.raw`const rgiEmojiRegex = /^\p{RGI_Emoji}$/v;`,
    String.raw`let emoji; const rgiEmojiRegex = { test: (text) => /[\p{RI}\p{Emoji_Presentation}\uFE0F]/u.test(text) && (emoji ??= new RegExp('^\\p{RGI_Emoji}$', 'v')).test(text) };`,
  ],
  [
    'commander/lib/command.js',
    "const childProcess = require('node:child_process');",
    "const childProcess = { spawn: (...given) => require('node:child_process').spawn(...given) };",
  ],
];
const whenAsked = {
  name: 'when-asked',
  setup(build) {
    build.onLoad({ filter: /node_modules\/(?:string-width|wrap-ansi|commander)\/[\w/]+\.js$/ }, ({ path }) => {
      let contents = readFileSync(path, 'utf8');
      for (const [file, made, later] of WHEN_ASKED) {
        if (!new RegExp(`/${file}$`).test(path)) continue;
        if (!contents.includes(made)) throw new Error(`${path} does this in another way than it did: see whether it is still needed.\n${made}`);
        contents = contents.replace(made, () => later);
      }
      return { contents, loader: 'js' };
    });
  },
};

/**
 * Packages that few runs need get loaded by the functions that stand for theirs: `yaml` is for broken files alone, the widths of a terminal for text that
 * is not plain. By package: the one file that imports it so, and what it takes of it.
 */
const LOADED_WHEN_ASKED = {
  yaml: { importer: 'yaml-recover.ts', names: ['isAlias', 'isMap', 'isScalar', 'isSeq', 'parseAllDocuments'] },
  'string-width': { importer: 'paper.ts', names: ['default'] },
  'wrap-ansi': { importer: 'paper.ts', names: ['default'] },
};
const loadedWhenAsked = {
  name: 'loaded-when-asked',
  setup(build) {
    build.onResolve({ filter: /^(?:yaml|string-width|wrap-ansi)$/ }, ({ path, importer, resolveDir }) =>
      importer.endsWith(`/${LOADED_WHEN_ASKED[path].importer}`) ? { path, namespace: 'when-asked', pluginData: resolveDir } : null,
    );
    build.onLoad({ filter: /./, namespace: 'when-asked' }, ({ path, pluginData }) => ({
      contents: LOADED_WHEN_ASKED[path].names
        .map((name) => `const ${name}_ = (...given) => require('${path}').${name}(...given);\nexport { ${name}_ as ${name} };`)
        .join('\n'),
      resolveDir: pluginData,
    }));
  },
};

const given = process.argv.indexOf('--out');
const out = given < 0 ? 'dist' : process.argv[given + 1];
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  external: ['highs'],
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [mapPagePlugin, whenAsked, loadedWhenAsked],
  minifySyntax: true,
  minifyWhitespace: true,
  // Bundled CommonJS packages ask for `require`.
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
};
// One script, whose parts run when they are first asked for; cli.js starts it from compiled code.
const HASH_TO_COME = '<hash of this file>';
await build({
  ...common,
  banner: {},
  format: 'cjs',
  entryPoints: { main: 'src/cli/main.ts' },
  outdir: out,
  outExtension: { '.js': '.cjs' },
  define: { BUNDLE_HASH: JSON.stringify(HASH_TO_COME) },
});
// The function around it is that of Node's own loader; put there here, it need not be copied at each start.
const main = `(function (require, module, exports) {${ascii(readFileSync(`${out}/main.cjs`, 'utf8'))}\n})`;
const hash = createHash('sha256').update(main).digest('hex').slice(0, 16);
writeFileSync(`${out}/main.cjs`, main.replaceAll(HASH_TO_COME, hash), 'latin1');
await build({
  ...common,
  banner: {},
  format: 'cjs',
  entryPoints: { cli: 'src/cli/boot.ts' },
  outdir: out,
  define: { BUNDLE_HASH: JSON.stringify(hash) },
});
await build({ ...common, entryPoints: { index: 'src/index.ts' }, outdir: out, outExtension: { '.js': '.mjs' } });
// What says of itself what it is (`.mjs`, `.cjs`) stays so; the declarations are those of the module.
writeFileSync(`${out}/package.json`, '{ "type": "commonjs" }\n');
chmodSync(`${out}/cli.js`, 0o755);
copyFileSync('src/show/report.schema.json', `${out}/report.schema.json`);
copyFileSync('src/show/history/history.schema.json', `${out}/history.schema.json`);
await writeConfigSchema();
/** cli.js reads one byte a character. esbuild writes escapes for everything else but in regular expressions, where the same escapes do. */
function ascii(text) {
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
/** From the schema that checks chokepoint.yml; bundled for this alone, since the library does not export it. */
async function writeConfigSchema() {
  const file = `${out}/.schema.mjs`;
  const contents = "export { SCHEMA } from './src/settings/declarations/schema.ts'; export { SETTINGS } from './src/settings/settings-list.ts';";
  await build({ ...common, stdin: { contents, resolveDir: '.', loader: 'ts' }, outfile: file });
  const { SCHEMA, SETTINGS } = await import(pathToFileURL(resolve(file)).href);
  rmSync(file);
  writeFileSync(`${out}/chokepoint.schema.json`, `${JSON.stringify(configSchema(SCHEMA, SETTINGS), null, 2)}\n`);
}
if (process.argv.includes('--types')) {
  execFileSync('npx', ['tsc', '-p', 'tsconfig.types.json'], { stdio: 'inherit' });
  writeFileSync('dist/types/package.json', '{ "type": "module" }\n');
}
