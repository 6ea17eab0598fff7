import type { ControlKind } from '../control.ts';
import { named, ofRule, remedy, sites, stepPlace } from './common.ts';

export const singleLineValues = {
  kind: 'single-line-values',
  family: 'reduce-implicit-trust',
  scope: 'step',
  title: 'Write untrusted text into the environment file as one line, or not at all',
  why: 'Without line breaks a text sets the one variable it is meant for. Giving it to the step that needs it under `env:` makes the file unnecessary.',
  references: [
    {
      title: 'GitHub: setting an environment variable',
      url: 'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-environment-variable',
    },
  ],
  cost: 1,
  ...ofRule('source/environment-file', stepPlace),
  remedy: (transitions) =>
    remedy(
      `At ${sites(transitions)}: do not write ${named(transitions, 'field')} into the environment file. Pass it under \`env:\` to the steps that need it, or take line breaks out before writing it.`,
      `printf 'TEXT=%s\\n' "$(printf '%s' "$TEXT" | tr -d '\\r\\n')" >> "$GITHUB_ENV"`,
    ),
} satisfies ControlKind;
