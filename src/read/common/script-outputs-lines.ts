/** A text as lines whose parts are kept apart. */
import type { Value } from '../../pipeline/value.ts';
import type { Text } from './script-text.ts';

export type Line = readonly Value[];

/** Lines of a text. A piece that is not known stays whole: line breaks inside it are the business of `breaking`. */
export const linesOf = ({ pieces }: Text): readonly Line[] => {
  const lines: Value[][] = [[]];
  for (const piece of pieces) {
    if (piece.text === null) {
      lines.at(-1)?.push(piece);
      continue;
    }
    for (const [index, text] of piece.text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (text !== '') lines.at(-1)?.push({ ...piece, text });
    }
  }
  return lines;
};
