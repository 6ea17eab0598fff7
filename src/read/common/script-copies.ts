/** Files that are copied, moved, linked or deleted: what strangers made stays theirs wherever it lies. */
import type { Material } from '../../pipeline/effects.ts';
import { layOut } from './script-archives.ts';
import { hasOption, optionValue, type ParsedCall } from './script-call.ts';
import { coveringUntrusted, isUntrusted, resolvePath } from './script-places.ts';

/** Kinds of files that nothing runs by itself. */
const DATA = /\.(?:md|mdx|rst|txt|html?|css|s[ac]ss|svg|png|jpe?g|gif|ico|webp|pdf|csv|json|ya?ml|xml|lock|log|snap|map)$/i;

/** `cp`, `mv`, `ln`, `install`, `rsync`. Without an operand for the target nothing is done. */
export const copyFiles = (call: ParsedCall): void => {
  const into = optionValue(call, '-t', '--target-directory');
  const target = (into ?? call.operands.at(-1))?.exact ?? null;
  const sources = into === null ? call.operands.slice(0, -1) : call.operands;
  if (target === null) return;
  for (const { exact, prefix } of sources) {
    const source = exact ?? (prefix.includes('/') ? `${prefix.slice(0, prefix.lastIndexOf('/'))}/*` : null);
    if (source !== null) lay(call, source, target, sources.length > 1 || into !== null);
  }
};

/** A part of a checkout, and what `*` finds of it, leave its `.git` behind. */
const withoutCredential = ({ holdsCredential: _, ...material }: Material): Material => material;

const lay = (call: ParsedCall, source: string, target: string, several: boolean): void => {
  const { session, state, span, name } = call;
  const slash = source.lastIndexOf('/');
  const last = source.slice(slash + 1);
  const pattern = /[*?[{]/.test(last);
  const contents = pattern || last === '.' || (name === 'rsync' && last === '');
  const from = resolvePath(state.directory, contents ? source.slice(0, Math.max(slash, 0)) || '.' : source.replace(/(?<!\/)\/+$/, ''));
  const to = resolvePath(state.directory, target);
  if (from === null || to === null || (name === 'rsync' && /^[^/]*:/.test(source + target))) return;
  const own = from.slice(from.lastIndexOf('/') + 1);
  const folder = !contents && own !== '' && (several || name === 'rsync' || /(?:^|\/)\.{0,2}$/.test(target));
  const place = [to, ...(folder ? [own] : []), ...(pattern && DATA.test(last) ? [last] : [])].filter((part) => part !== '').join('/');
  const below = state.materials.filter((m) => isUntrusted(m) && (from === '' ? false : m.path.startsWith(`${from}/`)));
  const found = [
    ...coveringUntrusted(state.materials, from).map((m): Material => ({ ...(m.path === from && !pattern ? m : withoutCredential(m)), path: place })),
    ...below.map((m): Material => ({ ...m, path: [place, m.path.slice(from.length + 1)].filter((part) => part !== '').join('/') })),
  ];
  layOut(
    session,
    state,
    found.filter((m) => m.kind === 'artifact'),
    span,
  );
  const others = found.filter((m) => m.kind !== 'artifact' && !state.materials.some((o) => o.path === m.path && o.code === m.code));
  if (others.length > 0) state.materials = [...state.materials, ...others];
  if (name === 'mv' && !pattern) forget(call, from);
};

/** `rm -r folder`: nothing of it is there any more. */
export const removeFiles = (call: ParsedCall): void => {
  if (!hasOption(call, '-r', '-R', '--recursive')) return;
  for (const { exact } of call.operands) {
    const path = exact === null || /[*?[]/.test(exact) ? null : resolvePath(call.state.directory, exact);
    if (path !== null) forget(call, path);
  }
};

const forget = ({ state, session }: ParsedCall, path: string): void => {
  if (path === '' || session.doubt.branches > 0) return;
  state.materials = state.materials.filter((m) => m.path !== path && !m.path.startsWith(`${path}/`));
};
