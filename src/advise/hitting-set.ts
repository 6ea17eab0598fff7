/**
 * Minimum-cost hitting set: the cheapest elements so that each set holds one of them.
 * Reductions first (they often settle everything), then each part that shares no element with the others by itself: branch and bound, and where that
 * runs out of nodes the caller's exact solver. All limits count nodes, so that the same input gives the same answer on every machine.
 */

export interface HittingProblem {
  /** Cost of each element, not negative. */
  readonly costs: readonly number[];
  /** Element numbers; a set must not be empty. */
  readonly sets: readonly (readonly number[])[];
}

export interface HittingSet {
  /** Ascending. */
  readonly chosen: readonly number[];
  readonly cost: number;
  /** No hitting set costs less. Equal to `cost` when the answer is proven. */
  readonly lowerBound: number;
}

/** Solves what branch and bound could not; null when it cannot either. */
export type ExactSolver = (problem: HittingProblem) => Promise<HittingSet | null>;

/** Nodes of branch and bound for each part: a second or so at the very most, where HiGHS takes over. */
export const DEFAULT_NODES = 3000;

/** Elements of sets that all nodes of a part may look at: a large part gets fewer nodes. Beyond it the exact solver does better. */
const MOST_LOOKS = 60_000_000;

/** Differences below this are noise of adding. */
export const COST_NOISE = 1e-9;

export const minimumHittingSet = async (problem: HittingProblem, exact: ExactSolver, nodes = DEFAULT_NODES): Promise<HittingSet> => {
  const reduced = reduce(problem);
  const parts: HittingSet[] = [];
  for (const sets of components(reduced.sets)) {
    const part = { costs: problem.costs, sets };
    const own = branchAndBound(part, Math.min(nodes, Math.ceil(MOST_LOOKS / size(sets))));
    parts.push(own.lowerBound >= own.cost - COST_NOISE ? own : better(own, await exact(part)));
  }
  const chosen = [...reduced.chosen, ...parts.flatMap((part) => part.chosen)].sort((a, b) => a - b);
  const cost = costOf(problem.costs, chosen);
  const forced = costOf(problem.costs, reduced.chosen);
  return { chosen, cost, lowerBound: Math.min(cost, forced + parts.reduce((sum, part) => sum + part.lowerBound, 0)) };
};

/** An answer from outside counts only if it hits every set; its cost is added up here again, since solvers carry noise. */
const better = (own: HittingSet, other: HittingSet | null): HittingSet => {
  if (other === null) return own;
  const lowerBound = Math.max(own.lowerBound, other.lowerBound);
  return other.cost <= own.cost ? { ...other, lowerBound } : { ...own, lowerBound };
};

export const costOf = (costs: readonly number[], chosen: readonly number[]): number =>
  chosen.reduce((sum, element) => sum + (costs[element] ?? 0), 0);

/** Forced elements chosen; sets that contain another and elements that another of no greater cost can stand for taken out, until nothing changes. */
const reduce = ({ costs, sets }: HittingProblem): { readonly chosen: readonly number[]; readonly sets: readonly (readonly number[])[] } => {
  const chosen = new Set<number>();
  let left = sets.map((set) => [...new Set(set)].sort((a, b) => a - b));
  for (let changed = true; changed; ) {
    const forced = new Set(left.flatMap((set) => set.filter((e) => set.length === 1 || costs[e] === 0)));
    for (const element of forced) chosen.add(element);
    const unhit = withoutSupersets(left.filter((set) => !set.some((e) => forced.has(e))));
    const next = withoutDominated(costs, unhit);
    changed = forced.size > 0 || next.length !== left.length || size(next) !== size(left);
    left = next;
  }
  return { chosen: [...chosen].sort((a, b) => a - b), sets: left };
};

const size = (sets: readonly (readonly number[])[]): number => sets.reduce((sum, set) => sum + set.length, 0);

/** Bits that a superset must have too: a cheap first test. */
const marksOf = (numbers: readonly number[]): number => numbers.reduce((bits, n) => bits | (1 << (n & 31)), 0);

const withoutSupersets = (sets: readonly (readonly number[])[]): number[][] => {
  const sorted = sets.map((set) => ({ set, marks: marksOf(set) })).sort((a, b) => a.set.length - b.set.length || compareNumbers(a.set, b.set));
  const often = new Map<number, number>();
  for (const set of sets) for (const element of set) often.set(element, (often.get(element) ?? 0) + 1);
  /** Of its elements, the one that the fewest sets have. */
  const rarest = (set: readonly number[]): number =>
    set.reduce((rare, element) => ((often.get(element) ?? 0) < (often.get(rare) ?? Number.POSITIVE_INFINITY) ? element : rare), -1);
  const kept: (readonly number[])[] = [];
  // What a set contains is filed under one of its elements.
  const byRarest = new Map<number, { readonly set: readonly number[]; readonly marks: number }[]>();
  for (const one of sorted) {
    const { set, marks } = one;
    const members = new Set(set);
    if (set.some((element) => byRarest.get(element)?.some((k) => (k.marks & ~marks) === 0 && k.set.every((e) => members.has(e))))) continue;
    kept.push(set);
    const place = rarest(set);
    const list = byRarest.get(place);
    if (list === undefined) byRarest.set(place, [one]);
    else list.push(one);
  }
  return kept.map((set) => [...set]);
};

const compareNumbers = (a: readonly number[], b: readonly number[]): number => {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return (a[i] ?? 0) - (b[i] ?? 0);
  return a.length - b.length;
};

const withoutDominated = (costs: readonly number[], sets: readonly (readonly number[])[]): number[][] => {
  const hits = new Map<number, number[]>();
  sets.forEach((set, index) => {
    for (const element of set) {
      const list = hits.get(element);
      if (list === undefined) hits.set(element, [index]);
      else list.push(index);
    }
  });
  const gone = new Set<number>();
  const setsOf = new Map([...hits].map(([element, list]) => [element, new Set(list)]));
  for (const [element, list] of [...hits].sort(([a], [b]) => a - b)) {
    // Whoever stands for the element is in the first of its sets.
    for (const other of sets[list[0] ?? 0] ?? []) {
      if (other === element || gone.has(other) || (costs[other] ?? 0) > (costs[element] ?? 0)) continue;
      const others = setsOf.get(other);
      if (others === undefined || others.size < list.length || !list.every((index) => others.has(index))) continue;
      if (others.size === list.length && costs[other] === costs[element] && other > element) continue;
      gone.add(element);
      break;
    }
  }
  return sets.map((set) => set.filter((e) => !gone.has(e)));
};

/** Groups of sets that share elements, in order of their first set. */
const components = (sets: readonly (readonly number[])[]): readonly (readonly (readonly number[])[])[] => {
  const parent = new Map<number, number>();
  const find = (start: number): number => {
    let root = start;
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up;
    for (let at = start; at !== root; ) {
      const up = parent.get(at) ?? root;
      parent.set(at, root);
      at = up;
    }
    return root;
  };
  for (const set of sets) {
    for (const element of set) {
      if (!parent.has(element)) parent.set(element, element);
      parent.set(find(element), find(set[0] ?? element));
    }
  }
  const groups = new Map<number, (readonly number[])[]>();
  for (const set of sets) {
    const root = find(set[0] ?? 0);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [set]);
    else group.push(set);
  }
  return [...groups.values()];
};

/** Deepest branch that is followed: beyond it the exact solver does better anyway. */
const DEEPEST = 400;

/** Best found and what is proven when the nodes run out. */
const branchAndBound = ({ costs, sets }: HittingProblem, nodes: number): HittingSet => {
  const bounder = createBounder(costs, sets);
  const root = bounder.bound(0, new Set(), new Set());
  let best = greedyHit(costs, sets);
  let bestCost = costOf(costs, best);
  let left = nodes;
  let complete = true;
  const chosen = new Set<number>();
  const excluded = new Set<number>();
  const visit = (cost: number, depth: number): void => {
    if (--left < 0 || depth > DEEPEST) {
      complete = false;
      return;
    }
    const { bound, branch } = bounder.bound(cost, chosen, excluded);
    if (bound >= bestCost - COST_NOISE) return;
    if (branch === null) {
      best = [...chosen].sort((a, b) => a - b);
      bestCost = cost;
      return;
    }
    for (const element of branch) {
      chosen.add(element);
      visit(cost + (costs[element] ?? 0), depth + 1);
      chosen.delete(element);
      excluded.add(element);
      if (left < 0) break;
    }
    for (const element of branch) excluded.delete(element);
  };
  visit(0, 0);
  return { chosen: best, cost: bestCost, lowerBound: complete ? bestCost : Math.min(bestCost, root.bound) };
};

/**
 * A lower bound by dual ascent: each set not hit yet is charged what its cheapest element still costs, and that is taken off all its elements.
 * `branch`: the free elements of the set with the fewest, the most promising first; null when all sets are hit. Infinity when one cannot be hit.
 */
const createBounder = (costs: readonly number[], sets: readonly (readonly number[])[]) => {
  const rest = costs.slice();
  return {
    bound(
      cost: number,
      chosen: ReadonlySet<number>,
      excluded: ReadonlySet<number>,
    ): { readonly bound: number; readonly branch: readonly number[] | null } {
      const open = sets.filter((set) => !set.some((e) => chosen.has(e))).map((set) => set.filter((e) => !excluded.has(e)));
      open.sort((a, b) => a.length - b.length);
      const first = open[0];
      if (first === undefined) return { bound: cost, branch: null };
      if (first.length === 0) return { bound: Number.POSITIVE_INFINITY, branch: [] };
      for (const set of open) for (const e of set) rest[e] = costs[e] ?? 0;
      let bound = cost;
      for (const set of open) {
        let charge = Number.POSITIVE_INFINITY;
        for (const e of set) charge = Math.min(charge, rest[e] ?? 0);
        bound += charge;
        for (const e of set) rest[e] = (rest[e] ?? 0) - charge;
      }
      const hits = (element: number): number => open.reduce((n, set) => n + (set.includes(element) ? 1 : 0), 0);
      const worth = new Map(first.map((e) => [e, hits(e) / Math.max(costs[e] ?? 0, COST_NOISE)]));
      return { bound, branch: [...first].sort((a, b) => (worth.get(b) ?? 0) - (worth.get(a) ?? 0) || a - b) };
    },
  };
};

/** Cheapest per set hit, again and again; then whatever turns out to be needless is dropped, the dearest first. */
export const greedyHit = (costs: readonly number[], sets: readonly (readonly number[])[]): number[] => {
  const setsOf = new Map<number, number[]>();
  sets.forEach((set, index) => {
    for (const element of new Set(set)) {
      const list = setsOf.get(element);
      if (list === undefined) setsOf.set(element, [index]);
      else list.push(index);
    }
  });
  const hits = new Map([...setsOf].map(([element, list]) => [element, list.length]));
  /** By set: how many of its elements are chosen. */
  const chosenOf = new Int32Array(sets.length);
  const chosen = new Set<number>();
  // An element only gets worse while others are chosen, so one whose number is still right when it comes first is the best.
  const queue = createQueue(
    (a, b) => (costs[a.element] ?? 0) * b.hits - (costs[b.element] ?? 0) * a.hits || b.hits - a.hits || a.element - b.element,
  );
  for (const [element, count] of hits) queue.put({ element, hits: count });
  for (let best = queue.take(); best !== undefined; best = queue.take()) {
    const now = hits.get(best.element) ?? 0;
    if (now === 0) continue;
    if (now < best.hits) {
      queue.put({ element: best.element, hits: now });
      continue;
    }
    chosen.add(best.element);
    for (const index of setsOf.get(best.element) ?? []) {
      chosenOf[index] = (chosenOf[index] as number) + 1;
      if (chosenOf[index] === 1) for (const element of new Set(sets[index])) hits.set(element, (hits.get(element) ?? 0) - 1);
    }
  }
  for (const element of [...chosen].sort((a, b) => (costs[b] ?? 0) - (costs[a] ?? 0) || b - a)) {
    const mine = setsOf.get(element) ?? [];
    if (!mine.every((index) => (chosenOf[index] as number) > 1)) continue;
    chosen.delete(element);
    for (const index of mine) chosenOf[index] = (chosenOf[index] as number) - 1;
  }
  return [...chosen].sort((a, b) => a - b);
};

interface Candidate {
  readonly element: number;
  readonly hits: number;
}

/** A binary heap, the first by `compare` on top. */
const createQueue = (compare: (a: Candidate, b: Candidate) => number) => {
  const items: Candidate[] = [];
  const isBefore = (a: number, b: number): boolean => compare(items[a] as Candidate, items[b] as Candidate) < 0;
  const swap = (a: number, b: number): void => {
    const item = items[a] as Candidate;
    items[a] = items[b] as Candidate;
    items[b] = item;
  };
  return {
    put(item: Candidate): void {
      items.push(item);
      for (let at = items.length - 1; at > 0 && isBefore(at, (at - 1) >> 1); at = (at - 1) >> 1) swap(at, (at - 1) >> 1);
    },
    take(): Candidate | undefined {
      if (items.length > 1) swap(0, items.length - 1);
      const top = items.pop();
      for (let at = 0; ; ) {
        let child = 2 * at + 1;
        if (child >= items.length) break;
        if (child + 1 < items.length && isBefore(child + 1, child)) child++;
        if (!isBefore(child, at)) break;
        swap(at, child);
        at = child;
      }
      return top;
    },
  };
};
