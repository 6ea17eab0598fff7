/** Abstract values: what the reader knows of a text at run time. */
import type { Influence } from './effects.ts';

export interface Value {
  /** The exact text when the files (and the scenario) fix it; null when they do not. Booleans and numbers as their text. */
  readonly text: string | null;
  /** Everything attacker-influenced that may be part of the text. Empty: nothing known to be. */
  readonly influences: readonly Influence[];
  /** Names of secrets that may be part of the text (`GITHUB_TOKEN`-like job tokens as 'token'). */
  readonly secrets: readonly string[];
  /** It is the id of a commit and nothing else, so it is the name of no branch. */
  readonly commit?: true;
}

/** Most values carry nothing: they share this. */
const NOTHING: readonly never[] = [];

export const UNKNOWN: Value = { text: null, influences: NOTHING, secrets: NOTHING };
export const known = (text: string): Value => ({ text, influences: NOTHING, secrets: NOTHING });
export const influenced = (...influences: readonly Influence[]): Value => ({ text: null, influences, secrets: NOTHING });

/** Longer texts that are put together are not known: those that hold themselves over and over have no end. */
const MOST_TEXT = 100_000;

/** The concatenation of parts (as in a template or a shell word). */
export const concat = (parts: readonly Value[]): Value => {
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  let text: string | null = '';
  let influences = 0;
  let secrets = 0;
  for (const part of parts) {
    if (part.text === null) text = null;
    else if (text !== null) text = text.length + part.text.length > MOST_TEXT ? null : text + part.text;
    influences += part.influences.length;
    secrets += part.secrets.length;
  }
  return {
    text,
    influences: influences === 0 ? NOTHING : unionInfluences(parts.flatMap((p) => p.influences)),
    secrets: secrets === 0 ? NOTHING : [...new Set(parts.flatMap((p) => p.secrets))],
  };
};

/** One of several, when it cannot be told which. */
export const either = (parts: readonly Value[]): Value => ({
  ...concat(parts),
  text: parts.length > 0 && parts.every((p) => p.text !== null && p.text === parts[0]?.text) ? (parts[0]?.text ?? null) : null,
  ...(parts.length > 0 && parts.every((p) => p.commit === true) ? { commit: true as const } : {}),
});

/** Each origin once; the shortest way it came. */
export const unionInfluences = (all: readonly Influence[]): readonly Influence[] => {
  if (all.length < 2) return all;
  const byOrigin = new Map<string, Influence>();
  for (const influence of all) {
    const key = `${influence.charset}|${influence.quoted ?? ''}|${originKey(influence)}`;
    const old = byOrigin.get(key);
    if (old === undefined || influence.via.length < old.via.length) byOrigin.set(key, influence);
  }
  return [...byOrigin.values()];
};

/** A stable name of where the influence comes from. */
export const originKey = ({ origin }: Influence): string => {
  switch (origin.kind) {
    case 'event':
      return `event:${origin.field}:${origin.actor}`;
    case 'input':
      return `input:${origin.name}`;
    case 'material':
      return `material:${origin.material.kind}:${origin.material.path}:${origin.material.artifact ?? origin.material.cacheKey ?? origin.material.code?.kind ?? ''}:${origin.path ?? ''}`;
    case 'job':
      return `job:${origin.job}`;
  }
};

/** The same value after it passed a carrier (an environment variable, an output), whose place is added to the way it came. */
export const through = (value: Value, span: Influence['via'][number]): Value =>
  value.influences.length === 0 ? value : { ...value, influences: value.influences.map((i) => ({ ...i, via: [...i.via, span] })) };
