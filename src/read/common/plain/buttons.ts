import type { Guarantee } from '../../../pipeline/model.ts';
import type { Span } from '../../../source/span.ts';

export interface Button {
  /** The platform's word for what waits, at the start of a sentence. */
  readonly what: 'Step' | 'Task';
  readonly key: string;
  readonly span: Span;
  readonly source: string;
}

/** Something that waits until anybody with write access starts it: the change of a stranger meets a person, that of a writer nobody. */
export const waitsForWriter = ({ what, key, span, source }: Button): Guarantee => ({
  id: `manual@${key}`,
  statement: `${what} \`${key}\` waits until somebody starts it.`,
  enforcedBy: 'configuration',
  against: ['contributor', 'writer', 'upstream'],
  strength: 'weak',
  interaction: 'routine',
  why: 'Anyone with write access starts it, also for a change of their own, and nobody looks at what images and packages bring.',
  evidence: [span],
  source,
});
