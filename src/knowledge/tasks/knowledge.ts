/**
 * What tasks of Azure Pipelines do, as data; src/read/azure-pipelines/ turns it into effects. Names of tasks and inputs are in lower case.
 * Left out: whatever leaves no trace in the model (summaries, test results, logs).
 */
import type { Publication } from '../../pipeline/effects.ts';
import type { PackageManifest, SecretUse, Tri } from '../../pipeline/model.ts';

/** An input that has one of these values; `default`: what counts where it is not given. */
export interface TaskWhen {
  readonly input: string;
  readonly is: readonly string[];
  readonly default?: string;
}

export type TaskShell = 'bash' | 'pwsh' | 'cmd' | 'python' | 'system' /** The input of this name says which. */ | { readonly input: string };

interface Conditional {
  /** All of these. */
  readonly when?: readonly TaskWhen[];
}

/** The names of inputs, of which the first that is given counts. */
type Inputs = readonly string[];

export type TaskEffect = Conditional &
  (
    | { readonly kind: 'execute'; readonly tool: string; readonly how: string; readonly in?: Inputs }
    | {
        readonly kind: 'install';
        readonly manager: string;
        readonly ecosystem: PackageManifest['ecosystem'];
        readonly locked: Tri;
        readonly runsScripts: Tri;
        readonly in?: Inputs;
      }
    /** `name`: inputs with what is published; without one that is known, `*`. `connection`: inputs that name the service connection. `feed`: to a feed of the organisation, with the job's token. */
    | {
        readonly kind: 'publish';
        readonly type: Publication['type'];
        readonly name?: Inputs;
        readonly connection?: Inputs;
        readonly feed?: true;
        readonly in?: Inputs;
      }
    | { readonly kind: 'deploy'; readonly what: string; readonly name?: Inputs; readonly connection: Inputs; readonly in?: Inputs }
    | { readonly kind: 'login'; readonly provider: string; readonly to: 'cloud' | 'registry' | 'signing' | 'other'; readonly connection: Inputs }
    /** `git push` and the like with a service connection. */
    | { readonly kind: 'release'; readonly connection: Inputs }
    | { readonly kind: 'upload'; readonly name: Inputs; readonly path: Inputs; readonly default: string }
    | { readonly kind: 'download'; readonly name: Inputs; readonly path: Inputs }
    | { readonly kind: 'cache' }
    /** A secret file of the library. */
    | { readonly kind: 'secure-file'; readonly file: Inputs; readonly purpose: SecretUse['purpose'] }
    /** Names of secrets that become variables of the job. */
    | { readonly kind: 'vault'; readonly names: Inputs }
  );

export interface TaskKnowledge {
  readonly name: string;
  readonly source: string;
  /** Inputs that are run as code. */
  readonly scripts?: readonly (Conditional & { readonly input: Inputs; readonly shell: TaskShell })[];
  /** Inputs that name a file which is run, and those whose text goes behind it on the same line. */
  readonly files?: readonly (Conditional & { readonly input: Inputs; readonly shell: TaskShell; readonly arguments?: Inputs })[];
  /** Inputs that name service connections, and what those open. */
  readonly connections?: Readonly<Record<string, SecretUse['purpose']>>;
  /** The input with the folder that scripts run in. */
  readonly directory?: Inputs;
  readonly effects?: readonly TaskEffect[];
}

const REFERENCE = 'https://learn.microsoft.com/en-us/azure/devops/pipelines/tasks/reference';

/** An entry with the task's own page as its source: `task('bash', 3, …)`. */
export const task = (name: string, version: number, more: Omit<TaskKnowledge, 'name' | 'source'>): TaskKnowledge => ({
  ...more,
  name,
  source: `${REFERENCE}/${name}-v${version}`,
});

/** Somebody else's task, from the Visual Studio Marketplace. */
export const marketplaceTask = (name: string, source: string, more: Omit<TaskKnowledge, 'name' | 'source'>): TaskKnowledge => ({
  ...more,
  name,
  source,
});
