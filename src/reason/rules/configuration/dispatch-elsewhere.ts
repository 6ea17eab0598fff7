import { isThisRepository } from '../../../pipeline/started.ts';
import type { Transition } from '../../graph.ts';
import { effectsOf, PROPOSED } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { actorState, code, elsewhereState, jobState, placeOf } from '../../states.ts';
import { collect, transition } from '../common.ts';

const workflow = (input: string): string => `on: pull_request_target
permissions: {}
jobs:
  integration:
    runs-on: ubuntu-latest
    steps:
      - run: gh workflow run integration.yml --repo acme/product -f change="$CHANGE"
        env:
          CHANGE: \${{ github.event.pull_request.${input} }}
          GH_TOKEN: \${{ secrets.PRODUCT_TOKEN }}
`;

/** What strangers' commits do in workflows of this repository is told by the rules about checkouts; here they are sent to where nobody looked. */
export const dispatchElsewhere: Rule = {
  id: 'configuration/dispatch-elsewhere',
  boundary: 'configuration',
  title: "Another repository is told to work on a stranger's change",
  why: "The receiving workflow runs with its own repository's secrets and only ever hears from this one, so it trusts what it is told. Where anybody can cause the message, anybody's commit is built and tested there, beside what that repository holds.",
  references: [
    { title: 'Create a repository dispatch event', url: 'https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event' },
    { title: 'Create a workflow dispatch event', url: 'https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event' },
  ],
  technique: ['T1199', 'T1677'],
  cicdSec: ['CICD-SEC-4', 'CICD-SEC-2'],
  cwe: ['CWE-441'],
  infer(pipeline) {
    const found: Transition[] = [];
    for (const { run, job, step, effect } of effectsOf(pipeline, 'dispatch')) {
      const { repository = null, change = null, credential } = effect;
      // The job's own token ends at this repository.
      if (repository === null || change?.origin.kind !== 'event' || credential === 'token' || isThisRepository(pipeline, repository)) continue;
      const { actor } = change.origin;
      if (actor !== 'outsider' && actor !== 'contributor') continue;
      found.push(
        transition(this, {
          key: `${step.id}:${repository}`,
          needs: [jobState(job), actorState(actor)],
          gives: elsewhereState(repository),
          statement: `Job ${code(job.key)} tells ${code(repository)}${credential === null ? '' : `, with ${code(credential)},`} to work on ${PROPOSED}.`,
          assumption: `The workflows of ${code(repository)} treat what they are told to build as a stranger's.`,
          guarantees: [...step.gates, ...run.scenario.withholds.secrets],
          opaque: true,
          facts: { repository, secret: credential ?? '' },
          place: placeOf(run, job, step.id),
          evidence: [effect.span],
        }),
      );
    }
    return collect(found);
  },
  examples: [
    {
      title: 'integration tests of another repository, started for every pull request',
      vulnerable: { '.github/workflows/integration.yml': workflow('head.sha') },
      silent: { '.github/workflows/integration.yml': workflow('base.sha') },
      asOf: '2026-05-01',
    },
  ],
};
