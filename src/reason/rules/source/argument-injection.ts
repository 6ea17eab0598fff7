import type { Transition } from '../../graph.ts';
import { effectsOf, influenceName, textStateOf, trail } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, jobState, placeOf } from '../../states.ts';
import { collect, transition } from '../common.ts';

export const argumentInjection: Rule = {
  id: 'source/argument-injection',
  boundary: 'source',
  title: 'Untrusted text becomes an option or program of a command',
  why: 'Quoting keeps a text one word, but not harmless: programs of `awk`, `sed` and `jq`, options of `git` and `ssh`, and commands handed to another shell are code of their own.',
  references: [{ title: 'CWE-88: Argument injection', url: 'https://cwe.mitre.org/data/definitions/88.html' }],
  technique: ['T1059'],
  cicdSec: ['CICD-SEC-4'],
  cwe: ['CWE-88'],
  *infer(pipeline) {
    const found: Transition[] = [];
    for (const { run, job, step, effect } of effectsOf(pipeline, 'argument')) {
      for (const influence of effect.influences) {
        const name = influenceName(influence);
        const text = textStateOf(run, job, influence);
        found.push(
          transition(this, {
            key: `${step.id}:${effect.command}:${text.id}`,
            needs: [jobState(job), text],
            gives: codeState(job),
            statement: `${code(name)} becomes an argument of ${code(effect.command)} (${effect.how}) in job ${code(job.key)}.`,
            assumption: `${code(name)} never holds an option or a program that ${code(effect.command)} obeys.`,
            guarantees: step.gates,
            effort: 'low',
            facts: { field: name, command: effect.command },
            place: placeOf(run, job, step.id),
            evidence: trail(influence, effect.span),
          }),
        );
      }
    }
    yield* collect(found);
  },
  examples: [
    {
      title: 'a comment as a sed program',
      vulnerable: {
        '.github/workflows/note.yml': `on: issue_comment
permissions: {}
jobs:
  note:
    runs-on: ubuntu-latest
    steps:
      - run: sed -e "s/x/$BODY/" template.md
        env:
          BODY: \${{ github.event.comment.body }}
          KEY: \${{ secrets.KEY }}
`,
      },
      silent: {
        '.github/workflows/note.yml': `on: issue_comment
permissions: {}
jobs:
  note:
    runs-on: ubuntu-latest
    steps:
      - run: printf '%s\\n' "$BODY" > note.md
        env:
          BODY: \${{ github.event.comment.body }}
          KEY: \${{ secrets.KEY }}
`,
      },
    },
  ],
};
