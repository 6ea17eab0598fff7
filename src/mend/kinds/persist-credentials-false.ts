import type { GraphTransition } from '../../reason/report.ts';
import { booleanOf, get, textOf } from '../../source/yaml.ts';
import type { YamlMapping } from '../../source/yaml-nodes.ts';
import { addBelow, type Document, type Edit, ownEntry, setScalar } from '../document.ts';
import { type Draft, type MendKind, refused } from '../types.ts';
import { jobNamed, stepsOf } from '../workflow.ts';
import { isCheckout } from './checkouts.ts';

export const persistCredentialsFalse: MendKind = {
  kind: 'persist-credentials-false',
  edits: 'Sets `persist-credentials: false` at every checkout of the job.',
  refuses: 'A job in which git itself needs the credential: a script or action that pushes, fetches or tags.',
  draft: ({ transitions, open }) => {
    const place = transitions[0]?.place;
    const file = place?.file;
    if (place === undefined || file === null || file === undefined) return refused('The job is not known.');
    const document = open(file);
    return typeof document === 'string' ? refused(document) : inJob(document, place);
  },
};

const inJob = (document: Document, { jobKey }: GraphTransition['place']): Draft => {
  const job = jobNamed(document, jobKey);
  const steps = stepsOf(document).flatMap((at) => (at.job === job ? [at.step] : []));
  const checkouts = steps.filter((step) => isCheckout(get(step, 'uses')));
  if (checkouts.length === 0) return refused('The checkout is not in this file.');
  const needs = steps.find((step) => needsGitCredential(step));
  if (needs !== undefined)
    return refused(
      `The step at line ${needs.span.line} uses git with the credential that the checkout leaves. Give that step a token of its own first, or check out a second time behind everything else.`,
    );
  const edits: Edit[] = [];
  for (const step of checkouts) {
    const made = switchedOff(document, step);
    if (typeof made === 'string') return refused(made);
    edits.push(...made);
  }
  return edits.length === 0 ? refused('It is switched off already.') : { edits };
};

const switchedOff = (document: Document, step: YamlMapping): readonly Edit[] | string => {
  const input = get(get(step, 'with'), 'persist-credentials');
  if (booleanOf(input) === false || textOf(input) === 'false') return [];
  if (input?.kind === 'scalar') {
    const edit = setScalar(document, input, 'false');
    return typeof edit === 'string' ? edit : [edit];
  }
  const uses = ownEntry(step, 'uses');
  return addBelow(document, step, 'with', [['persist-credentials', 'false']], uses);
};

/** Git commands that ask the remote, and actions that are made to push. Submodules are fetched by the checkout itself, before the credential is taken away. */
const needsGitCredential = (step: YamlMapping): boolean => {
  const run = textOf(get(step, 'run')) ?? '';
  const uses = textOf(get(step, 'uses')) ?? '';
  return (
    /\bgit\b[^\n|;&]*\s(?:push|fetch|pull|clone|ls-remote|submodule|lfs)\b|\b(?:lerna|semantic-release|np|standard-version|release-it|changeset|nx release)\b|\bnpm\s+version\b|gh-pages|mkdocs\s+gh-deploy/.test(
      run,
    ) || /push|commit|changesets|create-pull-request|pages|release|tag|merge|backport|sync/i.test(uses.split('@')[0] ?? '')
  );
};
