/**
 * Actions that are programs or containers and whose files are at hand: the images they are built from, and what their entry points do with
 * the inputs. https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#runs-for-javascript-actions
 */
import type { Effect, Influence } from '../../pipeline/effects.ts';
import { concat, known, originKey, type Value } from '../../pipeline/value.ts';
import { parseDockerfile } from '../../source/dockerfile.ts';
import { sourceText, spanBetween } from '../../source/text.ts';
import type { YamlScalar } from '../../source/yaml.ts';
import { analyzeScript, type ScriptFacts } from '../common/script.ts';
import { authorOf } from './following.ts';
import { type Frame, scopeOf, valueOf } from './frame.ts';
import { harmful } from './known-actions-effects.ts';
import { OUTPUT_FILES } from './lower-script.ts';
import { type JobState, type Made, NOTHING, type World } from './lowering.ts';
import type { ActionSyntax } from './schema.ts';

/** Bundles are larger, and nobody's hand wrote them: what they do is not read out of them. */
const MAX_PROGRAM = 150_000;

/** Images that a container action is, or is built from. */
export const imagesOf = (world: World, action: ActionSyntax): readonly Effect[] => {
  if (action.using !== 'docker' || action.image === null) return [];
  const image = action.image.value.trim();
  if (image.startsWith('docker://')) return [use(world, image.slice('docker://'.length), action.image.span)];
  const file = beside(action, image);
  const text = world.library.text(file);
  if (text === null) return [];
  return parseDockerfile(text, file).stages.flatMap(({ local, resolved, image: written, imageSpan }) =>
    local ? [] : [use(world, resolved ?? written, imageSpan)],
  );
};

const use = (world: World, image: string, span: YamlScalar['span']): Effect => ({ kind: 'use', component: world.registry.image(image, span), span });

/** A file of the action, as spans name it. Container actions name theirs by where they lie in the image. */
const beside = (action: ActionSyntax, file: string): string => {
  const folder = action.file.slice(0, action.file.lastIndexOf('/') + 1);
  const parts: string[] = [];
  for (const part of `${folder}${file.replace(/^\.?\//, '')}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
};

const entriesOf = (world: World, action: ActionSyntax): readonly string[] => {
  const named = action.entries.map(({ value }) => value.value.trim());
  if (action.using !== 'docker' || action.image === null || action.image.value.startsWith('docker://')) return named;
  if (action.entries.some(({ name }) => name === 'entrypoint')) return named;
  const text = world.library.text(beside(action, action.image.value));
  const entry = text === null ? undefined : parseDockerfile(text, '').instructions.findLast(({ keyword }) => keyword === 'ENTRYPOINT');
  const program =
    entry?.exec?.find((word) => /\.(?:sh|bash|js|mjs|cjs|py)$/.test(word)) ??
    /(?<![\w./-])[\w./-]+\.(?:sh|bash|js|py)\b/.exec(entry?.text ?? '')?.[0];
  return program === undefined ? named : [...named, program];
};

/**
 * What the action does with influenced inputs, as far as its own files tell; where they are compiled, too large or not there, that is a
 * question (`opaque`). `inputs` as the action sees them, by name in lower case.
 */
export const lowerProgram = (
  world: World,
  frame: Frame,
  state: JobState,
  action: ActionSyntax,
  inputs: ReadonlyMap<string, Value>,
  env: ReadonlyMap<string, Value>,
  component: string,
  span: YamlScalar['span'],
): Made => {
  const scope = scopeOf({ ...frame, inputs }, env);
  const args = action.args.map((arg) => valueOf(arg, scope));
  const given = new Map([
    ...env,
    ...[...inputs].map(([name, value]): [string, Value] => [variableOf(name), value]),
    ...action.env.map(({ name, value }): [string, Value] => [name, valueOf(value, scope)]),
    ...args.map((value, i): [string, Value] => [String(i + 1), value]),
    ...(args.length === 0 ? [] : (['@', '*'] as const).map((name): [string, Value] => [name, { ...concat(args), text: null }])),
  ]);
  const read = entriesOf(world, action).flatMap((entry) => programOf(world, action, entry) ?? []);
  const facts = read.map((program) => analysed(world, frame, state, given, program));
  const effects = facts.flatMap((f) => f.effects.filter((e) => e.kind === 'interpret' || e.kind === 'argument' || e.kind === 'environment'));
  for (const gap of facts.flatMap((f) => f.gaps)) world.gap(gap);
  // A shell script that was read whole is looked through like any other; a program in a language is not.
  const whole = read.length > 0 && read.length >= action.entries.length && read.every(({ shell }) => shell === 'bash');
  const told = new Set(effects.flatMap((e) => e.influences.map(originKey)));
  const handed = whole ? [] : harmful([...inputs.values()].flatMap((value) => value.influences)).filter((i) => !told.has(originKey(i)));
  return {
    ...NOTHING,
    effects: [...imagesOf(world, action), ...effects, ...(handed.length === 0 ? [] : [opaque(component, handed, state, span)])],
    outputs: new Map(facts.flatMap((f) => [...f.outputs])),
  };
};

const opaque = (component: string, influences: readonly Influence[], state: JobState, span: YamlScalar['span']): Effect => ({
  kind: 'opaque',
  component,
  influences,
  materials: state.materials,
  span,
});

/** https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputs */
const variableOf = (input: string): string => `INPUT_${input.toUpperCase().replaceAll(' ', '_')}`;

interface Program {
  readonly file: string;
  readonly text: string;
  readonly shell: 'bash' | 'javascript' | 'python';
}

const programOf = (world: World, action: ActionSyntax, entry: string): Program | null => {
  const file = [beside(action, entry), beside(action, entry.slice(entry.lastIndexOf('/') + 1))].find((f) => world.library.text(f) !== null);
  const text = file === undefined ? null : world.library.text(file);
  if (file === undefined || text === null || text.length > MAX_PROGRAM) return null;
  const shebang = /^#!.*?\b(bash|sh|dash|ash|node|python3?)\b/.exec(text)?.[1] ?? '';
  if (/\.(?:m|c)?js$/.test(file) || shebang === 'node') return { file, text, shell: 'javascript' };
  if (file.endsWith('.py') || shebang.startsWith('python')) return { file, text, shell: 'python' };
  return /\.(?:sh|bash)$/.test(file) || shebang !== '' ? { file, text, shell: 'bash' } : null;
};

const analysed = (world: World, frame: Frame, state: JobState, env: ReadonlyMap<string, Value>, { file, text, shell }: Program): ScriptFacts => {
  const source = sourceText(file, text);
  return analyzeScript({
    text,
    shell,
    holes: [],
    env: new Map([...env, ['GITHUB_ACTION_PATH', known('.')]]),
    directory: '',
    materials: state.materials,
    written: state.written,
    at: (start, end) => spanBetween(source, start, end),
    outputFiles: OUTPUT_FILES,
    files: { read: (path) => world.tree.read(path) },
    scenario: { trigger: frame.scenario.trigger, proposer: frame.scenario.proposer, author: authorOf(frame.scenario) },
    gitCredential: state.gitCredential,
  });
};
