import type { ControlKind } from '../control.ts';
import { jobName, jobPlace, ofRule, sites } from './common.ts';

export const noDebugLog = {
  kind: 'no-debug-log',
  family: 'least-privilege',
  scope: 'job',
  title: 'Write no debug log where secrets are held',
  why: 'A debug log holds every variable of the job and is read by people who may not have them. It is needed for an hour and stays for years.',
  references: [
    { title: 'GitLab: enable debug logging', url: 'https://docs.gitlab.com/ci/variables/variables_troubleshooting/#enable-debug-logging' },
  ],
  cost: 1,
  ...ofRule('configuration/debug-log', jobPlace),
  remedy: (transitions) =>
    `At ${sites(transitions, 3, false)}: take the switch for the debug log out of ${jobName(transitions)}, and delete the logs that were written with it.`,
} satisfies ControlKind;
