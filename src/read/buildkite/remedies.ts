/** How each control is put in place on Buildkite. */
import { COMMAND_REMEDIES } from '../common/plain/remedies.ts';

export const REMEDIES: Readonly<Record<string, string>> = {
  ...COMMAND_REMEDIES,
  'env-indirection':
    'At {where}: the agent puts `$TEXT` into the command when it uploads the pipeline. Write `$$TEXT`, in double quotes, which leaves it to the shell:\n\n  command: echo "$$TEXT"',
  'ephemeral-runner': 'Let the agents of {facts.pool} take one job and go (`--disconnect-after-job`, on machines that are thrown away).',
  'hosted-runner-for-untrusted': 'Give builds of strangers a queue of their own, on machines that hold nothing:\n\n  agents:\n    queue: untrusted',
  'isolate-runner-network': 'Let the agents of {facts.pool} reach the registries they need and nothing else of the network.',
  'no-docker-socket': 'At {where}: do not mount the socket of the host (`mount-buildkite-agent`, `volumes`), and start agents with their own engine.',
  'no-privileged-container': 'At {where}: take `privileged: true` away.',
  'pin-component':
    'At {where}: name the plugin by its full commit:\n\n  plugins:\n    - {facts.name}#<full commit SHA>: ~\nAgents may refuse others in their `environment` hook.',
  'require-approval-for-forks':
    'Pipeline settings → GitHub: switch off "Build pull requests from third-party forked repositories", or put a `block` step with `allowed_teams` in front of the upload, in the steps of the pipeline settings and not in the repository.',
  'restrict-oidc-subject':
    'Let {facts.role} demand the pipeline and the branch in the subject: `organization:ACME:pipeline:NAME:ref:refs/heads/main:*`.',
  'restrict-runner-group': 'Put the agents that deploy into a cluster of their own, and let only the pipelines that deploy use its queues.',
  'same-repository-check':
    'Pipeline settings → GitHub: switch off "Build pull requests from third-party forked repositories". A condition in the repository does not help: the change brings its own.',
  'scope-secret': 'Keep {facts.secret} as a secret of a cluster with a policy for pipeline and branch, and not in the environment of the agents.',
  'separate-runner-pools': 'Give jobs that hold secrets a queue of their own, in a cluster that builds of strangers cannot use.',
  'sign-and-verify-provenance': 'Sign what the building job makes and check signature and digest in the job that ships it.',
  'split-privileged-workflow': 'Deploy in a pipeline of its own, in another cluster, and let no pull request start it.',
  'vendor-component': 'Copy the plugin {facts.name} into the repository (`./.buildkite/plugins/NAME`) and review it there.',
};
