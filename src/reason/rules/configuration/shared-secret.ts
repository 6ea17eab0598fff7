import type { Rule } from '../../rule.ts';
import { code, NOWHERE, organisationState, secretState } from '../../states.ts';
import { transition } from '../common.ts';
import { OWNERS, REVIEWED } from '../examples.ts';
import { bySetting } from '../guarantees.ts';
import { secretsInUse } from '../inventory.ts';

const workflow = (run: string): string => `on: pull_request_target
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: ${run}
        env:
          TITLE: \${{ github.event.pull_request.title }}
          KEY: \${{ secrets.REGISTRY_KEY }}
`;

/** Where a secret was made is not in the files: a workflow names one of the organisation as it names its own. */
export const sharedSecret: Rule = {
  id: 'configuration/shared-secret',
  boundary: 'configuration',
  title: 'A secret of one repository is the secret of many',
  why: 'A secret of the organisation is handed to every repository that may use it, so the weakest of their workflows decides who knows it. Losing it here is a loss of all the others.',
  references: [
    { title: 'Secrets', url: 'https://docs.github.com/en/actions/concepts/security/secrets' },
    {
      title: 'CICD-SEC-2: Inadequate identity and access management',
      url: 'https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-02-Inadequate-Identity-And-Access-Management',
    },
  ],
  technique: ['T1552'],
  cicdSec: ['CICD-SEC-2', 'CICD-SEC-6'],
  cwe: ['CWE-668'],
  *infer(pipeline) {
    for (const { id, use, evidence } of secretsInUse(pipeline)) {
      // Secrets of an environment belong to one repository; names of accounts open nothing.
      if (use.kind !== 'named' || use.environment !== null || use.purpose === 'identifier') continue;
      yield transition(this, {
        key: id,
        needs: [secretState(use)],
        gives: organisationState(),
        statement: `${code(use.name)} is shared by the organisation: it opens for the attacker what it opens for the other repositories.`,
        assumption: `${code(use.name)} is of use in this repository only.`,
        guarantees: [
          bySetting(`secret-scoped@${use.name}`, {
            statement: `${code(use.name)} is not shared by the whole organisation.`,
            why: 'It was made for this repository, and nothing else trusts it.',
            source: 'https://docs.github.com/en/actions/concepts/security/secrets',
          }),
        ],
        effort: 'low',
        facts: { secret: use.name, purpose: use.purpose },
        place: NOWHERE,
        evidence,
      });
    }
  },
  examples: [
    {
      title: 'a secret of the organisation beside a script that untrusted text gets into',
      vulnerable: { ...OWNERS, '.github/workflows/greet.yml': workflow('echo "${{ github.event.pull_request.title }}"') },
      silent: { ...OWNERS, '.github/workflows/greet.yml': workflow('echo "$TITLE"') },
      settings: { ...REVIEWED, 'secret-scoped': false, 'write-access-limited': true },
      asOf: '2026-01-01',
    },
  ],
};
