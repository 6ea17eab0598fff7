/** A pipeline under one scenario: parameters and templates first, then its stages and jobs. */
import type { Effect } from '../../pipeline/effects.ts';
import type { Guarantee, Job, Run, Tri } from '../../pipeline/model.ts';
import { known, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { get, type YamlNode } from '../../source/yaml.ts';
import { type Condition, conditionOf, underGates } from './conditions.ts';
import type { Scope } from './evaluate.ts';
import { expand, type Names, scopeAt } from './expand.ts';
import { type JobOutputs, outputAt } from './job-outputs.ts';
import { groupGap, lowerJob } from './lower-job.ts';
import { handedOn, repositoriesOf, runtimeParameter, webhooksOf } from './run-inputs.ts';
import { bindParameters, expanderOf, flatten, type Item, MAX_TEMPLATES, openTemplate, readVariables, staticValues } from './templates.ts';
import { at, nullNode, scalarOf, type Tree, type TreeMapping, treeEntries, treeEntry, treeItems, treeText, treeTexts, writtenText } from './tree.ts';
import { type AzureScenario, headSpan } from './triggers.ts';
import { earlyValue, extendVariables, scopeOfValues } from './variables.ts';
import { type RunContext, tooLarge, type World } from './world.ts';

/** Nodes that one run may be expanded to. */
const MAX_NODES = 100_000;
/** Jobs that are looked at in one run. */
const MAX_JOBS = 1000;

const worst = (reaches: readonly Job['reach'][]): Job['reach'] =>
  reaches.includes('never') ? 'never' : reaches.includes('depends') ? 'depends' : 'always';
const reachOf = (truth: Tri): Job['reach'] => (truth === false ? 'never' : truth === true ? 'always' : 'depends');

interface Done {
  readonly ids: readonly string[];
  readonly reach: Job['reach'];
  readonly gates: readonly Guarantee[];
}

export const lowerRun = (world: World, file: string, root: YamlNode, scenario: AzureScenario, pipelines: ReadonlyMap<string, string>): Run => {
  const runId = `${file}:${scenario.id}`;
  const run: RunContext = {
    world,
    scenario,
    runId,
    file,
    head: headSpan(root),
    repositories: new Map(),
    pipelines,
    containers: new Map(),
    predefined: (name) => earlyValue(name, scenario),
    budget: { left: MAX_NODES, templates: MAX_TEMPLATES },
  };
  const jobs = new Lowering(run).jobs(root);
  return { id: runId, workflow: file, scenario, jobs };
};

/** Order matters, and so does what came before: kept together for one run. */
class Lowering {
  private readonly lowered: Job[] = [];
  private readonly outputs = new Map<string, JobOutputs>();
  private readonly run: RunContext;
  private names: Names | null = null;
  private wrappers: readonly Effect[] = [];

  constructor(run: RunContext) {
    this.run = run;
  }

  jobs(root: YamlNode): readonly Job[] {
    const { run } = this;
    const expander = expanderOf(run);
    const bare: Names = { parameters: new Map(), loops: new Map(), variables: new Map(), predefined: (name) => run.predefined(name) };
    const parameters = new Map(bindParameters(expander, bare, get(root, 'parameters'), runtimeParameter(run.scenario)));
    for (const item of webhooksOf(root))
      parameters.set(item.alias, run.scenario.webhook === item.alias ? { kind: 'payload', path: [], span: item.span } : nullNode(item.span));
    const names: Names = { ...bare, parameters };
    const early = get(root, 'resources');
    if (early !== undefined)
      for (const [alias, resource] of repositoriesOf({
        kind: 'mapping',
        entries: [treeEntry(scalarOf(known('resources'), early.span), expand(expander, names, early))],
        span: early.span,
      }))
        run.repositories.set(alias, resource);
    const tree = expand(expander, names, root);
    if (tree.kind !== 'mapping') return [];
    for (const container of treeItems(at(tree, 'resources', 'containers'))) {
      const alias = treeText(at(container, 'container'));
      if (alias !== null) run.containers.set(alias.toLowerCase(), container);
    }
    this.names = names;
    this.body(tree, new Map(), new Map(), undefined);
    if (run.budget.left < 0 || this.lowered.length >= MAX_JOBS) tooLarge(run, run.head);
    return this.lowered;
  }

  /** What a file with `extends`, `stages`, `jobs` or `steps` comes to. */
  private body(
    tree: TreeMapping,
    outer: ReadonlyMap<string, Value>,
    outerStatics: ReadonlyMap<string, Value>,
    outerPool: Tree | undefined,
    depth = 0,
  ): void {
    const { run } = this;
    const declared = readVariables(run, at(tree, 'variables'), outerStatics);
    for (const group of declared.groups) groupGap(run, group);
    const statics = new Map([...outerStatics, ...staticValues(declared)]);
    const values = extendVariables(outer, declared.own, run.scenario, (span) => this.scope(span, new Map(), null));
    const pool = at(tree, 'pool') ?? outerPool;
    const extended = at(tree, 'extends');
    if (extended !== undefined && depth < 10) {
      const opened = openTemplate(run, extended, statics, depth + 1);
      if (opened.component !== null) this.wrappers = [...this.wrappers, { kind: 'use', component: opened.component, span: opened.span }];
      if (opened.root !== null) this.body(opened.root, values, statics, pool, depth + 1);
      // The template decides what it does with what it is given; as a rule it runs the stages and jobs.
      else this.given(at(extended, 'parameters'), values, statics, pool);
      return;
    }
    this.stages(tree, values, statics, pool);
  }

  /** Stages, jobs and steps among the parameters of a template that is not at hand. */
  private given(parameters: Tree | undefined, values: ReadonlyMap<string, Value>, statics: ReadonlyMap<string, Value>, pool: Tree | undefined): void {
    const found = { stages: [] as Tree[], jobs: [] as Tree[], steps: [] as Tree[] };
    for (const { key, value } of treeEntries(parameters)) {
      if (value.kind !== 'sequence') continue;
      for (const item of value.items) {
        const kind =
          at(item, 'stage') !== undefined
            ? 'stages'
            : at(item, 'job') !== undefined || at(item, 'deployment') !== undefined
              ? 'jobs'
              : STEP.some((head) => at(item, head) !== undefined)
                ? 'steps'
                : null;
        if (kind !== null) found[kind].push(item);
        else if (at(item, 'template') !== undefined) found[templateKind(writtenText(key))].push(item);
      }
    }
    const span = parameters?.span ?? NOWHERE;
    const list = (items: readonly Tree[]): Tree => ({ kind: 'sequence', items, span });
    const entries = (['stages', 'jobs', 'steps'] as const).flatMap((kind) =>
      found[kind].length === 0 ? [] : [treeEntry(scalarOf(known(kind), span), list(found[kind]))],
    );
    for (const entry of entries) this.stages({ kind: 'mapping', entries: [entry], span }, values, statics, pool);
    if (entries.length === 0) this.foreignJob('template', span, values, statics, pool, ALONE);
  }

  private stages(tree: TreeMapping, values: ReadonlyMap<string, Value>, statics: ReadonlyMap<string, Value>, pool: Tree | undefined): void {
    const { run } = this;
    const stages = at(tree, 'stages');
    if (stages === undefined) {
      this.jobsOf(tree, null, values, statics, pool, ALONE);
      return;
    }
    const done = new Map<string, Done>();
    let previous: string | null = null;
    flatten(run, stages, 'stages', statics).forEach((item, index) => {
      const { node } = item;
      const name = treeText(at(node, 'stage')) ?? (item.kind === 'foreign' ? `template ${index + 1}` : `stage${index + 1}`);
      const written = at(node, 'dependsOn');
      const needs = written === undefined ? (previous === null ? [] : [previous]) : treeTexts(written).map((need) => need.toLowerCase());
      const before = needs.flatMap((need) => done.get(need) ?? []);
      const span = at(node, 'stage')?.span ?? node.span;
      const declared = readVariables(run, at(node, 'variables'), statics);
      for (const group of declared.groups) groupGap(run, group);
      const inner = extendVariables(values, declared.own, run.scenario, (place) => this.scope(place, values, name));
      const condition = this.condition(node, inner, `${run.file}#${name}`, span, name);
      const waits = this.after(before, condition, node);
      const own =
        item.kind === 'foreign'
          ? this.foreignJob(name, item.opened.span, inner, statics, pool, waits, item)
          : this.jobsOf(node, name, inner, new Map([...statics, ...staticValues(declared)]), at(node, 'pool') ?? pool, waits);
      done.set(name.toLowerCase(), own);
      previous = name.toLowerCase();
    });
  }

  /** What a stage or job inherits from what it waits for. */
  private after(before: readonly Done[], condition: Condition, node: TreeMapping): Done {
    const own = reachOf(condition.truth);
    const ids = before.flatMap((one) => one.ids);
    const inherits = at(node, 'condition') === undefined || !condition.ignoresFailure;
    return {
      ids,
      reach: inherits ? worst([own, ...before.map((one) => one.reach)]) : own,
      gates: [...(inherits ? before.flatMap((one) => one.gates) : []), ...condition.gates],
    };
  }

  private condition(node: TreeMapping, values: ReadonlyMap<string, Value>, place: string, span: Span, stage: string | null): Condition {
    const written = at(node, 'condition');
    const scope = this.scope(span, values, stage);
    const own =
      written === undefined
        ? { truth: true as Tri, gates: [], ignoresFailure: false }
        : conditionOf(writtenText(written), scope, place, written.span);
    if (node.under === undefined) return own;
    return {
      ...own,
      truth: own.truth === false ? false : 'unknown',
      gates: [...own.gates, ...underGates(node.under.conditions, scope, place, span)],
    };
  }

  private jobsOf(
    tree: TreeMapping,
    stage: string | null,
    values: ReadonlyMap<string, Value>,
    statics: ReadonlyMap<string, Value>,
    pool: Tree | undefined,
    waits: Done,
  ): Done {
    const { run } = this;
    const list = at(tree, 'jobs');
    const items: readonly Item[] =
      list === undefined ? (at(tree, 'steps') === undefined ? [] : [{ kind: 'own', node: tree }]) : flatten(run, list, 'jobs', statics);
    const done = new Map<string, Done>();
    const ended: Done[] = [];
    items.forEach((item, index) => {
      const { node } = item;
      const name =
        treeText(at(node, 'job')) ??
        treeText(at(node, 'deployment')) ??
        (list === undefined ? 'Job' : `${item.kind === 'foreign' ? 'template' : 'Job'}${index + 1}`);
      const key = stage === null ? name : `${stage}/${name}`;
      const span = at(node, 'job')?.span ?? at(node, 'deployment')?.span ?? node.span;
      const needs = list === undefined ? [] : treeTexts(at(node, 'dependsOn')).flatMap((need) => done.get(need.toLowerCase()) ?? []);
      const condition =
        list === undefined
          ? { truth: true as Tri, gates: [], ignoresFailure: false }
          : this.condition(node, values, `${run.file}#${key}`, span, stage);
      const after = this.after(needs, condition, node);
      const all: Done = { ids: [...waits.ids, ...after.ids], reach: worst([waits.reach, after.reach]), gates: [...waits.gates, ...after.gates] };
      const result =
        item.kind === 'foreign'
          ? this.foreignJob(key, item.opened.span, values, statics, pool, all, item)
          : this.job(node, key, stage, values, statics, pool, all);
      done.set(name.toLowerCase(), result);
      ended.push(result);
    });
    return {
      ids: ended.flatMap((one) => one.ids),
      reach: ended.length === 0 ? waits.reach : ended.some((one) => one.reach === 'always') ? 'always' : worst(ended.map((one) => one.reach)),
      gates: waits.gates,
    };
  }

  private job(
    node: TreeMapping,
    key: string,
    stage: string | null,
    values: ReadonlyMap<string, Value>,
    statics: ReadonlyMap<string, Value>,
    pool: Tree | undefined,
    waits: Done,
  ): Done {
    const { job, outputs } = lowerJob({
      run: this.run,
      node,
      key: this.free(key),
      reach: waits.reach,
      gates: waits.gates,
      needs: [...new Set(waits.ids)],
      values,
      statics,
      pool,
      wrappers: this.wrappers,
      runtime: (span) => this.scope(span, values, stage),
    });
    this.lowered.push(job);
    this.outputs.set(key.toLowerCase(), { id: job.id, outputs, span: job.span });
    return { ids: [job.id], reach: job.reach, gates: job.gates };
  }

  /** Two jobs of one name: the platform refuses them, we keep both apart. */
  private free(key: string): string {
    const ids = new Set(this.lowered.map((job) => job.key));
    if (!ids.has(key)) return key;
    for (let n = 2; ; n++) if (!ids.has(`${key}~${n}`)) return `${key}~${n}`;
  }

  /** Jobs that a template in another repository makes: one stands for them, and runs whatever the template says. */
  private foreignJob(
    key: string,
    span: Span,
    values: ReadonlyMap<string, Value>,
    statics: ReadonlyMap<string, Value>,
    pool: Tree | undefined,
    waits: Done,
    item?: Extract<Item, { kind: 'foreign' }>,
  ): Done {
    const place = item === undefined ? span : item.opened.span;
    const handed: TreeMapping = { kind: 'mapping', entries: [], span: place };
    const component = item?.opened.component ?? null;
    const wrappers: readonly Effect[] = component === null ? this.wrappers : [...this.wrappers, { kind: 'use', component, span: place }];
    const steps: Tree = { kind: 'sequence', items: [handedOn(item?.node, place)], span: place };
    const { job } = lowerJob({
      run: this.run,
      node: {
        ...handed,
        entries: [treeEntry(scalarOf(known('job'), place), scalarOf(known(key), place)), treeEntry(scalarOf(known('steps'), place), steps)],
      },
      key: this.free(key),
      reach: waits.reach,
      gates: waits.gates,
      needs: [...new Set(waits.ids)],
      values,
      statics,
      pool,
      wrappers,
      runtime: (at) => this.scope(at, values, null),
    });
    this.lowered.push(job);
    return { ids: [job.id], reach: job.reach, gates: job.gates };
  }

  /** Names at run time: variables, and outputs of jobs before. */
  private scope(span: Span, values: ReadonlyMap<string, Value>, stage: string | null): Scope {
    const variables = scopeOfValues(values, this.run.scenario);
    const early = this.names === null ? null : scopeAt(this.names, span);
    return {
      span,
      root: (name) => early?.root(name),
      parameters: early?.parameters,
      variable: (name) => variables.lookup(name),
      status: (name) =>
        name === 'succeeded' || name === 'always' || name === 'succeededorfailed'
          ? true
          : name === 'failed' || name === 'canceled'
            ? 'unknown'
            : 'unknown',
      path: (path) => outputAt(this.outputs, path, stage, span),
      ref: this.run.scenario.ref,
    };
  }
}

const ALONE: Done = { ids: [], reach: 'always', gates: [] };
const NOWHERE: Span = { file: '', line: 1, column: 1, endLine: 1, endColumn: 1 };
const STEP = ['task', 'script', 'bash', 'pwsh', 'powershell', 'checkout', 'download', 'publish'] as const;

const templateKind = (name: string): 'stages' | 'jobs' | 'steps' => (/step/i.test(name) ? 'steps' : /job/i.test(name) ? 'jobs' : 'stages');
