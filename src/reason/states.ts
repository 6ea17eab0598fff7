/** Constructors of states. A state's id depends on what it is about, never on lines or on the order of files. */
import type { Actor, Capability, Job, Pipeline, Run, SecretUse, Workflow } from '../pipeline/model.ts';
import { oncePer } from '../source/once.ts';
import { actorStateId, type Place, type State } from './graph.ts';

/** Wraps a name from the repository so that every format can set it apart and none can be broken by it. */
export const code = (name: string): string => `\`${name.replaceAll('`', "'")}\``;

const baseName = (file: string): string => file.slice(file.lastIndexOf('/') + 1);
const shortJob = (job: Job): string => `${code(job.key)} of ${code(baseName(job.workflow))}`;

const ACTOR_LABELS: Readonly<Record<Actor, string>> = {
  outsider: 'any account on the platform',
  contributor: 'somebody whose change was merged before',
  writer: 'an insider who can push a branch',
  maintainer: 'a maintainer',
  upstream: 'whoever controls a third-party component',
};

/** The base fact that the attacker is this actor (or can do what it can). */
export const actorState = (actor: Actor): State => ({
  id: actorStateId(actor),
  kind: 'actor',
  label: ACTOR_LABELS[actor],
  zone: actor === 'outsider' || actor === 'upstream' ? 'public' : 'contributors',
});
/** A third-party component now does what the attacker wants. */
export const componentState = (id: string, name: string): State => ({
  id: `component:${id}`,
  kind: 'component',
  label: `controls ${code(name)}`,
  zone: 'public',
});
/** A run of this workflow under this scenario happens (the attacker need not control anything in it). */
export const runState = oncePer(
  (run: Run): State => ({
    id: `run:${run.id}`,
    kind: 'run',
    label: `${code(baseName(run.workflow))} runs on ${code(run.scenario.trigger)}`,
    zone: 'repository',
  }),
);
/** The job starts in that run: every gate on the way is passed. */
export const jobState = oncePer((job: Job): State => ({ id: `job:${job.id}`, kind: 'job', label: `job ${shortJob(job)} starts`, zone: 'runner' }));
/** The attacker chooses a text that this run reads; `field` names it. */
export const textState = (owner: string, field: string): State => ({
  id: `text:${owner}:${field}`,
  kind: 'text',
  label: `controls ${code(field)}`,
  zone: 'public',
});
/** The attacker runs code in the job. */
export const codeState = oncePer(
  (job: Job): State => ({ id: `code:${job.id}`, kind: 'code', label: `runs code in job ${shortJob(job)}`, zone: 'runner' }),
);
/** The attacker holds the job's token with this capability. */
export const tokenState = (job: Job, capability: Capability): State => ({
  id: `token:${job.id}:${capability}`,
  kind: 'token',
  label: `holds the token of job ${shortJob(job)} with ${capability}`,
  zone: 'identities',
});
/** The attacker can mint the job's identity (OIDC). */
export const identityState = (job: Job): State => ({
  id: `identity:${job.id}`,
  kind: 'identity',
  label: `mints the identity of job ${shortJob(job)}`,
  zone: 'identities',
});
/** The attacker can act as this cloud role. */
export const roleState = (role: string): State => ({ id: `role:${role}`, kind: 'identity', label: `acts as ${code(role)}`, zone: 'production' });
/** The attacker holds the secret. Environment secrets and inputs of components are apart from repository secrets of the same name. */
export const secretState = (use: Pick<SecretUse, 'name' | 'environment' | 'kind' | 'store'>, owner = ''): State => {
  const scope = use.kind === 'input' ? `@${owner}` : use.environment === null ? '' : `@${use.environment}`;
  return {
    id: `secret:${use.store === undefined ? '' : `${use.store}/`}${use.name}${scope}`,
    kind: 'secret',
    label: use.kind === 'input' ? `holds the secret passed as ${code(use.name)}` : `holds secret ${code(use.name)}`,
    zone: 'identities',
  };
};
/** A cache entry that later runs of `scope` restore holds what the attacker wrote. Each CI system keeps caches of its own, as it does secrets. */
export const cacheState = ({ dialects }: Pick<Pipeline, 'dialects'>, scope: string, key: string): State => ({
  id: ['cache', ...dialects.map(({ system }) => system), scope, key].join(':'),
  kind: 'cache',
  label: `has written cache ${code(key)} in scope ${code(scope)}`,
  zone: 'runner',
});
/** The artifact of that run holds what the attacker wrote. */
export const artifactState = (run: Pick<Run, 'id' | 'workflow'>, name: string): State => ({
  id: `artifact:${run.id}:${name}`,
  kind: 'artifact',
  label: `has replaced artifact ${code(name)} of ${code(baseName(run.workflow))}`,
  zone: 'runner',
});
/** The object that lies in a store under that name is the attacker's, whoever fetches it. */
export const storedState = (place: string): State => ({
  id: `stored:${place}`,
  kind: 'artifact',
  label: `has replaced ${code(place)}`,
  zone: 'registry',
});
/** Every job has a token of the run that uploads artifacts under any name. */
export const uploadState = (run: Pick<Run, 'id' | 'workflow'>): State => ({
  id: `uploads:${run.id}`,
  kind: 'token',
  label: `can upload artifacts of ${code(baseName(run.workflow))}`,
  zone: 'runner',
});
/** The attacker persists on machines of this pool. */
export const runnerState = (pool: string): State => ({
  id: `runner:${pool}`,
  kind: 'runner',
  label: `persists on runner ${code(pool)}`,
  zone: 'production',
});
/** The attacker can change the default branch, which others build from. Tags and unprotected branches are apart. */
export const sourceState = (): State => ({
  id: 'source:repository',
  kind: 'source',
  label: 'writes the default branch of the repository',
  zone: 'repository',
});
/** The attacker can make and move tags, which others build and release from. */
export const tagsState = (): State => ({ id: 'source:tags', kind: 'source', label: 'makes and moves tags of the repository', zone: 'repository' });
/** The attacker can push branches that no rule protects. What starts from such a push is a different question: see `pushState`. */
export const branchState = (): State => ({ id: 'source:branch', kind: 'source', label: 'pushes branches of the repository', zone: 'repository' });
/**
 * The attacker can push branches whose push starts pipelines, with definitions of its own, as a member with write access can. Workflow files of
 * GitHub Actions are apart from the definitions of other systems, since a credential may write source and be refused those.
 */
export const pushState = (systems: readonly string[]): State => ({
  id: hasOwnRight(systems) ? 'source:push' : 'source:push-pipelines',
  kind: 'source',
  label: `pushes branches with ${hasOwnRight(systems) ? 'workflows' : 'pipelines'} of its own`,
  zone: 'repository',
});
/**
 * The platform asks for a right of its own to change the files that define pipelines.
 * https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
 */
export const hasOwnRight = (systems: readonly string[]): boolean => systems.length === 0 || systems.includes('github-actions');
/** The attacker can start the workflows that are started by hand, on any branch and with any inputs. */
export const dispatchState = (): State => ({ id: 'workflow:dispatch', kind: 'workflow', label: 'starts workflows by hand', zone: 'repository' });
/** The attacker can have any secret of the repository handed to a job that it defines. Secrets of environments are apart. */
export const allSecretsState = (): State => ({ id: 'secret:*', kind: 'secret', label: 'can name any secret of the repository', zone: 'identities' });
/** The attacker holds a secret that other repositories of the organisation use too. */
export const organisationState = (): State => ({
  id: 'organisation:secrets',
  kind: 'secret',
  label: 'holds a secret of the whole organisation',
  zone: 'identities',
});
/** The attacker can write into pull requests, checks and statuses. */
export const reviewState = (): State => ({
  id: 'review:repository',
  kind: 'review',
  label: 'writes pull requests, checks, comments and statuses',
  zone: 'repository',
});
/** The attacker controls workflow `workflow` as it runs in `run` (which triggers, rights, labels and secrets). */
export const workflowState = (run: Run): State => ({
  id: `workflow:${run.id}`,
  kind: 'workflow',
  label: `controls workflow ${code(baseName(run.workflow))} on ${code(run.scenario.id)}`,
  zone: 'repository',
});
/** The attacker controls the workflow as the default branch holds it: in every later run, until somebody takes it out. */
export const definitionState = (workflow: Workflow): State => ({
  id: `workflow:${workflow.id}`,
  kind: 'workflow',
  label: `controls workflow ${code(baseName(workflow.file))} on the default branch`,
  zone: 'repository',
});
/** What is published under that name is the attacker's. */
export const publicationState = (id: string): State => ({
  id: `publication:${id}`,
  kind: 'publication',
  label: `ships ${code(id)}`,
  zone: 'registry',
});
/** `preview`: at an address of its own that nobody relies on. */
export const deploymentState = (target: string, preview = false): State => ({
  id: `${preview ? 'preview' : 'deployment'}:${target}`,
  kind: 'deployment',
  label: `${preview ? 'shows a preview on' : 'deploys to'} ${code(target)}`,
  zone: 'production',
});
/** Another repository's workflows start with what the attacker wanted them to work on. */
export const elsewhereState = (repository: string): State => ({
  id: `elsewhere:${repository}`,
  kind: 'workflow',
  label: `has workflows of ${code(repository)} work on its change`,
  zone: 'production',
});
/** The attacker publishes other packages of the same publisher. */
export const siblingPackagesState = (): State => ({
  id: 'siblings:packages',
  kind: 'publication',
  label: 'publishes other packages of the same publisher',
  zone: 'registry',
});
/** The attacker writes to other repositories of the same owner. */
export const siblingRepositoriesState = (): State => ({
  id: 'siblings:repositories',
  kind: 'source',
  label: 'writes to other repositories of the owner',
  zone: 'repository',
});
/** The attacker writes to repositories that use this component. */
export const callersState = (workflow: string): State => ({
  id: `callers:${workflow}`,
  kind: 'source',
  label: `writes to repositories that use ${code(workflow)}`,
  zone: 'production',
});
/** The attacker publishes packages of repositories that use this component, and writes none of their source. */
export const callersPackagesState = (workflow: string): State => ({
  id: `callers-packages:${workflow}`,
  kind: 'publication',
  label: `publishes packages of repositories that use ${code(workflow)}`,
  zone: 'registry',
});
export const networkState = (pool: string): State => ({
  id: `network:${pool}`,
  kind: 'network',
  label: `reaches the network behind runner ${code(pool)}`,
  zone: 'production',
});

export const NOWHERE: Place = { workflow: null, run: null, trigger: null, job: null, jobKey: null, step: null, file: null };
/** The place of a run, or of a job or step in it. */
export const placeOf = (run: Run, job: Job | null = null, step: string | null = null): Place => ({
  workflow: run.workflow,
  run: run.id,
  trigger: run.scenario.trigger,
  job: job?.id ?? null,
  jobKey: job?.key ?? null,
  step,
  file: job?.span.file ?? run.workflow,
});
