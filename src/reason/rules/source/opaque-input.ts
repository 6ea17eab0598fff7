import type { Transition } from '../../graph.ts';
import { effectsOf, influenceName, textStateOf, trail } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, jobState, placeOf } from '../../states.ts';
import { collect, transition } from '../common.ts';

const workflow = (title: string): string => `on: issues
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - uses: acme-tools/greet@5f6b9a0c1d2e3f405162738495a6b7c8d9e0f1a2
        with:
          title: ${title}
        env:
          KEY: \${{ secrets.KEY }}
`;

export const opaqueInput: Rule = {
  id: 'source/opaque-input',
  boundary: 'source',
  title: 'Untrusted text is handed to a component nobody could look into',
  why: 'An action may paste an input into a script of its own, and then whoever writes the text writes the script. Where the files of the component are not at hand or are compiled, whether it does so is a question; laying its files out, or looking once, answers it.',
  references: [
    {
      title: 'GitHub: script injections in actions',
      url: 'https://docs.github.com/en/actions/concepts/security/script-injections',
    },
  ],
  technique: ['T1059'],
  cicdSec: ['CICD-SEC-4', 'CICD-SEC-3'],
  cwe: ['CWE-94'],
  infer(pipeline) {
    const found: Transition[] = [];
    for (const { run, job, step, effect } of effectsOf(pipeline, 'opaque')) {
      for (const influence of effect.influences) {
        const name = influenceName(influence);
        const text = textStateOf(run, job, influence);
        const component = effect.component.replace(/^action:/, '');
        found.push(
          transition(this, {
            key: `${step.id}:${effect.component}:${text.id}`,
            needs: [jobState(job), text],
            gives: codeState(job),
            statement: `${code(name)} is an input of ${code(component)} in job ${code(job.key)}, which runs it if it pastes it into a script of its own.`,
            assumption: `${code(component)} treats its inputs as text and runs none of them.`,
            guarantees: step.gates,
            when: [{ setting: `component-runs-no-input@${effect.component}`, is: false }],
            effort: 'low',
            opaque: true,
            facts: { field: name, component: effect.component },
            place: placeOf(run, job, step.id),
            evidence: trail(influence, effect.span),
          }),
        );
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: "an issue's title for an action that is not at hand",
      vulnerable: { '.github/workflows/greet.yml': workflow('${{ github.event.issue.title }}') },
      silent: { '.github/workflows/greet.yml': workflow('${{ github.event.issue.number }}') },
    },
  ],
};
