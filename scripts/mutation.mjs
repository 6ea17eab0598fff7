// npm run mutation [-- --mutate PATH … --sample N --seed S --missing --survivors --concurrency C]: mutation testing of reason/, advise/ and source/ by Stryker.
// Prints all that survived and a score for each file. Everything takes a day: --mutate chooses files or folders (FILE:FIRST-LAST: lines of one), --sample N about one mutant
// of N, which the seed (1) and the file's name draw. What is found is kept (mutation-results.mjs): --missing runs only what has no result yet, --survivors only what survived.
// --report runs nothing and prints a table of what is kept, by file, layer and in all; --write puts it into docs/robustness.md.
// Every part is run against the tests that are meant for it, so that a survivor costs seconds. Left out: texts (messages are no behaviour), and what runs when a
// module is loaded (the tests of a process share modules).
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';
import { given, intoDocs, numberGiven } from './measure.mjs';
import { choice, mutants, nameOf } from './mutation-reporter.mjs';
import { FOLDERS, filesBelow, isKilled, keepCount, kept, report } from './mutation-results.mjs';

const PARTS = [
  {
    name: 'source',
    of: (file) => file.startsWith('src/source/'),
    tests: 'test/{source,scripts}/**/*.test.ts test/systems/{jenkins-reading,pretend,script-lines}.test.ts test/compare/history.test.ts',
  },
  {
    name: 'rules and controls',
    of: (file) => /^src\/(?:reason\/rules|advise\/controls)\//.test(file),
    tests: 'test/{conformance,controls,rules,scenarios,systems}/**/*.test.ts',
    most: 60,
  },
  {
    name: 'policy and what reports say',
    of: (file) =>
      /^src\/(?:advise\/(?:policy\/|(?:accepted|asking|attach|dialects|known|report-parts)\.ts)|reason\/(?:declared|influences|states)\.ts)/.test(
        file,
      ),
    tests: 'test/{conformance,controls,gate,rules,solve}/**/*.test.ts',
    most: 20,
  },
  {
    name: 'solving and planning',
    of: (file) => /^src\/(?:reason|advise)\//.test(file),
    tests: 'test/solve/**/*.test.ts test/properties/{paths,plan,solver}.test.ts test/controls/controls.test.ts',
  },
];
/** A mutant that loops is given this long beyond one and a half times what its tests take (ms). */
const PATIENCE = 5_000;

const has = (name) => process.argv.includes(`--${name}`);
if (has('report') || has('write')) {
  const { lines, notRun, nothing } = report();
  console.log(lines.join('\n'));
  console.log(`\n${nothing} files have nothing to test; not run: ${notRun.join(', ') || 'none'}`);
  if (has('write')) intoDocs('mutation', lines, 'docs/robustness.md');
  process.exit(0);
}

const mutate = given('mutate').length > 0 ? given('mutate') : FOLDERS;
const isLines = (path) => /:\d+-\d+$/.test(path);
const chosen = [...new Set(mutate.flatMap((path) => (isLines(path) ? [path] : filesBelow(path))))].sort();
Object.assign(choice, {
  sample: numberGiven('sample', 1),
  seed: numberGiven('seed', 1),
  missing: has('missing'),
  survivors: has('survivors'),
  isWhole: (file) => !chosen.some((path) => isLines(path) && path.startsWith(`${file}:`)),
});
console.log(`${chosen.length} files${choice.sample > 1 ? `, one mutant of ${choice.sample} (seed ${choice.seed})` : ''}`);

/** Scores of what has been tested so far, by file, part and in all. */
const summary = () => {
  const told = (name, some) => {
    const of = (status) => some.filter((mutant) => mutant.status === status).length;
    const score = ((100 * some.filter(({ status }) => isKilled(status)).length) / Math.max(1, some.length)).toFixed(1);
    console.log(
      `${score.padStart(6)} %  ${name}: ${some.length} mutants, ${of('Timeout')} ran too long, ${of('Survived')} survived, no test runs ${of('NoCoverage')}`,
    );
  };
  for (const file of [...new Set(mutants.map(nameOf))].sort())
    told(
      file,
      mutants.filter((mutant) => nameOf(mutant) === file),
    );
  for (const { name } of PARTS) {
    const own = mutants.filter((mutant) => PARTS.find((part) => part.of(nameOf(mutant)))?.name === name);
    if (own.length > 0) told(name, own);
  }
  told('all', mutants);
};
// A run that is stopped tells what it has.
for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143 }))
  process.once(signal, () => {
    summary();
    process.exit(code);
  });

for (const [index, { name, tests, most }] of PARTS.entries()) {
  const own = chosen.filter((path) => PARTS.findIndex((part) => part.of(path)) === index);
  if (own.length === 0) continue;
  console.log(`${name}: ${own.length}`);
  process.env.MUTATION_TESTS = tests;
  process.env.MUTATION_MOST_TESTS = most ?? '';
  await new Stryker({
    testRunner: 'in-process',
    plugins: ['mutation-runner.mjs', 'mutation-reporter.mjs'].map((file) => fileURLToPath(new URL(file, import.meta.url))),
    // Copies of the tests that are done with stay in memory.
    maxTestRunnerReuse: 60,
    disableTypeChecks: false,
    coverageAnalysis: 'perTest',
    ignoreStatic: true,
    mutate: own,
    mutator: { excludedMutations: ['StringLiteral'] },
    concurrency: numberGiven('concurrency', 1),
    timeoutMS: PATIENCE,
    // TypeScript 7 has no such interface as Stryker asks for; nothing of ours needs its paths rewritten.
    tsconfigFile: 'none.json',
    ignorePatterns: ['dist', 'docs'],
    tempDirName: '.stryker-tmp',
    reporters: ['survivors'],
    allowConsoleColors: false,
    logLevel: 'warn',
  }).runMutationTest();
  for (const file of own.filter((path) => !isLines(path))) if (kept(file).all === null) keepCount(file, 0);
}
summary();
