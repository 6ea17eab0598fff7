import type { Span } from '../../source/span.ts';
import { get, spanAt, textOf, type YamlScalar } from '../../source/yaml.ts';
import { type Change, changeScalar, contains, type Edit } from '../document.ts';
import { type MendKind, refused } from '../types.ts';
import { stepHolding } from '../workflow.ts';

export const singleLineValues: MendKind = {
  kind: 'single-line-values',
  edits: 'Takes line breaks out of each variable of `echo "NAME=$VALUE" >> "$GITHUB_ENV"`, with `tr -d` where it stands.',
  refuses:
    'Other ways to write the file: expressions in the script (`env-indirection` comes first), output of commands, here-documents, other shells.',
  draft: ({ transitions, open }) => {
    const edits = new Map<string, Edit>();
    for (const span of transitions.flatMap((t) => t.evidence.at(-1) ?? [])) {
      const document = open(span.file);
      if (typeof document === 'string') return refused(document);
      const step = stepHolding(document, span)?.step;
      const run = step === undefined ? undefined : get(step, 'run');
      if (step === undefined || run?.kind !== 'scalar') return refused('The text is written in no script of a step here.');
      if (!/^(?:|bash|sh|bash\s.*\{0\}.*)$/.test(textOf(get(step, 'shell')) ?? ''))
        return refused('How a line break is taken out in this shell is not known here.');
      const changes = oneLine(run, span);
      if (typeof changes === 'string') return refused(changes);
      const made = changeScalar(document, run, changes);
      if (typeof made === 'string') return refused(made);
      for (const edit of made) edits.set(`${edit.file}:${edit.start}`, edit);
    }
    return edits.size === 0 ? refused('The place is not known.') : { edits: [...edits.values()] };
  },
};

/** `echo "NAME=$A-${B}" >> "$GITHUB_ENV"`, the whole command of its line. */
const WRITE =
  /^[ \t]*(?:echo|printf '(?:%s|\w+=%s)(?:\\n)?')[ \t]+"((?:[^"\\`$]|\$\{[A-Za-z_]\w*\}|\$[A-Za-z_]\w*(?!\w))*)"[ \t]*>>[ \t]*"?\$\{?GITHUB_ENV\}?"?[ \t]*$/;
const VARIABLE = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;
/** Set by the runner, on one line. https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
const OF_THE_RUNNER = /^(?:GITHUB|RUNNER)_|^(?:HOME|PATH|PWD|USER)$/;

const oneLine = (run: YamlScalar, span: Span): readonly Change[] | string => {
  const changes: Change[] = [];
  let start = 0;
  for (const line of run.value.split('\n')) {
    const place = spanAt(run, start, start + Math.max(1, line.length));
    if (line !== '' && (place.line === span.line || contains(place, span) || contains(span, place))) {
      const match = WRITE.exec(line);
      const quoted = match?.[1];
      if (match === null || quoted === undefined) {
        if (line.includes('GITHUB_ENV') || place.line === span.line)
          return `The command at line ${place.line} is not \`echo "NAME=$VALUE" >> "$GITHUB_ENV"\` alone: take line breaks out of the value by hand (tr -d '\\r\\n'), or give it to the steps that need it under \`env:\`.`;
      } else {
        const from = start + line.indexOf(`"${quoted}"`) + 1;
        for (const one of quoted.matchAll(VARIABLE)) {
          const name = one[1] ?? one[2] ?? '';
          if (OF_THE_RUNNER.test(name)) continue;
          changes.push({ start: from + one.index, end: from + one.index + one[0].length, text: `$(printf '%s' "$${name}" | tr -d '\\r\\n')` });
        }
      }
    }
    start += line.length + 1;
  }
  return changes.length === 0 ? 'There is no variable in what is written.' : changes;
};
