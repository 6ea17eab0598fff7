/**
 * Groovy as pipelines use it: read loosely, with places. What is not understood is a problem with its place, and reading goes on behind it.
 * https://groovy-lang.org/syntax.html, https://www.jenkins.io/doc/book/pipeline/syntax/
 */
import { type Cursor, cursorOver, MAX_PROBLEMS, type Parser } from './groovy-cursor.ts';
import { expressionParser } from './groovy-expressions.ts';
import { statementParser } from './groovy-statements.ts';
import { type GroovyProblem, groovyTokens } from './groovy-tokens.ts';
import type { Statement } from './groovy-tree.ts';

export interface GroovyFile {
  readonly statements: readonly Statement[];
  readonly problems: readonly GroovyProblem[];
}

/** Never throws, whatever the text. Time grows with its length. */
export const parseGroovy = (text: string): GroovyFile => {
  const problems: GroovyProblem[] = [];
  const tokens = groovyTokens(text, problems);
  const statements = parserOf(cursorOver(tokens, problems, 0)).file();
  return { statements, problems: problems.slice(0, MAX_PROBLEMS) };
};

const parserOf = (cursor: Cursor): Parser & { file(): readonly Statement[] } => {
  const parser: Partial<Parser> = {};
  const whole = parser as Parser;
  const statements = statementParser(cursor, whole);
  Object.assign(
    parser,
    statements,
    expressionParser(cursor, whole, (tokens) => parserOf(cursorOver(tokens, cursor.problems, cursor.depth)).expression()),
  );
  return { ...whole, file: statements.file };
};
