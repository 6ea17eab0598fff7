/** Tekton and Pipelines-as-Code: runs, pipelines and tasks of the repository, and tasks that others call. */
import type { Effect, Material } from '../../pipeline/effects.ts';
import type { Gap, Scenario, Workflow } from '../../pipeline/model.ts';
import { influenced, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { FileTree } from '../../source/files.ts';
import { compareText, onOneLine, type Span } from '../../source/span.ts';
import { entriesOf, get, getPath, itemsOf, textOf, type YamlNode } from '../../source/yaml.ts';
import { componentRegistry } from '../common/component-registry.ts';
import { type PlainJob, type PlainStep, type PlainWorld, plainRun } from '../common/plain/jobs.ts';
import { type Kept, takenFiles, uploads } from '../common/plain/kept.ts';
import type { Reading } from '../common/reader.ts';
import { trustedScenario } from '../common/scenarios.ts';
import { type Called, calledOf } from './calls.ts';
import { type ListenedRun, listenedRuns } from './listeners.ts';
import { SYSTEM } from './places.ts';
import { type Resource, type Resources, readResources } from './resources.ts';
import { scenariosOfRun } from './scenarios.ts';
import { jobOf } from './tasks.ts';
import { type Names, valueOf } from './values.ts';

export const readTekton = (tree: FileTree): Reading => {
  const resources = readResources(tree);
  const registry = componentRegistry();
  const gaps = new Map<string, Gap>();
  const world: PlainWorld = {
    system: SYSTEM,
    tree,
    registry,
    predefined: () => new Map(),
    outputFiles: {},
    gap: (gap) => gaps.set(JSON.stringify([gap.reason, gap.file, gap.evidence]), gap),
  };
  const used = new Set<string>();
  const workflows: Workflow[] = [];
  for (const resource of resources.all) {
    if (resource.kind !== 'PipelineRun' && resource.kind !== 'TaskRun') continue;
    const workflow = workflowOfRun(world, resources, resource, used);
    if (workflow !== null) workflows.push(workflow);
  }
  for (const listened of listenedRuns(resources)) workflows.push(workflowOfTrigger(world, resources, listened, used));
  // Two runs of one file are two workflows.
  const files = new Map<string, number>();
  for (const { file } of workflows) files.set(file, (files.get(file) ?? 0) + 1);
  return {
    files: [...new Set(resources.all.map(({ file }) => file))].sort(compareText),
    workflows: [...workflows, ...callable(world, resources, used)].sort((a, b) => compareText(a.id, b.id)),
    components: registry.all(),
    gaps: [...gaps.values()],
    diagnostics: resources.diagnostics,
  };
};

const startOf = ({ node }: Resource): Span => {
  const at = get(node, 'kind') ?? node;
  return { ...at.span, endLine: at.span.line, endColumn: at.span.column + 1 };
};

const workflowOfRun = (world: PlainWorld, resources: Resources, resource: Resource, used: Set<string>): Workflow | null => {
  const span = startOf(resource);
  const id =
    resources.all.filter((r) => r.file === resource.file && r.kind === resource.kind).length > 1
      ? `${resource.file}#${resource.name}`
      : resource.file;
  const asked = scenariosOfRun(resource.node, span);
  const scenarios: readonly Scenario[] = asked.length > 0 ? asked : [appliedByHand(span)];
  return {
    id,
    file: resource.file,
    name: resource.name,
    system: SYSTEM,
    kind: 'workflow',
    span,
    runs: scenarios.map((scenario) => plainRun(world, id, scenario, jobsOfRun(world, resources, resource, scenario, used))),
  };
};

/** What a trigger of an EventListener starts: the run that its template holds, once for each way in which it can come. */
const workflowOfTrigger = (world: PlainWorld, resources: Resources, { id, name, run, span, ways }: ListenedRun, used: Set<string>): Workflow => ({
  id,
  file: run.file,
  name,
  system: SYSTEM,
  kind: 'workflow',
  span,
  runs: ways.map(({ scenario, template }) => plainRun(world, id, scenario, jobsOfRun(world, resources, run, scenario, used, template))),
});

/** A run without annotations is applied to the cluster by somebody. */
const appliedByHand = (span: Span): Scenario => ({
  ...trustedScenario('apply', span, 'https://tekton.dev/docs/pipelines/pipelineruns/'),
  byItself: 'routine',
});

/** Values by name, those of `given` over the defaults that are declared. */
const params = (declared: YamlNode | undefined, given: YamlNode | undefined, names: Names): ReadonlyMap<string, Value> => {
  const found = new Map<string, Value>();
  for (const item of itemsOf(declared)) {
    const name = textOf(get(item, 'name'));
    const value = get(item, 'default');
    if (name !== null) found.set(name, value?.kind === 'scalar' ? valueOf(value, names) : UNKNOWN);
  }
  for (const item of itemsOf(given)) {
    const name = textOf(get(item, 'name'));
    const value = get(item, 'value');
    if (name !== null) found.set(name, value?.kind === 'scalar' ? valueOf(value, names) : UNKNOWN);
  }
  return found;
};

const jobsOfRun = (
  world: PlainWorld,
  resources: Resources,
  run: Resource,
  scenario: Scenario,
  used: Set<string>,
  template: ReadonlyMap<string, Value> = new Map(),
): readonly PlainJob[] => {
  const outer: Names = { params: new Map(), result: () => UNKNOWN, template, scenario };
  const account = get(run.spec, 'serviceAccountName') ?? getPath(run.spec, 'taskRunTemplate', 'serviceAccountName');
  const inline = get(run.spec, run.kind === 'TaskRun' ? 'taskSpec' : 'pipelineSpec');
  const called =
    inline === undefined ? calledOf(world, resources, get(run.spec, run.kind === 'TaskRun' ? 'taskRef' : 'pipelineRef'), run, 'run') : null;
  for (const name of called?.resource === undefined || called.resource === null ? [] : [called.resource]) used.add(`${name.file}#${name.name}`);
  const spec = inline ?? called?.resource?.spec ?? undefined;
  if (spec === undefined) return called === null ? [] : [unresolved(run, called)];
  const names: Names = { ...outer, params: params(get(spec, 'params'), get(run.spec, 'params'), outer) };
  const context = { world, resources, used, account: account?.kind === 'scalar' ? account : null };
  if (run.kind === 'TaskRun') return [jobOf(context, run, 'task', spec, names, startOf(run), get(run.spec, 'workspaces'), true)];
  return jobsOfPipeline(context, run, spec, names, get(run.spec, 'workspaces'));
};

/** Somebody else's pipeline or task runs under this run's account. */
const unresolved = (run: Resource, called: Called): PlainJob => ({
  key: run.name,
  span: startOf(run),
  runner: { labels: ['cluster'], hosted: false, ephemeral: true },
  fetches: false,
  steps: [{ name: called.shown, span: called.span, lines: [], effects: () => usesOf(called) }],
});

const usesOf = (called: Called): readonly Effect[] =>
  called.component === null ? [] : [{ kind: 'use', component: called.component, span: called.span }];

type Context = Parameters<typeof jobOf>[0];

const jobsOfPipeline = (context: Context, owner: Resource, spec: YamlNode, names: Names, workspaces: YamlNode | undefined): readonly PlainJob[] => {
  const entries = [...itemsOf(get(spec, 'tasks')), ...itemsOf(get(spec, 'finally'))];
  const clones = entries.some((task) => /git-?clone|clone|fetch/i.test(`${textOf(get(task, 'name'))} ${textOf(getPath(task, 'taskRef', 'name'))}`));
  const handed = handOver(entries, workspaces);
  const results = new Map<string, Value>();
  const inner: Names = { ...names, result: (task, name) => results.get(`${task}.${name}`) ?? UNKNOWN };
  const jobs: PlainJob[] = [];
  for (const task of entries) {
    const key = textOf(get(task, 'name')) ?? `task-${jobs.length + 1}`;
    const name = get(task, 'name');
    const at = name?.span ?? task.span;
    const inline = get(task, 'taskSpec');
    const called = inline === undefined ? calledOf(context.world, context.resources, get(task, 'taskRef'), owner, key) : null;
    if (called?.resource != null) context.used.add(`${called.resource.file}#${called.resource.name}`);
    const taskSpec = inline ?? called?.resource?.spec ?? undefined;
    const needs = [...new Set([...itemsOf(get(task, 'runAfter')).flatMap((n) => (n.kind === 'scalar' ? [n.value] : [])), ...mentioned(task)])];
    const given = params(undefined, get(task, 'params'), inner);
    const span: Span = { ...at, endLine: at.line, endColumn: at.column + 1 };
    const reach = get(task, 'when') === undefined ? ('always' as const) : ('depends' as const);
    if (taskSpec === undefined) {
      jobs.push({
        key,
        span,
        needs,
        reach,
        runner: { labels: ['cluster'], hosted: false, ephemeral: true },
        fetches: clones,
        brings: handed.takes(key),
        steps: [
          ...(called === null ? [] : [{ name: called.shown, span: called.span, lines: [], effects: () => usesOf(called) }]),
          ...handed.leaves(key),
        ],
      });
      continue;
    }
    const taskNames: Names = { ...inner, params: new Map([...params(get(taskSpec, 'params'), undefined, inner), ...given]) };
    const job = jobOf(context, called?.resource ?? owner, key, taskSpec, taskNames, span, workspaces, clones);
    jobs.push({ ...job, needs, reach, brings: handed.takes(key), steps: [...job.steps, ...handed.leaves(key)] });
    for (const result of itemsOf(get(taskSpec, 'results'))) {
      const own = textOf(get(result, 'name'));
      if (own !== null) results.set(`${key}.${own}`, UNKNOWN);
    }
  }
  return jobs;
};

/** Files go from task to task in the workspaces that they share. https://tekton.dev/docs/pipelines/workspaces/ */
const handOver = (tasks: readonly YamlNode[], workspaces: YamlNode | undefined) => {
  const kept = new Set(
    itemsOf(workspaces).flatMap((w) =>
      ['secret', 'configMap', 'emptyDir'].some((kind) => get(w, kind) !== undefined) ? (textOf(get(w, 'name')) ?? []) : [],
    ),
  );
  const named = tasks.map((task, index) => ({
    key: textOf(get(task, 'name')) ?? `task-${index + 1}`,
    after: [...itemsOf(get(task, 'runAfter')).flatMap((n) => textOf(n) ?? []), ...mentioned(task)],
    shares: itemsOf(get(task, 'workspaces')).flatMap((w): readonly Kept[] => {
      const bound = textOf(get(w, 'workspace')) ?? textOf(get(w, 'name'));
      return bound === null || kept.has(bound) ? [] : [{ name: bound, span: onOneLine(w.span) }];
    }),
  }));
  const byKey = new Map(named.map((one) => [one.key, one]));
  const before = (key: string, seen = new Set<string>()): ReadonlySet<string> => {
    for (const other of byKey.get(key)?.after ?? []) if (!seen.has(other)) before(other, seen.add(other));
    return seen;
  };
  const files = (workspace: string, task: string): string => `workspace ${workspace} after ${task}`;
  return {
    takes: (key: string): readonly Material[] =>
      (byKey.get(key)?.shares ?? []).flatMap(({ name, span }) =>
        [...before(key)]
          .filter((other) => byKey.get(other)?.shares.some((s) => s.name === name))
          .map((other) => takenFiles({ name: files(name, other), span })),
      ),
    leaves: (key: string): readonly PlainStep[] =>
      uploads(
        (byKey.get(key)?.shares ?? []).map(({ name, span }) => ({ name: files(name, key), span })),
        true,
      ),
  };
};

/** Tasks whose results a task reads come before it. https://tekton.dev/docs/pipelines/pipelines/#passing-one-tasks-results-into-the-parameters-or-when-expressions-of-another */
const mentioned = (node: YamlNode): readonly string[] => {
  const found = new Set<string>();
  const visit = (inner: YamlNode): void => {
    if (inner.kind === 'scalar') for (const match of inner.value.matchAll(/\$\(tasks\.([\w-]+)\.results\./g)) found.add(match[1] ?? '');
    else if (inner.kind === 'sequence') inner.items.forEach(visit);
    else if (inner.kind === 'mapping') for (const { key, value } of entriesOf(inner)) if (key.value !== 'taskSpec') visit(value);
  };
  visit(node);
  return [...found];
};

/** Tasks and pipelines that nothing here runs: others may, with parameters of their own. */
const callable = (world: PlainWorld, resources: Resources, used: ReadonlySet<string>): readonly Workflow[] =>
  resources.all.flatMap((resource): readonly Workflow[] => {
    if (resource.kind !== 'Task' && resource.kind !== 'ClusterTask') return [];
    if (resource.spec === null || used.has(`${resource.file}#${resource.name}`)) return [];
    const span = startOf(resource);
    const scenario: Scenario = {
      ...appliedByHand(span),
      id: 'task',
      trigger: 'task',
      byItself: 'none',
      source: 'https://tekton.dev/docs/pipelines/tasks/#specifying-parameters',
    };
    const unknown = new Map(
      itemsOf(get(resource.spec, 'params')).flatMap((item): [string, Value][] => {
        const name = get(item, 'name');
        if (name?.kind !== 'scalar') return [];
        const fixed = get(item, 'default');
        if (fixed?.kind === 'scalar' && /^(?:true|false|\d+|)$/.test(fixed.value)) return [[name.value, UNKNOWN]];
        return [[name.value, influenced({ origin: { kind: 'input', name: name.value, actor: null, span: name.span }, charset: 'any', via: [] })]];
      }),
    );
    const names: Names = { params: unknown, result: () => UNKNOWN, scenario };
    const id = `${resource.file}#${resource.name}`;
    const job = jobOf({ world, resources, used: new Set(), account: null }, resource, resource.name, resource.spec, names, span, undefined, false);
    return [
      {
        id,
        file: resource.file,
        name: resource.name,
        system: SYSTEM,
        kind: 'component',
        span,
        // The machine and the rights are the caller's.
        runs: [plainRun(world, id, scenario, [{ ...job, runner: { labels: [], hosted: true, ephemeral: true }, secrets: [] }])],
      },
    ];
  });
