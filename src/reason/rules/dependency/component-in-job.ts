import type { Guarantee } from '../../../pipeline/model.ts';
import { distinctSpans } from '../../../source/span.ts';
import type { Transition } from '../../graph.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, componentState, jobState, placeOf } from '../../states.ts';
import { transition } from '../common.ts';
import { type ComponentUse, componentUses } from './uses.ts';

export const componentInJob: Rule = {
  id: 'dependency/component-in-job',
  boundary: 'dependency',
  title: 'A component runs with everything the job holds',
  why: "Other people's code runs in a job with the same rights as the job's own: its token, its secrets, its files and what it publishes. There is no wall between the steps of one job. The trust was given where the component was chosen; this is what it amounts to.",
  references: [
    {
      title: 'GitHub: potential impact of a compromised runner',
      url: 'https://docs.github.com/en/actions/concepts/security/compromised-runners',
    },
  ],
  technique: ['T1199'],
  cicdSec: ['CICD-SEC-3', 'CICD-SEC-5'],
  cwe: ['CWE-829'],
  *infer(pipeline) {
    for (const use of componentUses(pipeline)) {
      if (use.component.owner !== 'self' && use.component.kind !== 'script') yield entrance(use);
    }
  },
  examples: [
    {
      title: 'An action beside a secret',
      vulnerable: {
        '.github/workflows/notify.yml': `on: push
permissions: {}
jobs:
  notify:
    runs-on: ubuntu-latest
    steps:
      - uses: acme-tools/notify@main
      - run: ./send
        env:
          TOKEN: \${{ secrets.CHAT_TOKEN }}
`,
      },
      silent: {
        '.github/workflows/notify.yml': `on: push
permissions: {}
jobs:
  notify:
    runs-on: ubuntu-latest
    steps:
      - run: ./send
        env:
          TOKEN: \${{ secrets.CHAT_TOKEN }}
`,
      },
    },
  ],
};

/** No boundary of its own: trust was given when the component was chosen, and that crossing carries the guarantees. */
const entrance = ({ run, job, component, via, how, guarantees, evidence }: ComponentUse): Transition =>
  transition(componentInJob, {
    key: `${component.id}${via === null ? '' : ` via ${via.id}`}${how === 'service' ? ' beside' : ''}>${job.id}`,
    boundary: null,
    needs: [componentState(component.id, component.name), jobState(job)],
    gives: codeState(job),
    statement: `${code(component.name)} runs ${how === 'service' ? 'as a service beside' : 'in'} job ${code(job.key)}${via === null || via === component ? '' : `, brought along by ${code(via.name)}`}.`,
    guarantees: [...guarantees.filter((g) => g.against.includes('upstream')), ...(how === 'service' ? [besides(component.id, evidence)] : [])],
    effort: 'none',
    facts: {
      component: component.id,
      name: component.name,
      kind: component.kind,
      pin: component.pin,
      owner: component.owner,
      via: via?.id ?? '',
      how,
      ...(component.advisory === undefined ? {} : { advisory: component.advisory.id }),
    },
    place: placeOf(run, job),
    evidence: distinctSpans(evidence),
  });

const besides = (component: string, evidence: ComponentUse['evidence']): Guarantee => ({
  id: `own-container@${component}`,
  statement: `${code(component.slice(component.indexOf(':') + 1))} runs in a container of its own and is given neither files nor variables of the job.`,
  enforcedBy: 'platform',
  against: ['upstream'],
  strength: 'strong',
  why: "The job's token, secrets and workspace do not reach a container that is not handed them. It shares the job's network, and the job trusts what it answers: what it can do is lie.",
  evidence,
  source: 'https://docs.github.com/en/actions/tutorials/use-containerized-services/communicate-with-docker-service-containers',
});
