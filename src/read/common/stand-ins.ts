/**
 * Data that is handed to a computation, watched: what the computation asks of it is written down, and where it passes a piece on unopened the result
 * holds a stand-in. So the result serves all data that answers what was asked alike: the stand-ins are replaced by its own pieces.
 */
export interface Watched<T> {
  /** To be handed on in place of the data. */
  readonly standIn: T;
  /** Would a computation that asks the same get the same answers? */
  answersAlike(other: T, runs?: Runs | null): boolean;
  /** The parts that were asked for; in the terms of data with the same parts. */
  asked(): ReadonlySet<string>;
  /** The result as it would be for `other`, which must answer alike. What holds no stand-in comes back as it is. */
  resultFor<R>(result: R, other: T, runs?: Runs | null): R;
}

/** Two runs, by what the ids of their jobs begin with: a job of the one counts as the job of the other whose id ends alike. */
export interface Runs {
  readonly from: string;
  readonly to: string;
}

type InRun = { readonly run?: string | undefined };

/** Null: jobs have the same ids in both. */
export const runsOf = ({ run: from }: InRun, { run: to }: InRun): Runs | null =>
  from === undefined || to === undefined || from === to ? null : { from: `${from}#`, to: `${to}#` };

type Path = readonly (string | symbol)[];

/** For plain data: records, lists and what is in them. Lists and records are opened one by one, anything else counts as asked for as a whole. */
export const watch = <T extends object>(data: T): Watched<T> => {
  const asked: { readonly path: Path; readonly answer: unknown }[] = [];
  let parts: { readonly of: number; readonly all: ReadonlySet<string> } = { of: 0, all: new Set() };
  const places = new Map<unknown, Path>();
  const made = new Map<object, object>();
  /** Pieces of results that hold no stand-in, so that they need not be gone through again; and those that hold no job either. */
  const free = { inRun: new WeakSet<object>(), inAnother: new WeakSet<object>() };
  const standInFor = (target: object, path: Path): object => {
    const old = made.get(target);
    if (old !== undefined) return old;
    const known = new Map<string | symbol, unknown>();
    let whole = false;
    const all = (): void => {
      if (!whole) asked.push({ path, answer: target });
      whole = true;
    };
    const proxy = new Proxy(target, {
      get: (_, key) => {
        if (known.has(key)) return known.get(key);
        const answer: unknown = Reflect.get(target, key);
        const below = [...path, key];
        // Of a part that can be opened only that it is there has been asked so far.
        const part = isRecord(answer) ? standInFor(answer, below) : answer;
        asked.push({ path: below, answer: part === answer ? answer : OPENED });
        known.set(key, part);
        return part;
      },
      has: (_, key) => {
        all();
        return Reflect.has(target, key);
      },
      ownKeys: () => {
        all();
        return Reflect.ownKeys(target);
      },
    });
    places.set(proxy, path);
    made.set(target, proxy);
    return proxy;
  };
  const standIn = (
    Array.isArray(data) ? data.map((item: unknown, index) => (isRecord(item) ? standInFor(item, [String(index)]) : item)) : standInFor(data, [])
  ) as T;
  return {
    standIn,
    answersAlike: (other, runs = null) =>
      (other === data && runs === null) ||
      (sameShape(data, other) &&
        asked.every(({ path, answer }) => {
          const now = partOf(other, path);
          return answer === OPENED ? isRecord(now) : alike(answer, now, runs);
        })),
    asked: () => {
      if (parts.of !== asked.length)
        parts = {
          of: asked.length,
          all: new Set(asked.map(({ path, answer }) => `${answer === OPENED ? 'in' : 'of'} ${path.map(String).join('\0')}`)),
        };
      return parts.all;
    },
    resultFor: (result, other, runs = null) =>
      replaced(result, { places, free: runs === null ? free.inRun : free.inAnother, other, runs, done: new Map() }),
  };
};

/** Lists: as long, and with the same thing at several places where the first one has. */
const sameShape = (a: object, b: object): boolean =>
  !Array.isArray(a) || (Array.isArray(b) && a.length === b.length && a.every((item, i) => a.indexOf(item) === b.indexOf(b[i])));

/** In place of the answer, where a record was handed out that is watched itself. */
const OPENED = Symbol('opened');

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map) && !(value instanceof Set);

type Open = Readonly<Record<string | symbol, unknown>>;

const partOf = (data: unknown, path: Path): unknown =>
  path.reduce((part, key) => (typeof part === 'object' && part !== null ? (part as Open)[key] : undefined), data);

interface Replacing {
  readonly places: ReadonlyMap<unknown, Path>;
  readonly free: WeakSet<object>;
  readonly other: unknown;
  readonly runs: Runs | null;
  /** What has been replaced, so that one thing at two places stays one thing. */
  readonly done: Map<object, unknown>;
}

/** The origin of a text that a job hands on. */
const isOfJob = (value: object): value is { readonly kind: 'job'; readonly job: string } =>
  'job' in value && 'kind' in value && value.kind === 'job' && typeof value.job === 'string';

const inRun = (job: string, { from, to }: Runs): string => (job.startsWith(from) ? to + job.slice(from.length) : job);

const replaced = <R>(value: R, replacing: Replacing): R => {
  const { places, free, other, runs, done } = replacing;
  if (typeof value !== 'object' || value === null || free.has(value)) return value;
  const place = places.get(value);
  if (place !== undefined) return partOf(other, place) as R;
  const known = done.get(value);
  if (known !== undefined) return known as R;
  if (runs !== null && isOfJob(value)) return { ...value, job: inRun(value.job, runs) };
  let isFree = true;
  const made = mapped(value, (item) => {
    if (typeof item !== 'object' || item === null) return item;
    const now = replaced(item, replacing);
    isFree &&= free.has(item);
    return now;
  });
  if (isFree) free.add(value);
  else if (made !== value) done.set(value, made);
  return made as R;
};

/** The list, map or record with its pieces mapped; itself where every piece stays what it is. */
const mapped = (value: object, of: (item: unknown) => unknown): object => {
  if (Array.isArray(value)) {
    let list: unknown[] | null = null;
    for (let i = 0; i < value.length; i++) {
      const item = of(value[i]);
      if (item !== value[i]) (list ??= [...value])[i] = item;
    }
    return list ?? value;
  }
  if (value instanceof Map) {
    let map: Map<unknown, unknown> | null = null;
    for (const [key, old] of value) {
      const item = of(old);
      if (item !== old) (map ??= new Map(value)).set(key, item);
    }
    return map ?? value;
  }
  let record: Record<string, unknown> | null = null;
  for (const key of Object.keys(value)) {
    const old = (value as Open)[key];
    const item = of(old);
    if (item !== old) (record ??= { ...value } as Record<string, unknown>)[key] = item;
  }
  return record ?? value;
};

/** The same content. For plain data: objects, arrays, maps and what is in them. `runs`: jobs of the first stand for those of the second. */
export const alike = (a: unknown, b: unknown, runs: Runs | null = null): boolean => {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => alike(item, b[i], runs));
  if (a instanceof Map) return b instanceof Map && a.size === b.size && [...a].every(([key, value]) => b.has(key) && alike(value, b.get(key), runs));
  if (runs !== null && isOfJob(a)) return isOfJob(b) && inRun(a.job, runs) === b.job;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && alike(a[key as keyof typeof a], b[key as keyof typeof b], runs))
  );
};
