/** What one CI system starts, publishes or stores for another. */
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/reason/report.ts';
import { analyse, withSettings } from '../analyse.ts';

const ask = (command: string, title = 'github.event.pull_request.title'): Readonly<Record<string, string>> => ({
  '.github/workflows/ask.yml': `on: pull_request_target
permissions: {}
jobs:
  ask:
    runs-on: ubuntu-latest
    steps:
      - run: ${command}
        env:
          TITLE: \${{ ${title} }}
          TOKEN: \${{ secrets.TRIGGER }}
`,
});
const using = (action: string, inputs: string): Readonly<Record<string, string>> => ({
  '.github/workflows/ask.yml': `on: pull_request_target
permissions: {}
jobs:
  ask:
    runs-on: ubuntu-latest
    steps:
      - uses: ${action}@08c6903cd8c0fde910a37f88322edcfb5dd907a8
        with:
${inputs}`,
});
const SHELL = '"${TITLE}"';

const JENKINS = {
  Jenkinsfile: `pipeline {
  agent { label 'linux' }
  parameters { string(name: 'TITLE', defaultValue: '') }
  stages { stage('notes') { steps { withCredentials([string(credentialsId: 'deploy', variable: 'D')]) { sh "./notes.sh \${params.TITLE}" } } } }
}
`,
};
const GITLAB = {
  '.gitlab-ci.yml': `variables:
  TITLE: {description: what it is about, value: none}
notes:
  script:
    - eval "echo $TITLE"
    - curl -H "$DEPLOY_TOKEN" https://example.com
`,
};
const CIRCLECI = {
  '.circleci/config.yml': `version: 2.1
parameters:
  TITLE: {type: string, default: ""}
jobs:
  notes:
    docker: [{image: cimg/base@sha256:0c0734eb7051babbb3e95cd74e684f940552b31472152edf0bb23e54ab44a0d7}]
    steps:
      - run: echo "<< pipeline.parameters.TITLE >>" && curl -H "$DEPLOY_TOKEN" https://example.com
workflows:
  main:
    jobs: [notes]
`,
};
const AZURE = {
  'azure-pipelines.yml': `parameters:
  - {name: TITLE, type: string, default: ''}
trigger: none
pool: {vmImage: ubuntu-latest}
steps:
  - script: echo \${{ parameters.TITLE }}
    env: {TOKEN: $(deployToken)}
`,
};
const GITHUB = {
  '.github/workflows/notes.yml': `on:
  workflow_dispatch:
    inputs:
      TITLE: {type: string}
  repository_dispatch:
permissions: {}
jobs:
  notes:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ inputs.TITLE }}" "\${{ github.event.client_payload.TITLE }}"
        env: {D: "\${{ secrets.DEPLOY }}"}
`,
};
const JSON_BODY = '\\"TITLE\\":\\"$TITLE\\"';

const STARTS: readonly (readonly [string, Readonly<Record<string, string>>, (title: string) => Readonly<Record<string, string>>])[] = [
  ['a job of Jenkins by its address', JENKINS, (t) => ask(`'curl -X POST "https://ci.example.com/job/a/buildWithParameters?TITLE=$TITLE"'`, t)],
  ['a job of Jenkins with a form', JENKINS, (t) => ask(`curl --data-urlencode "TITLE=$TITLE" https://ci.example.com/job/a/buildWithParameters`, t)],
  [
    'a job of Jenkins by an action',
    JENKINS,
    (t) => using('appleboy/jenkins-action', `          url: https://ci.example.com\n          job: a\n          parameters: 'TITLE=\${{ ${t} }}'\n`),
  ],
  [
    'a pipeline of GitLab by a trigger token',
    GITLAB,
    (t) =>
      ask(`curl -X POST --form "token=$TOKEN" --form "variables[TITLE]=$TITLE" https://gitlab.example.com/api/v4/projects/7/trigger/pipeline`, t),
  ],
  ['a pipeline of GitLab by its command line', GITLAB, (t) => ask(`'glab ci run -b main --variables "TITLE:$TITLE"'`, t)],
  [
    'a pipeline of CircleCI',
    CIRCLECI,
    (t) => ask(`'curl -X POST -d "{\\"parameters\\":{${JSON_BODY}}}" https://circleci.com/api/v2/project/gh/acme/test/pipeline'`, t),
  ],
  ['a pipeline of Azure by its command line', AZURE, (t) => ask(`az pipelines run --name notes --parameters "TITLE=$TITLE"`, t)],
  [
    'a pipeline of Azure by its address',
    AZURE,
    (t) =>
      ask(`'curl -X POST -d "{\\"templateParameters\\":{${JSON_BODY}}}" "https://dev.azure.com/acme/x/_apis/pipelines/7/runs?api-version=7.1"'`, t),
  ],
  ['another workflow by its command line', GITHUB, (t) => ask(`gh workflow run notes.yml -f TITLE="$TITLE"`, t)],
  [
    'another workflow by a message',
    GITHUB,
    (t) => ask(`'curl -d "{\\"client_payload\\":{${JSON_BODY}}}" "https://api.github.com/repos/\${{ github.repository }}/dispatches"'`, t),
  ],
  [
    'another workflow by an action',
    GITHUB,
    (t) => using('benc-uk/workflow-dispatch', `          workflow: notes.yml\n          inputs: '{"TITLE": "\${{ ${t} }}"}'\n`),
  ],
];

/** How certain the ways of strangers to a secret are that go by this rule and end in text that becomes code. */
const openTo = (report: Report, rule: string): readonly string[] =>
  report.paths.flatMap((path) =>
    path.actor === 'outsider' &&
    path.asset.startsWith('secret:') &&
    [rule, 'source/script-injection'].every((id) => path.steps.some((step) => step.rule === id))
      ? [path.certainty]
      : [],
  );

describe('a job that starts a run of another pipeline', () => {
  for (const [what, target, asking] of STARTS) {
    it(`hands strangers' text on to ${what}`, async () => {
      const report = await analyse({ ...asking('github.event.pull_request.title'), ...target }, { asOf: '2026-05-01' });
      expect(openTo(report, 'configuration/started-run')).not.toEqual([]);
      const silent = await analyse({ ...asking('github.event.pull_request.number'), ...target }, { asOf: '2026-05-01' });
      expect(openTo(silent, 'configuration/started-run')).toEqual([]);
    });
  }

  it('is certain where the request names this repository, a question where only settings tell, and nothing where another is named', async () => {
    const certainty = async (command: string, settings = {}) =>
      openTo(
        await analyse({ ...ask(command), ...GITLAB, ...GITHUB }, { asOf: '2026-05-01', settings: withSettings(settings), repository: 'acme/shop' }),
        'configuration/started-run',
      );
    expect(await certainty(`gh workflow run notes.yml -f TITLE=${SHELL}`)).toContain('proven');
    expect(await certainty(`gh workflow run notes.yml -R acme/shop -f TITLE=${SHELL}`)).toContain('proven');
    expect(await certainty(`gh workflow run notes.yml -R acme/other -f TITLE=${SHELL}`)).toEqual([]);
    const trigger = `curl --form "variables[TITLE]=$TITLE" https://gitlab.example.com/api/v4/projects/7/trigger/pipeline`;
    const target = 'https://gitlab.example.com/api/v4/projects/7/trigger/pipeline';
    expect(new Set(await certainty(trigger))).toEqual(new Set(['conditional']));
    expect(await certainty(trigger, { [`started-elsewhere@${target}`]: true })).toEqual([]);
  });

  it('asks what nobody can see: a pipeline that takes no such parameter, or is not here', async () => {
    const command = `curl --data-urlencode "OTHER=$TITLE" https://ci.example.com/job/a/buildWithParameters`;
    const report = await analyse({ ...ask(command), ...JENKINS }, { asOf: '2026-05-01' });
    expect(openTo(report, 'configuration/started-run')).toEqual([]);
    expect(report.gaps.map(({ reason, detail }) => [reason, detail.includes('OTHER')])).toContainEqual(['started run not followed', true]);
    const quiet = await analyse({ ...ask(`curl -X POST https://ci.example.com/job/a/build`), ...JENKINS }, { asOf: '2026-05-01' });
    expect(quiet.gaps.filter(({ reason }) => reason === 'started run not followed')).toEqual([]);
  });

  it('takes a question about builds for no start of one', async () => {
    const asked = await analyse({ ...ask('curl "https://ci.example.com/job/a/build?tree=$TITLE" -X GET'), ...JENKINS }, { asOf: '2026-05-01' });
    const listed = await analyse(
      { ...ask('curl "https://api.buildkite.com/v2/organizations/a/pipelines/b/builds?branch=$TITLE"') },
      { asOf: '2026-05-01' },
    );
    expect(listed.gaps.filter(({ reason }) => reason === 'started run not followed')).toEqual([]);
    expect(openTo(asked, 'configuration/started-run')).toEqual([]);
  });
});

const store = (write: string, read: string): Readonly<Record<string, string>> => ({
  '.github/workflows/build.yml': `on: pull_request_target
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
      - run: ${write}
        env:
          AWS_SECRET_ACCESS_KEY: \${{ secrets.STORE_KEY }}
`,
  '.gitlab-ci.yml': `deploy:
  script:
    - ${read}
    - tool "$DEPLOY_TOKEN"
`,
});

describe('an object in a store', () => {
  const reaches = async (write: string, read: string): Promise<boolean> =>
    (await analyse(store(write, read), { asOf: '2026-05-01' })).paths.some(
      ({ actor, asset, steps }) =>
        actor === 'outsider' && asset === 'secret:gitlab-ci/DEPLOY_TOKEN' && steps.some(({ rule }) => rule === 'artifact/stored'),
    );

  for (const [what, write, read] of [
    ['by its own name', 'aws s3 cp run.sh s3://builds/a/run.sh', 'aws s3 cp s3://builds/a/run.sh . && sh run.sh'],
    [
      'in a folder that is put there as a whole',
      'aws s3 sync out s3://builds/a/',
      'aws s3 cp s3://builds/a/x/run.sh tools/run.sh && sh tools/run.sh',
    ],
    [
      'whose key is put together',
      'aws s3 cp run.sh "s3://builds/$GITHUB_SHA/run.sh"',
      'aws s3 cp "s3://builds/$CI_COMMIT_SHA/run.sh" run.sh && sh run.sh',
    ],
    ['as text for a shell', 'gsutil cp run.sh gs://builds/run.sh', 'gsutil cp gs://builds/run.sh - | sh'],
    [
      'of Azure',
      'az storage blob upload --account-name acme -c builds -n run.sh -f run.sh',
      'az storage blob download --account-name acme -c builds -n run.sh -f run.sh && sh run.sh',
    ],
  ] as const) {
    it(`is run by another system: ${what}`, async () => {
      expect(await reaches(write, read)).toBe(true);
    });
  }

  it('is nobody’s where names differ, where it is only read, and where it is not run', async () => {
    expect(await reaches('aws s3 cp run.sh s3://builds/a/run.sh', 'aws s3 cp s3://builds/b/run.sh . && sh run.sh')).toBe(false);
    expect(await reaches('aws s3 cp run.sh s3://other/a/run.sh', 'aws s3 cp s3://builds/a/run.sh . && sh run.sh')).toBe(false);
    expect(await reaches('aws s3 cp s3://builds/a/run.sh run.sh', 'aws s3 cp s3://builds/a/run.sh . && sh run.sh')).toBe(false);
    expect(await reaches('aws s3 cp run.sh s3://builds/a/run.sh', 'aws s3 cp s3://builds/a/run.sh . && ls')).toBe(false);
  });

  it('is no deployment where it is fetched', async () => {
    const report = await analyse(store('aws s3 cp s3://builds/a/run.sh run.sh', 'ls'), { asOf: '2026-05-01' });
    expect(report.assets.filter(({ id }) => id.startsWith('deployment:'))).toEqual([]);
  });
});
