/**
 * Jobs that are one another's like: a workflow that is called a dozen times, for a dozen languages, is a matrix written out.
 * One of them speaks for the others, with the places where they differ. What an attacker can do in one it can do in each, so nothing is lost;
 * rules, paths and controls see them once.
 */
import type { Code, Effect, Material } from '../../pipeline/effects.ts';
import type { AlikeJob, Job, Workflow } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';

/** Names by which jobs of one run find each other's files. They may differ where nobody but the jobs' own likes uses them. */
const isName = (key: string, holder: { readonly kind?: unknown; readonly artifactFrom?: unknown }): boolean =>
  key === 'artifact'
    ? holder.artifactFrom !== 'store'
    : key === 'cacheKey' || ((key === 'key' || key === 'restoreKeys') && (holder.kind === 'cache-save' || holder.kind === 'cache-restore'));

/** Kinds of code whose `what` only people read. */
const TOLD_ONLY: ReadonlySet<unknown> = new Set(['trusted', 'proposed', 'elsewhere', 'unknown'] satisfies Code['kind'][]);
/** What people read, and nothing is decided by. */
const isShown = (key: string, holder: object): boolean =>
  key === 'how' ||
  // Of jobs and steps.
  (key === 'name' && ('effects' in holder || 'steps' in holder)) ||
  (key === 'key' && 'steps' in holder) ||
  (key === 'what' && 'kind' in holder && TOLD_ONLY.has(holder.kind));

/** A job with all taken out that may differ. */
interface Outline {
  readonly job: Job;
  /** Names count in its text. */
  readonly strict: boolean;
  readonly text: string;
  /** In the order of the text. */
  readonly spans: readonly Span[];
  readonly names: readonly string[];
  /** Ids of other jobs. */
  readonly others: readonly string[];
}

const isMaterial = (value: object): value is Material => 'cacheKey' in value && 'artifactFrom' in value;

const isSpan = (value: object): value is Span => 'line' in value && 'column' in value && 'endLine' in value;

/** `a/b/c`, `a/b`, `a`. */
const upwards = (path: string): readonly string[] => {
  const keys = path.split('/');
  return keys.map((_, index) => keys.slice(0, keys.length - index).join('/'));
};

const outlineOf = (job: Job, strict: boolean, ids: ReadonlySet<string>): Outline => {
  const parts: string[] = [];
  const spans: Span[] = [];
  const names: string[] = [];
  const others: string[] = [];
  const inRun = `${job.run}#`;
  const callers = upwards(job.id.slice(inRun.length));
  /** Ids of this run: the job's own and those of its callers are the same for its likes, those of others are looked at later. */
  const written = (text: string): string => {
    if (!text.includes(inRun)) return text;
    return text
      .split(inRun)
      .map((rest, index) => {
        if (index === 0) return rest;
        if (rest === callers[0] || rest.startsWith(`${callers[0]}/`)) return `\0own${rest.slice(callers[0]?.length)}`;
        const level = callers.indexOf(rest);
        if (level > 0) return `\0caller${level}`;
        const other = upwards(rest).find((path) => ids.has(inRun + path));
        if (other === undefined) return inRun + rest;
        others.push(inRun + other);
        return `\0other${rest.slice(other.length)}`;
      })
      .join('');
  };
  const write = (key: string, value: unknown, holder: object): void => {
    if (typeof value === 'string') {
      if (isShown(key, holder)) return;
      if (isName(key, holder)) {
        names.push(value);
        if (!strict) return;
      }
      const text = written(value);
      parts.push(String(text.length), '=', text);
    } else if (Array.isArray(value)) {
      parts.push('[');
      for (const item of value) write(key, item, holder);
      parts.push('],');
    } else if (typeof value === 'object' && value !== null) {
      if (isSpan(value)) {
        spans.push(value);
        return;
      }
      parts.push('{');
      for (const [name, inner] of Object.entries(value)) {
        if (inner === undefined || (value === job && name === 'alike')) continue;
        parts.push(name, ':');
        write(name, inner, value);
      }
      parts.push('},');
    } else parts.push(`${String(value)},`);
  };
  write('', job, {});
  return { job, strict, text: [startOf(job.span), ...parts].join(''), spans, names, others };
};

const startOf = ({ file, line, column }: Span): string => `${line}:${column}:${file}`;

/** What two jobs that are alike have in common for certain, seen at a glance. */
const glance = ({ span, reach, gates, token, secrets, steps }: Job): string => {
  const seen = [startOf(span), reach, gates.length, token.length, secrets.length];
  for (const step of steps) {
    seen.push(step.reach, step.gates.length);
    for (const { kind } of step.effects) seen.push(kind);
  }
  return seen.join(' ');
};

/** Jobs of one definition that look alike, where there are several. */
const oftenDefined = (jobs: readonly Job[]): readonly Job[] => {
  const byPlace = new Map<string, Job[]>();
  for (const job of jobs) {
    const place = startOf(job.span);
    const list = byPlace.get(place);
    if (list === undefined) byPlace.set(place, [job]);
    else list.push(job);
  }
  return [...byPlace.values()].flatMap((list) => {
    if (list.length === 1) return [];
    const glances = list.map(glance);
    const seen = new Set<string>();
    const again = new Set<string>();
    for (const one of glances) (seen.has(one) ? again : seen).add(one);
    return list.filter((_, index) => again.has(glances[index] ?? ''));
  });
};

/** Outlines by class: those of one class have the same text, and the other jobs they speak of are of one class too. */
const classesOf = (outlines: readonly Outline[]): ReadonlyMap<string, readonly Outline[]> => {
  let classOf = new Map(outlines.map(({ job }) => [job.id, '']));
  let before = 0;
  for (;;) {
    const numbers = new Map<string, string>();
    const next = new Map<string, string>();
    for (const { job, text, others } of outlines) {
      const key = [classOf.get(job.id) ?? '', text, ...others.map((id) => classOf.get(id) ?? id)].join('\u0001');
      const number = numbers.get(key) ?? `class ${numbers.size}`;
      numbers.set(key, number);
      next.set(job.id, number);
    }
    classOf = next;
    if (numbers.size === before) break;
    before = numbers.size;
  }
  const classes = new Map<string, Outline[]>();
  for (const outline of outlines) {
    const key = classOf.get(outline.job.id) ?? '';
    const list = classes.get(key);
    if (list === undefined) classes.set(key, [outline]);
    else list.push(outline);
  }
  return classes;
};

/** Could the one name a file of the other? Caches are found by the beginning of their keys. */
export const meet = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);

/**
 * Members of classes whose names somebody else uses, or which stand for several: they are told apart after all.
 * `outside`: names that jobs outside of the classes use.
 */
const contested = (classes: Iterable<readonly Outline[]>, outside: readonly string[]): readonly Outline[] => {
  const shared = [...classes];
  const several = shared.filter(({ length }) => length > 1);
  const kept = [...new Set([...outside, ...shared.flatMap((members) => (members.length > 1 ? [] : (members[0]?.names ?? [])))])];
  const told = new Map(several.flatMap(([first]) => first?.names.map((name) => [name, name] as const) ?? []));
  const free = new Map<string, boolean>();
  const isFree = (name: string, as: string): boolean => {
    const old = free.get(name);
    if (old !== undefined) return old;
    const is = kept.every((other) => other !== name && meet(other, name) === meet(other, as));
    free.set(name, is);
    return is;
  };
  return several.flatMap(([first, ...rest]) =>
    rest.filter(
      (one) =>
        !one.names.every((name, index) => {
          const as = first?.names[index] ?? name;
          const known = told.get(name);
          if (known === undefined) told.set(name, as);
          else if (known !== as) return false;
          return as === name || isFree(name, as);
        }),
    ),
  );
};

const places = (told: Outline, one: Outline): AlikeJob['at'] => {
  const seen = new Set<string>();
  return told.spans.flatMap((span, index) => {
    const there = one.spans[index];
    if (there === undefined || (startOf(there) === startOf(span) && there.endLine === span.endLine && there.endColumn === span.endColumn)) return [];
    const key = `${startOf(span)}>${startOf(there)}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [[span, there] as const];
  });
};

/** Takes ids of jobs that are left out for those that speak for them, each once; the same value where there is none. */
const speaking = <T>(value: T, spokenFor: ReadonlyMap<string, string>): T => {
  if (typeof value === 'string') return (spokenFor.get(value) ?? value) as T;
  if (typeof value !== 'object' || value === null || isSpan(value)) return value;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => speaking(item, spokenFor));
    if (items.every((item, index) => item === value[index])) return value;
    return (typeof items[0] === 'string' ? [...new Set(items)] : items) as T;
  }
  const entries = Object.entries(value);
  const spoken = entries.map(([key, inner]) => [key, speaking(inner, spokenFor)] as const);
  return spoken.every(([, inner], index) => inner === entries[index]?.[1]) ? value : (Object.fromEntries(spoken) as T);
};

/**
 * One job for all that are alike: defined at the same place, doing the same under the same gates with the same rights, and waiting for jobs that are alike too.
 * They may differ in where they are called from, in what only people read, and in the names of artifacts and caches that nobody else uses.
 * `outside`: names of artifacts and caches that other runs take.
 */
export const joinAlike = (jobs: readonly Job[], outside: readonly string[]): readonly Job[] => {
  const often = new Set(oftenDefined(jobs));
  if (often.size === 0) return jobs;
  const ids = new Set(jobs.map(({ id }) => id));
  const rest = jobs.flatMap((job) => (often.has(job) ? [] : [outlineOf(job, false, ids)]));
  const used = [...outside, ...rest.flatMap(({ names }) => names)];
  let outlines = [...often].map((job) => outlineOf(job, false, ids));
  let classes = classesOf(outlines);
  for (;;) {
    const apart = new Set(contested(classes.values(), used));
    if (apart.size === 0) break;
    if ([...apart].every(({ strict }) => strict)) return jobs;
    outlines = outlines.map((outline) => (apart.has(outline) ? outlineOf(outline.job, true, ids) : outline));
    classes = classesOf(outlines);
  }
  const spokenFor = new Map<string, string>();
  const alike = new Map<string, readonly AlikeJob[]>();
  for (const [first, ...others] of classes.values()) {
    if (first === undefined || others.length === 0) continue;
    for (const { job } of others) spokenFor.set(job.id, first.job.id);
    alike.set(first.job.id, [
      ...(first.job.alike ?? []),
      ...others.flatMap((one) => [{ id: one.job.id, at: places(first, one) }, ...(one.job.alike ?? [])]),
    ]);
  }
  if (spokenFor.size === 0) return jobs;
  const speakOfThem = new Set([...rest, ...outlines].flatMap(({ job, others }) => (others.some((id) => spokenFor.has(id)) ? [job] : [])));
  return jobs.flatMap((job) => {
    if (spokenFor.has(job.id)) return [];
    const others = alike.get(job.id);
    const same = speakOfThem.has(job) ? speaking(job, spokenFor) : job;
    return [others === undefined ? same : { ...same, alike: others }];
  });
};

/** By effect, since many runs share what a script does, and by material, which many effects share. */
const namesWithin = new WeakMap<object, readonly string[]>();

const namesOf = (effect: Effect | Material): readonly string[] => {
  const old = namesWithin.get(effect);
  if (old !== undefined) return old;
  const names: string[] = [];
  const visit = (holder: object): void => {
    if (isSpan(holder)) return;
    const keys = Object.keys(holder);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as keyof typeof holder;
      const inner: unknown = holder[key];
      if (typeof inner === 'string') {
        if (isName(key, holder)) names.push(inner);
      } else if (typeof inner !== 'object' || inner === null) continue;
      else if (inner !== effect && isMaterial(inner)) names.push(...namesOf(inner));
      else visit(inner);
    }
  };
  visit(effect);
  namesWithin.set(effect, names);
  return names;
};

/** Names of artifacts and caches that a job takes, leaves, or takes text from. */
export const namesIn = (jobs: Iterable<Job>): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const { steps } of jobs) for (const { effects } of steps) effects.forEach((effect) => namesOf(effect).forEach((name) => names.add(name)));
  return names;
};

/** Every run with its alike jobs joined. */
export const withoutRepetition = (workflows: readonly Workflow[]): readonly Workflow[] => {
  const repeats = workflows.some(({ runs }) => runs.some(({ jobs }) => oftenDefined(jobs).length > 0));
  if (!repeats) return workflows;
  const names = new Map(workflows.map((workflow) => [workflow, namesIn(workflow.runs.flatMap(({ jobs }) => jobs))]));
  return workflows.map((workflow) => {
    if (!workflow.runs.some(({ jobs }) => oftenDefined(jobs).length > 0)) return workflow;
    const outside = [...names].flatMap(([other, used]) => (other === workflow ? [] : [...used]));
    return { ...workflow, runs: workflow.runs.map((run) => ({ ...run, jobs: joinAlike(run.jobs, outside) })) };
  });
};

/**
 * Are the two the same but for what only people read, places, and names of artifacts and caches? Those of `b` are noted in `names` by those of `a`;
 * one that has two counterparts makes them differ. For plain data.
 */
export const sameButNames = (a: unknown, b: unknown, names: Map<string, string>): boolean => {
  const same = (key: string, one: unknown, other: unknown, holder: object): boolean => {
    if (one === other) return true;
    if (typeof one === 'string' && typeof other === 'string') {
      if (isShown(key, holder)) return true;
      if (!isName(key, holder)) return false;
      const known = names.get(one);
      names.set(one, other);
      return known === undefined || known === other;
    }
    if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
    if (Array.isArray(one)) return Array.isArray(other) && one.length === other.length && one.every((item, i) => same(key, item, other[i], holder));
    if (one instanceof Map)
      return (
        other instanceof Map && one.size === other.size && [...one].every(([name, value]) => other.has(name) && same('', value, other.get(name), one))
      );
    if (one instanceof Set) return other instanceof Set && one.size === other.size && [...one].every((item) => other.has(item));
    if (isSpan(one)) return isSpan(other);
    const keys = Object.keys(one);
    return (
      keys.length === Object.keys(other).length &&
      keys.every((name) => Object.hasOwn(other, name) && same(name, one[name as keyof typeof one], other[name as keyof typeof other], one))
    );
  };
  return same('', a, b, {});
};
