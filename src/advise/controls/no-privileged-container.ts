import type { ControlKind } from '../control.ts';
import { jobName, jobPlace, sites } from './common.ts';

export const noPrivilegedContainer = {
  kind: 'no-privileged-container',
  family: 'isolate-execution',
  scope: 'job',
  title: 'Run containers without rights over the host',
  why: 'A privileged container, or one that mounts folders of the host, is no wall: code in it changes the machine and meets the next job there.',
  references: [
    { title: 'OWASP: Docker security cheat sheet', url: 'https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html' },
  ],
  cost: 2,
  concerns: { rules: ['runner/host-access'] },
  place: (transition) =>
    transition.rule === 'runner/host-access' && !/sock/i.test(transition.facts.how ?? transition.statement) ? jobPlace(transition) : null,
  remedy: (transitions) =>
    `At ${sites(transitions, 3, false)}: remove \`--privileged\`, added capabilities and mounts of host folders from ${jobName(transitions)}. Add back the single capability that is really needed, or use a hosted machine.`,
} satisfies ControlKind;
