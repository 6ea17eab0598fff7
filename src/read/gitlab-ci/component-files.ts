/**
 * Components that this project offers to others: `templates/NAME.yml` and `templates/NAME/template.yml`. Whoever includes them is not in
 * sight, so what they hand over is a question. https://docs.gitlab.com/ci/components/#directory-structure
 */
import type { Guarantee, Job, Scenario, SecretUse, Workflow } from '../../pipeline/model.ts';
import { trustedScenario } from '../common/scenarios.ts';
import { configurationOf } from './configuration.ts';
import { givenFrom } from './interpolation.ts';
import { lowerPipeline } from './lower-run.ts';
import type { Configuration, World } from './lowering.ts';
import { type Seed, seedsOf } from './triggers.ts';

export const COMPONENT_FILE = /^templates\/(?:[^/]+\/template|[^/]+)\.yml$/;

const NONE: readonly Guarantee[] = [];
const MOST_CHILDREN = 10;

/** A component runs in whatever pipeline includes it: its jobs are looked at in one of the default branch, then of a change, then of a tag. */
const KINDS: ReadonlySet<string> = new Set(['push/default', 'merge_request_event', 'push/tag']);

/** Null: the file is no component. */
export const componentWorkflow = (world: World, file: string, asOf: string): Workflow | null => {
  if (!/^\s*spec\s*:/m.test(world.tree.read(file) ?? '')) return null;
  const configuration = configurationOf(world, file, (declaration) => givenFrom(declaration, null));
  if (configuration === null || configuration.composition.inputs.length === 0 || configuration.pipeline.jobs.length === 0) return null;
  const id = `${file}:include`;
  const jobs = new Map<string, Job>();
  for (const seed of seedsOf({ text: '', span: configuration.span, takesInputs: true }, asOf)) {
    if (!KINDS.has(seed.id)) continue;
    for (const job of lowerPipeline(contextOf(world, configuration, seed, id))) if (!jobs.has(job.key)) jobs.set(job.key, ofCaller(job));
  }
  return {
    id: file,
    file,
    name: file,
    system: 'gitlab-ci',
    kind: 'component',
    span: configuration.span,
    runs: [{ id, workflow: file, scenario: included(configuration), jobs: [...jobs.values()] }],
  };
};

const contextOf = (world: World, configuration: Configuration, seed: Seed, runId: string): Parameters<typeof lowerPipeline>[0] => ({
  world,
  configuration,
  // Neither who caused the caller's pipeline nor whose change it is about is known.
  seed: { ...seed, author: null, aboutChange: false, definition: 'trusted', proposer: null },
  runId,
  rootFile: configuration.file,
  prefix: '',
  handed: new Map(),
  reach: 'always',
  gates: NONE,
  needs: [],
  above: [],
  budget: { left: MOST_CHILDREN },
  depth: 0,
});

const included = ({ span }: Configuration): Scenario => ({
  ...trustedScenario('include', span, 'https://docs.gitlab.com/ci/components/#use-a-component'),
  causes: [{ actor: 'outsider', how: 'starts a pipeline elsewhere that includes this component', interaction: 'none', guarantees: NONE }],
  // Caches are those of the project that includes it.
  cache: { scope: 'caller', reads: ['caller'] },
});

/** Variables are the caller's, and whether anybody uses the caller's registries is no question about this project. */
const ofCaller = (job: Job): Job => ({
  ...job,
  environment: null,
  gates: job.gates.filter(({ enforcedBy }) => enforcedBy !== 'setting'),
  token: job.token.filter(({ when }) => when === undefined),
  secrets: job.secrets.map(({ name, purpose, span }): SecretUse => ({ name, purpose, environment: null, store: 'gitlab-ci', kind: 'input', span })),
});
