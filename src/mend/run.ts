/** What one run of mending is given, works on, and gives back. */
import type { Pipeline } from '../pipeline/model.ts';
import type { Control, Report, SettingValues } from '../reason/report.ts';
import type { FileTree } from '../source/files.ts';
import type { Edit } from './document.ts';
import type { MendOptions, Origins, Pins } from './types.ts';
import type { Examined, Solutions } from './verify.ts';

export interface MendRun {
  readonly tree: FileTree;
  examine(tree: FileTree): Promise<Examined>;
  /** Files of other people's components are not edited. */
  isOwn(file: string): boolean;
  readonly options: MendOptions;
  /** Ids or kinds of controls; null: those of the plan, and in their place others where they cannot be put in place by an edit. */
  readonly wanted: readonly string[] | null;
  /** Asked once, for what `options.pins` does not tell; gives all pins, those of the options among them. */
  lookUp?(questions: { readonly references: readonly string[]; readonly images: readonly string[] }): Promise<Pins>;
  /** Asked for each verified mend by itself, with the tree before and the texts after it. Absent: all are taken. */
  ask?(offer: Offer): Promise<'yes' | 'no' | 'stop'>;
}

export interface Offer {
  readonly control: Control;
  readonly changes: ReadonlyMap<string, string>;
  readonly tree: FileTree;
}

export interface Mended {
  readonly control: Control;
  readonly files: readonly string[];
  /** The control of the plan that could not be put in place by an edit. */
  readonly insteadOf: string | null;
}

export interface Unmended {
  readonly control: Control;
  readonly why: string;
  /** The system whose files mends do not edit yet, by its own name; unset where that is not the reason. */
  readonly system?: string;
}

export interface MendResult {
  readonly before: Report;
  readonly after: Report;
  /** New texts of the files that change. */
  readonly changes: ReadonlyMap<string, string>;
  readonly mended: readonly Mended[];
  readonly unmended: readonly Unmended[];
}

export interface Candidate {
  readonly control: Control;
  readonly insteadOf: string | null;
  readonly edits: readonly Edit[];
  readonly origins?: Origins;
}

export interface State {
  readonly tree: FileTree;
  readonly pipeline: Pipeline;
  readonly settings: SettingValues;
  readonly report: Report;
  readonly solutions: Solutions;
}

/** By id of the control: why it is no edit here. */
export type Refusals = Map<string, Unmended>;

/** Was this control asked for, by its id or kind? */
export const isNamed = (wanted: readonly string[], { id, kind }: Control): boolean => wanted.includes(id) || wanted.includes(kind);
