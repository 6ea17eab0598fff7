import { jobsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, placeOf, secretState } from '../../states.ts';
import { collect, transition } from '../common.ts';
import { OWNERS, REVIEWED } from '../examples.ts';
import { closedNetwork } from '../guarantees.ts';

const workflow = (secret: string): string => `on: pull_request_target
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
${secret}`;

const KEY = '        env:\n          KEY: ${{ secrets.KEY }}\n';

export const secretInJob: Rule = {
  id: 'configuration/secret-in-job',
  boundary: 'configuration',
  title: 'Code in a job reads the secrets of the job',
  why: 'The runner holds every secret that any step of the job names, from its start to its end. A step that was not given a secret can still read it from memory, from the disk or from the environment of the next step; masking in logs stops nobody.',
  references: [
    { title: 'Secure use reference: use secrets for sensitive information', url: 'https://docs.github.com/en/actions/reference/security/secure-use' },
    { title: 'Secrets', url: 'https://docs.github.com/en/actions/concepts/security/secrets' },
  ],
  technique: ['T1552', 'T1041'],
  cicdSec: ['CICD-SEC-6', 'CICD-SEC-2'],
  cwe: ['CWE-522', 'CWE-200'],
  infer(pipeline) {
    const found = [];
    for (const { run, job } of jobsOf(pipeline)) {
      const closed = closedNetwork(job);
      const out = closed.length > 0 ? 'lets it out by the log, an artifact or a comment' : 'sends it out';
      for (const use of job.secrets) {
        // `inherit` names no secret: configuration/secrets-inherit tells what it hands on.
        if (use.kind === 'inherit') continue;
        const secret = secretState(use, run.workflow);
        found.push(
          transition(this, {
            key: `${job.id}:${secret.id}`,
            needs: [codeState(job)],
            gives: secret,
            statement:
              use.kind === 'input'
                ? `Code in job ${code(job.key)} reads the secret that callers pass as ${code(use.name)} and ${out}.`
                : `Code in job ${code(job.key)} reads secret ${code(use.name)} and ${out}.`,
            assumption: `Everything that runs in job ${code(job.key)} may know ${code(use.name)}.`,
            guarantees: [...run.scenario.withholds.secrets, ...(use.guarantees ?? []), ...closed],
            when: use.when ?? [],
            facts: {
              secret: use.name,
              kind: use.kind,
              purpose: use.purpose,
              environment: use.environment ?? '',
              ...(use.spare === true ? { spare: 'true' } : {}),
            },
            place: placeOf(run, job),
            evidence: [use.span],
          }),
        );
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'a secret beside a script that untrusted text gets into',
      vulnerable: { ...OWNERS, '.github/workflows/greet.yml': workflow(`      - run: ./notify.sh\n${KEY}`) },
      silent: {
        ...OWNERS,
        '.github/workflows/greet.yml': workflow(`  notify:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./notify.sh\n${KEY}`),
      },
      settings: REVIEWED,
      asOf: '2026-01-01',
    },
  ],
};
