import type { Job, Run } from '../../../pipeline/model.ts';
import type { Transition } from '../../graph.ts';
import { effectsOf, influenceName, textStateOf, trail } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, jobState, placeOf, secretState, tokenState } from '../../states.ts';
import { collect, transition } from '../common.ts';

const filter = (variable: string): string => `on: issue_comment
permissions:
  contents: write
jobs:
  note:
    runs-on: ubuntu-latest
    steps:
      - run: jq ".items[] | select(.title == \\"$BODY\\")" notes.json
        env:
          BODY: \${{ github.event.comment.body }}
${variable}`;

export const argumentInjection: Rule = {
  id: 'source/argument-injection',
  boundary: 'source',
  title: 'Untrusted text becomes an option or program of a command',
  why: 'Quoting keeps a text one word, but not harmless: programs of `awk`, `sed` and `jq`, options of `git` and `ssh`, and commands handed to another shell are code of their own.',
  references: [{ title: 'CWE-88: Argument injection', url: 'https://cwe.mitre.org/data/definitions/88.html' }],
  technique: ['T1059'],
  cicdSec: ['CICD-SEC-4'],
  cwe: ['CWE-88'],
  infer(pipeline) {
    const found: Transition[] = [];
    for (const { run, job, step, effect } of effectsOf(pipeline, 'argument')) {
      for (const influence of effect.influences) {
        const name = influenceName(influence);
        const text = textStateOf(run, job, influence);
        const key = `${step.id}:${effect.command}:${text.id}`;
        for (const { gives, guarantees, when, prints } of effect.reads === undefined ? [codeOf(job)] : printed(run, job, effect.reads)) {
          found.push(
            transition(this, {
              key: prints === null ? key : `${key}:${gives.id}`,
              crossing: `${this.id}:${key}`,
              needs: [jobState(job), text],
              gives,
              statement: `${code(name)} becomes an argument of ${code(effect.command)} (${effect.how}) in job ${code(job.key)}${prints === null ? '' : `, and prints ${prints} into the log`}.`,
              assumption: `${code(name)} never holds an option or a program that ${code(effect.command)} obeys.`,
              guarantees: [...step.gates, ...guarantees],
              when,
              effort: 'low',
              facts: { field: name, command: effect.command },
              place: placeOf(run, job, step.id),
              evidence: trail(influence, effect.span),
            }),
          );
        }
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'a comment as a jq program beside a secret, and beside none',
      vulnerable: { '.github/workflows/note.yml': filter('          KEY: ${{ secrets.KEY }}\n') },
      silent: { '.github/workflows/note.yml': filter('') },
    },
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

interface Gain extends Pick<Transition, 'gives' | 'guarantees' | 'when'> {
  /** What is printed; null where code runs. */
  readonly prints: string | null;
}

const codeOf = (job: Job): Gain => ({ gives: codeState(job), guarantees: [], when: [], prints: null });

/** Masking hides a secret as it is, not what a program makes of it: https://docs.github.com/en/actions/reference/security/secure-use */
const printed = (run: Run, job: Job, names: readonly string[]): readonly Gain[] => [
  ...job.secrets.flatMap((use): readonly Gain[] =>
    use.kind !== 'inherit' && names.includes(use.name)
      ? [
          {
            gives: secretState(use, run.workflow),
            guarantees: [...run.scenario.withholds.secrets, ...(use.guarantees ?? [])],
            when: use.when ?? [],
            prints: code(use.name),
          },
        ]
      : [],
  ),
  ...(names.includes('token')
    ? job.token.flatMap((grant): readonly Gain[] =>
        // Reading leads nowhere, and an identity is asked for with another token.
        grant.capability === 'read-source' || grant.capability === 'mint-identity'
          ? []
          : [
              {
                gives: tokenState(job, grant.capability),
                guarantees: run.scenario.withholds.write,
                when: grant.when ?? [],
                prints: "the job's token",
              },
            ],
      )
    : []),
];
