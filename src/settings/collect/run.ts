/** Collecting in parts: each is read whole or not at all, what is done is kept, and a second run goes on where the first stopped. */
import type { Tri } from '../../pipeline/model.ts';
import { compareText } from '../../source/span.ts';
import type { Snapshot, SnapshotValue } from '../snapshot.ts';

/** A value as a part finds it; the run adds the time. */
export interface Found {
  readonly id: string;
  readonly value: Tri;
  /** The request that answered: "GET /repos/acme/x". */
  readonly from: string;
  readonly note?: string;
}

export interface PartResult {
  readonly values: readonly Found[];
  /** What this part could not tell, and why. */
  readonly notRead?: readonly { readonly what: string; readonly reason: string }[];
}

export interface Part {
  readonly id: string;
  /** What it is about, for people. */
  readonly what: string;
  /** The least right that reading it takes. */
  readonly needs: string;
  readonly read: () => Promise<PartResult>;
}

/** The whole run ends here; what is done stays. `message` is one sentence on why, and what to do. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** The answer is not of the documented shape, cut off for instance. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

export interface CollectRun {
  readonly parts: readonly Part[];
  readonly empty: Pick<Snapshot, 'system' | 'repository' | 'api'>;
  /** What an earlier run left. */
  readonly previous: Snapshot | null;
  /** Called after each part with the snapshot so far. */
  readonly save: (snapshot: Snapshot) => void;
  readonly say: (line: string) => void;
  readonly now: () => Date;
  /** One sentence on what went wrong. */
  readonly reasonOf: (error: unknown, part: Part) => string;
}

/** The snapshot, complete unless the run was stopped. Never throws but what `save` throws. */
export const runParts = async (run: CollectRun): Promise<{ readonly snapshot: Snapshot; readonly stopped: string | null }> => {
  const { parts, empty, previous, save, say, now, reasonOf } = run;
  const goesOn =
    previous !== null &&
    !previous.complete &&
    previous.repository === empty.repository &&
    previous.system === empty.system &&
    previous.api === empty.api;
  const values = new Map<string, SnapshotValue>(goesOn ? previous.settings.map((one) => [one.id, one]) : []);
  const notRead = goesOn ? [...previous.notRead] : [];
  const done = new Set(goesOn ? previous.done : []);
  const snapshot = (complete: boolean): Snapshot => ({
    schema: 'chokepoint.snapshot/1',
    ...empty,
    complete,
    settings: [...values.values()].sort((a, b) => compareText(a.id, b.id)),
    notRead,
    done: [...done],
  });
  if (goesOn && done.size > 0) say(`going on: ${done.size} of ${parts.length} parts are done`);
  for (const part of parts) {
    if (done.has(part.id)) continue;
    say(part.what);
    try {
      const result = await part.read();
      for (const found of result.values) values.set(found.id, { ...found, at: now().toISOString() });
      notRead.push(...(result.notRead ?? []));
    } catch (error) {
      if (error instanceof Stopped) {
        save(snapshot(false));
        return { snapshot: snapshot(false), stopped: error.message };
      }
      notRead.push({ what: part.what, reason: reasonOf(error, part) });
    }
    done.add(part.id);
    save(snapshot(parts.every(({ id }) => done.has(id))));
  }
  const whole = snapshot(true);
  save(whole);
  return { snapshot: whole, stopped: null };
};

// ---------------------------------------------------------------- reading answers

type Data = Readonly<Record<string, unknown>>;

export const record = (value: unknown, what: string): Data => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ShapeError(`${what} is no object`);
  return value as Data;
};
export const records = (value: unknown, what: string): readonly Data[] => {
  if (!Array.isArray(value)) throw new ShapeError(`${what} is no list`);
  return value.map((item) => record(item, `an item of ${what}`));
};
export const flag = (data: Data, key: string): boolean => {
  const value = data[key];
  if (typeof value !== 'boolean') throw new ShapeError(`"${key}" is not true or false`);
  return value;
};
export const word = (data: Data, key: string): string => {
  const value = data[key];
  if (typeof value !== 'string') throw new ShapeError(`"${key}" is no text`);
  return value;
};
/** What the answer may leave out. */
export const maybe = <T>(data: Data, key: string, read: (data: Data, key: string) => T): T | null =>
  data[key] === undefined || data[key] === null ? null : read(data, key);

/** Waits, at most as long as somebody is willing to. */
export const patience =
  (most: number, say: (line: string) => void, sleep: (seconds: number) => Promise<void>) =>
  async (seconds: number, why: string): Promise<void> => {
    if (seconds > most)
      throw new Stopped(`${why}; it asks to wait ${seconds} s. Run the same command again after that, and it goes on where it stopped.`);
    say(`${why}, waiting ${seconds} s`);
    await sleep(seconds);
  };
