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

/** A question about a whole map; always the same one under the same name. */
interface Question<V> {
  readonly of: (map: ReadonlyMap<string, V>) => unknown;
  readonly answer: unknown;
}

const ASK = Symbol('ask');

interface Askable<V> {
  readonly [ASK]?: <A>(name: string, question: (map: ReadonlyMap<string, V>) => A) => A;
}

/** The answer to a question about the whole map. Where the map is watched this question is written down, and the map does not count as gone through. */
export const askOf = <V, A>(map: ReadonlyMap<string, V>, name: string, question: (map: ReadonlyMap<string, V>) => A): A => {
  const ask = (map as Askable<V>)[ASK];
  return ask === undefined ? question(map) : ask(name, question);
};

export const watchMap = <V>(map: ReadonlyMap<string, V>): WatchedMap<V> => {
  const answers = new Map<string, V | undefined>();
  const questions = new Map<string, Question<V>>();
  const ask = <A>(name: string, question: (map: ReadonlyMap<string, V>) => A): A => {
    const answer = question(map);
    questions.set(name, { of: question, answer });
    return answer;
  };
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
        if (what === ASK) return ask;
        if (what === 'has') return (name: string) => get(name) !== undefined;
        walked = true;
        const other: unknown = Reflect.get(map, what, map);
        return typeof other === 'function' ? other.bind(map) : other;
      },
    }),
    answersAlike: (other, runs = null) => {
      if (other === map) return true;
      for (const [name, answer] of answers) if (!alike(answer, other?.get(name), runs)) return false;
      for (const { of, answer } of questions.values()) if (!alike(answer, of(other ?? NO_ENTRIES), runs)) return false;
      return true;
    },
    asked: () => new Set([...answers.keys(), ...[...questions.keys()].map((name) => `? ${name}`)]),
    wasWalked: () => walked,
  };
};

const NO_ENTRIES: ReadonlyMap<string, never> = new Map<string, never>();

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
