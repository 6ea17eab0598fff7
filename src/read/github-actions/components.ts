/** Actions and reusable workflows that the pipeline uses, each once. */
import type { Component } from '../../pipeline/model.ts';
import type { YamlScalar } from '../../source/yaml.ts';
import { type ComponentRegistry, componentRegistry, pinOfRef } from '../common/component-registry.ts';

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

/** The release that a comment behind a reference names: `# v4.1.1`, `# tag=v4.1.1`. */
const versionBeside = ({ raw: { source, end } }: YamlScalar): string | null => {
  const line = source.text.slice(end, end + 200).split('\n', 1)[0] ?? '';
  return /^['"]?[ \t]+#.*?(?:^|[\s#=@:])(v?\d+(?:\.\d+)*(?:[-.][\w.-]+)?)(?=$|[\s,;)])/.exec(line)?.[1] ?? null;
};

/** Organisations that run the platform itself. https://github.com/actions and https://github.com/github */
const PLATFORM = new Set(['actions', 'github']);

export interface ActionRegistry extends ComponentRegistry {
  action(
    use: UsesReference,
    kind: 'action' | 'workflow',
    resolved: boolean,
    at: YamlScalar,
    parent: string | null,
    locked?: Component['locked'] | null,
  ): string;
}

/** `repository`: owner/name of the analysed repository when it is known, to tell what is its own and what its organisation's. */
export const actionRegistry = (repository: string | null): ActionRegistry => {
  const registry = componentRegistry();
  const ownOwner = repository?.includes('/') ? (repository.split('/')[0]?.toLowerCase() ?? null) : null;
  const component = (
    use: UsesReference,
    kind: 'action' | 'workflow',
    resolved: boolean,
    at: YamlScalar,
    locked: Component['locked'] | null,
  ): Component => {
    const owner = use.name.split('/')[0]?.toLowerCase() ?? '';
    const version = pinOfRef(use.ref) === 'commit' ? versionBeside(at) : null;
    return {
      // Where some workflows are locked and others are not, these are two things.
      id: `${kind}:${use.name.toLowerCase()}@${use.ref}${locked ? ' locked' : ''}`,
      kind,
      name: use.name,
      ref: use.ref,
      pin: locked ? 'commit' : pinOfRef(use.ref),
      ...(version === null ? {} : { version }),
      ...(locked ? { locked } : {}),
      owner: isOwn(use, repository) ? 'self' : owner === ownOwner ? 'internal' : PLATFORM.has(owner) ? 'platform' : 'third-party',
      resolved,
      nested: [],
      firstUse: at.span,
    };
  };
  /** By the place of a use that no lock file changes: it is added in each run. */
  const made = new WeakMap<YamlScalar, Component>();
  return {
    ...registry,
    action(use, kind, resolved, at, parent, locked = null) {
      const old = locked === null ? made.get(at) : undefined;
      const isSame = old?.kind === kind && old.resolved === resolved && old.name === use.name && old.ref === use.ref;
      const one = isSame ? old : component(use, kind, resolved, at, locked);
      if (locked === null) made.set(at, one);
      const id = registry.add(one);
      if (parent !== null) registry.nest(parent, id);
      return id;
    },
  };
};
