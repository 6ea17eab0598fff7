import type { ControlKind } from '../control.ts';
import { named, ofRule, remedy, sites, stepPlace } from './common.ts';
import { REFERENCES } from './references.ts';

export const restrictAgentTools = {
  kind: 'restrict-agent-tools',
  family: 'least-privilege',
  scope: 'step',
  title: 'Leave the agent reading tools only',
  why: 'Without a shell and without writing tools, an agent that was talked into something can do no more than say it. What it writes is still a text of the attacker and must not become code or an approval elsewhere.',
  references: [REFERENCES.promptInjection],
  cost: 1,
  ...ofRule('source/agent-instructions', stepPlace),
  remedy: (transitions) =>
    remedy(
      `At ${sites(transitions)}: give ${named(transitions, 'agent')} an explicit list of reading tools, without shell, file writing, network and repository tools. Another job, without the agent, does what has to be written.`,
      `--allowedTools "Read,Grep,Glob"`,
    ),
} satisfies ControlKind;
