/** AI agents on the command line: what they are told, what they read by themselves, and which tools they hold. */
import { AGENT_COMMANDS, textsNamedIn, toolsOf } from '../../knowledge/agents.ts';
import type { Effect, EffectOf, Influence } from '../../pipeline/model.ts';
import { influenced, unionInfluences } from '../../pipeline/value.ts';
import { directoryOf, hasOption, type ParsedCall } from './script-call.ts';
import { covering } from './script-places.ts';
import { dangerous, type Text, textOf, UNKNOWN_TEXT, valueOf } from './script-text.ts';
import type { Argument } from './script-words.ts';

/** Null: a person would have to sit in front of it. */
export const agentEffect = (call: ParsedCall, command: string): Effect | null => {
  const { state, span } = call;
  const known = AGENT_COMMANDS.find((c) => c.command === command);
  if (known === undefined) return null;
  const words = new Set([...call.options.map((o) => o.name), call.operands[0]?.exact ?? '']);
  if (known.knownBy !== undefined && !call.session.input.env.has(known.knownBy)) return null;
  if (known.unattended.length > 0 && state.stdin === UNKNOWN_TEXT && !known.unattended.some((word) => words.has(word))) return null;
  const told = call.args.slice(1);
  return {
    kind: 'agent',
    agent: known.agent,
    influences: unionInfluences([...[...told.map((a) => a.text), state.stdin].flatMap((t) => dangerous(valueOf(t))), ...readByItself(call, told)]),
    materials: covering(state.materials, directoryOf(call)),
    ...(known.settings === undefined || hasOption(call, '--bare', '--safe-mode') ? {} : { settings: known.settings }),
    tools: hasOption(call, '-y') ? 'shell' : toolsOf(granted(call), known.tools),
    span,
  };
};

/** What a model answers is in the hand of whoever wrote what it read. */
export const answerOf = ({ influences, span }: EffectOf<'agent'>): Text =>
  influences.length === 0 ? UNKNOWN_TEXT : textOf(influenced(...influences.map((i): Influence => ({ ...i, charset: 'any', via: [...i.via, span] }))));

const PROMPTS = new Set([
  '-p',
  '--print',
  '--prompt',
  '-i',
  '-m',
  '--message',
  '-t',
  '--task',
  '--text',
  '--system-prompt',
  '--append-system-prompt',
  '-x',
  '--execute',
]);

/** The options without the prompt, which may speak of tools. */
const granted = ({ options }: ParsedCall): string =>
  options.flatMap(({ name, value }) => (PROMPTS.has(name) ? [] : [`${name} ${value?.prefix ?? ''}`])).join('\n');

/** Files that the script wrote and the prompt names, and the issue or change whose number it names. */
const readByItself = ({ session, state }: ParsedCall, told: readonly Argument[]): readonly Influence[] => {
  const { text, envSources, eventFile } = session.input;
  const written = told
    .map((a) => text.slice(a.start, a.end))
    .join('\n')
    .replaceAll(/\$\{?([A-Za-z_]\w*)\}?/g, (variable, name: string) => `${variable} ${envSources?.get(name) ?? ''}`);
  const files = [...state.written].flatMap(([path, content]) =>
    written.includes(path.slice(path.lastIndexOf('/') + 1)) ? dangerous(valueOf(content)) : [],
  );
  return [...files, ...textsNamedIn(written).flatMap((field) => eventFile?.field(field.split('.'))?.influences ?? [])];
};
