/**
 * Draws inputs and examines what comes of them, in a process of its own. Arguments: seed, runs for each target, text in a target's id, schema, folder for what is found.
 * One line of JSON for each target; the input at hand is written down first, so that one that hangs is known.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { examine, HEALTHY, HEALTHY_TEXT, type Validate } from '../hostile/examine.ts';
import { TARGETS } from './targets.ts';

const [seed = '1', runs = '20', only = '', schema = '', work = ''] = process.argv.slice(2);
const check = new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(readFileSync(schema, 'utf8')) as object);
const validate: Validate = (value) => (check(value) ? null : JSON.stringify(check.errors?.slice(0, 2)));
const MOST_CPU_MS = 3000;

const faultsOf = async (tree: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const folder = join(work, 'repository');
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries({ [HEALTHY]: HEALTHY_TEXT, ...tree })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  writeFileSync(join(work, 'at-hand.json'), JSON.stringify(tree));
  const before = process.cpuUsage();
  const { faults } = await examine(folder, validate, false);
  const { user, system } = process.cpuUsage(before);
  const cpu = (user + system) / 1000;
  return cpu > MOST_CPU_MS ? [...faults, `took ${Math.round(cpu)} ms`] : faults;
};

for (const { id, trees } of TARGETS) {
  if (!id.includes(only)) continue;
  process.stdout.write(`${JSON.stringify({ begins: id })}\n`);
  const details = await fc.check(
    fc.asyncProperty(trees, async (tree) => (await faultsOf(tree)).length === 0),
    { seed: Number(seed), numRuns: Number(runs), endOnFailure: false, interruptAfterTimeLimit: 600_000 },
  );
  const tree = details.counterexample?.[0] ?? null;
  process.stdout.write(`${JSON.stringify({ id, runs: details.numRuns, tree, faults: tree === null ? [] : await faultsOf(tree) })}\n`);
}
