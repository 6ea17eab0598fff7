// What Stryker tells of each mutant as soon as it is tested, so that a run that is stopped has told what it saw.
import { readFileSync } from 'node:fs';

export const mutants = [];

export const nameOf = ({ fileName }) => fileName.slice(fileName.lastIndexOf('/src/') + 1);

const VERDICTS = { Survived: 'survived', NoCoverage: 'no test ' };

const told = (mutant) => {
  mutants.push(mutant);
  if (VERDICTS[mutant.status] === undefined) return;
  // Here lines count from one, as they do in reports.
  const { start, end } = mutant.location;
  const lines = readFileSync(nameOf(mutant), 'utf8').split('\n');
  const first = lines[start.line - 1] ?? '';
  const old = start.line === end.line ? first.slice(start.column - 1, end.column - 1) : `${first.slice(start.column - 1)} …`;
  const made = (mutant.replacement ?? '').replace(/\s+/g, ' ');
  console.log(`${VERDICTS[mutant.status]}  ${nameOf(mutant)}:${start.line}:${start.column}  ${old.slice(0, 100)}  →  ${made.slice(0, 100)}`);
};

export const strykerPlugins = [{ kind: 'Reporter', name: 'survivors', factory: () => ({ onMutantTested: told }) }];
