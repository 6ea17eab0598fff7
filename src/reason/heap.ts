/** A binary heap of the numbers 0 … size-1 by key, smallest first; equal keys come out by number, so that results never depend on insertion order. */
export interface Heap {
  /** Inserts the item, or lowers its key. */
  put(item: number, key: number): void;
  /** The item with the smallest key, or -1. */
  take(): number;
  /** Empties it; for reuse. */
  clear(): void;
}

export const createHeap = (size: number): Heap => {
  const items = new Int32Array(size);
  const place = new Int32Array(size).fill(-1);
  const keys = new Float64Array(size);
  let count = 0;

  const before = (a: number, b: number): boolean => {
    const difference = (keys[a] as number) - (keys[b] as number);
    return difference < 0 || (difference === 0 && a < b);
  };
  const set = (at: number, item: number): void => {
    items[at] = item;
    place[item] = at;
  };
  const up = (from: number, item: number): void => {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const other = items[parent] as number;
      if (!before(item, other)) break;
      set(at, other);
      at = parent;
    }
    set(at, item);
  };
  const down = (item: number): void => {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= count) break;
      if (child + 1 < count && before(items[child + 1] as number, items[child] as number)) child++;
      const other = items[child] as number;
      if (!before(other, item)) break;
      set(at, other);
      at = child;
    }
    set(at, item);
  };

  return {
    put(item, key) {
      const at = place[item] as number;
      if (at >= 0 && key >= (keys[item] as number)) return;
      keys[item] = key;
      up(at >= 0 ? at : count++, item);
    },
    take() {
      if (count === 0) return -1;
      const top = items[0] as number;
      place[top] = -1;
      count--;
      if (count > 0) down(items[count] as number);
      return top;
    },
    clear() {
      for (let i = 0; i < count; i++) place[items[i] as number] = -1;
      count = 0;
    },
  };
};
