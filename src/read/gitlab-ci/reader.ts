/** GitLab CI: the repository's files in, its part of the pipeline model out. */
import type { Gap, Guarantee, Job, Run, Workflow } from '../../pipeline/model.ts';
import { UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { FileTree } from '../../source/files.ts';
import { compareText } from '../../source/span.ts';
import { componentRegistry } from '../common/component-registry.ts';
import type { Reading, ReadOptions } from '../common/reader.ts';
import { COMPONENT_FILE, componentWorkflow } from './component-files.ts';
import { configurationOf } from './configuration.ts';
import { givenFrom, givenText, type InputDeclaration, type Templates } from './interpolation.ts';
import { openLibrary } from './library.ts';
import { jobsPresent, lowerPipeline } from './lower-run.ts';
import type { Configuration, RunContext, World } from './lowering.ts';
import { type Seed, seedsOf } from './triggers.ts';

/** Where the platform looks when the project does not say otherwise. */
const ROOT = '.gitlab-ci.yml';
const NAMED = /(?:^|[/._-])gitlab-ci\.ya?ml$/;

/** Child pipelines that are followed in one run. */
const MOST_CHILDREN = 40;

/** Never throws on what a repository contains. */
export const readGitLab = (tree: FileTree, options: ReadOptions): Reading => {
  const registry = componentRegistry();
  const gaps = new Map<string, Gap>();
  const gap = (one: Gap): void => void gaps.set(JSON.stringify([one.reason, one.file, one.evidence]), one);
  const library = openLibrary(tree, options.components, registry, { repository: options.repository }, gap);
  const templates: Templates = library.templates;
  const world: World = { tree, library, registry, templates, gap };
  const workflows: Workflow[] = [];
  const follow = (file: string, conditions: readonly Guarantee[]): void => {
    const configuration = configurationOf(world, file, defaults);
    if (configuration === null || (configuration.pipeline.jobs.length === 0 && configuration.composition.inclusions.length === 0)) return;
    const filledIn = configuration.composition.inputs.length === 0 ? null : configurationOf(world, file, asked);
    workflows.push(workflowOf(world, { configuration, filledIn: filledIn ?? configuration }, options.asOf, conditions));
  };
  if (tree.files.includes(ROOT)) follow(ROOT, []);
  for (const file of tree.files) {
    if (file === ROOT || !NAMED.test(file) || library.files.has(file)) continue;
    follow(file, [unused(file)]);
  }
  for (const file of tree.files) {
    const component = COMPONENT_FILE.test(file) ? componentWorkflow(world, file, options.asOf) : null;
    if (component !== null) workflows.push(component);
  }
  return {
    files: [...library.files].sort(compareText),
    workflows: workflows.sort((a, b) => compareText(a.id, b.id)),
    components: registry.all(),
    gaps: [...gaps.values()].sort(
      (a, b) => compareText(a.file, b.file) || (a.evidence[0]?.line ?? 0) - (b.evidence[0]?.line ?? 0) || compareText(a.reason, b.reason),
    ),
    diagnostics: library.diagnostics,
  };
};

/** Inputs of the file itself are filled in by whoever starts a pipeline; every other pipeline has their defaults. */
const asked = (declaration: InputDeclaration): Value => givenFrom(declaration, 'writer');
const defaults = (declaration: InputDeclaration): Value => (declaration.default === null ? UNKNOWN : givenText(declaration.default));

/** A project can be told to take another file than `.gitlab-ci.yml`: https://docs.gitlab.com/ci/pipelines/settings/#specify-a-custom-cicd-configuration-file */
const unused = (file: string): Guarantee => ({
  id: `pipeline-file-unused@${file}`,
  statement: `No project takes \`${file}\` for its CI/CD configuration.`,
  enforcedBy: 'setting',
  against: ['outsider', 'contributor', 'writer', 'maintainer', 'upstream'],
  strength: 'strong',
  why: 'Without being told otherwise the platform looks at `.gitlab-ci.yml` at the root, and at what that includes.',
  evidence: [{ file, line: 1, column: 1, endLine: 1, endColumn: 1 }],
  source: 'https://docs.gitlab.com/ci/pipelines/settings/#specify-a-custom-cicd-configuration-file',
  holdsIf: [{ setting: `pipeline-file-unused@${file}`, is: true }],
});

interface Configurations {
  readonly configuration: Configuration;
  /** The same with inputs as somebody fills them in. */
  readonly filledIn: Configuration;
}

const workflowOf = (world: World, both: Configurations, asOf: string, conditions: readonly Guarantee[]): Workflow => {
  const { file, span, composition, pipeline } = both.configuration;
  const text = [...new Set(composition.parts.map((part) => part.text))].join('\n');
  const seen: { readonly seed: Seed; readonly present: ReadonlySet<string> }[] = [];
  const runs = seedsOf({ text, span, takesInputs: composition.inputs.length > 0 }, asOf).flatMap((seed): readonly Run[] => {
    const id = `${file}:${seed.id}`;
    const context: RunContext = {
      world,
      configuration: seed.filledInBy === null ? both.configuration : both.filledIn,
      seed,
      runId: id,
      rootFile: file,
      prefix: '',
      handed: new Map(),
      reach: 'always',
      gates: [],
      needs: [],
      above: [],
      budget: { left: MOST_CHILDREN },
      depth: 0,
    };
    const present = jobsPresent(context);
    // Without a job there is no pipeline; what has no job that a pipeline with the same rights has not, adds nothing.
    if (pipeline.jobs.length > 0 && present.size === 0) return [];
    if (seen.some((one) => sameRights(one.seed, seed) && [...present].every((key) => one.present.has(key)))) return [];
    seen.push({ seed, present });
    const jobs = seed.fork ? unlike(lowerPipeline(context)) : lowerPipeline(context);
    return jobs.every((job) => job.reach === 'never') ? [] : [{ id, workflow: file, scenario: scenarioOf(seed, conditions), jobs }];
  });
  return { id: file, file, name: file, system: 'gitlab-ci', kind: 'workflow', span, runs };
};

/** The author of the change writes every job of its pipeline: one job for each machine, and for each set of secrets and rights, tells it all. */
const unlike = (jobs: readonly Job[]): readonly Job[] => {
  const kept = new Map<string, Job>();
  for (const job of jobs) {
    const key = JSON.stringify([
      job.runner.pool,
      job.secrets.map(({ name }) => name),
      job.token.map(({ right }) => right),
      job.services.some(({ privileged }) => privileged),
    ]);
    if (!kept.has(key)) kept.set(key, { ...job, needs: [] });
  }
  return [...kept.values()];
};

/** Both come by themselves on the default branch, or in both somebody fills in the form. */
const sameRights = (one: Seed, other: Seed): boolean =>
  one.ref === 'default' && other.ref === 'default' && one.filledInBy === other.filledInBy && one.byItself === other.byItself;

const scenarioOf = (seed: Seed, conditions: readonly Guarantee[]): Run['scenario'] => {
  const {
    pipelineSource: _source,
    ref: _ref,
    fork: _fork,
    author: _author,
    aboutChange: _about,
    filledInBy: _filled,
    payloadBy: _payload,
    ...scenario
  } = seed;
  return { ...scenario, guarantees: [...scenario.guarantees, ...conditions], after: [] };
};
