// Everything CI runs, in the order that fails fastest. Prints each step's outcome; the last line counts the tests.
import { spawnSync } from 'node:child_process';

const steps = [
  ['types', 'npx', ['tsc']],
  ['types of the page', 'npx', ['tsc', '-p', 'src/show/map/page']],
  ['lint', 'npm', ['run', 'lint', '--silent']],
  ['format', 'npx', ['biome', 'check', '.']],
  ['unused code', 'npx', ['knip']],
  ['build', 'node', ['scripts/build.mjs']],
  ['docs up to date', 'node', ['scripts/docs.mjs', '--check']],
];
let failed = 0;
for (const [name, command, args] of steps) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  if (status !== 0) {
    failed++;
    console.log(`${stdout}${stderr}`.trim().split('\n').slice(0, 80).join('\n'));
  }
}
const tests = spawnSync('npx', ['vitest', 'run', '--reporter=default', '--reporter=json', '--outputFile.json=dist/tests.json'], {
  encoding: 'utf8',
  stdio: ['ignore', 'inherit', 'inherit'],
});
const { readFileSync } = await import('node:fs');
let passedTests = 0;
let failedTests = 0;
try {
  const result = JSON.parse(readFileSync('dist/tests.json', 'utf8'));
  passedTests = result.numPassedTests;
  failedTests = result.numFailedTests + result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
} catch {
  failedTests = 1;
}
if (tests.status !== 0 && failedTests === 0) failedTests = 1;
process.exitCode = failed + failedTests === 0 ? 0 : 1;
console.log(`${passedTests + steps.length - failed} passed, ${failedTests + failed} failed`);
