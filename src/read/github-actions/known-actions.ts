/** What a use of a popular action does, from the table in src/knowledge/actions and the values of its inputs. */
import { actionKnowledge } from '../../knowledge/actions/index.ts';
import type { ActionKnowledge, PermissionCheck, ScriptLanguage } from '../../knowledge/actions/knowledge.ts';
import type { Effect, Influence, Material } from '../../pipeline/effects.ts';
import type { Component, Gap } from '../../pipeline/model.ts';
import { influenced, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { ScriptFacts, ScriptInput } from '../common/script.ts';
import { artifactsIn } from '../common/script-archives.ts';
import { analyzeScriptOnce } from '../common/script-once.ts';
import { type Answer, NO_ANSWERS } from './conditions-answers.ts';
import { type Gate, gatesOfTest } from './conditions-gates.ts';
import { authorOf } from './following.ts';
import { applyAgent, toolServers } from './known-actions-agents.ts';
import { applyCache, applyDownload, applyUpload, downloadedByScript, type Moved } from './known-actions-artifacts.ts';
import { applyCheckout, headActor, proposedRefIn } from './known-actions-checkout.ts';
import { harmful, loginsOf, lowerEffects } from './known-actions-effects.ts';
import { answerFile, lowerOutputs } from './known-actions-outputs.ts';
import { holds, inputOf, type KnownActionUse, type KnownInput, textOf, type Use } from './known-actions-use.ts';

export type { KnownActionUse, KnownInput } from './known-actions-use.ts';

export interface KnownAction {
  readonly effects: readonly Effect[];
  /** Other people's code that it is told to run. */
  readonly uses: readonly Component[];
  /** By the name as the action declares it; `*` for outputs whose names are made at run time. */
  readonly outputs: ReadonlyMap<string, Value>;
  /** What it adds to the variables of later steps. */
  readonly env: ReadonlyMap<string, Value>;
  /** The workspace afterwards. */
  readonly materials: readonly Material[];
  /** What its scripts wrote into files, with what stood there before. */
  readonly written: ReadonlyMap<string, Value>;
  /** What holds once the step has succeeded. */
  readonly gates: readonly Gate[];
  /** What holds where a condition asks for this output to be true. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** Every input that matters was known. */
  readonly understood: boolean;
  /** What of its scripts was not looked at. */
  readonly gaps: readonly Gap[];
}

/** Null: nothing is known of this action. Never throws. */
export const applyKnownAction = (given: KnownActionUse): KnownAction | null => {
  const knowledge = actionKnowledge(given.name);
  if (knowledge === null) return null;
  const use: Use = { ...given, defaults: knowledge.defaults ?? {} };
  const moved = applySpecial(use, knowledge.special);
  const scripts = (knowledge.scripts ?? []).flatMap(({ input, language }) => runInput(use, input, language));
  const agent = knowledge.agent === undefined ? null : applyAgent(use, knowledge.agent);
  const servers = knowledge.agent === undefined ? [] : toolServers(use, knowledge.agent);
  const declared = lowerEffects(use, knowledge.effects ?? []);
  const answer: readonly Influence[] = agent === null || agent.guarantees?.some((g) => g.strength === 'strong') === true ? [] : agent.influences;
  const check = knowledge.checks === undefined ? [] : checked(use, knowledge.checks);
  const { written = NO_VALUES } = use;
  const added = [...scripts.flatMap((s) => [...s.written]), ...answerFiles(knowledge, answer, use), ...filesLeft(knowledge, use)];
  const outputs = lowerOutputs(use, knowledge.outputs ?? [], answer);
  const env = [...loginsOf(use, knowledge.effects ?? []), ...lowerOutputs(use, knowledge.env ?? [], answer)];
  return {
    effects: [
      ...moved.effects,
      ...declared,
      ...scripts.flatMap((s) => s.effects),
      ...(agent === null ? [] : [agent]),
      ...servers.map(({ id, firstUse }): Effect => ({ kind: 'use', component: id, span: firstUse })),
    ],
    uses: servers,
    outputs: scripts.length === 0 ? outputs : new Map([...scripts.flatMap((s) => [...s.outputs]), ...outputs]),
    env: scripts.length === 0 && env.length === 0 ? NO_VALUES : new Map([...scripts.flatMap((s) => [...s.env]), ...env]),
    materials: scripts.at(-1)?.materials ?? withCaches(moved.materials, declared),
    written: added.length === 0 ? written : new Map([...written, ...added]),
    gates: knowledge.checks?.failsWhen !== undefined && holds(use, knowledge.checks.failsWhen) === true ? check : [],
    answers: knowledge.checks?.output === undefined ? NO_ANSWERS : new Map([[knowledge.checks.output, { yes: check }]]),
    understood: (knowledge.scripts ?? []).every(
      ({ input }) => input.startsWith('env:') || textOf(use, input) !== null || use.inputs.get(input)?.holes !== undefined,
    ),
    gaps: scripts.flatMap((s) => s.gaps),
  };
};

const NO_VALUES: ReadonlyMap<string, Value> = new Map();

/** Files in which an agent leaves its answer. */
const answerFiles = ({ outputs }: ActionKnowledge, answer: readonly Influence[], { span }: Use): readonly (readonly [string, Value])[] =>
  (outputs ?? []).flatMap((output) =>
    output.from === 'agent' && output.file !== undefined
      ? [[answerFile(output.file), influenced(...answer.map((i): Influence => ({ ...i, charset: 'any', via: [...i.via, span] })))] as const]
      : [],
  );

/** Files with a credential that stay in the workspace until the job ends. */
const filesLeft = ({ leaves }: ActionKnowledge, use: Use): readonly (readonly [string, Value])[] =>
  (leaves ?? []).flatMap(({ file, input, unless }) => {
    const secrets = inputOf(use, input)?.secrets ?? [];
    return secrets.length === 0 || textOf(use, unless)?.toLowerCase() === 'false' ? [] : [[file, { ...UNKNOWN, secrets }] as const];
  });

const applySpecial = (use: Use, special: ActionKnowledge['special']): Moved => {
  switch (special) {
    case 'checkout':
      return applyCheckout(use);
    case 'merge-head':
      return applyCheckout({ ...use, inputs: new Map([...use.inputs, ['ref', use.inputs.get('head_ref') ?? headOf(use)]]) });
    case 'upload-artifact':
      return applyUpload(use);
    case 'download-artifact':
      return applyDownload(use);
    case 'cache':
    case 'cache-restore':
    case 'cache-save':
      return applyCache(use, special);
    case undefined:
      return { effects: [], materials: use.materials };
  }
};

/** The head of the pull request, which nobody had to name: the event's, or asked for where the event is about a comment. */
const headOf = (use: Use): KnownInput => {
  const known = use.lookupEvent(['github', 'event', 'pull_request', 'head', 'sha']);
  if (known !== undefined && known.text !== '') return { value: UNKNOWN, span: use.span, source: '${{ github.event.pull_request.head.sha }}' };
  const origin = { kind: 'event', field: 'pull_request.head.ref', actor: headActor(use), span: use.span } as const;
  return { value: influenced({ origin, charset: 'ref-name', via: [] }), span: use.span, source: '' };
};

const withCaches = (materials: readonly Material[], effects: readonly Effect[]): readonly Material[] => {
  const restored = effects.flatMap((effect) => (effect.kind === 'cache-restore' ? [effect.material] : []));
  return restored.length === 0 ? materials : [...materials, ...restored];
};

// ---------------------------------------------------------------- inputs that are code

const SHELLS: Readonly<Partial<Record<ScriptLanguage, ScriptInput['shell']>>> = {
  bash: 'bash',
  pwsh: 'pwsh',
  python: 'python',
  javascript: 'javascript',
};
const NOTHING: ScriptFacts = { effects: [], outputs: new Map(), env: new Map(), materials: [], uses: [], written: new Map(), gaps: [] };

const runInput = (use: Use, name: string, language: ScriptLanguage): readonly ScriptFacts[] => {
  const variable = name.startsWith('env:') ? use.env.get(name.slice('env:'.length)) : undefined;
  if (variable !== undefined) return [asText(use, { value: variable, span: use.span }, name, language)];
  const input = use.inputs.get(name);
  if (input === undefined || input.value.text === '') return [];
  const shell = SHELLS[language];
  const text = input.source ?? input.value.text;
  const facts = factsOf(use, name, input, language, shell, text);
  // Where the archive could be followed, it lies where it is unpacked and nowhere else.
  const followed = facts.materials.length > use.materials.length || [...facts.written.values()].some((value) => artifactsIn(value).length > 0);
  const fetched = downloadedByScript(use, language === 'javascript' && !followed ? (text ?? '') : '');
  return [{ ...facts, effects: [...facts.effects, ...fetched.effects], materials: [...facts.materials, ...fetched.materials] }];
};

const factsOf = (
  use: Use,
  name: string,
  input: KnownInput,
  language: ScriptLanguage,
  shell: ScriptInput['shell'] | undefined,
  text: string | null,
): ScriptFacts => {
  if (shell === undefined || text === null || input.at === undefined || input.holes === undefined) return asText(use, input, name, language);
  return analyzeScriptOnce(input.entry ?? input, {
    text,
    shell,
    holes: input.holes,
    env: use.env,
    directory: '',
    materials: use.materials,
    at: input.at,
    outputFiles: { GITHUB_OUTPUT: 'output', GITHUB_ENV: 'env', GITHUB_PATH: 'path', GITHUB_STEP_SUMMARY: 'summary', GITHUB_STATE: 'state' },
    ...(use.run === undefined ? {} : { run: use.run }),
    scenario: { trigger: use.scenario.trigger, proposer: use.scenario.proposer, author: authorOf(use.scenario) },
    ...(use.written === undefined ? {} : { written: use.written }),
    ...(use.envSources === undefined ? {} : { envSources: use.envSources }),
    proposedRefs: (value, source) =>
      proposedRefIn(source) !== null || proposedRefIn(value.text ?? '') !== null || /head_ref|head\.ref|head_branch/.test(source),
  });
};

/** Without the places of its expressions only the whole input can be told. */
const asText = (use: Use, { value, span }: KnownInput, name: string, language: ScriptLanguage): ScriptFacts => {
  const influences = harmful(value.influences);
  if (influences.length === 0) return { ...NOTHING, materials: use.materials };
  return {
    ...NOTHING,
    materials: use.materials,
    effects: [{ kind: 'interpret', language, influences, how: `input \`${name}\` of \`${use.name}\` is run as ${language}`, span }],
  };
};

// ---------------------------------------------------------------- who may pass

const WRITING = /^(?:write|push|maintain|admin|triage)$/i;

/** The same as a condition on the name of whoever caused the run. */
const checked = (use: Use, { level }: PermissionCheck): readonly Gate[] => {
  const wanted = level === null ? 'write' : (textOf(use, level.input) ?? '') || level.default;
  if (!WRITING.test(wanted)) return [];
  return gatesOfTest(
    { path: 'github.triggering_actor', how: 'is', values: ['somebody who can write'], other: null, positive: true },
    use.scenario,
  ).map((gate) => ({ ...gate, kind: 'permission-check', statement: `Only people with ${wanted} permission pass.` }));
};
