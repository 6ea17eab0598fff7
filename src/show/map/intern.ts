/**
 * JSON that says everything once: texts, lists and objects that repeat are written the first time and pointed at from then on, objects of one shape
 * share their names. Reports repeat themselves very much; written so, the largest takes a fiftieth of the room, and equal parts come back as one object.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Entries in order: a text or other primitive as itself; `[0, …]` a list of entries; `[1, …]` a list of numbers as they are; `[-n, …]` an object whose names are the list at n. */
export type Interned = readonly (null | boolean | number | string | readonly number[])[];

/** Anything that JSON can hold; undefined members of objects are left out. The value itself is the last entry. */
export const intern = (value: unknown): Interned => {
  const out: (null | boolean | number | string | readonly number[])[] = [];
  const known = new Map<string, number>();
  const put = (key: string, entry: (typeof out)[number]): number => {
    const old = known.get(key);
    if (old !== undefined) return old;
    known.set(key, out.length);
    return out.push(entry) - 1;
  };
  const list = (marked: readonly number[]): number => put(`[${marked.join()}`, marked);
  const visit = (item: unknown): number => {
    if (typeof item === 'string') return put(`"${item}`, item);
    if (item === null || typeof item === 'number' || typeof item === 'boolean') return put(`=${String(item)}`, item);
    if (Array.isArray(item)) {
      if (item.length > 0 && item.every((n) => typeof n === 'number')) return list([1, ...item]);
      const inside = item.map(visit);
      return list([0, ...inside]);
    }
    const entries = Object.entries(item as object).filter(([, member]) => member !== undefined);
    const names = visit(entries.map(([name]) => name));
    // Names come first and are a list, so their place is never 0.
    return list([-names, ...entries.map(([, member]) => visit(member))]);
  };
  visit(['']);
  const root = visit(value);
  return [...out, [0, root]];
};

/** The value that was interned. Parts that were equal are the same object. */
export const restore = (interned: Interned): unknown => {
  const values: unknown[] = [];
  for (const entry of interned) {
    if (!Array.isArray(entry)) {
      values.push(entry);
      continue;
    }
    const marked = entry as readonly number[];
    const mark = marked[0] as number;
    const rest = marked.slice(1);
    if (mark === 1) values.push(rest);
    else if (mark === 0) values.push(rest.map((at) => values[at]));
    else {
      const made: Record<string, unknown> = {};
      const names = values[-mark] as readonly string[];
      // Defined, not assigned: a name may be __proto__.
      for (let i = 0; i < names.length; i++) {
        const name = names[i] as string;
        if (name === '__proto__')
          Object.defineProperty(made, name, { value: values[rest[i] as number], enumerable: true, configurable: true, writable: true });
        else made[name] = values[rest[i] as number];
      }
      values.push(made);
    }
  }
  return (values.at(-1) as readonly unknown[])[0];
};
