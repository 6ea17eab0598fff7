/** Jobs of systems whose steps are scripts and images: what a reader has found in its syntax, as jobs of the pipeline model. */
import { secretPurpose } from '../../../knowledge/secrets.ts';
import type { Code, Effect, Material } from '../../../pipeline/effects.ts';
import type { Container, Gap, Grant, Guarantee, Job, Run, Runner, Scenario, SecretUse, Step } from '../../../pipeline/model.ts';
import { UNKNOWN, type Value } from '../../../pipeline/value.ts';
import type { FileTree } from '../../../source/files.ts';
import type { Span } from '../../../source/span.ts';
import type { YamlScalar } from '../../../source/yaml.ts';
import type { ComponentRegistry } from '../component-registry.ts';
import type { OutputFile, ScriptHole, ScriptInput } from '../script.ts';
import { joinLines } from '../script-lines.ts';
import { analyzeScriptOnce } from '../script-once.ts';
import { withoutEscapes } from './substitution.ts';
import { secretVariables } from './variables.ts';

/** What is the same for a whole reading. */
export interface PlainWorld {
  readonly system: string;
  readonly tree: FileTree;
  readonly registry: ComponentRegistry;
  /** Variables that the platform sets, under this scenario: texts of strangers among them. */
  predefined(scenario: Scenario): ReadonlyMap<string, Value>;
  /** Variables that name the files through which a step hands values on. */
  readonly outputFiles: Readonly<Record<string, OutputFile>>;
  gap(gap: Gap): void;
}

export interface PlainStep {
  readonly name: string;
  readonly span: Span;
  /** The list stands for the text of the script: the same list must always hold the same lines. */
  readonly lines: readonly YamlScalar[];
  /** The lines are words of one command, not commands. */
  readonly areWords?: true;
  /** Text that the platform itself puts into a line before a shell reads it. */
  holes?(line: YamlScalar): readonly ScriptHole[];
  /** What the platform takes away from the lines before the shell reads them: the first character of each match. */
  readonly escapes?: RegExp;
  readonly shell?: ScriptInput['shell'];
  readonly env?: ReadonlyMap<string, Value>;
  readonly directory?: string;
  readonly image?: YamlScalar | null;
  readonly reach?: Step['reach'];
  readonly gates?: readonly Guarantee[];
  /** What it does beside its script; told what lies in the workspace when it starts. */
  effects?(materials: readonly Material[]): readonly Effect[];
}

export interface PlainJob {
  readonly key: string;
  readonly span: Span;
  readonly steps: readonly PlainStep[];
  /** Keys of the jobs it waits for. */
  readonly needs?: readonly string[];
  readonly reach?: Job['reach'];
  readonly gates?: readonly Guarantee[];
  readonly runner: Omit<Runner, 'pool' | 'span'> & { readonly span?: Span };
  readonly image?: YamlScalar | null;
  readonly container?: Partial<Pick<Container, 'privileged' | 'hostMounts'>>;
  readonly services?: readonly YamlScalar[];
  readonly environment?: Job['environment'];
  /** Variables of the whole job. */
  readonly env?: ReadonlyMap<string, Value>;
  /** Secrets that the configuration names; those that only scripts name are found in them. */
  readonly secrets?: readonly PlainSecret[];
  readonly token?: readonly Grant[];
  /** The platform fetches the code of the run before the first step. Default: it does. */
  readonly fetches?: boolean;
  /** What else the platform puts into the workspace before the first step. */
  readonly brings?: readonly Material[];
  /** The credential that fetching leaves behind for git. Default: none. */
  readonly gitCredential?: string | null;
}

export interface PlainSecret extends Pick<SecretUse, 'name' | 'when' | 'span'> {
  /** Variables that it is handed to. */
  readonly usedAs: readonly string[];
}

/** The code that a run is about. */
export const codeOf = ({ proposer, definition, trigger, id }: Scenario): Code =>
  proposer === null
    ? { kind: 'trusted', what: definition === 'unknown' ? trigger : 'the default branch' }
    : { kind: 'proposed', what: id.endsWith('/fork') ? 'the pull request' : 'the pushed commit', actor: proposer, mutable: false };

/** A run of `workflow` (its id and file) under this scenario. */
export const plainRun = (world: PlainWorld, workflow: string, scenario: Scenario, jobs: readonly PlainJob[]): Run => {
  const id = `${workflow}:${scenario.id}`;
  return { id, workflow, scenario, jobs: jobs.map((job) => lowerJob(world, workflow, id, scenario, job)) };
};

const lowerJob = (world: PlainWorld, workflow: string, run: string, scenario: Scenario, job: PlainJob): Job => {
  const id = `${run}#${job.key}`;
  const predefined = world.predefined(scenario);
  const reach = job.reach ?? 'always';
  const fetched: Material = {
    kind: 'checkout',
    path: '',
    code: codeOf(scenario),
    artifact: null,
    artifactFrom: null,
    cacheKey: null,
    span: job.span,
  };
  const fetches = job.fetches !== false;
  const state = {
    materials: [...(fetches ? [fetched] : []), ...(job.brings ?? [])] as readonly Material[],
    env: new Map<string, Value>(),
    written: new Map<string, Value>() as ReadonlyMap<string, Value>,
  };
  const steps: Step[] = [];
  const found = new Map<string, SecretUse>();
  const addSecret = ({ name, usedAs, when, span }: PlainSecret): void => {
    const environment = job.environment?.name ?? null;
    const use: SecretUse = { name, purpose: secretPurpose(name, usedAs), environment, store: world.system, kind: 'named', span };
    if (!found.has(name)) found.set(name, when === undefined ? use : { ...use, when });
  };
  for (const secret of job.secrets ?? []) addSecret(secret);
  if (fetches)
    steps.push({
      id: `${id}/fetch`,
      name: 'fetch the code',
      reach,
      gates: [],
      effects: [
        {
          kind: 'checkout',
          material: fetched,
          persistsCredential: job.gitCredential !== undefined && job.gitCredential !== null,
          credential: job.gitCredential ?? null,
          span: job.span,
        },
      ],
      span: job.span,
    });
  const ids = new Map<string, number>();
  for (const step of job.steps) {
    const base = `${id}/${step.name.replaceAll(/\s+/g, ' ').slice(0, 80)}`;
    const count = (ids.get(base) ?? 0) + 1;
    ids.set(base, count);
    const effects: Effect[] = [...(step.effects?.(state.materials) ?? [])];
    if (step.image != null && step.image.value !== '')
      effects.push({ kind: 'use', component: world.registry.image(step.image.value, step.image.span), span: step.image.span });
    const [first, ...rest] = step.lines;
    if (first !== undefined) {
      const written = joinLines([first, ...rest], step.areWords === true ? ' ' : '\n');
      const script = withoutEscapes(written, step.escapes ?? /$^/g);
      const declared = new Map([...predefined, ...(job.env ?? []), ...state.env, ...(step.env ?? [])]);
      const env = new Map(declared);
      for (const variable of secretVariables(script.text)) {
        if (declared.has(variable.name)) continue;
        addSecret({ name: variable.name, usedAs: [], span: script.at(variable.start, variable.end) });
        env.set(variable.name, { ...UNKNOWN, secrets: [variable.name] });
      }
      const facts = analyzeScriptOnce(step.lines, {
        text: script.text,
        shell: step.shell ?? 'bash',
        holes: holesIn(step).map((hole) => ({ ...hole, start: script.offset(hole.start), end: script.offset(hole.end) })),
        env,
        directory: step.directory ?? '',
        materials: state.materials,
        written: state.written,
        at: script.at,
        outputFiles: world.outputFiles,
        files: { read: (path) => world.tree.read(path) },
        scenario: { trigger: scenario.trigger, proposer: scenario.proposer, author: scenario.proposer },
        gitCredential: job.gitCredential ?? null,
      });
      effects.push(...facts.effects);
      state.materials = facts.materials;
      state.written = facts.written;
      for (const [name, value] of facts.env) state.env.set(name, value);
      for (const gap of facts.gaps) world.gap(gap);
      for (const component of facts.uses) world.registry.add(component);
    }
    steps.push({
      id: count === 1 ? base : `${base}~${count}`,
      name: step.name,
      reach: step.reach ?? 'always',
      gates: step.gates ?? [],
      effects,
      span: step.span,
    });
  }
  const { labels, hosted, ephemeral, span } = job.runner;
  return {
    id,
    run,
    workflow,
    key: job.key,
    name: job.key,
    needs: (job.needs ?? []).map((key) => `${run}#${key}`),
    reach,
    gates: job.gates ?? [],
    runner: {
      labels,
      hosted,
      ephemeral,
      pool: `${world.system}:${labels.length === 0 ? 'unknown' : [...labels].sort().join('+')}`,
      span: span ?? job.span,
    },
    container:
      job.image == null && job.container === undefined
        ? null
        : {
            component: job.image == null || job.image.value === '' ? null : world.registry.image(job.image.value, job.image.span),
            privileged: job.container?.privileged ?? false,
            hostMounts: job.container?.hostMounts ?? [],
            span: job.image?.span ?? job.span,
          },
    services: (job.services ?? []).map((image) => ({
      component: world.registry.image(image.value, image.span),
      privileged: false,
      hostMounts: [],
      span: image.span,
    })),
    environment: job.environment ?? null,
    cacheMode: null,
    token: job.token ?? [],
    tokenDeclared: { where: 'nowhere', span: job.span },
    secrets: [...found.values()],
    steps: reach === 'never' ? [] : steps,
    span: job.span,
  };
};

const holesIn = ({ lines, holes }: PlainStep): readonly ScriptHole[] => {
  let offset = 0;
  return lines.flatMap((line) => {
    const start = offset;
    offset += line.value.length + 1;
    return (holes?.(line) ?? []).map((hole) => ({ ...hole, start: hole.start + start, end: hole.end + start }));
  });
};
