import type { Grant, Job } from '../../../pipeline/model.ts';
import type { Transition } from '../../graph.ts';
import { effectsOf, influenceName, textStateOf, trail } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, jobState, placeOf, reviewState } from '../../states.ts';
import { materialsOf, uploads } from '../artifacts.ts';
import { collect, transition } from '../common.ts';

const workflow = (prompt: string): string => `on: issues
permissions: {}
jobs:
  agent:
    runs-on: ubuntu-latest
    steps:
      - run: claude -p "Which label fits? ${prompt}" --allowedTools "Read" > answer.json
        env:
          BODY: \${{ github.event.issue.body }}
      - uses: actions/upload-artifact@v4
        with: { name: answer, path: answer.json }
  apply:
    needs: agent
    runs-on: ubuntu-latest
    permissions:
      issues: write
    steps:
      - uses: actions/download-artifact@v4
        with: { name: answer }
      - run: ./apply.sh answer.json
`;

/** Code that such a job runs, and what it does with other rights, is told by the rules about artifacts and outputs; here are its words. */
export const agentAnswer: Rule = {
  id: 'source/agent-answer',
  boundary: 'source',
  title: 'What an agent answers is written in the name of the pipeline',
  why: 'An agent without tools still says what it was talked into. A later job that holds the right to comment, label or open pull requests does as the answer says, and readers and further workflows take it for the word of the team.',
  references: [
    { title: 'OWASP LLM05: Improper output handling', url: 'https://genai.owasp.org/llmrisk/llm052025-improper-output-handling/' },
    { title: 'GitHub Agentic Workflows: safe outputs', url: 'https://github.github.com/gh-aw/introduction/architecture/' },
  ],
  technique: ['T1565.001'],
  cicdSec: ['CICD-SEC-4'],
  cwe: ['CWE-1426', 'CWE-451'],
  infer(pipeline) {
    const found: Transition[] = [];
    for (const { run, job, step, effect } of effectsOf(pipeline, 'agent')) {
      for (const { writer, grant } of writersAfter(job, run.jobs)) {
        for (const influence of effect.influences) {
          const text = textStateOf(run, job, influence);
          const name = influenceName(influence);
          found.push(
            transition(this, {
              key: `${step.id}:${writer.id}:${text.id}`,
              crossing: `${this.id}:${step.id}:${writer.id}`,
              needs: [jobState(job), text, jobState(writer)],
              gives: reviewState(),
              statement: `The agent ${code(effect.agent)} answers ${code(name)} as the attacker wants, and job ${code(writer.key)} writes that with its right ${code(grant.right)}.`,
              assumption: `Whatever ${code(effect.agent)} answers may be said in the name of the pipeline.`,
              guarantees: [...step.gates, ...(effect.guarantees ?? []).filter((g) => g.id.startsWith('asks-for-write-access'))],
              when: grant.when ?? [],
              effort: 'low',
              facts: { agent: effect.agent, field: name, right: grant.right },
              place: placeOf(run, job, step.id),
              evidence: [...trail(influence, effect.span), grant.span],
            }),
          );
        }
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'an answer that a second job applies to the issue',
      vulnerable: { '.github/workflows/label.yml': workflow('$BODY') },
      silent: { '.github/workflows/label.yml': workflow('It is Monday') },
      asOf: '2026-01-01',
    },
  ],
};

/** Jobs that wait for this one, take in its artifacts and may write to discussions, with the right they do it by. */
const writersAfter = (job: Job, jobs: readonly Job[]): readonly { readonly writer: Job; readonly grant: Grant }[] => {
  const made = new Set(uploads(job));
  return jobs.flatMap((writer) => {
    const grant = writer.token.find((g) => g.capability === 'write-issues' || g.capability === 'write-review');
    if (grant === undefined || writer.reach === 'never' || !writer.needs.includes(job.id)) return [];
    const takes = writer.steps.some((s) =>
      s.effects.some((e) => materialsOf(e).some((m) => m.artifactFrom === 'same' && made.has(m.artifact ?? ''))),
    );
    return takes ? [{ writer, grant }] : [];
  });
};
