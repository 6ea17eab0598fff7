/** What every deep reader must make of the same twenty situations, in its own system's words. */
import type { Actor } from '../../src/pipeline/model.ts';
import type { AssetKind } from '../../src/reason/graph.ts';

export interface Scenario {
  readonly title: string;
  readonly actor: Actor;
  /** The path ends at an asset of one of these kinds. */
  readonly assets: readonly AssetKind[];
  /** Rules that the path goes by. Of an entry with `|` one is enough. */
  readonly rules: readonly string[];
  /** Kinds of controls of which at least one is offered against the path, with a remedy in the system's own words. */
  readonly controls: readonly string[];
}

export const SCENARIOS = {
  'injected-title': {
    title: 'a title or message that a stranger writes becomes part of a script that holds a secret',
    actor: 'outsider',
    assets: ['secret'],
    rules: ['source/script-injection', 'configuration/secret-in-job'],
    controls: ['env-indirection', 'scope-secret', 'same-repository-check', 'trusted-authors-only'],
  },
  'injected-through-output': {
    title: 'the same text, handed on from one job to another before it is code',
    actor: 'outsider',
    assets: ['secret'],
    rules: ['source/script-injection'],
    controls: ['env-indirection', 'scope-secret', 'same-repository-check', 'trusted-authors-only'],
  },
  'injected-branch-name': {
    title: 'a branch name becomes part of a script that holds a secret',
    actor: 'outsider',
    assets: ['secret'],
    rules: ['source/script-injection'],
    controls: ['env-indirection', 'scope-secret', 'same-repository-check', 'trusted-authors-only'],
  },
  'change-with-secrets': {
    title: "a stranger's change is built in a job that holds a secret",
    actor: 'outsider',
    assets: ['secret'],
    rules: ['source/untrusted-checkout|source/proposed-definition', 'configuration/secret-in-job'],
    controls: [
      'checkout-base-not-head',
      'split-privileged-workflow',
      'same-repository-check',
      'require-approval-for-forks',
      'scope-secret',
      'protect-secret',
    ],
  },
  'movable-component': {
    title: 'a component with a reference that moves, in the job that publishes',
    actor: 'upstream',
    assets: ['release', 'secret'],
    rules: ['dependency/movable-component|dependency/component-in-job'],
    controls: ['pin-component', 'vendor-component', 'separate-privileged-job'],
  },
  'unpinned-image': {
    title: 'an image by tag, in which the job that holds the credential runs',
    actor: 'upstream',
    assets: ['secret', 'release'],
    rules: ['dependency/image'],
    controls: ['pin-image-digest'],
  },
  'unpinned-include': {
    title: "configuration from somebody else's repository by a reference that moves, with secrets handed to it",
    actor: 'upstream',
    assets: ['secret'],
    rules: ['dependency/movable-component'],
    controls: ['pin-component', 'pass-secrets-by-name'],
  },
  'remote-script': {
    title: 'a script from the network is piped into the shell of a job that holds a credential',
    actor: 'upstream',
    assets: ['secret', 'release'],
    rules: ['dependency/remote-script'],
    controls: ['vendor-or-verify-remote-script'],
  },
  'unlocked-install': {
    title: 'packages without a lock file are installed in the job that publishes',
    actor: 'upstream',
    assets: ['release', 'secret'],
    rules: ['dependency/unlocked-install'],
    controls: ['locked-install', 'ignore-install-scripts'],
  },
  'artifact-to-deploy': {
    title: 'what a job with a movable component has built is deployed by another job',
    actor: 'upstream',
    assets: ['infrastructure', 'release'],
    rules: ['artifact/poisoned-artifact', 'artifact/deployed|artifact/executed|artifact/shipped'],
    controls: ['pin-component', 'sign-and-verify-provenance', 'verify-artifact-before-use'],
  },
  'shared-runner': {
    title: "a stranger's change runs on a machine that also deploys and outlives the job",
    actor: 'outsider',
    assets: ['infrastructure'],
    rules: ['runner/self-hosted|runner/persistence'],
    controls: ['ephemeral-runner', 'hosted-runner-for-untrusted', 'separate-runner-pools', 'require-approval-for-forks'],
  },
  'host-access': {
    title: "a change runs beside the host's container engine",
    actor: 'writer',
    assets: ['infrastructure'],
    rules: ['runner/host-access'],
    controls: ['no-docker-socket', 'no-privileged-container', 'require-approval-for-forks'],
  },
  'weak-gate': {
    title: 'the condition in front of the job compares a text that the stranger chooses; the twin compares one that he cannot',
    actor: 'outsider',
    assets: ['secret'],
    rules: ['configuration/job-start', 'configuration/secret-in-job'],
    controls: ['env-indirection', 'scope-secret', 'same-repository-check', 'trusted-authors-only', 'split-privileged-workflow'],
  },
  'manual-input': {
    title: 'the input of a run by hand becomes part of a script that holds a secret',
    actor: 'writer',
    assets: ['secret'],
    rules: ['source/script-injection'],
    controls: ['env-indirection', 'scope-secret', 'limit-dispatch-inputs'],
  },
  'pushed-definition': {
    title: 'a pushed branch brings its own pipeline, which asks for a secret; the twin keeps the secret for protected branches',
    actor: 'writer',
    assets: ['secret'],
    rules: ['configuration/branch-push|configuration/pushed-workflow'],
    controls: ['environment-secrets', 'environment-branch-policy', 'scope-secret', 'execution-policy', 'environment-with-reviewers'],
  },
  'role-of-any-branch': {
    title: 'a cloud role is taken with the identity of the job, from any branch',
    actor: 'writer',
    assets: ['infrastructure'],
    rules: ['configuration/cloud-role|configuration/pushed-workflow'],
    controls: ['restrict-oidc-subject'],
  },
  'token-writes-source': {
    title: 'a movable component runs in a job whose credential can push to the repository',
    actor: 'upstream',
    assets: ['source'],
    rules: ['configuration/token-write|configuration/credential-write'],
    controls: ['token-permissions', 'pin-component', 'persist-credentials-false', 'narrow-pat', 'separate-privileged-job'],
  },
  'cache-to-release': {
    title: 'a job with a movable component writes the cache that the publishing job restores and executes',
    actor: 'upstream',
    assets: ['release', 'secret'],
    rules: ['runner/cache-poisoning', 'runner/cache-restored'],
    controls: ['separate-cache', 'read-only-cache', 'pin-component'],
  },
  'agent-reads-stranger': {
    title: 'an agent with a shell and a secret reads what a stranger wrote',
    actor: 'outsider',
    assets: ['secret'],
    rules: ['source/agent-instructions'],
    controls: ['agent-trusted-users-only', 'restrict-agent-tools', 'trusted-authors-only', 'scope-secret'],
  },
  'two-in-a-row': {
    title: 'a run that a stranger causes starts a second one, which trusts what it left',
    actor: 'outsider',
    assets: ['secret', 'infrastructure', 'release'],
    rules: ['artifact/executed|artifact/deployed|artifact/read'],
    controls: [
      'validate-artifact-data',
      'verify-artifact-before-use',
      'same-repository-check',
      'sign-and-verify-provenance',
      'require-approval-for-forks',
    ],
  },
} as const satisfies Record<string, Scenario>;

export type ScenarioId = keyof typeof SCENARIOS;

/** A situation in one system's words: with the path, and mended. Or why the system cannot get into it. */
export type Case =
  | {
      readonly vulnerable: Readonly<Record<string, string>>;
      readonly silent: Readonly<Record<string, string>>;
      /** Settings both are judged under. */
      readonly settings?: Readonly<Record<string, boolean>>;
      readonly asOf?: string;
    }
  | { readonly not: string };

export interface Writing {
  readonly system: string;
  readonly cases: Readonly<Record<ScenarioId, Case>>;
}

/** The classic paths, in a system that is read for no more than those. */
export interface ShortWriting {
  readonly system: string;
  readonly cases: Readonly<Record<ClassicId, Case>> & Readonly<Partial<Record<ScenarioId, Case>>>;
}
type ClassicId = 'change-with-secrets' | 'unpinned-image' | 'remote-script' | 'unlocked-install' | 'pushed-definition';
