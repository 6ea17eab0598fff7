/** What commands do, as data. Readers match an invocation against these rows; nothing here runs anything. */
import type { Publication } from '../../pipeline/effects.ts';
import type { Capability, PackageManifest, Tri } from '../../pipeline/model.ts';

export interface CommandRule {
  readonly commands: readonly string[];
  /** Words that must stand right behind the command, options left out: `run`, `buildx build`. Absent: any, or none. */
  readonly subcommands?: readonly string[];
  /** The subcommand is a target that may stand anywhere among the operands, behind a path of projects too (`:lib:publish`). */
  readonly anywhere?: boolean;
  /** At least one of these options must be given. */
  readonly options?: readonly string[];
  /** With one of these options it does something else (`--dry-run`, `--version`). */
  readonly unless?: readonly string[];
  readonly does: readonly CommandEffect[];
  /** Where it is documented. */
  readonly source: string;
}

export type CommandEffect =
  /** Runs files of the workspace, or obeys a configuration in it that can name code. */
  | {
      readonly kind: 'execute';
      /** As in "checks out … and <how>". */
      readonly how: string;
      /** `directory`: files there; `operand`: the file or folder named first behind the subcommand; `options`: files the options name, else the directory. */
      readonly reads: 'directory' | 'operand' | 'options';
      readonly files?: readonly string[];
      /** Operands name folders and files that are run as well: `pytest tests`. */
      readonly operands?: true;
    }
  | {
      readonly kind: 'install';
      readonly manager: string;
      readonly ecosystem: PackageManifest['ecosystem'];
      /** What holds without options; 'unknown' leaves it to the lock file beside the manifest. */
      readonly locked: Tri;
      readonly lockedBy?: readonly string[];
      readonly unlockedBy?: readonly string[];
      /** Do packages run scripts of their own while they are installed? */
      readonly scripts: Tri;
      readonly scriptsOffBy?: readonly string[];
      /** Operands behind the subcommand name packages. */
      readonly names: boolean;
      /** The operands are files with the list instead. */
      readonly listOptions?: readonly string[];
    }
  /** Takes a package from a registry and runs it. */
  | { readonly kind: 'package'; readonly ecosystem: PackageManifest['ecosystem'] }
  | {
      readonly kind: 'publish';
      readonly type: Publication['type'];
      /** Where the name stands: the first operand, an option, or the manifest in the folder. */
      readonly name:
        | { readonly operand: true }
        | { readonly options: readonly string[] }
        | { readonly variable: string }
        | { readonly manifest: string }
        | { readonly fixed: string };
      /** Variables and options that carry the credential. */
      readonly credentials: readonly string[];
      readonly provenance?: readonly string[];
    }
  /** `previewUnless`: without one of these options it shows the change at an address of its own and leaves production alone (none: it always does). */
  | {
      readonly kind: 'deploy';
      readonly target: string;
      readonly credentials: readonly string[];
      readonly previewUnless?: readonly string[];
      /** Options that name a branch: of all branches but one the host shows a preview. */
      readonly branchOptions?: readonly string[];
    }
  | { readonly kind: 'write'; readonly capability: Capability; readonly what: string; readonly credentials: readonly string[] }
  | {
      readonly kind: 'login';
      readonly provider: string;
      readonly to: 'cloud' | 'registry' | 'signing' | 'other';
      readonly credentials: readonly string[];
      readonly identityBy?: readonly string[];
    }
  | { readonly kind: 'sign'; readonly what: string }
  | { readonly kind: 'attest'; readonly what: string }
  | { readonly kind: 'verify'; readonly what: string }
  /** Makes a cluster on the machine of the job. */
  | { readonly kind: 'own-cluster' }
  | { readonly kind: 'agent'; readonly agent: string }
  /**
   * Starts a run. `named`: the first operand, or the value of one of these options, is the pipeline as its file or the name in it;
   * without it only the system's settings know what is started.
   */
  | {
      readonly kind: 'dispatch';
      readonly credentials: readonly string[];
      readonly system: string;
      readonly triggers: readonly string[];
      readonly named?: 'operand' | readonly string[];
      /** Options that name a project which may be another one; without them it is the own one. Absent: it cannot be told. */
      readonly elsewhereBy?: readonly string[];
    };
