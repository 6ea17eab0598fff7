/** A job under one scenario: machine, rights, secrets, gates and steps. */

import { isForOwnServer, secretPurpose } from '../../knowledge/secrets.ts';
import type { Environment, Guarantee, Job, SecretUse, Step, Subject } from '../../pipeline/model.ts';
import type { Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { get, spanAt, textOf, textsOf, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { answersOf } from './conditions.ts';
import { type Answer, FAILURE } from './conditions-answers.ts';
import type { Gate } from './conditions-gates.ts';
import { splitTemplate } from './expressions.ts';
import { defaultEnv, extendEnv, extendSources, type Frame, matrixValues, scopeOf, valueOf } from './frame.ts';
import { environmentGates, gatesOnCode } from './gates-on-code.ts';
import { chosenContainer, containerOf } from './job-container.ts';
import { lowerSteps } from './lower-steps.ts';
import { newState, type World } from './lowering.ts';
import { parsedSecrets } from './parsed-secrets.ts';
import type { TokenRights } from './rights.ts';
import { machineOf, runnerOf } from './runners.ts';
import type { JobSyntax, Named, StepSyntax, WorkflowSyntax } from './schema.ts';
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

const NO_VARIABLES: ReadonlyMap<string, string> = new Map();

interface Mention {
  readonly name: string;
  readonly usedAs: string;
  readonly span: Span;
  /** The variables beside it, as they are written. */
  readonly beside?: ReadonlyMap<string, string>;
}

/** Behind this an expression is all that a variable of a script is set to: `export NAME="${{ … }}"`, `$env:NAME = "${{ … }}"`. */
const SETS = /(?:^|[\s;&|(])(?:\$env:)?([A-Za-z_]\w{0,99})\s?=\s?(["']?)$/;

/** The variable that is set in a script to what stands between the offsets and nothing else; '' for none. */
const variableSet = (script: string, start: number, end: number): string => {
  const [, name = '', quote = ''] = SETS.exec(script.slice(Math.max(0, start - 120), start)) ?? [];
  const next = script.slice(end, end + 1);
  return (quote === '' ? /^[\s;&|)]?$/.test(next) : next === quote) ? name : '';
};

/** `secrets.NAME`, `secrets['NAME']` and `toJSON(secrets)` in one scalar. `usedAs`: what receives it; null where that is a script. */
const mentionsIn = (scalar: YamlScalar, usedAs: string | null, bare = false): readonly Mention[] => {
  const parts =
    bare && !scalar.value.includes('${{')
      ? [{ kind: 'expression' as const, start: 0, end: scalar.value.length, source: scalar.value }]
      : splitTemplate(scalar.value);
  return parts.flatMap((part) => {
    if (part.kind !== 'expression' || !/secrets/i.test(part.source)) return [];
    const names = [...part.source.matchAll(/\bsecrets\s*(?:\.\s*([A-Za-z_][\w-]*)|\[\s*'([^']+)'\s*\]|(?=[\s,)\]]|$|\[))/gi)].map(
      (m) => m[1] ?? m[2] ?? '*',
    );
    const used = usedAs === null ? variableSet(scalar.value, part.start, part.end) : usedAs;
    return names.map((name) => ({ name, usedAs: used, span: spanAt(scalar, part.start, part.end) }));
  });
};

const mentions = (named: readonly Named[], beside?: ReadonlyMap<string, string>): readonly Mention[] =>
  named.flatMap((entry) => mentionsIn(entry.value, entry.name).map((mention) => (beside === undefined ? mention : { ...mention, beside })));

const stepMentions = (step: StepSyntax, variables: ReadonlyMap<string, string>): readonly Mention[] => {
  const known = mentionsOfSteps.get(step);
  if (known?.variables === variables) return known.all;
  const all = [
    ...mentions(step.env, extendSources(variables, step.env)),
    ...mentions(step.with),
    ...(step.run === null ? [] : mentionsIn(step.run, null)),
    ...(step.if === null ? [] : mentionsIn(step.if, '', true)),
  ];
  mentionsOfSteps.set(step, { variables, all });
  return all;
};

const mentionsOfSteps = new WeakMap<StepSyntax, { readonly variables: ReadonlyMap<string, string>; readonly all: readonly Mention[] }>();

/** The secrets that reach the job's machine, by the names they have in the repository (a called workflow has its own names for them). */
const secretsOf = (frame: Frame, all: readonly Mention[], environment: string | null): readonly SecretUse[] => {
  const uses = new Map<string, { spans: Span[]; usedAs: string[]; here: boolean }>();
  for (const mention of all) {
    const names = mention.name === '*' ? ['*'] : frame.secret(mention.name).secrets;
    for (const name of names) {
      if (name === 'token' || /^github_token$/i.test(name)) continue;
      const entry = uses.get(name) ?? { spans: [], usedAs: [], here: false };
      entry.spans.push(mention.span);
      if (mention.usedAs !== '') entry.usedAs.push(mention.usedAs);
      if (!isForOwnServer(name, mention.usedAs, mention.beside ?? NO_VARIABLES)) entry.here = true;
      uses.set(name, entry);
    }
  }
  return [...uses].flatMap(([name, { spans, usedAs, here }]) => {
    const span = spans[0];
    return span === undefined
      ? []
      : [
          {
            name,
            purpose: secretPurpose(name, usedAs),
            environment,
            kind: name === '*' ? ('inherit' as const) : ('named' as const),
            ...(here ? {} : { elsewhere: true as const }),
            span,
          },
        ];
  });
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

const credentialMentions = (node: YamlNode | null): readonly Mention[] => {
  const credentials = get(node, 'credentials');
  return credentials?.kind === 'mapping'
    ? credentials.entries.flatMap((e) => (e.value.kind === 'scalar' ? mentionsIn(e.value, 'REGISTRY') : []))
    : [];
};
