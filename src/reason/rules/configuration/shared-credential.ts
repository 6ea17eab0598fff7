import type { SecretUse } from '../../../pipeline/model.ts';
import type { State } from '../../graph.ts';
import { jobsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, NOWHERE, secretState, siblingPackagesState, siblingRepositoriesState } from '../../states.ts';
import { transition } from '../common.ts';
import { OWNERS, REVIEWED } from '../examples.ts';
import { bySetting } from '../guarantees.ts';
import { secretsInUse } from '../inventory.ts';

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

/** What such credentials open beside what they are kept here for. */
const SIBLINGS: Readonly<Partial<Record<SecretUse['purpose'], { readonly state: State; readonly what: string; readonly scope: string }>>> = {
  publish: {
    state: siblingPackagesState(),
    what: 'publishes every other package that the account may publish',
    scope: 'A token can be limited to one package; one that is not publishes all of its owner.',
  },
  source: {
    state: siblingRepositoriesState(),
    what: 'writes to the other repositories that it opens, and to what their workflows hold',
    scope: 'A fine-grained token, an app or a deploy key can be limited to one repository; a classic token opens all of its owner.',
  },
};

/** The step by which one stolen secret becomes many: worms take it from package to package. */
export const sharedCredential: Rule = {
  id: 'configuration/shared-credential',
  boundary: 'configuration',
  title: 'A stolen credential opens sibling repositories and packages',
  why: 'A token belongs to a person or an account, not to the workflow that uses it. Unless it was limited, it publishes every package of its owner and opens every repository, so that one compromised job is enough for all of them.',
  references: [
    {
      title: 'Managing your personal access tokens',
      url: 'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens',
    },
    { title: 'About access tokens', url: 'https://docs.npmjs.com/about-access-tokens' },
    { title: 'PyPI: API tokens', url: 'https://pypi.org/help/#apitoken' },
  ],
  technique: ['T1550.001', 'T1195.002'],
  cicdSec: ['CICD-SEC-2', 'CICD-SEC-6'],
  cwe: ['CWE-269', 'CWE-522'],
  *infer(pipeline) {
    if (jobsOf(pipeline).length === 0) return;
    for (const { id, use, evidence } of secretsInUse(pipeline)) {
      const siblings = SIBLINGS[use.purpose];
      if (use.kind !== 'named' || siblings === undefined) continue;
      yield transition(this, {
        key: id,
        needs: [secretState(use)],
        gives: siblings.state,
        statement: `With ${code(use.name)} the attacker ${siblings.what}.`,
        assumption: `${code(use.name)} opens nothing but what this repository needs.`,
        guarantees: [
          bySetting(`credential-scoped@${use.name}`, {
            statement: `${code(use.name)} opens no sibling repository and no sibling package.`,
            why: siblings.scope,
            source: 'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens',
          }),
        ],
        facts: { secret: use.name, purpose: use.purpose },
        place: NOWHERE,
        evidence,
      });
    }
  },
  examples: [
    {
      title: 'a publishing token beside a script that untrusted text gets into',
      vulnerable: { ...OWNERS, '.github/workflows/greet.yml': workflow('NPM_TOKEN: ${{ secrets.NPM_TOKEN }}') },
      silent: { ...OWNERS, '.github/workflows/greet.yml': workflow('SLACK_URL: ${{ secrets.SLACK_URL }}') },
      settings: { ...REVIEWED, 'credential-scoped@NPM_TOKEN': false },
      asOf: '2026-01-01',
    },
  ],
};
