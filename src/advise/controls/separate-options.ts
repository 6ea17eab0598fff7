import type { ControlKind } from '../control.ts';
import { named, ofRule, remedy, sites, stepPlace } from './common.ts';

export const separateOptions = {
  kind: 'separate-options',
  family: 'reduce-implicit-trust',
  scope: 'step',
  title: 'Keep untrusted text out of options and programs of commands',
  why: 'A text that is passed as data (`--arg`, standard input, after `--`) cannot add options or change the program that `sed`, `awk` or `jq` run. Quoting alone does not do that.',
  references: [{ title: 'CWE-88: argument injection', url: 'https://cwe.mitre.org/data/definitions/88.html' }],
  cost: 2,
  ...ofRule('source/argument-injection', stepPlace),
  remedy: (transitions) =>
    transitions.every(({ facts }) => facts.command === 'container')
      ? remedy(
          `At ${sites(transitions)}: write the owner and the name of the image down, and let ${named(transitions, 'field')} choose no more than its tag from those you push; keep it out of \`options\`.`,
          'container: ghcr.io/OWNER/build@sha256:…',
        )
      : remedy(
          `At ${sites(transitions)}: pass ${named(transitions, 'field')} to ${named(transitions, 'command')} as data: on standard input, through an option made for values, or after \`--\`. Where the text has a known form, check it first and stop if it does not match.`,
          `case "$TEXT" in (*[!A-Za-z0-9._-]*|'') echo 'unexpected text' >&2; exit 1 ;; esac`,
        ),
} satisfies ControlKind;
