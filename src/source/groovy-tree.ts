/** Groovy as a tree: what pipelines are written in, with the place of every node (offsets in the file, end exclusive). */

export interface GroovyNode {
  readonly start: number;
  readonly end: number;
}

export interface Argument {
  /** Of a named argument. */
  readonly name: string | null;
  readonly value: Expression;
}

export type Expression = GroovyNode &
  (
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'string'; readonly parts: readonly TextPart[] }
    | { readonly kind: 'literal'; readonly text: string }
    | { readonly kind: 'list'; readonly items: readonly Expression[] }
    | { readonly kind: 'map'; readonly entries: readonly MapEntry[] }
    | { readonly kind: 'closure'; readonly parameters: readonly Parameter[]; readonly body: readonly Statement[] }
    /** `target.name(…)`, `name(…)`, `name …`; the trailing closure is the last of the arguments. */
    | { readonly kind: 'call'; readonly target: Expression | null; readonly name: string | null; readonly arguments: readonly Argument[] }
    | { readonly kind: 'property'; readonly target: Expression; readonly name: string }
    | { readonly kind: 'index'; readonly target: Expression; readonly index: Expression }
    | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
    | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
    | { readonly kind: 'choice'; readonly condition: Expression; readonly yes: Expression | null; readonly no: Expression }
    | { readonly kind: 'assign'; readonly target: Expression; readonly operator: string; readonly value: Expression }
    | { readonly kind: 'new'; readonly type: string; readonly arguments: readonly Argument[] }
    | { readonly kind: 'unknown' }
  );

export type TextPart =
  | { readonly kind: 'text'; readonly text: string; readonly breaks: readonly (readonly [number, number])[] }
  | { readonly kind: 'hole'; readonly value: Expression; readonly start: number; readonly end: number };

export interface MapEntry {
  /** Null where it is only known at run time. */
  readonly key: string | null;
  readonly value: Expression;
}

export interface Parameter {
  readonly name: string;
  readonly fallback: Expression | null;
}

export interface Annotation extends GroovyNode {
  readonly name: string;
  readonly arguments: readonly Argument[];
}

export type Statement = GroovyNode &
  (
    | { readonly kind: 'expression'; readonly value: Expression }
    | { readonly kind: 'declare'; readonly names: readonly string[]; readonly value: Expression | null }
    | { readonly kind: 'function'; readonly name: string; readonly parameters: readonly Parameter[]; readonly body: readonly Statement[] }
    | { readonly kind: 'if'; readonly condition: Expression; readonly yes: readonly Statement[]; readonly no: readonly Statement[] }
    /** `names`: what the loop declares. `over` is what it goes through, or the condition of a while. */
    | { readonly kind: 'loop'; readonly names: readonly string[]; readonly over: Expression | null; readonly body: readonly Statement[] }
    | { readonly kind: 'try'; readonly body: readonly Statement[]; readonly handlers: readonly (readonly Statement[])[] }
    | { readonly kind: 'switch'; readonly subject: Expression; readonly cases: readonly SwitchCase[] }
    | { readonly kind: 'return'; readonly value: Expression | null }
    | { readonly kind: 'throw'; readonly value: Expression | null }
    | { readonly kind: 'block'; readonly body: readonly Statement[] }
    | { readonly kind: 'annotation'; readonly annotation: Annotation }
    | { readonly kind: 'class'; readonly name: string }
  );

export interface SwitchCase {
  /** Null for `default`. */
  readonly value: Expression | null;
  readonly body: readonly Statement[];
}
