import type { EffectOf, Material } from '../../../pipeline/effects.ts';
import type { Capability, Guarantee, Pipeline } from '../../../pipeline/model.ts';
import type { State, Transition } from '../../graph.ts';
import { effectsOf, isElsewhere } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, deploymentState, jobState, placeOf, publicationState } from '../../states.ts';
import { atTarget, hasOwnCluster } from '../artifact/deployed.ts';
import { collect, transition } from '../common.ts';
import { heldBack, RIGHT_TO_PUBLISH } from '../credentials.ts';
import { publishingGuarantees } from '../guarantees.ts';
import { proposersOf } from '../proposals.ts';

const workflow = (ref: string, command = 'kubectl apply -f k8s/'): string => `on: pull_request_target
permissions: {}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
${ref}      - run: ${command}
        env:
          KUBECONFIG: \${{ secrets.KUBECONFIG }}
`;
const HEAD = '        with:\n          ref: ${{ github.event.pull_request.head.sha }}\n          persist-credentials: false\n';

export const shippedChange: Rule = {
  id: 'source/shipped-change',
  boundary: 'source',
  title: 'Files of an unreviewed change are published or deployed',
  why: 'Nothing of the change has to run: a manifest, a page or a release file of the checkout that the job hands over is production, or what people download, as the author of the change wrote it.',
  references: [
    {
      title: 'Keeping your GitHub Actions and workflows secure: Preventing pwn requests',
      url: 'https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/',
    },
    { title: 'SLSA threats: (B) Modifying the source', url: 'https://slsa.dev/spec/v1.1/threats' },
  ],
  technique: ['T1195.002'],
  cicdSec: ['CICD-SEC-4', 'CICD-SEC-9'],
  cwe: ['CWE-829', 'CWE-345'],
  infer(pipeline) {
    const found: Transition[] = [];
    const elsewhere = isElsewhere(pipeline);
    for (const { run, job, step, effect } of effectsOf(pipeline, 'publish', 'deploy')) {
      const hands = effect.hands ?? [];
      if (hands.length === 0 || elsewhere(run)) continue;
      if (effect.kind === 'deploy' && effect.target === 'kubernetes' && effect.credential === null && hasOwnCluster(job)) continue;
      const { gives, what, right, guarantees, facts } = shipping(pipeline, effect);
      for (const material of hands)
        for (const need of proposersOf(run, job, material))
          found.push(
            transition(this, {
              key: `${job.id}:${gives.id}:${need.id}`,
              crossing: `${this.id}:${gives.id}`,
              needs: [jobState(job), need],
              gives,
              statement: `Job ${code(job.key)} checks out ${told(material)} and ${what}.`,
              assumption: `What job ${code(job.key)} hands over of the checkout was reviewed before.`,
              guarantees: [...step.gates, ...heldBack(run, job, effect.credential, right), ...(material.guarantees ?? []), ...guarantees],
              facts: { ...facts, credential: effect.credential ?? '', code: material.code?.kind ?? '' },
              place: placeOf(run, job, step.id),
              evidence: [material.span, effect.span],
            }),
          );
    }
    return collect(found);
  },
  examples: [
    {
      title: 'manifests of a pull request are applied to the cluster',
      vulnerable: { '.github/workflows/deploy.yml': workflow(HEAD) },
      silent: { '.github/workflows/deploy.yml': workflow('') },
      settings: { 'deploy-verified': false },
      asOf: '2026-01-01',
    },
    {
      title: 'a job that only looks at the manifests',
      vulnerable: { '.github/workflows/deploy.yml': workflow(HEAD) },
      silent: { '.github/workflows/deploy.yml': workflow(HEAD, 'kubeconform k8s/') },
      settings: { 'deploy-verified': false },
      asOf: '2026-01-01',
    },
  ],
};

const told = ({ code: content }: Material): string => content?.what ?? 'untrusted code';

interface Shipping {
  readonly gives: State;
  readonly what: string;
  readonly right: Capability | undefined;
  readonly guarantees: readonly Guarantee[];
  readonly facts: Readonly<Record<string, string>>;
}

const shipping = (pipeline: Pipeline, effect: EffectOf<'publish'> | EffectOf<'deploy'>): Shipping =>
  effect.kind === 'deploy'
    ? {
        gives: deploymentState(effect.target, false),
        what: `deploys files of it to ${code(effect.target)}`,
        right: 'write-deployments',
        guarantees: atTarget(pipeline, effect),
        facts: { target: effect.target },
      }
    : {
        gives: publicationState(effect.publication.id),
        what: `publishes files of it as ${code(effect.publication.name)}`,
        right: RIGHT_TO_PUBLISH[effect.publication.type],
        guarantees: publishingGuarantees(effect.publication),
        facts: { publication: effect.publication.id, type: effect.publication.type },
      };
