import type { Transition } from '../../graph.ts';
import { effectsOf, isElsewhere } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { branchState, callersState, code, codeState, jobState, placeOf, pushState, sourceState } from '../../states.ts';
import { artifactSources } from '../artifacts.ts';
import { collect, transition } from '../common.ts';
import { heldBack } from '../credentials.ts';

const workflow = (push: string): string => `on: pull_request_target
permissions:
  contents: read
jobs:
  docs:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
      - run: |
          ${push}
`;

/**
 * Pushes with the job's token or a secret are told by the rules about those. Left over are pushes whose credential the files do not
 * show, and what a job commits without looking: the content of an artifact that another run made.
 */
export const writesSource: Rule = {
  id: 'configuration/writes-source',
  boundary: 'configuration',
  title: 'A job pushes commits to the repository',
  why: 'A job that commits and pushes is an author whose commits nobody reviews. Code that runs in it, or content that it commits without looking, becomes part of the source, of workflow files too where it may change them.',
  references: [{ title: 'SLSA threats: (B) Modifying the source', url: 'https://slsa.dev/spec/v1.1/threats' }],
  technique: ['T1195.002', 'T1554'],
  cicdSec: ['CICD-SEC-1', 'CICD-SEC-5'],
  cwe: ['CWE-506', 'CWE-829'],
  infer(pipeline) {
    const sources = artifactSources(pipeline);
    const found: Transition[] = [];
    const elsewhere = isElsewhere(pipeline);
    for (const { run, job, step, effect } of effectsOf(pipeline, 'write')) {
      if (effect.capability !== 'write-source' && effect.capability !== 'write-workflows') continue;
      const common = {
        facts: { capability: effect.capability, what: effect.what, credential: effect.credential ?? '' },
        place: placeOf(run, job, step.id),
      } as const;
      if (effect.credential === null) {
        found.push(
          transition(this, {
            ...common,
            key: `${step.id}:code`,
            needs: [codeState(job)],
            gives: elsewhere(run)
              ? callersState(run.workflow)
              : effect.capability === 'write-workflows'
                ? pushState(pipeline.systems)
                : branchState(),
            statement: `Code in job ${code(job.key)} pushes with the credential that the job pushes with.`,
            assumption: `Only reviewed code runs in job ${code(job.key)}, which can push.`,
            guarantees: [...step.gates, ...run.scenario.withholds.write],
            evidence: [effect.span],
          }),
        );
      }
      const withheld = effect.credential === null ? run.scenario.withholds.write : heldBack(run, job, effect.credential, effect.capability);
      for (const material of effect.materials) {
        if (material.kind !== 'artifact') continue;
        for (const { state, opaque } of sources(run, material)) {
          found.push(
            transition(this, {
              ...common,
              key: `${step.id}:${state.id}`,
              needs: [jobState(job), state],
              gives: elsewhere(run) ? callersState(run.workflow) : sourceState(),
              statement: `Job ${code(job.key)} commits what artifact ${code(material.artifact ?? 'of another run')} holds and pushes it.`,
              assumption: `The artifact ${code(material.artifact ?? 'of another run')} holds what its maker meant it to hold.`,
              guarantees: [...step.gates, ...withheld],
              effort: 'low',
              opaque,
              evidence: [material.span, effect.span],
            }),
          );
        }
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'a push with a credential that the runner brings along',
      vulnerable: { '.github/workflows/docs.yml': workflow('git push ssh://git@example.com/acme/site.git HEAD:main') },
      silent: { '.github/workflows/docs.yml': workflow('git log -1') },
      settings: { 'branch-protected': false },
      asOf: '2026-01-01',
    },
  ],
};
