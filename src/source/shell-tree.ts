/** The tree that shell.ts makes of a script. */

/** A place that the CI system fills with text before the shell sees the script. Offsets into the script. */
export interface Hole {
  readonly start: number;
  readonly end: number;
}

/** One piece of a word, after quotes and escapes are taken off. */
export type ShellPart =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  /** Text that the CI system fills in; `hole` is its index. */
  | { readonly kind: 'hole'; readonly hole: number; readonly quoted: boolean }
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly change: VariableChange | null;
      readonly quoted: boolean;
      readonly start: number;
      readonly end: number;
    }
  /** `$(…)` and backticks: what the list prints. */
  | { readonly kind: 'substitution'; readonly list: ShellList; readonly quoted: boolean }
  /** `<(…)` or `>(…)`: the name of a pipe. */
  | { readonly kind: 'pipe'; readonly direction: '<' | '>'; readonly list: ShellList }
  /** A number; `substitutions` run while it is computed. */
  | { readonly kind: 'arithmetic'; readonly substitutions: readonly ShellPart[] }
  | { readonly kind: 'glob'; readonly text: string };

/** `${NAME…}` with an operation. */
export type VariableChange =
  | { readonly kind: 'default'; readonly operator: string; readonly word: Word }
  | { readonly kind: 'replace'; readonly all: boolean; readonly pattern: string; readonly word: Word | null }
  | { readonly kind: 'length' }
  /** `${!NAME}` and names of variables. */
  | { readonly kind: 'indirect' }
  /** Cuts off a part or changes the case: what is left is part of the text. */
  | { readonly kind: 'part' }
  /** `${NAME@Q}`: quoted for the shell. */
  | { readonly kind: 'quote' };

export interface Word {
  readonly parts: readonly ShellPart[];
  readonly start: number;
  readonly end: number;
}

export interface ShellAssignment {
  readonly name: string;
  readonly append: boolean;
  readonly array: boolean;
  /** One word, or the elements of an array. */
  readonly words: readonly Word[];
  readonly start: number;
  readonly end: number;
}

export interface ShellRedirect {
  /** `<<` for here-documents and `<<<` for here-strings too; their text is `word`. */
  readonly operator: string;
  readonly descriptor: number | null;
  readonly word: Word;
  /** The here-document is taken literally. */
  readonly literal: boolean;
}

export type ShellTest =
  | { readonly kind: 'unary'; readonly operator: string; readonly word: Word }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Word; readonly right: Word; readonly rightText: string }
  | { readonly kind: 'logical'; readonly operator: '&&' | '||'; readonly operands: readonly ShellTest[] }
  | { readonly kind: 'not'; readonly operand: ShellTest };

export type ShellNode =
  | {
      readonly kind: 'command';
      readonly assignments: readonly ShellAssignment[];
      /** The command's name first; empty when there are only assignments. Assignments behind `export` and its kin are in `assigned`. */
      readonly words: readonly Word[];
      readonly assigned: readonly ShellAssignment[];
      readonly redirects: readonly ShellRedirect[];
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'pipeline'; readonly commands: readonly ShellNode[]; readonly negated: boolean }
  | { readonly kind: 'logical'; readonly operators: readonly ('&&' | '||')[]; readonly commands: readonly ShellNode[] }
  | {
      readonly kind: 'if';
      readonly branches: readonly { readonly condition: ShellList; readonly body: ShellList }[];
      readonly otherwise: ShellList | null;
    }
  | {
      readonly kind: 'for';
      readonly name: string;
      readonly words: readonly Word[];
      readonly body: ShellList;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'while'; readonly condition: ShellList; readonly until: boolean; readonly body: ShellList }
  | {
      readonly kind: 'case';
      readonly word: Word;
      readonly items: readonly { readonly patterns: readonly string[]; readonly body: ShellList; readonly falls: boolean }[];
    }
  | { readonly kind: 'function'; readonly name: string; readonly body: ShellNode }
  | { readonly kind: 'group'; readonly subshell: boolean; readonly list: ShellList }
  | { readonly kind: 'redirected'; readonly node: ShellNode; readonly redirects: readonly ShellRedirect[] }
  | { readonly kind: 'test'; readonly test: ShellTest }
  /** `(( … ))` */
  | { readonly kind: 'arithmetic'; readonly text: string; readonly substitutions: readonly ShellPart[] };

export interface ShellList {
  readonly nodes: readonly { readonly node: ShellNode; readonly background: boolean }[];
}

export interface ShellScript {
  readonly list: ShellList;
  /** What the parser did not understand; the rest of the tree stands. */
  readonly errors: readonly { readonly message: string; readonly start: number }[];
  /** Holes that stand in code or data, not in a comment. */
  readonly reached: ReadonlySet<number>;
  /** Those of them that stand in a here-document which the shell takes literally. */
  readonly literal: ReadonlySet<number>;
}

/** Holes are masked with characters of the private use area, so that a hole is known by its character wherever the parser carries it. */
export const HOLE_BASE = 0xe000;
export const MAX_HOLES = 6000;
