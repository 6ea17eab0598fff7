/**
 * The pipeline model: what the configuration means, free of any CI system's syntax.
 * Readers (src/read/<system>) make it, rules (src/reason/rules) read it; in between only jobs that are alike are joined (src/read/common/alike.ts).
 * Every list is in source order, every fact keeps the span it was read from.
 */
import type { Span } from '../source/span.ts';
import type { Effect } from './effects.ts';

/** Three values: what the files cannot tell is 'unknown', never silently one of the others. */
export type Tri = boolean | 'unknown';

/** Who attacks. outsider ⊂ contributor ⊂ writer ⊂ maintainer; upstream stands apart. */
export type Actor = 'outsider' | 'contributor' | 'writer' | 'maintainer' | 'upstream';
export const ACTORS = ['outsider', 'contributor', 'writer', 'maintainer', 'upstream'] as const satisfies readonly Actor[];

/** A setting (or assumption) that must have this value. Settings live in src/settings/settings.ts. */
export interface Condition {
  readonly setting: string;
  readonly is: boolean;
}

/** Something in place that stops, or seems to stop, a transition for the actors it is against. Only a strong one blocks; a weak one adds effort. */
export interface Guarantee {
  /** Stable, no line numbers: `<what>@<place>`, or `<what>` when the platform gives it everywhere. */
  readonly id: string;
  readonly statement: string;
  readonly enforcedBy: 'platform' | 'configuration' | 'setting' | 'declared';
  readonly against: readonly Actor[];
  readonly strength: 'strong' | 'weak';
  /** Why it has that strength; for platform facts, since when. */
  readonly why: string;
  readonly evidence: readonly Span[];
  /** Documentation it rests on. */
  readonly source?: string;
  /** It holds only if all of these are so; unknown ones make the transition conditional. */
  readonly holdsIf?: readonly Condition[];
  /** What a person other than the attacker has to do to let the attack pass a weak gate. */
  readonly interaction?: Interaction;
  /** It asks who caused the run: one that a stranger causes comes to nothing, so somebody with rights has to cause it. */
  readonly asksCauser?: true;
}

/** What somebody else must do for a transition to work: nothing, a routine act (approve a run, label, dispatch), accept the payload itself, or lose a race. */
export type Interaction = 'none' | 'routine' | 'accepts' | 'race';

export interface Pipeline {
  /** Folder name or owner/name. Never part of an id. */
  readonly root: string;
  readonly systems: readonly string[];
  /** ISO date whose platform rules were used. */
  readonly asOf: string;
  readonly files: readonly string[];
  readonly repository: Repository;
  readonly workflows: readonly Workflow[];
  /** Other people's code, each once, however often it is used. Sorted by id. */
  readonly components: readonly Component[];
  readonly gaps: readonly Gap[];
  /** One for each of `systems` that is not GitHub Actions or a copy of it, sorted by system. */
  readonly dialects: readonly Dialect[];
}

/** What holds on one CI system and not on others: the restrictions it offers, and how its people put a control in place. */
export interface Dialect {
  readonly system: string;
  /** The system's own name. */
  readonly title: string;
  /** Restrictions that this platform offers and others do not know; rules ask about them only where they are offered. */
  readonly offers: readonly Offer[];
  /**
   * What to do, by kind of control. A kind that is missing cannot be had on this system and is not offered there.
   * In the text `{where}` stands for the places, `{job}` for the job, and `{facts.NAME}` for the values of a fact of the transitions.
   */
  readonly remedies: Readonly<Record<string, string>>;
}

/**
 * A secret belongs to an environment only if it says so; variables for protected branches only; a list of projects whose job tokens are let in;
 * files go from job to job only as their steps say; a job fills the caches that the configuration says, under their keys and no others;
 * the platform can be told to take definitions from the default branch whatever a change brings;
 * every definition may name every secret of the repository, or those that its own pipeline was given, also in runs of changes from outside,
 * unless the platform withholds it.
 */
export type Offer =
  | 'environment-scopes'
  | 'protected-secrets'
  | 'job-token-list'
  | 'declared-artifacts'
  | 'declared-caches'
  | 'trusted-definitions'
  | 'secrets-by-name'
  | 'secrets-by-pipeline';

/** Facts about the repository that belong to no workflow. */
export interface Repository {
  /** Code owners of the files that define pipelines; null when there is no code-owners file. */
  readonly pipelineOwners: { readonly covered: boolean; readonly span: Span } | null;
  readonly updateBots: readonly UpdateBot[];
  readonly packages: readonly PackageManifest[];
  /** Packages that commands install by name, in versions that an advisory lists as malicious; `name` as the command writes it. */
  readonly advised?: readonly (AdvisedPackage & { readonly ecosystem: PackageManifest['ecosystem'] })[];
  /** Deploy-time verification found in the repository (admission policies, Flux or Argo CD verification). */
  readonly verifications: readonly { readonly what: string; readonly span: Span }[];
  /** A place to point at for facts about the whole repository, if any file is there. */
  readonly span: Span | null;
}

export interface UpdateBot {
  readonly name: string;
  /** Days a release must be old before the bot proposes it; null when there is no such wait. */
  readonly cooldownDays: number | null;
  /** Does something in the repository merge the bot's changes without a person? */
  readonly mergesByItself: Tri;
  readonly ecosystems: readonly string[];
  readonly span: Span;
}

/** A package that the repository builds, and what it depends on. */
export interface PackageManifest {
  readonly ecosystem: 'npm' | 'pypi' | 'cargo' | 'go' | 'maven' | 'rubygems' | 'nuget' | 'other';
  readonly file: string;
  /** Folder of the manifest, '' for the root. */
  readonly directory: string;
  readonly name: string | null;
  readonly private: boolean;
  readonly lockFile: string | null;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: readonly PackageDependency[];
  /** Packages that it is installed with, in versions that an advisory lists as malicious. Unset: none, or no advisories were given. */
  readonly advised?: readonly AdvisedPackage[];
  /** Where the package manager is told to ask a private and a public index for the same names (dependency confusion): `--extra-index-url`, several sources. */
  readonly mixedSources?: Span;
  readonly span: Span;
}

/** An advisory about a release with an attacker's code in it. */
export interface Advised {
  readonly id: string;
  readonly summary: string;
  /** Is the version in use one of those it lists? */
  readonly listed: true | 'unknown';
  /** The first version without it, where the advisory says. */
  readonly fixed: string | null;
  /** The advisory itself. */
  readonly span: Span;
}

export interface AdvisedPackage {
  readonly name: string;
  readonly version: string;
  readonly advisory: Advised;
  /** Where the version is written: the lock file, or the manifest. */
  readonly span: Span;
}

export interface PackageDependency {
  readonly name: string;
  readonly requirement: string;
  /** Where the package manager's configuration says it comes from: a private registry, a public one by default, a path or workspace, git or a URL. */
  readonly from: 'public' | 'private' | 'local' | 'git' | 'url';
  readonly span: Span;
}

/** What could not be resolved, and why. */
export interface Gap {
  readonly file: string;
  /** A short class that repeats ("action not available", "expression not understood"), for counting. */
  readonly reason: string;
  readonly detail: string;
  readonly evidence: readonly Span[];
}

export interface Workflow {
  /** The file, relative to the root: unique and stable. */
  readonly id: string;
  readonly file: string;
  readonly name: string;
  readonly system: string;
  /** `component`: a public action or reusable workflow of this repository with no caller in sight. */
  readonly kind: 'workflow' | 'component';
  readonly span: Span;
  readonly runs: readonly Run[];
}

/** A workflow under one scenario. */
export interface Run {
  /** `<workflow id>:<scenario id>` */
  readonly id: string;
  readonly workflow: string;
  readonly scenario: Scenario;
  readonly jobs: readonly Job[];
}

/** One way a workflow can run. */
export interface Scenario {
  /** `<trigger>` or `<trigger>/<variant>`, for instance `pull_request/fork`. */
  readonly id: string;
  /** The system's own word. */
  readonly trigger: string;
  /** How the attacker causes the run; empty when no attacker does (see `byItself`). The weakest actors first. */
  readonly causes: readonly Cause[];
  /**
   * The run comes without the attacker: 'none' for events that come by themselves (schedule, pushes to the default branch, releases),
   * 'routine' when a maintainer has to act (dispatch), null when it only ever runs because somebody in `causes` made it.
   */
  readonly byItself: Interaction | null;
  /** Unset: it comes so whatever the settings. Set: only where they are so. */
  readonly byItselfWhen?: readonly Condition[];
  /** Follows other runs: ids of runs in this pipeline that start it (workflow_run, child pipelines). Such a run is caused by causing one of those. */
  readonly after: readonly { readonly run: string; readonly guarantees: readonly Guarantee[] }[];
  /** Who writes the workflow file that this run executes: 'trusted' (default branch), 'proposed' (the change itself brings it), 'unknown'. */
  readonly definition: 'trusted' | 'proposed' | 'unknown';
  /** Who controls the code (and the definition, if proposed) of this run. */
  readonly proposer: Actor | null;
  /** Guarantees about the run as a whole: approval of first-time contributors, workflow taken from the default branch … */
  readonly guarantees: readonly Guarantee[];
  /** What the platform withholds from this run, as guarantees on the transitions that would need it. */
  readonly withholds: {
    readonly secrets: readonly Guarantee[];
    readonly write: readonly Guarantee[];
    readonly identity: readonly Guarantee[];
    readonly cacheWrite: readonly Guarantee[];
  };
  /** Cache scope: what this run reads and writes. Entries of 'default' are read by every run. */
  readonly cache: { readonly scope: string; readonly reads: readonly string[] };
  readonly span: Span;
  readonly source: string;
}

export interface Cause {
  readonly actor: Actor;
  /** What the attacker does, as a verb phrase: "opens a pull request from a fork". */
  readonly how: string;
  readonly interaction: Interaction;
  readonly guarantees: readonly Guarantee[];
}

/** A job as it runs under one scenario, conditions evaluated. Jobs that can never run there are left out (see `Workflow` gaps and `never`). */
export interface Job {
  /** `<run id>#<key>`; jobs of a called workflow carry `<caller key>/<key>`. */
  readonly id: string;
  readonly run: string;
  readonly workflow: string;
  /** The job's key in the file that defines it. */
  readonly key: string;
  readonly name: string;
  /** Ids of the jobs it waits for, in this run. */
  readonly needs: readonly string[];
  /** Three-valued result of its own condition and those of callers and needed jobs. 'never' jobs are kept so that their guarantee shows. */
  readonly reach: 'always' | 'depends' | 'never';
  /** Gates on the way to this job (conditions, environments, approvals, needed gate jobs). */
  readonly gates: readonly Guarantee[];
  readonly runner: Runner;
  readonly container: Container | null;
  readonly services: readonly Container[];
  readonly environment: Environment | null;
  /** What the configuration itself says about this job's caches; null: the platform's rule for the scenario counts. */
  readonly cacheMode: { readonly reads: boolean; readonly writes: boolean; readonly span: Span } | null;
  readonly token: readonly Grant[];
  /** What the job's identity is told by, where it can mint one and the platform says: jobs of the repository with the same look alike to who trusts it. */
  readonly subject?: Subject;
  /** Where the token's rights are set, or the job itself where nothing sets them. */
  readonly tokenDeclared: { readonly where: 'job' | 'workflow' | 'caller' | 'nowhere'; readonly span: Span };
  readonly secrets: readonly SecretUse[];
  readonly steps: readonly Step[];
  /** Jobs of the run that are this one's like and are not told by themselves: what is said of it is true of each. */
  readonly alike?: readonly AlikeJob[];
  readonly span: Span;
}

/** Of an identity: the environment that the job names, or else what the run is of. */
export type Subject =
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'ref'; readonly name: 'default' | 'pull' | 'branch' | 'tag' | 'queue' };

export interface AlikeJob {
  readonly id: string;
  /** Its places where they are others than those of the job that is told, each beside that. */
  readonly at: readonly (readonly [Span, Span])[];
}

export interface Step {
  /** `<job id>/<n or step id>`; steps of composites add `/<n>`. */
  readonly id: string;
  readonly name: string;
  readonly reach: 'always' | 'depends' | 'never';
  readonly gates: readonly Guarantee[];
  readonly effects: readonly Effect[];
  readonly span: Span;
}

export interface Runner {
  readonly labels: readonly string[];
  /** Run by the vendor, fresh for every job? */
  readonly hosted: Tri;
  /** One job a machine? */
  readonly ephemeral: Tri;
  /** Stable id of the machine or pool that other jobs share: sorted labels. */
  readonly pool: string;
  readonly span: Span;
}

export interface Container {
  readonly component: string | null;
  readonly privileged: boolean;
  /** Host paths mounted, the Docker socket among them. */
  readonly hostMounts: readonly string[];
  readonly span: Span;
}

export interface Environment {
  readonly name: string;
  readonly span: Span;
}

/** What a right lets its holder do, in any system. */
export type Capability =
  | 'write-source' // push commits, branches and tags
  | 'write-workflows' // change pipeline configuration
  | 'write-release'
  | 'write-packages'
  | 'write-pages'
  | 'write-deployments'
  | 'write-review' // pull requests: open, approve, merge where allowed; checks and statuses
  | 'write-issues' // comments, labels, discussions
  | 'run-workflows' // start, re-run, cancel workflows; caches
  | 'mint-identity' // OIDC
  | 'write-security'
  | 'read-source';

export interface Grant {
  /** The system's own word: `contents: write`. */
  readonly right: string;
  readonly capability: Capability;
  /** Unset: certain. Set: only if the settings say so. */
  readonly when?: readonly Condition[];
  readonly span: Span;
}

export interface SecretUse {
  readonly name: string;
  /** What it opens, as far as its uses tell. `identifier`: a name of an account or place, which opens nothing by itself. */
  readonly purpose: 'source' | 'publish' | 'cloud' | 'registry' | 'sign' | 'ai' | 'notify' | 'identifier' | 'other';
  readonly environment: string | null;
  /** The system that keeps it, where that is not GitHub Actions: a secret of the same name elsewhere is another one. */
  readonly store?: string;
  /** `inherit`: every secret of the caller is handed on; `input`: a component's input that carries a secret of an unknown caller. */
  readonly kind: 'named' | 'inherit' | 'input';
  /** Unset: it opens something. Set: only if the settings say so. */
  readonly when?: readonly Condition[];
  /** It is used with a server that is not the vendor's own; where every use is such a one and the repository is not there, it writes nothing here. */
  readonly elsewhere?: true;
  /** Every job of the workflow is handed it; this one names it nowhere and runs nothing that could read it unseen. */
  readonly spare?: true;
  /** What keeps this one from the job, beside what the platform withholds from the whole run. */
  readonly guarantees?: readonly Guarantee[];
  readonly span: Span;
}

/** Someone else's code. */
export interface Component {
  /** `<kind>:<name>@<ref>` as written. */
  readonly id: string;
  readonly kind: 'action' | 'workflow' | 'image' | 'package' | 'script' | 'orb' | 'include' | 'plugin' | 'task' | 'library';
  readonly name: string;
  readonly ref: string | null;
  /** `commit`/`digest` do not move; `tag` and `branch` do; `none` takes the newest. */
  readonly pin: 'commit' | 'digest' | 'tag' | 'branch' | 'none' | 'unknown';
  /** `platform`: the CI vendor itself; `self`: this repository; `internal`: the same organisation; `third-party`: others. */
  readonly owner: 'platform' | 'self' | 'internal' | 'third-party';
  /** Its own files were available and have been followed. */
  readonly resolved: boolean;
  /** What a comment beside a commit says the commit is. */
  readonly version?: string;
  /** The commit that a lock file records for it, whatever the reference says. */
  readonly locked?: { readonly commit: string; readonly span: Span };
  readonly advisory?: Advised;
  readonly nested: readonly string[];
  readonly firstUse: Span;
}

// ---------------------------------------------------------------- what flows
