import type { Transition } from '../../graph.ts';
import { effectsOf, influenceName, textStateOf, trail } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, jobState, placeOf } from '../../states.ts';
import { collect, transition } from '../common.ts';

export const environmentFile: Rule = {
  id: 'source/environment-file',
  boundary: 'source',
  title: 'Untrusted text with line breaks sets variables of later steps',
  why: 'The file that hands variables to later steps is read line by line. A text that may hold a line break sets any variable, and `LD_PRELOAD`, `BASH_ENV` or `NODE_OPTIONS` turn the next command into the attacker’s.',
  references: [
    {
      title: 'Setting an environment variable',
      url: 'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-environment-variable',
    },
  ],
  technique: ['T1574.006', 'T1059'],
  cicdSec: ['CICD-SEC-4'],
  cwe: ['CWE-93', 'CWE-94'],
  infer(pipeline) {
    const found: Transition[] = [];
    for (const { run, job, step, effect } of effectsOf(pipeline, 'environment')) {
      for (const influence of effect.influences) {
        const name = influenceName(influence);
        const text = textStateOf(run, job, influence);
        found.push(
          transition(this, {
            key: `${step.id}:${text.id}`,
            needs: [jobState(job), text],
            gives: codeState(job),
            statement: `${code(name)} is written into the file that sets variables of later steps of job ${code(job.key)}; a line break in it sets any variable, and the next command runs the attacker's code.`,
            assumption: `${code(name)} is one line.`,
            guarantees: step.gates,
            effort: 'low',
            facts: { field: name },
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
      title: 'the body of an issue',
      vulnerable: {
        '.github/workflows/triage.yml': `on: issues
permissions: {}
jobs:
  triage:
    runs-on: ubuntu-latest
    steps:
      - run: echo "BODY=$BODY" >> "$GITHUB_ENV"
        env:
          BODY: \${{ github.event.issue.body }}
      - run: ./triage.sh
        env:
          KEY: \${{ secrets.KEY }}
`,
      },
      silent: {
        '.github/workflows/triage.yml': `on: issues
permissions: {}
jobs:
  triage:
    runs-on: ubuntu-latest
    steps:
      - run: echo "NUMBER=$NUMBER" >> "$GITHUB_ENV"
        env:
          NUMBER: \${{ github.event.issue.number }}
      - run: ./triage.sh
        env:
          KEY: \${{ secrets.KEY }}
`,
      },
    },
  ],
};
