import type { Guarantee } from '../../../pipeline/model.ts';
import type { State } from '../../graph.ts';
import { jobsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { branchState, NOWHERE, sourceState, tagsState } from '../../states.ts';
import { transition } from '../common.ts';
import { BELOW_MAINTAINER, bySetting } from '../guarantees.ts';
import { followsDefaultBranch, ofRelease } from '../inventory.ts';

const workflow = (right: string): string => `on: pull_request_target
permissions:
  ${right}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
`;

const PROTECTED =
  'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches';
const RULES =
  'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets';

/**
 * Refs are not equal: anybody who can push makes branches, but others build from the default branch and release from tags.
 * Whether a push gets there depends on rules that are not in the files: two ways, each closed by its own setting.
 */
export const unprotectedRef: Rule = {
  id: 'configuration/unprotected-ref',
  boundary: 'configuration',
  title: 'A push reaches the refs that others trust',
  why: 'A right to write to the repository is a right to every ref that no rule protects. Without a rule a token or a member pushes straight to the default branch, or moves a tag that everybody believes to stand still.',
  references: [
    { title: 'About protected branches', url: PROTECTED },
    { title: 'Available rules for rulesets', url: RULES },
  ],
  technique: ['T1195.002'],
  cicdSec: ['CICD-SEC-1'],
  cwe: ['CWE-284'],
  *infer(pipeline) {
    const right = jobsOf(pipeline)
      .flatMap(({ job }) => job.token)
      .find((grant) => grant.capability === 'write-source');
    const root = pipeline.repository.span ?? pipeline.workflows[0]?.runs[0]?.scenario.span;
    // Who trusts the default branch tells more of it than who could push: what runs when it is pushed to.
    const trusts = pipeline.workflows
      .flatMap((workflow) => (workflow.kind === 'component' ? [] : workflow.runs))
      .find((run) => run.scenario.trigger === 'push' && followsDefaultBranch(run) && !ofRelease(run));
    for (const { ref, gives, statement, guarantees } of WAYS) {
      yield transition(this, {
        key: ref,
        needs: [branchState()],
        gives,
        statement,
        assumption: guarantees[0]?.statement ?? null,
        guarantees,
        facts: { capability: 'write-source', ref },
        place: NOWHERE,
        evidence: [(ref === 'default-branch' ? trusts?.scenario.span : undefined) ?? right?.span ?? root].filter((span) => span !== undefined),
      });
    }
  },
  examples: [
    {
      title: 'a push to the default branch with the token of a job that runs untrusted text',
      vulnerable: { '.github/workflows/greet.yml': workflow('contents: write') },
      silent: { '.github/workflows/greet.yml': workflow('contents: read') },
      settings: { 'branch-protected': false },
      asOf: '2026-01-01',
    },
  ],
};

const WAYS: readonly { readonly ref: string; readonly gives: State; readonly statement: string; readonly guarantees: readonly Guarantee[] }[] = [
  {
    ref: 'default-branch',
    gives: sourceState(),
    statement: 'The attacker pushes to the default branch.',
    guarantees: [
      bySetting('branch-protected', {
        statement: 'The default branch takes reviewed changes only.',
        why: 'A required review stops direct pushes, those of job tokens too, of everybody who is not allowed to go round it.',
        against: BELOW_MAINTAINER,
        source: PROTECTED,
      }),
      {
        ...bySetting('branch-admins-included', {
          statement: 'Nobody, administrators included, goes round the rules of the default branch.',
          why: 'The rules hold for whoever could otherwise bypass them.',
          against: ['maintainer'],
          source: PROTECTED,
        }),
        holdsIf: [
          { setting: 'branch-admins-included', is: true },
          { setting: 'branch-protected', is: true },
        ],
      },
    ],
  },
  {
    ref: 'tags',
    gives: tagsState(),
    statement: 'The attacker makes or moves a tag that others build and release from.',
    guarantees: [
      bySetting('tags-protected', {
        statement: 'Tags are created and moved by release maintainers only.',
        why: 'A ruleset for tags restricts who creates, moves and deletes them.',
        source: RULES,
      }),
    ],
  },
];
