import type { TakenPublication } from '../../../pipeline/effects.ts';
import type { Guarantee } from '../../../pipeline/model.ts';
import type { Transition } from '../../graph.ts';
import { effectsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, deploymentState, jobState, placeOf, publicationState } from '../../states.ts';
import { collect, transition } from '../common.ts';
import { publishedAs } from '../publications.ts';
import { atTarget } from './deployed.ts';

const files = (image: string): Readonly<Record<string, string>> => ({
  '.github/workflows/image.yml': `on:
  push:
    branches: [main]
permissions:
  packages: write
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: some-org/some-action@main
      - run: docker push ghcr.io/acme/shop:1
        env:
          CR_PAT: \${{ secrets.CR_PAT }}
`,
  'argocd/application.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop}
spec:
  source: {repoURL: "https://github.com/acme/test.git", targetRevision: HEAD, path: deploy}
  syncPolicy: {automated: {}}
`,
  'deploy/shop.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  template:
    spec:
      containers:
        - {name: shop, image: "${image}"}
`,
});

export const deployedPublication: Rule = {
  id: 'artifact/deployed-publication',
  boundary: 'artifact',
  title: 'A target runs what a pipeline publishes under a name',
  why: 'The cluster fetches the image or chart by its name from the registry, whoever put it there. Where the name is followed by a tag, or newer versions are taken by themselves, whoever can publish has deployed.',
  references: [
    { title: 'Kubernetes: image names and pull policy', url: 'https://kubernetes.io/docs/concepts/containers/images/' },
    { title: 'Argo CD Image Updater: images', url: 'https://argocd-image-updater.readthedocs.io/en/stable/configuration/images/' },
    { title: 'Flux: automate image updates to Git', url: 'https://fluxcd.io/flux/guides/image-update/' },
  ],
  technique: ['T1525', 'T1195.002'],
  cicdSec: ['CICD-SEC-9'],
  cwe: ['CWE-345', 'CWE-494'],
  acrossSystems: true,
  infer(pipeline) {
    const found: Transition[] = [];
    const published = publishedAs(pipeline);
    for (const { run, job, step, effect } of effectsOf(pipeline, 'deploy')) {
      for (const taken of effect.takes ?? []) {
        for (const { publication, opaque } of published(taken.publication)) {
          const gives = deploymentState(effect.target, effect.preview === true);
          found.push(
            transition(this, {
              key: `${job.id}:${taken.publication}:${publication.id}:${gives.id}`,
              crossing: `${this.id}:${effect.target}:${taken.publication}`,
              needs: [jobState(job), publicationState(publication.id)],
              gives,
              statement: `${code(effect.target)} runs ${code(nameOf(taken))}${taken.updates ? ' in whatever version is published next' : ' as it is fetched the next time'}.`,
              assumption: `Only trusted builds publish ${code(nameOf(taken))}.`,
              guarantees: [...step.gates, ...pinned(taken), ...atTarget(pipeline, effect)],
              effort: taken.updates ? 'trivial' : 'low',
              opaque,
              facts: { target: effect.target, publication: publication.id, pin: taken.pin },
              place: placeOf(run, job, step.id),
              evidence: [taken.span, effect.span],
            }),
          );
        }
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'an image that Argo CD deploys by tag',
      vulnerable: files('ghcr.io/acme/shop:1'),
      silent: files(`ghcr.io/acme/shop@sha256:${'0123456789abcdef'.repeat(4)}`),
    },
  ],
};

const nameOf = ({ publication }: TakenPublication): string => publication.slice(publication.indexOf(':') + 1);

const pinned = (taken: TakenPublication): readonly Guarantee[] =>
  taken.pin !== 'digest' || taken.updates
    ? []
    : [
        {
          id: `pin@${taken.publication}`,
          statement: `${code(nameOf(taken))} is deployed by digest.`,
          enforcedBy: 'configuration',
          against: ['outsider', 'contributor', 'writer', 'maintainer', 'upstream'],
          strength: 'strong',
          why: 'What is fetched is checked against the digest; another one has to be written into the manifest first.',
          evidence: [taken.span],
          source: 'https://kubernetes.io/docs/concepts/containers/images/#image-names',
        },
      ];
