/** A job under one scenario: machine, rights, secrets, gates and steps. */
import type { Environment, Guarantee, Job, Step, Subject } from '../../pipeline/model.ts';
import type { Value } from '../../pipeline/value.ts';
import { get, textOf, textsOf, type YamlNode } from '../../source/yaml.ts';
import { answersOf } from './conditions.ts';
import { type Answer, FAILURE } from './conditions-answers.ts';
import type { Gate } from './conditions-gates.ts';
import { defaultEnv, extendEnv, extendSources, type Frame, matrixValues, scopeOf, valueOf } from './frame.ts';
import { environmentGates, gatesOnCode } from './gates-on-code.ts';
import { chosenContainer, containerOf } from './job-container.ts';
import { lowerSteps } from './lower-steps.ts';
import { newState, type World } from './lowering.ts';
import { parsedSecrets } from './parsed-secrets.ts';
import type { TokenRights } from './rights.ts';
import { machineOf, runnerOf } from './runners.ts';
import type { JobSyntax, StepSyntax, WorkflowSyntax } from './schema.ts';
import { credentialMentions, mentions, secretsOf, stepMentions } from './secret-mentions.ts';
import { markSpare } from './spare-secrets.ts';

const listFromJson = (text: string): readonly string[] | null => {
  if (!text.trimStart().startsWith('[')) return text === '' ? null : [text];
  try {
    const parsed: unknown = JSON.parse(text);
    if (Array.isArray(parsed)) return parsed.filter((item): item is string => typeof item === 'string');
  } catch {
    // A plain label.
  }
  return [text];
};

/** `${{ matrix.os }}` and nothing else. */
const matrixPath = (text: string): readonly string[] | null => {
  const match = /^\$\{\{\s*matrix((?:\.[A-Za-z_][\w-]*)+)\s*\}\}$/.exec(text.trim());
  return match?.[1] === undefined ? null : match[1].slice(1).split('.');
};

const labelSets = (node: YamlNode, frame: Frame): readonly (readonly string[] | null)[] => {
  if (node.kind === 'sequence') {
    const parts = node.items.map((item) => (item.kind === 'scalar' ? labelSets(item, frame) : [null]));
    return [parts.flatMap((sets) => sets[0] ?? ['?'])]
      .map((labels) => (labels.includes('?') ? labels.filter((l) => l !== '?') : labels))
      .map((labels) => (labels.length === 0 ? null : labels));
  }
  if (node.kind === 'mapping') {
    const group = textOf(get(node, 'group'));
    const labels = textsOf(get(node, 'labels'));
    return [[...(group === null ? [] : [`group:${group}`]), ...labels]];
  }
  if (node.kind !== 'scalar') return [null];
  const path = matrixPath(node.value);
  const values = path === null ? [valueOf(node, scopeOf(frame))] : matrixValues(frame, path);
  return values.length === 0 ? [null] : values.map((value) => (value.text === null ? null : listFromJson(value.text)));
};

export interface JobInput {
  readonly world: World;
  readonly workflow: WorkflowSyntax;
  readonly job: JobSyntax;
  readonly frame: Frame;
  readonly runId: string;
  readonly rootFile: string;
  /** `<caller>/` or ''. */
  readonly prefix: string;
  readonly rights: TokenRights;
  readonly cache: Job['cacheMode'];
  readonly reach: Job['reach'];
  readonly gates: readonly Guarantee[];
  /** Ids of the jobs it waits for. */
  readonly needs: readonly string[];
}

export interface LoweredJob {
  readonly job: Job;
  readonly outputs: ReadonlyMap<string, Value>;
  readonly answers: ReadonlyMap<string, Answer>;
  /** Gates of its steps that make it fail, and what they tell about who wrote what. */
  readonly failGates: readonly Guarantee[];
  readonly raised: Frame['raised'];
  /** The gates without a place, for conditions that ask how the job ended. */
  readonly passed: readonly Gate[];
  /** One of its steps surely fails. */
  readonly fails: boolean;
}

/** By job and shell of its machine: the same steps in every run, so that what is worked out for one is worked out once. */
const stepsWithDefaults = new WeakMap<JobSyntax, Map<string | null, readonly StepSyntax[]>>();

/** The steps as they are where the job and its workflow say nothing else. `shell`: that of the machine, null for the usual one. */
const withDefaults = (workflow: WorkflowSyntax, job: JobSyntax, shell: string | null): readonly StepSyntax[] => {
  const byShell = stepsWithDefaults.get(job) ?? new Map<string | null, readonly StepSyntax[]>();
  stepsWithDefaults.set(job, byShell);
  const old = byShell.get(shell);
  if (old !== undefined) return old;
  const made = job.steps.map((step) => ({
    ...step,
    shell: step.shell ?? job.shell ?? workflow.shell ?? shell,
    workingDirectory: step.workingDirectory ?? job.workingDirectory ?? workflow.workingDirectory,
  }));
  byShell.set(shell, made);
  return made;
};

/** The job, and what its steps leave for jobs that need it. */
export const lowerJob = (input: JobInput): LoweredJob => {
  const { world, workflow, job } = input;
  const id = `${input.runId}#${input.prefix}${job.key}`;
  const bare: Frame = {
    ...input.frame,
    matrix: job.matrix,
    steps: new Map(),
    answers: new Map([...input.frame.answers].filter(([path]) => path !== FAILURE)),
  };
  const given = defaultEnv(bare);
  const env = extendEnv(bare, extendEnv(bare, bare.env.size === 0 ? given : new Map([...given, ...bare.env]), workflow.env), job.env);
  const frame: Frame = { ...bare, env, sources: extendSources(bare.sources, workflow.env, job.env) };
  const scope = scopeOf(frame);
  const environmentName = job.environment === null ? null : valueOf(job.environment, scope).text;
  const environment: Environment | null =
    job.environment === null ? null : { name: environmentName ?? job.environment.value, span: job.environment.span };
  const asked =
    environment === null || environment.name === ''
      ? input.gates
      : [...input.gates, ...environmentGates(environment.name, environment.span, job.key)];
  const labels = job.runsOn === null ? [null] : labelSets(job.runsOn, frame);
  const runner = runnerOf(labels, job.runsOn?.span ?? job.keySpan);
  const state = newState();
  const shell = runner.labels.some((label) => /^windows/i.test(label)) ? 'pwsh' : null;
  const steps =
    input.reach === 'never'
      ? []
      : [
          ...chosenContainer(job.container, frame, id),
          ...lowerSteps(world, { ...frame, machine: machineOf(labels, runner) }, state, withDefaults(workflow, job, shell), id, 0, [], null),
        ];
  const gates = gatesOnCode(asked, steps);
  const subject = input.rights.grants.some(({ capability }) => capability === 'mint-identity')
    ? subjectOf(environment, environmentName, frame)
    : null;
  const alive = aliveOf(job.steps, steps);
  const secrets = secretsOf(
    input.frame,
    [
      ...mentions(workflow.env, frame.sources),
      ...mentions(job.env, frame.sources),
      ...alive.flatMap((step) => stepMentions(step, frame.sources)),
      ...(get(job.container, 'credentials') === undefined ? [] : credentialMentions(job.container)),
    ],
    environment === null || environment.name === '' ? null : environment.name,
  );
  const outputs = new Map(
    job.outputs.map((output): [string, Value] => {
      const value = valueOf(output.value, scopeOf(frame));
      const own = value.influences.map((i) => ({ ...i, via: [...i.via, output.span] }));
      return [
        output.name.toLowerCase(),
        { ...value, influences: [...own, { origin: { kind: 'job', job: id }, charset: 'any', via: [output.span] }] },
      ];
    }),
  );
  return {
    job: {
      id,
      run: input.runId,
      workflow: input.rootFile,
      key: job.key,
      name: job.name ?? job.key,
      needs: input.needs,
      reach: input.reach,
      gates,
      runner,
      container: containerOf(world, job.container, frame),
      services: job.services.flatMap((service) => containerOf(world, service, frame) ?? []),
      environment,
      cacheMode: input.cache,
      token: input.rights.grants,
      ...(subject === null ? {} : { subject }),
      tokenDeclared: { where: input.rights.where, span: input.rights.span },
      secrets: markSpare(secrets, workflow, job, alive, steps),
      steps: [
        ...steps.map((step) => withGates(step, gatesOnCode(step.gates, steps))),
        ...parsedSecrets(input.frame, [...workflow.env, ...job.env], steps.length === 0 ? [] : alive, id),
      ],
      span: job.keySpan,
    },
    outputs,
    answers: answersOf(job.outputs, { scope: scopeOf(frame), seed: frame.scenario, answers: frame.answers }),
    failGates: [...(state.failed ?? []), ...state.gates],
    raised: state.raised,
    passed: state.passed,
    fails: state.failed !== null,
  };
};

const withGates = (step: Step, gates: readonly Guarantee[]): Step => (gates === step.gates ? step : { ...step, gates });

/** Those that come to run. */
const aliveOf = (written: readonly StepSyntax[], steps: readonly Step[]): readonly StepSyntax[] => {
  const dead = new Set(steps.flatMap(({ reach, span }) => (reach === 'never' ? `${span.line}:${span.column}` : [])));
  if (dead.size === 0) return written;
  return written.filter((step) => {
    const head = (step.uses ?? step.run)?.span ?? step.span;
    return !dead.has(`${head.line}:${head.column}`);
  });
};

/** Null where a name is made at run time. https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims */
const subjectOf = (environment: Environment | null, name: string | null, { scenario: { ref } }: Frame): Subject | null => {
  if (environment === null || name === '') return { kind: 'ref', name: ref === 'base' ? 'default' : ref };
  return name === null ? null : { kind: 'environment', name };
};
