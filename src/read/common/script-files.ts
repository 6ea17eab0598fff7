/** Files as the script sees them: what it wrote itself, what lies in the workspace, what the CI system reads afterwards. */
import type { Span } from '../../source/span.ts';
import { writeOutputFile } from './script-outputs.ts';
import { covering, coveringUntrusted, resolvePath } from './script-places.ts';
import type { Session, State } from './script-session.ts';
import { append, type Text, UNKNOWN_TEXT } from './script-text.ts';

/** What a file holds, as far as the script wrote it or the workspace tells. */
export const fileText = (session: Session, state: State, name: string | null): Text => {
  if (name === null) return UNKNOWN_TEXT;
  const { eventFile } = session.input;
  if (eventFile !== undefined && name === `$${eventFile.variable}`) {
    const value = eventFile.field([]);
    return value === undefined ? UNKNOWN_TEXT : { pieces: [value], url: null, proposed: null };
  }
  const path = resolvePath(state.directory, name);
  if (path === null) return UNKNOWN_TEXT;
  const written = state.written.get(path);
  if (written !== undefined) return written;
  const influences = coveringUntrusted(state.materials, path).map((material) => ({
    origin: { kind: 'material', material, path } as const,
    charset: 'any' as const,
    via: [material.span],
  }));
  const ofCaller = covering(state.materials, path).flatMap((m) => m.mayHold ?? []);
  return {
    pieces: [{ text: null, influences: [...influences, ...ofCaller], secrets: [] }],
    url: state.downloads.get(path)?.url ?? null,
    proposed: null,
  };
};

/** Also for `tee`. */
export const writeFile = (session: Session, state: State, name: string | null, text: Text, adds: boolean, span: Span): void => {
  if (name === null || name.startsWith('/dev/')) return;
  const variable = name.startsWith('$') ? name.slice(1) : '';
  const { outputFiles, outputPaths } = session.input;
  const kind = Object.hasOwn(outputFiles, variable) ? outputFiles[variable] : undefined;
  if (kind !== undefined) {
    writeOutputFile(session, state, kind, text, span);
    return;
  }
  const path = resolvePath(state.directory, name);
  if (path === null) return;
  if (outputPaths?.includes(path) === true) writeOutputFile(session, state, 'output', text, span);
  const old = adds ? state.written.get(path) : undefined;
  state.written.set(path, old === undefined ? text : append(old, text));
  if (text.url !== null) state.downloads.set(path, { url: text.url, verified: false });
};
