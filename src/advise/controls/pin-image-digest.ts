import type { ControlKind } from '../control.ts';
import { named, pasteable, remedy, sites } from './common.ts';

export const pinImageDigest = {
  kind: 'pin-image-digest',
  family: 'verify-artifacts',
  scope: 'repository',
  title: 'Pin the image by digest',
  why: 'The content is checked against the digest at every pull, so a tag that was pushed again changes nothing. An update bot keeps it fresh.',
  references: [{ title: 'Docker: pin base image versions', url: 'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions' }],
  cost: 1,
  concerns: { rules: ['dependency/image'] },
  place: ({ rule, facts }) =>
    rule === 'dependency/image' && facts.pin !== 'digest' && facts.direct === 'true' && facts.via === '' ? (facts.component ?? null) : null,
  remedy: (transitions) => {
    const { name = '', ref = '' } = transitions[0]?.facts ?? {};
    return remedy(
      `At ${sites(transitions)}: name ${named(transitions, 'name')} by the digest of the image that was tested. \`docker buildx imagetools inspect\` tells it.`,
      `image: ${pasteable(name)}${ref === '' ? '' : `:${pasteable(ref)}`}@sha256:<digest>`,
    );
  },
} satisfies ControlKind;
