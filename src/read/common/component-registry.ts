/** Other people's code that the pipeline uses, each once. The same for every CI system. */
import type { Component } from '../../pipeline/model.ts';
import { compareText, type Span } from '../../source/span.ts';

/** Name, tag and digest of an image reference. */
export const parseImage = (text: string): { readonly name: string; readonly ref: string | null; readonly pin: Component['pin'] } => {
  const digest = text.indexOf('@sha256:');
  if (digest >= 0) return { name: text.slice(0, digest), ref: text.slice(digest + 1), pin: 'digest' };
  const colon = text.lastIndexOf(':');
  if (colon > text.lastIndexOf('/')) return { name: text.slice(0, colon), ref: text.slice(colon + 1), pin: 'tag' };
  return { name: text, ref: null, pin: 'none' };
};

/** Does a git reference move? A full commit does not; a version is a tag, a usual branch name a branch. */
export const pinOfRef = (ref: string): Component['pin'] => {
  if (/^[0-9a-f]{40}$/i.test(ref)) return 'commit';
  if (ref === '') return 'none';
  if (/^v?\d/i.test(ref)) return 'tag';
  return /^(?:main|master|trunk|develop|dev|head|latest|release|stable|next)$/i.test(ref) || ref.includes('/') ? 'branch' : 'unknown';
};

export interface ComponentRegistry {
  /** The id of the component, which is added where it is new and joined where it is known. */
  add(component: Component): string;
  image(text: string, span: Span): string;
  /** Is part of `parent`, whoever uses that. Nothing happens where the parent is not known. */
  nest(parent: string, id: string): void;
  /** Sorted by id. */
  all(): readonly Component[];
}

export const componentRegistry = (): ComponentRegistry => {
  const known = new Map<string, Component>();
  const add = (component: Component): string => {
    const old = known.get(component.id);
    known.set(component.id, old === undefined ? component : joined(old, component));
    return component.id;
  };
  return {
    add,
    image(text, span) {
      const { name, ref, pin } = parseImage(text);
      return add({
        id: `image:${name}@${ref ?? ''}`,
        kind: 'image',
        name,
        ref,
        pin,
        owner: 'third-party',
        resolved: false,
        nested: [],
        firstUse: span,
      });
    },
    nest(parent, id) {
      const above = known.get(parent);
      if (above !== undefined && !above.nested.includes(id)) known.set(above.id, { ...above, nested: [...above.nested, id].sort(compareText) });
    },
    all: () => [...known.values()].sort((a, b) => compareText(a.id, b.id)),
  };
};

const joined = (old: Component, other: Component): Component => {
  const resolved = old.resolved || other.resolved;
  // The same again, as in every run of a job.
  if (resolved === old.resolved && old.nested.length === 0 && other.nested.length === 0) return old;
  return { ...old, resolved, nested: [...new Set([...old.nested, ...other.nested])].sort(compareText) };
};

/** The components of several readers, each once, sorted by id. */
export const joinComponents = (lists: readonly (readonly Component[])[]): readonly Component[] => {
  const [only] = lists;
  if (only !== undefined && lists.length === 1) return only;
  const registry = componentRegistry();
  for (const component of lists.flat()) registry.add(component);
  return registry.all();
};
