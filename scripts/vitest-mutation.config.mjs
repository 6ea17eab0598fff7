// The tests that mutants are run against (scripts/mutation.mjs says which): none that measure time or solve whole reports again. Files in order of how quick they are, since the first failure ends a run.

import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import { mapPageVitePlugin } from './map-page.mjs';

const QUICK_FIRST = ['/test/solve/', '/test/rules/', '/test/source/', '/test/scripts/', '/test/controls/', '/test/properties/', '/test/conformance/'];
const SLOW = ['/source/yaml-differential.test', '/source/yaml-hostile.test', '/controls/conformance.test'];

const rank = ({ moduleId }) =>
  SLOW.some((part) => moduleId.includes(part)) ? QUICK_FIRST.length : QUICK_FIRST.findIndex((part) => moduleId.includes(part));

class QuickFirst extends BaseSequencer {
  async sort(files) {
    return [...files].sort((a, b) => rank(a) - rank(b) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}

export default defineConfig({
  plugins: [mapPageVitePlugin],
  test: {
    include: (process.env.MUTATION_TESTS ?? 'test/{conformance,controls,properties,rules,scripts,solve,source}/**/*.test.ts').split(' '),
    exclude: ['test/solve/{replay,speed}.test.ts'],
    setupFiles: ['scripts/vitest-mutation.setup.mjs'],
    sequence: { sequencer: QuickFirst },
    pool: 'threads',
    isolate: false,
    testTimeout: 30_000,
  },
});
