/** A `run:` step: its script with the expressions masked, analysed for what it does. */
import { UNKNOWN, type Value } from '../../pipeline/value.ts';
import { spanAt, type YamlScalar } from '../../source/yaml.ts';
import type { ScriptHole, ScriptInput } from '../common/script.ts';
import { compareScript } from '../common/script-once.ts';
import { coveringUntrusted } from '../common/script-places.ts';
import { alike } from '../common/stand-ins.ts';
import { type ExpressionScope, evaluate } from './evaluate.ts';
import { parseExpression, splitTemplate } from './expressions.ts';
import { authorOf } from './following.ts';
import { extendSources, type Frame, matrixValues, scopeOf, valueOf } from './frame.ts';
import { type JobState, type Made, NOTHING, normalPath, type World } from './lowering.ts';
import type { StepSyntax } from './schema.ts';
import { compareStep } from './sibling-calls.ts';

/** Variables that name the files through which a step hands values on. */
export const OUTPUT_FILES = {
  GITHUB_OUTPUT: 'output',
  GITHUB_ENV: 'env',
  GITHUB_PATH: 'path',
  GITHUB_STEP_SUMMARY: 'summary',
  GITHUB_STATE: 'state',
} as const;
const INTERPRETERS: Readonly<Record<string, 'bash' | 'sh' | 'pwsh' | 'cmd' | 'python'>> = {
  bash: 'bash',
  sh: 'sh',
  pwsh: 'pwsh',
  powershell: 'pwsh',
  cmd: 'cmd',
  python: 'python',
};

const PROPOSED_REF = /pull_request\.head\.(?:sha|ref)|head_ref|merge_commit_sha|workflow_run\.head_(?:sha|branch|commit)|refs\/pull\//;

const NO_HOLES: readonly ScriptHole[] = [];

/** Tells of the expressions in a text that are none. */
export const reportBroken = (world: World, script: YamlScalar): void => {
  if (!script.value.includes('${{')) return;
  for (const part of splitTemplate(script.value)) {
    if (part.kind === 'text') continue;
    const parsed = parseExpression(part.source);
    if (!parsed.ok)
      world.gap({
        file: script.span.file,
        reason: 'expression not understood',
        detail: `${parsed.message}. Mend the expression, or read this script by hand.`,
        evidence: [spanAt(script, part.start, part.end)],
      });
  }
};

/** The expressions of a script, each with its place and value. */
export const holesOf = (script: YamlScalar, scope: ExpressionScope): readonly ScriptHole[] => {
  if (!script.value.includes('${{')) return NO_HOLES;
  return splitTemplate(script.value).flatMap((part) => {
    if (part.kind === 'text') return [];
    const parsed = parseExpression(part.source);
    const value = parsed.ok
      ? evaluate(parsed.expression, scope, (start, end) => spanAt(script, part.innerStart + start, part.innerStart + end))
      : UNKNOWN;
    return [{ start: part.start, end: part.end, value, source: part.source }];
  });
};

/** The folder a step works in. Where a matrix gives several, one that holds what strangers made. */
const folderOf = (frame: Frame, state: JobState, folder: YamlScalar, scope: ExpressionScope): string => {
  const value = valueOf(folder, scope).text;
  if (value !== null) return value;
  const written = folder.value.replaceAll(/\$\{\{\s*github\.workspace\s*\}\}\/?/g, '');
  if (!written.includes('${{')) return written;
  const match = /^([^$]*)\$\{\{\s*matrix((?:\.[\w-]+)+)\s*\}\}([^$]*)$/.exec(written);
  if (match === null) return '';
  const folders = matrixValues(frame, (match[2] ?? '').slice(1).toLowerCase().split('.')).flatMap(({ text }) =>
    text === null ? [] : [normalPath(`${match[1] ?? ''}${text}${match[3] ?? ''}`)],
  );
  return folders.find((f) => coveringUntrusted(state.materials, f).length > 0) ?? folders[0] ?? '';
};

/**
 * What a printed text can make the runner do. `##[command]` is looked for anywhere in a line; commands that set variables and search paths
 * are obeyed only where the team asked for it. https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs,
 * https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/
 * A step that stops commands while it prints is taken at its word, unless the word that starts them again can be read in it.
 * Outputs of a step without an id are read by nobody.
 */
const obeyed = ({ id }: StepSyntax, script: string, env: ReadonlyMap<string, Value>): NonNullable<ScriptInput['printed']> => {
  if (/::stop-commands::["']?\$/.test(script)) return 'start';
  if (env.get('ACTIONS_ALLOW_UNSECURE_COMMANDS')?.text?.toLowerCase() === 'true') return 'anywhere';
  return id === null ? 'start' : 'outputs';
};

export const lowerRun = (
  world: World,
  frame: Frame,
  state: JobState,
  step: StepSyntax,
  run: YamlScalar,
  scope: ExpressionScope,
  env: ReadonlyMap<string, Value>,
): Made => {
  const shell = (step.shell ?? 'bash').trim().split(/\s+/)[0] ?? 'bash';
  reportBroken(world, run);
  const holes = holesOf(run, scope);
  const directory = step.workingDirectory === null ? '' : folderOf(frame, state, step.workingDirectory, scope);
  const input: ScriptInput = {
    text: run.value,
    shell: Object.hasOwn(INTERPRETERS, shell) ? (INTERPRETERS[shell] ?? 'other') : shell === 'node' ? 'javascript' : 'other',
    holes,
    env,
    directory: normalPath(directory),
    materials: state.materials,
    written: state.written,
    at: (start, end) => spanAt(run, start, end),
    outputFiles: OUTPUT_FILES,
    files: { read: (path) => world.tree.read(path) },
    proposedRefs: (value, source) => PROPOSED_REF.test(source) || PROPOSED_REF.test(value.text ?? ''),
    run: frame.run,
    scenario: { trigger: frame.scenario.trigger, proposer: frame.scenario.proposer, author: authorOf(frame.scenario) },
    envSources: extendSources(frame.sources, step.env),
    eventFile: { variable: 'GITHUB_EVENT_PATH', field: (path) => scope.lookup(['github', 'event', ...path.map((part) => part.toLowerCase())]) },
    gitCredential: state.gitCredential,
    printed: obeyed(step, run.value, env),
  };
  const { facts, sameWith, memory } = compareScript(run, input);
  if (holes.length > 0)
    compareStep(frame.siblings, {
      written: [run],
      here: holes,
      given: ({ inputs }) => holesOf(run, scopeOf({ ...frame, inputs }, env)),
      isSameGiven: alike,
      doesTheSame: sameWith,
      memory: () => memory,
    });
  if (facts.env.size > 0) state.env = new Map([...state.env, ...facts.env]);
  state.materials = facts.materials;
  state.written = facts.written;
  for (const gap of facts.gaps) world.gap(gap);
  for (const component of facts.uses) world.registry.add(component);
  return { ...NOTHING, effects: facts.effects, outputs: facts.outputs };
};
