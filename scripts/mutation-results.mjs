// What mutation testing keeps in .mutation/: a file for each state of a source file (its name and text), one mutant a line, as soon as it is tested; of two lines of one
// mutant the later counts. A file that is changed begins anew, tests that were written since do not: `--survivors` runs what survived again.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { table } from './measure.mjs';

const FOLDER = '.mutation';
export const FOLDERS = ['src/reason', 'src/advise', 'src/source'];

export const filesBelow = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .flatMap((name) => filesBelow(`${path.replace(/\/$/, '')}/${name}`))
        .filter((file) => file.endsWith('.ts'))
    : [path];

const states = new Map();
/** By the text it had when a run began. */
const keptIn = (file) => {
  const path =
    states.get(file) ?? `${FOLDER}/${createHash('sha256').update(`${file}\0`).update(readFileSync(file)).digest('hex').slice(0, 20)}.jsonl`;
  states.set(file, path);
  return path;
};

/** One mutant of a file: from where to where, and what is there instead. `add`: what lines and columns lack to count from one. */
export const keyOf = ({ location: { start, end }, replacement }, add = 0) =>
  `${start.line + add}:${start.column + add}-${end.line + add}:${end.column + add} ${replacement}`;

/** Where in a sample a mutant is, from 0 to 1: one of N has those below 1/N, so that a larger sample contains a smaller one. */
export const drawn = (seed, file, key) => createHash('sha256').update(`${seed} ${file} ${key}`).digest().readUInt32BE(0) / 2 ** 32;

const keep = (file, line) => {
  mkdirSync(FOLDER, { recursive: true });
  appendFileSync(keptIn(file), `${JSON.stringify(line)}\n`);
};

/** How many mutants of the file there are to test, without those left out. */
export const keepCount = (file, all) => keep(file, { all });
export const keepVerdict = (file, key, status) => keep(file, { key, status });

/** `all`: mutants there are to test, null as long as nothing ran; `verdicts`: by mutant, the status Stryker gives. */
export const kept = (file) => {
  let all = null;
  const verdicts = new Map();
  const path = keptIn(file);
  if (existsSync(path))
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      if (line === '') continue;
      const one = JSON.parse(line);
      if (one.all === undefined) verdicts.set(one.key, one.status);
      else all = one.all;
    }
  return { all, verdicts };
};

export const isKilled = (status) => status === 'Killed' || status === 'Timeout';
const percent = (part, whole) => (whole === 0 ? '' : `${((100 * part) / whole).toFixed(1)} %`);

/**
 * Lines of a Markdown table: all files, then layers and the total. A file that was not tested whole says so. Files count in a sum by all their mutants,
 * at the score of those that were tested, so that a file of which few were tested weighs as much as it is large.
 */
export const report = () => {
  const files = FOLDERS.flatMap(filesBelow)
    .sort()
    .map((file) => {
      const { all, verdicts } = kept(file);
      const statuses = [...verdicts.values()];
      return {
        file,
        all,
        tested: statuses.length,
        killed: statuses.filter(isKilled).length,
        tooLong: statuses.filter((s) => s === 'Timeout').length,
      };
    });
  const row = (name, some) => {
    const sum = (of) => some.reduce((total, one) => total + of(one), 0);
    const tested = some.filter((one) => one.tested > 0);
    const estimated = tested.reduce((total, { all, tested: n, killed }) => total + (all * killed) / n, 0);
    const ofTested = tested.reduce((total, { all }) => total + all, 0);
    return [
      name,
      sum(({ all }) => all ?? 0),
      sum((one) => one.tested),
      sum((one) => one.killed),
      sum((one) => one.tooLong),
      percent(estimated, ofTested),
    ];
  };
  const seen = files.filter(({ all }) => all !== 0);
  const notRun = files.filter(({ all, tested }) => all === null || (all > 0 && tested === 0)).map(({ file }) => file);
  return {
    lines: table(
      ['file', 'mutants', 'tested', 'killed', 'of them too long', 'score'],
      [
        ...seen.filter(({ tested }) => tested > 0).map((one) => row(`\`${one.file}\`${one.tested < one.all ? ', sample' : ''}`, [one])),
        ...FOLDERS.map((folder) =>
          row(
            `**${folder}/**`,
            files.filter(({ file }) => file.startsWith(`${folder}/`)),
          ),
        ),
        row('**all three**', files),
      ],
    ),
    notRun,
    nothing: files.filter(({ all }) => all === 0).length,
  };
};
