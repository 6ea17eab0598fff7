/** Other people's code that a script names: packages run from a registry, images. */
import type { Component, PackageManifest } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import type { Session } from './script-session.ts';

/** Registers it once and gives its id. */
const register = (session: Session, component: Component): string => {
  if (!session.uses.has(component.id)) session.uses.set(component.id, component);
  return component.id;
};

/** `name@version`, `name==version`, `github.com/owner/tool@v1`. A registry keeps the files of a version, but what the package depends on is taken anew. */
export const packageComponent = (session: Session, ecosystem: PackageManifest['ecosystem'], wanted: string, span: Span): string =>
  register(session, packageAsComponent(ecosystem, wanted, span));

export const packageAsComponent = (ecosystem: PackageManifest['ecosystem'], wanted: string, span: Span): Component => {
  const at = wanted.search(/(?!^)@|==/);
  const name = at < 0 ? wanted : wanted.slice(0, at);
  const ref = at < 0 ? null : wanted.slice(at).replace(/^(?:@|==)/, '');
  const exact = ref !== null && /^v?\d+\.\d+\.\d+/.test(ref);
  const commit = ref !== null && /^[0-9a-f]{40}$/.test(ref);
  return {
    id: `package:${ecosystem}/${name}@${ref ?? ''}`,
    kind: 'package',
    name: `${ecosystem}/${name}`,
    ref,
    pin: commit ? 'commit' : exact ? 'tag' : 'none',
    owner: 'third-party',
    resolved: false,
    nested: [],
    firstUse: span,
  };
};

/** Name, tag and digest of an image reference. */
export const imageComponent = (session: Session, reference: string, span: Span): string => {
  const digest = reference.indexOf('@sha256:');
  const colon = reference.lastIndexOf(':');
  const tagged = digest < 0 && colon > reference.lastIndexOf('/');
  const name = digest >= 0 ? reference.slice(0, digest) : tagged ? reference.slice(0, colon) : reference;
  const ref = digest >= 0 ? reference.slice(digest + 1) : tagged ? reference.slice(colon + 1) : null;
  return register(session, {
    id: `image:${name}@${ref ?? ''}`,
    kind: 'image',
    name,
    ref,
    pin: digest >= 0 ? 'digest' : tagged ? 'tag' : 'none',
    owner: 'third-party',
    resolved: false,
    nested: [],
    firstUse: span,
  });
};
