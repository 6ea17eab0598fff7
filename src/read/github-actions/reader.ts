/** GitHub Actions: the repository's files in, its part of the pipeline model out. */
import type { Gap, Job, Run, SecretUse, Workflow } from '../../pipeline/model.ts';
import { UNKNOWN, type Value } from '../../pipeline/value.ts';
import { type FileTree, remembering } from '../../source/files.ts';
import { compareText, type Diagnostic } from '../../source/span.ts';
import type { Reading, ReadOptions } from '../common/reader.ts';
import { ACTIONS_LOCK, readActionsLock } from './actions-lock.ts';
import { componentScenario, isForChanges } from './component-runs.ts';
import { actionRegistry, isOwn, parseUses } from './components.ts';
import { followingScenarios, MAX_FOLLOWED, type RunScenario } from './following.ts';
import { type Frame, NO_SOURCES } from './frame.ts';
import { type Library, openLibrary, WORKFLOWS } from './library.ts';
import { isSecretInput, lowerWorkflow, MAX_CALLS_IN_RUN, type RunContext, unknownInputs } from './lower-run.ts';
import { lowerSteps } from './lower-steps.ts';
import { newState, type World } from './lowering.ts';
import { type RepeatedCalls, repeatedCalls } from './repeated-calls.ts';
import type { ActionSyntax, WorkflowSyntax } from './schema.ts';
import { NO_FACTS, scenariosOf, type TriggerFacts } from './triggers.ts';

/** https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
const CODE_OWNERS = /^(?:\.github\/|docs\/)?CODEOWNERS$/;

/** Never throws on what a repository contains. */
export const readGitHubActions = (tree: FileTree, options: ReadOptions): Reading => readWorkflows(tree, options, WORKFLOWS);

/** `place`: where workflows lie. */
export const readWorkflows = (from: FileTree, options: ReadOptions, place: RegExp): Reading => {
  const tree = remembering(from);
  const library = openLibrary(tree, options.components, place);
  const repository = options.repository ?? ownName(library);
  const registry = actionRegistry(repository);
  const lockProblems: Diagnostic[] = [];
  const gaps = new Map<string, Gap>();
  const world: World = {
    tree,
    library,
    registry,
    asOf: options.asOf,
    lock: readActionsLock(tree.read(ACTIONS_LOCK), options.asOf, lockProblems),
    repository,
    gap: (gap) => gaps.set(JSON.stringify([gap.reason, gap.file, gap.evidence]), gap),
  };
  for (const gap of library.gaps) world.gap(gap);
  const called = calledWorkflows(library, repository);
  const codeOwners = tree.files.some((file) => CODE_OWNERS.test(file));
  const facts: TriggerFacts = { ...NO_FACTS, repository, dependabot: library.hasDependabot, codeOwners };
  const scenarios = scenariosByFile(library, options.asOf, facts);
  const workflows = library.workflows.map((workflow): Workflow => {
    const own = scenarios.get(workflow.file) ?? [];
    const callable = workflow.on.some((on) => on.event === 'workflow_call');
    const asComponent = callable && !called.has(workflow.file);
    const repeated = repeatedCalls(workflow, library);
    const runs = own.map((scenario) => runOf(world, workflow, scenario, repeated));
    if (asComponent) runs.push(calledFromElsewhere(world, workflow));
    return {
      id: workflow.file,
      file: workflow.file,
      name: workflow.name ?? workflow.file,
      system: 'github-actions',
      kind: asComponent && own.length === 0 ? 'component' : 'workflow',
      span: workflow.span,
      runs,
    };
  });
  const actions = publicActions(library).map((action) => actionAsComponent(world, action));
  return {
    files: [...library.workflows, ...library.actions].map((syntax) => syntax.file).sort(compareText),
    workflows: withEnvironmentSecrets([...workflows, ...actions]).sort((a, b) => compareText(a.id, b.id)),
    components: registry.all(),
    gaps: [...gaps.values()].sort(
      (a, b) => compareText(a.file, b.file) || (a.evidence[0]?.line ?? 0) - (b.evidence[0]?.line ?? 0) || compareText(a.reason, b.reason),
    ),
    diagnostics: [...library.diagnostics, ...lockProblems],
  };
};

/** Files of this repository that its own workflows call, by path or by the repository's own name. */
const calledWorkflows = (library: Library, repository: string | null): ReadonlySet<string> =>
  new Set(
    library.workflows.flatMap((workflow) =>
      workflow.jobs.flatMap((job) => {
        const reference = job.uses === null ? null : parseUses(job.uses.value);
        if (reference?.kind === 'local') return [reference.name];
        return reference?.kind === 'remote' && isOwn(reference, repository) ? [reference.path] : [];
      }),
    ),
  );

/**
 * The repository's own name, where its workflows call one of its own by name: a reusable workflow, or an action below .github, of the same path lies here too.
 * Null when nothing tells, or when two names would do.
 */
const ownName = (library: Library): string | null => {
  const names = new Set(
    library.workflows.flatMap((workflow) =>
      workflow.jobs.flatMap((job) => {
        const steps = job.steps.flatMap(({ uses }) => {
          const action = uses === null ? null : parseUses(uses.value);
          return action?.kind === 'remote' && action.path.startsWith('.github/') && library.localAction(action.path) !== null ? [action.name] : [];
        });
        const reference = job.uses === null ? null : parseUses(job.uses.value);
        if (reference?.kind !== 'remote') return steps;
        const here = library.localWorkflow(reference.path);
        return here?.on.some((on) => on.event === 'workflow_call') === true ? [...steps, reference.name] : steps;
      }),
    ),
  );
  return names.size === 1 ? ([...names][0] ?? null) : null;
};

/** Scenarios of every workflow; those that follow other runs are made from the runs they follow. */
const scenariosByFile = (library: Library, asOf: string, facts: TriggerFacts): ReadonlyMap<string, readonly RunScenario[]> => {
  const byFile = new Map<string, readonly RunScenario[]>();
  for (const workflow of library.workflows) {
    const all = workflow.on
      .filter((on) => on.event !== 'workflow_run' && on.event !== 'workflow_call')
      .flatMap((on) => scenariosOf(on, asOf, facts))
      .map((seed): RunScenario => ({ ...seed, after: [] }));
    byFile.set(workflow.file, [...new Map(all.map((scenario) => [scenario.id, scenario])).values()]);
  }
  let last: ReadonlyMap<string, readonly RunScenario[]> = byFile;
  for (let round = 0; round < MAX_FOLLOWED; round++) {
    const added = followingScenarios(library.workflows, last, asOf, facts);
    for (const [file, scenarios] of added) byFile.set(file, [...(byFile.get(file) ?? []), ...scenarios]);
    last = added;
  }
  return byFile;
};

/** Names of secrets are not case-sensitive, and the platform keeps them in capitals. */
const repositorySecret = (name: string): Value => ({ ...UNKNOWN, secrets: [/^github_token$/i.test(name) ? 'token' : name.toUpperCase()] });

const runOf = (world: World, workflow: WorkflowSyntax, scenario: RunScenario, repeated: RepeatedCalls | null): Run => {
  const id = `${workflow.file}:${scenario.id}`;
  const context: RunContext = { world, scenario, runId: id, rootFile: workflow.file, calls: { left: MAX_CALLS_IN_RUN }, repeated };
  return { id, workflow: workflow.file, scenario, jobs: lowerWorkflow(context, workflow, null, repositorySecret) };
};

const inputSecret = (name: string): Value => ({ ...UNKNOWN, secrets: [/^github_token$/i.test(name) ? 'token' : `input:${name.toUpperCase()}`] });

const asInputs = (secrets: readonly SecretUse[]): readonly SecretUse[] =>
  secrets.map((use) => (use.name.startsWith('input:') ? { ...use, name: use.name.slice('input:'.length), kind: 'input' as const } : use));

/** A reusable workflow that nobody here calls: its callers are somewhere else, so what they pass is a question. */
const calledFromElsewhere = (world: World, workflow: WorkflowSyntax): Run => {
  const on = workflow.on.find((o) => o.event === 'workflow_call');
  const scenario = componentScenario('workflow_call', on?.span ?? workflow.span, world.asOf, isForChanges(world.tree.read(workflow.file)));
  const id = `${workflow.file}:${scenario.id}`;
  const context: RunContext = { world, scenario, runId: id, rootFile: workflow.file, calls: { left: MAX_CALLS_IN_RUN }, repeated: null };
  const jobs = lowerWorkflow(context, workflow, unknownInputs(workflow.callInputs), inputSecret);
  return { id, workflow: workflow.file, scenario, jobs: jobs.map((job) => ({ ...job, secrets: asInputs(job.secrets) })) };
};

/** Actions that other repositories can use: the one at the root always, others when nothing here uses them. */
const publicActions = (library: Library): readonly ActionSyntax[] => {
  const used = new Set<string>();
  const note = (steps: readonly { readonly uses: { readonly value: string } | null }[]): void => {
    for (const step of steps)
      if (step.uses !== null && step.uses.value.startsWith('./')) used.add(step.uses.value.replace(/^\.\//, '').replace(/\/$/, ''));
  };
  for (const workflow of library.workflows) for (const job of workflow.jobs) note(job.steps);
  for (const action of library.actions) note(action.steps);
  return library.actions.filter((action) => action.using === 'composite' && (action.directory === '' || !used.has(action.directory)));
};

/** The key under which a job of an unknown caller is shown. */
const CALLER_JOB = 'uses';

const actionAsComponent = (world: World, action: ActionSyntax): Workflow => {
  const scenario = componentScenario('uses', action.span, world.asOf, isForChanges(world.tree.read(action.file)));
  const id = `${action.file}:${scenario.id}`;
  const jobId = `${id}#${CALLER_JOB}`;
  const frame: Frame = {
    run: id,
    file: action.file,
    scenario,
    inputs: unknownInputs(action.inputs),
    secret: () => UNKNOWN,
    needs: new Map(),
    matrix: null,
    steps: new Map(),
    env: new Map(),
    sources: NO_SOURCES,
    raised: [],
    answers: new Map(),
  };
  const steps = lowerSteps(world, frame, newState(), action.steps, jobId, 0, [], null);
  const secrets = action.inputs
    .filter(isSecretInput)
    .map((input): SecretUse => ({ name: input.name, purpose: 'other', environment: null, kind: 'input', span: input.span }));
  const job: Job = {
    id: jobId,
    run: id,
    workflow: action.file,
    key: CALLER_JOB,
    name: `the job that uses ${action.name}`,
    needs: [],
    reach: 'always',
    gates: [],
    // The machine and the rights are the caller's: nothing here says anything about them, so nothing is claimed.
    runner: { labels: [], hosted: true, ephemeral: true, pool: 'caller', span: action.span },
    container: null,
    services: [],
    environment: null,
    cacheMode: null,
    token: [],
    tokenDeclared: { where: 'caller', span: action.span },
    secrets,
    steps,
    span: action.span,
  };
  return {
    id: action.file,
    file: action.file,
    name: action.name,
    system: 'github-actions',
    kind: 'component',
    span: action.span,
    runs: [{ id, workflow: action.file, scenario, jobs: [job] }],
  };
};

/** A secret may live in an environment only if every job that uses it names that environment; otherwise it is the repository's. */
const withEnvironmentSecrets = (workflows: readonly Workflow[]): Workflow[] => {
  const environments = new Map<string, Set<string | null>>();
  const each = (visit: (use: SecretUse) => void): void => {
    for (const workflow of workflows) for (const run of workflow.runs) for (const job of run.jobs) for (const use of job.secrets) visit(use);
  };
  each((use) => environments.set(use.name, (environments.get(use.name) ?? new Set()).add(use.environment)));
  const home = (use: SecretUse): SecretUse =>
    use.environment !== null && environments.get(use.name)?.has(null) ? { ...use, environment: null } : use;
  return workflows.map((workflow) => ({
    ...workflow,
    runs: workflow.runs.map((run) => ({ ...run, jobs: run.jobs.map((job) => ({ ...job, secrets: job.secrets.map(home) })) })),
  }));
};
