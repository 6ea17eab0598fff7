/** AI agents on the command line: what they are told, what they read by themselves, and which tools they hold. */
import { AGENT_COMMANDS, AGENT_SANDBOXES, THREAD_TEXTS, textsNamedIn, toolServersIn, toolsOf } from '../../knowledge/agents.ts';
import type { Effect, EffectOf, Influence } from '../../pipeline/effects.ts';
import { ACTORS, type Guarantee } from '../../pipeline/model.ts';
import { influenced, unionInfluences, type Value } from '../../pipeline/value.ts';
import { baseName, directoryOf, hasOption, optionValues, type ParsedCall } from './script-call.ts';
import { packageComponent } from './script-components.ts';
import { covering, resolvePath } from './script-places.ts';
import { dangerous, exactText, type Text, textOf, UNKNOWN_TEXT, valueOf } from './script-text.ts';
import type { Argument } from './script-words.ts';
import { askOf } from './watched-answers.ts';

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
    guarantees: contained(call),
    tools: hasOption(call, '-y') ? 'shell' : toolsOf(granted(call), known.tools),
    span,
  };
};

export const isSandbox = (command: string): boolean => AGENT_SANDBOXES.has(command);

/** Runs what stands behind a sandbox; agents in it are told apart. */
export const inSandbox = <T>(call: ParsedCall, run: () => T): T => {
  const { sandbox } = call.session;
  const outer = sandbox.of;
  sandbox.of = call;
  const result = run();
  sandbox.of = outer;
  return result;
};

/** The agent's command line where a script of the interpreter is handed it whole (`node driver.js copilot …`). */
export const agentBehind = (call: ParsedCall): readonly Argument[] | null => {
  if (call.session.sandbox.of === null || !/^(?:node|python3?)$/.test(call.name)) return null;
  const at = call.args.findIndex((a, i) => i > 1 && AGENT_COMMANDS.some(({ command }) => command === baseName(a.exact ?? '')));
  return at < 0 ? null : call.args.slice(at);
};

const secretNames = (env: ReadonlyMap<string, Value>): readonly string[] =>
  [...env].flatMap(([name, { secrets }]) => (secrets.length > 0 ? [name] : []));

/** What the sandbox keeps from the agent: every secret that the step names, or all but those it hands on. */
const contained = ({ session }: ParsedCall): readonly Guarantee[] => {
  const { of } = session.sandbox;
  if (of === null) return [];
  const withheld = new Set(of.options.flatMap(({ name }, i) => (name === '--exclude-env' ? (of.options[i]?.value?.exact ?? []) : [])));
  const handed = hasOption(of, '--env-all') ? askOf(session.input.env, 'names of secrets', secretNames).filter((name) => !withheld.has(name)) : [];
  const [first] = handed;
  return [
    {
      id: `agent-sandbox@${of.name}`,
      statement: 'The agent runs in a container that holds none of the credentials and reaches listed addresses only.',
      enforcedBy: 'configuration',
      against: ACTORS,
      strength: first === undefined ? 'strong' : 'weak',
      why:
        first === undefined
          ? 'What it is talked into stays in the container; later jobs take only what it hands over.'
          : `The container is handed \`${first}\`, which holds a secret.`,
      evidence: [of.span],
      source: 'https://github.github.com/gh-aw/introduction/architecture/',
    },
  ];
};

/** Tool servers that the command is given, or that are added for later (`claude mcp add NAME -- npx …`). */
export const startsServers = (call: ParsedCall): void => {
  const { session, state, span } = call;
  const configs = optionValues(call, '--mcp-config', '--additional-mcp-config', '--settings').map((a) => {
    const path = a.exact === null ? null : resolvePath(state.directory, a.exact.replace(/^@/, ''));
    const written = path === null ? undefined : state.written.get(path);
    return (written === undefined ? null : exactText(written)) ?? (path === null ? null : session.input.files?.read(path)) ?? a.exact ?? a.prefix;
  });
  for (const { ecosystem, wanted } of configs.flatMap(toolServersIn))
    session.effects.push({ kind: 'use', component: packageComponent(session, ecosystem, wanted, span), span });
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
  // A compiled prompt lies in a file that another job has made, and names the thread of the event.
  const fields = session.sandbox.of === null ? textsNamedIn(written) : THREAD_TEXTS;
  return [...files, ...fields.flatMap((field) => eventFile?.field(field.split('.'))?.influences ?? [])];
};
