import type { Influence } from '../../../pipeline/effects.ts';
import type { Condition, Job, Run } from '../../../pipeline/model.ts';
import type { Span } from '../../../source/span.ts';
import type { Transition } from '../../graph.ts';
import { effectsOf, isElsewhere, jobsOf, PROPOSED, textStateOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { actorState, code, placeOf, textState } from '../../states.ts';
import { collect, transition } from '../common.ts';

const CARRYING = ['interpret', 'argument', 'environment', 'agent', 'dispatch', 'opaque'] as const;

const workflow = (command: string): string => `on: pull_request_target
permissions: {}
jobs:
  label:
    runs-on: ubuntu-latest
    steps:
      - run: ${command}
        env:
          KEY: \${{ secrets.KEY }}
`;

export const untrustedText: Rule = {
  id: 'source/untrusted-text',
  boundary: 'source',
  title: 'An attacker writes a text that the pipeline reads',
  why: 'Titles, bodies, branch names, commit messages and file names are written by whoever opens the pull request or issue. The pipeline receives them as if they were its own words.',
  references: [{ title: 'Script injections', url: 'https://docs.github.com/en/actions/concepts/security/script-injections' }],
  technique: ['T1195'],
  cicdSec: ['CICD-SEC-4'],
  cwe: ['CWE-20'],
  infer(pipeline) {
    const result: Transition[] = [];
    const elsewhere = isElsewhere(pipeline);
    const text = (run: Run, job: Job, influence: Influence): void => {
      const { origin } = influence;
      // The caller of a public component is not in sight; whether it passes untrusted text, or runs on what strangers start, is a question.
      const unknown: readonly Condition[] = [{ setting: `callers-pass-no-untrusted-text@${run.workflow}`, is: false }];
      if (origin.kind === 'event') {
        const foreign = elsewhere(run);
        result.push(
          transition(this, {
            key: `${run.id}:${origin.field}`,
            boundary: null,
            needs: [actorState(origin.actor)],
            gives: textStateOf(run, job, influence),
            statement: `${foreign ? 'In a workflow that strangers start, the' : 'The'} attacker chooses ${code(origin.field)}.`,
            when: foreign ? unknown : [],
            interaction: origin.interaction ?? 'none',
            facts: { field: origin.field },
            place: placeOf(run),
            evidence: [origin.span],
          }),
        );
      } else if (origin.kind === 'input') {
        result.push(
          transition(this, {
            key: `${run.id}:inputs.${origin.name}`,
            boundary: null,
            needs: [actorState(origin.actor ?? 'outsider')],
            gives: textStateOf(run, job, influence),
            statement:
              origin.ofChange === true
                ? `Where the caller runs on unreviewed changes, the attacker writes ${origin.name}.`
                : origin.actor === null
                  ? `In a workflow that passes untrusted text, the attacker chooses the input ${code(origin.name)}.`
                  : `The attacker chooses the input ${code(origin.name)}.`,
            // Whoever fills it in starts the run.
            guarantees: origin.actor === null ? [] : run.scenario.causes.filter(({ actor }) => actor === origin.actor).flatMap((c) => c.guarantees),
            when: origin.actor === null ? unknown : [],
            // The caller is a component that could not be looked into.
            opaque: origin.actor === null,
            facts: { field: `inputs.${origin.name}` },
            place: placeOf(run),
            evidence: [origin.span],
          }),
        );
      }
    };
    for (const { run, job, effect } of effectsOf(pipeline, ...CARRYING)) for (const influence of effect.influences) text(run, job, influence);
    for (const { run, job, effect } of effectsOf(pipeline, 'execute', 'agent', 'opaque', 'publish', 'deploy')) {
      const materials = effect.kind === 'publish' || effect.kind === 'deploy' ? (effect.hands ?? []) : effect.materials;
      for (const material of materials) {
        if (material.code?.kind === 'chosen') for (const influence of material.code.influences) text(run, job, influence);
      }
    }
    const proposers = new Map<string, { run: Run; actor: Parameters<typeof actorState>[0]; span: Span; what: string }>();
    for (const { run, job } of jobsOf(pipeline)) {
      const { proposer, definition, span } = run.scenario;
      if (definition === 'proposed' && proposer !== null)
        proposers.set(`${run.id}|${proposer}`, { run, actor: proposer, span, what: 'the code and the workflow file of the change' });
      for (const step of job.steps) {
        for (const effect of step.effects) {
          if (effect.kind === 'checkout' && effect.material.code?.kind === 'proposed') {
            const key = `${run.id}|${effect.material.code.actor}`;
            if (!proposers.has(key))
              proposers.set(key, { run, actor: effect.material.code.actor, span: run.scenario.span, what: 'the code of the change' });
          }
        }
      }
    }
    for (const [key, { run, actor, span, what }] of proposers) {
      // A bot proposes new versions of components, not their code: that is the dependency boundary. A writer's own branch or tag has a rule of its own.
      if (actor === 'upstream' || (run.scenario.definition === 'proposed' && actor !== 'outsider' && actor !== 'contributor')) continue;
      result.push(
        transition(this, {
          key: `${key}:${PROPOSED}`,
          boundary: null,
          needs: [actorState(actor)],
          gives: textState(run.id, PROPOSED),
          statement: elsewhere(run) ? `Where the caller runs on unreviewed changes, the attacker writes ${what}.` : `The attacker writes ${what}.`,
          when: elsewhere(run) ? [{ setting: `callers-pass-no-untrusted-text@${run.workflow}`, is: false }] : [],
          facts: { field: PROPOSED },
          place: placeOf(run),
          evidence: [span],
        }),
      );
    }
    return collect(result);
  },
  examples: [
    {
      title: 'the branch name of a pull request',
      vulnerable: { '.github/workflows/label.yml': workflow('git tag "preview/${{ github.head_ref }}"') },
      silent: { '.github/workflows/label.yml': workflow('git tag "preview/${{ github.event.number }}"') },
    },
  ],
};
