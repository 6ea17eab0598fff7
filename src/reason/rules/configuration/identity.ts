import { jobsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, identityState, placeOf } from '../../states.ts';
import { collect, transition } from '../common.ts';
import { closedNetwork } from '../guarantees.ts';
import { usesIn } from './token-right.ts';

const workflow = (right: string): string => `on: pull_request_target
permissions:
  ${right}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: arn:aws:iam::111122223333:role/deploy
          aws-region: eu-west-1
`;

export const identity: Rule = {
  id: 'configuration/identity',
  boundary: 'configuration',
  title: 'Code in a job mints its identity',
  why: 'A job that may ask for an identity token can do so for any audience, from any step. Clouds, registries and signing services that trust the job trust whatever code runs in it.',
  references: [
    { title: 'OpenID Connect', url: 'https://docs.github.com/en/actions/concepts/security/openid-connect' },
    { title: 'OpenID Connect reference', url: 'https://docs.github.com/en/actions/reference/security/oidc' },
  ],
  technique: ['T1528', 'T1606'],
  cicdSec: ['CICD-SEC-2', 'CICD-SEC-5'],
  cwe: ['CWE-269'],
  infer(pipeline) {
    const used = usesIn(pipeline);
    const found = [];
    for (const { run, job } of jobsOf(pipeline)) {
      for (const grant of job.token) {
        if (grant.capability !== 'mint-identity') continue;
        found.push(
          transition(this, {
            key: job.id,
            needs: [codeState(job)],
            gives: identityState(job),
            statement: `Code in job ${code(job.key)} asks for the job's identity token (${code(grant.right)}) and acts as the job elsewhere.`,
            assumption: `Everything that runs in job ${code(job.key)} may act as this job towards clouds and registries.`,
            guarantees: [...run.scenario.withholds.identity, ...closedNetwork(job)],
            when: grant.when ?? [],
            facts: {
              right: grant.right,
              capability: grant.capability,
              declared: job.tokenDeclared.where,
              used: used(job, grant),
            },
            place: placeOf(run, job),
            evidence: [grant.span],
          }),
        );
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'the identity of a job that runs untrusted text',
      vulnerable: { '.github/workflows/greet.yml': workflow('id-token: write') },
      silent: { '.github/workflows/greet.yml': workflow('contents: read') },
      asOf: '2026-01-01',
    },
  ],
};
