/** What a computation asks of maps and of the event, written down: its result serves wherever all of it is answered alike. */
import { alike, type Runs } from './stand-ins.ts';

/** A map that is handed to a computation, watched. */
export interface WatchedMap<V> {
  /** To be handed on in place of the map. */
  readonly standIn: ReadonlyMap<string, V>;
  answersAlike(other: ReadonlyMap<string, V> | undefined, runs?: Runs | null): boolean;
  asked(): ReadonlySet<string>;
  /** Has somebody gone through all of it? Then nothing can be said of another map. */
  wasWalked(): boolean;
}

export const watchMap = <V>(map: ReadonlyMap<string, V>): WatchedMap<V> => {
  const answers = new Map<string, V | undefined>();
  let walked = false;
  const get = (name: string): V | undefined => {
    const answer = map.get(name);
    answers.set(name, answer);
    return answer;
  };
  return {
    standIn: new Proxy(map, {
      get: (_, what) => {
        if (what === 'get') return get;
        if (what === 'has') return (name: string) => get(name) !== undefined;
        walked = true;
        const other: unknown = Reflect.get(map, what, map);
        return typeof other === 'function' ? other.bind(map) : other;
      },
    }),
    answersAlike: (other, runs = null) => {
      if (other === map) return true;
      for (const [name, answer] of answers) if (!alike(answer, other?.get(name), runs)) return false;
      return true;
    },
    asked: () => new Set(answers.keys()),
    wasWalked: () => walked,
  };
};

type Lookup = (path: readonly string[]) => unknown;

/** Something that is asked by paths, watched. */
export interface WatchedLookup<L extends Lookup> {
  readonly standIn: L;
  answersAlike(other: L | undefined, runs?: Runs | null): boolean;
  asked(): ReadonlySet<string>;
}

export const watchLookup = <A>(lookup: (path: readonly string[]) => A): WatchedLookup<(path: readonly string[]) => A> => {
  const answers = new Map<string, { readonly path: readonly string[]; readonly answer: A }>();
  return {
    standIn: (path) => {
      const answer = lookup(path);
      answers.set(path.join('\n'), { path, answer });
      return answer;
    },
    answersAlike: (other, runs = null) => {
      for (const { path, answer } of answers.values()) if (!alike(answer, other?.(path), runs)) return false;
      return true;
    },
    asked: () => new Set(answers.keys()),
  };
};

/** Two comparisons of a thing with itself under other constants. */
export interface Same {
  /** Names of artifacts and caches by which the two may differ, the other's by its own. */
  readonly names: ReadonlyMap<string, string>;
  /** It is so wherever what was asked for the thing's own constants is answered alike. */
  readonly isMemorable: boolean;
}

/** What has been found out so: the names that may differ. */
export interface Memory {
  /** By the other constants. */
  readonly alone: Map<string, Same['names']>;
  /** By those of all others, for each of them. */
  readonly together: Map<string, readonly Same['names'][]>;
}

export const newMemory = (): Memory => ({ alone: new Map(), together: new Map() });
