import type { Transition } from '../../graph.ts';
import { effectsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { actorState, code, jobState, placeOf, secretState } from '../../states.ts';
import { collect, transition } from '../common.ts';
import { OWNERS, REVIEWED } from '../examples.ts';

const workflow = (secret: string): string => `on:
  push:
    branches: [main]
permissions: {}
jobs:
  notify:
    runs-on: ubuntu-latest
    steps:
      - run: ./notify
        env:
          PASSWORD: \${{ ${secret} }}
`;

export const parsedSecret: Rule = {
  id: 'configuration/parsed-secret',
  boundary: 'configuration',
  title: 'A part of a secret stands in the log',
  why: 'The runner hides a secret as a whole. A value that an expression takes out of it is not hidden, and scripts, variables and inputs are written at the head of each step of the log, which in a public repository anybody with an account reads.',
  references: [
    {
      title: 'Secure use reference: never use structured data as a secret',
      url: 'https://docs.github.com/en/actions/reference/security/secure-use#use-secrets-for-sensitive-information',
    },
    {
      title: 'CICD-SEC-6: Insufficient credential hygiene',
      url: 'https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-06-Insufficient-Credential-Hygiene',
    },
  ],
  technique: ['T1552'],
  cicdSec: ['CICD-SEC-6', 'CICD-SEC-10'],
  cwe: ['CWE-532'],
  infer(model) {
    const found: Transition[] = [];
    for (const { run, job, step, effect } of effectsOf(model, 'log')) {
      for (const use of job.secrets) {
        if (use.kind === 'inherit' || effect.parts?.includes(use.name) !== true) continue;
        const secret = secretState(use, run.workflow);
        found.push(
          transition(this, {
            key: `${job.id}:${secret.id}`,
            needs: [actorState('outsider'), jobState(job)],
            gives: secret,
            statement: `The attacker reads a part of ${code(use.name)} in the log of job ${code(job.key)}: ${effect.how}.`,
            assumption: `Whoever reads the log of job ${code(job.key)} may know what is in ${code(use.name)}.`,
            guarantees: [...step.gates, ...run.scenario.withholds.secrets, ...(use.guarantees ?? [])],
            when: use.when ?? [],
            effort: 'low',
            facts: { secret: use.name },
            place: placeOf(run, job),
            evidence: [effect.span],
          }),
        );
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'a password out of a secret that holds several values',
      vulnerable: { ...OWNERS, '.github/workflows/notify.yml': workflow('fromJSON(secrets.MAIL).password') },
      silent: { ...OWNERS, '.github/workflows/notify.yml': workflow('secrets.MAIL_PASSWORD') },
      settings: REVIEWED,
    },
  ],
};
