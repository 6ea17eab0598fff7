import type { ControlKind } from '../control.ts';
import { jobPlace, remedy, sites } from './common.ts';

export const ignoreInstallScripts = {
  kind: 'ignore-install-scripts',
  family: 'isolate-execution',
  scope: 'job',
  title: 'Install without running scripts of packages',
  why: 'Most malicious packages act at install. This helps where the job only installs or packs; a job that afterwards builds or tests with the packages runs their code anyway.',
  references: [{ title: 'npm: ignore-scripts', url: 'https://docs.npmjs.com/cli/v11/using-npm/config#ignore-scripts' }],
  cost: 1,
  concerns: { rules: ['dependency/unlocked-install'] },
  place: (transition) =>
    transition.rule === 'dependency/unlocked-install' && transition.facts.ecosystem === 'npm' && transition.facts.runs === 'scripts'
      ? `${jobPlace(transition)}/npm`
      : null,
  remedy: (transitions) =>
    remedy(
      `At ${sites(transitions)}: switch scripts off for the install and allow the few packages that need theirs by name.`,
      'npm ci --ignore-scripts',
    ),
} satisfies ControlKind;
