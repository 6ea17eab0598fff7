/** What interpreting a pipeline under one scenario carries along, and the jobs it makes: one for each machine that is asked for, and for each gate passed on it. */
import type { Effect, Material } from '../../pipeline/effects.ts';
import type { Container, Gap, Guarantee, Job, Runner, SecretUse, Step } from '../../pipeline/model.ts';
import type { Value } from '../../pipeline/value.ts';
import type { FileTree } from '../../source/files.ts';
import { parseGroovy } from '../../source/groovy.ts';
import type { Statement } from '../../source/groovy-tree.ts';
import type { Span } from '../../source/span.ts';
import { type SourceText, spanBetween } from '../../source/text.ts';
import type { ComponentRegistry } from '../common/component-registry.ts';
import type { JenkinsScenario } from './triggers.ts';
import type { GroovyValue, Scope } from './values.ts';

/** The same for the whole reading. */
export interface World {
  readonly tree: FileTree;
  readonly registry: ComponentRegistry;
  /** `owner/name`, when it is known. */
  readonly repository: string | null;
  /** A file as Groovy, parsed once; null where there is none. */
  parsed(file: string): ParsedFile | null;
  /** Files of the tree that a job of this name may run, `from` left out; `handed`: names of the parameters it is given. */
  jobs(name: string, handed: readonly string[], from: string): readonly string[];
  gap(gap: Gap): void;
}

/** `build job: …` of a pipeline that lies in the tree. */
export interface BuildCall {
  readonly job: string;
  readonly files: readonly string[];
  readonly handed: ReadonlyMap<string, Value>;
  readonly gates: readonly Guarantee[];
  readonly span: Span;
}

export interface ParsedFile {
  readonly source: SourceText;
  readonly statements: readonly Statement[];
  readonly problems: ReturnType<typeof parseGroovy>['problems'];
}

/** A machine as the pipeline asks for it; its workspace goes from stage to stage. */
export interface Machine {
  readonly key: string;
  readonly runner: Runner;
  readonly container: Container | null;
  readonly services: readonly Container[];
  readonly span: Span;
  materials: readonly Material[];
  written: ReadonlyMap<string, Value>;
  /** Files that the pipeline itself has written over, whatever the checkout brought. */
  replaced: ReadonlySet<string>;
  readonly drafts: Map<string, Draft>;
}

/** A job in the making. */
export interface Draft {
  readonly id: string;
  readonly key: string;
  readonly machine: Machine;
  readonly gates: readonly Guarantee[];
  readonly needs: readonly string[];
  readonly span: Span;
  reach: Job['reach'];
  /** What earlier jobs left in the workspace. */
  readonly left: readonly Material[];
  readonly steps: Step[];
  readonly secrets: Map<string, SecretUse>;
  container: Container | null;
}

export interface RunState {
  readonly world: World;
  readonly scenario: JenkinsScenario;
  readonly id: string;
  readonly file: string;
  readonly drafts: Draft[];
  /** Those that come just before what is next. */
  previous: readonly Draft[];
  readonly keys: Map<string, number>;
  readonly stepIds: Map<string, number>;
  /** `env.X = …` and what `environment` of the whole pipeline sets. */
  readonly env: Map<string, Value>;
  readonly parameters: ReadonlyMap<string, Value>;
  /** Variables that a webhook's payload fills. */
  readonly webhook: ReadonlyMap<string, Value>;
  /** Shared libraries and packages that the pipeline loads, in order. */
  readonly loaded: { readonly effect: Effect; readonly span: Span }[];
  /** On which machines each stash was made. */
  readonly stashes: Map<string, ReadonlySet<string>>;
  /** Other pipelines of the tree that this one starts. */
  readonly builds: BuildCall[];
  /** Expressions that may still be evaluated, and how deep functions and expressions are nested. */
  readonly budget: { left: number; calls: number; nested: number };
  /** Used where a step asks for a workspace and no machine was asked for. */
  fallback: Machine | null;
}

/** The gates that what follows stands behind, and whether it is reached for sure. Changed by steps that wait for somebody. */
export interface Flow {
  gates: readonly Guarantee[];
  reach: 'always' | 'depends';
}

/** Where the interpreter is. */
export interface Frame {
  readonly run: RunState;
  readonly source: SourceText;
  readonly scope: Scope;
  readonly machine: Machine | null;
  readonly flow: Flow;
  readonly env: ReadonlyMap<string, Value>;
  readonly secrets: readonly SecretUse[];
  readonly directory: string;
  /** What git authenticates with here: the name of a credential. */
  readonly git: string | null;
  readonly stage: string | null;
}

export const spanOf = (frame: Pick<Frame, 'source'>, node: { readonly start: number; readonly end: number }): Span =>
  spanBetween(frame.source, node.start, node.end);

/** A place of at most a few lines: the first line of what is longer. */
export const shortSpan = (span: Span): Span => (span.endLine - span.line > 3 ? { ...span, endLine: span.line, endColumn: span.column + 1 } : span);

export const childScope = (outer: Scope): Scope => ({ names: new Map(), outer });

export const lookup = (scope: Scope, name: string): GroovyValue | undefined => {
  for (let at: Scope | null = scope; at !== null; at = at.outer) {
    const found = at.names.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** Sets it where it is declared, else where the script's own variables are. */
export const assign = (scope: Scope, name: string, value: GroovyValue): void => {
  let at: Scope = scope;
  while (!at.names.has(name) && at.outer !== null) at = at.outer;
  at.names.set(name, value);
};

export const unique = (counts: Map<string, number>, key: string): string => {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count === 1 ? key : `${key}~${count}`;
};

const shortKey = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().slice(0, 80) || 'pipeline';

export const machineOf = (
  key: string,
  asked: { readonly runner: Runner; readonly container: Container | null; readonly services?: readonly Container[]; readonly span: Span },
): Machine => ({ services: [], ...asked, key: shortKey(key), materials: [], written: new Map(), replaced: new Set(), drafts: new Map() });

const noMachine = (frame: Frame, span: Span): Machine => {
  const { run } = frame;
  // What runs on no machine runs in the controller's own process, which only Groovy does.
  run.fallback ??= machineOf('pipeline', {
    runner: { labels: [], hosted: 'unknown', ephemeral: 'unknown', pool: 'jenkins:unknown', span },
    container: null,
    span,
  });
  return run.fallback;
};

const WORKSPACE = 'workspace of ';

/** The job that a step at this place belongs to: the machine's own, or one of its own behind further gates. */
export const draftAt = (frame: Frame, span: Span): Draft => {
  const { run, flow } = frame;
  const machine = frame.machine ?? noMachine(frame, span);
  const gateKey = flow.gates.map((g) => g.id).join('|');
  const old = machine.drafts.get(gateKey);
  if (old !== undefined) {
    run.previous = [old];
    return old;
  }
  const before = [...machine.drafts.values()].filter((d) => d.steps.length > 0);
  const key = unique(run.keys, machine.drafts.size === 0 ? machine.key : shortKey(frame.stage ?? machine.key));
  const artifact = `${WORKSPACE}${machine.key}`;
  const left: readonly Material[] =
    before.length === 0 ? [] : [{ kind: 'artifact', path: '', code: null, artifact, artifactFrom: 'same', cacheKey: null, span: shortSpan(span) }];
  for (const draft of before)
    if (!draft.steps.some((s) => s.id.endsWith('/workspace')))
      draft.steps.push({
        id: `${draft.id}/workspace`,
        name: 'leaves the workspace to later stages',
        reach: 'always',
        gates: [],
        effects: [{ kind: 'artifact-upload', artifact, carriesCredentials: false, materials: machine.materials, span: machine.span }],
        span: machine.span,
      });
  const draft: Draft = {
    id: `${run.id}#${key}`,
    key,
    machine,
    gates: flow.gates,
    needs: [...new Set([...before, ...run.previous].map((d) => d.id))],
    span: machine.drafts.size === 0 ? machine.span : shortSpan(span),
    reach: flow.reach,
    left,
    steps: [],
    secrets: new Map(),
    container: machine.container,
  };
  machine.drafts.set(gateKey, draft);
  run.drafts.push(draft);
  run.previous = [draft];
  for (const { effect, span: at } of run.loaded)
    draft.steps.push({
      id: unique(run.stepIds, `${draft.id}/library`),
      name: 'loads a library',
      reach: 'always',
      gates: [],
      effects: [effect],
      span: at,
    });
  return draft;
};

/** A step of the job at this place. What it is handed is in the job from then on. */
export const emit = (frame: Frame, name: string, span: Span, effects: readonly Effect[]): void => {
  const draft = draftAt(frame, span);
  if (frame.flow.reach === 'always') draft.reach = 'always';
  for (const use of frame.secrets) hold(draft, use);
  draft.steps.push({
    id: unique(frame.run.stepIds, `${draft.id}/${frame.stage === null ? '' : `${shortKey(frame.stage)}/`}${shortKey(name)}`),
    name,
    reach: frame.flow.reach,
    gates: [],
    effects,
    span: shortSpan(span),
  });
};

export const hold = (draft: Draft, use: SecretUse): void => {
  const old = draft.secrets.get(use.name);
  if (old === undefined || (old.purpose === 'other' && use.purpose !== 'other'))
    draft.secrets.set(use.name, old === undefined ? use : { ...use, span: old.span });
};

/** A credential in a folder whose jobs build reviewed branches only is not there for builds of changes. */
const protectedCredential = ({ name, span }: SecretUse): Guarantee => ({
  id: `secret-protected@${name}`,
  statement: `Only builds of reviewed branches get \`${name}\`.`,
  enforcedBy: 'setting',
  against: ['outsider', 'contributor', 'writer', 'maintainer', 'upstream'],
  strength: 'strong',
  why: 'Jenkins hands a credential to the jobs of its folder, and to all where it has none.',
  evidence: [span],
  source: 'https://www.jenkins.io/doc/book/using/using-credentials/',
  holdsIf: [{ setting: `secret-protected@${name}`, is: true }],
});

export const jobsOf = (run: RunState): readonly Job[] =>
  run.drafts.map(
    (draft): Job => ({
      id: draft.id,
      run: run.id,
      workflow: run.file,
      key: draft.key,
      name: draft.key,
      needs: draft.needs.filter((id) => id !== draft.id),
      reach: draft.reach,
      gates: draft.gates,
      runner: draft.machine.runner,
      container: draft.container,
      services: draft.machine.services,
      environment: null,
      cacheMode: null,
      // Jenkins gives a build no token of its own; what it can do it does with credentials.
      token: [],
      tokenDeclared: { where: 'nowhere', span: draft.span },
      secrets: [...draft.secrets.values()].map((use) => (run.scenario.proposer === null ? use : { ...use, guarantees: [protectedCredential(use)] })),
      steps: draft.steps,
      span: shortSpan(draft.span),
    }),
  );

export const gapAt = (frame: Frame, reason: string, detail: string, span: Span): void =>
  frame.run.world.gap({ file: span.file, reason, detail, evidence: [shortSpan(span)] });
