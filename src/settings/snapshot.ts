/** A snapshot: what a collector read from the platform, as a file that is safe to share. It holds names and answers, never a secret's value. */
import type { Tri } from '../pipeline/model.ts';
import { parseAssumption } from './parse.ts';
import type { Told } from './told.ts';

export interface Snapshot {
  readonly schema: 'chokepoint.snapshot/1';
  readonly system: 'github' | 'gitlab';
  /** `owner/name` or the path of the project. */
  readonly repository: string;
  /** Address of the API. */
  readonly api: string;
  /** False: the collector stopped in the middle, and a second run goes on from here. */
  readonly complete: boolean;
  /** Sorted by id. */
  readonly settings: readonly SnapshotValue[];
  /** What could not be read, and why; it stays unknown. */
  readonly notRead: readonly { readonly what: string; readonly reason: string }[];
  /** Parts that are done, for a run that goes on. */
  readonly done: readonly string[];
}

export interface SnapshotValue {
  readonly id: string;
  readonly value: Tri;
  /** The request that answered. */
  readonly from: string;
  /** ISO date and time. */
  readonly at: string;
  /** What was seen, in words. */
  readonly note?: string;
}

/** Files above this are no snapshot. */
export const MOST_SNAPSHOT_BYTES = 20_000_000;

/** What a snapshot file says, or half a sentence on why it is none. Values of settings that this version does not know are left out. */
export const parseSnapshot = (text: string): { readonly snapshot: Snapshot } | { readonly error: string } => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { error: `is not JSON (${error instanceof Error ? error.message : String(error)}); make it with chokepoint collect` };
  }
  if (!isRecord(value) || value['schema'] !== 'chokepoint.snapshot/1')
    return { error: 'is no snapshot (schema chokepoint.snapshot/1); make it with chokepoint collect' };
  const { system, repository, api, complete, settings, notRead, done } = value;
  if ((system !== 'github' && system !== 'gitlab') || typeof repository !== 'string' || typeof api !== 'string' || !Array.isArray(settings))
    return { error: 'lacks system, repository, api or settings; make it anew with chokepoint collect' };
  return {
    snapshot: {
      schema: 'chokepoint.snapshot/1',
      system,
      repository,
      api,
      complete: complete === true,
      settings: settings.flatMap((one) => valueOf(one) ?? []),
      notRead: (Array.isArray(notRead) ? notRead : []).flatMap((one) =>
        isRecord(one) && typeof one['what'] === 'string' && typeof one['reason'] === 'string' ? { what: one['what'], reason: one['reason'] } : [],
      ),
      done: (Array.isArray(done) ? done : []).filter((one): one is string => typeof one === 'string'),
    },
  };
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

const valueOf = (one: unknown): SnapshotValue | null => {
  if (!isRecord(one)) return null;
  const { id, value, from, at, note } = one;
  if (typeof id !== 'string' || (value !== true && value !== false && value !== 'unknown') || typeof from !== 'string' || typeof at !== 'string')
    return null;
  if ('error' in parseAssumption(`${id}=${value}`)) return null;
  return { id, value, from, at, ...(typeof note === 'string' ? { note } : {}) };
};

/** The values as sources of a run. `file` is what people call the snapshot. */
export const toldBySnapshot = (snapshot: Snapshot, file: string): readonly Told[] =>
  snapshot.settings
    .filter(({ value }) => value !== 'unknown')
    .map(({ id, value, from, at, note }) => ({
      id,
      value,
      source: `${file}: ${from}`,
      at: at.slice(0, 10),
      ...(note === undefined ? {} : { reason: note }),
    }));
