// npm run bench:solve [-- --sizes 1000,10000,100000 --write]: the solver and the plan on generated graphs. Prints, for each size, the CPU time of compiling,
// of forward chaining and of least efforts, and of the plan with its cost and proven gap; for what a plain mixed-integer program can still do
// (--mip-seconds, 60; graphs up to --mip-up-to, 10000: HiGHS keeps to no limit while it makes a large program smaller) also that one's cost and time, as a check:
// it must not be cheaper. --write: into docs/performance.md.
import { mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { given, intoDocs, machine, median, numberGiven, seconds, table } from './measure.mjs';

mkdirSync('dist', { recursive: true });
const bundle = 'dist/.bench-solve.mjs';
await build({
  stdin: {
    contents: `export { compile } from './src/reason/compile.ts'; export { solveWorlds } from './src/reason/worlds.ts'; export { reach, passesOf } from './src/reason/solve.ts';
      export { createTrial } from './src/advise/trial.ts'; export { cheapestControls } from './src/advise/cheapest.ts'; export { solveWithHighs } from './src/advise/mip.ts';`,
    resolveDir: '.',
    loader: 'ts',
  },
  bundle: true,
  platform: 'node',
  format: 'esm',
  external: ['highs'],
  outfile: bundle,
  logLevel: 'warning',
});
const { compile, solveWorlds, reach, passesOf, createTrial, cheapestControls, solveWithHighs } = await import(pathToFileURL(resolve(bundle)).href);
rmSync(bundle);

const EVERYBODY = 31;
/** Most exact solutions of one plan, as in the product. */
const MOST_EXACT = 8;
const RUNS = 5;

/** The same numbers every time (mulberry32). */
const random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

/**
 * Jobs that outsiders cause past a gate, that use a few components, poison and restore caches, and hold secrets. Every way can be cut: gates, pins of
 * components, steps to mend, caches and secrets to move are the controls.
 */
const generate = (size) => {
  const next = random(size);
  const states = new Map();
  const state = (id) => {
    const old = states.get(id) ?? { id, kind: id.startsWith('actor:') ? 'actor' : 'code', label: id, zone: 'runner' };
    states.set(id, old);
    return old;
  };
  const transitions = [];
  const edits = new Map();
  const pick = (n) => Math.floor(next() * n);
  const add = (needs, gives, effort, edit, cost) => {
    if (edit !== undefined) edits.set(edit, { cost, at: [...(edits.get(edit)?.at ?? []), transitions.length] });
    transitions.push({
      id: `t${String(transitions.length).padStart(7, '0')}`,
      rule: 'bench/generated',
      boundary: 'source',
      crossing: null,
      needs: needs.map(state),
      gives: state(gives),
      statement: '',
      assumption: null,
      guarantees: [],
      when: [],
      effort,
      interaction: 'none',
      opaque: false,
      facts: {},
      place: { workflow: null, run: null, trigger: null, job: null, jobKey: null, step: null, file: null },
      technique: [],
      cicdSec: [],
      cwe: [],
      evidence: [],
    });
  };
  const components = Math.max(10, size / 200);
  const secrets = 40;
  for (let c = 0; c < components; c++) add(['actor:upstream'], `component:${c}`, 'low', `pin@${c}`, 1);
  for (let j = 0; transitions.length < size; j++) {
    add(['actor:outsider'], `run:${j}`, 'low', `gate@${j % 97}`, 1 + (j % 3));
    add([`run:${j}`], `code:${j}`, 'trivial', `mend@${j}`, 1 + pick(3));
    for (let c = 0; c < 3; c++) add([`component:${pick(components)}`], `code:${j}`, 'trivial');
    if (j % 4 === 0) add([`code:${j}`], `cache:${j % 31}`, 'low', `cache@${j % 31}`, 2);
    if (j % 4 === 1) add([`cache:${j % 31}`, `run:${j}`], `code:${j}`, 'trivial');
    for (let s = 0; s < 2; s++) add([`code:${j}`], `secret:${pick(secrets)}`, 'trivial', `move@${j % 211}`, 3);
  }
  const assets = Array.from({ length: secrets }, (_, s) => ({
    id: `a${s}`,
    kind: 'secret',
    name: `${s}`,
    gain: 3,
    states: [`secret:${s}`],
    evidence: [],
  }));
  return { graph: { states: [...states.values()], transitions, assets }, edits };
};

const cpu = async (work) => {
  const started = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(started);
  return { value, seconds: (user + system) / 1e6 };
};
const medianOf = async (work) => {
  const times = [];
  for (let i = 0; i < RUNS; i++) times.push((await cpu(work)).seconds);
  return median(times);
};

/**
 * The plan as one program: a state is reached where all that a transition needs is reached and no control blocks it; no asset may be reached.
 * For a choice of controls the constraints carry ones along every derivation, so reached states need not be declared whole.
 */
const plainProgram = (compiled, edits) => {
  const at = new Map();
  edits.forEach((edit, e) => {
    for (const { transition } of edit.blocks) at.set(transition, [...(at.get(transition) ?? []), e]);
  });
  const goals = new Set(compiled.goals.flatMap((goal) => [...goal]));
  const constraints = [];
  for (let t = 0; t < compiled.transitions.length; t++) {
    const needs = [...compiled.needs.subarray(compiled.needStart[t], compiled.needStart[t + 1])];
    const open = needs.filter((s) => compiled.base[s] === 0);
    const gives = compiled.gives[t];
    const left = [goals.has(gives) ? '' : `y${gives}`, ...open.map((s) => `- y${s}`), ...(at.get(t) ?? []).map((e) => `+ x${e}`)].filter(
      (p) => p !== '',
    );
    constraints.push(` c${t}: ${left.join(' ')} >= ${1 - open.length}`);
  }
  const states = compiled.states.flatMap((_, s) => (goals.has(s) || compiled.base[s] !== 0 ? [] : [` 0 <= y${s} <= 1`]));
  return [
    'Minimize',
    ` cost: ${edits.map((e, i) => `${e.cost} x${i}`).join('\n + ')}`,
    'Subject To',
    ...constraints,
    'Bounds',
    ...states,
    'Binary',
    ...edits.map((_, i) => ` x${i}`),
    'End',
    '',
  ].join('\n');
};

const plain = async (compiled, edits, limit) => {
  const highs = await (await import('highs')).default();
  return highs.withModel({ format: 'lp', data: plainProgram(compiled, edits) }, (model) => {
    model.options.set({ output_flag: false, random_seed: 0, time_limit: limit, mip_rel_gap: 0, mip_abs_gap: 1e-6 });
    model.run();
    return { cost: Number(model.info.get('objective_function_value')), bound: Number(model.info.get('mip_dual_bound')) };
  });
};

const limit = numberGiven('mip-seconds', 60);
const largest = numberGiven('mip-up-to', 10_000) * 1.01;
// What is compiled for the first graph would be counted as its own time.
const small = generate(2000).graph;
const warm = compile(small, new Map());
for (let i = 0; i < 30; i++) compile(small, new Map());
for (let i = 0; i < 200; i++) reach(warm, passesOf(warm, { unknowns: 'closed' }));
const rows = [];
for (const size of (given('sizes').at(-1) ?? '1000,10000,100000').split(',').map(Number)) {
  const { graph, edits: made } = generate(size);
  const compiling = await medianOf(() => compile(graph, new Map()));
  const compiled = compile(graph, new Map());
  const edits = [...made].map(([id, { cost, at }]) => ({ id, cost, blocks: at.map((transition) => ({ transition, against: EVERYBODY })) }));
  const passes = passesOf(compiled, { unknowns: 'closed' });
  const chaining = await medianOf(() => reach(compiled, passes));
  const least = await medianOf(() => {
    const { closed } = solveWorlds(compiled);
    for (const actor of ['outsider', 'upstream']) closed.least(actor);
  });
  let exact = 0;
  const planned = await cpu(() => {
    const trial = createTrial(compiled, solveWorlds(compiled), edits);
    return cheapestControls(compiled, trial, edits, {
      rounds: 60,
      exact: (problem) => (exact++ < MOST_EXACT ? solveWithHighs(problem) : Promise.resolve(null)),
    });
  });
  const { cost, lowerBound } = planned.value;
  const gap = cost === 0 ? 0 : (cost - lowerBound) / cost;
  const check = limit > 0 && compiled.transitions.length <= largest ? await cpu(() => plain(compiled, edits, limit)) : null;
  if (check !== null && check.value.cost < cost - 1e-6 && gap === 0)
    throw new Error(`A plain program found a cheaper plan: ${check.value.cost} instead of ${cost}.`);
  rows.push([
    `${compiled.transitions.length.toLocaleString('en')} (${compiled.states.length.toLocaleString('en')} states, ${edits.length.toLocaleString('en')} controls)`,
    (compiling * 1000).toFixed(0),
    (chaining * 1000).toFixed(2),
    ((chaining * 1e9) / compiled.transitions.length).toFixed(0),
    (least * 1000).toFixed(0),
    seconds(planned.seconds),
    `${cost}`,
    `${(gap * 100).toFixed(1)} %`,
    check === null
      ? 'not tried'
      : `${Number.isFinite(check.value.cost) && check.value.cost < 1e20 ? check.value.cost : 'none'} (bound ${check.value.bound.toFixed(1)}) in ${seconds(check.seconds)} s`,
  ]);
  console.log(rows.at(-1).join(' | '));
}
const lines = [
  `${machine()}; CPU times, medians of ${RUNS} runs but for the plans. Plain program: the whole graph as one mixed-integer program for HiGHS, stopped after ${limit} s.`,
  '',
  ...table(
    [
      'transitions',
      'compile (ms)',
      'forward chaining (ms)',
      'for each transition (ns)',
      'worlds and least efforts (ms)',
      'plan (s)',
      'cost',
      'proven gap',
      'plain program: cost',
    ],
    rows,
  ),
];
console.log(lines.join('\n'));
if (process.argv.includes('--write')) intoDocs('bench:solve', lines);
