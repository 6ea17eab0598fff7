import type { Job, Pipeline } from '../../pipeline/model.ts';
import { get, textOf } from '../../source/yaml.ts';
import type { YamlMapping } from '../../source/yaml-nodes.ts';
import { addEntry, applyEdits, type Document, type Edit, isShared, isWrittenHere, ownEntry, SHARED, setScalar } from '../document.ts';
import { reportText } from '../split/report.ts';
import { linesOf, rewritten, shifted, type Tail, tailOf } from '../split/steps.ts';
import { type Draft, isRefused, type MendInput, type MendKind, refused } from '../types.ts';
import { jobEntries } from '../workflow.ts';
import { onPullRequest } from './trigger-pull-request.ts';

export const splitPrivilegedWorkflow: MendKind = {
  kind: 'split-privileged-workflow',
  edits:
    'Makes two workflows of one on `pull_request_target`: the build stays, on `pull_request` with read-only rights, and the steps behind it that comment, label or set a status go to a new file on `workflow_run`, which looks the change up by its commit and runs, downloads and expands nothing of it.',
  refuses:
    'Other triggers; more jobs than one; steps that need a secret or right and the files of the change at once; steps at the end that use outputs, files or other facts of the build, or have conditions of their own.',
  draft: (input) => {
    const file = input.transitions[0]?.place.workflow ?? '';
    const document = input.open(file);
    if (typeof document === 'string') return refused(document);
    if (!isOnlyTrigger(document)) return refused('The workflow runs on other events too, or not on pull_request_target: split those off first.');
    const [entry, ...others] = jobEntries(document);
    if (entry?.value.kind !== 'mapping' || others.length > 0 || get(entry.value, 'uses') !== undefined)
      return refused(
        'The workflow has more jobs than the one that builds the change: move those that need rights or secrets to a workflow of their own first.',
      );
    const job = entry.value;
    const tail = tailOf(job, input.read);
    if (typeof tail === 'string') return refused(tail);
    const why = cannotSplit(document, job, tail, jobsOf(input.pipeline, file));
    return why === null ? split(input, document, job, tail) : refused(why);
  },
};

const isOnlyTrigger = ({ root }: Document): boolean => {
  const on = get(root, 'on');
  const names = on?.kind === 'mapping' ? on.entries.map((e) => e.key.value) : on?.kind === 'sequence' ? on.items.map(textOf) : [textOf(on)];
  return names.length === 1 && names[0] === 'pull_request_target';
};

const jobsOf = ({ workflows }: Pipeline, file: string): readonly Job[] =>
  workflows.filter((w) => w.file === file).flatMap((w) => w.runs.flatMap((run) => run.jobs));

const SECRET = /\bsecrets\b(?!\.GITHUB_TOKEN\b)/;

/** What the two halves share, or what the build would lack. */
const cannotSplit = (document: Document, job: YamlMapping, { kept, moved }: Tail, jobs: readonly Job[]): string | null => {
  for (const key of ['environment', 'strategy', 'outputs', 'defaults', 'concurrency'])
    if (get(job, key) !== undefined) return `The job has \`${key}\`, which belongs to both halves: say by hand which one keeps it.`;
  const texts = (...nodes: readonly ({ readonly span: YamlMapping['span'] } | undefined)[]): string =>
    nodes.map((node) => (node === undefined ? '' : textAt(document, node.span))).join('\n');
  if (SECRET.test(texts(get(job, 'env'), get(document.root, 'env'), get(job, 'container'), get(job, 'services'))))
    return 'A secret stands under `env` of the job or workflow: give it to the steps that use it first.';
  if (get(job, 'env') !== undefined || get(document.root, 'env') !== undefined || get(document.root, 'defaults') !== undefined)
    return 'Variables or defaults of the job or workflow may be meant for both halves: give them to the steps that use them first.';
  for (const step of kept) {
    const needs = SECRET.test(texts(step)) || jobs.some((j) => j.steps.some((s) => s.span.line === step.span.line && s.effects.some(needsRights)));
    if (needs)
      return `The step at line ${step.span.line} needs a secret or right while it works with the files of the change: hand its result over as an artifact, and use that as data.`;
  }
  const lastNeeds = jobs.some((j) =>
    j.steps.some(
      (s) => moved.some((m) => m.span.line === s.span.line) && s.effects.some((e) => e.kind === 'write' && e.capability === 'write-source'),
    ),
  );
  return lastNeeds ? 'A step at the end writes to the repository itself: that has to be done from what a person has reviewed.' : null;
};

const textAt = ({ text, lineStarts }: Document, span: YamlMapping['span']): string =>
  text.slice(lineStarts[span.line - 1] ?? 0, lineStarts[span.endLine] ?? text.length);

const needsRights = (effect: Job['steps'][number]['effects'][number]): boolean =>
  (effect.kind === 'write' || effect.kind === 'publish' || effect.kind === 'deploy' || effect.kind === 'dispatch') && effect.credential !== null;

const split = ({ files, read, pipeline }: MendInput, document: Document, job: YamlMapping, tail: Tail): Draft => {
  const trigger = onPullRequest(document);
  if (isRefused(trigger)) return trigger;
  const name = get(document.root, 'name') === undefined ? document.file : textOf(get(document.root, 'name'));
  if (name === null || name.trim() === '' || /[\p{Cc}]/u.test(name)) return refused('The name of the workflow cannot be told.');
  if (pipeline.workflows.some((w) => w.file !== document.file && w.name === name))
    return refused(`Another workflow is called \`${name.replaceAll('`', "'").slice(0, 80)}\` too: name them apart first.`);
  const report = document.file.replace(/\.ya?ml$/, '-report.yml');
  if (files.includes(report) || read(report) !== null) return refused(`${report} is there already.`);
  const lines = linesOf(document, tail);
  if (typeof lines === 'string') return refused(lines);
  const inSteps: Edit[] = [];
  for (const step of tail.moved) {
    const made = rewritten(document, step);
    if (typeof made === 'string') return refused(made);
    inSteps.push(...made);
  }
  const rights = rightsOf(document, job, tail.moved);
  if (typeof rights === 'string') return refused(rights);
  const lower = readOnly(document, job);
  if (typeof lower === 'string') return refused(lower);
  const moved = applyEdits(
    document.text.slice(lines.start, lines.end),
    inSteps.map((edit) => ({ ...edit, start: edit.start - lines.start, end: edit.end - lines.start })),
  );
  const steps = shifted(moved, (tail.moved[0]?.span.column ?? 1) - 2, document.ending);
  const text = reportText({ file: document.file, name, when: tail.when, rights, steps, ending: document.ending });
  return {
    edits: [
      ...trigger.edits,
      ...lower,
      { file: document.file, start: lines.start, end: lines.end, text: '' },
      { file: report, start: 0, end: 0, text },
    ],
    origins: new Map([[report, document.file]]),
  };
};

/** What the moved steps do with the token, as their calls and actions are documented; limited to what the job had, where that is written down. */
const rightsOf = (document: Document, job: YamlMapping, moved: readonly YamlMapping[]): readonly string[] | string => {
  const text = moved.map((step) => textAt(document, step.span)).join('\n');
  const declared = get(job, 'permissions') ?? get(document.root, 'permissions');
  // https://docs.github.com/en/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens
  const scopes = new Map<string, RegExp>([
    ['checks', /\bchecks\.(?:create|update)\b|\/check-runs\b/],
    ['issues', /\bissues\.\w+|\bgh\s+issue\b|\/issues\/|labels?\b/i],
    ['pull-requests', /\bpulls?\.\w+|\bissues\.\w+|\bgh\s+pr\b|\/(?:pulls|issues)\/|comment|label/i],
    ['statuses', /\bcreateCommitStatus\b|\/statuses\//],
  ]);
  const levels = new Map([['pull-requests', 'read']]);
  for (const [scope, use] of scopes) {
    const had = declared?.kind === 'mapping' ? textOf(get(declared, scope)) : 'write';
    if (use.test(text) && had === 'write') levels.set(scope, 'write');
  }
  if (![...levels.values()].includes('write') && /github\.token|GITHUB_TOKEN|github-script/.test(text))
    return 'Which rights the steps at the end need cannot be told: write them under `permissions` of the job first.';
  return [...levels].sort(([a], [b]) => (a < b ? -1 : 1)).map(([scope, level]) => `${scope}: ${level}`);
};

/** The rights of the build: nothing that writes. */
const readOnly = (document: Document, job: YamlMapping): readonly Edit[] | string => {
  const entry = ownEntry(job, 'permissions') ?? ownEntry(document.root, 'permissions');
  if (entry === undefined) {
    const edit = addEntry(document, job, 'permissions', [['contents', 'read']], ownEntry(job, 'runs-on'));
    return typeof edit === 'string' ? edit : [edit];
  }
  const { value } = entry;
  if (!isWrittenHere(entry) || isShared(document, value)) return SHARED;
  const levels = value.kind === 'mapping' ? value.entries.map((e) => [e.key.value, e.value] as const) : [['*', value] as const];
  const edits: Edit[] = [];
  for (const [scope, level] of levels) {
    const written = textOf(level) ?? '';
    if (level.kind !== 'scalar' || !written.startsWith('write')) continue;
    const edit = setScalar(document, level, scope === '*' ? 'read-all' : scope === 'id-token' ? 'none' : 'read');
    if (typeof edit === 'string') return edit;
    edits.push(edit);
  }
  return edits;
};
