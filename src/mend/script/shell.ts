/** bash, sh and fish: an expression becomes a variable, in double quotes of its own or those it stands in. */
import { parseShell, type ShellList, type ShellNode, type ShellPart, type ShellTest, type Word } from '../../source/shell.ts';
import type { Change } from '../document.ts';
import { isWordCharacter, type Place, type Rewrite, type Script, shown } from './language.ts';
import { type Quoting, quotingOf } from './quoting.ts';

/** What a hole is to the command it stands in. On the right of `=~`, what stands in quotes would be taken literally. */
type Role = 'command' | 'list' | 'pattern';

/** Names of values that are lists of words: taken apart at blanks, as before. */
const LIST = /(?:^|[._-])(?:\w*_)?(?:args|arguments|opts|options|flags|files|paths|params|parameters|packages|targets|list)$/i;

const rewrite =
  (variable: (name: string, next: string | undefined) => string, quotes: (quoting: Quoting) => readonly [string, string] | null): Rewrite =>
  (script) => {
    const quoting = quotingOf(script.masked);
    const roles = rolesOf(script);
    const changes: Change[] = [];
    for (const place of script.places) {
      const at = quoting.get(place.index);
      const role = roles.get(place.index);
      if (at === undefined) return `${shown(place)} stands at a place of the script that could not be told.`;
      const why = refusal(at, role, place, script);
      if (why !== null) return why;
      const [before, after] =
        at === 'bare' && (role === 'list' || role === 'pattern' || LIST.test(place.source)) ? ['', ''] : (quotes(at) ?? [null, null]);
      if (before === null || after === null) return `${shown(place)} stands in quotes that this shell does not end in the middle of a word.`;
      // In quotes of its own, what follows cannot be taken for a part of the name.
      const next = after === '' ? script.text[place.end] : undefined;
      changes.push({ start: place.start, end: place.end, text: before + variable(place.name, next) + after });
    }
    return changes;
  };

const refusal = (quoting: Quoting, role: Role | undefined, place: Place, { text }: Script): string | null => {
  if (quoting === 'arithmetic')
    return `${shown(place)} stands in arithmetic, where the shell evaluates a variable too: check that it is a number first.`;
  if (quoting === 'parameter') return `${shown(place)} stands inside the expansion of another variable: give it a line of its own.`;
  if (quoting === 'literal-document')
    return `${shown(place)} stands in a here-document that the shell takes literally: write the file with printf, or let the shell expand the document.`;
  if (role === 'command') return `${shown(place)} is the command itself: whoever controls it chooses what runs, as a variable too.`;
  return quoting === 'bare' && /^\+?=(?!=)/.test(text.slice(place.end)) && /(?:^|[\s;&|(])$/.test(text.slice(0, place.start))
    ? `${shown(place)} is the name of a variable.`
    : null;
};

const braced = (name: string, next: string | undefined): string => (isWordCharacter(next) ? `\${${name}}` : `$${name}`);

const POSIX: Readonly<Partial<Record<Quoting, readonly [string, string]>>> = {
  bare: ['"', '"'],
  double: ['', ''],
  document: ['', ''],
  comment: ['', ''],
  single: [`'"`, `"'`],
  ansi: [`'"`, `"$'`],
};

export const shell: Rewrite = rewrite(braced, (quoting) => POSIX[quoting] ?? null);

/** https://fishshell.com/docs/current/language.html#quotes: no here-documents; `{$X}` instead of `${X}`. */
export const fish: Rewrite = (script) =>
  /\\'/.test(script.text)
    ? 'A quote is escaped in the script, which this mend does not follow in fish.'
    : rewrite(
        (name, next) => (isWordCharacter(next) ? `{$${name}}` : `$${name}`),
        (quoting) => (quoting === 'document' || quoting === 'ansi' ? null : (POSIX[quoting] ?? null)),
      )(script);

// ---------------------------------------------------------------- roles

const rolesOf = ({ text, places }: Script): ReadonlyMap<number, Role> => {
  const holes: { start: number; end: number }[] = [];
  for (const { index, start, end } of places) holes[index] = { start, end };
  for (let i = 0; i < holes.length; i++) holes[i] ??= { start: 0, end: 0 };
  const roles = new Map<number, Role>();
  inList(parseShell(text, holes).list, roles);
  return roles;
};

const mark = (word: Word | undefined, role: Role, roles: Map<number, Role>): void => {
  for (const part of word?.parts ?? []) if (part.kind === 'hole') roles.set(part.hole, role);
};

/** Is the word nothing but text that is filled in? */
const isFilledIn = (word: Word | undefined): boolean => word !== undefined && word.parts.length > 0 && word.parts.every((p) => p.kind === 'hole');

const inList = (list: ShellList, roles: Map<number, Role>): void => {
  for (const { node } of list.nodes) inNode(node, roles);
};

const inWord = (word: Word, roles: Map<number, Role>): void => {
  for (const part of word.parts) inPart(part, roles);
};

const inPart = (part: ShellPart, roles: Map<number, Role>): void => {
  if (part.kind === 'substitution' || part.kind === 'pipe') inList(part.list, roles);
};

const inNode = (node: ShellNode, roles: Map<number, Role>): void => {
  switch (node.kind) {
    case 'command':
      if (isFilledIn(node.words[0])) mark(node.words[0], 'command', roles);
      for (const word of [...node.words, ...node.assignments.flatMap((a) => a.words), ...node.assigned.flatMap((a) => a.words)]) inWord(word, roles);
      for (const { word } of node.redirects) inWord(word, roles);
      break;
    case 'pipeline':
    case 'logical':
      for (const command of node.commands) inNode(command, roles);
      break;
    case 'if':
      for (const branch of node.branches) {
        inList(branch.condition, roles);
        inList(branch.body, roles);
      }
      if (node.otherwise !== null) inList(node.otherwise, roles);
      break;
    case 'for':
      for (const word of node.words) {
        mark(word, 'list', roles);
        inWord(word, roles);
      }
      inList(node.body, roles);
      break;
    case 'while':
      inList(node.condition, roles);
      inList(node.body, roles);
      break;
    case 'case':
      inWord(node.word, roles);
      for (const item of node.items) inList(item.body, roles);
      break;
    case 'function':
      inNode(node.body, roles);
      break;
    case 'group':
      inList(node.list, roles);
      break;
    case 'redirected':
      inNode(node.node, roles);
      for (const { word } of node.redirects) inWord(word, roles);
      break;
    case 'test':
      inTest(node.test, roles);
      break;
    case 'arithmetic':
      break;
  }
};

const inTest = (test: ShellTest, roles: Map<number, Role>): void => {
  switch (test.kind) {
    case 'unary':
      inWord(test.word, roles);
      break;
    case 'binary':
      if (test.operator === '=~') mark(test.right, 'pattern', roles);
      inWord(test.left, roles);
      inWord(test.right, roles);
      break;
    case 'logical':
      for (const operand of test.operands) inTest(operand, roles);
      break;
    case 'not':
      inTest(test.operand, roles);
  }
};
