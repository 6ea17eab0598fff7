/**
 * A workflow that another calls many times with other constants each time. In each run the first such call is read, and speaks for those that come to the
 * same; every other one is read by itself.
 */
import type { AlikeJob, Job } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import { meet, namesIn } from '../common/alike.ts';
import { parseUses } from './components.ts';
import { isUsedElsewhere } from './input-mentions.ts';
import type { Library } from './library.ts';
import type { JobSyntax, PermissionsSyntax, WorkflowSyntax } from './schema.ts';
import type { SiblingCall } from './sibling-calls.ts';

/** What the file alone tells of its calls. */
export interface RepeatedCalls {
  /** By the key of a call, those after it that differ from it in constants only, which are used for nothing but what steps are given. */
  readonly after: ReadonlyMap<string, readonly JobSyntax[]>;
  /** Does a workflow or action write one of these names as it is? It may take what bears the name, here or in another run. */
  isWritten(names: readonly string[]): boolean;
}

/** What a run came to. */
export interface SpokenCalls {
  /** The call by which this one is spoken for. */
  speakerOf(key: string): string | null;
  siblingsOf(key: string): readonly JobSyntax[];
  /** Of a call that has been read: those of its siblings that came to the same are spoken for by it. */
  accept(call: JobSyntax, siblings: readonly SiblingCall[]): void;
  /** Does somebody use a name of a call that is spoken for? `jobs`: the whole run. Then the run has to be read without this. */
  isTaken(jobs: readonly Job[]): boolean;
  /** The jobs of the run, each once, with those that are left out noted beside those that speak for them. */
  told(run: string, jobs: readonly Job[]): readonly Job[];
}

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

/** Names of inputs for which the two calls have other constants. */
const differing = (a: JobSyntax, b: JobSyntax): ReadonlySet<string> =>
  new Set(a.with.flatMap(({ name, value }, index) => (b.with[index]?.value.value === value.value ? [] : [name.toLowerCase()])));

/** Null where no call repeats another. */
export const repeatedCalls = (workflow: WorkflowSyntax, library: Library): RepeatedCalls | null => {
  const alike = new Map<string, JobSyntax[]>();
  for (const job of workflow.jobs) {
    if (job.uses === null) continue;
    const key = outline(job);
    const list = alike.get(key);
    if (list === undefined) alike.set(key, [job]);
    else list.push(job);
  }
  const after = new Map<string, readonly JobSyntax[]>();
  for (const calls of alike.values())
    calls.forEach((first, index) => {
      const reference = first.uses === null || index === calls.length - 1 ? null : parseUses(first.uses.value);
      const callee = reference?.kind === 'local' ? library.localWorkflow(reference.name) : null;
      if (callee === null) return;
      const textOf = (): string => library.text(callee.file) ?? '';
      // Values that a call hands back may hold the constants.
      const handsBack = callee.callOutputs.length > 0 && workflow.jobs.some(({ needs }) => calls.some(({ key }) => needs.includes(key)));
      const others = handsBack ? [] : calls.slice(index + 1).filter((other) => !isUsedElsewhere(callee, textOf, differing(first, other)));
      if (others.length > 0) after.set(first.key, others);
    });
  if (after.size === 0) return null;
  let texts: readonly string[] | null = null;
  // Each run asks for the same names.
  const written = new Map<string, boolean>();
  const isWritten = (name: string): boolean => {
    const known = written.get(name);
    if (known !== undefined) return known;
    texts ??= [...library.workflows, ...library.actions].map(({ file }) => library.text(file) ?? '');
    const is = texts.some((text) => text.includes(name));
    written.set(name, is);
    return is;
  };
  return { after, isWritten: (names) => names.some(isWritten) };
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

/** For one run. */
export const spokenCalls = ({ after, isWritten }: RepeatedCalls): SpokenCalls => {
  const speakers = new Map<string, string>();
  const spokenFor = new Map<string, { readonly key: string; readonly at: AlikeJob['at'] }[]>();
  /** Of calls that are spoken for, each beside the name in its place; null where two have it. */
  const renamed = new Map<string, string | null>();
  return {
    speakerOf: (key) => speakers.get(key) ?? null,
    siblingsOf: (key) => (after.get(key) ?? []).filter((other) => !speakers.has(other.key)),
    accept: (first, siblings) => {
      for (const { call, comesToTheSame, names } of siblings) {
        if (!comesToTheSame) continue;
        speakers.set(call.key, first.key);
        spokenFor.set(first.key, [...(spokenFor.get(first.key) ?? []), { key: call.key, at: placesOfCalls(first, call) }]);
        for (const [name, other] of names) if (name !== other) renamed.set(other, (renamed.get(other) ?? name) === name ? name : null);
      }
    },
    isTaken: (jobs) => {
      const used = renamed.size === 0 ? [] : [...namesIn(jobs)];
      const isContested = [...renamed].some(
        ([other, name]) => name === null || used.some((one) => one === other || (one !== name && meet(one, name) !== meet(one, other))),
      );
      return isContested || isWritten([...renamed.keys()]);
    },
    told: (run, jobs) =>
      [...new Set(jobs)].map((job) => {
        const path = job.id.slice(run.length + 1);
        const [caller = ''] = path.split('/', 1);
        const others = spokenFor.get(caller);
        return others === undefined ? job : { ...job, alike: others.map(({ key, at }) => ({ id: `${run}#${key}${path.slice(caller.length)}`, at })) };
      }),
  };
};
