/** Orbs and images as components: who owns them and whether their references move. */
import type { Component } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import { type ComponentRegistry, componentRegistry, parseImage } from '../common/component-registry.ts';
import type { OrbReference } from './namespaces.ts';

/**
 * A version with three numbers is published once and never changed; `@1.2`, `@1` and `@volatile` take what is newest, development versions are overwritten.
 * https://circleci.com/docs/orbs/use/orb-concepts/#semantic-versioning
 */
export const pinOfVersion = (version: string): Component['pin'] => {
  if (/^\d+\.\d+\.\d+$/.test(version)) return 'commit';
  if (/^\d+(?:\.\d+)?$/.test(version)) return 'tag';
  if (version === 'volatile' || version === '') return 'none';
  return version.startsWith('dev:') ? 'branch' : 'unknown';
};

export interface Components extends Pick<ComponentRegistry, 'add' | 'nest' | 'all'> {
  image(text: string, span: Span): string;
  orb(reference: OrbReference, version: string | null, resolved: boolean): string;
}

/** `owner`: the organization of the repository, whose own namespace of orbs usually has the same name. */
export const componentsOf = (owner: string | null): Components => {
  const registry = componentRegistry();
  return {
    add: registry.add,
    nest: registry.nest,
    all: registry.all,
    image(text, span) {
      const { name, ref, pin } = parseImage(text);
      // CircleCI's own images: https://circleci.com/docs/guides/execution-managed/circleci-images/
      const platform = /^(?:docker\.io\/)?(?:cimg|circleci)\//.test(name);
      return registry.add({
        id: `image:${name}@${ref ?? ''}`,
        kind: 'image',
        name,
        ref,
        pin,
        owner: platform ? 'platform' : 'third-party',
        resolved: false,
        nested: [],
        firstUse: span,
      });
    },
    orb({ name, scalar }, version, resolved) {
      const namespace = name.slice(0, Math.max(0, name.indexOf('/')));
      return registry.add({
        id: `orb:${name}@${version ?? ''}`,
        kind: 'orb',
        name,
        ref: version,
        pin: version === null ? 'unknown' : pinOfVersion(version),
        owner: namespace === 'circleci' ? 'platform' : owner !== null && namespace.toLowerCase() === owner.toLowerCase() ? 'internal' : 'third-party',
        resolved,
        nested: [],
        firstUse: scalar.span,
      });
    },
  };
};
