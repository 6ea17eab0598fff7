/** Redirections: where a command's input comes from, and where what it prints goes. */
import type { ShellRedirect } from '../../source/shell.ts';
import { fileText, writeFile } from './script-files.ts';
import type { Session, State } from './script-session.ts';
import { EMPTY, type Text } from './script-text.ts';
import { evaluateWord, type Runner, wordText } from './script-words.ts';

/** Standard input comes from the last redirection that sets it. */
export const withInput = (session: Session, state: State, redirects: readonly ShellRedirect[], run: Runner, body: () => Text): Text => {
  const outer = state.stdin;
  for (const redirect of redirects) {
    if (redirect.operator === '<<' || redirect.operator === '<<<') state.stdin = wordText(session, state, redirect.word, run);
    else if (redirect.operator === '<') {
      const argument = evaluateWord(session, state, redirect.word, run);
      const isPipe = redirect.word.parts[0]?.kind === 'pipe';
      state.stdin = isPipe ? argument.text : fileText(session, state, argument.exact);
    }
  }
  const out = body();
  state.stdin = outer;
  return out;
};

/** What is printed goes where it is sent; the rest is handed back. */
export const redirectOutput = (session: Session, state: State, redirects: readonly ShellRedirect[], run: Runner, out: Text): Text => {
  for (const { operator, descriptor, word } of redirects) {
    if (operator === '>&' && descriptor === null) return EMPTY;
    if (!/^(?:>|>>|>\||&>|&>>)$/.test(operator) || (descriptor !== null && descriptor !== 1)) continue;
    writeFile(session, state, evaluateWord(session, state, word, run).exact, out, operator.includes('>>'), session.at(word.start, word.end));
    return EMPTY;
  }
  return out;
};
