/** Whether what one pipeline takes by name is what another publishes. */
import type { Publication } from '../../pipeline/effects.ts';
import type { Pipeline } from '../../pipeline/model.ts';
import { oncePer } from '../../source/once.ts';
import type { Span } from '../../source/span.ts';
import { publicationsInUse } from './inventory.ts';

export interface Published {
  readonly publication: Publication;
  /** Only part of the name is known where it is published. */
  readonly opaque: boolean;
  readonly evidence: readonly Span[];
}

/** Docker Hub is meant where no registry is named. https://docs.docker.com/reference/cli/docker/image/tag/#description */
const plain = (id: string): string => id.replace(/^image:(?:(?:index\.)?docker\.io\/)?(?:library\/)?/, 'image:').toLowerCase();

const escaped = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');

/**
 * What is published under the id that somebody takes, the name in full first. A name of which only a part is known counts where it tells
 * apart: `ghcr.io/acme/*`, or `*` alone for an image that bears the name of this repository.
 */
export const publishedAs = oncePer((pipeline: Pipeline): ((id: string) => readonly Published[]) => {
  const exact = new Map<string, Published[]>();
  const partial: { readonly pattern: RegExp; readonly published: Published }[] = [];
  const own = pipeline.root.toLowerCase();
  for (const { publication, evidence } of publicationsInUse(pipeline)) {
    const id = plain(publication.id);
    if (!id.includes('*')) {
      exact.set(id, [...(exact.get(id) ?? []), { publication, opaque: false, evidence }]);
      continue;
    }
    const [type = '', name = ''] = [id.slice(0, id.indexOf(':')), id.slice(id.indexOf(':') + 1)];
    const known = name.split('*').join('').length > 6;
    const pattern = known ? name.split(/\*+/).map(escaped).join('.+') : `(?:.+/)?${escaped(own)}(?:/.+)?`;
    partial.push({ pattern: new RegExp(`^${escaped(type)}:${pattern}$`), published: { publication, opaque: true, evidence } });
  }
  return (id) => {
    const wanted = plain(id);
    return exact.get(wanted) ?? partial.flatMap(({ pattern, published }) => (pattern.test(wanted) ? [published] : []));
  };
});
