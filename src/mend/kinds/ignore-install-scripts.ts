import type { GraphTransition } from '../../reason/report.ts';
import { get } from '../../source/yaml.ts';
import type { MendInput, MendKind } from '../types.ts';
import { stepHolding, stepsOf } from '../workflow.ts';
import { needsFiles } from '../workspace-needs.ts';
import { rewriteInstalls } from './installs.ts';
import { lockedScripts, lockFileOf, ownInstallScript, yarnKind } from './locks.ts';

export const ignoreInstallScripts: MendKind = {
  kind: 'ignore-install-scripts',
  edits: 'Adds `--ignore-scripts` to the install (`--mode=skip-build` from version 2 of yarn on).',
  refuses:
    'A manifest whose own scripts run at install. Packages with scripts at install, or of which it cannot be told (only the lock file of npm tells), where a later step of the job may use them.',
  draft: (input) => rewriteInstalls(input, (command, transition) => without(command, transition, input)),
};

const without = (command: string, transition: GraphTransition, input: MendInput): { readonly command: string } | string => {
  const { files, read } = input;
  const [manager = '', ...words] = command.split(/\s+/);
  const directory = transition.facts['directory'] ?? '';
  if (manager === 'bun' || manager.startsWith('pip')) return `There is no such option of \`${manager}\` here.`;
  if (words.some((word) => /^--(?:ignore-scripts|mode|foreground-scripts)\b/.test(word))) return 'The command says already which scripts run.';
  const own = ownInstallScript(directory, read);
  if (own !== null) return `The manifest’s own script \`${own}\` runs at install and would be left out: run it in a step of its own first.`;
  const lock = transition.facts['packages'] === '' ? lockFileOf(manager, directory, files) : null;
  const scripts = lock === null ? null : lockedScripts(lock, read);
  const later = scripts === false ? null : laterUse(transition, input);
  if (later !== null)
    return `${scripts === true ? 'Packages in the lock file have scripts at install' : 'Whether packages need their scripts cannot be told'}, and a later step may use them: ${later}`;
  if (manager !== 'yarn') return { command: `${command} --ignore-scripts` };
  const yarn = yarnKind(directory, read);
  if (yarn === null) return 'Which version of yarn it is cannot be told: name it under `packageManager` of package.json.';
  return { command: `${command} ${yarn === 'modern' ? '--mode=skip-build' : '--ignore-scripts'}` };
};

/** What behind the install may use what it installed. */
const laterUse = (transition: GraphTransition, { open, read }: MendInput): string | null => {
  const span = transition.evidence.at(-1);
  const document = span === undefined ? 'The place is not known.' : open(span.file);
  if (span === undefined || typeof document === 'string') return 'The place is not known.';
  const at = stepHolding(document, span);
  const steps = stepsOf(document).flatMap((one) => (one.job === at?.job ? [one.step] : []));
  if (at === null) return 'The step is not known.';
  const [line = ''] = document.text.slice(document.lineStarts[span.endLine] ?? document.text.length).split(/\r?\n/);
  const run = get(at.step, 'run');
  if (run !== undefined && span.endLine < run.span.endLine && line.trim() !== '') return `the script goes on at line ${span.endLine + 1}.`;
  for (const step of steps.slice(steps.indexOf(at.step) + 1)) {
    const why = needsFiles(step, read);
    if (why !== null) return why;
  }
  return null;
};
