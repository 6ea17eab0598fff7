/** AI agents as actions: what they read, which tools they hold, and who may ask them. */

import type { AgentKnowledge } from '../../knowledge/actions/knowledge.ts';
import { THREAD_TEXTS, textsNamedIn, toolServersIn, toolsOf } from '../../knowledge/agents.ts';
import type { Effect, Influence, Material } from '../../pipeline/effects.ts';
import type { Component, Guarantee } from '../../pipeline/model.ts';
import { UNKNOWN, unionInfluences } from '../../pipeline/value.ts';
import { packageAsComponent } from '../common/script-components.ts';
import { raiseValue } from './contexts.ts';
import { harmful } from './known-actions-effects.ts';
import { inputOf, materialsFor, textOf, type Use, workspacePath } from './known-actions-use.ts';
import { since } from './triggers-guarantees.ts';

export const applyAgent = (use: Use, agent: AgentKnowledge): Extract<Effect, { kind: 'agent' }> => {
  const prompts = agent.prompts.flatMap((name) => inputOf(use, name)?.influences ?? []);
  const event =
    agent.readsEvent && !automated(use, agent)
      ? THREAD_TEXTS.flatMap((field) => use.lookupEvent(['github', 'event', ...field.split('.')])?.influences ?? [])
      : [];
  const guarantees = asks(use, agent);
  const read = harmful(unionInfluences([...prompts, ...event, ...fetched(use, agent)]));
  return {
    kind: 'agent',
    agent: agent.agent,
    // Who caused the run has been asked for: what that person wrote to cause it is no stranger's.
    influences: guarantees.length === 0 ? read : raiseValue({ ...UNKNOWN, influences: read }, CAUSING).influences,
    materials: agent.readsWorkspace ? materialsFor(use.materials, '').map((material) => guarded(use, agent, material)) : [],
    ...(agent.settings === undefined || restores(use, agent) ? {} : { settings: agent.settings }),
    tools: toolsIn(use, agent),
    guarantees,
    span: use.span,
  };
};

/** Texts by which a run is caused, whose author is whoever caused it. */
const CAUSING = ['comment', 'review'].map((object) => ({ field: `github.event.${object}`, actor: 'writer' as const }));

/** It works through the workflow's own prompt, is told nothing else and has no tools but those it is given. */
const automated = (use: Use, { toolsWhenPrompted }: AgentKnowledge): boolean =>
  toolsWhenPrompted !== undefined && textOf(use, 'prompt') !== '' && textOf(use, 'track_progress')?.toLowerCase() !== 'true';

/** Packages of registries that the agent starts as its tools. Those of a checkout count where it is the repository's own. */
export const toolServers = (use: Use, { toolServers: named }: AgentKnowledge): readonly Component[] => {
  if (named === undefined) return [];
  const own = materialsFor(use.materials, '').some((m) => m.kind === 'checkout' && m.code?.kind === 'trusted');
  const given = named.inputs.flatMap((name) => {
    const input = use.inputs.get(name);
    return input === undefined ? [] : toolServersIn(input.value.text ?? input.source ?? '').map((server) => ({ ...server, span: input.span }));
  });
  const kept = own ? named.files.flatMap((file) => toolServersIn(use.files?.read(file) ?? '').map((server) => ({ ...server, span: use.span }))) : [];
  return [...given, ...kept].map(({ ecosystem, wanted, span }) => packageAsComponent(ecosystem, wanted, span));
};

/** What a prompt sends the agent to: variables of the step, files that earlier steps wrote, and the issue or pull request whose number it names. */
const fetched = (use: Use, agent: AgentKnowledge): readonly Influence[] => {
  const sources = agent.prompts.map((name) => use.inputs.get(name)?.source ?? '');
  const prompt = [...sources, ...sources.flatMap((source) => commandOf(use, agent, source)?.text ?? [])].join('\n');
  const variables = [...new Set([...prompt.matchAll(/\$\{?([A-Za-z_]\w*)|\benv\.([A-Za-z_]\w*)/g)].map((m) => m[1] ?? m[2] ?? ''))];
  const written = [prompt, ...variables.map((name) => use.envSources?.get(name) ?? '')].join('\n');
  return [
    ...variables.flatMap((name) => use.env.get(name)?.influences ?? []),
    ...filesNamed(use, agent, prompt),
    ...text(use, textsNamedIn(written)),
  ];
};

/** A file by its name, however the prompt writes its folder. */
const filesNamed = (use: Use, agent: AgentKnowledge, prompt: string): readonly Influence[] => {
  const given = (agent.promptFiles ?? []).flatMap((name) => (textOf(use, name) ?? '').split('\n').map(workspacePath));
  return [...(use.written ?? [])].flatMap(([path, value]) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return given.some((file) => file === path || file.endsWith(`: ${path}`)) || (name.length > 2 && prompt.includes(name)) ? value.influences : [];
  });
};

const text = (use: Use, fields: readonly string[]): readonly Influence[] =>
  fields.flatMap((field) => use.lookupEvent(['github', 'event', ...field.split('.')])?.influences ?? []);

/** A command of the repository that the prompt begins with: its text and the tools it brings. `text` null: the file is not there. */
const commandOf = (use: Use, { commandFiles }: AgentKnowledge, prompt: string): { readonly text: string | null; readonly tools: string } | null => {
  const name = /^\s*\/([A-Za-z][\w-]*)(?:\s|$)/.exec(prompt)?.[1];
  if (commandFiles === undefined || name === undefined) return null;
  const text = commandFiles.map((file) => use.files?.read(file.replace('{name}', name)) ?? null).find((found) => found !== null) ?? null;
  const head = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text ?? '')?.[1] ?? '';
  return { text, tools: /^allowed-tools:\s*((?:.*(?:\r?\n[ \t-].*)*))/m.exec(head)?.[1] ?? '' };
};

const toolsIn = (use: Use, agent: AgentKnowledge): AgentKnowledge['tools'] => {
  const given = agent.toolInputs.flatMap((name) => {
    const value = use.inputs.get(name);
    return value === undefined || value.value.text === '' ? [] : [value.value.text ?? value.source ?? ''];
  });
  const command = commandOf(use, agent, use.inputs.get('prompt')?.source ?? '');
  const brought = command === null || command.tools === '' ? [] : [`--allowedTools "${command.tools}"`];
  const tools = toolsOf([...given, ...brought].join('\n'), automated(use, agent) ? (agent.toolsWhenPrompted ?? agent.tools) : agent.tools);
  return tools === 'read' && command?.text === null ? 'unknown' : tools;
};

const restores = (use: Use, { restoresInstructions }: AgentKnowledge): boolean =>
  restoresInstructions !== undefined && use.scenario.trigger.startsWith('pull_request') && since(restoresInstructions.date, use.asOf);

/** Instruction files of the change are put aside in newer releases; every other file of it is still read. */
const guarded = (use: Use, knowledge: AgentKnowledge, material: Material): Material => {
  const { agent, restoresInstructions } = knowledge;
  if (restoresInstructions === undefined || !restores(use, knowledge) || material.kind !== 'checkout' || material.code?.kind !== 'proposed')
    return material;
  const guarantee: Guarantee = {
    id: `restores-instructions@${use.name}`,
    statement: `${agent} takes its instruction and settings files from the base branch.`,
    enforcedBy: 'platform',
    against: ['outsider', 'contributor'],
    strength: 'weak',
    why: 'Every other file of the change is still read, and tools of the project still obey it.',
    evidence: [use.span],
    source: restoresInstructions.source,
  };
  return { ...material, guarantees: [...(material.guarantees ?? []), guarantee] };
};

const asks = (use: Use, knowledge: AgentKnowledge): readonly Guarantee[] => {
  const { asksForWriteAccess: rule, agent } = knowledge;
  if (rule === undefined) return [];
  const opened = rule.unless.flatMap(({ input, needs }) =>
    textOf(use, input) !== '' && (needs === undefined || textOf(use, needs) !== '') ? [input] : [],
  );
  const everybody = opened.some((input) => /(?:^|,)\s*\*\s*(?:,|$)/.test(textOf(use, input) ?? '*'));
  const waived = rule.waivedBy !== undefined && textOf(use, rule.waivedBy)?.toLowerCase() !== 'false' && textOf(use, rule.waivedBy) !== '';
  if (everybody || waived) return [];
  const about = aboutOthers(use, knowledge);
  return [
    {
      id: `asks-for-write-access@${use.name}`,
      statement: `${agent} runs only for people who can write to the repository.`,
      enforcedBy: 'platform',
      against: ['outsider', 'contributor'],
      strength: about ? 'weak' : 'strong',
      why: about
        ? 'It looks at who caused the run; what it then reads may be written by others.'
        : opened.length > 0
          ? `The people named in \`${opened.join('`, `')}\` pass as well.`
          : 'The action asks the platform for the permission of the person who caused the run.',
      evidence: [use.inputs.get(opened[0] ?? '')?.span ?? use.span],
      source: rule.source,
      ...(about ? { interaction: 'routine' as const, asksCauser: true as const } : {}),
    },
  ];
};

/** Events that a member causes about what somebody else has written. Opening something is its author's own act; a comment on it need not be. */
const aboutOthers = (use: Use, { calledBy }: AgentKnowledge): boolean => {
  const { scenario } = use;
  const calls = calledBy === undefined || textOf(use, calledBy.prompt) !== '' ? undefined : calledBy.types[scenario.trigger];
  // One that is not called does nothing; types that nobody wrote down are all there are.
  const types = calls === undefined ? scenario.types : (scenario.types ?? Object.keys(calls)).filter((type) => isCalled(use, calls[type]));
  return isAboutOthers({ ...scenario, types });
};

/** Unset: no type that calls. An input whose text is not known may be anything. */
const isCalled = (use: Use, needs: { readonly input: string; readonly on: boolean } | null | undefined): boolean => {
  if (needs == null) return needs === null;
  return use.inputs.has(needs.input) ? textOf(use, needs.input) !== '' : needs.on;
};

const isAboutOthers = (scenario: Pick<Use['scenario'], 'trigger' | 'types' | 'causes'>): boolean =>
  /^(?:issue_comment|pull_request_review|pull_request_review_comment|discussion_comment)$/.test(scenario.trigger) ||
  (/^(?:issues|discussion)$/.test(scenario.trigger) && !(scenario.types ?? ['edited']).every((t) => t === 'opened')) ||
  (scenario.trigger === 'pull_request_target' && !(scenario.types ?? []).every((t) => t === 'opened')) ||
  scenario.causes.length === 0;
