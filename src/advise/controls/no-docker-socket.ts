import type { ControlKind } from '../control.ts';
import { jobName, jobPlace, sites } from './common.ts';

export const noDockerSocket = {
  kind: 'no-docker-socket',
  family: 'isolate-execution',
  scope: 'job',
  title: 'Do not hand the Docker socket into the job',
  why: "Whoever can talk to the engine of the host is root on the host. Builders without root or in the user's space (BuildKit rootless, buildah) do not need it.",
  references: [{ title: 'Docker: protect the daemon socket', url: 'https://docs.docker.com/engine/security/#docker-daemon-attack-surface' }],
  cost: 2,
  concerns: { rules: ['runner/host-access'] },
  place: (transition) =>
    transition.rule === 'runner/host-access' && /sock/i.test(transition.facts.how ?? transition.statement) ? jobPlace(transition) : null,
  remedy: (transitions) =>
    `At ${sites(transitions, 3, false)}: take the mount of /var/run/docker.sock out of ${jobName(transitions)} and build images with a rootless builder.`,
} satisfies ControlKind;
