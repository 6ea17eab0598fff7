/** Conditions in front of a job: what gates add to `if:`. */

import type { GraphTransition } from '../../reason/report.ts';
import { get, textOf } from '../../source/yaml.ts';
import { addEntry, applyEdits, changeScalar, type Document, type Edit, openDocument, ownEntry, SHARED, setScalar } from '../document.ts';
import { onlyExpression } from '../names.ts';
import { type Draft, type MendInput, refused } from '../types.ts';
import { jobNamed } from '../workflow.ts';

/**
 * Adds a condition to the job of these transitions. `of`: what must hold under one event, null where the event needs nothing.
 * Where the workflow runs on other events too, those pass.
 */
export const gateJob = ({ transitions, pipeline, open }: MendInput, of: (trigger: string) => string | null): Draft => {
  const place = transitions[0]?.place;
  if (place?.file == null || place.jobKey === null) return refused('The job is not known.');
  const document = open(place.file);
  if (typeof document === 'string') return refused(document);
  const triggers = [...new Set(transitions.flatMap((t) => t.place.trigger ?? []))].sort();
  // The job as it stands in its file, whoever calls it.
  const key = place.jobKey.slice(place.jobKey.lastIndexOf('/') + 1);
  const all = new Set(
    pipeline.workflows.flatMap((w) =>
      w.runs.flatMap((run) => (run.jobs.some((j) => j.key === key && j.span.file === place.file) ? [run.scenario.trigger] : [])),
    ),
  );
  const others = [...all].some((trigger) => !triggers.includes(trigger) && trigger !== 'workflow_call');
  const terms = triggers.flatMap((trigger) => {
    const condition = of(trigger);
    return condition === null ? [] : [triggers.length > 1 || others ? `(github.event_name != '${trigger}' || ${condition})` : condition];
  });
  if (terms.length === 0) return refused('There is no such condition for this event.');
  return addCondition(document, place, terms.join(' && '));
};

const addCondition = (document: Document, { jobKey }: GraphTransition['place'], condition: string): Draft => {
  const job = jobNamed(document, jobKey);
  if (job === null) return refused('The job is not in this file.');
  const old = get(job, 'if');
  if (old === undefined) {
    const edit = addEntry(document, job, 'if', condition, ownEntry(job, 'name') ?? undefined);
    return typeof edit === 'string' ? refused(edit) : { edits: [edit] };
  }
  if (old.kind !== 'scalar' || ownEntry(job, 'if') === undefined) return refused(SHARED);
  return joinCondition(document, old, condition);
};

/** `(old) && new`, where the old one stands. */
const joinCondition = (document: Document, old: Extract<NonNullable<ReturnType<typeof get>>, { kind: 'scalar' }>, condition: string): Draft => {
  const text = old.value;
  const inside = onlyExpression(text);
  if (inside === null && text.includes('${{'))
    return refused('The condition of the job mixes text and expressions: write it as one expression first.');
  const [from, to] = inside === null ? trimmed(text, 0, text.length) : trimmed(text, text.indexOf('${{') + 3, text.lastIndexOf('}}'));
  const changes = [
    { start: from, end: from, text: '(' },
    { start: to, end: to, text: `) && ${condition}` },
  ];
  const wanted = `${text.slice(0, from)}(${text.slice(from, to)}) && ${condition}${text.slice(to)}`;
  const edits = insertedIn(document, old, changes, wanted);
  return edits === null
    ? refused('The condition of the job is written in a way that cannot be added to: write it as a block (`|`) first.')
    : { edits };
};

const trimmed = (text: string, from: number, to: number): readonly [number, number] => {
  let [start, end] = [from, to];
  while (start < end && /\s/.test(text[start] ?? '')) start++;
  while (end > start && /\s/.test(text[end - 1] ?? '')) end--;
  return [start, end];
};

/** As it is written if that reads as meant, otherwise, on one line, in single quotes. */
const insertedIn = (
  document: Document,
  scalar: Parameters<typeof changeScalar>[1],
  changes: Parameters<typeof changeScalar>[2],
  wanted: string,
): readonly Edit[] | null => {
  const reads = (edits: readonly Edit[] | string): edits is readonly Edit[] => {
    if (typeof edits === 'string') return false;
    const again = openDocument(document.file, applyEdits(document.text, edits));
    if (typeof again === 'string' || again.problems > document.problems) return false;
    const jobs = get(again.root, 'jobs');
    return jobs?.kind === 'mapping' && jobs.entries.some((e) => textOf(get(e.value, 'if')) === wanted);
  };
  const asWritten = changeScalar(document, scalar, changes);
  if (reads(asWritten)) return asWritten;
  const quoted = setScalar(document, scalar, `'${wanted.replaceAll("'", "''")}'`);
  const edits = typeof quoted === 'string' ? quoted : [quoted];
  return reads(edits) ? edits : null;
};
