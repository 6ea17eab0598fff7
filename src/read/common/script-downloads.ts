/** What comes from the network: downloads that are unpacked, checked and run. */
import type { Component } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import { ARCHIVE_ADDRESS, artifactArchive, pack, unpackArtifacts, unpacking } from './script-archives.ts';
import { baseName, hasOption, optionValue, type ParsedCall } from './script-call.ts';
import { servedChange } from './script-change.ts';
import { copyFiles, removeFiles } from './script-copies.ts';
import { dispatchByAddress } from './script-dispatches.ts';
import { fileText } from './script-files.ts';
import { bring } from './script-git-revisions.ts';
import { resolvePath } from './script-places.ts';
import { changeAuthor, type Download, type Session, type State } from './script-session.ts';
import { EMPTY, exactText, type Text, textOf, UNKNOWN_TEXT } from './script-text.ts';
import type { Argument } from './script-words.ts';

const ADDRESS = /^(?:https?|ftp):\/\//i;

/** Downloads, checks and unpacking. Null: something else. */
export const downloads = (call: ParsedCall): Text | null => {
  switch (call.name) {
    case 'curl':
    case 'wget':
    case 'aria2c':
    case 'fetch':
      return download(call);
    case 'sha256sum':
    case 'sha512sum':
    case 'sha1sum':
    case 'shasum':
    case 'b2sum':
      return checksum(call);
    case 'gpg':
    case 'gpgv':
    case 'minisign':
    case 'cosign':
    case 'slsa-verifier':
      if (hasOption(call, '--verify', '-V') || call.name === 'gpgv' || call.operands[0]?.exact?.startsWith('verify') === true) markVerified(call);
      return null;
    case 'gh':
      if (call.operands[0]?.exact === 'attestation' && call.operands[1]?.exact === 'verify') markVerified(call);
      return null;
    case 'tar':
    case 'unzip':
    case 'gunzip':
    case 'gzip':
    case 'bsdtar':
    case '7z':
      return unpack(call);
    case 'zip':
      pack(call);
      return null;
    case 'mv':
    case 'cp':
    case 'install':
    case 'ln':
    case 'rsync':
      return move(call);
    case 'rm':
      removeFiles(call);
      return EMPTY;
    default:
      return null;
  }
};

const addressOf = (call: ParsedCall): Argument | null => {
  const named = optionValue(call, '--url');
  return named ?? call.operands.find((o) => ADDRESS.test(o.prefix)) ?? (call.operands.length === 1 ? (call.operands[0] ?? null) : null);
};

/** The address with `…` for what is not known: a name for it, not something to fetch. */
const spell = (argument: Argument): string => argument.text.pieces.map((p) => p.text ?? '…').join('');

const download = (call: ParsedCall): Text | null => {
  const address = addressOf(call);
  if (address === null) return null;
  const url = spell(address).slice(0, 300);
  const dispatch = dispatchByAddress(call, address, url);
  if (dispatch !== null) {
    call.session.effects.push(dispatch);
    return UNKNOWN_TEXT;
  }
  const api = ARCHIVE_ADDRESS.test(url)
    ? textOf(artifactArchive(call.session, null, url, call.span))
    : (servedChange(call, address, url) ?? apiAnswer(call, address));
  const toFile =
    call.name === 'curl' ? optionValue(call, '-o', '--output') : (optionValue(call, '-O', '--output-document') ?? optionValue(call, '-o', '--out'));
  const byName = call.name === 'curl' ? hasOption(call, '-O', '--remote-name', '--remote-name-all') : call.name === 'wget' && toFile === null;
  const text: Text = api ?? { ...UNKNOWN_TEXT, url: ADDRESS.test(url) || url.includes('…') ? url : null };
  const folder = optionValue(call, '-P', '--directory-prefix', '--output-dir')?.exact ?? '';
  const name = toFile !== null ? toFile.exact : byName ? baseName(url.replace(/[?#].*$/, '')) : null;
  if (name === null) return toFile === null ? text : EMPTY;
  if (name === '-') return text;
  const path = resolvePath(call.state.directory, folder === '' ? name : `${folder}/${name}`);
  if (path === null) return EMPTY;
  if (api === null) call.state.downloads.set(path, { url, verified: false });
  else call.state.written.set(path, api);
  return EMPTY;
};

/** Answers about pull requests and issues hold what strangers wrote. */
const apiAnswer = (call: ParsedCall, address: Argument): Text | null => {
  const url = spell(address);
  const what = /\/(?:pulls|issues|comments|commits|discussions)(?:\/|$|\?)/.exec(url);
  if (what === null || !/\/repos\/|\/api\/v\d|\/projects\//.test(url) || hasOption(call, '-X', '--request', '-d', '--data', '--data-raw', '--json'))
    return null;
  const actor = changeAuthor(call.session);
  return {
    ...EMPTY,
    pieces: [
      {
        text: null,
        secrets: [],
        influences: [
          {
            origin: { kind: 'event', field: url.includes('/pulls') ? 'pull_request' : 'issue', actor, span: call.span },
            charset: 'any',
            via: [call.span],
          },
        ],
      },
    ],
  };
};

/** A sum that was downloaded from the same place proves nothing; one that stands in the script or the repository does. */
const checksum = (call: ParsedCall): Text => {
  if (!hasOption(call, '-c', '--check')) return UNKNOWN_TEXT;
  const list = call.operands[0]?.exact ?? null;
  const { state, session } = call;
  const path = list === null || list === '-' ? null : resolvePath(state.directory, list);
  const sums = path === null ? state.stdin : (state.written.get(path) ?? fileText(session, state, list));
  const fetched = (path !== null && state.downloads.has(path)) || sums.url !== null;
  if (!fetched) markVerified(call, exactText(sums));
  return EMPTY;
};

/** `only`: the text of the list, which names the files. */
const markVerified = ({ state }: ParsedCall, only: string | null = null): void => {
  for (const [path, value] of state.downloads) {
    if (only === null || only.includes(baseName(path))) state.downloads.set(path, { ...value, verified: true });
  }
};

/** What is unpacked stands where it is unpacked, under names that are not known: any file there that the repository does not have. */
const unpack = (call: ParsedCall): Text => {
  const { state } = call;
  const unpacked = unpacking(call);
  if (unpacked === null) {
    pack(call);
    return EMPTY;
  }
  const { archive, folder } = unpacked;
  const path = archive === null || archive.exact === null || archive.exact === '-' ? null : resolvePath(state.directory, archive.exact);
  const packed = path === null ? state.stdin : (state.written.get(path) ?? EMPTY);
  if (packed.proposed !== null && folder !== null)
    bring(call, folder, { kind: 'proposed', what: 'the proposed change', actor: changeAuthor(call.session), mutable: packed.proposed === 'mutable' });
  const source = path === null ? (state.stdin.url === null ? null : { url: state.stdin.url, verified: false }) : (state.downloads.get(path) ?? null);
  if (source !== null && folder !== null) {
    state.downloads.set(folder === '' ? '*' : `${folder}/*`, source);
    for (const name of call.operands)
      if (name.exact !== null && name !== archive) state.downloads.set(folder === '' ? name.exact : `${folder}/${name.exact}`, source);
  }
  return unpackArtifacts(call, archive, folder);
};

const move = (call: ParsedCall): Text => {
  const { state, operands } = call;
  copyFiles(call);
  const [from, to] = [operands.at(-2)?.exact ?? null, operands.at(-1)?.exact ?? null];
  const source = from === null ? null : resolvePath(state.directory, from);
  const target = to === null ? null : resolvePath(state.directory, to);
  if (source === null || target === null || operands.length < 2) return EMPTY;
  const download = downloadAt(call.session, state, source);
  if (download !== null) {
    state.downloads.set(target, download);
    state.downloads.set(`${target}/${baseName(source)}`, download);
  }
  const written = state.written.get(source);
  if (written !== undefined) state.written.set(target, written);
  return EMPTY;
};

/** The download that a file is, or was unpacked from. */
export const downloadAt = (session: Session, state: State, path: string): Download | null => {
  const own = state.downloads.get(path);
  if (own !== undefined) return own;
  if (session.input.files === undefined || session.input.files.read(path) !== null) return null;
  for (const [pattern, value] of state.downloads) if (pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1))) return value;
  return null;
};

/** A bare name that was downloaded into a folder of the search path, or next to the script. */
export const runsDownload = (call: ParsedCall): boolean => {
  const { state, session, name, span } = call;
  for (const [path, { url, verified }] of state.downloads) {
    if (baseName(path) !== name || !/(?:^|\/)s?bin\//.test(path)) continue;
    remoteScript(session, url, verified, span);
    return true;
  }
  return false;
};

/** Folders of the platform's own vendor. */
const PLATFORM = /^https?:\/\/(?:cli\.github\.com|raw\.githubusercontent\.com\/(?:actions|github|cli)\/|github\.com\/(?:actions|github|cli)\/)/;

export const remoteScript = (session: Session, url: string, verified: boolean, span: Span): void => {
  const commit = /[/@]([0-9a-f]{40})(?:\/|$)/.exec(url)?.[1] ?? null;
  const version = /\/v?\d+\.\d+(?:\.\d+)?[^/]*(?:\/|$)/.test(url);
  const component: Component = {
    id: `script:${url}`,
    kind: 'script',
    name: url,
    ref: commit,
    pin: commit !== null ? 'commit' : version ? 'tag' : 'none',
    owner: PLATFORM.test(url) ? 'platform' : 'third-party',
    resolved: false,
    nested: [],
    firstUse: span,
  };
  if (!session.uses.has(component.id)) session.uses.set(component.id, component);
  session.effects.push({ kind: 'remote-script', url, verified: verified || commit !== null, component: component.id, span });
};
