/** Accepted risks: which paths they are about on that day. The paths stay in the report, marked. */
import type { AcceptanceNote, DeclarationNote, GraphTransition, Path } from '../reason/report.ts';
import type { AcceptedRisk, DeclaredGuarantee } from '../settings/declarations/types.ts';
import { compareText, type Span } from '../source/span.ts';

export interface Acceptance {
  readonly paths: readonly Path[];
  /** Every acceptance with what has become of it, in the order they were written. */
  readonly notes: readonly AcceptanceNote[];
}

/** ISO dates compare as text; the day of expiry still counts. `transitions` tell which places of a step are its own. */
export const acceptPaths = (
  paths: readonly Path[],
  transitions: readonly Pick<GraphTransition, 'id' | 'evidence'>[],
  accepted: readonly AcceptedRisk[],
  asOf: string,
): Acceptance => {
  if (accepted.length === 0) return { paths, notes: [] };
  const own = new Map(transitions.map((t) => [t.id, t.evidence]));
  const marks = new Map<string, NonNullable<Path['accepted']>>();
  const notes = accepted.map((risk): AcceptanceNote => {
    const counting = accepted.filter((other) => other === risk || other.expires >= asOf);
    const about = paths.filter((path) => isAbout(risk, path, counting, own)).map(({ id }) => id);
    const expired = risk.expires < asOf;
    const { reason, owner, expires } = risk;
    if (!expired) for (const id of about) if (!marks.has(id)) marks.set(id, { reason, owner, expires });
    return {
      what: nameOf(risk),
      reason,
      owner,
      expires,
      state: expired ? 'expired' : about.length === 0 ? 'unused' : 'active',
      paths: [...about].sort(compareText),
      evidence: [risk.span],
    };
  });
  return {
    paths: paths.map((path) => {
      const mark = marks.get(path.id);
      return mark === undefined ? path : { ...path, accepted: mark };
    }),
    notes,
  };
};

const nameOf = ({ what }: AcceptedRisk): string =>
  what.kind === 'place' ? `${what.rule === null ? '' : `${what.rule} at `}${what.file}:${what.line}` : `${what.kind} ${what.id}`;

const isAbout = ({ what }: AcceptedRisk, path: Path, all: readonly AcceptedRisk[], own: ReadonlyMap<string, readonly Span[]>): boolean => {
  if (what.kind === 'path') return path.id === what.id || path.fingerprint === what.id;
  if (what.kind === 'crossing') return path.steps.some(({ crossing }) => crossing === what.id);
  return path.steps.some(({ transition, rule, boundary, evidence }) => {
    if (boundary === null || (what.rule !== null && what.rule !== rule)) return false;
    const here = own.get(transition) ?? [];
    if (!here.some((span) => covers(span, what.file, what.line))) return false;
    // A path that stands for several places is accepted only where every one of them is.
    const others = evidence.filter((span) => !here.some((o) => o.file === span.file && o.line === span.line && o.column === span.column));
    return others.every((span) =>
      all.some((risk) => risk.what.kind === 'place' && (risk.what.rule ?? rule) === rule && covers(span, risk.what.file, risk.what.line)),
    );
  });
};

/** Spans over many lines are about none of them in particular. */
const MOST_LINES = 40;

const covers = (span: Span, file: string, line: number): boolean =>
  span.file === file && span.line <= line && line <= span.endLine && span.endLine - span.line <= MOST_LINES;

interface Said {
  readonly file: string | null;
  readonly snapshot: string | null;
  /** Ids of settings whose value came from a file. */
  readonly decided: readonly string[];
  readonly guarantees: readonly DeclaredGuarantee[];
  readonly unused: readonly DeclaredGuarantee[];
  readonly ignored: readonly string[];
  readonly accepted: readonly AcceptanceNote[];
}

/** Everything that some file says in place of what was read; null where none does. */
export const noteOf = ({ file, snapshot, decided, guarantees, unused, ignored, accepted }: Said): DeclarationNote | null => {
  const files = [file, snapshot, ...accepted.map(({ evidence }) => evidence[0]?.file)].flatMap((one) => one ?? []);
  if (files.length === 0) return null;
  return {
    files: [...new Set(files)].sort(compareText),
    settings: decided,
    guarantees: guarantees.filter((guarantee) => !unused.includes(guarantee)).map(({ id }) => `declared:${id}`),
    ignored,
    accepted,
  };
};
