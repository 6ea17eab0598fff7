/** A `run` step: its script with everything known put in, analysed for what it does. */
import type { Effect } from '../../pipeline/effects.ts';
import type { Value } from '../../pipeline/value.ts';
import { through } from '../../pipeline/value.ts';
import { onOneLine, type Span } from '../../source/span.ts';
import { entriesOf, get, itemsOf, textOf, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import type { ScriptInput } from '../common/script.ts';
import { analyzeScriptOnce } from '../common/script-once.ts';
import { addStep, type JobContext, type Reach, textIn } from './lowering.ts';
import { placeOf } from './places.ts';
import { mentionedIn } from './secrets.ts';
import { expand, type Scope, scriptOf, shownText, valueOf } from './templates.ts';

/** https://circleci.com/docs/reference/configuration-reference/#run: `/bin/bash -eo pipefail` where nothing is said. */
const shellOf = (written: string | null): ScriptInput['shell'] => {
  if (written === null) return 'bash';
  if (/pwsh|powershell/i.test(written)) return 'pwsh';
  if (/\bcmd(?:\.exe)?\b/i.test(written)) return 'cmd';
  if (/\bpython[\d.]*\b/.test(written)) return 'python';
  if (/\bnode\b/.test(written)) return 'javascript';
  if (/\b(?:bash|zsh)(?:\.exe)?\b/.test(written)) return 'bash';
  return /\b(?:sh|ash|dash)\b/.test(written) ? 'sh' : 'other';
};

/** `environment` as a mapping, or a list of them. https://circleci.com/docs/guides/security/set-environment-variable/ */
export const variables = (node: YamlNode | undefined, scope: Scope): Map<string, Value> => {
  const found = new Map<string, Value>();
  const add = (mapping: YamlNode): void => {
    for (const { key, value } of entriesOf(mapping))
      if (value.kind === 'scalar') found.set(key.value, through(valueOf(expand(value, scope)), key.span));
  };
  if (node?.kind === 'mapping') add(node);
  for (const item of itemsOf(node)) {
    if (item.kind === 'mapping') add(item);
    const pair = item.kind === 'scalar' ? /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(item.value) : null;
    if (pair?.[1] !== undefined) found.set(pair[1], { text: pair[2] ?? '', influences: [], secrets: [] });
  }
  return found;
};

const keys = new WeakMap<YamlScalar, Map<string, object>>();

/** One key for all that makes the same text of this scalar: the places are the same then too. */
const keyOf = (scalar: YamlScalar, text: string): object => {
  const known = keys.get(scalar) ?? new Map<string, object>();
  keys.set(scalar, known);
  const old = known.get(text) ?? {};
  known.set(text, old);
  return old;
};

const SCRIPT_FILE = /(?:^|[\s"'=(])((?:\.{0,2}\/)?[\w.-]+(?:\/[\w.-]+)*\.(?:sh|bash|py|rb|js|mjs|ts|ps1))\b/g;
const MAX_FILES = 10;

/** Scripts of the repository that the text names, by what they read. */
const inFiles = (context: JobContext, text: string, directory: string): readonly string[] => {
  const names = new Set<string>();
  let left = MAX_FILES;
  for (const match of text.matchAll(SCRIPT_FILE)) {
    if (left === 0) break;
    const path = (match[1] ?? '').replace(/^\.\//, '');
    const content = context.world.tree.read(directory === '' ? path : `${directory}/${path}`) ?? context.world.tree.read(path);
    if (content === null) continue;
    left--;
    for (const name of mentionedIn(content)) names.add(name);
  }
  return [...names];
};

/** `node` is what stands behind `run:`: the script itself, or a mapping with it. */
export const lowerRun = (context: JobContext, node: YamlNode, scope: Scope, reach: Reach, at: Span): void => {
  const command = node.kind === 'scalar' ? node : get(node, 'command');
  if (command?.kind !== 'scalar') return;
  const { state, world } = context;
  const template = expand(command, scope);
  const script = scriptOf(template, command.span);
  const written = get(node, 'working_directory');
  const inJob = written === undefined ? null : textIn(written, scope);
  const directory = inJob === null ? '' : placeOf(inJob, context.working);
  const own = variables(get(node, 'environment'), scope);
  const env = new Map([...context.env, ...state.env, ...own]);
  const shell = shellOf(textIn(get(node, 'shell'), scope) ?? context.shell);
  const facts = analyzeScriptOnce(keyOf(command, `${shell}\n${script.text}`), {
    text: script.text,
    shell,
    holes: script.holes,
    env,
    directory,
    materials: state.materials,
    written: state.written,
    at: (start, end) => script.at(start, end),
    // Steps read the file that the variable names before their own script: https://circleci.com/docs/guides/security/set-environment-variable/
    outputFiles: { BASH_ENV: 'shell' },
    files: { read: (path) => world.tree.read(path) },
    scenario: {
      trigger: context.seed.trigger,
      proposer: context.seed.proposer,
      author: context.seed.ref === 'default' ? 'contributor' : context.seed.proposer,
    },
    gitCredential: state.gitCredential,
  });
  state.env = new Map([...state.env, ...facts.env]);
  state.materials = facts.materials;
  state.written = facts.written;
  for (const gap of facts.gaps) world.gap(gap);
  for (const component of facts.uses) world.components.add(component);
  const mention = (names: readonly string[], usedAs: string, span: Span): void => {
    for (const name of names)
      if (!own.has(name) && !context.env.get(name)?.text) state.mentions.push({ name, usedAs: usedAs === '' ? [] : [usedAs], span });
  };
  for (const name of mentionedIn(script.text)) {
    const from = script.text.search(new RegExp(`\\b${name}\\b`));
    mention([name], '', script.at(from, from + name.length));
  }
  mention(inFiles(context, script.text, directory), '', onOneLine(command.span));
  const when = textOf(get(node, 'when'));
  const name = textIn(get(node, 'name'), scope) ?? shownText(template).trim().split('\n')[0] ?? 'run';
  const effects = OIDC.test(script.text) ? facts.effects.map(withIdentity) : facts.effects;
  addStep(
    context,
    name === '' ? 'run' : name.slice(0, 60),
    effects,
    command.span.line === 0 ? at : command.span,
    when === 'on_fail' ? { ...reach, reach: 'depends' } : reach,
  );
};

/** https://circleci.com/docs/guides/permissions-authentication/oidc-tokens-with-custom-claims/ */
const OIDC = /\bCIRCLE_OIDC_TOKEN|\bcircleci run oidc get\b/;

/** What ships without a credential that could be told, in a script that asks for the job's identity, ships with that. */
const withIdentity = (effect: Effect): Effect =>
  effect.kind === 'publish' && effect.credential === null ? { ...effect, credential: 'identity' } : effect;
