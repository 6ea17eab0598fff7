/** What a format may be told beside the report. */
import type { ControlKind } from '../advise/control.ts';
import type { Rule } from '../reason/rule.ts';
import type { Setting } from '../settings/settings.ts';

/** The part of a rule that is told to people. */
export type RuleInfo = Pick<Rule, 'id' | 'boundary' | 'title' | 'why' | 'references' | 'technique' | 'cicdSec' | 'cwe'>;
/** The part of a kind of control that is told to people. */
export type ControlInfo = Pick<ControlKind, 'kind' | 'family' | 'scope' | 'title' | 'why' | 'references' | 'cost'>;

/** What the tool itself knows, handed in as data so that showing depends on no rule. */
export interface Knowledge {
  readonly rules: readonly RuleInfo[];
  readonly controls: readonly ControlInfo[];
  readonly settings: readonly Setting[];
}

export interface RenderOptions {
  /** Columns; held between 60 and 200. */
  readonly width: number;
  readonly color: boolean;
  /** JSON only: with the graph, from which everything can be solved again. */
  readonly graph: boolean;
  /** How many paths are told step by step; the rest gets one line each. */
  readonly paths: number;
  /** Text of a file of the analysed tree, for code frames; null when it is not at hand. */
  readonly read: (file: string) => string | null;
  readonly knowledge: Knowledge;
}

export const NO_KNOWLEDGE: Knowledge = { rules: [], controls: [], settings: [] };

export const DEFAULT_OPTIONS: RenderOptions = { width: 80, color: false, graph: true, paths: 10, read: () => null, knowledge: NO_KNOWLEDGE };
