import { lineStartsOf } from '../../source/text.ts';
import type { Edit } from '../document.ts';
import { type MendInput, type MendKind, refused } from '../types.ts';

export const pinImageDigest: MendKind = {
  kind: 'pin-image-digest',
  everySystem: true,
  edits: 'Adds the digest that `--pins` names or `--online` finds to the image, in workflows and Dockerfiles alike; the tag stays.',
  refuses: 'An image that is neither named nor found, or whose name is put together at run time.',
  draft: ({ transitions, options, read }) => {
    const written = imageOf(transitions);
    if (options.pins === null) return refused('The digest is in none of these files: look it up with --online, or give it with --pins FILE.');
    const digest = options.pins.digests.get(written);
    if (digest === undefined)
      return refused(`The file given with --pins does not name \`${written.replaceAll('`', "'").slice(0, 120)}\`, and it was not found online.`);
    const edits = new Map<string, Edit>();
    for (const span of transitions.flatMap((t) => t.evidence)) {
      const text = read(span.file);
      if (text === null) return refused(`${span.file} cannot be edited here.`);
      const starts = lineStartsOf(text);
      const from = (starts[span.line - 1] ?? 0) + span.column - 1;
      const to = (starts[span.endLine - 1] ?? 0) + span.endColumn - 1;
      const at = text.slice(from, to).indexOf(written);
      if (at < 0) continue;
      const end = from + at + written.length;
      if (/[\w.:@/-]/.test(text[end] ?? '')) continue;
      edits.set(`${span.file}:${end}`, { file: span.file, start: end, end, text: `@${digest}` });
    }
    return edits.size === 0 ? refused('The name of the image is not written out in these files.') : { edits: [...edits.values()] };
  },
};

/** The image as it is written, without a digest. */
export const imageOf = (transitions: MendInput['transitions']): string => {
  const { name = '', ref = '' } = transitions[0]?.facts ?? {};
  return ref === '' ? name : `${name}:${ref}`;
};
