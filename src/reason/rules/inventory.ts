/** What the whole pipeline holds, each thing once with all its places: rules that reach across workflows start from here. */
import type { Publication } from '../../pipeline/effects.ts';
import type { Job, Offer, Pipeline, Run, SecretUse, Subject, Workflow } from '../../pipeline/model.ts';
import { oncePer } from '../../source/once.ts';
import { compareText, type PlaceList, placeList, type Span } from '../../source/span.ts';
import { effectsOf, jobsOf } from '../influences.ts';
import { roleState, secretState } from '../states.ts';

export interface SecretInUse {
  /** Id of its state. */
  readonly id: string;
  readonly use: SecretUse;
  /** The component whose input it is; '' for secrets of the repository and its environments. */
  readonly owner: string;
  readonly evidence: readonly Span[];
}

/** Every secret that some job names, the first use standing for all. Sorted as they come in the files. */
export const secretsInUse = oncePer((pipeline: Pipeline): readonly SecretInUse[] => {
  const found = new Map<string, Omit<SecretInUse, 'evidence'> & { readonly places: PlaceList }>();
  for (const { run, job } of jobsOf(pipeline)) {
    for (const use of job.secrets) {
      if (use.kind === 'inherit') continue;
      const owner = use.kind === 'input' ? run.workflow : '';
      const { id } = secretState(use, owner);
      const old = found.get(id);
      const places = old?.places ?? placeList();
      places.add(use.span);
      found.set(id, { id, use: old === undefined ? use : clearer(old.use, use), owner: old?.owner ?? owner, places });
    }
  }
  return [...found.values()].map(({ places, ...secret }) => ({ ...secret, evidence: places.all() }));
});

/**
 * Where jobs name the whole set of secrets, or one by a name that is made at run time, in a pipeline that names no secret of the repository:
 * what they are handed then has no name that could be told.
 */
export const namelessSecrets = (pipeline: Pipeline): readonly Span[] => {
  if (secretsInUse(pipeline).some(({ use }) => use.kind === 'named' && use.environment === null)) return [];
  const calls = new Set(effectsOf(pipeline, 'use').flatMap(({ job, effect }) => (effect.component.startsWith('workflow:') ? [job.id] : [])));
  const places = placeList();
  for (const { job } of jobsOf(pipeline)) {
    if (calls.has(job.id)) continue;
    for (const use of job.secrets) if (use.kind === 'inherit') places.add(use.span);
  }
  return places.all();
};

/** One use may tell what the secret is for where another does not; one use here is enough for it to be of use here. */
const clearer = (a: SecretUse, b: SecretUse): SecretUse => {
  const one = a.purpose === 'other' && b.purpose !== 'other' ? b : a;
  if (one.elsewhere === undefined || (a.elsewhere === true && b.elsewhere === true)) return one;
  const { elsewhere: _, ...here } = one;
  return here;
};

export interface RoleInUse {
  readonly role: string;
  readonly id: string;
  /** The secret that holds its name, where it is not written out. */
  readonly secret: SecretUse | null;
  /** The jobs that log in to it, by id, each with the places where it does. */
  readonly jobs: ReadonlyMap<string, readonly Span[]>;
  /** What those jobs are told by, in runs of the default branch and of releases: what the role has to trust. */
  readonly trusted: readonly Subject[];
  /** The places of all of them. */
  readonly evidence: readonly Span[];
}

/** Roles that jobs take with their identity instead of a secret. One that the files do not name is told by its provider. */
export const rolesInUse = oncePer((pipeline: Pipeline): readonly RoleInUse[] => {
  const found = new Map<
    string,
    Pick<RoleInUse, 'role' | 'id' | 'secret'> & { jobs: Map<string, PlaceList>; trusted: Subject[]; places: PlaceList }
  >();
  for (const { run, job, effect } of effectsOf(pipeline, 'login')) {
    if (effect.by !== 'identity' || effect.to === 'signing' || (effect.to !== 'cloud' && effect.identity === null)) continue;
    const role = effect.identity ?? `role at ${effect.provider}`;
    const secret = job.secrets.find(({ name, kind }) => name === role && kind === 'named') ?? null;
    const old = found.get(role) ?? { role, id: roleState(role).id, secret, jobs: new Map<string, PlaceList>(), trusted: [], places: placeList() };
    const { subject } = job;
    if (
      subject !== undefined &&
      (run.scenario.definition !== 'proposed' || ofRelease(run)) &&
      !old.trusted.some((one) => isSameSubject(one, subject))
    )
      old.trusted.push(subject);
    const own = old.jobs.get(job.id) ?? placeList();
    own.add(effect.span);
    old.jobs.set(job.id, own);
    old.places.add(effect.span);
    found.set(role, old);
  }
  return [...found.values()].map(({ jobs, places, ...role }) => ({
    ...role,
    jobs: new Map([...jobs].map(([id, own]) => [id, own.all()])),
    evidence: places.all(),
  }));
});

export const isSameSubject = (a: Subject, b: Subject): boolean => a.kind === b.kind && a.name === b.name;

export interface PublicationInUse {
  readonly publication: Publication;
  readonly evidence: readonly Span[];
}

/** Everything that some step publishes. Releases are one: whoever makes one release of the repository can make any. */
export const publicationsInUse = (pipeline: Pipeline): readonly PublicationInUse[] => {
  const found = new Map<string, { readonly publication: Publication; readonly places: PlaceList }>();
  for (const { effect } of effectsOf(pipeline, 'publish')) {
    const places = found.get(effect.publication.id)?.places ?? placeList();
    places.add(effect.span);
    found.set(effect.publication.id, { publication: effect.publication, places });
  }
  return [...found.values()].map(({ publication, places }) => ({ publication, evidence: places.all() }));
};

/**
 * Does the run do what the default branch says? A tag or release that the team makes does too, although its ref brings the file; the
 * change of a stranger does not.
 */
export const followsDefaultBranch = ({ scenario }: Run): boolean =>
  scenario.definition !== 'proposed' || (scenario.byItself !== null && scenario.proposer !== 'outsider' && scenario.proposer !== 'contributor');

/** The run is about a tag or release, which people of the team make from what stands on the default branch. */
export const ofRelease = ({ scenario }: Run): boolean =>
  scenario.definition === 'proposed' && scenario.causes.some(({ guarantees }) => guarantees.some(({ id }) => id === 'tags-protected'));

/** A run that a writer's own branch or tag defines. */
const onOwnBranch = ({ scenario }: Run): boolean => scenario.definition === 'proposed' && scenario.proposer === 'writer';

/**
 * One run for each job of the workflow, for an attacker who writes the workflow file and so chooses how the job comes to run: the
 * scenarios differ in nothing that such an attacker could not write. The one with the fewest guarantees, then the first.
 */
const eachJobOnce = (workflow: Workflow, accept: (run: Run) => boolean): readonly { readonly run: Run; readonly job: Job }[] => {
  const found = new Map<string, { run: Run; job: Job; cost: number }>();
  for (const run of workflow.runs) {
    if (!accept(run)) continue;
    const { scenario } = run;
    const guarantees = [
      ...scenario.guarantees,
      ...scenario.causes.flatMap((c) => c.guarantees),
      ...scenario.withholds.secrets,
      ...scenario.withholds.write,
    ];
    for (const job of run.jobs) {
      const key = job.id.slice(run.id.length);
      const cost = guarantees.length + (scenario.byItself === 'none' ? 0 : 1) + (job.reach === 'never' ? 100 : 0);
      const old = found.get(key);
      if (old === undefined || cost < old.cost) found.set(key, { run, job, cost });
    }
  }
  return [...found.values()];
};

/** The jobs that a pushed branch defines, each once. */
export const jobsOfBranch = oncePer((workflow: Workflow): readonly { readonly run: Run; readonly job: Job }[] =>
  workflow.kind === 'component' ? [] : eachJobOnce(workflow, onOwnBranch),
);

/** The jobs that the default branch defines, each once. */
export const jobsOfDefaultBranch = oncePer((workflow: Workflow): readonly { readonly run: Run; readonly job: Job }[] =>
  workflow.kind === 'component' ? [] : eachJobOnce(workflow, followsDefaultBranch),
);

/**
 * The runs whose definition a pushed branch brings, and the one that stands for a push where a single one is to be shown.
 * Null: a push starts nothing that the branch defines.
 */
export const branchRuns = (pipeline: Pipeline): { readonly runs: readonly Run[]; readonly first: Run | null } => {
  const runs = [...new Set(pipeline.workflows.flatMap((w) => jobsOfBranch(w).map(({ run }) => run)))];
  return { runs, first: runs.toSorted((a, b) => compareText(a.id, b.id))[0] ?? null };
};

/** The job as it stands in its file: one for all scenarios and callers, some of which may run none or only some of its steps. */
export const inFile = ({ span, key }: Pick<Job, 'span' | 'key'>): string => `${span.file}#${key.slice(key.lastIndexOf('/') + 1)}`;

/** Every job by how it stands in its file. */
export const jobsInFiles = oncePer((pipeline: Pipeline): ReadonlyMap<string, readonly Job[]> => {
  const found = new Map<string, Job[]>();
  for (const { job } of jobsOf(pipeline)) {
    const list = found.get(inFile(job));
    if (list === undefined) found.set(inFile(job), [job]);
    else list.push(job);
  }
  return found;
});

/**
 * May the job run on a machine that outlives it? Without a single label nothing is known about the machine, not even which other jobs
 * could share it (a called workflow that is not in sight, labels put together at run time): the reader reports that as a gap.
 */
export const onOwnMachine = ({ runner }: Job): boolean => runner.hosted !== true && runner.labels.length > 0;

export interface PoolInUse {
  readonly pool: string;
  readonly labels: readonly string[];
  /** False, or unknown where no job tells. Pools of the vendor are left out. */
  readonly hosted: false | 'unknown';
  readonly ephemeral: boolean | 'unknown';
  readonly jobs: readonly { readonly run: Run; readonly job: Job }[];
  readonly evidence: readonly Span[];
}

/** Pools of machines that are not certainly the vendor's. */
export const poolsInUse = (pipeline: Pipeline): readonly PoolInUse[] => {
  const found = new Map<string, Omit<PoolInUse, 'evidence'> & { readonly jobs: { run: Run; job: Job }[]; readonly places: PlaceList }>();
  for (const { run, job } of jobsOf(pipeline)) {
    const { runner } = job;
    if (runner.hosted === true || !onOwnMachine(job)) continue;
    const old = found.get(runner.pool);
    const places = old?.places ?? placeList();
    places.add(runner.span);
    if (old === undefined) {
      found.set(runner.pool, {
        pool: runner.pool,
        labels: runner.labels,
        hosted: runner.hosted,
        ephemeral: runner.ephemeral,
        jobs: [{ run, job }],
        places,
      });
    } else {
      old.jobs.push({ run, job });
      found.set(runner.pool, {
        ...old,
        hosted: old.hosted === false || runner.hosted === false ? false : 'unknown',
        ephemeral: old.ephemeral === runner.ephemeral ? old.ephemeral : 'unknown',
      });
    }
  }
  return [...found.values()].map(({ places, ...pool }) => ({ ...pool, evidence: places.all() }));
};

/** Does one of the platforms in use offer this restriction? */
export const offers = (pipeline: Pipeline, what: Offer): boolean => pipeline.dialects.some((dialect) => dialect.offers.includes(what));

/**
 * The pipeline by CI system, since what one of them hands out by name (secrets, machines, rights) is nothing that a workflow of another
 * can ask for. The whole where there is one system, or none.
 */
export const bySystem = oncePer((pipeline: Pipeline): readonly Pipeline[] =>
  pipeline.systems.length < 2
    ? [pipeline]
    : pipeline.systems.map((system) => ({
        ...pipeline,
        systems: [system],
        workflows: pipeline.workflows.filter((workflow) => workflow.system === system),
        dialects: pipeline.dialects.filter((dialect) => dialect.system === system),
      })),
);
