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

  // Everything waits in a heap: the two loops compare in place rather than by a function.
  const up = (from: number, item: number): void => {
    const key = keys[item] as number;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const other = items[parent] as number;
      const otherKey = keys[other] as number;
      if (otherKey < key || (otherKey === key && other < item)) break;
      items[at] = other;
      place[other] = at;
      at = parent;
    }
    items[at] = item;
    place[item] = at;
  };
  const down = (item: number): void => {
    const key = keys[item] as number;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= count) break;
      let least = items[child] as number;
      let leastKey = keys[least] as number;
      if (child + 1 < count) {
        const right = items[child + 1] as number;
        const rightKey = keys[right] as number;
        if (rightKey < leastKey || (rightKey === leastKey && right < least)) {
          child++;
          least = right;
          leastKey = rightKey;
        }
      }
      if (key < leastKey || (key === leastKey && item < least)) break;
      items[at] = least;
      place[least] = at;
      at = child;
    }
    items[at] = item;
    place[item] = at;
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
