import type { ControlKind } from '../control.ts';
import { jobName, jobPlace, named, ofRule, remedy, sites } from './common.ts';
import { REFERENCES } from './references.ts';

export const validateArtifactData = {
  kind: 'validate-artifact-data',
  family: 'verify-artifacts',
  scope: 'job',
  title: 'Check the form of what is read from an artifact',
  why: 'A file from an untrusted run is a text of the attacker, also where it should hold a number. A check of its whole form makes it harmless; numbers and commits are better taken from the event.',
  references: [REFERENCES.pwnRequests],
  cost: 2,
  ...ofRule('artifact/read', jobPlace),
  remedy: (transitions) =>
    remedy(
      `In ${jobName(transitions)} (${sites(transitions, 3, false)}): check what is read from ${named(transitions, 'artifact') || 'the artifact'} before it is used, or take it from the payload of the event.`,
      `NUMBER=$(head -c 20 number.txt)`,
      `case "$NUMBER" in (*[!0-9]*|'') exit 1 ;; esac`,
    ),
} satisfies ControlKind;
