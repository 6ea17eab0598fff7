import { isForTests, isStaged, shipsByName } from '../knowledge/production.ts';
import type { Publication } from '../pipeline/effects.ts';
import type { Job, Pipeline } from '../pipeline/model.ts';
import { compareText, distinctSpans, type Span } from '../source/span.ts';
import type { Asset, AssetKind, Gain, State, Transition } from './graph.ts';
import { effectsOf, jobsOf } from './influences.ts';
import { namelessSecrets, poolsInUse, publicationsInUse, type RoleInUse, rolesInUse, secretsInUse } from './rules/inventory.ts';
import {
  allSecretsState,
  artifactState,
  codeState,
  networkState,
  organisationState,
  publicationState,
  reviewState,
  runnerState,
  siblingPackagesState,
  siblingRepositoriesState,
  sourceState,
  tagsState,
} from './states.ts';

/** Purposes for which a secret ships to others or takes production by itself. */
const GAIN_OF_SECRET = { publish: 3, cloud: 3, sign: 3, registry: 3, source: 2, ai: 2, notify: 2, identifier: 1, other: 2 } as const satisfies Record<
  string,
  Gain
>;
/** More places than a reader follows; the first ones stand for the rest. */
const MOST_PLACES = 20;

interface Draft {
  readonly id: string;
  readonly kind: AssetKind;
  readonly name: string;
  readonly gain: Gain;
  readonly states: Set<string>;
  readonly evidence: Span[];
}

/**
 * What is worth protecting in this pipeline. An asset exists because the configuration holds it, whether or not any path reaches it;
 * `transitions` only add what a rule found to be at stake (a role, a network, a release that a right allows).
 * Sorted by id.
 */
export const assetsOf = (pipeline: Pipeline, transitions: readonly Transition[]): readonly Asset[] => {
  const drafts = new Map<string, Draft>();
  const add = (id: string, kind: AssetKind, name: string, gain: Gain, states: readonly string[], evidence: readonly Span[]): void => {
    const draft = drafts.get(id) ?? { id, kind, name, gain, states: new Set<string>(), evidence: [] };
    drafts.set(id, draft);
    for (const state of states) draft.states.add(state);
    draft.evidence.push(...evidence);
  };

  const root = pipeline.repository.span ?? pipeline.workflows[0]?.span ?? null;
  const atRoot = root === null ? [] : [firstLine(root)];
  add('source:repository', 'source', 'default branch and tags', 3, [sourceState().id, tagsState().id], atRoot);
  add('review:repository', 'source', 'pull requests, checks and comments', 1, [reviewState().id], atRoot);

  for (const { id, use, owner, evidence } of secretsInUse(pipeline)) {
    const name =
      use.kind === 'input'
        ? `passed as ${use.name} to ${owner}`
        : use.environment === null
          ? use.name
          : `${use.name} of environment ${use.environment}`;
    const gain = GAIN_OF_SECRET[use.purpose];
    add(id, 'secret', name, gain === 3 && isForTests(use.name, use.environment) ? 2 : gain, [id], evidence);
  }
  const nameless = namelessSecrets(pipeline);
  if (nameless.length > 0) add(allSecretsState().id, 'secret', 'secrets of the repository', 2, [allSecretsState().id], nameless);
  for (const { publication, evidence } of publicationsInUse(pipeline)) {
    const { id } = publicationState(publication.id);
    if (publication.type === 'release') add('release:repository', 'release', 'releases of the repository', 3, [id], evidence);
    else add(id, 'release', nameWithType(publication), isStaged(publication.name) ? 2 : 3, [id], evidence);
  }
  for (const { pool, evidence } of poolsInUse(pipeline)) {
    add(`runner:${pool}`, 'infrastructure', `runner ${pool}`, 2, [runnerState(pool).id], evidence);
    add(`network:${pool}`, 'infrastructure', `network behind runner ${pool}`, 2, [networkState(pool).id], evidence);
  }
  for (const workflow of pipeline.workflows) {
    const states = workflow.runs.flatMap((run) => run.jobs.map((job) => codeState(job).id));
    if (workflow.kind === 'component') add(`build:${workflow.id}`, 'build', `jobs that use ${workflow.id}`, 2, states, [firstLine(workflow.span)]);
    else add(`build:${workflow.id}`, 'build', `jobs of ${workflow.id}`, 1, states, [firstLine(workflow.span)]);
  }
  // What the author of a change builds in a run of that change is the author's own; it becomes an asset where others use it.
  const ownRuns = pipeline.workflows.flatMap((w) => w.runs.filter((run) => run.scenario.proposer === 'outsider').map((run) => `artifact:${run.id}:`));
  // So is a volume that goes with the run a way from job to job, and nothing that anybody would miss.
  const volumes = new Set(
    effectsOf(pipeline, 'artifact-upload').flatMap(({ run, effect }) =>
      effect.goesWithRun === true ? [artifactState(run, effect.artifact).id] : [],
    ),
  );
  const jobOf = new Map(jobsOf(pipeline).map(({ job }) => [job.id, job]));
  const lesser = new Set(rolesInUse(pipeline).flatMap((role) => (gainOfRole(role, jobOf) < 3 ? [role.id] : [])));
  for (const { gives, evidence } of transitions) {
    if (lesser.has(gives.id)) add(gives.id, 'infrastructure', `cloud role ${gives.id.slice('role:'.length)}`, 2, [gives.id], evidence);
    else if (gives.kind !== 'artifact' || !(volumes.has(gives.id) || ownRuns.some((prefix) => gives.id.startsWith(prefix))))
      fromState(gives, evidence, add);
  }
  return [...drafts.values()]
    .map(({ id, kind, name, gain, states, evidence }) => ({
      id,
      kind,
      name,
      gain,
      states: [...states].sort(compareText),
      evidence: unique(evidence),
    }))
    .sort((a, b) => compareText(a.id, b.id));
};

/** `npm left-pad`, but not `pages pages of the repository`. */
const nameWithType = ({ type, name }: Publication): string => (name.startsWith(`${type} `) ? name : `${type} ${name}`);

/**
 * What the account is worth. Its own name tells; else the jobs that log in to it, by their names, files and environments and by what they deploy.
 * One of which nothing says that it reaches production, or whose name nothing tells, is a credential like others: `worth` can be declared.
 */
const gainOfRole = ({ role, jobs }: RoleInUse, jobOf: ReadonlyMap<string, Job>): Gain => {
  const byName = shipsByName(role);
  if (byName !== 'unknown') return byName === 'ships' ? 3 : 2;
  return [...jobs.keys()].some((id) => {
    const job = jobOf.get(id);
    if (job === undefined) return false;
    const { environment, key, workflow, steps } = job;
    const stage = environment === null ? 'unknown' : shipsByName(environment.name);
    if (stage !== 'unknown') return stage === 'ships';
    const file = workflow.slice(workflow.lastIndexOf('/') + 1);
    return (
      [key, file].some((name) => shipsByName(name) === 'ships') ||
      steps.some(({ effects }) => effects.some((effect) => effect.kind === 'deploy' && effect.preview !== true))
    );
  })
    ? 3
    : 2;
};

/** What a rule found to be at stake, by the kind of its state. */
const fromState = (
  state: State,
  evidence: readonly Span[],
  add: (id: string, kind: AssetKind, name: string, gain: Gain, states: readonly string[], evidence: readonly Span[]) => void,
): void => {
  const subject = state.id.slice(state.id.indexOf(':') + 1);
  if (state.id.startsWith('role:')) add(state.id, 'infrastructure', `cloud role ${subject}`, 3, [state.id], evidence);
  else if (state.id.startsWith('callers:')) add(state.id, 'source', `repositories that use ${subject}`, 3, [state.id], evidence);
  else if (state.id.startsWith('callers-packages:'))
    add(state.id, 'release', `packages of repositories that use ${subject}`, 3, [state.id], evidence);
  else if (state.id === siblingPackagesState().id) add(state.id, 'release', 'other packages of the same publisher', 3, [state.id], evidence);
  // What it may do there is not known; a secret that is worth as much stands for it, but for the easiest way.
  else if (state.id === siblingRepositoriesState().id) add(state.id, 'source', 'other repositories of the same owner', 2, [state.id], evidence);
  else if (state.id.startsWith('elsewhere:')) add(state.id, 'source', `repository ${subject}, which this one starts`, 2, [state.id], evidence);
  else if (state.id.startsWith('preview:')) add(state.id, 'infrastructure', `previews on ${subject}`, 1, [state.id], evidence);
  else if (state.id === organisationState().id) add(state.id, 'secret', 'secrets of the whole organisation', 3, [state.id], evidence);
  else if (state.kind === 'deployment') add(state.id, 'infrastructure', `deployment ${subject}`, 3, [state.id], evidence);
  else if (state.kind === 'artifact') {
    // One asset a workflow and artifact, whichever of its runs made it.
    const name = subject.slice(subject.lastIndexOf(':') + 1);
    const workflow = subject.slice(0, subject.indexOf(':'));
    add(`artifact:${workflow}:${name}`, 'artifact', `${name} of ${workflow}`, 2, [state.id], evidence);
  } else if (state.kind === 'publication') {
    if (subject.startsWith('release:')) add('release:repository', 'release', 'releases of the repository', 3, [state.id], evidence);
    else
      add(
        state.id,
        'release',
        subject === 'packages:repository' || subject === 'pages:repository'
          ? `${subject.slice(0, subject.indexOf(':'))} of the repository`
          : subject.replace(':', ' '),
        3,
        [state.id],
        evidence,
      );
  } else if (state.kind === 'network' || state.kind === 'runner') {
    add(state.id, 'infrastructure', `${state.kind === 'runner' ? 'runner' : 'network behind runner'} ${subject}`, 2, [state.id], evidence);
  }
};

const firstLine = (span: Span): Span => (span.endLine === span.line ? span : { ...span, endLine: span.line, endColumn: span.column + 1 });

/** Each place once, in order of the files, as many as a reader can use. */
const unique = (spans: readonly Span[]): readonly Span[] => distinctSpans(spans).slice(0, MOST_PLACES);
