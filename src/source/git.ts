/** What a git folder says about itself, read from its files; no git is run. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export interface GitDescription {
  /** `owner/name` from the remote called origin, or null. */
  readonly repository: string | null;
  /** Full commit id of HEAD, or null. */
  readonly revision: string | null;
}

const MAX_BYTES = 1_000_000;

const readSmall = (path: string): string | null => {
  try {
    const stat = statSync(path);
    return stat.isFile() && stat.size <= MAX_BYTES ? readFileSync(path, 'utf8') : null;
  } catch {
    return null;
  }
};

/** `owner/name` out of an https or ssh address. */
const repositoryOf = (url: string): string | null => /[/:]([\w.-]{1,100}\/[\w.-]{1,100}?)(?:\.git)?\/?$/.exec(url.trim())?.[1] ?? null;

/** Never throws; a folder that is no work tree answers null twice. */
export const describeGit = (root: string): GitDescription => {
  const entry = join(resolve(root), '.git');
  // A work tree of its own has a file there that names its folder, which in turn names the one that all of them share.
  const linked = /^gitdir: (.+)$/m.exec(readSmall(entry) ?? '')?.[1];
  const git = linked === undefined ? entry : resolve(dirname(entry), linked);
  const shared = linked === undefined ? git : resolve(git, readSmall(join(git, 'commondir'))?.trim() ?? '.');
  const config = readSmall(join(shared, 'config'));
  const remote = config === null ? null : /\[remote "origin"\][^[]*?\n\s*url\s*=\s*(\S+)/.exec(config);
  const head = readSmall(join(git, 'HEAD'))?.trim() ?? '';
  const ref = /^ref: (refs\/[\w./-]{1,200})$/.exec(head)?.[1];
  const commit = (text: string | null | undefined): string | null =>
    text !== null && text !== undefined && /^[0-9a-f]{40,64}$/.test(text.trim()) ? text.trim() : null;
  const packed = (): string | null => {
    if (ref === undefined) return null;
    const line = readSmall(join(shared, 'packed-refs'))
      ?.split('\n')
      .find((l) => l.endsWith(` ${ref}`));
    return commit(line?.split(' ')[0]);
  };
  return {
    repository: remote?.[1] === undefined ? null : repositoryOf(remote[1]),
    revision: ref === undefined || ref.includes('..') ? commit(head) : (commit(readSmall(join(shared, ref))) ?? packed()),
  };
};
