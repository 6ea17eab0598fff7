// The script and styles of the pages (the map, the history) as texts, for whoever bundles `virtual:map-page`: the build, the docs, the tests.
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const NAME = 'virtual:map-page';
const root = fileURLToPath(new URL('..', import.meta.url));
const sha256 = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

let bundled;
/** Source of the module. Bundled once in a process. */
export const mapPageModule = () => {
  bundled ??= build({
    entryPoints: { page: 'src/show/map/page/main.tsx', style: 'src/show/map/page/style.css', history: 'src/show/history/style.css' },
    absWorkingDir: root,
    bundle: true,
    write: false,
    outdir: 'page',
    format: 'iife',
    // The first with light-dark().
    target: ['es2022', 'chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  }).then(({ outputFiles }) => {
    const of = (ending) => outputFiles.find(({ path }) => path.endsWith(ending)).text.trimEnd();
    // Nothing in the script's own texts may end its element.
    const script = of('page.js').replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
    const style = of('style.css');
    const history = of('history.css');
    const exported = {
      PAGE: { script, style, scriptHash: sha256(script), styleHash: sha256(style) },
      HISTORY_STYLE: { style: history, styleHash: sha256(history) },
    };
    return Object.entries(exported)
      .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`)
      .join('\n');
  });
  return bundled;
};

/** For esbuild. */
export const mapPagePlugin = {
  name: 'map-page',
  setup(build) {
    build.onResolve({ filter: /^virtual:map-page$/ }, () => ({ path: NAME, namespace: 'map-page' }));
    build.onLoad({ filter: /.*/, namespace: 'map-page' }, async () => ({ contents: await mapPageModule(), loader: 'js' }));
  },
};

/** For Vite, hence Vitest. */
export const mapPageVitePlugin = {
  name: 'map-page',
  resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
  load: (id) => (id === `\0${NAME}` ? mapPageModule() : null),
};
