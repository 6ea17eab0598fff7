// What Stryker tells of each mutant as soon as it is tested, so that a run that is stopped has told what it saw, and kept it.
import { readFileSync } from 'node:fs';
import { drawn, isKilled, keepCount, keepVerdict, kept, keyOf } from './mutation-results.mjs';

export const mutants = [];

/** Set by scripts/mutation.mjs: which of the mutants a run tests. */
export const choice = { sample: 1, seed: 1, missing: false, survivors: false, isWhole: () => true };

export const nameOf = ({ fileName }) => fileName.slice(fileName.lastIndexOf('/src/') + 1);

const VERDICTS = { Survived: 'survived', NoCoverage: 'no test ' };
const COUNTED = new Set(['Killed', 'Timeout', 'Survived', 'NoCoverage']);

/** Takes out of the plan what is not to be tested now: the list is Stryker's own, which it goes through afterwards. Lines and columns count from zero in it. */
const choose = ({ mutantPlans }) => {
  const left = mutantPlans.filter(({ mutant }) => mutant.status !== 'Ignored');
  const files = [...new Set(mutantPlans.map(({ mutant }) => nameOf(mutant)))];
  const known = new Map(files.map((file) => [file, kept(file).verdicts]));
  for (const file of files) if (choice.isWhole(file)) keepCount(file, left.filter(({ mutant }) => nameOf(mutant) === file).length);
  const isChosen = ({ mutant }) => {
    const [file, key] = [nameOf(mutant), keyOf(mutant, 1)];
    const verdict = known.get(file).get(key);
    if (choice.missing || choice.survivors) {
      const isWanted = verdict === undefined ? choice.missing : choice.survivors && !isKilled(verdict);
      if (!isWanted) return false;
    }
    return drawn(choice.seed, file, key) < 1 / choice.sample;
  };
  const chosen = left.filter(isChosen);
  const ignored = mutantPlans.length - left.length;
  const time = chosen.reduce((sum, { netTime }) => sum + (netTime ?? 0), 0);
  console.log(`${chosen.length} of ${left.length} mutants, ${ignored} left out; at most ${Math.round(time / 1000)} s in tests`);
  mutantPlans.splice(0, mutantPlans.length, ...chosen);
};

const told = (mutant) => {
  if (!COUNTED.has(mutant.status)) {
    console.log(`${mutant.status}  ${nameOf(mutant)} ${mutant.statusReason ?? ''}`);
    return;
  }
  mutants.push(mutant);
  keepVerdict(nameOf(mutant), keyOf(mutant), mutant.status);
  if (VERDICTS[mutant.status] === undefined) return;
  // Here lines count from one, as they do in reports.
  const { start, end } = mutant.location;
  const lines = readFileSync(nameOf(mutant), 'utf8').split('\n');
  const first = lines[start.line - 1] ?? '';
  const old = start.line === end.line ? first.slice(start.column - 1, end.column - 1) : `${first.slice(start.column - 1)} …`;
  const made = (mutant.replacement ?? '').replace(/\s+/g, ' ');
  console.log(`${VERDICTS[mutant.status]}  ${nameOf(mutant)}:${start.line}:${start.column}  ${old.slice(0, 100)}  →  ${made.slice(0, 100)}`);
};

export const strykerPlugins = [
  { kind: 'Reporter', name: 'survivors', factory: () => ({ onMutationTestingPlanReady: choose, onMutantTested: told }) },
];
