import type { Material } from '../../../pipeline/effects.ts';
import type { Job, Run } from '../../../pipeline/model.ts';
import type { Span } from '../../../source/span.ts';
import type { State, Transition } from '../../graph.ts';
import { effectsOf, influenceName, PROPOSED, textStateOf, trail } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, jobState, placeOf, textState } from '../../states.ts';
import { collect, transition } from '../common.ts';

export const agentInstructions: Rule = {
  id: 'source/agent-instructions',
  boundary: 'source',
  title: 'An agent with tools reads what an attacker wrote',
  why: 'A language model cannot tell instructions from data. An agent that reads an issue, a comment or the files of a change while it holds tools, tokens or secrets is an interpreter of that text.',
  references: [{ title: 'OWASP LLM01: Prompt injection', url: 'https://genai.owasp.org/llmrisk/llm01-prompt-injection/' }],
  technique: ['T1059', 'T1677'],
  cicdSec: ['CICD-SEC-4'],
  cwe: ['CWE-1427', 'CWE-77'],
  infer(pipeline) {
    const found: Transition[] = [];
    for (const { run, job, step, effect } of effectsOf(pipeline, 'agent')) {
      // Reading tools alone do no harm; what settings of the workspace name runs all the same.
      if (effect.tools === 'read' && effect.settings === undefined) continue;
      const common = {
        gives: codeState(job),
        guarantees: [...step.gates, ...(effect.guarantees ?? [])],
        effort: 'low',
        place: placeOf(run, job, step.id),
      } as const;
      const facts = { agent: effect.agent, tools: effect.tools };
      // Tools that change files and push: whether they can be made to run something, the files of the repository do not tell.
      const confined = { setting: `agent-runs-nothing@${effect.agent.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`, is: false };
      const when = effect.tools === 'write' ? [confined] : [];
      for (const influence of effect.tools === 'read' ? [] : effect.influences) {
        const name = influenceName(influence);
        const text = textStateOf(run, job, influence);
        found.push(
          transition(this, {
            ...common,
            key: `${step.id}:${text.id}`,
            needs: [jobState(job), text],
            statement: `The agent ${code(effect.agent)} reads ${code(name)} and acts on it with ${effect.tools === 'unknown' ? 'tools that the files do not show' : `${effect.tools} tools`} in job ${code(job.key)}.`,
            assumption: `${code(effect.agent)} never obeys what stands in ${code(name)}.`,
            facts: { ...facts, field: name },
            when,
            opaque: effect.tools === 'unknown',
            evidence: trail(influence, effect.span),
          }),
        );
      }
      for (const material of effect.materials) {
        for (const { need, via } of instructing(run, job, material)) {
          found.push(
            transition(this, {
              ...common,
              key: `${step.id}:files${material.code?.kind === 'proposed' ? '' : `:${need.id}`}`,
              needs: [jobState(job), need],
              statement: `The agent ${code(effect.agent)} works in a checkout of ${material.code?.what ?? 'untrusted code'} and ${effect.settings === undefined ? 'obeys its instruction and tool files' : `runs what its ${code(effect.settings)} names`} in job ${code(job.key)}.`,
              assumption: 'Instruction files, hooks and tool settings in the checkout were reviewed.',
              guarantees: [...common.guarantees, ...(material.guarantees ?? [])],
              facts: { ...facts, field: 'instruction files' },
              when: effect.settings === undefined ? when : [],
              opaque: effect.tools === 'unknown' && effect.settings === undefined,
              evidence: [...via, material.span, effect.span],
            }),
          );
        }
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'the body of an issue in the prompt of an agent that may use a shell',
      vulnerable: {
        '.github/workflows/triage.yml': `on: issues
permissions: {}
jobs:
  triage:
    runs-on: ubuntu-latest
    steps:
      - run: claude -p "Triage this issue" --allowedTools "Bash" < body.txt
      - run: claude -p "Triage this issue $BODY" --allowedTools "Bash"
        env:
          BODY: \${{ github.event.issue.body }}
          ANTHROPIC_API_KEY: \${{ secrets.ANTHROPIC_API_KEY }}
`,
      },
      silent: {
        '.github/workflows/triage.yml': `on: issues
permissions: {}
jobs:
  triage:
    runs-on: ubuntu-latest
    steps:
      - run: claude -p "Summarise the open milestones" --allowedTools "Bash"
        env:
          ANTHROPIC_API_KEY: \${{ secrets.ANTHROPIC_API_KEY }}
`,
      },
    },
  ],
};

/** Who writes the instruction files in a checkout: the proposer of the change, or whoever chooses the ref. */
const instructing = (run: Run, job: Job, { kind, code: what }: Material): readonly { readonly need: State; readonly via: readonly Span[] }[] => {
  if (kind !== 'checkout' || what === null) return [];
  if (what.kind === 'proposed') return [{ need: textState(run.id, PROPOSED), via: [] }];
  return what.kind === 'chosen' ? what.influences.map((influence) => ({ need: textStateOf(run, job, influence), via: influence.via })) : [];
};
