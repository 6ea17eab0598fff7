/** Install commands of a job's scripts, as the rule dependency/unlocked-install points at them. */
import type { GraphTransition } from '../../reason/report.ts';
import { get, spanAt, type YamlScalar } from '../../source/yaml.ts';
import { type Change, changeScalar, contains, type Edit } from '../document.ts';
import { type Draft, type MendInput, refused } from '../types.ts';
import { stepHolding } from '../workflow.ts';

/** Rewrites each command: `command` is its text from the name of the manager to the end of the command. Null: nothing to do; a sentence: refused. */
export type RewriteCommand = (command: string, transition: GraphTransition) => { readonly command: string } | string;

/** A command up to the next separator, without quotes, expansions or redirections: what is more cannot be rewritten safely. */
const COMMAND = /(?<=^|[\n;&|(]|&&|\|\|)[ \t]*((?:npm|pnpm|yarn|bun|pip|pip3)\b[^\n;&|<>()"'`$\\#]*)(?=$|[\n;&|)#])/g;

export const rewriteInstalls = ({ transitions, open }: MendInput, rewrite: RewriteCommand): Draft => {
  const edits: Edit[] = [];
  const done = new Set<string>();
  for (const transition of transitions) {
    const span = transition.evidence.at(-1);
    if (span === undefined) return refused('The place is not known.');
    const document = open(span.file);
    if (typeof document === 'string') return refused(document);
    const step = stepHolding(document, span)?.step;
    const run = step === undefined ? undefined : get(step, 'run');
    if (run?.kind !== 'scalar') return refused('The command stands in no script of a step here.');
    const at = commandsAt(run, span);
    const manager = transition.facts['manager'] ?? '';
    const own = at.filter(({ command }) => command.startsWith(manager.replace(/\d$/, '')) || command.startsWith(manager));
    if (own.length === 0) return refused(`The command at line ${span.line} is not written out in one piece.`);
    const changes: Change[] = [];
    for (const { command, start } of own) {
      const key = `${span.file}:${start}:${run.raw.start}`;
      if (done.has(key)) continue;
      done.add(key);
      const made = rewrite(command.trimEnd(), transition);
      if (typeof made === 'string') return refused(made);
      changes.push({ start, end: start + command.trimEnd().length, text: made.command });
    }
    const made = changeScalar(document, run, changes);
    if (typeof made === 'string') return refused(made);
    edits.push(...made);
  }
  return edits.length === 0 ? refused('There is nothing to change.') : { edits };
};

const commandsAt = (run: YamlScalar, span: GraphTransition['evidence'][number]): readonly { readonly command: string; readonly start: number }[] =>
  [...run.value.matchAll(COMMAND)].flatMap((match) => {
    const command = match[1] ?? '';
    const start = match.index + match[0].length - command.length;
    const place = spanAt(run, start, start + command.length);
    return contains(place, span) || contains(span, place) || place.line === span.line ? [{ command, start }] : [];
  });
