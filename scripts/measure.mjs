// What the benchmarks share: a command's time and memory over several runs, and tables. Needs GNU time, which counts what a command's children use too.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';

const find = (paths) => paths.find((path) => existsSync(path));
const TIMEOUT = find(['/usr/bin/timeout', '/opt/homebrew/bin/gtimeout', '/usr/local/bin/gtimeout']);
const TIME = find(['/usr/bin/time', '/opt/homebrew/bin/gtime', '/usr/local/bin/gtime']);

export const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
};

/** A run that takes longer than `limit` seconds is ended; its exit code is 124. */
const once = (command, args, cwd, limit) => {
  if (TIME === undefined) throw new Error('GNU time is needed (Debian: apt install time; macOS: brew install gnu-time).');
  const folder = mkdtempSync(join(tmpdir(), 'chokepoint-time-'));
  try {
    const file = join(folder, 'time');
    const limited = limit === undefined || TIMEOUT === undefined ? [] : [TIMEOUT, '-k', '5', String(limit)];
    const { status, error, stderr } = spawnSync(TIME, ['-f', '%e %U %S %M', '-o', file, ...limited, command, ...args], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
      maxBuffer: 1 << 28,
    });
    if (error) throw error;
    const [wall, user, system, kilobytes] = (readFileSync(file, 'utf8').trim().split('\n').at(-1) ?? '').split(' ').map(Number);
    return { wall, cpu: user + system, memory: kilobytes / 1024, status: status ?? -1, stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/**
 * Several commands in turn, so that whatever else the machine does falls on all of them alike, after one run each that does not count (unless there is but one).
 * `limit`: seconds after which a run of a command is ended, its own or for all; one that was is not tried again. `budget`: seconds that the counted runs of one command may take together;
 * what is slower has fewer of them, at least one.
 * Gives, for each, medians: wall and CPU time (s), peak memory (MiB); `least`, the least CPU time of any run; `runs`, how many counted; the exit code of the last run.
 */
export const measureAll = (commands, runs, cwd, { limit, budget = Number.POSITIVE_INFINITY } = {}) => {
  const results = commands.map(() => []);
  const first = commands.map(() => null);
  for (let run = runs > 1 ? -1 : 0; run < runs; run++)
    commands.forEach(({ command, args, limit: own }, index) => {
      const tried = first[index];
      if (tried !== null && (tried.status === 124 || results[index].length >= Math.max(1, Math.floor(budget / tried.wall)))) return;
      const result = once(command, args, cwd, own ?? limit);
      first[index] ??= result;
      if (run >= 0) results[index].push(result);
    });
  return results.map((counted, index) => {
    const all = counted.length > 0 ? counted : [first[index]];
    return {
      wall: median(all.map((r) => r.wall)),
      cpu: median(all.map((r) => r.cpu)),
      memory: median(all.map((r) => r.memory)),
      least: Math.min(...all.map((r) => r.cpu)),
      runs: all.length,
      status: all.at(-1).status,
      stderr: all.at(-1).stderr,
    };
  });
};

export const seconds = (s) => (s < 10 ? s.toFixed(2) : s.toFixed(1));
export const machine = () =>
  `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}`;

/** Lines of a Markdown table; the first column to the left, all others to the right. */
export const table = (head, rows) => [
  `| ${head.join(' | ')} |`,
  `| ${head.map((_, i) => (i === 0 ? '---' : '---:')).join(' | ')} |`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];

/** Puts lines between `<!-- NAME -->` and `<!-- /NAME -->` of a page. */
export const intoDocs = (name, lines, file = 'docs/performance.md') => {
  const text = readFileSync(file, 'utf8');
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${file} has no place for ${name}.`);
  writeFileSync(file, `${text.slice(0, from + start.length)}\n${lines.join('\n')}\n${text.slice(to)}`);
};

/** `--name VALUE`, all of them. */
export const given = (name) => process.argv.flatMap((arg, i) => (arg === `--${name}` ? [process.argv[i + 1] ?? ''] : []));
export const numberGiven = (name, otherwise) => Number(given(name).at(-1) ?? otherwise);
