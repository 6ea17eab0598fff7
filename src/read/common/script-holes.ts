/** Expressions are replaced by their text before any interpreter sees the script: whatever they hold becomes part of the program. */
import type { Effect, Influence } from '../../pipeline/effects.ts';
import { tokenizeJavascript } from '../../source/javascript.ts';
import { maskHoles, parseShell } from '../../source/shell.ts';
import type { ScriptInput } from './script.ts';

const LANGUAGES: Readonly<Record<ScriptInput['shell'], string>> = {
  bash: 'bash',
  sh: 'sh',
  pwsh: 'PowerShell',
  cmd: 'cmd',
  python: 'Python',
  javascript: 'JavaScript',
  other: 'script',
};

/** Marks of comments to the end of the line. */
const COMMENTS: Readonly<Record<ScriptInput['shell'], RegExp | null>> = {
  bash: /^\s*#/,
  sh: /^\s*#/,
  pwsh: /^\s*#/,
  cmd: /^\s*(?:rem\s|::)/i,
  python: /^\s*#/,
  javascript: /^\s*\/\//,
  other: null,
};

/**
 * Quoting does not help, since the text brings its own quotes; out of a comment or a literal here-document only a line break gets.
 * https://docs.github.com/en/actions/concepts/security/script-injections
 */
export const holeEffects = (input: ScriptInput): readonly Effect[] => {
  const { text, shell, holes } = input;
  const isShell = shell === 'bash' || shell === 'sh';
  const script = isShell && holes.length > 0 ? parseShell(text, holes) : null;
  const bare = shell === 'javascript' && holes.some((h) => LITERAL.test(h.source)) ? bareHoles(input) : null;
  return holes.flatMap((hole, index): readonly Effect[] => {
    if (bare?.has(hole.start) === true && LITERAL.test(hole.source)) return [];
    const line = text.slice(text.lastIndexOf('\n', hole.start - 1) + 1, hole.start);
    const shut =
      script?.literal.has(index) === true
        ? 'a here-document'
        : COMMENTS[shell]?.test(line) === true && script?.reached.has(index) !== true
          ? 'the comment'
          : null;
    const influences = hole.value.influences.filter((i) => i.charset !== 'word' && (shut === null || breaks(i)));
    const how = shut === null ? 'the expression is replaced by its text before the script is read' : `a line break leaves ${shut} it stands in`;
    return influences.length === 0 ? [] : [{ kind: 'interpret', language: LANGUAGES[shell], influences, how, span: input.at(hole.start, hole.end) }];
  });
};

/** JSON is a literal of JavaScript: https://tc39.es/proposal-json-superset/ */
const LITERAL = /^\s*toJSON\((?:[^()]|\([^()]*\))*\)\s*$/i;

/** Where expressions stand that are in no text of the script's own. */
const bareHoles = ({ text, holes }: ScriptInput): ReadonlySet<number> => {
  const starts = new Set<number>();
  const queue = [...tokenizeJavascript(maskHoles(text, holes))];
  for (let token = queue.pop(); token !== undefined; token = queue.pop()) {
    if (token.kind === 'name') starts.add(token.start);
    else if (token.kind === 'template') for (const part of token.parts) if (typeof part !== 'string') queue.push(...part);
  }
  return starts;
};

const breaks = ({ charset }: Influence): boolean => charset === 'any' || charset === 'file-name';
