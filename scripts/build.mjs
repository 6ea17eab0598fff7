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

/** `string-width` and `wrap-ansi` make a segmenter when they are loaded, for which ICU reads its tables; most reports never need one. */
const segmenterWhenAsked = {
  name: 'segmenter-when-asked',
  setup(build) {
    build.onLoad({ filter: /node_modules\/(?:string-width|wrap-ansi)\/index\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const made = 'const segmenter = new Intl.Segmenter();';
      if (!text.includes(made)) throw new Error(`${path} makes its segmenter in another way than it did: see whether this is still needed.`);
      const later = 'let made; const segmenter = { segment: (text) => (made ??= new Intl.Segmenter()).segment(text) };';
      return { contents: text.replace(made, later), loader: 'js' };
    });
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
  plugins: [mapPagePlugin, segmenterWhenAsked],
  minifySyntax: true,
  minifyWhitespace: true,
  // Bundled CommonJS packages ask for `require`.
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
};
// One script, whose parts run when they are first asked for; cli.js starts it from compiled code.
await build({ ...common, banner: {}, format: 'cjs', entryPoints: { main: 'src/cli/main.ts' }, outdir: out, outExtension: { '.js': '.cjs' } });
const hash = createHash('sha256')
  .update(readFileSync(`${out}/main.cjs`))
  .digest('hex')
  .slice(0, 16);
await build({ ...common, banner: {}, entryPoints: { cli: 'src/cli/boot.ts' }, outdir: out, define: { BUNDLE_HASH: JSON.stringify(hash) } });
await build({ ...common, entryPoints: { index: 'src/index.ts' }, outdir: out });
chmodSync(`${out}/cli.js`, 0o755);
copyFileSync('src/show/report.schema.json', `${out}/report.schema.json`);
copyFileSync('src/show/history/history.schema.json', `${out}/history.schema.json`);
await writeConfigSchema();
/** From the schema that checks chokepoint.yml; bundled for this alone, since the library does not export it. */
async function writeConfigSchema() {
  const file = `${out}/.schema.mjs`;
  const contents = "export { SCHEMA } from './src/settings/declarations/schema.ts'; export { SETTINGS } from './src/settings/settings-list.ts';";
  await build({ ...common, stdin: { contents, resolveDir: '.', loader: 'ts' }, outfile: file });
  const { SCHEMA, SETTINGS } = await import(pathToFileURL(resolve(file)).href);
  rmSync(file);
  writeFileSync(`${out}/chokepoint.schema.json`, `${JSON.stringify(configSchema(SCHEMA, SETTINGS), null, 2)}\n`);
}
if (process.argv.includes('--types')) execFileSync('npx', ['tsc', '-p', 'tsconfig.types.json'], { stdio: 'inherit' });
