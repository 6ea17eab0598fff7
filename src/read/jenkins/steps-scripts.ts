/**
 * `sh`, `bat`, `powershell`, `pwsh`: Groovy puts its text in first, then the shell reads what came of it.
 * https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#string-interpolation
 */
import type { Material } from '../../pipeline/effects.ts';
import { known, type Value } from '../../pipeline/value.ts';
import type { ScriptInput } from '../common/script.ts';
import { analyzeScriptOnce } from '../common/script-once.ts';
import { argument, type StepCall } from './call.ts';
import { environmentValue } from './evaluate.ts';
import { draftAt, emit, type Frame, spanOf } from './run.ts';
import { type GroovyValue, joinPieces, knownText, NOTHING_KNOWN, piecesOf, plain, writtenAs } from './values.ts';
import { PREDEFINED } from './variables.ts';

const SHELLS: Readonly<Record<string, ScriptInput['shell']>> = { sh: 'bash', bat: 'cmd', powershell: 'pwsh', pwsh: 'pwsh' };

export const isScript = (name: string): boolean => Object.hasOwn(SHELLS, name);

/** The same script in the same places stands for one object, which keeps what it does. */
const kept = new WeakMap<object, Map<string, object>>();
const sameScript = (frame: Frame, node: object, key: string): object => {
  const { tree } = frame.run.world;
  const all = kept.get(node) ?? new Map<string, object>();
  kept.set(node, all);
  const old = all.get(key);
  if (old !== undefined) return old;
  const made = { tree };
  all.set(key, made);
  return made;
};

/** Everything that is in the environment of a script here. */
const environmentOf = (frame: Frame): ReadonlyMap<string, Value> => {
  const { run } = frame;
  const names = new Set([...PREDEFINED, ...run.parameters.keys(), ...run.webhook.keys(), ...run.env.keys(), ...frame.env.keys()]);
  const env = new Map<string, Value>();
  for (const name of names) env.set(name, environmentValue(frame, name));
  env.set('CI', known('true'));
  return env;
};

/** In expressions: a file with more than about a thousand scripts is followed in part. */
const SCRIPT_COST = 50;

/** Hands what a script prints on as a value of its own. */
const PRINTED = 'JENKINS_RETURNED_STDOUT';
const PROPOSED =
  /\b(?:CHANGE_BRANCH|ghprbActualCommit|ghprbSourceBranch|gitlabSourceBranch|GERRIT_REFSPEC|GERRIT_PATCHSET_REVISION)\b|refs\/(?:pull|merge-requests|changes)\/|pull\/[^ ]*\/(?:head|merge)/;

export const runScript = (frame: Frame, call: StepCall): GroovyValue => {
  // Scripts are what takes time.
  frame.run.budget.left -= SCRIPT_COST;
  const text = argument(call, 'script') ?? NOTHING_KNOWN;
  const node = call.nodes.get('script') ?? call.nodes.get('') ?? call.node;
  const span = spanOf(frame, node);
  const pieces = piecesOf(text, writtenAs(node, frame.source), span);
  const script = joinPieces(pieces, span);
  const draft = draftAt(frame, call.span);
  const { machine } = draft;
  const shell = SHELLS[call.name] ?? 'bash';
  // A hash-bang line chooses another interpreter. https://www.jenkins.io/doc/pipeline/steps/workflow-durable-task-step/#sh-shell-script
  const interpreter = /^#!\S*\/(?:env\s+)?(\w+)/.exec(script.text.trimStart())?.[1] ?? '';
  const chosen: ScriptInput['shell'] =
    shell !== 'bash' || interpreter === '' || interpreter.endsWith('sh')
      ? shell
      : interpreter.startsWith('python')
        ? 'python'
        : interpreter === 'node'
          ? 'javascript'
          : 'other';
  const printed = knownText(call.get('returnStdout')) === 'true' && chosen === 'bash' && !script.text.includes(PRINTED);
  const lead = '__out=$(\n';
  const within = (offset: number): number => Math.min(Math.max(0, offset), script.text.length);
  const input: ScriptInput = {
    text: printed ? `${lead}${script.text}\n)\necho "stdout=$__out" >> "$${PRINTED}"\n` : script.text,
    shell: chosen,
    holes: printed ? script.holes.map((h) => ({ ...h, start: h.start + lead.length, end: h.end + lead.length })) : script.holes,
    env: environmentOf(frame),
    directory: frame.directory,
    materials: [...machine.materials, ...draft.left],
    written: machine.written,
    at: printed ? (start, end) => script.at(within(start - lead.length), within(end - lead.length)) : script.at,
    outputFiles: { [PRINTED]: 'output' },
    files: { read: (path) => frame.run.world.tree.read(path) },
    proposedRefs: (value, source) => PROPOSED.test(source) || PROPOSED.test(value.text ?? ''),
    scenario: { trigger: frame.run.scenario.trigger, proposer: frame.run.scenario.proposer, author: frame.run.scenario.head },
    gitCredential: frame.git ?? sourceCredential(frame),
  };
  const facts = analyzeScriptOnce(sameScript(frame, node, JSON.stringify([input.text, script.at(0, script.text.length), printed])), input);
  const left = new Set<Material>(draft.left);
  machine.materials = facts.materials.filter((m) => !left.has(m));
  machine.written = facts.written;
  for (const gap of facts.gaps) frame.run.world.gap(gap);
  for (const component of facts.uses) frame.run.world.registry.add(component);
  emit(frame, `${call.name} ${firstLine(script.text)}`, call.span, facts.effects);
  return printed ? plain({ ...(facts.outputs.get('stdout') ?? facts.outputs.get('*') ?? NOTHING_VALUE), text: null }) : NOTHING_KNOWN;
};

const NOTHING_VALUE: Value = { text: null, influences: [], secrets: [] };

const firstLine = (text: string): string => (text.trim().split('\n')[0] ?? '').trim().slice(0, 50);

const sourceCredential = ({ secrets }: Frame): string | null => secrets.findLast((s) => s.purpose === 'source')?.name ?? null;
