import { isForAnotherHost } from '../../../knowledge/secrets.ts';
import type { Guarantee, Pipeline } from '../../../pipeline/model.ts';
import { type PlaceList, placeList } from '../../../source/span.ts';
import type { State, Transition } from '../../graph.ts';
import { effectsOf, jobsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { branchState, code, hasOwnRight, NOWHERE, pushState, secretState } from '../../states.ts';
import { transition } from '../common.ts';
import { bySetting } from '../guarantees.ts';
import { bySystem, secretsInUse } from '../inventory.ts';

const workflow = (secret: string): string => `on: pull_request_target
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
        env:
          ${secret}
`;

/**
 * A personal access token, a deploy key or the key of an app lasts longer than the job and may do more than the job's token.
 * What it may do is not in the files: a job that pushes with it proves that it can push, otherwise it is a question (`credential-limited@NAME`).
 * That it may change workflow files too, no push of other files proves (`credential-no-workflows@NAME`).
 */
export const credentialWrite: Rule = {
  id: 'configuration/credential-write',
  boundary: 'configuration',
  title: 'A stored credential writes to the repository',
  why: "A personal access token or deploy key in a secret is not limited to the job: it keeps its owner's rights until somebody revokes it, and a push made with it starts workflows as a push of its owner would.",
  references: [
    {
      title: 'Managing your personal access tokens',
      url: 'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens',
    },
    {
      title: 'Triggering a workflow from a workflow',
      url: 'https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/trigger-a-workflow',
    },
  ],
  technique: ['T1550.001', 'T1078'],
  cicdSec: ['CICD-SEC-2', 'CICD-SEC-6'],
  cwe: ['CWE-522', 'CWE-269'],
  acrossSystems: true,
  *infer(pipeline) {
    for (const part of bySystem(pipeline)) yield* written(part, pushedBy(pipeline.systems));
  },
  examples: [
    {
      title: 'a personal access token beside a script that untrusted text gets into',
      vulnerable: { '.github/workflows/greet.yml': workflow('GH_TOKEN: ${{ secrets.BOT_PAT }}') },
      silent: { '.github/workflows/greet.yml': workflow('SLACK_URL: ${{ secrets.SLACK_URL }}') },
      settings: { 'credential-limited@BOT_PAT': false },
      asOf: '2026-01-01',
    },
  ],
};

interface Pushed {
  readonly state: State;
  readonly what: string;
  /** What keeps a credential that may push from pushing this, by the credential's name. */
  asks(name: string): readonly Guarantee[];
}

/** What can be pushed to a repository whose pipelines are of these systems. */
const pushedBy = (systems: readonly string[]): readonly Pushed[] => {
  const others = systems.filter((system) => !hasOwnRight([system]));
  const branch: Pushed = { state: branchState(), what: 'pushes a branch', asks: () => [] };
  const workflows: Pushed = {
    state: pushState([]),
    what: 'pushes a branch with workflow files of its own, which start',
    asks: (name) => [noWorkflows(name)],
  };
  const pipelines: Pushed = { state: pushState(others), what: 'pushes a branch with pipeline files of its own, which start', asks: () => [] };
  return [branch, ...(hasOwnRight(systems) ? [workflows] : []), ...(others.length > 0 ? [pipelines] : [])];
};

/** A deploy key may; a classic token needs the scope `workflow`, a fine-grained one or an app the permission Workflows. */
const noWorkflows = (name: string): Guarantee =>
  bySetting(`credential-no-workflows@${name}`, {
    statement: `The credential ${code(name)} cannot change workflow files.`,
    why: 'A push that changes a file in `.github/workflows` is refused unless the token has the scope `workflow`, or the app the permission to write workflows.',
    source: 'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps',
  });

/** The transitions of the secrets of one system. */
function* written(pipeline: Pipeline, pushed: readonly Pushed[]): Iterable<Transition> {
  const pushesWith = new Map<string, PlaceList>();
  // A server of one's own has no machines of the vendor's: a repository whose jobs run on them lies elsewhere.
  // https://docs.github.com/en/enterprise-server@latest/actions/hosting-your-own-runners/adding-self-hosted-runners
  const onVendorsHost = jobsOf(pipeline).some(({ job }) => job.runner.hosted === true);
  for (const { effect } of effectsOf(pipeline, 'write')) {
    if (effect.credential === null || (effect.capability !== 'write-source' && effect.capability !== 'write-workflows')) continue;
    const places = pushesWith.get(effect.credential) ?? placeList();
    places.add(effect.span);
    pushesWith.set(effect.credential, places);
  }
  for (const { id, use, evidence } of secretsInUse(pipeline)) {
    // What a caller passes as an input writes to the caller's repository, which is not in sight.
    if (use.kind !== 'named' || (use.purpose !== 'source' && !pushesWith.has(use.name))) continue;
    if (!pushesWith.has(use.name) && pipeline.systems.length > 0 && pipeline.systems.every((system) => isForAnotherHost(use.name, system))) continue;
    if (!pushesWith.has(use.name) && use.elsewhere === true && onVendorsHost) continue;
    const limited = bySetting(`credential-limited@${use.name}`, {
      statement: `The credential ${code(use.name)} cannot write to the repository.`,
      why: 'A fine-grained token or an app can be limited to reading, to other repositories, or to issues and pull requests.',
      source: 'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens',
    });
    const proven = pushesWith.has(use.name);
    for (const { state, what, asks } of pushed) {
      yield transition(credentialWrite, {
        key: `${id}:${state.id}`,
        crossing: `${credentialWrite.id}:${id}`,
        needs: [secretState(use)],
        gives: state,
        statement: `With ${code(use.name)} the attacker ${what}.`,
        assumption: `Nobody but the pipeline ever knows ${code(use.name)}, or it cannot write.`,
        guarantees: [...(proven ? [] : [limited]), ...asks(use.name)],
        facts: { secret: use.name, proven: String(proven) },
        place: NOWHERE,
        evidence: pushesWith.get(use.name)?.all() ?? evidence,
      });
    }
  }
}
