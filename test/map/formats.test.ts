/** One map in four formats: the same boxes, zones and numbers, and nothing from a repository that breaks out of any of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZONES } from '../../src/reason/graph.ts';
import type { Report } from '../../src/reason/report.ts';
import { dot } from '../../src/show/formats/dot.ts';
import { html } from '../../src/show/formats/html.ts';
import { svg } from '../../src/show/formats/svg.ts';
import { arrange } from '../../src/show/map/draw.ts';
import { excerptsOf, linesAt } from '../../src/show/map/excerpts.ts';
import { intern, restore } from '../../src/show/map/intern.ts';
import { marksOf } from '../../src/show/map/marks.ts';
import { type MapModel, mapModel } from '../../src/show/map/model.ts';
import { pack, unpack } from '../../src/show/map/pack.ts';
import { DEFAULT_VIEW, lightUp, mapView } from '../../src/show/map/view.ts';
import { trustMap } from '../../src/show/markdown/map.ts';
import { DEFAULT_OPTIONS } from '../../src/show/options.ts';
import { analyse } from '../analyse.ts';
import { empty, hostile, readFixture, report, span } from '../show/fixture.ts';

const modelOf = (given: Report): MapModel => {
  const model = mapModel(given);
  if (model === null) throw new Error('The graph is there.');
  return model;
};

/** Two workflows with one job each: enough states that some are drawn together. */
const REPOSITORY = {
  '.github/workflows/greet.yml': `on: pull_request_target
permissions: { contents: write }
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
        env: { KEY: '\${{ secrets.KEY }}' }
`,
  '.github/workflows/build.yml': `on: push
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: someone/thing@v1
`,
};

describe('the numbers', () => {
  it('are the same in the page, the picture, Graphviz and Mermaid', async () => {
    const given = await analyse(REPOSITORY);
    const model = modelOf(given);
    const page = modelOf(unpack(pack(given, () => null)).report);
    expect(page.crossings.map(({ statement, status }) => [statement, status])).toEqual(
      model.crossings.map(({ statement, status }) => [statement, status]),
    );
    for (const { number, crossing } of trustMap(given).crossings) expect(model.crossings[number - 1]).toBe(crossing);
    // Each arrow of Graphviz carries the first number of the arrow of the view that all draw.
    const numbers = (text: string): readonly string[] => [...text.matchAll(/ -> n\d+ \[[^\]]*label="(\d+)/g)].map(([, n]) => n ?? '').sort();
    const drawn = mapView(model, {
      ...DEFAULT_VIEW,
      expanded: new Set(model.groups.flatMap((group) => [group.id, ...group.children.map((child) => child.id)])),
    });
    expect(numbers(dot.render(given, DEFAULT_OPTIONS))).toEqual(
      drawn.edges.flatMap((edge) => (edge.ports[0] === undefined ? [] : [String(edge.ports[0])])).sort(),
    );
  });

  it('begin with the worst path, one after the other', async () => {
    const model = modelOf(await analyse(REPOSITORY));
    const ports = model.paths[0]?.steps.flatMap((step) => (step.crossing === null ? [] : (model.ports.get(step.crossing) ?? 0)));
    expect(ports).toEqual(ports?.map((_, index) => index + 1));
    expect(new Set(model.ports.values()).size).toBe(model.report.crossings.length);
  });
});

describe('a view', () => {
  it('draws every state of every link once, whatever is taken apart and however few boxes are allowed', async () => {
    const model = modelOf(await analyse(REPOSITORY));
    const ids = model.groups.flatMap((group) => [group.id, ...group.children.map((child) => child.id)]);
    fc.assert(
      fc.property(fc.subarray(ids), fc.integer({ min: 12, max: 80 }), (expanded, nodesAtMost) => {
        const view = mapView(model, { ...DEFAULT_VIEW, expanded: new Set(expanded), nodesAtMost });
        const inside = view.nodes.flatMap((node) => node.states);
        expect(new Set(inside).size).toBe(inside.length);
        for (const link of model.links) for (const state of [...link.needs, link.gives]) expect(view.nodeOf.has(state)).toBe(true);
        expect(view.nodes.length).toBeLessThanOrEqual(nodesAtMost);
        const names = new Set(view.nodes.map((node) => node.id));
        expect(names.size).toBe(view.nodes.length);
        for (const edge of view.edges) expect(names.has(edge.from) && names.has(edge.to)).toBe(true);
        expect(arrange(view).nodes.size).toBe(view.nodes.length);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps red for open paths: an arrow is open exactly when a proven path takes it', async () => {
    const model = modelOf(await analyse(REPOSITORY));
    const view = mapView(model, DEFAULT_VIEW);
    const walked = new Map<string, boolean>();
    for (const path of model.paths)
      for (const { edges } of lightUp(model, view, path))
        for (const id of edges) walked.set(id, walked.get(id) === true || path.certainty === 'proven');
    expect(walked.size).toBeGreaterThan(2);
    for (const edge of view.edges)
      expect([edge.status === 'open', edge.status === 'conditional']).toEqual([walked.get(edge.id) === true, walked.get(edge.id) === false]);
  });

  it('shows a path with a gate where a step needs several things', async () => {
    const model = modelOf(await analyse(REPOSITORY));
    const view = mapView(model, DEFAULT_VIEW);
    for (const path of model.paths) {
      const lit = lightUp(model, view, path);
      expect(lit.map((step) => step.gate)).toEqual(path.steps.map((step) => (model.linkIndex.get(step.transition)?.needs.length ?? 0) > 1));
    }
  });

  it('draws what a path rests on even when the limit would leave it out', async () => {
    const model = modelOf(await analyse(REPOSITORY));
    const last = model.paths.length - 1;
    const view = mapView(model, { ...DEFAULT_VIEW, nodesAtMost: 14, focus: last });
    for (const step of lightUp(model, view, model.paths[last] as Report['paths'][number]))
      for (const id of [...step.from, step.to]) expect(id?.startsWith('rest/')).toBe(false);
  });
});

describe('marks', () => {
  it('pick out the guarantees whose fall alone opens paths, and no other', async () => {
    const report = await analyse(REPOSITORY);
    const bearing = new Set((report.loadBearing ?? []).map(({ guarantee }) => guarantee));
    const marked = modelOf(report).links.filter((link) => link.marks.includes('bearing'));
    expect(new Set(marked.flatMap(({ transition }) => transition.guarantees.map(({ id }) => id)).filter((id) => bearing.has(id)))).toEqual(bearing);
    expect(bearing.size).toBeGreaterThan(0);
    expect(marked.every(({ transition }) => transition.guarantees.some(({ id }) => bearing.has(id)))).toBe(true);
    expect(modelOf({ ...report, loadBearing: [] }).links.some((link) => link.marks.includes('bearing'))).toBe(false);
  });
  it('pick out where input enters, privilege rises and artifacts are made', () => {
    expect(marksOf({ boundary: 'source' }, 'code', ['text'])).toEqual(['input']);
    expect(marksOf({ boundary: 'configuration' }, 'secret', ['code'])).toEqual(['privilege']);
    expect(marksOf({ boundary: 'artifact' }, 'publication', ['code'])).toEqual(['artifact']);
    expect(marksOf({ boundary: null }, 'token', ['code'])).toEqual([]);
    expect(marksOf({ boundary: 'configuration' }, 'job', ['run'])).toEqual([]);
  });
});

const PAYLOADS = [
  '<img src=x onerror=alert(1)>',
  '</script><script>alert(1)</script>',
  '<!-- ',
  '"]; n0 -> n1 [label="',
  '\\" ; }',
  ']]>',
  '&lt;b&gt;',
  '\u202e\u0000',
];

describe('nothing breaks out', () => {
  it.each(PAYLOADS)('of the picture: %j', (payload) => {
    const text = svg.render(hostile(payload), DEFAULT_OPTIONS);
    const tags = [...text.matchAll(/<\/?([a-zA-Z!][^\s/>]*)/g)].map(([, name]) => name);
    expect([...new Set(tags)].sort()).toEqual(['g', 'path', 'rect', 'style', 'svg', 'text', 'title']);
    for (const [tag] of text.replace(/"[^"]*"/g, '""').matchAll(/<[^>]*>/g)) expect(tag).not.toMatch(/\son\w+=/);
    expect(text).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/);
  });
  it.each(PAYLOADS)('of Graphviz: %j', (payload) => {
    const left = dot.render(hostile(payload), DEFAULT_OPTIONS).replace(/"(?:[^"\\]|\\.)*"/g, 'q');
    for (const line of left.trimEnd().split('\n'))
      expect(line).toMatch(
        /^(?:digraph trust \{| {2}label=q;| {2}rankdir=LR; .*| {2}subgraph cluster_\w+ \{| {4}label=q; style=dashed;| {4}n\d+ \[label=q, shape=[\w, =]+\];| {2}\}| {2}n\d+ -> n\d+ \[[\w., =]+\];|\})$/,
      );
  });
  it.each(PAYLOADS)('of the page: %j', (payload) => {
    const text = html.render(hostile(payload), { ...DEFAULT_OPTIONS, read: () => payload });
    // Two scripts, and between them nothing that could end one or begin a comment.
    expect(text.match(/<script/g)?.length).toBe(2);
    expect(text.match(/<\/script>/g)?.length).toBe(2);
    const data = /<script type="application\/json" id="data">([\s\S]*?)<\/script>/.exec(text)?.[1] ?? '';
    expect(data).not.toContain('<');
    expect(unpack(data).report.subject).toEqual(hostile(payload).subject);
  });
  it('names no host but those of documentation that is only linked to', () => {
    const text = html.render(empty, DEFAULT_OPTIONS);
    expect(text).toContain("default-src 'none'");
    expect(text).not.toMatch(/<(?:link|img|iframe)\b|@import|url\(|unsafe-/);
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
  });
});

describe('what the page is given', () => {
  it('comes back as it was, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(restore(JSON.parse(JSON.stringify(intern(value))))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    const named = JSON.parse('{"__proto__":{"a":[1,2,[]]},"constructor":null}') as unknown;
    expect(JSON.stringify(restore(intern(named)))).toBe(JSON.stringify(named));
  });

  it('is the report: paths, controls and plan, with transitions in the same order', () => {
    const { report: given, excerpts } = unpack(pack(report, readFixture));
    expect(given.paths.map(({ id, severity, actor, conditions }) => ({ id, severity, actor, conditions }))).toEqual(
      report.paths.map(({ id, severity, actor, conditions }) => ({ id, severity, actor, conditions })),
    );
    expect(given.plan).toEqual(report.plan);
    expect(given.graph?.states).toEqual(report.graph?.states);
    expect(given.graph?.transitions.map(({ needs, gives, boundary, guarantees }) => ({ needs, gives, boundary, guarantees }))).toEqual(
      report.graph?.transitions.map(({ needs, gives, boundary, guarantees }) => ({ needs, gives, boundary, guarantees })),
    );
    expect(excerpts).not.toBeNull();
    const { graph: _, ...rest } = report;
    expect(unpack(pack(rest, () => null))).toEqual({ report: expect.not.objectContaining({ graph: expect.anything() }), excerpts: null });
  });

  it('quotes the lines around each span, and nothing else', () => {
    const text = Array.from({ length: 60 }, (_, i) => `line ${i + 1}`).join('\n');
    const spans = [span('a.yml', 10, 1, 10, 5), span('a.yml', 12, 1, 12, 5), span('a.yml', 40, 1, 60, 2), span('missing.yml', 1, 1, 1, 2)];
    const excerpts = excerptsOf(spans, (file) => (file === 'a.yml' ? text : null));
    expect(excerpts).toEqual({
      'a.yml': [
        { from: 8, lines: Array.from({ length: 7 }, (_, i) => `line ${i + 8}`) },
        { from: 38, lines: Array.from({ length: 17 }, (_, i) => `line ${i + 38}`) },
      ],
    });
    expect(linesAt(excerpts, span('a.yml', 12, 1, 12, 5))).toEqual({ from: 10, lines: ['line 10', 'line 11', 'line 12', 'line 13', 'line 14'] });
    expect(linesAt(excerpts, span('b.yml', 1, 1, 1, 1))).toBeNull();
    expect(linesAt(null, span('a.yml', 12, 1, 12, 5))).toBeNull();
    expect(excerptsOf(spans, () => null)).toBeNull();
  });
});

describe('Mermaid', () => {
  it('has the zones of the others, in their order', async () => {
    const zones = trustMap(await analyse(REPOSITORY)).lines.flatMap((line) => /subgraph z_(\w+)/.exec(line)?.[1] ?? []);
    expect(zones.length).toBeGreaterThan(3);
    expect(zones).toEqual(ZONES.filter((zone) => zones.includes(zone)));
  });
});
