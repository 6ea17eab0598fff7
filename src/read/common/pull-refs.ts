/** Refs of proposed changes, as texts that are put together from fixed parts and a number. */
import type { Influence } from '../../pipeline/effects.ts';
import type { Actor } from '../../pipeline/model.ts';
import { unionInfluences, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';

/** https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/reviewing-changes-in-pull-requests/checking-out-pull-requests-locally */
const PULL_REF = /\bpull\/.{1,200}\/(merge|head)\b/i;

/** The ref of a proposed change that a text with places to fill in stands for. */
const pullRefIn = (written: string): string | null => {
  const part = PULL_REF.exec(written)?.[1]?.toLowerCase();
  return part === undefined ? null : `refs/pull/N/${part}`;
};

/** Such a ref carries nobody's words; it tells a checkout further on whose code it brings. */
export const pullRef = (written: string, actor: Actor, span: Span): readonly Influence[] => {
  const field = pullRefIn(written);
  return field === null ? [] : [{ origin: { kind: 'event', field, actor, span }, charset: 'word', via: [] }];
};

/** A text that is not known as a whole, with the ref that its pieces make. `actorOf` is asked only where they make one. */
export const withPullRef = (value: Value, pieces: readonly Value[], actorOf: () => Actor, span: Span): Value => {
  if (value.text !== null) return value;
  const written = pieces.map((p) => p.text ?? '…').join('');
  if (pullRefIn(written) === null) return value;
  return { ...value, influences: unionInfluences([...value.influences, ...pullRef(written, actorOf(), span)]) };
};
