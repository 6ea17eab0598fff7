import type { GraphTransition } from '../../reason/report.ts';
import { get, textOf } from '../../source/yaml.ts';
import type { YamlMapping } from '../../source/yaml-nodes.ts';
import { addBelow, type Document, type Edit, ownEntries, ownEntry, SHARED } from '../document.ts';
import { onlyExpression } from '../names.ts';
import { removeBelow } from '../remove.ts';
import { type Draft, type MendKind, refused } from '../types.ts';
import { jobEntries, stepsOf } from '../workflow.ts';
import { needsFiles, type Read } from '../workspace-needs.ts';
import { isCheckout } from './checkouts.ts';

export const jobScopedSecrets: MendKind = {
  kind: 'job-scoped-secrets',
  edits: 'Moves the variable that holds the secret from `env` of the workflow to `env` of each job that may use it.',
  refuses: 'A variable that holds more than the secret; jobs that do not name it, but run something that could read it unseen.',
  draft: ({ transitions, open, read }) => {
    const file = transitions[0]?.evidence.at(-1)?.file ?? '';
    const document = open(file);
    return typeof document === 'string' ? refused(document) : move(document, transitions, read);
  },
};

const move = (document: Document, transitions: readonly GraphTransition[], read: Read): Draft => {
  const secret = transitions[0]?.facts['secret'] ?? '';
  const env = ownEntry(document.root, 'env');
  if (env?.value.kind !== 'mapping') return refused(SHARED);
  const holders = ownEntries(env.value).filter((e) =>
    new RegExp(`\\bsecrets\\s*\\.\\s*${secret.replaceAll(/\W/g, '')}\\b`, 'i').test(textOf(e.value) ?? ''),
  );
  const values = holders.map((e): readonly [string, string] => [e.key.value, textOf(e.value) ?? '']);
  if (values.length === 0 || values.some(([, value]) => !/^secrets\s*\.\s*\w+$/.test(onlyExpression(value) ?? '')))
    return refused('The variable holds more than the secret: take them apart first.');
  const losing = new Set(transitions.map((t) => t.place.jobKey?.slice(t.place.jobKey.lastIndexOf('/') + 1)));
  const edits: Edit[] = [];
  for (const { key, value: job } of jobEntries(document)) {
    if (job.kind !== 'mapping') continue;
    const why = losing.has(key.value) ? mayRead(document, job, values, read) : null;
    if (why !== null) return refused(why);
    // Jobs that call a workflow are given no variables.
    if (losing.has(key.value) || get(job, 'uses') !== undefined) continue;
    const own = get(job, 'env');
    const missing = values.filter(([name]) => get(own, name) === undefined);
    if (missing.length === 0) continue;
    const made = addBelow(document, job, 'env', missing, ownEntry(job, 'runs-on'));
    if (typeof made === 'string') return refused(made);
    edits.push(...made);
  }
  const gone = removeBelow(
    document,
    document.root,
    'env',
    values.map(([name]) => name),
  );
  return typeof gone === 'string' ? refused(gone) : { edits: [...gone, ...edits] };
};

/** Variables that commands read without naming them. https://cli.github.com/manual/gh_help_environment */
const OF_GH = /^(?:GH|GITHUB)_/;

const mayRead = (document: Document, job: YamlMapping, values: readonly (readonly [string, string])[], read: Read): string | null => {
  for (const { step } of stepsOf(document).filter((at) => at.job === job)) {
    if (isCheckout(get(step, 'uses'))) continue;
    if (needsFiles(step, read) !== null) return `Whether the step at line ${step.span.line} reads the variable unseen cannot be told.`;
    const gh = /\bgh\b/.test(textOf(get(step, 'run')) ?? '');
    if (gh && values.some(([name]) => OF_GH.test(name))) return `\`gh\` at line ${step.span.line} reads the variable by itself.`;
  }
  return null;
};
