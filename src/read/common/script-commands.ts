/** What one command does: builtins, wrappers, commands that take code, and those in the tables of knowledge/commands. */

import { binaryOf } from '../../knowledge/commands/packages.ts';
import { wrapperOf } from '../../knowledge/commands/wrappers.ts';
import type { ShellNode } from '../../source/shell.ts';
import { agentBehind, inSandbox, isSandbox } from './script-agents.ts';
import { optionInjection } from './script-arguments.ts';
import { runBuiltin } from './script-builtins.ts';
import { baseName, type Call, directoryOf, madeUp, type ParsedCall, parseCall, unwrap } from './script-call.ts';
import { handsText, importsHere, onlyChecks, takesCode } from './script-code.ts';
import { dockerAccess } from './script-containers.ts';
import { downloads, runsDownload } from './script-downloads.ts';
import { knownEffects } from './script-effects.ts';
import { executeFile } from './script-execute.ts';
import { gitCommand } from './script-git.ts';
import { hostingCommand } from './script-hosting.ts';
import { patchCommand } from './script-patches.ts';
import { coveringUntrusted } from './script-places.ts';
import { interpret, type Outcome } from './script-session.ts';
import { printedText } from './script-sources.ts';
import { storeCommand } from './script-stores.ts';
import { append, dangerous, EMPTY, listOf, type Text, UNKNOWN_TEXT, valueOf } from './script-text.ts';
import { makesEnvironment } from './script-venv.ts';

const MAX_NESTING = 30;

export const runCommand = (call: Call, depth = 0): Outcome => {
  const { session, args, span } = call;
  session.budget.left -= 1;
  const [command] = args;
  if (depth > MAX_NESTING) session.budget.nested = true;
  if (command === undefined || depth > MAX_NESTING || session.budget.left < 0) return outcome(EMPTY);
  if (command.exact === null) {
    if (command.free) interpret(session, dangerous(valueOf(command.text)), 'sh', 'the text is the command', span);
    return outcome(UNKNOWN_TEXT);
  }
  const name = baseName(command.exact);
  // `cargo +nightly build`
  if (name === 'cargo' && args[1]?.exact?.startsWith('+') === true) return runCommand({ ...call, args: [command, ...args.slice(2)] }, depth + 1);
  const again = (words: Call['args']): Outcome => runCommand({ ...call, args: words }, depth + 1);

  const body = session.functions.get(command.exact);
  if (body !== undefined) return callFunction(call, body);
  const builtin = runBuiltin(call);
  if (builtin !== null) return builtin;

  const wrapper = wrapperOf(name);
  const parsed = parseCall(call);
  // `flock file -c '…'`, `npm exec -c '…'`: a text in place of the words of a command.
  const wrapped = wrapper === null || handsText(parsed) ? null : unwrap(call, wrapper);
  if (wrapped !== null) {
    if (name !== 'sudo' && name !== 'env') knownEffects(parsed);
    const { directory } = call.state;
    call.state.directory = directoryOf(parsed);
    const result = isSandbox(name) ? inSandbox(parsed, () => again(wrapped)) : again(wrapped);
    call.state.directory = directory;
    return result;
  }
  if (name === 'xargs') return again(xargs(call));
  if ((name === 'python' || name === 'python3' || name === 'py') && parsed.args.some((a) => a.exact === '-m')) {
    const at = args.findIndex((a) => a.exact === '-m');
    const module = args[at + 1]?.exact ?? '';
    // A module of the repository itself.
    const own = ['.py', '/__main__.py'].map((end) => `${module.replaceAll('.', '/')}${end}`).find((file) => ownFile(call, file));
    const before = session.effects.length;
    const result = again([madeUp(own === undefined ? module : `./${own}`), ...args.slice(at + 2)]);
    if (!session.effects.slice(before).some(({ kind }) => kind === 'execute')) importsHere(parsed, [module.split('.', 1)[0] ?? '']);
    return result;
  }
  if (command.exact.includes('/') && !/^\/(?:usr\/(?:local\/)?)?bin\//.test(command.exact) && wrapper === null) {
    const followed = executeFile(parsed, command.exact, args.slice(1));
    // A wrapper script in the tree is the tool it is named after.
    if (/^(?:gradlew|mvnw)$/.test(name)) {
      knownEffects(parsed);
      optionInjection(parsed);
    }
    return outcome(followed);
  }
  if (onlyChecks(parsed)) return outcome(UNKNOWN_TEXT);
  const harnessed = agentBehind(parsed);
  if (harnessed !== null) return again(harnessed);
  const taken = takesCode(parsed);
  optionInjection(parsed);
  if (taken !== null) return outcome(taken);
  if (runsDownload(parsed)) return outcome(UNKNOWN_TEXT);

  const stored = storeCommand(parsed);
  if (stored !== null) return outcome(stored);
  const printed = [patchCommand(parsed), gitCommand(parsed), hostingCommand(parsed), downloads(parsed), printedText(parsed)].find(
    (text) => text !== null,
  );
  makesEnvironment(parsed);
  const ran = knownEffects(parsed);
  const inner = dockerAccess(parsed);
  if (inner !== null) {
    const { directory } = call.state;
    call.state.directory = inner.directory ?? directory;
    again(inner.words);
    call.state.directory = directory;
  }
  elsewhere(parsed);
  // npx and its kin run the command that the package brings.
  const package_ = /^(?:npx|bunx|pnpx|uvx)$/.test(name)
    ? parsed.operands
    : (name === 'pnpm' || name === 'yarn' || name === 'npm' || name === 'bun') && /^(?:dlx|exec|x)$/.test(parsed.operands[0]?.exact ?? '')
      ? parsed.operands.slice(1)
      : [];
  const [wanted] = package_;
  if (wanted?.exact !== undefined && wanted.exact !== null) {
    const before = session.effects.length;
    again([madeUp(binaryOf(wanted.exact)), ...args.slice(args.indexOf(wanted) + 1)]);
    // What is run is looked for in the project first, and fetched from where its .npmrc says. https://docs.npmjs.com/cli/v11/commands/npx
    const materials = name === 'uvx' ? [] : coveringUntrusted(call.state.materials, directoryOf(parsed));
    if (materials.length > 0 && !session.effects.slice(before).some((e) => e.kind === 'execute'))
      session.effects.push({
        kind: 'execute',
        tool: name,
        how: `runs ${wanted.exact} of its node_modules, or of the registry that its .npmrc names`,
        materials,
        span,
      });
  }
  return outcome(printed ?? ran);
};

/** `docker exec box sh -c "…"`, `kubectl exec pod -- sh -c "…"`: the shell is another machine's, with whatever the job can reach there. */
const elsewhere = ({ name, args, session, span }: ParsedCall): void => {
  if (!/^(?:docker|podman|nerdctl|docker-compose|kubectl|oc)$/.test(name) || !args.slice(1, 4).some((a) => a.exact === 'exec')) return;
  const at = args.findIndex((a, i) => i > 0 && /^(?:\S*\/)?(?:ba|da|k|z)?sh$/.test(a.exact ?? '') && /^-\w*c$/.test(args[i + 1]?.exact ?? ''));
  if (at > 0) interpret(session, dangerous(valueOf(args[at + 2]?.text ?? EMPTY)), 'sh', 'the shell in the container runs the text', span);
};

const ownFile = ({ session, state }: Call, file: string): boolean =>
  /^[\w./-]+$/.test(file) &&
  session.input.files?.read([state.directory, file].filter((p) => p !== '').join('/')) !== null &&
  session.input.files !== undefined;

const outcome = (out: Text): Outcome => ({ out, ends: false });

const MAX_CALLS = 12;

/** The function's own arguments hide the script's while it runs; its variables stay. */
const callFunction = ({ session, state, args, span }: Call, body: ShellNode): Outcome => {
  if (session.budget.calls >= MAX_CALLS) return outcome(UNKNOWN_TEXT);
  const names = ['@', '*', ...Array.from({ length: 9 }, (_, i) => String(i + 1))];
  const before = names.map((name) => state.vars.get(name));
  const given = args.slice(1).map((a) => a.text);
  for (const [i, name] of names.entries()) state.vars.set(name, i < 2 ? listOf(given) : (given[i - 2] ?? EMPTY));
  session.budget.calls += 1;
  const { returned } = session.doubt;
  const { at } = session.caller;
  session.caller.at = span;
  const result = session.engine.runNode(session, state, body);
  session.caller.at = at;
  session.budget.calls -= 1;
  session.doubt.returned = returned;
  for (const [i, name] of names.entries()) {
    const old = before[i];
    if (old === undefined) state.vars.delete(name);
    else state.vars.set(name, old);
  }
  return { out: result.out, ends: result.ends === 'exit' ? 'exit' : false };
};

/** xargs hands over what it reads: behind the command's arguments, or in place of a mark inside them. */
const xargs = (call: Call): Call['args'] => {
  const parsed = parseCall(call);
  const { stdin } = call.state;
  const rest = unwrap(call, {}) ?? [madeUp('echo')];
  const mark =
    parsed.options.find((o) => o.name === '-I' || o.name === '-i' || o.name === '--replace')?.value?.exact ??
    (parsed.options.some((o) => /^-(?:I|i)$/.test(o.name)) ? '{}' : null);
  const read = { text: stdin, exact: null, prefix: '', splits: true, free: true, start: call.args[0]?.start ?? 0, end: call.args[0]?.end ?? 0 };
  if (mark === null) return [...rest, read];
  return rest.map((a) =>
    a.exact?.includes(mark) === true
      ? {
          ...a,
          exact: null,
          prefix: a.exact.slice(0, a.exact.indexOf(mark)),
          free: a.exact.startsWith(mark),
          text: append(a.text, { ...stdin, pieces: stdin.pieces.map((p) => ({ ...p, text: null })) }),
        }
      : a,
  );
};
