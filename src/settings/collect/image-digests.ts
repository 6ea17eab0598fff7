/**
 * The digest that a tag of an image has now, by the distribution API of the registry that its name begins with.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests, https://distribution.github.io/distribution/spec/auth/token/
 * Nobody's credential is sent: what can be pulled by everybody is told. A repository chooses what is asked for, so nothing of this network is asked.
 */
import { createHash } from 'node:crypto';

export interface Registries {
  /** Address of a registry by its host, without path; default: https. Tests have their own. */
  readonly originOf?: (host: string) => string;
  /** Milliseconds until an answer is given up. Default: 15,000. */
  readonly patience?: number;
}

export type Digest = { readonly digest: string } | { readonly reason: string };

interface ImageName {
  readonly host: string;
  readonly repository: string;
  readonly tag: string;
}

/** Names without a host are Docker Hub's. https://docs.docker.com/reference/cli/docker/image/tag/ */
const HUB = 'index.docker.io';

/** Null where it is no name with a tag that could be asked for. */
const parsed = (image: string): ImageName | null => {
  const [, rest = '', tag = 'latest'] = /^([^@\s]+?)(?::([\w][\w.-]{0,127}))?$/.exec(image) ?? [];
  const parts = rest.split('/');
  const named = parts.length > 1 && /[.:]|^localhost$/.test(parts[0] ?? '');
  const host = named ? (parts[0] ?? '').toLowerCase() : HUB;
  const path = named ? parts.slice(1) : parts;
  const hub = /^(?:index\.)?docker\.io$/.test(host);
  const repository = (hub && path.length === 1 ? ['library', ...path] : path).join('/');
  return /^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/.test(repository) ? { host: hub ? HUB : host, repository, tag } : null;
};

/** Names that mean something on a private network only. https://www.rfc-editor.org/rfc/rfc6761, https://www.rfc-editor.org/rfc/rfc6762#appendix-G */
const PRIVATE = /\.(?:arpa|corp|home|internal|intranet|invalid|lan|local|localhost|private|test)$/;

/** A name of the public internet: no address, no port, nothing of this machine or network. */
const isPublic = (host: string): boolean =>
  host.length <= 253 && /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(host) && !PRIVATE.test(host);

const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const MOST_BYTES = 4 * 1024 * 1024;

export const digestOf = async (image: string, registries: Registries): Promise<Digest> => {
  const name = parsed(image);
  if (name === null) return { reason: 'its name is not written out' };
  if (!isPublic(name.host)) return { reason: `only registries with a public name are asked, and "${name.host.slice(0, 100)}" is none` };
  try {
    return await ask(name, registries);
  } catch (error) {
    return {
      reason: error instanceof Error && error.name === 'TimeoutError' ? 'the registry did not answer in time' : 'the registry could not be reached',
    };
  }
};

const ask = async ({ host, repository, tag }: ImageName, { originOf, patience = 15_000 }: Registries): Promise<Digest> => {
  const origin = originOf?.(host) ?? `https://${host}`;
  const url = `${origin}/v2/${repository}/manifests/${tag}`;
  // A registry that sends elsewhere is not followed.
  const request = (method: string, to: string, headers: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(to, { method, headers, redirect: 'error', signal: AbortSignal.timeout(patience) });
  let headers: Readonly<Record<string, string>> = { accept: ACCEPT };
  let response = await request('HEAD', url, headers);
  if (response.status === 401) {
    const realm = realmOf(response.headers.get('www-authenticate') ?? '', repository, originOf);
    if (realm === null) return { reason: 'the registry wants a login that is not known here' };
    const answer = await request('GET', realm, {});
    const token = answer.ok ? tokenIn(await answer.text()) : null;
    if (token === null) return { reason: 'the registry gives it to nobody without a login' };
    headers = { ...headers, authorization: `Bearer ${token}` };
    response = await request('HEAD', url, headers);
  }
  if (response.status === 401 || response.status === 403) return { reason: 'the registry gives it to nobody without a login' };
  if (response.status === 404) return { reason: 'the registry has no such tag' };
  if (response.status === 429) return { reason: 'the registry answers no more for now (429)' };
  if (!response.ok) return { reason: `the registry refused (${response.status})` };
  const told = response.headers.get('docker-content-digest') ?? '';
  if (DIGEST.test(told)) return { digest: told };
  // The header may be left out; then the digest is that of the manifest's bytes.
  const manifest = await request('GET', url, headers);
  if (!manifest.ok || Number(manifest.headers.get('content-length') ?? 0) > MOST_BYTES)
    return { reason: 'the registry did not hand out the manifest' };
  const bytes = new Uint8Array(await manifest.arrayBuffer());
  return bytes.length === 0 || bytes.length > MOST_BYTES
    ? { reason: 'the registry did not hand out the manifest' }
    : { digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
};

/** Where a token for pulling by everybody is had; null where it is no public address. */
const realmOf = (challenge: string, repository: string, originOf: Registries['originOf']): string | null => {
  const realm = /^Bearer\b.*?\brealm="([^"]*)"/i.exec(challenge)?.[1] ?? '';
  const service = /\bservice="([^"]*)"/i.exec(challenge)?.[1];
  if (!URL.canParse(realm)) return null;
  const url = new URL(realm);
  if (originOf === undefined && (url.protocol !== 'https:' || url.port !== '' || !isPublic(url.hostname))) return null;
  url.username = '';
  url.password = '';
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.set('scope', `repository:${repository}:pull`);
  return url.href;
};

const tokenIn = (text: string): string | null => {
  try {
    const value: unknown = JSON.parse(text);
    const token =
      typeof value === 'object' && value !== null ? ('token' in value ? value.token : 'access_token' in value ? value.access_token : null) : null;
    return typeof token === 'string' && /^[\x21-\x7e]{1,16384}$/.test(token) ? token : null;
  } catch {
    return null;
  }
};
