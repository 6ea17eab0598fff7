/** Numbers for lists of numbers, the same for the same list: keys of thousands of derivations are put together from them, for which texts are slow. */
export interface Numbering {
  /** The list with one number more, which must be from 0 to 67,108,863. The empty list is 0. */
  add(list: number, item: number): number;
  of(items: readonly number[]): number;
  /** A number for a text, to be an item. */
  text(text: string): number;
}

const MOST_ITEMS = 2 ** 26;
/** Below these a key is a small integer, which is looked up sooner. */
const FEW_LISTS = 2 ** 15;
const FEW_ITEMS = 2 ** 16;

export const createNumbering = (): Numbering => {
  const lists = new Map<number, number>();
  const texts = new Map<string, number>();
  const add = (list: number, item: number): number => {
    const key = list < FEW_LISTS && item < FEW_ITEMS ? list * FEW_ITEMS + item : -1 - (list * MOST_ITEMS + item);
    const known = lists.get(key);
    if (known !== undefined) return known;
    lists.set(key, lists.size + 1);
    return lists.size;
  };
  return {
    add,
    of(items) {
      let list = 0;
      for (let at = 0; at < items.length; at++) list = add(list, items[at] as number);
      return list;
    },
    text(text) {
      const known = texts.get(text);
      if (known !== undefined) return known;
      texts.set(text, texts.size);
      return texts.size - 1;
    },
  };
};
