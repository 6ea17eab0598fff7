/**
 * What a popular action does, as data. The reader's interpreter (src/read/github-actions/known-actions.ts) turns it into effects.
 * Names of actions and inputs are in lower case. Left out: whatever leaves no trace in the model (problem matchers, summaries, logs).
 */
import type { Charset, Publication } from '../../pipeline/effects.ts';
import type { Capability, Interaction, PackageManifest, SecretUse, Tri } from '../../pipeline/model.ts';

export interface ActionKnowledge {
  /** `owner/repo`, or `owner/repo/path`. */
  readonly name: string;
  /** The page that says so. */
  readonly source: string;
  /** Values of inputs that are not given, where an effect depends on them. */
  readonly defaults?: Readonly<Record<string, string>>;
  readonly effects?: readonly ActionEffect[];
  /** Inputs that are run as code; `env:NAME` is a variable of the step. */
  readonly scripts?: readonly { readonly input: string; readonly language: ScriptLanguage }[];
  /** Outputs that carry text of others. Outputs that are not listed carry none. The name `*` stands for all that are not listed. */
  readonly outputs?: readonly ActionOutput[];
  /** Variables of later steps that the action sets. */
  readonly env?: readonly ActionOutput[];
  /** Files that it leaves in the workspace with a credential that it was given, unless an input says otherwise. */
  readonly leaves?: readonly { readonly file: string; readonly input: string; readonly unless: string }[];
  /** What a secret opens that is handed to this input. */
  readonly secrets?: Readonly<Record<string, SecretUse['purpose']>>;
  /** The step fails, and with it the job, unless the person who caused the run may write. */
  readonly checks?: PermissionCheck;
  readonly agent?: AgentKnowledge;
  /** Needs more than data: has its own interpreter. */
  readonly special?: 'checkout' | 'merge-head' | 'upload-artifact' | 'download-artifact' | 'cache' | 'cache-restore' | 'cache-save';
}

export type ScriptLanguage = 'bash' | 'pwsh' | 'python' | 'javascript' | 'ruby' | 'perl' | 'php' | 'r' | 'yq' | 'sql' | 'groovy';

/** An input that has a value; unknown values may or may not fulfil it. `set`: given and neither empty nor `false`. */
export type When =
  | ({ readonly input: string } & (
      | { readonly is: readonly string[] }
      | { readonly isNot: readonly string[] }
      | { readonly contains: string }
      | { readonly lacks: string }
      | { readonly set: boolean }
      /** An option in it (none: all of it) names a branch that can be no production branch. */
      | { readonly namesPreview: string }
      /** It names a folder of its own for each change: by the change's number or commit, or by a name that says so. */
      | { readonly perChange: true }
    ))
  /** A file at the root of the repository says so. */
  | { readonly file: string; readonly matches: RegExp }
  /** The run was started by one of these events, or by none of them; `push/tag` is a push of a tag. */
  | { readonly on: readonly string[] }
  | { readonly notOn: readonly string[] }
  /** The service behind it ended on this day. */
  | { readonly before: string };

/** A release, and the day on which it came out: moving tags and branches follow it from then on. */
export type Release = readonly [version: string, date: string];

/** From the first release on, and before the second. */
export interface Releases {
  readonly since?: Release;
  readonly before?: Release;
}

interface Conditional {
  /** All of these. */
  readonly when?: readonly When[];
  readonly releases?: Releases;
}

/**
 * Where a credential comes from: names of inputs and `env:NAME` in the order in which they are tried; `registry:INPUT`
 * is the login to the registry of the image that the input names; `@git` is what the checkout has left for git; `@token` (the job's) or
 * `@identity` (OIDC) may end the list. No list: no credential is told.
 */
export type CredentialSources = readonly string[];

/** A text with `{input}` for the values of inputs; those that are not known become `*`. */
export type Template = string;

export type ActionEffect = Conditional &
  /**
   * Runs code, or obeys configuration that names code, from the workspace. `in`: the input with the folder or file; default: the root.
   * `ownCopy`: without that input it fetches the commit of the run by itself.
   */
  (
    | { readonly kind: 'execute'; readonly tool: string; readonly how: string; readonly in?: string; readonly ownCopy?: true }
    | {
        readonly kind: 'install';
        readonly manager: string;
        readonly ecosystem: PackageManifest['ecosystem'];
        /** The input that names packages. */
        readonly packages?: string;
        readonly locked: Tri;
        readonly runsScripts: Tri;
        readonly in?: string;
      }
    /** The action pastes fields of the event, or an input, into code that it runs: a flaw of its own. */
    | {
        readonly kind: 'interpret';
        readonly language: string;
        readonly fields?: readonly string[];
        readonly inputs?: readonly string[];
        readonly how: string;
      }
    /** Inputs that become options of a command. */
    | { readonly kind: 'argument'; readonly command: string; readonly inputs: readonly string[]; readonly how: string }
    /** A cache of its own, saved again at the end unless `readOnly`. `path`: where it is laid. */
    | { readonly kind: 'cache'; readonly key: Template; readonly path: string; readonly readOnly?: boolean }
    | {
        readonly kind: 'login';
        readonly provider: Template;
        readonly to: 'cloud' | 'registry' | 'signing' | 'other';
        readonly credential: CredentialSources;
        /** The input that names the role or account. */
        readonly identity?: string;
        /** For registries: the host, or the input that names it. Later steps push with this login. */
        readonly registry?: string | { readonly input: string };
      }
    | {
        readonly kind: 'publish';
        readonly type: Publication['type'];
        readonly publication: Template;
        readonly credential?: CredentialSources;
        /** Fixed, or the input that switches it. */
        readonly provenance?: Tri | { readonly input: string };
        readonly in?: string;
        /** With one of these it only shows the change in a place of its own. */
        readonly previewWhenAny?: readonly When[];
      }
    | {
        readonly kind: 'deploy';
        readonly target: Template;
        readonly credential?: CredentialSources;
        readonly in?: string;
        /** With all of these it only shows the change at an address of its own. */
        readonly previewWhen?: readonly When[];
      }
    | {
        readonly kind: 'write';
        readonly capability: Capability;
        readonly what: string;
        readonly credential: CredentialSources;
        readonly files?: boolean;
        /** What somebody with rights has to do first, as the action documents it: put on a label that says the change may go in. */
        readonly asks?: Interaction;
      }
    | {
        readonly kind: 'dispatch';
        readonly target: Template;
        readonly inputs: readonly string[];
        readonly credential: CredentialSources;
        /** The system whose run begins, by which of its triggers; `pipeline`: the input that names it by its file; `override`: one that may. */
        readonly starts?: { readonly system: string; readonly triggers: readonly string[]; readonly pipeline?: string; readonly override?: string };
      }
    | { readonly kind: 'sign' | 'attest' | 'verify'; readonly what: Template }
    | { readonly kind: 'host-access' | 'closed-network' | 'own-cluster'; readonly how: string }
  );

export type ActionOutput = Conditional & { readonly name: string } & (
    | { readonly from: 'input'; readonly input: string; readonly charset?: Charset }
    /** A field of the event; `api`: asked for with an API call, so that it is there on any event. */
    | { readonly from: 'event'; readonly field: string; readonly charset?: Charset; readonly api?: boolean }
    /** Names of files that a change touches. */
    | { readonly from: 'file-names' }
    /** Content of files in the workspace; `in`: the input that names the file. */
    | { readonly from: 'files'; readonly in?: string; readonly path?: string }
    /** What an agent answers; `file`: the output is the path of a file with the answer. */
    | { readonly from: 'agent'; readonly file?: string }
    | { readonly from: 'secret'; readonly credential: CredentialSources }
    /** The number or name that a branch, tag or person is given: only letters that are harmless. */
    | { readonly from: 'text'; readonly text: string }
  );

/** Asks the platform what the person who caused the run may do. */
export interface PermissionCheck {
  /** Levels that the action takes for enough, as its input says; null: fixed to write. */
  readonly level: { readonly input: string; readonly default: string } | null;
  /** It only answers in this output and lets the job go on. */
  readonly output?: string;
  readonly failsWhen?: readonly When[];
}

export interface AgentKnowledge {
  readonly agent: string;
  /** Inputs whose text the agent reads. */
  readonly prompts: readonly string[];
  /** Inputs that name files with such text. */
  readonly promptFiles?: readonly string[];
  /** Where the repository keeps commands that a prompt may begin with (`/name`), `{name}` in place of the name; their head says which tools they bring. */
  readonly commandFiles?: readonly string[];
  /** Reads the issue, comment or pull request of the event by itself. */
  readonly readsEvent: boolean;
  /** Reads instruction files and settings in the workspace. */
  readonly readsWorkspace: boolean;
  /** Settings of the workspace whose commands (hooks, tool servers) it runs whatever tools it holds. */
  readonly settings?: string;
  /** Inputs and files of the repository that name its tool servers (MCP). */
  readonly toolServers?: { readonly inputs: readonly string[]; readonly files: readonly string[] };
  /** Inputs that say which tools it has, and what it has when they do not say. */
  readonly toolInputs: readonly string[];
  readonly tools: 'shell' | 'write' | 'read' | 'unknown';
  /** What it has instead when it is told what to do by a prompt of the workflow; it is then not told of the event either. */
  readonly toolsWhenPrompted?: 'write' | 'read';
  /** Takes its instruction files from the base of a pull request, not from the change, since `date`. */
  readonly restoresInstructions?: { readonly date: string; readonly source: string };
  /** Runs only for people who can write, unless one of these inputs lets others in; `needs`: it counts only beside this other input. */
  /**
   * Without a prompt of its own it waits for being called: by event, the types of it that can call it, and the input that a type needs, which
   * is `on` where it has a default.
   */
  readonly calledBy?: {
    readonly prompt: string;
    readonly types: Readonly<Record<string, Readonly<Record<string, { readonly input: string; readonly on: boolean } | null>>>>;
    readonly source: string;
  };
  readonly asksForWriteAccess?: {
    readonly unless: readonly { readonly input: string; readonly needs?: string }[];
    /** A switch that lets everybody in. */
    readonly waivedBy?: string;
    readonly source: string;
  };
}

/** An entry with the repository's own page as its source. */
export const action = (name: string, more: Omit<ActionKnowledge, 'name' | 'source'> & { readonly source?: string } = {}): ActionKnowledge => ({
  source: `https://github.com/${name.split('/').slice(0, 2).join('/')}`,
  ...more,
  name,
});

/** Several actions that do the same. */
export const actions = (
  names: readonly string[],
  more: Omit<ActionKnowledge, 'name' | 'source'> & { readonly source?: string } = {},
): readonly ActionKnowledge[] => names.map((name) => action(name, more));
