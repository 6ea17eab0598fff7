import { expect, it } from 'vitest';
import { ACTORS } from '../../src/pipeline/model.ts';
import { compile } from '../../src/reason/compile.ts';
import type { Graph } from '../../src/reason/graph.ts';
import { tellPaths } from '../../src/reason/paths.ts';
import { listRoutes } from '../../src/reason/routes.ts';
import { solve } from '../../src/reason/solve.ts';
import { solveWorlds } from '../../src/reason/worlds.ts';
import { asset, graphOf, guarantee, transition } from './graphs.ts';

/** Jobs that use a few of forty components and hold a token and two secrets each. */
const jobs = (count: number): Graph => {
  const transitions = Array.from({ length: 40 }, (_, c) =>
    transition({ id: `moves-${c}`, rule: 'dependency/movable', needs: ['actor:upstream'], gives: `component-${c}` }),
  );
  for (let j = 0; j < count; j++) {
    const place = {
      workflow: `w${j}.yml`,
      run: `w${j}.yml:push`,
      trigger: 'push',
      job: `w${j}.yml:push#j`,
      jobKey: 'j',
      step: null,
      file: `w${j}.yml`,
    };
    const gate = guarantee(['outsider'], {
      id: `if-${j}`,
      ...(j % 2 === 0 ? { holdsIf: [{ setting: `environment-reviewers@${j % 9}`, is: true }] } : {}),
    });
    transitions.push(transition({ id: `runs-${j}`, needs: [], gives: `run-${j}`, boundary: null, place }));
    transitions.push(
      transition({ id: `caused-${j}`, needs: [j % 3 === 0 ? 'actor:outsider' : 'actor:writer'], gives: `mine-${j}`, place, guarantees: [gate] }),
    );
    transitions.push(transition({ id: `inject-${j}`, needs: [`mine-${j}`, `run-${j}`], gives: `code-${j}`, place }));
    for (let c = 0; c < 7; c++)
      transitions.push(
        transition({
          id: `used-${j}-${c}`,
          rule: 'dependency/in-job',
          needs: [`component-${(j * 7 + c * 3) % 40}`, `run-${j}`],
          gives: `code-${j}`,
          place,
        }),
      );
    for (let s = 0; s < 3; s++)
      transitions.push(transition({ id: `reads-${j}-${s}`, needs: [`code-${j}`], gives: `secret-${(j + s * 11) % 55}`, place }));
    transitions.push(
      transition({ id: `poisons-${j}`, needs: [`code-${j}`], gives: `cache-${j % 5}`, place }),
      transition({ id: `restores-${j}`, needs: [`cache-${j % 5}`, `run-${j}`], gives: `code-${j}`, place }),
    );
  }
  return graphOf(
    transitions,
    Array.from({ length: 60 }, (_, s) => asset(`a${s}`, [s < 55 ? `secret-${s}` : `cache-${s - 55}`])),
  );
};

const fastest = (runs: number, work: () => void): number =>
  Math.min(
    ...Array.from({ length: runs }, () => {
      const start = performance.now();
      work();
      return performance.now() - start;
    }),
  );

// Limits are several times what a slow machine needs: they catch a wrong order of growth, not a busy neighbour.
it('compiles and solves ten thousand transitions at once', () => {
  const graph = jobs(670);
  expect(graph.transitions.length).toBeGreaterThan(10_000);
  const time = fastest(3, () => {
    const solution = solve(compile(graph, new Map()));
    for (const actor of ACTORS) solution.least(actor);
  });
  expect(time).toBeLessThan(600);
});

it('lists the paths of two thousand transitions and sixty assets', () => {
  const graph = jobs(131);
  expect(graph.transitions.length).toBeGreaterThan(2000);
  const compiled = compile(graph, new Map());
  const time = fastest(3, () => {
    tellPaths(compiled, listRoutes(compiled, solveWorlds(compiled)), { maxPaths: 400, lost: [] });
  });
  expect(time).toBeLessThan(1200);
});

it('is not slowed down or broken by long chains and doublings', () => {
  const chain = Array.from({ length: 3000 }, (_, i) =>
    transition({ id: `c${i}`, needs: [i === 0 ? 'actor:outsider' : `s${i - 1}`], gives: `s${i}` }),
  );
  const diamonds = Array.from({ length: 300 }, (_, i) => {
    const from = i === 0 ? 'actor:writer' : `d${i - 1}`;
    return [
      transition({ id: `l${i}`, needs: [from], gives: `l${i}` }),
      transition({ id: `r${i}`, needs: [from], gives: `r${i}` }),
      transition({ id: `d${i}`, needs: [`l${i}`, `r${i}`], gives: `d${i}` }),
    ];
  }).flat();
  const compiled = compile(graphOf([...chain, ...diamonds], [asset('chain', ['s2999']), asset('diamonds', ['d299'])]), new Map());
  const { paths } = tellPaths(compiled, listRoutes(compiled, solveWorlds(compiled)), { maxPaths: 400, lost: [] });
  expect(paths.map(({ path }) => [path.asset, path.steps.length, path.effort])).toEqual([
    ['chain', 3000, 3000],
    ['diamonds', 900, 900],
  ]);
});
