/** A job under one scenario: machine, rights, secrets, gates and steps. */
import type { Effect } from '../../pipeline/effects.ts';
import type { Grant, Guarantee, Job, Step } from '../../pipeline/model.ts';
import { either, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { download } from './artifacts.ts';
import { checkOut } from './checkouts.ts';
import type { Scope } from './evaluate.ts';
import { environmentGates } from './guarantees.ts';
import { lowerSteps, outputOf } from './lower-steps.ts';
import { containerOf, machineOf } from './pools.ts';
import { type JobState, noteSecrets, secretUses } from './state.ts';
import { type Declared, flatten, type Item, readVariables, staticValues } from './templates.ts';
import { at, isNothing, type Tree, type TreeMapping, treeEntries, treeItems, treeText, writtenText } from './tree.ts';
import { extendVariables, scopeOfValues } from './variables.ts';
import { type RunContext, tooLarge } from './world.ts';

export interface JobInput {
  readonly run: RunContext;
  readonly node: TreeMapping;
  readonly key: string;
  readonly reach: Job['reach'];
  readonly gates: readonly Guarantee[];
  /** Ids of the jobs it waits for. */
  readonly needs: readonly string[];
  readonly values: ReadonlyMap<string, Value>;
  /** Texts of variables as templates see them. */
  readonly statics: ReadonlyMap<string, Value>;
  readonly pool: Tree | undefined;
  /** Templates in other repositories that may put steps into every job. */
  readonly wrappers: readonly Effect[];
  /** Artifacts that jobs before it have made. */
  runtime(span: Span): Scope;
}

export interface LoweredJob {
  readonly job: Job;
  /** `step.variable` in lower case. */
  readonly outputs: ReadonlyMap<string, Value>;
}

/** Steps of one job that are looked at. */
const MAX_STEPS = 1000;

const spanOf = (node: TreeMapping): Span => {
  const head = at(node, 'job') ?? at(node, 'deployment') ?? at(node, 'template');
  return head?.span ?? { ...node.span, endLine: node.span.line, endColumn: node.span.column + 1 };
};

/** The values that the legs of a matrix give a variable. */
const matrixVariables = (strategy: Tree | undefined): readonly Declared[] => {
  const matrix = at(strategy, 'matrix');
  if (matrix === undefined || matrix.kind !== 'mapping') return [];
  const legs = new Map<string, { values: Value[]; span: Span }>();
  for (const leg of matrix.entries) {
    for (const { key, value } of treeEntries(leg.value)) {
      const name = treeText(key);
      if (name === null || value.kind !== 'scalar') continue;
      const entry = legs.get(name) ?? { values: [], span: value.span };
      entry.values.push(value.parts.length === 0 ? { ...UNKNOWN, text: '' } : either(value.parts.map((part) => part.value)));
      legs.set(name, entry);
    }
  }
  return [...legs].map(([name, { values, span }]) => {
    const value = either(values);
    return { name, span, node: { kind: 'scalar', type: 'string', span, parts: [{ value, source: `matrix ${name}`, at: () => span }] } };
  });
};

/** Hooks of a deployment's strategy, in the order in which they run. */
const HOOKS = ['preDeploy', 'deploy', 'routeTraffic', 'postRouteTraffic'] as const;

const deploymentSteps = (node: TreeMapping): readonly { readonly hook: Tree; readonly name: string }[] => {
  const strategy = at(node, 'strategy');
  return ['runOnce', 'rolling', 'canary'].flatMap((kind) => {
    const inner = at(strategy, kind);
    const ends = ['failure', 'success'].flatMap((end) => at(inner, 'on', end) ?? []);
    return [...HOOKS.flatMap((name) => at(inner, name) ?? []), ...ends].map((hook) => ({ hook, name: kind }));
  });
};

/**
 * The token pushes where the build service may contribute. A job that pushes with it shows that it may; otherwise that is a setting.
 * Builds of forks never change the repository. https://learn.microsoft.com/en-us/azure/devops/pipelines/process/access-tokens,
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/security/repos#github-token-scope-limitation
 */
const grantsOf = (steps: readonly Step[], fork: boolean, span: Span): readonly Grant[] => {
  if (fork) return [];
  const pushes = steps.some((step) =>
    step.effects.some((effect) => effect.kind === 'write' && effect.capability === 'write-source' && effect.credential === 'token'),
  );
  const right = { right: 'Contribute', capability: 'write-source', span } as const;
  return [pushes ? right : { ...right, when: [{ setting: 'build-service-read-only', is: false }] }];
};

const environmentOf = (node: TreeMapping): { readonly name: string; readonly span: Span } | null => {
  const written = at(node, 'environment');
  const name = written?.kind === 'mapping' ? at(written, 'name') : written;
  if (name === undefined || isNothing(name)) return null;
  // `environment.resource`
  const text = treeText(name)?.split('.')[0] ?? writtenText(name);
  return { name: text, span: name.span };
};

export const lowerJob = (input: JobInput): LoweredJob => {
  const { run, node, key } = input;
  const id = `${run.runId}#${key}`;
  const span = spanOf(node);
  const deployment = at(node, 'deployment') !== undefined;
  const declared = readVariables(run, at(node, 'variables'), input.statics);
  for (const group of declared.groups) groupGap(run, group);
  const statics = new Map([...input.statics, ...staticValues(declared)]);
  const values = extendVariables(input.values, [...matrixVariables(at(node, 'strategy')), ...declared.own], run.scenario, (place) =>
    input.runtime(place),
  );
  const scope = scopeOfValues(values, run.scenario);
  const machine = machineOf(at(node, 'pool') ?? input.pool, scope, span);
  const state: JobState = {
    run,
    jobId: id,
    windows: machine.windows,
    values,
    materials: [],
    written: new Map(),
    outputs: new Map(),
    secrets: new Map(),
    gates: [],
    gitCredential: null,
    ids: new Map(),
    runtime: (place) => input.runtime(place),
  };
  for (const { name, span: place } of declared.own) noteSecrets(state, values.get(name.toLowerCase()) ?? UNKNOWN, name, place);
  const environment = deployment ? environmentOf(node) : null;
  const own =
    environment === null
      ? []
      : environmentGates(environment.name, environment.span, key).filter(
          ({ id: gate }) => !gate.startsWith('environment-branches@') || run.scenario.ref !== 'default',
        );
  const steps = input.reach === 'never' || machine.server ? [] : stepsOf(state, input, statics, deployment, span);
  return {
    job: {
      id,
      run: run.runId,
      workflow: run.file,
      key,
      name: treeText(at(node, 'displayName')) ?? key,
      needs: input.needs,
      reach: input.reach,
      gates: [...input.gates, ...own],
      runner: machine.runner,
      container: containerOf(run, at(node, 'container'), scope),
      services: treeEntries(at(node, 'services')).flatMap(({ value }) => containerOf(run, value, scope) ?? []),
      environment,
      cacheMode: null,
      token: grantsOf(steps, run.scenario.fork, span),
      tokenDeclared: { where: 'nowhere', span },
      secrets: secretUses(state),
      steps,
      span,
    },
    outputs: new Map([...state.outputs].map(([name, value]) => [name, outputOf(value, id, span)])),
  };
};

export const groupGap = (run: RunContext, { name, span }: { readonly name: string; readonly span: Span }): void =>
  run.world.gap({
    file: span.file,
    reason: 'variable group not in the files',
    detail: `Which variables the group \`${name}\` holds, and which of them are secret, is kept in the project's library. A variable that is declared nowhere counts as secret when its name says so.`,
    evidence: [span],
  });

const stepsOf = (state: JobState, input: JobInput, statics: ReadonlyMap<string, Value>, deployment: boolean, span: Span): readonly Step[] => {
  const { run, node } = input;
  const hooks = deployment ? deploymentSteps(node) : [];
  const items: readonly Item[] = deployment
    ? hooks.flatMap(({ hook }) => flatten(run, at(hook, 'steps'), 'steps', statics))
    : flatten(run, at(node, 'steps'), 'steps', statics);
  const has = (head: string): boolean => items.some((item) => item.kind === 'own' && at(item.node, head) !== undefined);
  const step = (name: string, effects: readonly Effect[]): Step => ({
    id: `${state.jobId}/${name}`,
    name,
    reach: 'always',
    gates: [],
    effects,
    span,
  });
  const first: Step[] = [];
  if (input.wrappers.length > 0) first.push(step('template', input.wrappers));
  // An ordinary job checks the repository out by itself, a deployment takes the artifacts of the run instead.
  if (!has('checkout') && !deployment && items.length > 0) first.push(step('checkout', checkOut(state, null, run.head, true)));
  if (deployment && !has('download')) first.push(step('download', [download(state, null, null, '$PIPELINE_WORKSPACE', span)]));
  for (const wanted of treeItems(at(node, 'templateContext', 'inputs'))) {
    if (treeText(at(wanted, 'input'))?.toLowerCase() !== 'pipelineartifact') continue;
    first.push(
      step(`input ${writtenText(at(wanted, 'artifactName'))}`, [
        download(state, treeText(at(wanted, 'artifactName')), treeText(at(wanted, 'pipeline')), treeText(at(wanted, 'targetPath')), wanted.span),
      ]),
    );
  }
  if (items.length > MAX_STEPS) tooLarge(run, span);
  return [...first, ...lowerSteps(state, items.slice(0, MAX_STEPS))];
};
