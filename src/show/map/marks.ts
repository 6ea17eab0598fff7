/** What one looks for on such a map: where untrusted input enters, where privilege rises, where artifacts are made and used, and where all hangs on one guarantee. */

import type { StateKind } from '../../reason/graph.ts';
import type { GraphTransition } from '../../reason/report.ts';

export const MARKS = ['input', 'privilege', 'artifact', 'bearing'] as const;
export type Mark = (typeof MARKS)[number];

export const MARK_WORDS: Readonly<Record<Mark, { readonly title: string; readonly sign: string }>> = {
  input: { title: 'Untrusted input enters', sign: 'I' },
  privilege: { title: 'Privilege rises', sign: 'P' },
  artifact: { title: 'Artifacts are made and used', sign: 'A' },
  bearing: { title: 'Single points of failure', sign: 'S' },
};

const PRIVILEGES: ReadonlySet<StateKind> = new Set(['token', 'identity', 'secret', 'runner', 'network', 'deployment', 'source', 'workflow']);
const ARTIFACTS: ReadonlySet<StateKind> = new Set(['artifact', 'cache', 'publication']);

/** Which of them a transition is: by the boundary it crosses, by what it takes and gives, and by whether a guarantee stands there whose fall alone opens paths. */
export const marksOf = (
  { boundary }: Pick<GraphTransition, 'boundary'>,
  gives: StateKind,
  needs: readonly StateKind[],
  bearing = false,
): readonly Mark[] => [
  ...(boundary === 'source' || boundary === 'dependency' ? (['input'] as const) : []),
  ...(boundary !== null && PRIVILEGES.has(gives) ? (['privilege'] as const) : []),
  ...(boundary === 'artifact' || ARTIFACTS.has(gives) || needs.some((kind) => ARTIFACTS.has(kind)) ? (['artifact'] as const) : []),
  ...(bearing ? (['bearing'] as const) : []),
];
