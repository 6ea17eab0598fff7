/** Other people's code that the pipeline uses, each once. */
import type { Component } from '../../pipeline/model.ts';
import { compareText, type Span } from '../../source/span.ts';
import type { YamlScalar } from '../../source/yaml.ts';

export interface UsesReference {
  readonly kind: 'local' | 'remote' | 'image';
  /** `owner/repo` or image name or local path. */
  readonly name: string;
  /** Folder or file in the repository. */
  readonly path: string;
  readonly ref: string;
}

/** `uses:` in its shapes. `$/…` is this repository at the running commit (since July 2026). Null when it is none of them. */
export const parseUses = (text: string): UsesReference | null => {
  const uses = text.trim();
  if (uses.startsWith('docker://')) return { kind: 'image', name: uses.slice('docker://'.length), path: '', ref: '' };
  if (uses.startsWith('./') || uses === '.' || uses.startsWith('$/')) return { kind: 'local', name: uses.slice(2), path: '', ref: '' };
  const at = uses.lastIndexOf('@');
  const [owner, repo, ...path] = (at < 0 ? uses : uses.slice(0, at)).split('/');
  if (owner === undefined || repo === undefined || owner === '' || repo === '') return null;
  return { kind: 'remote', name: `${owner}/${repo}`, path: path.join('/'), ref: at < 0 ? '' : uses.slice(at + 1) };
};

/** Is it this repository under its own name? */
export const isOwn = (use: UsesReference, repository: string | null): boolean =>
  repository !== null && use.name.toLowerCase() === repository.toLowerCase();

const pinOf = (ref: string): Component['pin'] => {
  if (/^[0-9a-f]{40}$/i.test(ref)) return 'commit';
  if (ref === '') return 'none';
  if (/^v?\d/i.test(ref)) return 'tag';
  return /^(?:main|master|trunk|develop|dev|head|latest|release|stable|next)$/i.test(ref) || ref.includes('/') ? 'branch' : 'unknown';
};

/** Name, tag and digest of an image reference. */
export const parseImage = (text: string): { readonly name: string; readonly ref: string | null; readonly pin: Component['pin'] } => {
  const digest = text.indexOf('@sha256:');
  if (digest >= 0) return { name: text.slice(0, digest), ref: text.slice(digest + 1), pin: 'digest' };
  const colon = text.lastIndexOf(':');
  if (colon > text.lastIndexOf('/')) return { name: text.slice(0, colon), ref: text.slice(colon + 1), pin: 'tag' };
  return { name: text, ref: null, pin: 'none' };
};

/** The release that a comment behind a reference names: `# v4.1.1`, `# tag=v4.1.1`. */
const versionBeside = ({ raw: { source, end } }: YamlScalar): string | null => {
  const line = source.text.slice(end, end + 200).split('\n', 1)[0] ?? '';
  return /^['"]?[ \t]+#.*?(?:^|[\s#=@:])(v?\d+(?:\.\d+)*(?:[-.][\w.-]+)?)(?=$|[\s,;)])/.exec(line)?.[1] ?? null;
};

/** Organisations that run the platform itself. https://github.com/actions and https://github.com/github */
const PLATFORM = new Set(['actions', 'github']);

export interface ComponentRegistry {
  action(
    use: UsesReference,
    kind: 'action' | 'workflow',
    resolved: boolean,
    at: YamlScalar,
    parent: string | null,
    locked?: Component['locked'] | null,
  ): string;
  image(text: string, span: Span): string;
  add(component: Component): string;
  all(): readonly Component[];
}

/** `repository`: owner/name of the analysed repository when it is known, to tell what is its own and what its organisation's. */
export const componentRegistry = (repository: string | null): ComponentRegistry => {
  const known = new Map<string, Component>();
  const ownOwner = repository?.includes('/') ? (repository.split('/')[0]?.toLowerCase() ?? null) : null;
  const add = (component: Component): string => {
    const old = known.get(component.id);
    known.set(
      component.id,
      old === undefined
        ? component
        : { ...old, resolved: old.resolved || component.resolved, nested: [...new Set([...old.nested, ...component.nested])].sort(compareText) },
    );
    return component.id;
  };
  return {
    add,
    action(use, kind, resolved, at, parent, locked) {
      const owner = use.name.split('/')[0]?.toLowerCase() ?? '';
      const version = pinOf(use.ref) === 'commit' ? versionBeside(at) : null;
      const id = add({
        // Where some workflows are locked and others are not, these are two things.
        id: `${kind}:${use.name.toLowerCase()}@${use.ref}${locked ? ' locked' : ''}`,
        kind,
        name: use.name,
        ref: use.ref,
        pin: locked ? 'commit' : pinOf(use.ref),
        ...(version === null ? {} : { version }),
        ...(locked ? { locked } : {}),
        owner: isOwn(use, repository) ? 'self' : owner === ownOwner ? 'internal' : PLATFORM.has(owner) ? 'platform' : 'third-party',
        resolved,
        nested: [],
        firstUse: at.span,
      });
      const above = parent === null ? undefined : known.get(parent);
      if (above !== undefined && !above.nested.includes(id)) known.set(above.id, { ...above, nested: [...above.nested, id].sort(compareText) });
      return id;
    },
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
    all: () => [...known.values()].sort((a, b) => compareText(a.id, b.id)),
  };
};
