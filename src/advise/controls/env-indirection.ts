import type { ControlKind } from '../control.ts';
import { named, ofRule, pasteable, remedy, sites, stepPlace, valuesOf } from './common.ts';
import { REFERENCES } from './references.ts';

export const envIndirection = {
  kind: 'env-indirection',
  family: 'reduce-implicit-trust',
  scope: 'step',
  title: 'Hand text to scripts through environment variables',
  why: 'The text arrives as a value and never as part of the script, so the shell or interpreter cannot mistake it for code. It does not help where the script evaluates the variable itself (`eval`, `sh -c`).',
  references: [REFERENCES.scriptInjection],
  cost: 1,
  ...ofRule('source/script-injection', stepPlace),
  remedy: (transitions) => {
    const read = READS[valuesOf(transitions, 'language')[0] ?? ''] ?? '"$TEXT"';
    return remedy(
      `At ${sites(transitions)}: take ${named(transitions, 'field')} out of the script. Give it to the step as an environment variable and read the variable in the script, in quotes. Where the script evaluates a variable, stop evaluating it.`,
      'env:',
      ...valuesOf(transitions, 'field')
        .slice(0, 3)
        .map((field, index) => `  TEXT${index === 0 ? '' : index + 1}: \${{ ${pasteable(field)} }}`),
      `# in the script: ${read}`,
    );
  },
} satisfies ControlKind;

/** How a script of that language reads the variable. */
const READS: Readonly<Record<string, string>> = {
  javascript: 'process.env.TEXT',
  python: "os.environ['TEXT']",
  pwsh: '$env:TEXT',
  powershell: '$env:TEXT',
  cmd: '%TEXT%',
  ruby: "ENV['TEXT']",
  perl: '$ENV{TEXT}',
};
