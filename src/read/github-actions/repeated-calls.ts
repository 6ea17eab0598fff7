/**
 * A workflow that another calls many times with other constants each time: read whole under the first event, and where all calls came to the same there,
 * the first call speaks for the others under the next ones too.
 */
import type { AlikeJob, Job, Run } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import { joinAlike, meet, namesIn } from '../common/alike.ts';
import { parseUses } from './components.ts';
import type { Library } from './library.ts';
import type { JobSyntax, Named, PermissionsSyntax, WorkflowSyntax } from './schema.ts';
import { differingConstants, inputsIn, isUsedElsewhere, type SiblingCall } from './sibling-calls.ts';

export interface RepeatedCalls {
  /** The call by which this one is spoken for; null while that is not known. */
  speakerOf(key: string): string | null;
  /** The calls after this one that differ from it in constants only, which decide nothing but what steps are given. */
  siblingsOf(key: string): readonly { readonly call: SiblingCall; readonly with: readonly Named[] }[];
  /** Of a call that was read under the first event: those of its siblings that came to the same are spoken for by it. `run`: its id. */
  accept(key: string, siblings: readonly SiblingCall[], run: string, jobs: readonly Job[]): void;
  /** Does somebody in these jobs, which are a whole run, or in another file use a name of a call that is spoken for? Then no call is from now on. */
  isTaken(jobs: readonly Job[]): boolean;
  /** Is everything that runs of these jobs something that was looked at under the first event? */
  covers(jobs: readonly Job[]): boolean;
  /** The jobs of a run, with those of calls that are spoken for noted beside those of the calls that speak for them. */
  told(run: string, jobs: readonly Job[], spokenFor: ReadonlySet<string>): readonly Job[];
  /** Learns from a run in which every call was read, and gives its jobs joined. */
  learn(run: Pick<Run, 'id' | 'jobs'>): readonly Job[];
}

const pathOf = (run: string, id: string): string => id.slice(run.length + 1);

const reachedIn = (run: string, jobs: readonly Job[]): readonly string[] =>
  jobs.flatMap((job) =>
    job.reach === 'never' ? [] : [pathOf(run, job.id), ...job.steps.flatMap(({ reach, id }) => (reach === 'never' ? [] : [pathOf(run, id)]))],
  );

const isConstant = (text: string): boolean => !text.includes('${{');

const rights = (permissions: PermissionsSyntax | null): string =>
  JSON.stringify(permissions === null ? null : [permissions.all, permissions.scopes.map(({ scope, level }) => [scope, level])]);

const secrets = ({ secrets: given }: JobSyntax): string =>
  JSON.stringify(given === null ? null : 'inherit' in given ? 'inherit' : given.named.map(({ name, value }) => [name, value.value]));

/** Everything about a call but the constants that it hands over. */
const outline = (job: JobSyntax): string =>
  JSON.stringify([
    job.uses?.value,
    job.needs,
    job.if?.value ?? null,
    rights(job.permissions),
    secrets(job),
    job.cacheMode?.mode ?? null,
    // What a matrix gives is not compared.
    job.matrix === null ? null : job.key,
    job.with.map(({ name, value }) => [name.toLowerCase(), isConstant(value.value) ? null : value.value]),
  ]);

const EXPRESSION = /\$\{\{[\s\S]*?\}\}/g;
/** What is another under every event, or comes from steps and jobs. */
const OF_THE_RUN = /\b(?:github|needs|steps)\s*[.[]/;

/**
 * Could the constants of these inputs decide under one event what they do not decide under another? Conditions may ask for both;
 * texts that scripts and actions are given are the same under all.
 */
const mayDecide = (callee: WorkflowSyntax, inputs: ReadonlySet<string>, library: Library): boolean => {
  const mentions = (text: string): boolean => inputsIn(text).some((name) => name === null || inputs.has(name));
  const mentioned = (entries: readonly Named[]): boolean => entries.some(({ value }) => mentions(value.value));
  const steps = callee.jobs.flatMap((job) => job.steps);
  const conditions = [...callee.jobs, ...steps].flatMap((one) => one.if?.value ?? []);
  if (conditions.some(mentions)) return true;
  for (const [expression] of (library.text(callee.file) ?? '').matchAll(EXPRESSION))
    if (mentions(expression) && OF_THE_RUN.test(expression)) return true;
  const inVariables = mentioned(callee.env) || [...callee.jobs, ...steps].some((one) => mentioned(one.env));
  if (inVariables && conditions.some((text) => /\benv\b/.test(text))) return true;
  if (callee.jobs.some((job) => job.uses !== null && mentioned(job.with))) return true;
  const handsOn = steps.some((step) => step.uses !== null && parseUses(step.uses.value)?.kind === 'local' && mentioned(step.with));
  return handsOn && library.actions.some((action) => action.steps.some((step) => /\binputs\b/.test(step.if?.value ?? '')));
};

const NOT_REPEATED: RepeatedCalls = {
  siblingsOf: () => [],
  accept: () => {},
  isTaken: () => false,
  speakerOf: () => null,
  covers: () => false,
  told: (_run, jobs) => jobs,
  learn: ({ jobs }) => jobs,
};

/** Places of the one call, and the same of the other. */
const placesOfCalls = (first: JobSyntax, other: JobSyntax): AlikeJob['at'] => {
  const spans = (call: JobSyntax): readonly (Span | undefined)[] => [
    call.keySpan,
    call.uses?.span,
    call.if?.span,
    call.permissions?.span,
    ...(call.permissions?.scopes.map(({ span }) => span) ?? []),
    call.cacheMode?.span,
    ...call.with.flatMap(({ span, value }) => [span, value.span]),
    ...(call.secrets === null ? [] : 'inherit' in call.secrets ? [call.secrets.inherit] : call.secrets.named.map(({ span }) => span)),
  ];
  const there = spans(other);
  return spans(first).flatMap((span, index) => {
    const same = there[index];
    return span === undefined || same === undefined ? [] : [[span, same] as const];
  });
};

/** Do the two calls, which differ in constants only, differ in nothing that could decide anything? */
const isRepeated = (workflow: WorkflowSyntax, first: JobSyntax, inputs: ReadonlySet<string>, library: Library): boolean => {
  const reference = first.uses === null ? null : parseUses(first.uses.value);
  const callee = reference?.kind === 'local' ? library.localWorkflow(reference.name) : null;
  if (callee === null) return false;
  const handsBack =
    callee.callOutputs.length > 0 &&
    workflow.jobs.some(({ needs }) => needs.some((need) => workflow.jobs.some(({ key, uses }) => key === need && uses?.value === first.uses?.value)));
  return !handsBack && !mayDecide(callee, inputs, library);
};

/** For one workflow, over all its runs. */
export const repeatedCalls = (workflow: WorkflowSyntax, library: Library): RepeatedCalls => {
  const calls = new Map(workflow.jobs.flatMap((job) => (job.uses === null ? [] : [[job.key, job] as const])));
  const outlines = new Map([...calls].map(([key, call]) => [key, outline(call)]));
  if (new Set(outlines.values()).size === outlines.size) return NOT_REPEATED;
  const speakers = new Map<string, string>();
  const reached = new Set<string>();
  const alike = new Map<string, readonly AlikeJob[]>();
  const names = new Map<string, readonly (readonly [string, string])[]>();
  let isOff = false;
  /** Since the last call was accepted. */
  let wereWritten: boolean | null = null;
  const callee = (call: JobSyntax): WorkflowSyntax | null => {
    const reference = call.uses === null ? null : parseUses(call.uses.value);
    return reference?.kind === 'local' ? library.localWorkflow(reference.name) : null;
  };
  return {
    siblingsOf: (key) => {
      const first = calls.get(key);
      const file = isOff || first === undefined || speakers.has(key) ? null : callee(first);
      if (first === undefined || file === null) return [];
      const keys = [...calls.keys()];
      return keys.slice(keys.indexOf(key) + 1).flatMap((other) => {
        const call = calls.get(other);
        if (call === undefined || speakers.has(other) || outlines.get(other) !== outlines.get(key)) return [];
        const inputs = differingConstants(first.with, call.with);
        if (isUsedElsewhere(file, library.text(file.file) ?? '', inputs) || !isRepeated(workflow, first, inputs, library)) return [];
        return [{ call: { key: other, comesToTheSame: true, names: new Map() }, with: call.with }];
      });
    },
    accept: (key, siblings, run, jobs) => {
      const first = calls.get(key);
      const same = siblings.filter(({ comesToTheSame }) => comesToTheSame);
      if (first === undefined || same.length === 0) return;
      wereWritten = null;
      for (const { key: other, names: others } of same) {
        speakers.set(other, key);
        names.set(other, [...others]);
      }
      for (const path of reachedIn(run, jobs)) reached.add(path);
      for (const { id } of jobs) {
        const path = pathOf(run, id);
        alike.set(
          path,
          same.flatMap(({ key: other }) => {
            const call = calls.get(other);
            return call === undefined ? [] : [{ id: `${other}${path.slice(key.length)}`, at: placesOfCalls(first, call) }];
          }),
        );
      }
    },
    isTaken: (jobs) => {
      const told = new Map<string, string>();
      const others = [...names.values()].flat().filter(([name, other]) => name !== other);
      const isAmbiguous = others.some(([name, other]) => (told.get(other) ?? name) !== name || !told.set(other, name));
      const isLater = wereWritten !== null;
      // Under later events the calls that are read have the same names as under the first, where all was looked at.
      const looked = isLater ? jobs.filter(({ run, id }) => !alike.has(pathOf(run, id))) : jobs;
      const used = [...namesIn(looked)];
      const isUsed = others.some(([name, other]) => used.some((one) => one === other || (one !== name && meet(one, name) !== meet(one, other))));
      wereWritten ??= isWritten(library, [...told.keys()]);
      if (!isAmbiguous && !isUsed && !wereWritten) return false;
      isOff = true;
      speakers.clear();
      return true;
    },
    speakerOf: (key) => speakers.get(key) ?? null,
    covers: (jobs) => jobs.every((job) => reachedIn(job.run, [job]).every((path) => reached.has(path))),
    told: (run, jobs, spokenFor) => {
      const isSpokenFor = (path: string): boolean => spokenFor.has(path.split('/')[0] ?? '');
      const seen = new Set<Job>();
      return jobs.flatMap((job) => {
        if (seen.has(job)) return [];
        seen.add(job);
        const others = (alike.get(pathOf(run, job.id)) ?? []).filter(({ id }) => isSpokenFor(id));
        return others.length === 0 ? job : { ...job, alike: others.map(({ id, at }) => ({ id: `${run}#${id}`, at })) };
      });
    },
    learn: ({ id: run, jobs }) => {
      const joined = joinAlike(jobs, []);
      const byCall = new Map<string, { readonly speakers: Set<string | null> }>();
      for (const { id } of jobs) {
        const call = pathOf(run, id).split('/')[0] ?? '';
        const speaker = joined.spokenFor.get(id);
        const entry = byCall.get(call) ?? { speakers: new Set() };
        entry.speakers.add(speaker === undefined ? null : (pathOf(run, speaker).split('/')[0] ?? null));
        byCall.set(call, entry);
      }
      const found = new Map<string, string>();
      const decided = new Map<string, boolean>();
      for (const [key, call] of calls) {
        const [speaker, ...more] = byCall.get(key)?.speakers ?? [];
        const first = speaker === undefined || speaker === null || more.length > 0 ? undefined : calls.get(speaker);
        if (first === undefined || first.key === key || outlines.get(key) !== outlines.get(first.key)) continue;
        const inputs = differingConstants(first.with, call.with);
        const asked = [first.key, ...inputs].join(' ');
        const repeats = decided.get(asked) ?? isRepeated(workflow, first, inputs, library);
        decided.set(asked, repeats);
        if (repeats) found.set(key, first.key);
      }
      if (found.size === 0 || isWritten(library, joined.renamed)) return jobs;
      for (const [key, speaker] of found) speakers.set(key, speaker);
      for (const path of reachedIn(run, jobs)) reached.add(path);
      for (const job of joined.jobs)
        if (job.alike !== undefined)
          alike.set(
            pathOf(run, job.id),
            job.alike.map(({ id, at }) => ({ id: pathOf(run, id), at })),
          );
      return joined.jobs;
    },
  };
};

/** Somebody names one of them as it is, who may take it under another event or in another workflow. */
const isWritten = (library: Library, names: readonly string[]): boolean => {
  const texts = [...library.workflows, ...library.actions].map(({ file }) => library.text(file) ?? '');
  return names.some((name) => texts.some((text) => text.includes(name)));
};
