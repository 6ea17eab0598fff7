/** Variables that name folders from which later commands load code: of strangers, when such a folder is theirs. */
import type { Material } from '../../pipeline/effects.ts';
import type { Span } from '../../source/span.ts';
import { linesOf } from './script-outputs-lines.ts';
import { coveringUntrusted, resolvePath } from './script-places.ts';
import type { Session, State } from './script-session.ts';
import type { Text } from './script-text.ts';

/** https://docs.python.org/3/using/cmdline.html#envvar-PYTHONPATH, https://nodejs.org/api/modules.html#loading-from-the-global-folders, https://bundler.io/man/bundle-config.1.html */
const FOLDERS: ReadonlySet<string> = new Set([
  'PATH',
  'PYTHONPATH',
  'NODE_PATH',
  'RUBYLIB',
  'PERL5LIB',
  'GEM_PATH',
  'LD_LIBRARY_PATH',
  'BUNDLE_GEMFILE',
]);

/** `PATH="$PWD/pr/bin:$PATH"`: only what stands before the rest of the path is looked at first. */
export const searchPath = (session: Session, state: State, name: string, text: Text, span: Span): void => {
  if (!FOLDERS.has(name)) return;
  const open = text.pieces.findIndex((p) => p.text === null);
  const places = (open < 0 ? text.pieces : text.pieces.slice(0, open))
    .map((p) => p.text)
    .join('')
    .split(':');
  const whole = open < 0 ? places : places.slice(0, -1);
  load(session, state, whole, name, span);
};

/** Lines of the file through which a CI system is told folders of the search path. */
export const searchPathLines = (session: Session, state: State, text: Text, span: Span): void => {
  const places = linesOf(text).flatMap((line) => (line.every((p) => p.text !== null) ? [line.map((p) => p.text).join('')] : []));
  load(session, state, places, 'the search path', span);
};

const load = (session: Session, state: State, places: readonly string[], name: string, span: Span): void => {
  const materials = places.flatMap((place): readonly Material[] => {
    const path = place.trim() === '' ? null : resolvePath(state.directory, place.trim());
    return path === null ? [] : coveringUntrusted(state.materials, path);
  });
  if (materials.length > 0)
    session.effects.push({
      kind: 'execute',
      tool: name,
      how: `puts a folder of it into ${name === 'the search path' ? name : `\`${name}\``}, so that later commands run what lies there`,
      materials,
      span,
    });
};
