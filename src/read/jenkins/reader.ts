/** Jenkins: the repository's files in, its part of the pipeline model out. */
import type { Gap, Job, SecretUse, Workflow } from '../../pipeline/model.ts';
import type { Value } from '../../pipeline/value.ts';
import type { FileTree } from '../../source/files.ts';
import { parseGroovy } from '../../source/groovy.ts';
import type { Expression } from '../../source/groovy-tree.ts';
import { compareText, type Diagnostic } from '../../source/span.ts';
import { sourceText, spanBetween } from '../../source/text.ts';
import { componentRegistry } from '../common/component-registry.ts';
import type { Reading, ReadOptions } from '../common/reader.ts';
import { isController, mayBeController } from './agents.ts';
import { afterUpstream, filesOfJob, type Made, type PipelineFile, startedBuilds } from './builds.ts';
import { factsOf, fromStrangers, parameterValues, payloadValues } from './facts.ts';
import { INTERPRETER } from './interpret.ts';
import { jobDefinitions } from './job-definitions.ts';
import { NO_PIPELINES, OTHERS, PIPELINES } from './places.ts';
import { type Frame, jobsOf, type ParsedFile, type RunState, shortSpan, type World } from './run.ts';
import { readAnnotation } from './steps-code.ts';
import { type JenkinsScenario, scenariosOf } from './triggers.ts';

/** A Groovy file that is a pipeline and no library or other program. */
const IS_PIPELINE = /^(?:pipeline\s*\{|node\s*[({]|podTemplate\s*\(|properties\s*\(?\s*\[|@Library\b)/m;
const BUDGET = 60_000;

/** Never throws on what a repository contains. */
export const readJenkins = (tree: FileTree, options: ReadOptions): Reading => {
  const diagnostics: Diagnostic[] = [];
  const gaps = new Map<string, Gap>();
  const parsed = new Map<string, ParsedFile | null>();
  const known = new Set(tree.files);
  const world: World = {
    tree,
    registry: componentRegistry(),
    repository: options.repository,
    parsed(file) {
      const old = parsed.get(file);
      if (old !== undefined) return old;
      const text = known.has(file) ? tree.read(file) : null;
      const made = text === null ? null : parse(file, text, diagnostics);
      parsed.set(file, made);
      return made;
    },
    jobs: (name, handed, from) => filesOfJob(files, name, handed, from),
    gap: (gap) => gaps.set(JSON.stringify([gap.reason, gap.file, gap.evidence]), gap),
  };
  const files = tree.files.flatMap((file): readonly PipelineFile[] => {
    if (!isCandidate(file)) return [];
    const text = tree.read(file);
    if (text === null || (!PIPELINES.some(({ path }) => path.test(file)) && !IS_PIPELINE.test(text))) return [];
    const made = world.parsed(file);
    return made === null ? [] : [{ file, parsed: made, facts: factsOf(made) }];
  });
  for (const gap of jobDefinitions(tree)) world.gap(gap);
  for (const { file, facts } of files) {
    const undeclared = facts.declared.filter(({ kind }) => kind === 'undeclared');
    const [first] = undeclared;
    if (first !== undefined)
      world.gap({
        file,
        reason: 'parameter not declared',
        detail: `${undeclared
          .map(({ name }) => `\`${name}\``)
          .slice(0, 12)
          .join(', ')}: set up in Jenkins, so that what it may hold is not in sight. It is taken for free text of whoever starts the build.`,
        evidence: [first.span],
      });
  }
  const made = files.map((one) => ({ one, runs: scenariosFor(one).map((scenario) => runOf(world, one, scenario)) }));
  const started = startedBuilds(
    files,
    made.flatMap(({ runs }) => runs),
    (one, scenario, handed) => runOf(world, one, scenario, handed),
  );
  const workflows = made.map(({ one, runs }) => workflowOf(one, [...runs, ...(started.get(one.file) ?? [])]));
  const linked = controllerSecrets(afterUpstream(workflows, files));
  return {
    files: files.map(({ file }) => file).sort(compareText),
    workflows: linked.sort((a, b) => compareText(a.id, b.id)),
    components: world.registry.all(),
    gaps: [...gaps.values()].sort(
      (a, b) => compareText(a.file, b.file) || (a.evidence[0]?.line ?? 0) - (b.evidence[0]?.line ?? 0) || compareText(a.reason, b.reason),
    ),
    diagnostics,
  };
};

const isCandidate = (file: string): boolean =>
  PIPELINES.some(({ path }) => path.test(file)) || (file.endsWith('.groovy') && OTHERS.test(file) && !NO_PIPELINES.test(file));

const parse = (file: string, text: string, diagnostics: Diagnostic[]): ParsedFile => {
  const source = sourceText(file, text);
  const { statements, problems } = parseGroovy(text);
  for (const { message, start, end } of problems.slice(0, 5))
    diagnostics.push({
      level: 'warning',
      file,
      message: `not understood as Groovy: ${message}; what stands there is left out, mend it or read it by hand`,
      evidence: [shortSpan(spanBetween(source, start, Math.max(end, start + 1)))],
    });
  return { source, statements, problems };
};

const scenariosFor = ({ facts }: PipelineFile): readonly JenkinsScenario[] =>
  scenariosOf({ ...facts, webhook: facts.webhook === null ? null : { ...facts.webhook, strangers: fromStrangers(facts) } });

const workflowOf = ({ file, facts }: PipelineFile, made: readonly Made[]): Workflow => ({
  id: file,
  file,
  name: file,
  system: 'jenkins',
  kind: 'workflow',
  span: facts.span,
  runs: made.map(({ run }) => run),
});

/** `handed`: values of parameters from the build that starts it. */
const runOf = (world: World, { file, parsed, facts }: PipelineFile, scenario: JenkinsScenario, handed?: ReadonlyMap<string, Value>): Made => {
  const id = `${file}:${scenario.id}`;
  const run: RunState = {
    world,
    scenario,
    id,
    file,
    drafts: [],
    previous: [],
    keys: new Map(),
    stepIds: new Map(),
    env: new Map(),
    parameters: parameterValues(facts, scenario, handed),
    webhook: payloadValues(facts, scenario),
    loaded: [],
    stashes: new Map(),
    builds: [],
    budget: { left: Math.max(BUDGET, parsed.source.text.length), calls: 0, nested: 0 },
    fallback: null,
  };
  for (const annotation of facts.annotations)
    readAnnotation(
      run,
      annotation,
      (index) => textsOf(annotation.arguments[index]?.value),
      spanBetween(parsed.source, annotation.start, annotation.end),
    );
  const frame: Frame = {
    run,
    source: parsed.source,
    scope: { names: new Map(), outer: null },
    machine: null,
    flow: { gates: [], reach: 'always' },
    env: new Map(),
    secrets: [],
    directory: '',
    git: null,
    stage: null,
  };
  INTERPRETER.statements(frame, parsed.statements);
  if (run.budget.left < 0)
    world.gap({
      file,
      reason: 'pipeline too large',
      detail: 'Only a part of it was followed. Split it, or read the rest by hand.',
      evidence: [facts.span],
    });
  return { run: { id, workflow: file, scenario: plainScenario(scenario), jobs: jobsOf(run) }, builds: run.builds };
};

/** What the model knows of a scenario, without what only the interpreter asks. */
const plainScenario = ({ kind: _kind, variant: _variant, head: _head, cause: _cause, ...scenario }: JenkinsScenario) => scenario;

const textsOf = (value: Expression | undefined): readonly string[] => {
  if (value?.kind === 'list') return value.items.flatMap((item) => textsOf(item));
  return value?.kind === 'string' ? [value.parts.map((p) => (p.kind === 'text' ? p.text : '*')).join('')] : [];
};

/**
 * Code on the controller reads every credential that Jenkins keeps, and an agent of no label may be the controller, unless that runs no builds.
 * https://www.jenkins.io/doc/book/security/controller-isolation/ (read November 2026)
 */
const controllerSecrets = (workflows: readonly Workflow[]): Workflow[] => {
  const each = (visit: (job: Job) => void): void => {
    for (const workflow of workflows) for (const run of workflow.runs) for (const job of run.jobs) visit(job);
  };
  const all = new Map<string, SecretUse>();
  let any = false;
  each((job) => {
    any ||= isController(job.runner) || mayBeController(job.runner);
    for (const use of job.secrets) if (!all.has(use.name)) all.set(use.name, use);
  });
  if (!any) return [...workflows];
  const more = (job: Job): Job => {
    const sure = isController(job.runner);
    if (!sure && !mayBeController(job.runner)) return job;
    const others = [...all.values()].filter((use) => !job.secrets.some((s) => s.name === use.name));
    if (others.length === 0) return job;
    const { span } = job.runner;
    // What is read from the controller's own files no folder keeps back.
    const read = others.map(({ guarantees: _folder, ...use }) => ({
      ...use,
      span,
      ...(sure ? {} : { when: [{ setting: 'controller-builds-off', is: false }] }),
    }));
    return { ...job, secrets: [...job.secrets, ...read] };
  };
  return workflows.map((workflow) => ({ ...workflow, runs: workflow.runs.map((run) => ({ ...run, jobs: run.jobs.map(more) })) }));
};
