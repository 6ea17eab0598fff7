/** Flows and boundaries of a drawing beside the crossings of the configuration. */
import type { Boundary, StateKind } from '../../reason/graph.ts';
import type { Crossing, Report } from '../../reason/report.ts';
import { compareText } from '../../source/span.ts';
import type { Add } from './compare.ts';
import type { DrawnModel } from './model.ts';
import { ROLE_OF_STATE, type Role } from './roles.ts';

/** What a component does, it does in the pipeline. */
const sideOf = (kind: StateKind): Role => (kind === 'component' ? 'pipeline' : ROLE_OF_STATE[kind]);

interface Side {
  readonly from: Role;
  readonly to: Role;
}

/** Every way in which one thing leads to another, as roles; by crossing where it is one. Whoever pushes is a member, whoever proposes is not. */
const sides = (report: Report): { readonly crossings: ReadonlyMap<string, Side>; readonly pairs: ReadonlySet<string> } => {
  const states = new Map((report.graph?.states ?? []).map((state) => [state.id, state]));
  const crossings = new Map<string, Side>();
  const pairs = new Set<string>();
  for (const transition of report.graph?.transitions ?? []) {
    const given = states.get(transition.gives);
    const needed = transition.needs.flatMap((id) => states.get(id) ?? []).sort((a, b) => Number(b.kind === 'actor') - Number(a.kind === 'actor'))[0];
    if (needed === undefined || given === undefined) continue;
    const from =
      needed.id === 'actor:writer' || needed.id === 'actor:maintainer'
        ? 'member'
        : needed.id === 'actor:upstream'
          ? 'third party'
          : ROLE_OF_STATE[needed.kind];
    const to = sideOf(given.kind);
    pairs.add(pair(from, to));
    if (transition.boundary !== null) crossings.set(transition.crossing ?? transition.id, { from, to });
  }
  return { crossings, pairs };
};

const pair = (from: Role, to: Role): string => `${from} ${to}`;

/** Where the drawing has no flow at all between two roles, one crossing stands for all of that boundary. */
export const compareFlows = (model: DrawnModel, roles: ReadonlyMap<string, Role | null>, report: Report, add: Add): void => {
  const drawn = new Set<string>();
  const { crossings: realSides, pairs: realPairs } = sides(report);
  for (const flow of model.flows) {
    const [from, to] = [roles.get(flow.from) ?? null, roles.get(flow.to) ?? null];
    const name = flow.name === '' ? `${nameOf(model, flow.from)} → ${nameOf(model, flow.to)}` : flow.name;
    if (from === null || to === null) continue;
    drawn.add(pair(from, to));
    if (from !== to && !realPairs.has(pair(from, to)) && !realPairs.has(pair(to, from)))
      add('onlyOnPaper', 'flow', name, `Nothing in the configuration goes from ${from} to ${to}.`);
    else add('inBoth', 'flow', name, `From ${from} to ${to}.`);
  }
  const missing = new Map<string, { crossings: Crossing[]; from: Role; to: Role; boundary: Boundary }>();
  for (const crossing of report.crossings) {
    const side = realSides.get(crossing.id);
    if (side === undefined || crossing.status === 'guarded' || side.from === side.to || drawn.has(pair(side.from, side.to))) continue;
    const key = `${crossing.boundary} ${side.from} ${side.to}`;
    const group = missing.get(key) ?? { crossings: [], ...side, boundary: crossing.boundary };
    group.crossings.push(crossing);
    missing.set(key, group);
  }
  for (const { crossings, from, to, boundary } of missing.values()) {
    const [first] = crossings.sort((a, b) => Number(a.status === 'unknown') - Number(b.status === 'unknown') || compareText(a.id, b.id));
    if (first === undefined) continue;
    const more = crossings.length > 1 ? ` (and ${crossings.length - 1} more)` : '';
    add(
      'onlyInReality',
      'crossing',
      `${from} → ${to}`,
      `The ${boundary} boundary is crossed with no flow drawn: ${first.statement}${more}`,
      crossings.map((c) => c.id),
      first.evidence,
    );
  }
  for (const boundary of model.boundaries) {
    const [a, b] = (boundary.zones ?? []).map((zone) => new Set(model.elements.filter((e) => e.zone === zone).map((e) => roles.get(e.id) ?? null)));
    if (a === undefined || b === undefined) continue;
    const open = report.crossings.filter((crossing) => {
      const side = realSides.get(crossing.id);
      return (
        side !== undefined &&
        crossing.status === 'open' &&
        crossing.openTo.includes('outsider') &&
        ((a.has(side.from) && b.has(side.to)) || (b.has(side.from) && a.has(side.to)))
      );
    });
    const [first] = open;
    if (first === undefined) add('inBoth', 'boundary', boundary.name, 'Nothing that the configuration shows lets outsiders across.');
    else
      add(
        'contradictions',
        'boundary',
        boundary.name,
        `Drawn as a boundary, and outsiders cross it: ${first.statement}`,
        open.map((c) => c.id),
        first.evidence,
      );
  }
};

const nameOf = (model: DrawnModel, id: string): string => model.elements.find((element) => element.id === id)?.name ?? id;
