/** What the languages of scripts share: an expression in a script becomes a variable that the script reads. */
import type { Change } from '../document.ts';

/** An expression in a script: `index` stands for it in the masked text (see maskHoles). */
export interface Place {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  /** Between `${{` and `}}`, blanks taken off. */
  readonly source: string;
  /** The environment variable that will hold its text. */
  readonly name: string;
}

/** The script as it stands, and with every expression masked by a character of its own. */
export interface Script {
  readonly text: string;
  readonly masked: string;
  readonly places: readonly Place[];
}

/** Rewrites the places so that the script reads their variables, or says in one sentence why it cannot. */
export type Rewrite = (script: Script) => readonly Change[] | string;

const WORD = /[\p{L}\p{N}_]/u;
export const isWordCharacter = (c: string | undefined): boolean => c !== undefined && WORD.test(c);

/** The expression as people see it. */
export const shown = ({ source }: Place): string => `\`\${{ ${source.slice(0, 80)} }}\``;
