import type { Job } from '../../pipeline/model.ts';
import { compareText } from '../../source/span.ts';
import { get, textOf, type YamlEntry, type YamlNode } from '../../source/yaml.ts';
import { addEntry, type Document, type Edit, isShared, isWrittenHere, ownEntry, rangeOf, SHARED, setScalar } from '../document.ts';
import { jobUses, type TokenNeeds, tokenNeeds } from '../token-needs.ts';
import { type Draft, type MendKind, refused } from '../types.ts';
import { jobEntries, jobNamed } from '../workflow.ts';

export const tokenPermissions: MendKind = {
  kind: 'token-permissions',
  edits:
    "Lowers each right that the job does not use: in its own `permissions`, in the workflow's where no other job takes them from there, otherwise in a block of its own for the job.",
  refuses:
    'A job with a component or script that is given the token and that nobody could look into; rights that come from a caller in another repository.',
  draft: ({ transitions, pipeline, settings, open }) => {
    const place = transitions[0]?.place;
    if (place?.file == null || place.jobKey === null) return refused('The job is not known.');
    const document = open(place.file);
    if (typeof document === 'string') return refused(document);
    const job = jobNamed(document, place.jobKey);
    if (job === null) return refused('The job is not in this file.');
    if (get(job, 'uses') !== undefined) return refused('The job calls a workflow, which has to lower its rights itself.');
    const ids = new Set(transitions.map((t) => t.place.job));
    const jobs = pipeline.workflows.flatMap((w) => w.runs.flatMap((run) => run.jobs.filter((j) => ids.has(j.id))));
    const needs = tokenNeeds(jobs, pipeline, document, job);
    if (typeof needs === 'string') return refused(needs);
    const unused = new Set(transitions.flatMap((t) => t.facts['right'] ?? []));
    // What is given by default, if the default gives it: writing it down gives it for sure.
    const granted = jobs.flatMap((j) =>
      j.token.filter((g) => (g.when ?? []).some((c) => !settings.has(c.setting)) && !unused.has(g.right) && jobUses(j, g)),
    );
    const [first] = granted;
    if (first !== undefined)
      return refused(
        `The job uses \`${first.right}\` and declares nothing, so it depends on the repository's default whether it has that right. Answer the question (--assume ${first.when?.[0]?.setting ?? ''}=false where the job works today), then it can be written down.`,
      );
    return lower(document, job, unused, needs, jobs);
  },
};

type JobNode = NonNullable<ReturnType<typeof jobNamed>>;

const lower = (document: Document, job: JobNode, unused: ReadonlySet<string>, needs: TokenNeeds, jobs: readonly Job[]): Draft => {
  const own = get(job, 'permissions');
  const entry = ownEntry(job, 'permissions');
  if (own !== undefined && entry === undefined) return refused(SHARED);
  if (entry !== undefined) return inPlace(document, entry, unused, needs, jobs);
  const ofWorkflow = ownEntry(document.root, 'permissions');
  if (ofWorkflow !== undefined && inheriting(document) === 1) return inPlace(document, ofWorkflow, unused, needs, jobs);
  const rights = ofWorkflow === undefined ? fresh(unused, needs, jobs) : fromWorkflow(ofWorkflow.value, unused, needs, jobs);
  const edit = addEntry(document, job, 'permissions', rights, ownEntry(job, 'runs-on'));
  return typeof edit === 'string' ? refused(edit) : { edits: [edit] };
};

/** Jobs that take their rights from the workflow. */
const inheriting = (document: Document): number => jobEntries(document).filter(({ value }) => get(value, 'permissions') === undefined).length;

const lowered = (scope: string): string => (scope === 'id-token' ? 'none' : 'read');

const inPlace = (document: Document, entry: YamlEntry, unused: ReadonlySet<string>, needs: TokenNeeds, jobs: readonly Job[]): Draft => {
  const { value } = entry;
  if (!isWrittenHere(entry) || isShared(document, value)) return refused(SHARED);
  if (value.kind === 'mapping') {
    const edits: Edit[] = [];
    for (const { key, value: level } of value.entries) {
      if (!unused.has(`${key.value}: ${textOf(level) ?? ''}`) || level.kind !== 'scalar') continue;
      const edit = setScalar(document, level, lowered(key.value));
      if (typeof edit === 'string') return refused(edit);
      edits.push(edit);
    }
    return edits.length === 0 ? refused('The rights are not written where they could be lowered.') : { edits };
  }
  if (value.kind !== 'scalar') return refused('The rights are not written where they could be lowered.');
  return insteadOfAll(document, entry, fresh(unused, needs, jobs));
};

/** `permissions: write-all` as a list. */
const insteadOfAll = (document: Document, { key, value }: YamlEntry, rights: readonly (readonly [string, string])[]): Draft => {
  const [start, end] = rangeOf(document, value.span);
  const lineEnd = /^[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|$)/.exec(document.text.slice(end));
  if (value.kind !== 'scalar' || lineEnd === null) return refused('The rights stand in braces with others: write them as a list first.');
  const indent = ' '.repeat(key.span.column + 1);
  const before = document.text.slice(0, start);
  const gap = /[ \t]*$/.exec(before)?.[0].length ?? 0;
  const lines = rights.map(([scope, level]) => `${document.ending}${indent}${scope}: ${level}`).join('');
  // A comment behind it stays where it is.
  const at = end + lineEnd[0].length;
  return {
    edits: [
      { file: document.file, start: start - gap, end, text: '' },
      { file: document.file, start: at, end: at, text: lines },
    ],
  };
};

/** What the job uses, for a job whose rights nothing writes down one by one. */
const fresh = (unused: ReadonlySet<string>, { reads }: TokenNeeds, jobs: readonly Job[]): readonly (readonly [string, string])[] => {
  const levels = new Map(reads.map((scope): [string, string] => [scope, 'read']));
  for (const job of jobs)
    for (const grant of job.token) {
      const [scope = '', level = ''] = grant.right.split(': ');
      if (level === 'write' && !unused.has(grant.right) && jobUses(job, grant)) levels.set(scope, 'write');
    }
  return [...levels].sort(([a], [b]) => compareText(a, b));
};

const fromWorkflow = (
  value: YamlNode,
  unused: ReadonlySet<string>,
  needs: TokenNeeds,
  jobs: readonly Job[],
): readonly (readonly [string, string])[] =>
  value.kind !== 'mapping'
    ? fresh(unused, needs, jobs)
    : value.entries.flatMap(({ key, value: level }): readonly (readonly [string, string])[] => {
        const written = textOf(level) ?? '';
        const kept = unused.has(`${key.value}: ${written}`) ? lowered(key.value) : written;
        return kept === 'none' ? [] : [[key.value, kept]];
      });
