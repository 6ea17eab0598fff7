import type { Actor, Guarantee } from '../../../pipeline/model.ts';
import type { Transition } from '../../graph.ts';
import { effectsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { actorState, code, jobState, placeOf, secretState } from '../../states.ts';
import { collect, transition } from '../common.ts';
import { OWNERS, REVIEWED } from '../examples.ts';

const pipeline = (variables: string): string => `deploy:
  image: docker.io/library/node@sha256:0c0734eb7051babbb3e95cd74e684f940552b31472152edf0bb23e54ab44a0d7
  environment: production
${variables}  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - ./deploy.sh "$DEPLOY_TOKEN"
`;

const DEBUGGING = 'https://docs.gitlab.com/ci/variables/variables_troubleshooting/#enable-debug-logging';
/** Who reads logs without being let near the secret: https://docs.gitlab.com/ci/variables/variables_troubleshooting/#access-to-debug-logging */
const READERS: readonly Actor[] = ['writer'];

export const debugLog: Rule = {
  id: 'configuration/debug-log',
  boundary: 'configuration',
  title: 'The log of a job shows the secrets of the job',
  why: 'A debug log holds every variable of the job, secrets of protected branches among them. Every member reads it, also those who may not start that job, and it stays after the job is done. Only what is masked is left out.',
  references: [
    { title: 'GitLab: enable debug logging', url: DEBUGGING },
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
      // configuration/parsed-secret tells of parts.
      if (effect.parts !== undefined) continue;
      for (const use of job.secrets) {
        if (use.kind !== 'named') continue;
        const secret = secretState(use, run.workflow);
        for (const reader of READERS)
          found.push(
            transition(this, {
              key: `${job.id}:${secret.id}:${reader}`,
              needs: [actorState(reader), jobState(job)],
              gives: secret,
              statement: `The log of job ${code(job.key)}, which every member can read, shows ${code(use.name)}: ${effect.how}.`,
              assumption: `Whoever reads the log of job ${code(job.key)} may know ${code(use.name)}.`,
              guarantees: [...step.gates, ...run.scenario.withholds.secrets, ...(use.guarantees ?? []), masked(use.name)],
              facts: { secret: use.name },
              place: placeOf(run, job, step.id),
              evidence: [effect.span],
            }),
          );
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'a debug log in the job that deploys',
      vulnerable: { ...OWNERS, '.gitlab-ci.yml': pipeline('  variables:\n    CI_DEBUG_TRACE: "true"\n') },
      silent: { ...OWNERS, '.gitlab-ci.yml': pipeline('') },
      settings: {
        ...REVIEWED,
        'secret-protected@DEPLOY_TOKEN': true,
        'secret-environment-scoped@DEPLOY_TOKEN': true,
        'protected-runs-limited': true,
      },
    },
  ],
};

const masked = (name: string): Guarantee => ({
  id: `secret-masked@${name}`,
  statement: `Logs show \`[MASKED]\` for ${code(name)}.`,
  enforcedBy: 'setting',
  against: READERS,
  strength: 'strong',
  why: 'The platform replaces the value of a masked variable wherever it is written into a log; a variable is visible unless somebody chooses that.',
  evidence: [],
  source: 'https://docs.gitlab.com/ci/variables/#mask-a-cicd-variable',
  holdsIf: [{ setting: `secret-masked@${name}`, is: true }],
});
