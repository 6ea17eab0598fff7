/** Tasks as effects, by what src/knowledge/tasks/ says of them. */
import { isPlatformTask, type TaskEffect, type TaskKnowledge, type TaskShell, type TaskWhen, taskKnowledge } from '../../knowledge/tasks/index.ts';
import type { Effect, Material, Publication } from '../../pipeline/effects.ts';
import { concat, through, UNKNOWN, unionInfluences, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import type { ScriptInput } from '../common/script.ts';
import { covering, within } from '../common/script-places.ts';
import { download, upload } from './artifacts.ts';
import { folderOf, harmful, runScript, scriptText, scriptTexts, stepEnv } from './scripts.ts';
import { type JobState, type Made, noteSecret, noteSecrets, scopeOf } from './state.ts';
import { at, type Tree, type TreeScalar, treeEntries, treeText, writtenText } from './tree.ts';
import { partValue } from './variables.ts';

interface Use {
  readonly state: JobState;
  readonly inputs: ReadonlyMap<string, { readonly node: TreeScalar; readonly value: Value }>;
  readonly env: Tree | undefined;
  readonly directory: string | null;
  readonly restricted: boolean;
  readonly span: Span;
}

const inputsOf = (state: JobState, node: Tree | undefined): Use['inputs'] => {
  const scope = scopeOf(state);
  return new Map(
    treeEntries(node).flatMap(({ name, value }) => {
      if (name === null || value.kind !== 'scalar') return [];
      return [[name, { node: value, value: through(concat(value.parts.map((part) => partValue(part, scope))), value.span) }] as const];
    }),
  );
};

const given = (use: Use, names: readonly string[] | undefined) => {
  for (const name of names ?? []) {
    const input = use.inputs.get(name);
    if (input !== undefined && (input.node.parts.length > 0 || input.value.text === null)) return input;
  }
  return undefined;
};

const textIn = (use: Use, names: readonly string[] | undefined): string | null => given(use, names)?.value.text ?? null;
/** The text as far as it is known, expressions where it is not. */
const nameIn = (use: Use, names: readonly string[] | undefined): string | null => {
  const input = given(use, names);
  return input === undefined ? null : (input.value.text ?? writtenText(input.node));
};

/** Does what the effect asks for hold? What cannot be told may hold. */
const holds = (use: Use, when: readonly TaskWhen[] | undefined): boolean =>
  (when ?? []).every(({ input, is, default: fallback }) => {
    const found = use.inputs.get(input);
    const text = found === undefined ? (fallback ?? '') : found.value.text;
    return text === null || is.includes(text.trim().toLowerCase().replaceAll(/\s+/g, ''));
  });

const SHELLS: Readonly<Record<string, ScriptInput['shell']>> = { bash: 'bash', batch: 'cmd', ps: 'pwsh', pscore: 'pwsh', pwsh: 'pwsh' };

const shellOf = (use: Use, shell: TaskShell): ScriptInput['shell'] => {
  if (shell === 'system') return use.state.windows ? 'cmd' : 'bash';
  if (typeof shell === 'string') return shell;
  return SHELLS[textIn(use, [shell.input])?.toLowerCase() ?? ''] ?? (use.state.windows ? 'pwsh' : 'bash');
};

const directoryOf = (use: Use, knowledge: TaskKnowledge): string => folderOf(textIn(use, knowledge.directory) ?? use.directory ?? '');

const scriptsOf = (use: Use, knowledge: TaskKnowledge): readonly Made[] => {
  const scope = scopeOf(use.state);
  const directory = directoryOf(use, knowledge);
  const inline = (knowledge.scripts ?? []).flatMap(({ input, shell, when }) => {
    const found = given(use, input);
    if (found === undefined || !holds(use, when)) return [];
    return [
      runScript(use.state, {
        script: scriptText(found.node, scope),
        shell: shellOf(use, shell),
        directory,
        env: use.env,
        restricted: use.restricted,
      }),
    ];
  });
  const files = (knowledge.files ?? []).flatMap(({ input, shell, when, arguments: behind }) => {
    const found = given(use, input);
    if (found === undefined || !holds(use, when)) return [];
    const interpreter = shellOf(use, shell);
    // The text of the arguments is pasted behind the file's name.
    const added = given(use, behind);
    const command = added === undefined ? scriptText(found.node, scope) : scriptTexts([found.node, added.node], scope);
    const prefix = interpreter === 'bash' ? 'bash ' : interpreter === 'python' ? 'python ' : '';
    const script = {
      ...command,
      text: `${prefix}${interpreter === 'bash' || interpreter === 'python' ? command.text : command.text.replaceAll('\\', '/')}`,
      holes: command.holes.map((hole) => ({ ...hole, start: hole.start + prefix.length, end: hole.end + prefix.length })),
      at: (start: number, end: number) => command.at(Math.max(0, start - prefix.length), Math.max(0, end - prefix.length)),
    };
    return [
      runScript(use.state, { script, shell: interpreter === 'python' ? 'bash' : interpreter, directory, env: use.env, restricted: use.restricted }),
    ];
  });
  return [...inline, ...files];
};

// ---------------------------------------------------------------- effects

const materialsAt = (use: Use, names: readonly string[] | undefined, whole: boolean): readonly Material[] => {
  const path = textIn(use, names);
  const { materials } = use.state;
  if (path === null) return whole ? materials : covering(materials, '');
  const folder = folderOf(path);
  return whole
    ? within(materials, folder)
    : folder.startsWith('$')
      ? covering(materials, folder)
      : within(materials, folder).filter((m) => m.kind !== 'cache');
};

/** The service connection that the task is given: a secret of the project by that name. */
const connectionOf = (use: Use, names: readonly string[] | undefined): string | null => nameIn(use, names);

const publicationOf = (type: Publication['type'], name: string | null): Publication => ({ id: `${type}:${name ?? '*'}`, type, name: name ?? '*' });

const lowered = (use: Use, effect: TaskEffect, knowledge: TaskKnowledge): readonly Effect[] => {
  if (!holds(use, effect.when)) return [];
  const { state, span } = use;
  switch (effect.kind) {
    case 'execute':
      return [{ kind: 'execute', tool: effect.tool, how: effect.how, materials: materialsAt(use, effect.in, false), span }];
    case 'install':
      return [
        {
          kind: 'install',
          manager: effect.manager,
          ecosystem: effect.ecosystem,
          packages: [],
          locked: effect.locked,
          runsScripts: effect.runsScripts,
          directory: folderOf(textIn(use, effect.in) ?? ''),
          span,
        },
      ];
    case 'publish':
      return [
        {
          kind: 'publish',
          publication: publicationOf(effect.type, effect.name === undefined ? ownPackage(use, effect.type, effect.in) : nameIn(use, effect.name)),
          credential: effect.feed === true ? 'token' : connectionOf(use, effect.connection),
          provenance: 'unknown',
          materials: materialsAt(use, effect.in, true),
          span,
        },
      ];
    case 'deploy': {
      const name = nameIn(use, effect.name);
      return [
        {
          kind: 'deploy',
          target: name === null ? effect.what : `${effect.what} ${name}`,
          credential: connectionOf(use, effect.connection),
          materials: materialsAt(use, effect.in, true),
          verified: 'unknown',
          span,
        },
      ];
    }
    case 'login': {
      const connection = connectionOf(use, effect.connection);
      return connection === null ? [] : [{ kind: 'login', provider: effect.provider, to: effect.to, by: 'secret', identity: null, span }];
    }
    case 'release':
      return [
        {
          kind: 'publish',
          publication: { id: 'release:repository', type: 'release', name: 'releases of the repository' },
          credential: connectionOf(use, effect.connection),
          provenance: 'unknown',
          materials: state.materials,
          span,
        },
      ];
    case 'upload':
      return [
        upload(
          state,
          nameIn(use, effect.name) ?? effect.default,
          textIn(use, effect.path) ?? '$PIPELINE_WORKSPACE/a',
          given(use, effect.path)?.node.span ?? span,
        ),
      ];
    case 'download': {
      const specific = ['buildtype', 'source'].some((input) => (textIn(use, [input]) ?? 'current').toLowerCase() === 'specific');
      return [
        download(
          state,
          nameIn(use, effect.name),
          specific ? (nameIn(use, ['pipeline', 'definition', 'project']) ?? 'specific') : null,
          textIn(use, effect.path) ?? '$PIPELINE_WORKSPACE',
          span,
        ),
      ];
    }
    case 'cache': {
      const key = (nameIn(use, ['key']) ?? '*').trim();
      const material: Material = {
        kind: 'cache',
        path: folderOf(textIn(use, ['path']) ?? ''),
        code: null,
        artifact: null,
        artifactFrom: null,
        cacheKey: key,
        span,
      };
      state.materials = [...state.materials, material];
      const restoreKeys = (nameIn(use, ['restorekeys']) ?? '').split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
      return [
        { kind: 'cache-restore', key, restoreKeys, material, span },
        { kind: 'cache-save', key, span },
      ];
    }
    case 'secure-file': {
      const file = given(use, effect.file);
      if (file !== undefined)
        noteSecret(
          state,
          file.value.text ?? writtenText(file.node),
          knowledge.name,
          file.node.span,
          effect.purpose === 'other' ? null : effect.purpose,
        );
      return [];
    }
    case 'vault': {
      const names = textIn(use, effect.names);
      const listed = names === null ? [] : names.split(',').map((name) => name.trim());
      state.values = new Map([
        ...state.values,
        ...listed.flatMap((name) => (name === '' || name === '*' ? [] : [[name.toLowerCase(), { ...UNKNOWN, secrets: [name] }] as const])),
      ]);
      for (const name of listed) if (name !== '' && name !== '*') noteSecret(state, name, '', given(use, effect.names)?.node.span ?? span);
      return [];
    }
  }
};

/** The package that the folder's manifest names. */
const ownPackage = (use: Use, type: Publication['type'], directory: readonly string[] | undefined): string | null => {
  if (type !== 'npm') return null;
  const folder = folderOf(textIn(use, directory) ?? '');
  const text = use.state.run.world.tree.read(folder === '' ? 'package.json' : `${folder}/package.json`);
  const name = text === null ? null : /"name"\s*:\s*"([^"\n]{1,200})"/.exec(text)?.[1];
  return name ?? null;
};

// ---------------------------------------------------------------- the task

/** `Name@1`, `publisher.extension.Name@1.2.3` → name and version. */
export const parseTask = (reference: string): { readonly name: string; readonly version: string } => {
  const cut = reference.lastIndexOf('@');
  return cut < 0 ? { name: reference.trim(), version: '' } : { name: reference.slice(0, cut).trim(), version: reference.slice(cut + 1).trim() };
};

export const runTask = (state: JobState, node: Tree, directory: string | null, restricted: boolean): Made => {
  const reference = at(node, 'task');
  const written = treeText(reference) ?? writtenText(reference);
  const span = reference?.span ?? node.span;
  const { name, version } = parseTask(written);
  const use: Use = { state, inputs: inputsOf(state, at(node, 'inputs')), env: at(node, 'env'), directory, restricted, span };
  const short = name.split('.').at(-1) ?? name;
  const knowledge = taskKnowledge(name) ?? taskKnowledge(short);
  const platform = isPlatformTask(name);
  const { world } = state.run;
  for (const [input, { value, node: written }] of use.inputs) noteSecrets(state, value, input, written.span);
  const made = knowledge === null ? [] : scriptsOf(use, knowledge);
  if (made.length === 0) stepEnv(state, use.env);
  for (const [input, purpose] of Object.entries(knowledge?.connections ?? CONNECTIONS)) {
    const connection = use.inputs.get(input);
    if (connection === undefined || connection.node.parts.length === 0) continue;
    for (const one of (connection.value.text ?? writtenText(connection.node)).split(','))
      if (one.trim() !== '') noteSecret(state, one.trim(), input, connection.node.span, purpose);
  }
  const effects = (knowledge?.effects ?? []).flatMap((effect) => lowered(use, effect, knowledge ?? NO_KNOWLEDGE));
  const outside: Effect[] = [];
  if (!platform) {
    const component = world.registry.add({
      id: `task:${name}@${version}`,
      kind: 'task',
      name,
      ref: version === '' ? null : version,
      pin: version === '' ? 'none' : 'tag',
      owner: MICROSOFT.test(name) ? 'platform' : 'third-party',
      resolved: false,
      nested: [],
      firstUse: span,
    });
    outside.push({ kind: 'use', component, span });
    if (knowledge === null) {
      world.gap({
        file: span.file,
        reason: 'task not known',
        detail: `What the task \`${name}\` does is not known here: an extension that the organisation has installed.`,
        evidence: [span],
      });
      const handed = harmful({ ...UNKNOWN, influences: unionInfluences([...use.inputs.values()].flatMap(({ value }) => value.influences)) });
      if (handed.length > 0) outside.push({ kind: 'opaque', component, influences: handed, materials: state.materials, span });
    }
  }
  return { effects: [...outside, ...effects, ...made.flatMap((one) => one.effects)], outputs: new Map(made.flatMap((one) => [...one.outputs])) };
};

const NO_KNOWLEDGE: TaskKnowledge = { name: '', source: '' };

/** Publishers of the Marketplace that are Microsoft itself. https://marketplace.visualstudio.com/publishers/ms */
const MICROSOFT = /^(?:ms|ms-[\w-]+|microsoft[\w-]*)\./i;

/** Inputs by which tasks usually take service connections. */
const CONNECTIONS: NonNullable<TaskKnowledge['connections']> = {
  azuresubscription: 'cloud',
  connectedservicename: 'cloud',
  connectedservicenamearm: 'cloud',
  githubconnection: 'source',
  containerregistry: 'registry',
  awscredentials: 'cloud',
  kubernetesserviceconnection: 'cloud',
  serviceendpoint: 'other',
  serviceconnection: 'other',
};
