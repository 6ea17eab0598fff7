import { movingCheckouts } from '../../advise/controls/checkout-reviewed-commit.ts';
import { get, textOf, type YamlScalar } from '../../source/yaml.ts';
import type { YamlMapping } from '../../source/yaml-nodes.ts';
import { type Document, type Edit, isShared, SHARED, setScalar } from '../document.ts';
import { onlyExpression } from '../names.ts';
import { type MendKind, refused } from '../types.ts';
import { headCheckouts } from './checkouts.ts';

/** Fields that name a branch, and the commit that the same event carries. https://docs.github.com/en/webhooks/webhook-events-and-payloads */
const COMMIT_OF: Readonly<Record<string, string>> = {
  'github.event.pull_request.head.ref': 'github.event.pull_request.head.sha',
  'github.event.workflow_run.head_branch': 'github.event.workflow_run.head_sha',
  'github.head_ref': 'github.event.pull_request.head.sha',
};
const PULL_HEAD = /^refs\/pull\/\$\{\{\s*github\.event\.(?:pull_request\.)?number\s*\}\}\/head$/;
const PULL_MERGE = /^(?:refs\/)?pull\/.*\/merge$/;

export const checkoutReviewedCommit: MendKind = {
  kind: 'checkout-reviewed-commit',
  edits:
    'Writes the commit of the event (`head.sha`, `head_sha`) in place of the branch or `refs/pull/…/head` in the checkout of the change; `repository` stays.',
  refuses:
    '`refs/pull/…/merge`: the commit that the event carries for it may be missing or of an earlier push. A branch without the repository it is in. Refs that a script or an input computes.',
  restsOnSetting: true,
  draft: (input) => {
    const ids = new Set(input.transitions.map((t) => t.place.job));
    const jobs = input.pipeline.workflows.flatMap((w) => w.runs.flatMap((run) => run.jobs.filter((j) => ids.has(j.id))));
    const found = headCheckouts(
      input,
      jobs.flatMap(movingCheckouts).map((span) => [span]),
    );
    if (typeof found === 'string') return refused(found);
    const edits: Edit[] = [];
    for (const step of found.checkouts) {
      const made = atCommit(found.document, step);
      if (typeof made === 'string') return refused(made);
      edits.push(...made);
    }
    return edits.length === 0 ? refused('It is the commit already.') : { edits };
  },
};

const atCommit = (document: Document, step: YamlMapping): readonly Edit[] | string => {
  const inputs = get(step, 'with');
  const ref = get(inputs, 'ref');
  if (ref?.kind !== 'scalar') return 'The checkout names a repository and no ref, so it takes its default branch: name the commit.';
  if (isShared(document, ref)) return SHARED;
  const text = ref.value.trim();
  if (PULL_MERGE.test(text))
    return 'The event’s `merge_commit_sha` may be missing or of an earlier push: write `github.event.pull_request.head.sha` where the change may be built without the base merged in.';
  if (PULL_HEAD.test(text)) return replaced(document, ref, 'github.event.pull_request.head.sha');
  const source = onlyExpression(text) ?? '';
  if (/\.(?:sha|head_sha|merge_commit_sha)$/.test(source)) return [];
  if (!Object.hasOwn(COMMIT_OF, source))
    return `\`ref\` at line ${ref.span.line} is no single field of the event: write the commit that was reviewed.`;
  if (textOf(get(inputs, 'repository')) === null)
    return 'The checkout names a branch without its repository, so changes from forks are not built today: say first which ones should be.';
  return replaced(document, ref, COMMIT_OF[source] ?? '');
};

const replaced = (document: Document, ref: YamlScalar, source: string): readonly Edit[] | string => {
  const quote = ref.style === 'single' ? "'" : ref.style === 'double' ? '"' : '';
  const edit = setScalar(document, ref, `${quote}\${{ ${source} }}${quote}`);
  return typeof edit === 'string' ? edit : [edit];
};
