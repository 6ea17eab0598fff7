import { isElsewhere, jobsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, identityState, placeOf, roleState, secretState } from '../../states.ts';
import { collect, transition } from '../common.ts';
import { OWNERS, REVIEWED } from '../examples.ts';
import { trustOf } from '../guarantees.ts';
import { isSameSubject, rolesInUse } from '../inventory.ts';

const workflow = (right: string): string => `on: pull_request_target
permissions:
  ${right}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
  deploy:
    if: false
    runs-on: ubuntu-latest
    steps:
      - run: echo "a person deploys"
`;

const deploy = (role: string): string => `on:
  push:
    branches: [main]
permissions:
  id-token: write
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: aws-actions/configure-aws-credentials@e3dd6a429d7300a6a4c196c26e071d42e0343502
        with:
          role-to-assume: ${role}
          aws-region: eu-west-1
`;
const ROLE = 'arn:aws:iam::111122223333:role/deploy';

/**
 * The job that logs in is trusted by the role in the runs the team means; there no rule of the role stops code inside it.
 * Other jobs of the repository, and runs that a change defines itself, are stopped only by what the role demands of the subject.
 */
export const cloudRole: Rule = {
  id: 'configuration/cloud-role',
  boundary: 'configuration',
  title: 'The identity of a job opens a cloud role',
  why: 'A role that trusts the repository as a whole gives itself to every job that may mint an identity, also to one of another workflow or of a branch that nobody has reviewed. Only the subject that the role demands tells them apart, and not even that where both jobs run for the same branch or in the same environment.',
  references: [
    {
      title: 'Configuring OpenID Connect in cloud providers',
      url: 'https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-cloud-providers',
    },
    { title: 'OpenID Connect reference', url: 'https://docs.github.com/en/actions/reference/security/oidc' },
  ],
  technique: ['T1078.004', 'T1550.001'],
  cicdSec: ['CICD-SEC-2', 'CICD-SEC-7'],
  cwe: ['CWE-863', 'CWE-345'],
  infer(pipeline) {
    const roles = rolesInUse(pipeline);
    if (roles.length === 0) return [];
    const elsewhere = isElsewhere(pipeline);
    const found = [];
    for (const { run, job } of jobsOf(pipeline)) {
      const grant = job.token.find((g) => g.capability === 'mint-identity');
      if (grant === undefined) continue;
      for (const { role, secret, jobs, trusted, evidence } of roles) {
        // The identity of a job in somebody else's repository is none of this one's.
        if (elsewhere(run) && !jobs.has(job.id)) continue;
        const meant = jobs.has(job.id) && run.scenario.definition !== 'proposed';
        const { subject = null } = job;
        const looksAlike = subject !== null && trusted.some((one) => isSameSubject(one, subject));
        found.push(
          transition(this, {
            key: `${job.id}:${role}`,
            crossing: `${this.id}:${role}:${meant ? 'own' : 'other'}`,
            // Who asks for a role has to name it: one that is kept as a secret is known to jobs that are given it.
            needs:
              secret === null || job.secrets.some(({ name }) => name === secret.name)
                ? [identityState(job)]
                : [identityState(job), secretState(secret)],
            gives: roleState(role),
            statement: meant
              ? `With the identity of job ${code(job.key)} the attacker acts as ${code(role)}.`
              : `With the identity of job ${code(job.key)}, which does not log in there itself, the attacker acts as ${code(role)}.`,
            assumption: meant
              ? `Only reviewed code runs in job ${code(job.key)}.`
              : looksAlike
                ? `${code(role)} tells this job's workflow from the one it is meant for, whose subject is the same.`
                : `${code(role)} tells this job's subject from the one it is meant for.`,
            guarantees: meant ? [] : [trustOf(role, looksAlike ? subject : null)],
            facts: { role, meant: String(meant) },
            place: placeOf(run, job),
            evidence: jobs.get(job.id) ?? [grant.span, ...evidence.slice(0, 1)],
          }),
        );
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'another job of the repository that can mint an identity',
      vulnerable: { ...OWNERS, '.github/workflows/greet.yml': workflow('id-token: write'), '.github/workflows/deploy.yml': deploy(ROLE) },
      silent: { ...OWNERS, '.github/workflows/greet.yml': workflow('contents: read'), '.github/workflows/deploy.yml': deploy(ROLE) },
      settings: { ...REVIEWED, 'oidc-subject-restricted': false },
      asOf: '2026-01-01',
    },
    {
      title: 'a role that is written out, and one whose name is a secret that the other job is not given',
      vulnerable: { ...OWNERS, '.github/workflows/greet.yml': workflow('id-token: write'), '.github/workflows/deploy.yml': deploy(ROLE) },
      silent: {
        ...OWNERS,
        '.github/workflows/greet.yml': workflow('id-token: write'),
        '.github/workflows/deploy.yml': deploy('${{ secrets.ROLE }}'),
      },
      settings: { ...REVIEWED, 'oidc-subject-restricted': false },
      asOf: '2026-01-01',
    },
  ],
};
