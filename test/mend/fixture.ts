import { examine } from '../../src/analyze.ts';
import { mend } from '../../src/mend/mend.ts';
import type { MendResult } from '../../src/mend/run.ts';
import type { MendOptions } from '../../src/mend/types.ts';
import { type FileTree, memoryTree } from '../../src/source/files.ts';
import { AS_OF, withSettings } from '../analyse.ts';

export type Files = Readonly<Record<string, string>>;

/** Mends a small repository: the controls of these ids or kinds, or the plan's. */
export const mendFiles = (
  files: Files,
  wanted: readonly string[] | null = null,
  options: Partial<MendOptions> = {},
  asOf = AS_OF,
  settings: Readonly<Record<string, boolean>> = {},
): Promise<MendResult> =>
  mend({
    tree: memoryTree(files, 'test'),
    examine: (tree: FileTree) => examine(tree, { asOf, settings: withSettings(settings) }),
    isOwn: (file) => Object.hasOwn(files, file),
    options: { pins: null, owners: [], ...options },
    wanted,
  });

/** The only file, mended by one kind; and why not, where it is not. */
export const mendFile = async (
  text: string,
  kind: string,
  { file = '.github/workflows/w.yml', asOf = AS_OF, others = {} as Files, settings = {} as Readonly<Record<string, boolean>> } = {},
): Promise<{ readonly text: string; readonly why: readonly string[] }> => {
  const { changes, unmended } = await mendFiles({ ...others, [file]: text }, [kind], {}, asOf, settings);
  return { text: changes.get(file) ?? text, why: unmended.map((u) => u.why) };
};
