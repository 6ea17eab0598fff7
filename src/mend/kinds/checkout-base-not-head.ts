import { get } from '../../source/yaml.ts';
import type { Edit } from '../document.ts';
import { removeBelow } from '../remove.ts';
import { type MendKind, refused } from '../types.ts';
import { needsFiles } from '../workspace-needs.ts';
import { headCheckouts, isCheckout } from './checkouts.ts';

export const checkoutBaseNotHead: MendKind = {
  kind: 'checkout-base-not-head',
  edits: 'Takes `ref` and `repository` out of the checkout of the change, so that it brings the branch of the run.',
  refuses:
    'A job in which a step needs the files of the change, or may: only work through the API and scripts and local actions that look at no files are known not to.',
  draft: (input) => {
    const found = headCheckouts(
      input,
      input.transitions.map((t) => t.evidence),
    );
    if (typeof found === 'string') return refused(found);
    const { document, steps, checkouts } = found;
    for (const step of steps) {
      if (isCheckout(get(step, 'uses'))) continue;
      const why = needsFiles(step, input.read);
      if (why !== null)
        return refused(
          `${why} Where it does not: remove \`ref\` and \`repository\` from the checkout by hand; where it does, move it to a workflow on pull_request.`,
        );
    }
    const edits: Edit[] = [];
    for (const step of checkouts) {
      const made = removeBelow(document, step, 'with', ['ref', 'repository']);
      if (typeof made === 'string') return refused(made);
      edits.push(...made);
    }
    return edits.length === 0 ? refused('There is nothing to take out.') : { edits };
  },
};
