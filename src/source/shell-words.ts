/** Words of a shell script: quotes and escapes taken off, expansions told apart. Part of shell.ts. */
import type { ArithmeticExpression, DoubleQuotedChild, ParameterExpansionPart, ParsedScript, Word as ParsedWord, WordPart } from 'unbash';
import { HOLE_BASE, MAX_HOLES, type ShellList, type ShellPart, type VariableChange, type Word } from './shell-tree.ts';

export interface WordContext {
  /** Inside escaped backticks positions index another text: everything there is placed where the backticks start. */
  readonly fixed: number | null;
  readonly depth: number;
  readonly reached: Set<number>;
  readonly literal: Set<number>;
  script(script: ParsedScript, context: WordContext): ShellList;
}

/** A word, or the body of a here-document. */
type WordLike = Pick<ParsedWord, 'pos' | 'end' | 'text' | 'parts'> & { readonly heredoc?: boolean; readonly literal?: boolean };

const MAX_NESTING = 40;

export const convertWord = (word: WordLike, context: WordContext): Word => {
  const start = context.fixed ?? word.pos;
  const end = context.fixed ?? Math.max(word.end, word.pos);
  const style = word.literal === true ? 'raw' : word.heredoc === true ? 'double' : 'bare';
  if (context.depth > MAX_NESTING) return { parts: [{ kind: 'text', text: '', quoted: true }], start, end };
  const inner = { ...context, depth: context.depth + 1 };
  if (word.literal === true) for (const c of new Set(word.text.match(/[\ue000-\uf76f]/g))) context.literal.add(c.charCodeAt(0) - HOLE_BASE);
  const parts = word.parts === undefined ? literal(word.text, style, context) : word.parts.flatMap((p) => part(p, style, inner));
  return { parts, start, end };
};

type Style = 'bare' | 'double' | 'raw';

const UNESCAPE: Readonly<Record<Style, (text: string) => string>> = {
  bare: (text) => text.replaceAll('\\\n', '').replaceAll(/\\([\s\S])/g, '$1'),
  double: (text) => text.replaceAll('\\\n', '').replaceAll(/\\([$`"\\])/g, '$1'),
  raw: (text) => text,
};

/** Text as it stands in the source: cut where holes are, escapes taken off in between. */
const literal = (text: string, style: Style, { reached }: WordContext): readonly ShellPart[] => {
  const quoted = style !== 'bare';
  return (text.match(/[\ue000-\uf76f]+|[^\ue000-\uf76f]+/g) ?? ['']).flatMap((run): readonly ShellPart[] => {
    const first = run.charCodeAt(0) - HOLE_BASE;
    if (Number.isNaN(first) || first < 0 || first >= MAX_HOLES) return [{ kind: 'text', text: UNESCAPE[style](run), quoted }];
    const holes = [...new Set([...run].map((c) => c.charCodeAt(0) - HOLE_BASE))];
    for (const hole of holes) reached.add(hole);
    return holes.map((hole) => ({ kind: 'hole', hole, quoted }));
  });
};

const part = (tree: WordPart | DoubleQuotedChild, style: Style, context: WordContext): readonly ShellPart[] => {
  const quoted = style !== 'bare';
  switch (tree.type) {
    case 'Literal':
      return literal(tree.text, style, context);
    case 'SingleQuoted':
      return literal(tree.text.replace(/^'/, '').replace(/'$/, ''), 'raw', context);
    case 'AnsiCQuoted':
      return literal(tree.value, 'raw', context);
    case 'DoubleQuoted':
    case 'LocaleString':
      return tree.parts.length === 0 ? [{ kind: 'text', text: '', quoted: true }] : tree.parts.flatMap((p) => part(p, 'double', context));
    case 'SimpleExpansion':
      return [{ kind: 'variable', name: tree.text.slice(1), change: null, quoted, start: context.fixed ?? tree.pos, end: context.fixed ?? tree.end }];
    case 'ParameterExpansion':
      return [
        {
          kind: 'variable',
          name: tree.parameter,
          change: change(tree, context),
          quoted,
          start: context.fixed ?? tree.pos,
          end: context.fixed ?? tree.end,
        },
      ];
    case 'CommandExpansion':
      return [{ kind: 'substitution', list: nested(tree.script, tree.pos, context), quoted }];
    case 'ProcessSubstitution':
      return [{ kind: 'pipe', direction: tree.operator, list: nested(tree.script, tree.pos, context) }];
    case 'ArithmeticExpansion':
      return [{ kind: 'arithmetic', substitutions: arithmeticParts(tree.expression, context) }];
    case 'Glob':
    case 'ExtendedGlob':
      return [{ kind: 'glob', text: tree.text }, ...(tree.parts ?? []).flatMap((p) => part(p, style, context)).filter((p) => p.kind !== 'text')];
    case 'BraceExpansion':
      return tree.parts === undefined ? literal(tree.text, style, context) : tree.parts.flatMap((p) => part(p, style, context));
  }
};

const nested = (script: ParsedScript | undefined, pos: number, context: WordContext): ShellList => {
  if (script === undefined || context.depth > MAX_NESTING) return { nodes: [] };
  const inner = script.source === undefined ? context : { ...context, fixed: context.fixed ?? pos };
  return context.script(script, { ...inner, depth: context.depth + 1 });
};

const change = ({ prefix, operation }: ParameterExpansionPart, context: WordContext): VariableChange | null => {
  if (prefix === '#') return { kind: 'length' };
  if (prefix === '!') return { kind: 'indirect' };
  switch (operation?.type) {
    case undefined:
      return null;
    case 'Default':
      return { kind: 'default', operator: operation.operator, word: convertWord(operation.operand, context) };
    case 'Replace':
      return {
        kind: 'replace',
        all: operation.operator === '//',
        pattern: operation.pattern.text,
        word: convertWord(operation.replacement, context),
      };
    case 'Transform':
      return operation.operand.value === 'Q' ? { kind: 'quote' } : { kind: 'part' };
    case 'Names':
      return { kind: 'indirect' };
    default:
      return { kind: 'part' };
  }
};

/** What is expanded and run while an arithmetic expression is computed. */
export const arithmeticParts = (expression: ArithmeticExpression | undefined, context: WordContext): readonly ShellPart[] => {
  const found: ShellPart[] = [];
  const queue: ArithmeticExpression[] = expression === undefined ? [] : [expression];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    switch (next.type) {
      case 'ArithmeticBinary':
        queue.push(next.left, next.right);
        break;
      case 'ArithmeticUnary':
        queue.push(next.operand);
        break;
      case 'ArithmeticTernary':
        queue.push(next.test, next.consequent, next.alternate);
        break;
      case 'ArithmeticGroup':
        queue.push(next.expression);
        break;
      case 'ArithmeticCommandExpansion':
        found.push({ kind: 'substitution', list: nested(next.script, next.pos, context), quoted: true });
        break;
      case 'ArithmeticWord':
        // A bare name in arithmetic is a variable.
        if (next.parts === undefined)
          found.push(
            ...(/^[A-Za-z_]\w*$/.test(next.value) ? [variable(next.value, next.pos, next.end, context)] : literal(next.value, 'double', context)),
          );
        else found.push(...next.parts.flatMap((p) => part(p, 'double', { ...context, depth: context.depth + 1 })));
        break;
    }
  }
  return found;
};

const variable = (name: string, start: number, end: number, { fixed }: WordContext): ShellPart => ({
  kind: 'variable',
  name,
  change: null,
  quoted: true,
  start: fixed ?? start,
  end: fixed ?? end,
});
