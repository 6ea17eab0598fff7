/**
 * `${NAME}` that a service puts into the configuration itself before any shell reads it, as Drone and Woodpecker do, and Google Cloud Build with `$NAME` too.
 * `$${NAME}` and `$$NAME` are left to the shell.
 */
import type { Value } from '../../../pipeline/value.ts';
import { spanAt, type YamlScalar } from '../../../source/yaml.ts';
import type { ScriptHole } from '../script.ts';

const BRACED = /(\$?)\$\{([A-Za-z_]\w*)[^}]*\}/g;
const PLAIN = /(\$?)\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;

/** The places whose text is put in. `names`: what the service knows; others are left as they are, or come out empty. `plain`: `$NAME` counts too. */
export const substituted = (line: YamlScalar, names: ReadonlyMap<string, Value>, plain = false): readonly ScriptHole[] =>
  [...line.value.matchAll(plain ? PLAIN : BRACED)].flatMap((match) => {
    const name = match[2] ?? match[3] ?? '';
    const value = names.get(name);
    if (match[1] !== '' || value === undefined) return [];
    const start = match.index;
    const end = start + match[0].length;
    const at = spanAt(line, start, end);
    return [{ start, end, source: name, value: { ...value, influences: value.influences.map((i) => ({ ...i, via: [...i.via, at] })) } }];
  });
