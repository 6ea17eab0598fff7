/** What a mend is: an edit of the configuration's own text that puts a control in place. */
import type { Pipeline } from '../pipeline/model.ts';
import type { Control, GraphTransition, SettingValues } from '../reason/report.ts';
import type { Document, Edit } from './document.ts';

/** Edits, or in one sentence why there are none. */
export type Draft = { readonly edits: readonly Edit[]; readonly origins?: Origins } | { readonly refused: string };

/** Workflow files that an edit makes, with the file that their jobs come from: who could run code there before gains nothing by running it here. */
export type Origins = ReadonlyMap<string, string>;

/** What `--pins` tells: commits of actions and workflows, digests of images; see pins.ts. */
export interface Pins {
  /** By `owner/repo@ref`, in lower case before the `@`. */
  readonly commits: ReadonlyMap<string, string>;
  /** By image as written. */
  readonly digests: ReadonlyMap<string, string>;
}

export interface MendOptions {
  readonly pins: Pins | null;
  /** Who owns the pipeline's files: `@org/team`, `@user` or an address. Never guessed. */
  readonly owners: readonly string[];
}

/** What a kind of mend is given. */
export interface MendInput {
  readonly control: Control;
  /** The transitions that the control blocks. */
  readonly transitions: readonly GraphTransition[];
  readonly pipeline: Pipeline;
  /** What was told about the settings. */
  readonly settings: SettingValues;
  readonly options: MendOptions;
  readonly files: readonly string[];
  /** The YAML file, or in one sentence why it cannot be edited. */
  open(file: string): Document | string;
  read(file: string): string | null;
}

/** How one kind of control is put in place by editing text. One file each in kinds/, one line in kinds/index.ts. */
export interface MendKind {
  /** The kind of control. */
  readonly kind: string;
  /** What it edits, for people: one sentence. */
  readonly edits: string;
  /** What makes it refuse, for people. */
  readonly refuses: string;
  /** The edit counts only together with a setting that no file tells: paths then are conditional on it, which is as much as can be promised. */
  readonly restsOnSetting?: true;
  /** It edits what is written alike on every system, not workflows of GitHub Actions alone. */
  readonly everySystem?: true;
  /** Pure: no file is written, nothing is fetched. Every refusal says why. */
  draft(input: MendInput): Draft;
}

export const refused = (why: string): { readonly refused: string } => ({ refused: why });
export const isRefused = (draft: Draft): draft is { readonly refused: string } => 'refused' in draft;
