// npm run mutation [-- --mutate PATH … --sample N --seed S --concurrency C]: mutation testing of reason/, advise/ and source/ by Stryker.
// Prints all that survived and a score for each file. Everything takes a day: --mutate chooses files or folders (FILE:FIRST-LAST: lines of one), --sample N one of N
// windows of ten lines of each file, which the seed (1) and the file's name draw. Mutants that span more than a window are not in a sample.
// Every part is run against the tests that are meant for it, so that a survivor costs seconds. Left out: texts (messages are no behaviour), and what runs when a
// module is loaded (the tests of a process share modules).
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';
import { given, numberGiven } from './measure.mjs';
import { mutants, nameOf } from './mutation-reporter.mjs';

const PARTS = [
  {
    name: 'source',
    of: (file) => file.startsWith('src/source/'),
    tests: 'test/{source,scripts}/**/*.test.ts test/systems/{jenkins-reading,script-lines}.test.ts',
  },
  {
    name: 'rules and controls',
    of: (file) => /^src\/(?:reason\/rules|advise\/controls)\//.test(file),
    tests: 'test/{conformance,controls,rules}/**/*.test.ts',
  },
  {
    name: 'solving and planning',
    of: (file) => /^src\/(?:reason|advise)\//.test(file),
    tests: 'test/solve/**/*.test.ts test/properties/{paths,plan,solver}.test.ts test/controls/controls.test.ts',
  },
];
const WINDOW = 10;
/** A mutant that loops is given this long beyond one and a half times what its tests take (ms). */
const PATIENCE = 5_000;

const filesBelow = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .flatMap((name) => filesBelow(`${path.replace(/\/$/, '')}/${name}`))
        .filter((file) => file.endsWith('.ts'))
    : [path];

/** One of `n` windows of lines of a file. */
const windowsOf = (file, n, seed) => {
  const lines = readFileSync(file, 'utf8').split('\n').length;
  const starts = Array.from({ length: Math.ceil(lines / WINDOW) }, (_, i) => i * WINDOW + 1);
  return starts
    .filter((first) => createHash('sha256').update(`${seed} ${file} ${first}`).digest().readUInt32BE(0) % n === 0)
    .map((first) => `${file}:${first}-${Math.min(lines, first + WINDOW - 1)}`);
};

const mutate = given('mutate').length > 0 ? given('mutate') : ['src/reason', 'src/advise', 'src/source'];
const sample = numberGiven('sample', 1);
const seed = numberGiven('seed', 1);
const chosen = mutate
  .flatMap((path) => (/:\d+-\d+$/.test(path) ? [path] : filesBelow(path).flatMap((file) => (sample > 1 ? windowsOf(file, sample, seed) : [file]))))
  .sort();
console.log(`${chosen.length} ${sample > 1 ? `windows of ${WINDOW} lines (one of ${sample}, seed ${seed})` : 'files'}`);

/** Scores of what has been tested so far, by file, part and in all. */
const summary = () => {
  const isKilled = ({ status }) => status === 'Killed' || status === 'Timeout';
  const counted = mutants.filter(({ status }) => ['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status));
  const told = (name, some) => {
    const of = (status) => some.filter((mutant) => mutant.status === status).length;
    const score = ((100 * some.filter(isKilled).length) / Math.max(1, some.length)).toFixed(1);
    console.log(
      `${score.padStart(6)} %  ${name}: ${some.length} mutants, ${of('Timeout')} ran too long, ${of('Survived')} survived, no test runs ${of('NoCoverage')}`,
    );
  };
  for (const file of [...new Set(counted.map(nameOf))].sort())
    told(
      file,
      counted.filter((mutant) => nameOf(mutant) === file),
    );
  for (const { name } of PARTS) {
    const own = counted.filter((mutant) => PARTS.find((part) => part.of(nameOf(mutant)))?.name === name);
    if (own.length > 0) told(name, own);
  }
  told('all', counted);
  console.log(`left out: ${mutants.filter(({ status }) => status === 'Ignored').length} texts and mutants of loading`);
};
// A run that is stopped tells what it has.
for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143 }))
  process.once(signal, () => {
    summary();
    process.exit(code);
  });

for (const [index, { name, tests }] of PARTS.entries()) {
  const own = chosen.filter((path) => PARTS.findIndex((part) => part.of(path)) === index);
  if (own.length === 0) continue;
  console.log(`${name}: ${own.length}`);
  process.env.MUTATION_TESTS = tests;
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
}
summary();
