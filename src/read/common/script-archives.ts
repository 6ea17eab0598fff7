/** Artifacts that a script fetches through the host's API: an archive first, files once it is unpacked. */
import type { Material } from '../../pipeline/effects.ts';
import { influenced, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { hasOption, optionValue, type ParsedCall } from './script-call.ts';
import { coveringUntrusted, resolvePath } from './script-places.ts';
import type { Session, State } from './script-session.ts';
import { EMPTY, type Text, valueOf } from './script-text.ts';
import type { Argument } from './script-words.ts';

/** https://docs.github.com/en/rest/actions/artifacts#download-an-artifact */
export const ARCHIVE_ADDRESS = /\/actions\/artifacts\/[^/]+\/(?:zip\b|…|\{)/;

/** The archive as a text: unpacked, it becomes a material; what is read from it is text of that artifact. `words`: what the call says about the run. */
export const artifactArchive = ({ input }: Session, name: string | null, words: string, span: Span): Value => {
  const material: Material = {
    kind: 'artifact',
    path: '',
    code: null,
    artifact: name,
    artifactFrom: /workflow_run/.test(words)
      ? 'followed'
      : /context\.runId|github\.run_id|GITHUB_RUN_ID/.test(words)
        ? 'same'
        : input.scenario?.trigger === 'workflow_run'
          ? 'followed'
          : 'unknown',
    cacheKey: null,
    span,
  };
  return influenced({ origin: { kind: 'material', material, path: null }, charset: 'any', via: [span] });
};

/** Artifacts whose bytes the text may be. A text that went through a narrowing filter is no archive. */
export const artifactsIn = (value: Value): readonly Material[] =>
  value.influences.flatMap(({ origin, charset }) =>
    origin.kind === 'material' && origin.material.kind === 'artifact' && (charset === 'any' || charset === 'file-name') ? [origin.material] : [],
  );

/** From here on the files of each artifact lie in its folder (or its file at that path). */
export const layOut = (session: Session, state: State, artifacts: readonly Material[], span: Span): void => {
  for (const material of artifacts) {
    if (state.materials.some((m) => m.kind === 'artifact' && m.path === material.path && m.artifact === material.artifact)) continue;
    state.materials = [...state.materials, material];
    session.effects.push({ kind: 'artifact-download', material, span });
  }
};

/** What is in the archive at this path; of one whose name is not known, whatever was fetched. */
const artifactsAt = (state: State, path: string | null): readonly Material[] => {
  if (path === null || /[*?]/.test(path)) return [...state.written.values()].flatMap((text) => artifactsIn(valueOf(text)));
  const written = state.written.get(path);
  return written !== undefined ? artifactsIn(valueOf(written)) : coveringUntrusted(state.materials, path).filter((m) => m.kind === 'artifact');
};

/** The archive that a command unpacks, and where to; null when it makes one. */
export const unpacking = (call: ParsedCall): { readonly archive: Argument | null; readonly folder: string | null } | null => {
  const { name, operands, state } = call;
  let archive = operands[0] ?? null;
  let to = optionValue(call, '-C', '--directory', '-d')?.exact ?? null;
  if (name === 'tar' || name === 'bsdtar') {
    // `tar xzf file`: letters without a dash.
    const letters = /^[a-zA-Z]*[xct][a-zA-Z]*$/.exec(operands[0]?.exact ?? '')?.[0] ?? '';
    if (hasOption(call, '-c', '--create') || (letters.includes('c') && !hasOption(call, '-x', '--extract'))) return null;
    archive = optionValue(call, '-f', '--file') ?? (letters.includes('f') ? (operands[1] ?? null) : null);
  } else if (name === '7z') {
    if (!/^[xe]$/.test(operands[0]?.exact ?? '')) return null;
    archive = operands[1] ?? null;
    to = call.options.find((o) => o.name.startsWith('-o') && o.name.length > 2)?.name.slice(2) ?? null;
  } else if (name === 'gzip' && !hasOption(call, '-d', '--decompress')) return null;
  return { archive, folder: to === null ? state.directory : resolvePath(state.directory, to) };
};

const ARCHIVE = /\.(?:tar(?:\.\w+)?|t[gbx]z2?|tzst|zip|7z)$/i;

/**
 * An archive holds what its files held: secrets that were written into them, and what a checkout left in `.git`.
 * What is left out by name is left out; `*` passes hidden files over.
 */
export const pack = ({ state, args }: ParsedCall): void => {
  const named = args.flatMap((a) => a.exact?.replace(/^--file=/, '') ?? []);
  const archive = named.find((name) => ARCHIVE.test(name)) ?? null;
  const path = archive === null ? null : resolvePath(state.directory, archive);
  if (path === null) return;
  const folders = named.slice(1).flatMap((name) => (name === archive || name.startsWith('-') ? [] : (resolvePath(state.directory, name) ?? [])));
  const within = (file: string): boolean =>
    folders.some((folder) => (folder === '' ? !/^[/$~]/.test(file) : file === folder || file.startsWith(`${folder}/`)));
  const leavesGit = named.some((name) => /exclude-vcs/.test(name) || (/\.git\b/.test(name) && !/^\.git\/?$/.test(name)));
  const secrets = [
    ...[...state.written].flatMap(([file, text]) => (within(file) && !(leavesGit && /(?:^|\/)\.git\//.test(file)) ? valueOf(text).secrets : [])),
    ...(!leavesGit && state.materials.some((m) => m.holdsCredential === true && within(m.path)) ? [state.gitCredential ?? 'token'] : []),
  ];
  if (secrets.length > 0) state.written.set(path, { ...EMPTY, pieces: [{ text: null, influences: [], secrets: [...new Set(secrets)] }] });
};

/** Unpacks artifacts, and gives what is printed where the command prints instead. */
export const unpackArtifacts = (call: ParsedCall, archive: Argument | null, folder: string | null): Text => {
  const { session, state, span } = call;
  const path = archive?.exact === null || archive?.exact === undefined ? null : resolvePath(state.directory, archive.exact);
  const fromInput = archive === null || archive.exact === '-';
  const artifacts = fromInput ? artifactsIn(valueOf(state.stdin)) : artifactsAt(state, path);
  if (artifacts.length === 0) return EMPTY;
  if (hasOption(call, '-p', '-O', '--to-stdout', '--stdout') || (call.name !== 'tar' && hasOption(call, '-c'))) {
    const influences = artifacts.map(
      (material) => ({ origin: { kind: 'material', material, path: null }, charset: 'any', via: [material.span] }) as const,
    );
    return { ...EMPTY, pieces: [influenced(...influences)] };
  }
  if (folder !== null) {
    const unpacked = artifacts.map((artifact): Material => ({ ...artifact, path: folder }));
    layOut(session, state, unpacked, span);
  }
  return EMPTY;
};
