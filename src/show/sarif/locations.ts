/** Places, messages and code flows in SARIF's words. */
import type { Path, PathStep } from '../../reason/report.ts';
import type { Span } from '../../source/span.ts';
import { visible } from '../text.ts';

/** Relative addresses are relative to this: the reader of the file knows where the tree lies. */
export const BASE = '%SRCROOT%';

/** A relative URI reference of a file (RFC 3986): each segment is encoded by itself; halves of characters cannot be, and become U+FFFD. */
export const uriOf = (file: string): string =>
  file
    .split('/')
    .map((segment) => encodeURIComponent(segment.replace(/\p{Surrogate}/gu, '\uFFFD')).replaceAll("'", '%27'))
    .join('/');

/**
 * A message. Its text may hold links `[text](target)` (SARIF 2.1.0, 3.11.6), so brackets that came from a repository are written with a backslash.
 * Lines stay, everything hidden is made visible.
 */
export const message = (text: string): { readonly text: string } => ({
  text: text
    .split('\n')
    .map((line) => visible(line).replace(/[[\]]/g, (bracket) => (line.includes('](') ? `\\${bracket}` : bracket)))
    .join('\n'),
});

const atLeastOne = (n: number): number => (Number.isInteger(n) && n > 0 ? n : 1);

const physical = (span: Span): object => ({
  artifactLocation: { uri: uriOf(span.file), uriBaseId: BASE },
  region: {
    startLine: atLeastOne(span.line),
    startColumn: atLeastOne(span.column),
    endLine: Math.max(atLeastOne(span.line), atLeastOne(span.endLine)),
    endColumn: atLeastOne(span.endColumn),
  },
});

export const locationOf = (span: Span, text?: string): object => ({
  physicalLocation: physical(span),
  ...(text === undefined ? {} : { message: message(text) }),
});

/** The step that decides: the last that crosses a boundary at a place one can point at, or else the last that crosses one. */
export const decisiveStep = (path: Path): PathStep | null => {
  const crossing = path.steps.filter((step) => step.boundary !== null);
  return crossing.findLast((step) => step.evidence.length > 0) ?? crossing.at(-1) ?? path.steps.at(-1) ?? null;
};

/** The first line of the workflow in which the path begins, for steps that have no place of their own. */
const entrySpan = (path: Path): Span => ({ file: path.entry.workflow || path.asset, line: 1, column: 1, endLine: 1, endColumn: 1 });

export const placeOfPath = (path: Path): object => {
  const step = decisiveStep(path);
  const span = step?.evidence[0] ?? path.steps.findLast(({ evidence }) => evidence.length > 0)?.evidence[0] ?? entrySpan(path);
  return locationOf(span);
};

/** All steps in order. A step without a place is shown where the attack has got to. */
export const threadFlow = (path: Path): object => {
  let here = path.steps.find(({ evidence }) => evidence.length > 0)?.evidence[0] ?? entrySpan(path);
  return {
    locations: path.steps.map((step, index) => {
      here = step.evidence[0] ?? here;
      return {
        location: locationOf(here, `${index + 1}. ${step.statement}`),
        executionOrder: index + 1,
        importance: step.boundary === null ? 'important' : 'essential',
        ...(step.boundary === null ? {} : { kinds: ['trust boundary', step.boundary] }),
      };
    }),
  };
};
