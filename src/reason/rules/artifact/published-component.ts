import type { Component, Guarantee } from '../../../pipeline/model.ts';
import { distinctSpans, type Span } from '../../../source/span.ts';
import type { Rule } from '../../rule.ts';
import { code, componentState, NOWHERE, publicationState } from '../../states.ts';
import { transition } from '../common.ts';
import { componentUses } from '../dependency/uses.ts';
import { type Published, publishedAs } from '../publications.ts';

const files = (image: string): Readonly<Record<string, string>> => ({
  '.gitlab-ci.yml': `upload:
  image: ${image}
  script:
    - ./upload --token "$UPLOAD_TOKEN"
`,
  '.github/workflows/image.yml': `on: pull_request_target
permissions: {}
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
      - run: docker push registry.example.com/acme/builder:1
        env:
          REGISTRY_PASSWORD: \${{ secrets.REGISTRY_PASSWORD }}
`,
});

/** Nobody else's component: what a pipeline of this repository publishes and another one of it runs. */
export const publishedComponent: Rule = {
  id: 'artifact/published-component',
  boundary: 'artifact',
  title: 'A job runs in an image, or with a package, that another pipeline publishes',
  why: 'Images for builds are made by a pipeline of their own, which few people watch. Whoever gets code into that one is in every job that takes the image by a tag, with the secrets of those jobs, on whatever system they run.',
  references: [
    { title: 'Docker: pin base image versions', url: 'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions' },
    { title: 'SLSA threats: (E) Build process', url: 'https://slsa.dev/spec/v1.1/threats' },
  ],
  technique: ['T1525', 'T1195.002'],
  cicdSec: ['CICD-SEC-9', 'CICD-SEC-3'],
  cwe: ['CWE-829', 'CWE-494'],
  acrossSystems: true,
  *infer(pipeline) {
    const published = publishedAs(pipeline);
    // Most components are nothing that anybody here publishes.
    const made = new Map<string, readonly Published[]>();
    for (const component of pipeline.components) {
      const id = publicationOf(component);
      const found = id === null ? [] : published(id);
      if (found.length > 0) made.set(component.id, found);
    }
    if (made.size === 0) return;
    const evidence = new Map<string, Span[]>();
    for (const { component, evidence: at } of componentUses(pipeline)) {
      if (!made.has(component.id)) continue;
      const spans = evidence.get(component.id) ?? [];
      spans.push(...at);
      evidence.set(component.id, spans);
    }
    for (const component of pipeline.components) {
      const spans = evidence.get(component.id);
      if (spans === undefined) continue;
      for (const { publication, opaque, evidence: at } of made.get(component.id) ?? []) {
        yield transition(this, {
          key: `${component.id}:${publication.id}`,
          needs: [publicationState(publication.id)],
          gives: componentState(component.id, component.name),
          statement: `What is published as ${code(publication.name)} is what jobs run as ${code(component.name)}.`,
          assumption: `Only trusted builds publish ${code(publication.name)}.`,
          guarantees: pinned(component),
          effort: 'low',
          opaque,
          facts: { component: component.id, name: component.name, kind: component.kind, pin: component.pin, publication: publication.id },
          place: NOWHERE,
          evidence: [...distinctSpans(spans).slice(0, 5), ...at.slice(0, 1)],
        });
      }
    }
  },
  examples: [
    {
      title: 'an image for builds that another system publishes',
      vulnerable: files('registry.example.com/acme/builder:1'),
      silent: files(`registry.example.com/acme/builder@sha256:${'0123456789abcdef'.repeat(4)}`),
      asOf: '2026-01-01',
    },
  ],
};

/** Packages carry their ecosystem: `npm/@acme/tool`. */
const publicationOf = ({ kind, name }: Component): string | null => {
  if (kind === 'image') return `image:${name}`;
  return kind === 'package' && /^(?:npm|pypi|cargo|rubygems|nuget)\//.test(name) ? name.replace('/', ':') : null;
};

/** These registries keep what a version holds; a later one has to be chosen first. */
const pinned = ({ id, name, pin, kind }: Component): readonly Guarantee[] =>
  pin !== 'digest' && pin !== 'commit' && !(kind === 'package' && pin === 'tag')
    ? []
    : [
        {
          id: `pin@${id}`,
          statement: `${code(name)} is taken ${kind === 'package' ? 'in one exact version' : 'by digest'}.`,
          enforcedBy: 'configuration',
          against: ['outsider', 'contributor', 'writer', 'maintainer', 'upstream'],
          strength: 'strong',
          why: 'What is published later is not what was chosen.',
          evidence: [],
          source: 'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
        },
      ];
