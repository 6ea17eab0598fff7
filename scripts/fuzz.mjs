// Fuzzes every reader and language with fast-check. `npm run fuzz -- --minutes N` draws anew until the time is over and keeps what it finds, made small,
// in test/fuzz/found/ as a test. Options: --seed N, --runs N (for each target and round), --only TEXT.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundleProgram } from './hostile.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** One round over all targets. What hangs longer than `wall` seconds is ended and told with its input. */
export const runFuzz = async ({ seed = 1, runs = 20, only = '', wall = 600, program = null } = {}) => {
  const bundle = program ?? (await bundleProgram('test/fuzz/run.ts', 'fuzz'));
  const work = mkdtempSync(join(tmpdir(), 'chokepoint-fuzz-'));
  const results = [];
  try {
    await new Promise((resolve) => {
      const child = spawn(process.execPath, [bundle, String(seed), String(runs), only, join(root, 'src/show/report.schema.json'), work], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let begun = null;
      let rest = '';
      const timer = setTimeout(() => child.kill('SIGKILL'), wall * 1000);
      child.stdout.setEncoding('utf8').on('data', (text) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop();
        for (const line of lines) {
          const told = JSON.parse(line);
          begun = 'begins' in told ? told.begins : null;
          if (begun === null) results.push(told);
        }
      });
      child.on('close', (code, signal) => {
        clearTimeout(timer);
        if (begun !== null) {
          const tree = JSON.parse(readFileSync(join(work, 'at-hand.json'), 'utf8'));
          results.push({ id: begun, runs: 0, tree, faults: [`ended without an answer (${signal ?? code})`] });
        }
        resolve();
      });
    });
  } finally {
    rmSync(work, { recursive: true, force: true });
    if (program === null) rmSync(bundle, { force: true });
  }
  return results;
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const option = (name, fallback) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? fallback : process.argv[at + 1];
  };
  const end = Date.now() + Number(option('minutes', '1')) * 60_000;
  const program = await bundleProgram('test/fuzz/run.ts', 'fuzz');
  let seed = Number(option('seed', String(Date.now() % 1_000_000)));
  let inputs = 0;
  const found = new Map();
  do {
    for (const { id, runs, tree, faults } of await runFuzz({ seed, runs: Number(option('runs', '25')), only: option('only', ''), program })) {
      inputs += runs;
      if (tree === null) continue;
      const text = `${JSON.stringify({ target: id, seed, faults, tree }, null, 2)}\n`;
      const name = createHash('sha256').update(JSON.stringify(tree)).digest('hex').slice(0, 12);
      const kind = `${id}: ${faults[0]?.split('\n').slice(0, 2).join(' ').slice(0, 160)}`;
      if (!found.has(kind)) {
        found.set(kind, name);
        mkdirSync(join(root, 'test/fuzz/found'), { recursive: true });
        writeFileSync(join(root, 'test/fuzz/found', `${name}.json`), text);
        console.log(`test/fuzz/found/${name}.json  ${kind}`);
      }
    }
    seed++;
  } while (Date.now() < end);
  rmSync(program, { force: true });
  console.log(`${inputs} inputs, ${found.size} kinds of faults`);
  process.exitCode = found.size === 0 ? 0 : 1;
}
