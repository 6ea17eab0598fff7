// The test runner of scripts/mutation.mjs, within Stryker's process for tests: Vitest starts anew for every mutant, which takes seconds, the tests take milliseconds.
// All tests are one bundle of lazy modules. Every mutant gets a fresh copy of it, of which only what its tests import is run, so that nothing that one mutant left in a
// module (caches) speaks for or against the next. `vitest` is what is below: suites, tests, hooks and Vitest's own `expect`; no mocks, no snapshots.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ASYMMETRIC_MATCHERS_OBJECT, chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';
import { build, stop } from 'esbuild';
import fc from 'fast-check';
import picomatch from 'picomatch';
import { mapPagePlugin } from './map-page.mjs';

// A mutant is killed by the first input that fails: making that input small would only cost time. The same inputs in every run, so that a score can be had again.
fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true, seed: 1 });

/** A mutant that so many inputs do not kill mostly lives through more. A test with a seed of its own counts on its number of inputs. */
const MOST_INPUTS = 20;
globalThis.__mutationInputs = {
  ...fc,
  assert: (property, given = {}) =>
    fc.assert(property, given.seed === undefined ? { ...given, numRuns: Math.min(given.numRuns ?? MOST_INPUTS, MOST_INPUTS) } : given),
};

for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);
const expect = Object.assign((value, message) => chai.expect(value, message), chai.expect, globalThis[ASYMMETRIC_MATCHERS_OBJECT]);

/** What Stryker's instrumented code looks at. */
const instrumented = (globalThis.__stryker__ ??= {});

const suite = (parent, name) => ({ parent, name, skip: parent?.skip ?? false, before: [], after: [], beforeEach: [], afterEach: [] });

/** The registered tests of one copy of the bundle. */
const createRegistry = () => {
  const tests = new Map();
  let current = suite(null, '');
  const nameIn = (name) => [current.name, name].filter(Boolean).join(' > ');
  const add = (name, run, skip = false) => {
    let id = nameIn(name);
    for (let n = 2; tests.has(id); n++) id = `${nameIn(name)} #${n}`;
    // What measures time speaks of the machine, and whatever survives would run it.
    tests.set(id, { id, run, suite: current, skip: skip || current.skip || String(run).includes('performance.now') });
  };
  const within = (name, make, skip = false) => {
    const outer = current;
    current = suite(outer, nameIn(name));
    current.skip ||= skip;
    make();
    current = outer;
  };
  const withVariants = (base) => {
    const each = (cases) => (name, run) => {
      for (const [n, one] of cases.entries())
        base(
          `${name} (${n + 1})`,
          Object.assign(() => (Array.isArray(one) ? run(...one) : run(one)), { toString: () => String(run) }),
        );
    };
    const variant = (skip) => (name, run) => base(name, run, skip);
    return Object.assign(
      (name, ...given) =>
        base(
          name,
          given.find((one) => typeof one === 'function'),
        ),
      {
        each,
        skipIf: (is) => variant(is),
        runIf: (is) => variant(!is),
        skip: variant(true),
      },
    );
  };
  const it = withVariants(add);
  const hook = (kind) => (run) => current[kind].push(run);
  return {
    tests,
    file: (name, load) => {
      current = suite(null, name);
      return load();
    },
    vitest: {
      it,
      test: it,
      describe: withVariants(within),
      expect,
      beforeAll: hook('before'),
      afterAll: hook('after'),
      beforeEach: hook('beforeEach'),
      afterEach: hook('afterEach'),
    },
  };
};

const ancestors = (one) => (one === null ? [] : [...ancestors(one.parent), one]);

/** What a test that passed left to be rejected later is told of the test that is running then. */
let stray = null;
process.on('unhandledRejection', (error) => {
  stray ??= error;
});

/** Runs these tests one after the other. `seen` is told the outcome of each, and answers whether to go on. */
const runTests = async (chosen, seen) => {
  const begun = new Set();
  for (const one of chosen) {
    const suites = ancestors(one.suite);
    const started = performance.now();
    let failure = null;
    stray = null;
    try {
      for (const around of suites) {
        if (begun.has(around)) continue;
        begun.add(around);
        for (const run of around.before) await run();
      }
      for (const { beforeEach } of suites) for (const run of beforeEach) await run();
      await one.run({ expect });
      for (const { afterEach } of [...suites].reverse()) for (const run of afterEach) await run();
      if (stray !== null) throw stray;
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
    if (!seen(one, failure, performance.now() - started)) break;
  }
  for (const around of [...begun].reverse())
    for (const run of around.after)
      await Promise.resolve()
        .then(run)
        .catch(() => {});
};

const filesBelow = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
  );

/** The bundle of the tests that match, made once for all processes of a sandbox. */
const bundled = async (patterns, excluded) => {
  const isChosen = picomatch(patterns, { ignore: excluded });
  const files = filesBelow('test')
    .filter((file) => isChosen(file))
    .sort();
  const out = `mutation-tests-${createHash('sha256').update(files.join()).digest('hex').slice(0, 8)}.mjs`;
  if (!existsSync(out)) {
    const made = await build({
      stdin: {
        contents: `export default { ${files.map((file) => `${JSON.stringify(file)}: () => import(${JSON.stringify(`./${file}`)})`).join(',\n')} };`,
        resolveDir: process.cwd(),
      },
      absWorkingDir: process.cwd(),
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      write: false,
      logLevel: 'error',
      // Files that tests find beside themselves are two folders up, wherever the test is.
      define: { 'import.meta.url': JSON.stringify(pathToFileURL(resolve('test/solve/any.ts')).href) },
      plugins: [
        mapPagePlugin,
        {
          name: 'vitest',
          setup(own) {
            own.onResolve({ filter: /^vitest$/ }, () => ({ path: 'vitest', namespace: 'tests' }));
            own.onLoad({ filter: /./, namespace: 'tests' }, () => ({
              contents: 'export const { it, test, describe, expect, beforeAll, afterAll, beforeEach, afterEach } = globalThis.__mutationTests;',
            }));
            own.onResolve({ filter: /^fast-check$/ }, () => ({ path: 'fast-check', namespace: 'inputs' }));
            own.onLoad({ filter: /./, namespace: 'inputs' }, () => ({ contents: 'export default globalThis.__mutationInputs;' }));
          },
        },
      ],
    });
    writeFileSync(out, made.outputFiles[0].contents);
    await stop();
  }
  return resolve(out);
};

/** Those that measure time, or take long: whatever survives would run them. */
const SLOW_FILES = [
  'test/solve/{replay,speed}.test.ts',
  'test/source/yaml-{differential,hostile}.test.ts',
  'test/scripts/{bounds,hostile}.test.ts',
  'test/systems/azure-pipelines-reader.test.ts',
];
const SLOW_TESTS = new Set([
  'test/source/groovy.test.ts > files that are broken or hostile > reads a megabyte in time that grows with it',
  'test/source/toml.test.ts > readToml > never hangs on what does not close',
  'test/systems/jenkins-reading.test.ts > files that are broken or hostile > %s (8)',
  'test/systems/jenkins-reading.test.ts > what Groovy puts into scripts > %s (6) #2',
  'test/properties/paths.test.ts > the listed paths > pass every crossing that some walk passes which contains no shorter one',
  'test/properties/plan.test.ts > the hitting set > by HiGHS alone is optimal too, and proven',
  'test/properties/plan.test.ts > the plan > still closes everything when it has to end early, and says no more than is so',
]);

const TIMES = 'mutation-times.json';

/** Mutants are numbered as they stand in a file: so many in a row are neighbours. */
const NEIGHBOURS = 16;
const neighbourhood = (id) => Math.floor(Number(id) / NEIGHBOURS);
/** How many of each neighbourhood a test runs. */
const countsOf = (coverage) => {
  const counts = {};
  for (const id of Object.keys(coverage)) counts[neighbourhood(id)] = (counts[neighbourhood(id)] ?? 0) + 1;
  return counts;
};

/** The rule or control that a file holds, as tests name it: `source/agent-answer`, `pin-component`. */
const nameIn = (file) => /src\/reason\/rules\/([^/]+\/[^/]+)\.ts$/.exec(file)?.[1] ?? /src\/advise\/controls\/([^/]+)\.ts$/.exec(file)?.[1] ?? null;

/**
 * Nearly every test that reads a repository runs every rule, and in a fresh copy takes many times what it takes in a warm one. Those that name what a mutant is in come
 * first, then so many of those of which the largest part is about what is around it.
 */
const MOST_OTHERS = Number(process.env.MUTATION_MOST_TESTS || Number.POSITIVE_INFINITY);

class InProcessRunner {
  copies = 0;
  capabilities() {
    return { reloadEnvironment: true };
  }
  async init() {
    // A mutant may never end, and then this process does not hear that the one which started it is gone. Another thread does.
    new Worker(`const parent = process.ppid; setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGKILL'), 1000);`, {
      eval: true,
    }).unref();
    this.bundle = await bundled(process.env.MUTATION_TESTS.split(' '), SLOW_FILES);
  }
  /** A fresh copy with the tests of these files, or of all. */
  async load(files) {
    const registry = createRegistry();
    instrumented.activeMutant = undefined;
    globalThis.__mutationTests = registry.vitest;
    const { default: loaders } = await import(`${pathToFileURL(this.bundle).href}?${this.copies++}`);
    for (const file of files ?? Object.keys(loaders)) await registry.file(file, loaders[file]);
    return registry.tests;
  }
  async dryRun() {
    instrumented.mutantCoverage = { static: {}, perTest: {} };
    instrumented.currentTestId = undefined;
    const tests = await this.load();
    const results = [];
    await runTests(
      (function* () {
        for (const one of tests.values()) {
          if (one.skip || SLOW_TESTS.has(one.id)) continue;
          instrumented.currentTestId = one.id;
          yield one;
        }
      })(),
      ({ id }, failure, timeSpentMs) => {
        const fileName = resolve(id.slice(0, id.indexOf('.ts') + 3));
        results.push({ id, name: id, fileName, timeSpentMs, ...(failure === null ? { status: 0 } : { status: 1, failureMessage: failure.stack }) });
        return true;
      },
    );
    instrumented.currentTestId = undefined;
    const names = [...filesBelow('src/reason/rules'), ...filesBelow('src/advise/controls')].map(nameIn).filter((name) => name !== null);
    const known = results.map(({ id, timeSpentMs }) => {
      const text = `${id} ${tests.get(id)?.run}`;
      const coverage = instrumented.mutantCoverage.perTest[id] ?? {};
      return [
        id,
        {
          time: timeSpentMs,
          runs: countsOf(coverage),
          all: Math.max(1, Object.keys(coverage).length),
          names: names.filter((name) => text.includes(name)),
        },
      ];
    });
    writeFileSync(TIMES, JSON.stringify(Object.fromEntries(known)));
    if (process.env.MUTATION_TIMES) {
      const slowest = [...results].sort((a, b) => b.timeSpentMs - a.timeSpentMs).slice(0, Number(process.env.MUTATION_TIMES));
      for (const { id, timeSpentMs } of slowest) process.stdout.write(`${Math.round(timeSpentMs)} ms  ${id}\n`);
    }
    return { status: 'complete', tests: results, mutantCoverage: instrumented.mutantCoverage };
  }
  async mutantRun({ activeMutant, testFilter, hitLimit = Number.POSITIVE_INFINITY }) {
    this.known ??= JSON.parse(readFileSync(TIMES, 'utf8'));
    const name = nameIn(activeMutant.fileName);
    const around = neighbourhood(activeMutant.id);
    const share = (id) => {
      const { runs = {}, all = 1 } = this.known[id] ?? {};
      return [around - 1, around, around + 1].reduce((sum, one) => sum + (runs[one] ?? 0), 0) / all;
    };
    const byTime = [...testFilter].sort((a, b) => (this.known[a]?.time ?? 0) - (this.known[b]?.time ?? 0));
    const isNaming = (id) => name !== null && this.known[id]?.names.includes(name);
    const others = byTime.filter((id) => !isNaming(id));
    const nearest = others.length > MOST_OTHERS ? new Set(others.toSorted((a, b) => share(b) - share(a)).slice(0, MOST_OTHERS)) : null;
    const ids = [...byTime.filter(isNaming), ...others.filter((id) => nearest?.has(id) ?? true)];
    const tests = await this.load(new Set(ids.map((id) => id.slice(0, id.indexOf('.ts') + 3))));
    instrumented.currentTestId = undefined;
    instrumented.hitCount = 0;
    instrumented.hitLimit = hitLimit;
    instrumented.activeMutant = activeMutant.id;
    let killer = null;
    let nrOfTests = 0;
    await runTests(
      ids.flatMap((id) => tests.get(id) ?? []),
      ({ id }, failure) => {
        nrOfTests++;
        if (failure !== null) killer = { id, message: failure.message };
        return killer === null && instrumented.hitCount <= hitLimit;
      },
    );
    instrumented.activeMutant = undefined;
    if (instrumented.hitCount > hitLimit) return { status: 'timeout', reason: 'hit limit' };
    if (nrOfTests === 0) return { status: 'error', errorMessage: 'its tests are not in the bundle' };
    return killer === null
      ? { status: 'survived', nrOfTests }
      : { status: 'killed', killedBy: [killer.id], failureMessage: killer.message, nrOfTests };
  }
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', injectableClass: InProcessRunner }];
