import type { Transition } from '../../graph.ts';
import { effectsOf, influenceName, textStateOf, trail } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, jobState, placeOf } from '../../states.ts';
import { collect, transition } from '../common.ts';

const workflow = (step: string): string => `on: pull_request_target
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
${step}`;

export const scriptInjection: Rule = {
  id: 'source/script-injection',
  boundary: 'source',
  title: 'Untrusted text becomes part of a script',
  why: 'An expression is replaced by its text before the interpreter sees the script. A title with a quote and a command in it is then no longer data: it runs with everything the job holds.',
  references: [
    { title: 'Script injections', url: 'https://docs.github.com/en/actions/concepts/security/script-injections' },
    { title: 'Secure use reference', url: 'https://docs.github.com/en/actions/reference/security/secure-use' },
  ],
  technique: ['T1059', 'T1677'],
  cicdSec: ['CICD-SEC-4'],
  cwe: ['CWE-94', 'CWE-78'],
  infer(pipeline) {
    const found: Transition[] = [];
    for (const { run, job, step, effect } of effectsOf(pipeline, 'interpret')) {
      for (const influence of effect.influences) {
        const name = influenceName(influence);
        const text = textStateOf(run, job, influence);
        found.push(
          transition(this, {
            key: `${step.id}:${text.id}`,
            needs: [jobState(job), text],
            gives: codeState(job),
            statement: `${code(name)} becomes part of a ${effect.language} script (${effect.how}) in job ${code(job.key)}: the attacker's text runs.`,
            assumption: `${code(name)} never holds anything that ${effect.language} reads as code.`,
            guarantees: step.gates,
            facts: { field: name, language: effect.language, charset: influence.charset },
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
      title: 'a pull request title in a script',
      vulnerable: {
        '.github/workflows/greet.yml': workflow(
          '      - run: echo "Thanks for ${{ github.event.pull_request.title }}"\n        env:\n          KEY: ${{ secrets.KEY }}\n',
        ),
      },
      silent: {
        '.github/workflows/greet.yml': workflow(
          '      - run: echo "Thanks for $TITLE"\n        env:\n          TITLE: ${{ github.event.pull_request.title }}\n          KEY: ${{ secrets.KEY }}\n',
        ),
      },
      asOf: '2026-01-01',
    },
    {
      title: 'through a step output and a job output',
      vulnerable: {
        '.github/workflows/greet.yml': `on: issues
permissions: {}
jobs:
  read:
    runs-on: ubuntu-latest
    outputs:
      title: \${{ steps.t.outputs.title }}
    steps:
      - id: t
        run: echo "title=$TITLE" >> "$GITHUB_OUTPUT"
        env:
          TITLE: \${{ github.event.issue.title }}
  greet:
    needs: read
    runs-on: ubuntu-latest
    steps:
      - run: echo \${{ needs.read.outputs.title }}
        env:
          KEY: \${{ secrets.KEY }}
`,
      },
      silent: {
        '.github/workflows/greet.yml': `on: issues
permissions: {}
jobs:
  read:
    runs-on: ubuntu-latest
    outputs:
      title: \${{ steps.t.outputs.title }}
    steps:
      - id: t
        run: echo "title=$NUMBER" >> "$GITHUB_OUTPUT"
        env:
          NUMBER: \${{ github.event.issue.number }}
  greet:
    needs: read
    runs-on: ubuntu-latest
    steps:
      - run: echo \${{ needs.read.outputs.title }}
        env:
          KEY: \${{ secrets.KEY }}
`,
      },
    },
  ],
};
