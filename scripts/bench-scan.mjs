// npm run bench:scan [-- --runs N --corpus DIR --growth --growth-only --write]: CPU time of our own command line: cold start, a small repository, the largest of the corpus
// (../shared/corpus if there, else generated), beside `node -e 0`. --growth: organisations of 100, 1,000 and 10,000 generated workflows, too, and one
// repository with all of 100 and 1,000; --growth-only: nothing else. --write: into docs/performance.md. Needs a build.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateOrganisation, generateRepository } from './generate-workflows.mjs';
import { given, intoDocs, machine, measureAll, numberGiven, seconds, table } from './measure.mjs';

const runs = numberGiven('runs', 5);
/** Seconds: after which a run is ended, and what the counted runs of one case may take together. */
const LIMIT = 60;
const BUDGET = 60;
const corpus = given('corpus').at(-1) ?? '../shared/corpus';
const node = process.execPath;
const scan = (name, folder, ...more) => ({ name, command: node, args: ['dist/cli.js', 'scan', folder, ...more] });
const temporary = mkdtempSync(join(tmpdir(), 'chokepoint-bench-'));
const kept = join(temporary, 'kept');
/** How many of the cases are about no repository or a small one. */
const SMALL = 4;
const isWritten = process.argv.includes('--write');
/** Prints the lines, and puts them into the page where that is asked for. */
const tell = (name, lines) => {
  console.log(lines.join('\n'));
  if (isWritten) intoDocs(name, lines);
};

const own = () => {
  let largest = join(corpus, 'Azure__draft');
  if (!existsSync(largest)) {
    largest = join(temporary, 'largest');
    generateRepository(largest, 0, 60);
  }
  const repositories = existsSync(corpus) ? readdirSync(corpus).length : 0;
  const cases = [
    { name: '`node -e 0`', command: node, args: ['-e', '0'] },
    { name: '`chokepoint --version`', command: node, args: ['dist/cli.js', '--version'] },
    scan('small repository (`examples/release-bot`)', 'examples/release-bot'),
    scan('the same, its report kept by an earlier run', 'examples/release-bot', '--cache-dir', kept),
    scan(`largest repository (${repositories > 0 ? 'of the corpus' : 'generated, 60 workflows'})`, largest),
    scan('the same, its report kept by an earlier run', largest, '--cache-dir', kept),
    scan('the same as JSON', largest, '--format', 'json', '--output', join(temporary, 'report.json')),
  ];
  const largestRuns = numberGiven('largest-runs', runs);
  const measured = [...measureAll(cases.slice(0, SMALL), runs), ...measureAll(cases.slice(SMALL), largestRuns)];
  const bare = measured[0];
  tell('bench:scan', [
    `${machine()}; medians of ${runs} runs${largestRuns === runs ? '' : `, of ${largestRuns} of the largest repository`}.`,
    '',
    ...table(
      ['what', 'CPU (s)', 'least CPU (s)', 'wall (s)', 'peak memory (MiB)', 'CPU beside `node -e 0`'],
      measured.map((m, i) => [
        cases[i].name,
        seconds(m.cpu),
        seconds(m.least),
        seconds(m.wall),
        m.memory.toFixed(0),
        `${(m.cpu / bare.cpu).toFixed(2)}×`,
      ]),
    ),
  ]);
};

const growth = () => {
  const rows = [];
  for (const count of [100, 1000, 10_000]) {
    const folder = join(temporary, `organisation-${count}`);
    generateOrganisation(folder, count);
    const repositories = readdirSync(folder).map((name) => join(folder, name));
    const [m] = measureAll([scan('', ...repositories, '--format', 'json')], count > 1000 ? 1 : runs, undefined, { budget: BUDGET });
    rows.push([
      `organisation of ${count.toLocaleString('en')} workflows, ten a repository`,
      seconds(m.cpu),
      ((m.cpu * 1000) / count).toFixed(1),
      m.memory.toFixed(0),
    ]);
    rmSync(folder, { recursive: true, force: true });
  }
  for (const count of [100, 300, 1000]) {
    const folder = join(temporary, `repository-${count}`);
    generateRepository(folder, 0, count);
    const [m] = measureAll([scan('', folder)], count > 300 ? 1 : runs, undefined, { limit: LIMIT, budget: BUDGET });
    rows.push([
      `one repository of ${count.toLocaleString('en')} workflows${m.status === 124 ? ` (not done in ${LIMIT} s)` : ''}`,
      seconds(m.cpu),
      ((m.cpu * 1000) / count).toFixed(1),
      m.memory.toFixed(0),
    ]);
  }
  tell('bench:growth', table(['what', 'CPU (s)', 'CPU for each workflow (ms)', 'peak memory (MiB)'], rows));
};

try {
  const isGrowthOnly = process.argv.includes('--growth-only');
  if (!isGrowthOnly) own();
  if (isGrowthOnly || process.argv.includes('--growth')) growth();
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
