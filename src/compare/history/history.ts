/** The threat model over time: the result of `chokepoint history`, `chokepoint.history/1`. Everything that is shown is a pure function of it. */
import type { Actor } from '../../pipeline/model.ts';
import type { Certainty, Severity } from '../../reason/report.ts';
import type { ComponentChange } from '../comparison.ts';

export interface History {
  readonly schema: 'chokepoint.history/1';
  /** The day whose platform rules every revision is judged by, so that the curve shows what the configuration did and not what the platform did. */
  readonly asOf: string;
  readonly subject: { readonly root: string; readonly systems: readonly string[] };
  readonly range: HistoryRange;
  /** The model before the first of `revisions`; `revision` null: before the first commit, where there is nothing. */
  readonly start: Moment & { readonly revision: string | null };
  /** Those that changed pipeline configuration, or something that configuration rests on; oldest first. */
  readonly revisions: readonly HistoryRevision[];
  /** Every path that was open at some time: those open now first, then worst first. */
  readonly paths: readonly PathLife[];
  /** Statements of the guarantees that `loadBearing` names, by id. */
  readonly guarantees: Readonly<Record<string, string>>;
}

export interface HistoryRange {
  readonly to: string;
  /** What the range leaves out, when it was given. */
  readonly from: string | null;
  /** How many revisions along first parents were looked at. */
  readonly seen: number;
  /** Trees that were analysed; the others have the same configuration as one of them. */
  readonly analysed: number;
  /** Why older revisions are not told: the limit, or the end of a shallow clone. Null: all are. */
  readonly cut: 'limit' | 'shallow' | null;
}

/** The model at one time. */
export interface Moment {
  /** Left-over risk as it is, before any control. It orders revisions of one repository; it is no probability. */
  readonly risk: number;
  readonly paths: Readonly<Record<Severity, number>>;
  /** Ids of guarantees whose loss alone opens paths, those that hold most first. */
  readonly loadBearing: readonly string[];
  /** What could not be resolved or read. */
  readonly gaps: number;
}

export interface HistoryRevision extends Moment {
  readonly revision: string;
  /** ISO 8601, of the committer. */
  readonly date: string;
  readonly subject: string;
  /** Files that it changed of those that the analysis looks at. */
  readonly files: readonly string[];
  /** Indices into `paths`. */
  readonly opened: readonly number[];
  readonly closed: readonly number[];
  /** Paths that stayed and are judged otherwise. */
  readonly judged: readonly { readonly path: number; readonly before: Verdict; readonly after: Verdict }[];
  readonly changes: OtherChanges;
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  /** One with the same configuration, which was therefore not analysed again. */
  readonly sameAs: string | null;
}

/** What else a revision did, in sentences or named by workflow and job. */
export interface OtherChanges {
  readonly guaranteesLost: readonly string[];
  readonly guaranteesGained: readonly string[];
  /** New ones that somebody can cross, and those that more can cross than before. */
  readonly crossingsOpened: readonly string[];
  readonly crossingsGuarded: readonly string[];
  readonly rightsGained: readonly Holding[];
  readonly rightsLost: readonly Holding[];
  readonly secretsGained: readonly Holding[];
  readonly secretsLost: readonly Holding[];
  readonly components: readonly Omit<ComponentChange, 'evidence'>[];
  /** Ids of settings that decide over a path now and did not before. */
  readonly questions: readonly string[];
}

/** `what`: a right such as `contents: write`, or the name of a secret. */
export interface Holding {
  readonly workflow: string;
  readonly job: string;
  readonly what: string;
}

export interface Verdict {
  readonly severity: Severity;
  readonly certainty: Certainty;
}

/** A path from the revision that opened it to the one that closed it, followed through renames. Judged as it was last. */
export interface PathLife extends Verdict {
  /** As it is called last. */
  readonly id: string;
  readonly fingerprint: string;
  readonly actor: Actor;
  readonly asset: string;
  readonly workflow: string;
  readonly trigger: string;
  readonly reason: string;
  readonly from: LifeEvent;
  /** Null: it is open at the end of the range. */
  readonly to: LifeEvent | null;
}

/**
 * `before`: it was open at the start of the range. `opened`, `closed`: the revision made it possible, or impossible.
 * `told`: it was possible before, or still is; an easier way to the same stood, or stands, in its place.
 */
export interface LifeEvent {
  readonly how: 'before' | 'opened' | 'closed' | 'told';
  /** Null at the start of the range. */
  readonly revision: string | null;
  readonly causes: readonly LifeCause[];
}

export interface LifeCause {
  readonly statement: string;
  /** `before`: the places are in the revision's parent. */
  readonly side: 'before' | 'after';
  readonly places: readonly { readonly file: string; readonly line: number }[];
}
