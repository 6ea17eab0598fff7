import type { Cases } from './three-values-case.ts';

const pipeline = (text: string): Readonly<Record<string, string>> => ({ 'azure-pipelines.yml': text });
const BUILD = `pool:
  vmImage: ubuntu-latest
steps:
  - script: make test
    env:
      KEY: $(DeployKey)
`;
const HOOKED = `trigger: none
pr: none
resources:
  webhooks:
    - webhook: hook
      connection: github
pool:
  vmImage: ubuntu-latest
steps:
  - script: echo "\${{ parameters.hook.issue.title }}"
    env:
      KEY: $(DeployKey)
`;
const FOLLOWING = {
  '.azure-pipelines/first.yml': 'trigger: none\npool:\n  vmImage: ubuntu-latest\nsteps:\n  - script: make test\n',
  '.azure-pipelines/second.yml': `trigger: none
pr: none
resources:
  pipelines:
    - pipeline: first
      source: first
      trigger: true
pool:
  vmImage: ubuntu-latest
steps:
  - script: make report
    env:
      KEY: $(DeployKey)
`,
};
/** Code from outside in a job whose token may push. */
const MOVABLE = `trigger: [main]
pr: none
pool:
  vmImage: ubuntu-latest
steps:
  - task: acme-tools.setup.Setup@2
  - script: make
`;
const SECRET = 'secret:azure-pipelines/DeployKey';

export const AZURE_CASES: Cases = {
  'build-service-read-only': { files: pipeline(MOVABLE), told: { 'branch-protected': false }, actor: 'upstream', asset: 'source:repository' },
  'fork-builds-disabled': {
    files: pipeline(BUILD),
    told: { 'fork-secrets-withheld': false, 'fork-approval-all': false, 'secret-protected': false },
    actor: 'outsider',
    asset: SECRET,
  },
  'fork-following-withheld': {
    files: FOLLOWING,
    told: { 'fork-builds-disabled': false, 'fork-approval-all': false, 'secret-protected': false },
    actor: 'outsider',
    asset: SECRET,
  },
  'webhook-senders-trusted': { files: pipeline(HOOKED), actor: 'outsider', asset: SECRET },
};
