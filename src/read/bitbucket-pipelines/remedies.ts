/** How each control is put in place in Bitbucket Pipelines. */
import { COMMAND_REMEDIES } from '../common/plain/remedies.ts';

export const REMEDIES: Readonly<Record<string, string>> = {
  ...COMMAND_REMEDIES,
  'env-indirection': 'At {where}: take the variable in double quotes, and hand it to no `eval` or `sh -c`:\n\n  script:\n    - echo "$TEXT"',
  'environment-branch-policy':
    'Repository settings → Deployments → {facts.environment} → Deployment permissions: restrict it to the default branch (Premium plan), and keep its variables in the environment.',
  'environment-secrets':
    'Move {facts.secret} from the repository variables into a deployment environment that only the default branch deploys to, and name it in the step that needs it:\n\n  - step:\n      deployment: production',
  'environment-with-reviewers': 'Repository settings → Deployments → the environment → Deployment permissions: only administrators may deploy to it.',
  'ephemeral-runner': 'Run {facts.pool} as containers that are thrown away after each step (the autoscaler for Kubernetes).',
  'hosted-runner-for-untrusted': "At {where}: leave `runs-on` out for what is not reviewed, so that it runs on Atlassian's own machines.",
  'isolate-runner-network': 'Let the machines of {facts.pool} reach the registries they need and nothing else of the network.',
  'limit-dispatch-inputs':
    'At {where}: list the values that the variable may have:\n\n  variables:\n    - name: {facts.field}\n      allowed-values: [staging, production]',
  'no-docker-socket': 'At {where}: use the `docker` service instead of the socket of the host.',
  'no-privileged-container': 'At {where}: start the container without rights on the host.',
  'oidc-instead-of-secret':
    'At {where}: set `oidc: true` on the step and let the role trust the identity of the repository and the environment, instead of keeping {facts.secret}.',
  'pin-component': 'At {where}: name the image of the pipe by digest:\n\n  - pipe: docker://bitbucketpipelines/NAME@sha256:DIGEST',
  'restrict-oidc-subject':
    'Let {facts.role} demand the whole subject: `{REPOSITORY_UUID}:{ENVIRONMENT_UUID}:{STEP_UUID}` with the environment of the deployment.',
  'scope-secret':
    'Keep {facts.secret} in the deployment environment of the one step that needs it; variables of the repository and workspace reach every step of every branch.',
  'separate-cache': 'At {where}: restore no cache in steps that publish; caches are shared by all branches.',
  'separate-runner-pools': 'Give the runners of steps that deploy a label of their own.',
  'sign-and-verify-provenance':
    'Sign what the building step makes (cosign with a key that only that step holds) and check signature and digest in the step that ships it.',
  'split-privileged-workflow': 'Publish in a custom pipeline or a repository of its own.',
};
