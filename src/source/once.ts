/** What is asked of the same thing again and again is worked out once for it, and goes with it. `make` must be pure. */
export const oncePer = <K extends object, V>(make: (key: K) => V): ((key: K) => V) => {
  const known = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    const old = known.get(key);
    if (old !== undefined) return old.value;
    const value = make(key);
    known.set(key, { value });
    return value;
  };
};
