// Hostile repositories, generated: `npm run hostile` goes through all of them at ten times the size of CI. Options: --scale N, --only TEXT, --all (print each).
// Every case has a budget of CPU time (not of wall time, which other programs eat too); one that hangs is ended, and the rest goes on.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { mapPagePlugin } from './map-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Bundles a TypeScript program of the tests, below node_modules so that packages are found. */
export const bundleProgram = async (entry, name) => {
  const folder = join(root, 'node_modules', '.cache');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${name}-${process.pid}.mjs`);
  await build({
    entryPoints: [join(root, entry)],
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    outfile,
    external: ['highs'],
    logLevel: 'warning',
    plugins: [mapPagePlugin],
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  });
  return outfile;
};

/** Outcomes of all cases. `wall`: seconds without an answer after which a case is ended. */
export const runHostile = async ({ scale = 1, only = '', wall = 120, onOutcome = () => {} } = {}) => {
  const program = await bundleProgram('test/hostile/run.ts', 'hostile');
  const work = mkdtempSync(join(tmpdir(), 'chokepoint-hostile-'));
  const outcomes = [];
  const keep = (outcome) => {
    outcomes.push(outcome);
    onOutcome(outcome);
  };
  try {
    for (let first = 0, done = false; !done; ) {
      done = await new Promise((resolve) => {
        const child = spawn(
          process.execPath,
          ['--max-old-space-size=1500', program, String(scale), work, String(first), only, join(root, 'src/show/report.schema.json')],
          { stdio: ['ignore', 'pipe', 'inherit'] },
        );
        let begun = null;
        let rest = '';
        let ended = false;
        let timer;
        const again = () => {
          clearTimeout(timer);
          timer = setTimeout(() => child.kill('SIGKILL'), wall * 1000);
        };
        again();
        child.stdout.setEncoding('utf8').on('data', (text) => {
          again();
          const lines = (rest + text).split('\n');
          rest = lines.pop();
          for (const line of lines) {
            const told = JSON.parse(line);
            if (told.done === true) ended = true;
            else if ('begins' in told) begun = told;
            else {
              keep(told);
              begun = null;
            }
          }
        });
        child.on('close', (code, signal) => {
          clearTimeout(timer);
          if (!ended && begun === null) throw new Error(`the program ended with ${code ?? signal} before its first case`);
          if (!ended) {
            keep({ id: begun.id, cpu: wall * 1000, memory: 0, faults: [`ended without an answer (${signal ?? code})`] });
            first = begun.begins + 1;
          }
          resolve(ended);
        });
      });
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
    rmSync(program, { force: true });
  }
  return outcomes;
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const option = (name, fallback) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? fallback : process.argv[at + 1];
  };
  const all = process.argv.includes('--all');
  const scale = Number(option('scale', '10'));
  const outcomes = await runHostile({
    scale,
    only: option('only', ''),
    wall: Number(option('wall', '300')),
    onOutcome: ({ id, cpu, memory, faults }) => {
      if (all || faults.length > 0 || cpu > 2000)
        console.log(`${String(cpu).padStart(8)} ms ${String(memory).padStart(5)} MB  ${id}${faults.map((fault) => `\n    ${fault}`).join('')}`);
    },
  });
  const bad = outcomes.filter(({ faults }) => faults.length > 0);
  const sorted = outcomes.map(({ cpu }) => cpu).sort((a, b) => a - b);
  console.log(
    `${outcomes.length} cases at scale ${scale}: ${bad.length} with faults; CPU in all ${Math.round(sorted.reduce((a, b) => a + b, 0) / 1000)} s, median ${sorted[sorted.length >> 1]} ms, most ${sorted.at(-1)} ms; memory at most ${Math.max(...outcomes.map(({ memory }) => memory))} MB`,
  );
  process.exitCode = bad.length === 0 ? 0 : 1;
}
