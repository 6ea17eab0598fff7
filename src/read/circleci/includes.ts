/** Files that the source of an orb includes: `command: <<include(scripts/install.sh)>>`. https://circleci.com/docs/orbs/author/orb-author/#file-include-syntax */
import { sourceText, spanBetween } from '../../source/text.ts';
import type { RunContext } from './lowering.ts';
import type { Namespace } from './namespaces.ts';
import type { Template } from './templates.ts';

export const includes =
  ({ world }: Pick<RunContext, 'world'>, { folder }: Namespace) =>
  (path: string): Template | null => {
    if (folder === null || path.includes('..')) return null;
    const file = `${folder}${path.replace(/^\.\//, '')}`;
    const text = world.tree.read(file);
    if (text === null) return null;
    const source = sourceText(file, text);
    return [{ kind: 'text', text, at: (start, end) => spanBetween(source, start, end) }];
  };
