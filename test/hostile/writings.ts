/** One pipeline in the words of each CI system, with places for whatever a case puts there. */
export interface Step {
  readonly script: string;
  readonly env?: readonly (readonly [string, string])[];
}

export interface Job {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly image?: string;
}

export interface Writing {
  readonly system: string;
  /** A path at which the system looks for pipelines. */
  readonly file: string;
  /** The same with a name of one's choice in it; absent where the platform looks at one path only. */
  readonly named?: (name: string) => string;
  /** Whether what is behind the text may be more keys of a mapping. */
  readonly yaml: boolean;
  readonly write: (jobs: readonly Job[]) => string;
}

/** A scalar that YAML and Groovy read back as it is. */
const q = (text: string): string => JSON.stringify(text);
const IMAGE = 'docker.io/library/node:20';
const imageOf = (job: Job): string => q(job.image ?? IMAGE);
const envOf = (steps: readonly Step[]): readonly (readonly [string, string])[] => steps.flatMap(({ env }) => env ?? []);
const map = (entries: readonly (readonly [string, string])[]): string => `{${entries.map(([key, value]) => `${q(key)}: ${q(value)}`).join(', ')}}`;
const lines = (items: readonly string[], indent: string): string => items.map((item) => `${indent}- ${item}\n`).join('');
const scripts = (job: Job, indent: string): string =>
  lines(
    job.steps.map(({ script }) => q(script)),
    indent,
  );

const actions = (jobs: readonly Job[]): string =>
  `on: [push, pull_request, issue_comment]\njobs:\n${jobs
    .map(
      (job) =>
        `  ${q(job.name)}:\n    runs-on: ubuntu-latest\n    container: ${imageOf(job)}\n    steps:\n${lines(
          job.steps.map(({ script, env }) => `{run: ${q(script)}, env: ${map(env ?? [])}}`),
          '      ',
        )}`,
    )
    .join('')}`;

const containers = (jobs: readonly Job[]): string =>
  `steps:\n${jobs
    .map(
      (job) =>
        `  - name: ${q(job.name)}\n    image: ${imageOf(job)}\n    environment: ${map(envOf(job.steps))}\n    commands:\n${scripts(job, '      ')}`,
    )
    .join('')}`;

/** Systems that run one list of commands: all jobs behind each other. */
const flat = (jobs: readonly Job[], indent: string): string => jobs.map((job) => scripts(job, indent)).join('');
const all = (jobs: readonly Job[]): string => map(jobs.flatMap((job) => [...envOf(job.steps), ['NAME', job.name] as const]));

const KNOWN: readonly Writing[] = [
  { system: 'appveyor', file: 'appveyor.yml', yaml: true, write: (jobs) => `environment: ${all(jobs)}\nbuild_script:\n${flat(jobs, '  ')}` },
  {
    system: 'argo',
    file: 'argo/ci-workflow.yaml',
    named: (name) => `argo/${name}.yaml`,
    yaml: true,
    write: (jobs) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: ci}\nspec:\n  entrypoint: ${q(jobs[0]?.name ?? 'a')}\n  templates:\n${jobs
        .map(
          (job) =>
            `    - name: ${q(job.name)}\n      script: {image: ${imageOf(job)}, command: [sh], source: ${q(job.steps.map(({ script }) => script).join('\n'))}}\n`,
        )
        .join('')}`,
  },
  {
    system: 'aws-codebuild',
    file: 'buildspec.yml',
    named: (name) => `codebuild/${name}.yml`,
    yaml: true,
    write: (jobs) => `version: 0.2\nenv:\n  variables: ${all(jobs)}\nphases:\n  build:\n    commands:\n${flat(jobs, '      ')}`,
  },
  {
    system: 'azure-pipelines',
    file: 'azure-pipelines.yml',
    named: (name) => `.azure-pipelines/${name}.yml`,
    yaml: true,
    write: (jobs) =>
      `trigger: [main]\npool: {vmImage: ubuntu-latest}\njobs:\n${jobs
        .map(
          (job) =>
            `  - job: ${q(job.name)}\n    container: ${imageOf(job)}\n    steps:\n${lines(
              job.steps.map(({ script, env }) => `{bash: ${q(script)}, env: ${map(env ?? [])}}`),
              '      ',
            )}`,
        )
        .join('')}`,
  },
  {
    system: 'bitbucket-pipelines',
    file: 'bitbucket-pipelines.yml',
    yaml: true,
    write: (jobs) =>
      `pipelines:\n  default:\n${jobs.map((job) => `    - step:\n        name: ${q(job.name)}\n        image: ${imageOf(job)}\n        script:\n${scripts(job, '          ')}`).join('')}`,
  },
  {
    system: 'buildkite',
    file: '.buildkite/pipeline.yml',
    named: (name) => `.buildkite/${name}.yml`,
    yaml: true,
    write: (jobs) =>
      `steps:\n${jobs.map((job) => `  - label: ${q(job.name)}\n    env: ${map(envOf(job.steps))}\n    commands:\n${scripts(job, '      ')}`).join('')}`,
  },
  {
    system: 'circleci',
    file: '.circleci/config.yml',
    yaml: true,
    write: (jobs) =>
      `version: 2.1\njobs:\n${jobs
        .map(
          (job) =>
            `  ${q(job.name)}:\n    docker: [{image: ${imageOf(job)}}]\n    environment: ${map(envOf(job.steps))}\n    steps:\n${lines(
              job.steps.map(({ script }) => `{run: ${q(script)}}`),
              '      ',
            )}`,
        )
        .join('')}workflows:\n  all:\n    jobs:\n${lines(
        jobs.map(({ name }) => q(name)),
        '      ',
      )}`,
  },
  {
    system: 'cirrus-ci',
    file: '.cirrus.yml',
    yaml: true,
    write: (jobs) =>
      jobs
        .map(
          (job) =>
            `${q(`${job.name}_task`)}:\n  container: {image: ${imageOf(job)}}\n  env: ${map(envOf(job.steps))}\n  go_script:\n${scripts(job, '    ')}`,
        )
        .join(''),
  },
  { system: 'drone', file: '.drone.yml', yaml: true, write: (jobs) => `kind: pipeline\nname: default\n${containers(jobs)}` },
  {
    system: 'flux',
    file: 'flux/apps.yaml',
    named: (name) => `flux/${name}.yaml`,
    yaml: true,
    write: (jobs) =>
      `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: shop}\nspec: {url: https://github.com/acme/shop, ref: {branch: main}}\n${jobs
        .map(
          (job) =>
            `---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${q(job.name)}, annotations: ${all([job])}}\nspec: {path: ./deploy, sourceRef: {kind: GitRepository, name: shop}, images: [{name: ${imageOf(job)}}]}\n`,
        )
        .join('')}`,
  },
  { system: 'forgejo-actions', file: '.forgejo/workflows/ci.yml', named: (name) => `.forgejo/workflows/${name}.yml`, yaml: true, write: actions },
  { system: 'github-actions', file: '.github/workflows/ci.yml', named: (name) => `.github/workflows/${name}.yml`, yaml: true, write: actions },
  {
    system: 'gitlab-ci',
    file: '.gitlab-ci.yml',
    yaml: true,
    write: (jobs) =>
      jobs
        .map((job) => `${q(job.name)}:\n  image: ${imageOf(job)}\n  variables: ${map(envOf(job.steps))}\n  script:\n${scripts(job, '    ')}`)
        .join(''),
  },
  {
    system: 'google-cloud-build',
    file: 'cloudbuild.yaml',
    named: (name) => `ops/${name}-cloudbuild.yaml`,
    yaml: true,
    write: (jobs) =>
      `steps:\n${jobs
        .flatMap((job) =>
          job.steps.map(
            ({ script, env }) =>
              `  - name: ${imageOf(job)}\n    id: ${q(job.name)}\n    entrypoint: bash\n    env: [${(env ?? []).map(([key, value]) => q(`${key}=${value}`)).join(', ')}]\n    args: ["-c", ${q(script)}]\n`,
          ),
        )
        .join('')}`,
  },
  {
    system: 'jenkins',
    file: 'Jenkinsfile',
    named: (name) => `${name}.jenkinsfile`,
    yaml: false,
    write: (jobs) =>
      `pipeline {\n  agent any\n  stages {\n${jobs
        .map(
          (job) =>
            `    stage(${q(job.name)}) {\n      steps {\n${job.steps.map(({ script }) => `        sh ${q(script)}\n`).join('')}      }\n    }\n`,
        )
        .join('')}  }\n}\n`,
  },
  {
    system: 'semaphore',
    file: '.semaphore/semaphore.yml',
    named: (name) => `.semaphore/${name}.yml`,
    yaml: true,
    write: (jobs) =>
      `version: v1.0\nname: ci\nagent: {machine: {type: e1}}\nblocks:\n  - name: build\n    task:\n      jobs:\n${jobs
        .map(
          (job) =>
            `        - name: ${q(job.name)}\n          env_vars:\n${lines(
              [['A', 'b'] as const, ...envOf(job.steps)].map(([key, value]) => `{name: ${q(key)}, value: ${q(value)}}`),
              '            ',
            )}          commands:\n${scripts(job, '            ')}`,
        )
        .join('')}`,
  },
  {
    system: 'tekton',
    file: '.tekton/ci.yaml',
    named: (name) => `.tekton/${name}.yaml`,
    yaml: true,
    write: (jobs) =>
      `apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata:\n  name: ci\n  annotations:\n    pipelinesascode.tekton.dev/on-event: "[pull_request]"\n    pipelinesascode.tekton.dev/on-target-branch: "[main]"\nspec:\n  pipelineSpec:\n    tasks:\n${jobs
        .map(
          (job) =>
            `      - name: ${q(job.name)}\n        taskSpec:\n          steps:\n${lines(
              job.steps.map(
                ({ script, env }) =>
                  `{image: ${imageOf(job)}, script: ${q(script)}, env: [${(env ?? []).map(([name, value]) => `{name: ${q(name)}, value: ${q(value)}}`).join(', ')}]}`,
              ),
              '            ',
            )}`,
        )
        .join('')}`,
  },
  {
    system: 'travis-ci',
    file: '.travis.yml',
    yaml: true,
    write: (jobs) =>
      `language: generic\njobs:\n  include:\n${jobs
        .map((job) => `    - name: ${q(job.name)}\n      env: ${map(envOf(job.steps))}\n      script:\n${scripts(job, '        ')}`)
        .join('')}`,
  },
  { system: 'woodpecker', file: '.woodpecker/ci.yaml', named: (name) => `.woodpecker/${name}.yaml`, yaml: true, write: containers },
];

/** Those of the systems that are read. */
export const writingsOf = (systems: readonly string[]): readonly Writing[] => KNOWN.filter(({ system }) => systems.includes(system));
