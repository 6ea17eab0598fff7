/** Widely used actions about which nothing else is recorded. */
export const MORE_ACTIONS: readonly string[] = [];
