/** Azure Pipelines: triggers, the three times of expressions, templates, conditions, files that are none, and files that are broken. */
import { describe, expect, it } from 'vitest';
import { read } from '../../src/analyze.ts';
import type { Effect } from '../../src/pipeline/effects.ts';
import type { Job, Pipeline, Run } from '../../src/pipeline/model.ts';
import { memoryTree } from '../../src/source/files.ts';
import { AS_OF } from '../analyse.ts';

const readAll = async (files: Readonly<Record<string, string>>) => read(memoryTree(files, 'test'), { asOf: AS_OF });
const pipelineOf = async (text: string, more: Readonly<Record<string, string>> = {}): Promise<Pipeline> =>
  (await readAll({ 'azure-pipelines.yml': text, ...more })).pipeline;
const runsOf = (pipeline: Pipeline): readonly Run[] => pipeline.workflows.flatMap((workflow) => workflow.runs);
const ids = async (text: string): Promise<readonly string[]> => runsOf(await pipelineOf(text)).map((run) => run.scenario.id);
const jobsOf = async (text: string, scenario: string, more: Readonly<Record<string, string>> = {}): Promise<readonly Job[]> =>
  runsOf(await pipelineOf(text, more)).find((run) => run.scenario.id === scenario)?.jobs ?? [];
const effectsOf = (jobs: readonly Job[]): readonly Effect[] => jobs.flatMap((job) => job.steps.flatMap((step) => step.effects));
const fieldsOf = (effects: readonly Effect[], kind: 'interpret' | 'environment'): readonly string[] =>
  effects.flatMap((effect) =>
    effect.kind === kind
      ? effect.influences.map(({ origin }) => (origin.kind === 'event' ? origin.field : origin.kind === 'input' ? origin.name : origin.kind))
      : [],
  );

const POOL = 'pool:\n  vmImage: ubuntu-latest\n';
const STEPS = `${POOL}steps:\n  - script: make\n`;

describe('a template for another program', () => {
  const filled = `trigger: [main]\n${STEPS}`;
  const template = `trigger: [main]\n{{- if .Windows }}\n${STEPS}{{- end }}\n`;
  it('is no pipeline, and told once', async () => {
    const { pipeline, diagnostics } = await readAll({ 'skeleton/.pipelines/build.yml': template, 'azure-pipelines.yml': filled });
    expect(pipeline.workflows.map(({ id }) => id)).toEqual(['azure-pipelines.yml']);
    expect(diagnostics.map(({ level, file, evidence }) => [level, file, evidence[0]?.line])).toEqual([
      ['warning', 'skeleton/.pipelines/build.yml', 2],
    ]);
  });
  it('is not what is broken otherwise: of that is read what can be', async () => {
    const broken = `trigger: [main]\nname: "a" b\n${STEPS}  - script: docker ps --format {{.Names}}\n`;
    const { pipeline, diagnostics } = await readAll({ 'azure-pipelines.yml': broken });
    expect(pipeline.workflows.map(({ id }) => id)).toEqual(['azure-pipelines.yml']);
    expect(diagnostics.some(({ level }) => level === 'error')).toBe(true);
  });
});

describe('triggers', () => {
  it.each([
    ['', ['pr/fork', 'push/default', 'push/branch', 'manual']],
    ['trigger: none\npr: none\n', ['manual', 'manual/branch']],
    ['trigger: none\n', ['pr/fork', 'pr/branch', 'manual']],
    ['trigger: [main]\npr: none\n', ['push/default', 'manual', 'manual/branch']],
    ['trigger:\n  branches: {include: [main, releases/*]}\npr: none\n', ['push/default', 'push/branch', 'manual']],
    ['trigger:\n  tags: {include: [v*]}\npr: none\n', ['push/tag', 'manual', 'manual/branch']],
    ['trigger: none\npr: none\nschedules:\n  - cron: "0 3 * * *"\n    branches: {include: [main]}\n', ['schedule', 'manual', 'manual/branch']],
    ['trigger: none\npr: none\nresources:\n  webhooks:\n    - webhook: hook\n      connection: c\n', ['webhook/hook', 'manual', 'manual/branch']],
    [
      'trigger: none\npr: none\nresources:\n  pipelines:\n    - pipeline: up\n      source: elsewhere\n      trigger: true\n',
      ['manual', 'manual/branch', 'pipeline/up'],
    ],
    ['trigger: none\npr: none\nresources:\n  pipelines:\n    - pipeline: up\n      source: elsewhere\n', ['manual', 'manual/branch']],
  ])('%j', async (head, expected) => expect(await ids(`${head}${STEPS}`)).toEqual(expected));

  it('a fork brings its own definition and rests on three settings', async () => {
    const [run] = runsOf(await pipelineOf(STEPS));
    expect(run?.scenario).toMatchObject({ id: 'pr/fork', definition: 'proposed', proposer: 'outsider' });
    expect(run?.scenario.causes[0]?.guarantees.map(({ id, strength }) => [id, strength])).toEqual([['fork-builds-disabled', 'strong']]);
    expect(run?.scenario.withholds.secrets.map(({ id }) => id)).toEqual(['fork-secrets-withheld']);
    expect(run?.scenario.guarantees.map(({ id, strength }) => [id, strength])).toEqual([['fork-approval-all', 'weak']]);
  });

  it('a run after another one takes the same commit', async () => {
    const { pipeline } = await readAll({
      'ci/first.yml': `trigger: none\n${STEPS}`,
      'ci/second.yml': `trigger: none\npr: none\nresources:\n  pipelines:\n    - pipeline: up\n      source: first\n      trigger: true\n${STEPS}`,
    });
    const second = pipeline.workflows.find(({ id }) => id === 'ci/second.yml')?.runs ?? [];
    expect(second.map(({ scenario }) => [scenario.id, scenario.definition, scenario.after.map(({ run }) => run)])).toEqual([
      ['manual', 'trusted', []],
      ['manual/branch', 'proposed', []],
      ['pipeline/up/fork', 'proposed', ['ci/first.yml:pr/fork']],
      ['pipeline/up/writer', 'proposed', ['ci/first.yml:pr/branch']],
      ['pipeline/up', 'trusted', ['ci/first.yml:manual']],
    ]);
  });
});

describe('the three times of expressions', () => {
  const head = `trigger: [main]\npr: none\n${POOL}`;
  it('a macro is pasted into the script, a variable of the environment is not', async () => {
    const pasted = await jobsOf(`${head}steps:\n  - bash: git log "$(Build.SourceVersionMessage)"\n`, 'push/default');
    expect(fieldsOf(effectsOf(pasted), 'interpret')).toEqual(['Build.SourceVersionMessage']);
    const read = await jobsOf(`${head}steps:\n  - bash: git log "$BUILD_SOURCEVERSIONMESSAGE"\n`, 'push/default');
    expect(fieldsOf(effectsOf(read), 'interpret')).toEqual([]);
  });

  it('the message of a pull request is the one of the merge, and its branch is named by the platform', async () => {
    const jobs = await jobsOf(`${POOL}steps:\n  - bash: echo "$(Build.SourceVersionMessage) $(Build.SourceBranchName)"\n`, 'pr/fork');
    expect(fieldsOf(effectsOf(jobs), 'interpret')).toEqual([]);
    const source = await jobsOf(`${POOL}steps:\n  - bash: echo "$(System.PullRequest.SourceBranch)"\n`, 'pr/fork');
    expect(fieldsOf(effectsOf(source), 'interpret')).toEqual(['System.PullRequest.SourceBranch']);
  });

  it('a parameter of a run by hand is pasted, unless its values are listed', async () => {
    const text = (more: string): string =>
      `${head}parameters:\n  - name: target\n    type: string\n    default: a\n${more}steps:\n  - bash: ./deploy.sh \${{ parameters.target }}\n`;
    expect(fieldsOf(effectsOf(await jobsOf(text(''), 'manual')), 'interpret')).toEqual(['target']);
    expect(fieldsOf(effectsOf(await jobsOf(text('    values: [a, b]\n'), 'manual')), 'interpret')).toEqual([]);
    expect(fieldsOf(effectsOf(await jobsOf(text(''), 'push/default')), 'interpret')).toEqual([]);
  });

  it('an output of another job goes through $[ ] into a macro', async () => {
    const jobs = await jobsOf(
      `${head}jobs:
  - job: a
    steps:
      - bash: echo "##vso[task.setvariable variable=v;isOutput=true]$BUILD_SOURCEVERSIONMESSAGE"
        name: s
  - job: b
    dependsOn: a
    variables:
      got: $[ dependencies.a.outputs['s.v'] ]
    steps:
      - bash: ./x.sh $(got)
`,
      'push/default',
    );
    expect(fieldsOf(effectsOf(jobs.slice(1)), 'interpret')).toEqual(['Build.SourceVersionMessage', 'job']);
  });

  it('a printed text that holds anything is a command to the agent, unless the step obeys none', async () => {
    const text = (target: string): string => `${head}steps:\n  - bash: echo "$BUILD_SOURCEVERSIONMESSAGE"\n${target}`;
    expect(fieldsOf(effectsOf(await jobsOf(text(''), 'push/default')), 'environment')).toEqual(['Build.SourceVersionMessage']);
    expect(fieldsOf(effectsOf(await jobsOf(text('    target: {commands: restricted}\n'), 'push/default')), 'environment')).toEqual([]);
    // A branch name holds neither spaces nor brackets.
    expect(fieldsOf(effectsOf(await jobsOf(`${POOL}steps:\n  - bash: echo "$BUILD_SOURCEBRANCHNAME"\n`, 'push/branch')), 'environment')).toEqual([]);
  });

  it('secrets are named by macros, and not handed to scripts by themselves', async () => {
    const [job] = await jobsOf(
      `${head}steps:\n  - bash: ./x.sh\n    env:\n      KEY: $(DeployKey)\n      SHELL_OWN: $(date)\n      NAME: $(environmentName)\n`,
      'push/default',
    );
    expect(job?.secrets.map(({ name, store }) => [name, store])).toEqual([['DeployKey', 'azure-pipelines']]);
  });
});

describe('templates', () => {
  const head = `trigger: [main]\npr: none\n${POOL}`;
  it('are laid into the list, with their parameters, loops and branches', async () => {
    const [job] = await jobsOf(
      `${head}steps:\n  - template: ci/steps.yml\n    parameters:\n      names: [one, two]\n      last: true\n`,
      'push/default',
      {
        'ci/steps.yml': `parameters:
  - name: names
    type: object
  - name: last
    type: boolean
steps:
  - \${{ each name in parameters.names }}:
      - bash: echo \${{ name }}
        displayName: say \${{ name }}
  - \${{ if parameters.last }}:
      - bash: echo last
        displayName: last
  - \${{ else }}:
      - bash: echo never
        displayName: never
  - template: more.yml
`,
        'ci/more.yml': 'steps:\n  - bash: echo more\n    displayName: more\n',
      },
    );
    expect(job?.steps.map(({ name, reach }) => `${name} ${reach}`)).toEqual([
      'checkout always',
      'say one always',
      'say two always',
      'last always',
      'more always',
    ]);
  });

  describe('laid in again', () => {
    const template = `parameters:
  - name: what
    type: string
  - name: list
    type: object
    default: [a]
steps:
  - bash: echo fixed
    displayName: fixed
  - bash: make \${{ parameters.what }}
    displayName: \${{ parameters.what }} \${{ variables.mode }} \${{ variables['Build.Reason'] }}
  - \${{ each parameters in parameters.list }}:
      - bash: echo
        displayName: item \${{ parameters.name }}
`;
    const job = (name: string, parameters: string, mode: string): string =>
      `  - job: ${name}\n    variables: {mode: ${mode}}\n    steps:\n      - template: t.yml\n        parameters: {${parameters}}\n`;
    const text = `trigger: [main]\npr: [main]\n${POOL}jobs:\n${job('A', 'what: one', 'x')}${job('B', 'what: two', 'x')}${job('C', 'what: one', 'y')}${job('D', 'what: one, list: [{name: p}, {name: q}]', 'x')}${job('E', 'what: one', 'x')}`;
    const names = async (scenario: string): Promise<readonly string[]> =>
      (await jobsOf(text, scenario, { 't.yml': template })).map(
        ({ key, steps }) =>
          `${key}: ${steps
            .slice(1)
            .map(({ name }) => name)
            .join(', ')}`,
      );

    it('it is what its parameters and variables make of it each time', async () =>
      expect(await names('push/default')).toEqual([
        'A: fixed, one x IndividualCI, item ',
        'B: fixed, two x IndividualCI, item ',
        'C: fixed, one y IndividualCI, item ',
        'D: fixed, one x IndividualCI, item p, item q',
        'E: fixed, one x IndividualCI, item ',
      ]));
    it('and what the run makes of it', async () => expect((await names('pr/fork'))[0]).toBe('A: fixed, one x PullRequest, item '));
  });

  it('what cannot be told is put in under its condition', async () => {
    const [job] = await jobsOf(
      `${head}steps:\n  - \${{ if eq(variables['Mode'], 'full') }}:\n      - bash: echo full\n  - \${{ else }}:\n      - bash: echo small\n`,
      'push/default',
    );
    expect(job?.steps.map(({ reach }) => reach)).toEqual(['always', 'depends', 'depends']);
  });

  it('a template in another repository is a component that moves, and runs in a job of its own', async () => {
    const pipeline = await pipelineOf(
      `${head}resources:\n  repositories:\n    - repository: shared\n      type: git\n      name: Tools/Templates\nstages:\n  - template: build.yml@shared\n    parameters:\n      key: $(DeployKey)\n`,
    );
    expect(pipeline.components).toMatchObject([{ id: 'include:Tools/Templates@main', kind: 'include', pin: 'branch', owner: 'internal' }]);
    const [run] = runsOf(pipeline);
    expect(run?.jobs[0]?.secrets.map(({ name }) => name)).toEqual(['DeployKey']);
    expect(pipeline.gaps.map(({ reason }) => reason)).toContain('template not available');
  });

  it('a circle ends in a gap', async () => {
    const { pipeline } = await readAll({ 'azure-pipelines.yml': `${head}steps:\n  - template: a.yml\n`, 'a.yml': 'steps:\n  - template: a.yml\n' });
    expect(pipeline.gaps.map(({ reason }) => reason)).toEqual(['nesting too deep']);
  });
});

describe('conditions', () => {
  const job = (condition: string): string => `${POOL}jobs:\n  - job: go\n    condition: ${condition}\n    steps:\n      - script: make\n`;
  it.each([
    ["ne(variables['Build.Reason'], 'PullRequest')", 'pr/fork', 'never'],
    ["ne(variables['Build.Reason'], 'PullRequest')", 'push/default', 'always'],
    ["and(succeeded(), eq(variables['System.PullRequest.IsFork'], 'False'))", 'pr/fork', 'never'],
    ["eq(variables['Build.SourceBranch'], 'refs/heads/main')", 'push/default', 'always'],
    ["eq(variables['Build.SourceBranch'], 'refs/heads/main')", 'push/branch', 'never'],
    ["eq(variables['Build.SourceBranch'], 'refs/heads/release')", 'push/default', 'depends'],
    ["startsWith(variables['Build.SourceBranch'], 'refs/tags/')", 'push/default', 'never'],
    ["contains(variables['build.sourceBranch'], 'refs/heads/')", 'push/branch', 'always'],
    ["and(failed(), eq(variables['Build.Reason'], 'PullRequest'))", 'pr/fork', 'depends'],
    ['always()', 'pr/fork', 'always'],
    ["or(eq(variables['Build.Reason'], 'Manual'), false)", 'manual', 'always'],
  ])('%s on %s: %s', async (condition, scenario, reach) => expect((await jobsOf(job(condition), scenario)).map((one) => one.reach)).toEqual([reach]));

  it('a text that the one who starts the run chooses is a weak gate', async () => {
    const [one] = await jobsOf(job("startsWith(variables['Build.SourceBranch'], 'refs/heads/team/')"), 'push/branch');
    expect(one?.gates.map(({ strength, why }) => [strength, why])).toEqual([['weak', 'Whoever causes the run chooses that text.']]);
  });
});

describe('files of others', () => {
  it.each([
    ['.github/workflows/ci.yml', 'on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n'],
    ['playbook.yml', '- hosts: all\n  tasks:\n    - name: x\n      script: run.sh\n'],
    ['chart/values.yaml', 'pool:\n  name: x\nsteps:\n  - script: make\n'],
    ['.gitlab-ci.yml', 'stages: [build]\nbuild:\n  stage: build\n  script: [make]\n'],
    ['.travis.yml', 'language: node_js\njobs:\n  include:\n    - stage: test\n      script: npm test\n'],
    ['docker-compose.yml', 'services:\n  app:\n    image: x\n'],
    ['config/jobs.yml', 'jobs:\n  - job: nightly\n    script: run.sh\n    schedule: daily\n'],
    ['bitbucket-pipelines.yml', 'pipelines:\n  default:\n    - step:\n        script: [make]\n'],
    ['recipe.yml', 'steps:\n  - script: mix\n    with: spoon\n'],
    ['workflow.yml', 'stages:\n  - stage: plant\n    jobs:\n      - job: water\n'],
    // A template of another system's file, which is no YAML yet.
    ['template/build.yml', `on: push\nname: {{ .Name }}\ntrigger: [main]\n${STEPS}`],
  ])('%s is none', async (file, text) => {
    const { pipeline } = await readAll({ [file]: text });
    expect(pipeline.workflows.filter(({ system }) => system === 'azure-pipelines')).toEqual([]);
  });

  it.each([
    ['build/ci.yaml', `trigger: [main]\n${STEPS}`],
    ['eng/release.yml', 'jobs:\n  - job: a\n    pool: {vmImage: windows-latest}\n    steps:\n      - task: CopyFiles@2\n'],
    ['x.yml', 'trigger: none\nextends:\n  template: base.yml@templates\n'],
    // Words of other systems at the begins of lines, but not at the top.
    ['y.yml', '{\ntrigger: none, variables: {\nversion: 1,\non: x }, pool: { vmImage: ubuntu-latest }, steps: [ { task: CopyFiles@2 } ] }\n'],
  ])('%s is one', async (file, text) => {
    const { pipeline } = await readAll({ [file]: text });
    expect(pipeline.workflows.map(({ id, system }) => [id, system])).toEqual([[file, 'azure-pipelines']]);
  });
});

describe('what is broken', () => {
  it('is told with its place, and the rest is read', async () => {
    const { pipeline, diagnostics } = await readAll({
      'azure-pipelines.yml': `trigger: [main]\n${POOL}steps:\n  - script: make\n  - script: "never closed\n`,
    });
    expect(diagnostics[0]).toMatchObject({ level: 'error', file: 'azure-pipelines.yml' });
    expect(diagnostics[0]?.evidence[0]?.line).toBeGreaterThan(0);
    expect(pipeline.systems).toEqual(['azure-pipelines']);
  });

  it.each([
    '',
    'steps',
    'steps: 5\n',
    'steps:\n  - 5\n  - [a, [b]]\n  - null\n  - task: {a: b}\n  - task: "@"\n  - template: [x]\n  - script: {}\n',
    'jobs: {a: b}\n',
    'jobs:\n  - job: {}\n    dependsOn: {}\n    pool: [1]\n    steps: x\n    strategy: {matrix: 5}\n',
    'stages:\n  - stage: a\n    dependsOn: a\n    jobs:\n      - deployment: d\n        environment: []\n        strategy: {runOnce: 3}\n',
    'parameters: 3\nvariables: [1, {name: x}, {group: []}]\nresources: [1]\nsteps:\n  - script: x\n',
    'resources:\n  repositories: [1, {repository: x}]\n  webhooks: 3\n  pipelines: [{pipeline: x, trigger: {branches: 5}}]\nsteps:\n  - template: a@x\n',
    "steps:\n  - ${{ if }}:\n      - script: x\n  - ${{ each a }}:\n      - script: y\n  - ${{ elseif ((( }}: 3\n  - ${{ else }}: {}\n  - script: ${{ format('{9}') }} ${{ }} $(a)$(b\n    condition: eq(\n",
    'trigger: {branches: 3, tags: []}\npr: {branches: {include: 3}}\nschedules: x\nsteps:\n  - script: x\n',
    `steps:\n${'  - ${{ each x in parameters.y }}:\n'}      - script: x\nextends: {template: 3}\n`,
    'a: &a [*a]\nsteps: *a\n',
    '\ufeffsteps:\r\n  - script: x\r\n\tdisplayName: y\r\n',
    'steps:\n  - script: a\nsteps:\n  - script: b\n---\nsteps: []\n',
  ])('%j never throws', async (text) => {
    const { pipeline } = await readAll({ 'azure-pipelines.yml': text, '.azure-pipelines/t.yml': text });
    expect(pipeline.files.length).toBeLessThanOrEqual(2);
  });

  it('loops in loops stay bounded', async () => {
    const list = Array.from({ length: 60 }, (_, i) => `a${i}`).join(', ');
    const text = `parameters:\n  - name: l\n    type: object\n    default: [${list}]\n${POOL}steps:\n  - \${{ each a in parameters.l }}:\n      - \${{ each b in parameters.l }}:\n          - \${{ each c in parameters.l }}:\n              - script: echo \${{ a }}\${{ b }}\${{ c }}\n`;
    const { pipeline } = await readAll({ 'azure-pipelines.yml': `trigger: none\npr: none\n${text}` });
    expect(pipeline.gaps.map(({ reason }) => reason)).toContain('too large');
    for (const run of runsOf(pipeline)) for (const job of run.jobs) expect(job.steps.length).toBeLessThan(1010);
  }, 60_000);
});
