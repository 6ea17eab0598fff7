// Bundles the command line and the library; everything but the MIP solver (a WASM package, loaded when a plan needs it) goes into the bundle.
// --out DIR: there instead of dist, so that tests can run their own build beside one in use. --types: with the declarations of the library, into dist.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import { mapPagePlugin } from './map-page.mjs';

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
  plugins: [mapPagePlugin],
  minifySyntax: true,
  minifyWhitespace: true,
  // Bundled CommonJS packages ask for `require`.
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
};
await build({ ...common, entryPoints: { cli: 'src/cli/main.ts' }, outdir: out, splitting: true, chunkNames: 'chunks/[name]-[hash]' });
await build({ ...common, entryPoints: { index: 'src/index.ts' }, outdir: out });
chmodSync(`${out}/cli.js`, 0o755);
copyFileSync('src/show/report.schema.json', `${out}/report.schema.json`);
if (process.argv.includes('--types')) execFileSync('npx', ['tsc', '-p', 'tsconfig.types.json'], { stdio: 'inherit' });
