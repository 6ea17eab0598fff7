/** What carries another name in head and means the same: files, jobs, references of components. So that a renamed job is silent. */
import type { GraphTransition, Report } from '../reason/report.ts';
import { compareText } from '../source/span.ts';

export interface Renames {
  readonly told: readonly { readonly from: string; readonly to: string }[];
  /** A text that names things of base, with the names of head. Ids, file paths and statements alike. */
  readonly apply: (text: string) => string;
}

/** Two things are the same under another name when at least this share of what they do is the same. */
const ALIKE = 0.6;
/** A guess about more pairs than this costs more than it tells. */
const MOST_PAIRS = 10_000;

export const findRenames = (base: Report, head: Report): Renames => {
  const before = base.graph?.transitions ?? [];
  const after = head.graph?.transitions ?? [];
  const rules: Rule[] = [];
  const told: { from: string; to: string }[] = [];

  for (const [from, to] of pairs(byWorkflow(before), byWorkflow(after))) {
    rules.push(wholeWord(from, to));
    told.push({ from, to });
  }
  const renamed = applyAll(rules);
  for (const [from, to] of pairs(
    byJob(before, renamed),
    byJob(after, (t) => t),
  )) {
    const [workflow, oldKey] = splitJob(from);
    const [, newKey] = splitJob(to);
    rules.push(jobOf(workflow, oldKey, newKey));
    told.push({ from: `job ${oldKey} of ${workflow}`, to: `job ${newKey}` });
  }
  for (const [from, to] of references(before, after)) rules.push(wholeWord(from, to));
  return { told, apply: applyAll(rules) };
};

type Rule = (text: string) => string;

const applyAll =
  (rules: readonly Rule[]): Rule =>
  (text) =>
    rules.reduce((changed, rule) => rule(changed), text);

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
/** Where a name in an id or sentence ends; a file `ci.yml` is not the start of `ci.yml.bak`. */
const END = '(?=$|[^\\w.\\-/])';
const START = '(?<=^|[^\\w.\\-/])';

const wholeWord = (from: string, to: string): Rule => {
  const pattern = new RegExp(`${START}${escaped(from)}${END}`, 'g');
  return (text) => (text.includes(from) ? text.replace(pattern, () => to) : text);
};

/** In ids a job stands behind its run: `<workflow>:<scenario>#<key>`. */
const jobOf = (workflow: string, from: string, to: string): Rule => {
  const pattern = new RegExp(`(${escaped(workflow)}:[^#\\s]*#)${escaped(from)}(?=$|[^\\w.-])`, 'g');
  return (text) => (text.includes(`#${from}`) ? text.replace(pattern, (_, run: string) => run + to) : text);
};

const JOB = '\n';
const splitJob = (id: string): readonly [string, string] => {
  const at = id.indexOf(JOB);
  return [id.slice(0, at), id.slice(at + 1)];
};

/** What the transitions at one place do, without the names of the place, counted. */
type Doings = ReadonlyMap<string, number>;

const byWorkflow = (transitions: readonly GraphTransition[]): ReadonlyMap<string, Doings> =>
  grouped(transitions, (t) => t.place.workflow, [(t) => t.place.workflow, (t) => t.place.file]);

const byJob = (transitions: readonly GraphTransition[], renamed: Rule): ReadonlyMap<string, Doings> =>
  grouped(transitions, (t) => (t.place.jobKey === null || t.place.workflow === null ? null : `${renamed(t.place.workflow)}${JOB}${t.place.jobKey}`), [
    (t) => t.place.workflow,
    (t) => t.place.file,
    (t) => t.place.jobKey,
  ]);

type Name = (transition: GraphTransition) => string | null;

const grouped = (transitions: readonly GraphTransition[], keyOf: Name, names: readonly Name[]): ReadonlyMap<string, Doings> => {
  const groups = new Map<string, Map<string, number>>();
  for (const transition of transitions) {
    const key = keyOf(transition);
    if (key === null) continue;
    const doings = groups.get(key) ?? new Map<string, number>();
    const doing = nameless(transition, names);
    doings.set(doing, (doings.get(doing) ?? 0) + 1);
    groups.set(key, doings);
  }
  return groups;
};

/** Rule, trigger and facts, with every name of the place left out of them. */
const nameless = (transition: GraphTransition, names: readonly Name[]): string => {
  const known = names.flatMap((name) => name(transition) ?? []).filter((name) => name !== '');
  const without = (text: string): string => known.reduce((rest, name) => rest.replaceAll(name, ''), text);
  const facts = Object.entries(transition.facts).map(([key, value]) => `${key}=${without(value)}`);
  return [transition.rule, transition.place.trigger ?? '', ...facts.sort(compareText)].join('|');
};

/** Names of base only with the names of head only that do most nearly the same, each once; the most alike first. */
const pairs = (base: ReadonlyMap<string, Doings>, head: ReadonlyMap<string, Doings>): readonly (readonly [string, string])[] => {
  const gone = [...base].filter(([name]) => !head.has(name));
  const come = [...head].filter(([name]) => !base.has(name));
  if (gone.length * come.length > MOST_PAIRS) return [];
  const candidates = gone
    .flatMap(([from, a]) => come.map(([to, b]) => ({ from, to, alike: likeness(a, b) })))
    .filter(({ from, to, alike }) => alike >= ALIKE && sameFile(from, to))
    .sort((a, b) => b.alike - a.alike || compareText(a.from, b.from) || compareText(a.to, b.to));
  const used = new Set<string>();
  return candidates.flatMap(({ from, to }) => {
    if (used.has(`<${from}`) || used.has(`>${to}`)) return [];
    used.add(`<${from}`);
    used.add(`>${to}`);
    return [[from, to] as const];
  });
};

/** A job that went to another file is a move of the file, or a change worth telling. */
const sameFile = (from: string, to: string): boolean => !from.includes(JOB) || splitJob(from)[0] === splitJob(to)[0];

/** Shared doings as a share of all (Jaccard, with counts). */
const likeness = (a: Doings, b: Doings): number => {
  let shared = 0;
  let all = 0;
  for (const [doing, count] of a) {
    shared += Math.min(count, b.get(doing) ?? 0);
    all += count;
  }
  for (const count of b.values()) all += count;
  return all === 0 ? 0 : shared / (all - shared);
};

/** Components of one name whose only reference changed: `action:acme/setup@v1` → `action:acme/setup@v2`. What can move it is compared apart. */
const references = (before: readonly GraphTransition[], after: readonly GraphTransition[]): readonly (readonly [string, string])[] => {
  const [base, head] = [componentIds(before), componentIds(after)];
  return [...base].flatMap(([name, ids]) => {
    const gone = [...ids].filter((id) => !head.get(name)?.has(id));
    const come = [...(head.get(name) ?? [])].filter((id) => !ids.has(id));
    return gone.length === 1 && come.length === 1 ? [[gone[0] ?? '', come[0] ?? ''] as const] : [];
  });
};

const componentIds = (transitions: readonly GraphTransition[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>();
  for (const { facts } of transitions) {
    const id = facts['component'];
    if (id === undefined || facts['name'] === undefined) continue;
    const name = `${facts['kind'] ?? ''}:${facts['name']}`;
    found.set(name, (found.get(name) ?? new Set()).add(id));
  }
  return found;
};
