import { ACTORS, type Guarantee, type Pipeline } from '../../../pipeline/model.ts';
import type { Rule } from '../../rule.ts';
import { actorState, code, definitionState, placeOf, pushState, sourceState } from '../../states.ts';
import { transition } from '../common.ts';
import { OWNERS, REVIEWED } from '../examples.ts';

const workflow = `on:
  schedule:
    - cron: '0 3 * * *'
permissions: {}
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - run: ./release.sh
        env:
          TOKEN: \${{ secrets.NPM_TOKEN }}
`;

export const unreviewedWorkflowChange: Rule = {
  id: 'configuration/unreviewed-workflow-change',
  boundary: 'configuration',
  title: 'A change to a pipeline file gets into the default branch',
  why: 'A pipeline file is code that runs with every right of the team, yet a change to it is reviewed like a change to a text, by whoever happens to look. Code owners for these files make somebody answer for them; a protected branch makes that binding.',
  references: [
    {
      title: 'About code owners',
      url: 'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners',
    },
    { title: 'Secure use reference: using CODEOWNERS to monitor changes', url: 'https://docs.github.com/en/actions/reference/security/secure-use' },
  ],
  technique: ['T1195.002', 'T1554'],
  cicdSec: ['CICD-SEC-1', 'CICD-SEC-4'],
  cwe: ['CWE-506', 'CWE-284'],
  *infer(pipeline) {
    const owners = ownersOf(pipeline);
    const covered = String(owners.length > 0);
    for (const workflow of pipeline.workflows) {
      const run = workflow.runs[0];
      if (workflow.kind === 'component' || run === undefined) continue;
      const common = {
        gives: definitionState(workflow),
        place: { ...placeOf(run), run: null },
        evidence: [run.scenario.span],
        facts: { file: workflow.file, codeOwners: covered },
      } as const;
      yield transition(this, {
        ...common,
        key: `${workflow.id}:merged`,
        needs: [actorState('contributor')],
        statement: `The attacker proposes a change to ${code(workflow.file)} among others, and it is merged.`,
        assumption: `Whoever merges a change to ${code(workflow.file)} sees what it does to the pipeline.`,
        guarantees: owners,
        effort: 'moderate',
        interaction: 'accepts',
      });
      yield transition(this, {
        ...common,
        key: `${workflow.id}:pushed`,
        needs: [pushState(pipeline.systems), sourceState()],
        statement: `The attacker pushes a change of ${code(workflow.file)} to the default branch.`,
        assumption: `Nobody changes ${code(workflow.file)} without a review.`,
        effort: 'low',
      });
    }
  },
  examples: [
    {
      title: 'pipeline files that nobody answers for',
      vulnerable: { '.github/workflows/release.yml': workflow },
      silent: { '.github/workflows/release.yml': workflow, ...OWNERS },
      settings: REVIEWED,
    },
  ],
};

/** Code owners make a known person answer for the change. Without a rule that demands it their review is only asked for. */
const ownersOf = (pipeline: Pipeline): readonly Guarantee[] => {
  const owners = pipeline.repository.pipelineOwners;
  if (owners === null || !owners.covered) return [];
  return [
    {
      id: 'code-owners',
      statement: 'Code owners of the pipeline files are asked to review.',
      enforcedBy: 'configuration',
      against: ACTORS,
      strength: 'strong',
      why: 'Where the default branch takes reviewed changes only and the review must be theirs, a change to these files needs the people who answer for them.',
      evidence: [owners.span],
      source: 'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners',
      holdsIf: [
        { setting: 'branch-protected', is: true },
        { setting: 'code-owners-required', is: true },
      ],
    },
  ];
};
