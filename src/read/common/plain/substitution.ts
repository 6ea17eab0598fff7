/**
 * `${NAME}` that a service puts into the configuration itself before any shell reads it, as Drone and Woodpecker do, and Google Cloud Build and
 * Buildkite with `$NAME` too. What is escaped (`$${NAME}`, `$$NAME`) is left to the shell, which sees one dollar.
 */
import type { Value } from '../../../pipeline/value.ts';
import { spanAt, type YamlScalar } from '../../../source/yaml.ts';
import type { ScriptHole } from '../script.ts';
import type { JoinedScript } from '../script-lines.ts';

/** What a service puts in, and how its users keep it from that. */
export interface Substitution {
  /** The escape, if there is one, then the name. */
  readonly names: RegExp;
  /** The first character of each match does not reach the shell. */
  readonly escapes: RegExp;
}

/** https://docs.drone.io/pipeline/environment/substitution/ and https://woodpecker-ci.org/docs/usage/environment */
export const BRACED: Substitution = { names: /(\$?)\$\{([A-Za-z_]\w*)[^}]*\}/g, escapes: /\$\$(?=\{)/g };
/** https://cloud.google.com/build/docs/configuring-builds/substitute-variable-values */
export const DOLLARS: Substitution = { names: /(\$?)\$(?:\{([A-Za-z_]\w*)[^}]*\}|([A-Za-z_]\w*))/g, escapes: /\$\$(?=[{A-Za-z_(])/g };
/** With a backslash as well: https://buildkite.com/docs/pipelines/configure/environment-variables#runtime-variable-interpolation */
export const DOLLARS_OR_BACKSLASH: Substitution = {
  names: /([$\\]?)\$(?:\{([A-Za-z_]\w*)[^}]*\}|([A-Za-z_]\w*))/g,
  escapes: /[$\\]\$(?=[{A-Za-z_(])/g,
};

/** The places whose text is put in. `names`: what the service knows; others are left as they are, or come out empty. */
export const substituted = (line: YamlScalar, names: ReadonlyMap<string, Value>, how: Substitution): readonly ScriptHole[] =>
  [...line.value.matchAll(how.names)].flatMap((match) => {
    const name = match[2] ?? match[3] ?? '';
    const value = names.get(name);
    if (match[1] !== '' || value === undefined) return [];
    const start = match.index;
    const end = start + match[0].length;
    const at = spanAt(line, start, end);
    return [{ start, end, source: name, value: { ...value, influences: value.influences.map((i) => ({ ...i, via: [...i.via, at] })) } }];
  });

export interface ShellText extends Pick<JoinedScript, 'text' | 'at'> {
  /** The offset in `text` of an offset in what is written. */
  offset(written: number): number;
}

/** The script as the shell gets it, escapes taken away; places are still those of what is written. */
export const withoutEscapes = (script: JoinedScript, escapes: RegExp): ShellText => {
  const gone = [...script.text.matchAll(escapes)].map(({ index }) => index);
  if (gone.length === 0) return { text: script.text, at: script.at, offset: (written) => written };
  const before = (offset: number): number => offset + gone.filter((place, index) => place - index <= offset).length;
  return {
    text: script.text.replace(escapes, (match) => match.slice(1)),
    at: (start, end) => script.at(before(start), end > start ? before(end - 1) + 1 : before(end)),
    offset: (written) => written - gone.filter((place) => place < written).length,
  };
};
