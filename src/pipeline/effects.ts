/**
 * What steps do, and with whose text and files: the part of the pipeline model that rules look at most.
 * Every fact keeps the span it was read from.
 */
import type { Span } from '../source/span.ts';
import type { Actor, Capability, Component, Guarantee, Interaction, PackageManifest, Tri } from './model.ts';

/** How free an attacker is in a text: anything; file names, one a line; anything on one line; a branch or tag name (no spaces, but `$(){}` and quotes); only word characters or digits. */
export type Charset = 'any' | 'file-name' | 'line' | 'ref-name' | 'word';

/** Where a text that is not the configuration's own comes from. */
export type Origin =
  /** A field of the event, or what an API answers about it. `actor` is the weakest who can write it in this scenario. */
  | { readonly kind: 'event'; readonly field: string; readonly actor: Actor; readonly span: Span; readonly interaction?: Interaction }
  /** A run's input: dispatch (actor known), or an input of a component whose caller is not in sight (actor unknown: conditional). */
  | {
      readonly kind: 'input';
      readonly name: string;
      readonly actor: Actor | null;
      readonly span: Span;
      /** Not an input by name: files of the change that an unknown caller runs on. */
      readonly ofChange?: true;
    }
  /** Content of files in the workspace. */
  | { readonly kind: 'material'; readonly material: Material; readonly path: string | null }
  /** Anything that a job writes as its output, if an attacker runs code there. */
  | { readonly kind: 'job'; readonly job: string };

/** Attacker-influenced text at one place, with the carriers it passed, first to last. */
export interface Influence {
  readonly origin: Origin;
  readonly charset: Charset;
  /** How free it is again once a shell has read the text, which is quoted for one. */
  readonly quoted?: Charset;
  readonly via: readonly Span[];
}

/** Which code a checkout brings. */
export type Code =
  | { readonly kind: 'trusted'; readonly what: string }
  /** The change that is proposed; `mutable` when the ref can move between check and use. */
  | { readonly kind: 'proposed'; readonly what: string; readonly actor: Actor; readonly mutable: boolean }
  /** A ref chosen at run time by influenced text. */
  | { readonly kind: 'chosen'; readonly what: string; readonly influences: readonly Influence[] }
  | { readonly kind: 'elsewhere'; readonly what: string; readonly component: string | null }
  | { readonly kind: 'unknown'; readonly what: string };

/** Something that has been put into the workspace and may be executed or read later. */
export interface Material {
  readonly kind: 'checkout' | 'artifact' | 'cache' | 'download' | 'packages';
  /** Directory below the workspace, '' for the workspace itself. */
  readonly path: string;
  readonly code: Code | null;
  /** Id of the artifact (`Artifact.id`) for kind 'artifact'. */
  readonly artifact: string | null;
  /** Where that artifact is made: 'same' run, the 'followed' run, or another that cannot be told; 'store': it is an object in a store, and bears its name there. */
  readonly artifactFrom: 'same' | 'followed' | 'unknown' | 'store' | null;
  /** Key (prefix) of the cache for kind 'cache', as written. */
  readonly cacheKey: string | null;
  /** What the platform does against bringing this material here (a checkout action that refuses forks). */
  readonly guarantees?: readonly Guarantee[];
  /** The checkout left a credential among its files, which goes along wherever the folder is copied to. */
  readonly holdsCredential?: boolean;
  /** Where nobody here says whose code it is: what its text may be, and under which question. Says nothing about code that runs. */
  readonly mayHold?: readonly Influence[];
  readonly span: Span;
}

export type Effect =
  /** Text becomes code of an interpreter: an expression in a script, `eval`, a tainted `bash -c`, an action input that is a script. */
  | { readonly kind: 'interpret'; readonly language: string; readonly influences: readonly Influence[]; readonly how: string; readonly span: Span }
  /** Text becomes an argument or option of a command that can be made to run code or to act elsewhere (argument injection). */
  | {
      readonly kind: 'argument';
      readonly command: string;
      readonly influences: readonly Influence[];
      readonly how: string;
      /** The command can do no more than print these secrets of its environment ('token': the job's). Unset: it can run code. */
      readonly reads?: readonly string[];
      readonly span: Span;
    }
  /** Text with line breaks is written into the file that sets variables of later steps. */
  | { readonly kind: 'environment'; readonly influences: readonly Influence[]; readonly span: Span }
  /** Files of the workspace are executed, or steer a tool that executes. */
  | { readonly kind: 'execute'; readonly tool: string; readonly how: string; readonly materials: readonly Material[]; readonly span: Span }
  /** An agent reads influenced text or files and acts with tools. */
  | {
      readonly kind: 'agent';
      readonly agent: string;
      readonly influences: readonly Influence[];
      readonly materials: readonly Material[];
      readonly tools: 'shell' | 'write' | 'read' | 'unknown';
      /** Settings file of the workspace whose commands (hooks, tool servers) it runs by itself, whatever tools it holds. */
      readonly settings?: string;
      /** What keeps strangers from instructing it (the action checks who asks). */
      readonly guarantees?: readonly Guarantee[];
      readonly span: Span;
    }
  | {
      readonly kind: 'checkout';
      readonly material: Material;
      readonly persistsCredential: Tri;
      readonly credential: string | null;
      readonly span: Span;
    }
  | {
      readonly kind: 'install';
      readonly manager: string;
      readonly ecosystem: PackageManifest['ecosystem'];
      readonly packages: readonly string[];
      /** Nothing but the package manager that the job installs with anyway, by those who make it. */
      readonly managerItself?: true;
      readonly locked: Tri;
      readonly runsScripts: Tri;
      readonly directory: string;
      readonly span: Span;
    }
  /** A script from the network is run. */
  | { readonly kind: 'remote-script'; readonly url: string; readonly verified: boolean; readonly component: string; readonly span: Span }
  /** A component runs. `inputs` that carry secrets are in the job's secrets. */
  /** `beside`: in a container of its own that is given none of the job's files, variables or rights on the host. */
  | { readonly kind: 'use'; readonly component: string; readonly beside?: true; readonly span: Span }
  | {
      readonly kind: 'cache-restore';
      readonly key: string;
      readonly restoreKeys: readonly string[];
      readonly material: Material;
      readonly span: Span;
    }
  | { readonly kind: 'cache-save'; readonly key: string; readonly span: Span }
  | {
      readonly kind: 'artifact-upload';
      readonly artifact: string;
      readonly carriesCredentials: boolean;
      /** Secrets that steps wrote into files it takes (`token`: the job's own). */
      readonly secrets?: readonly string[];
      readonly materials: readonly Material[];
      /** Artifacts of other jobs that are taken along as they are, as far as the paths tell: not those that could only have been planted there. */
      readonly handsOn?: readonly Material[];
      /** A volume that goes with the run: nobody but jobs of the same run ever takes it. */
      readonly goesWithRun?: true;
      readonly span: Span;
    }
  | { readonly kind: 'artifact-download'; readonly material: Material; readonly span: Span }
  /** Files are put into a store under a name by which whoever may read there fetches them: `s3://bucket/key`, `*` for what is not known of the key. */
  | {
      readonly kind: 'store';
      readonly place: string;
      readonly credential: string | null;
      readonly materials: readonly Material[];
      readonly span: Span;
    }
  | {
      readonly kind: 'login';
      readonly provider: string;
      readonly to: 'cloud' | 'registry' | 'signing' | 'other';
      readonly by: 'identity' | 'secret' | 'token' | 'unknown';
      readonly identity: string | null;
      readonly span: Span;
    }
  | { readonly kind: 'sign'; readonly what: string; readonly span: Span }
  | { readonly kind: 'attest'; readonly what: string; readonly span: Span }
  | { readonly kind: 'verify'; readonly what: string; readonly span: Span }
  /** Something is handed to others. `credential`: a secret's name, 'token' (the job's), 'identity' (OIDC), or null when it cannot be told. */
  | {
      readonly kind: 'publish';
      readonly publication: Publication;
      readonly credential: string | null;
      readonly provenance: Tri;
      readonly materials: readonly Material[];
      /** Checkouts of changes that nobody has reviewed, of which it is handed files by name. They go out as they are. */
      readonly hands?: readonly Material[];
      readonly span: Span;
    }
  | {
      readonly kind: 'deploy';
      readonly target: string;
      readonly credential: string | null;
      readonly materials: readonly Material[];
      readonly verified: Tri;
      readonly hands?: readonly Material[];
      /** A place of its own that shows the change and nothing that others rely on, as the command or action documents it. */
      readonly preview?: true;
      /** What the target fetches by name, from wherever it was published. */
      readonly takes?: readonly TakenPublication[];
      /** The ref of this repository whose files the target follows, beside the default branch. */
      readonly follows?: { readonly kind: 'branch' | 'tag'; readonly name: string };
      readonly span: Span;
    }
  /** The job writes to the repository or its discussion. `credential` as above. */
  | {
      readonly kind: 'write';
      readonly capability: Capability;
      readonly what: string;
      readonly credential: string | null;
      readonly materials: readonly Material[];
      /** What somebody with rights has to do first for it to happen; absent: nothing. */
      readonly asks?: Interaction;
      readonly span: Span;
    }
  | {
      readonly kind: 'dispatch';
      readonly target: string;
      /** `owner/name` of the repository whose workflows are started, where the configuration writes it down. */
      readonly repository?: string | null;
      /** Text that the started workflow is given. */
      readonly influences: readonly Influence[];
      /** The proposed change, where the started workflow is told its commit or branch. */
      readonly change?: Influence | null;
      /** What begins, where the command or request is one of a CI system whose runs it starts. */
      readonly starts?: StartedRun;
      readonly credential: string | null;
      readonly span: Span;
    }
  /** A component that could not be looked into receives influenced text. */
  | {
      readonly kind: 'opaque';
      readonly component: string;
      readonly influences: readonly Influence[];
      readonly materials: readonly Material[];
      readonly span: Span;
    }
  /** From here on the job reaches listed addresses only. */
  | { readonly kind: 'closed-network'; readonly how: string; readonly span: Span }
  /**
   * The job makes a cluster for itself, which goes with it: what it deploys to a cluster afterwards is nobody else's.
   * `byName`: what makes it is out of sight, and only a name of the job's own machine tells of it.
   */
  | { readonly kind: 'own-cluster'; readonly how: string; readonly byName?: true; readonly span: Span }
  /**
   * Everything the job holds goes into its log, which people read who may not have it. `how`: what does it, as a clause.
   * `parts`: only parts of these secrets do, which no mask covers, for everybody who may read logs.
   */
  | { readonly kind: 'log'; readonly how: string; readonly parts?: readonly string[]; readonly span: Span }
  /** Container engine with the host's rights: socket mounted, `--privileged`, host mounts. */
  | { readonly kind: 'host-access'; readonly how: string; readonly span: Span };

/** A run that a job of the same or of another CI system asks for by a command, a request or a step of its own. */
export interface StartedRun {
  readonly system: string;
  /** The triggers that such a run may have there, the first that a pipeline knows counts. Empty: any by which people start runs. */
  readonly triggers: readonly string[];
  /** The pipeline by its file or its name in the file; null where the request names it as only the system's own settings know it. */
  readonly pipeline: string | null;
  /** Is it certain that the pipeline is one of this repository, or that it is none? */
  readonly own: Tri;
  /** What the run is given by name, as far as others may have written it; `*`: under a name that cannot be told. */
  readonly parameters: readonly { readonly name: string; readonly influences: readonly Influence[] }[];
}

export type EffectOf<K extends Effect['kind']> = Extract<Effect, { kind: K }>;

/** A publication as somebody takes it. */
export interface TakenPublication {
  /** Id as of `Publication`, `image:ghcr.io/acme/shop`, with the name as it is written where it is taken. */
  readonly publication: string;
  readonly pin: Component['pin'];
  /** New versions are taken as they come; otherwise only what is published again under the same tag. */
  readonly updates: boolean;
  readonly span: Span;
}

/** Something shipped under a name. */
export interface Publication {
  /** `<type>:<name>`, with the name as far as it is known. */
  readonly id: string;
  readonly type:
    | 'npm'
    | 'pypi'
    | 'cargo'
    | 'rubygems'
    | 'maven'
    | 'nuget'
    | 'image'
    | 'release'
    | 'pages'
    | 'chart'
    | 'extension'
    | 'action'
    | 'other';
  readonly name: string;
}
