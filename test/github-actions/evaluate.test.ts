import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Charset } from '../../src/pipeline/effects.ts';
import { influenced, known, UNKNOWN } from '../../src/pipeline/value.ts';
import { type ContextValue, type ExpressionScope, evaluate, possibilities, template, truth } from '../../src/read/github-actions/evaluate.ts';
import { parseExpression } from '../../src/read/github-actions/expressions.ts';
import type { Span } from '../../src/source/span.ts';

const span = (start: number, end: number): Span => ({ file: 'w.yml', line: 1, column: start + 1, endLine: 1, endColumn: end + 1 });
const attacker = (field: string, charset: Charset = 'any'): ContextValue =>
  influenced({ origin: { kind: 'event', field, actor: 'outsider', span: span(0, 0) }, charset, via: [] });
const values: ReadonlyMap<string, ContextValue> = new Map<string, ContextValue>([
  ['github.event.issue.title', attacker('title')],
  ['github.head_ref', attacker('head_ref', 'ref-name')],
  ['github.event.issue', { ...attacker('title'), structure: 'object' }],
  ['github.event.issue.labels.*.name', attacker('labels')],
  ['github.event_name', known('push')],
  ['github.ref', { ...UNKNOWN, shape: { prefix: 'refs/pull/', isNot: ['refs/heads/main'] } }],
  ['github.event.action', { ...UNKNOWN, shape: { oneOf: ['opened', 'closed'] } }],
  ['github.token', { ...UNKNOWN, secrets: ['token'] }],
  ['inputs.flag', known('false')],
  ['env.flag', known('false')],
  ['env.list', known('["a","b"]')],
]);
const scope: ExpressionScope = {
  lookup: (path) => values.get(path.join('.')),
  same: (l, r) => (l.at(-1) === 'full_name' && r.at(-1) === 'repository' ? false : 'unknown'),
};
const expression = (source: string) => {
  const result = parseExpression(source);
  if (!result.ok) throw new Error(`${source}: ${result.message}`);
  return result.expression;
};
const run = (source: string) => evaluate(expression(source), scope);
const holds = (source: string) => truth(expression(source), scope);
const fields = (source: string) => run(source).influences.map((i) => (i.origin.kind === 'event' ? i.origin.field : i.origin.kind));

describe('constant expressions', () => {
  const literal = fc.oneof(
    fc.constantFrom('true', 'false', 'null', "''", "'a'", "'A'", "'1'", "' 1'", "'0x10'", "'b{0}'", "'true'"),
    fc.integer({ min: -20, max: 20 }).map(String),
    fc.constantFrom('1.5', '-0.5', '0', '0x1f', '1e3'),
  );
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      literal,
      fc.tuple(tie('tree'), fc.constantFrom('==', '!=', '<', '<=', '>', '>=', '&&', '||'), tie('tree')).map(([l, o, r]) => `(${l} ${o} ${r})`),
      tie('tree').map((t) => `!${t.startsWith('(') ? t : `(${t})`}`),
      fc.tuple(fc.constantFrom('contains', 'startsWith', 'endsWith'), tie('tree'), tie('tree')).map(([f, a, b]) => `${f}(${a}, ${b})`),
      fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => `format('{{{0}}} {1}{0}', ${a}, ${b})`),
      tie('tree').map((t) => `fromJSON(toJSON(${t}))`),
      tie('tree').map((t) => `join(${t}, '-')`),
    ),
  }));
  it('come out as GitHub computes them', () => {
    fc.assert(
      fc.property(tree, (source) => {
        const theirs = new Evaluator(new Parser(new Lexer(source).lex().tokens, [], []).parse(), new data.Dictionary()).evaluate();
        expect(evaluate(expression(source), scope).text).toBe(theirs.coerceString());
      }),
      { numRuns: 400, seed: 7 },
    );
  });
  it.each([
    ["fromJSON('[1,2]')[1]", '2'],
    ['fromJSON(\'{"A":{"b":"c"}}\').a.B', 'c'],
    ['join(fromJSON(\'["a","b"]\'), \'+\')', 'a+b'],
    ["contains(fromJSON('[\"OWNER\"]'), 'owner')", 'true'],
    ['toJSON(fromJSON(\'{"K":1}\'))', '{\n  "K": 1\n}'],
    ["case(false, 'a', true, 'b', 'c')", 'b'],
    ["fromJSON('{}').missing", ''],
  ])('%s is %s', (source, text) => expect(run(source).text).toBe(text));
});

describe('unknown parts', () => {
  it('give operands of && and || without what is passed over', () => {
    expect(fields("github.event_name == 'issues' && github.event.issue.title || 'x'")).toEqual([]);
    expect(fields("github.event_name == 'push' && github.event.issue.title || 'x'")).toEqual(['title']);
    expect(fields("github.event.issue.title && 'x'")).toEqual([]);
    expect(fields('github.event.issue.title || github.head_ref')).toEqual(['title', 'head_ref']);
    expect(fields("inputs.other && github.head_ref || 'x'")).toEqual(['head_ref']);
  });
  it('list the values that are left', () => {
    expect(possibilities(expression("inputs.other && 'self-hosted' || 'ubuntu-latest'"), scope).map((v) => v.text)).toEqual([
      'self-hosted',
      'ubuntu-latest',
    ]);
    expect(run("inputs.other && 'a' || 'a'").text).toBe('a');
  });
  it('do not flow through comparisons, tests and digests', () => {
    expect(fields("github.event.issue.title == 'x'")).toEqual([]);
    expect(fields("contains(github.event.issue.title, 'x')")).toEqual([]);
    expect(fields('hashFiles(github.head_ref)')).toEqual([]);
  });
  it('keep their charset through functions', () => {
    const value = run("format('{0}-{1}', github.head_ref, github.event.issue.title)");
    expect(value.text).toBeNull();
    expect(value.influences.map((i) => i.charset)).toEqual(['ref-name', 'any']);
    expect(run("join(github.event.issue.labels.*.name, ',')").influences).toHaveLength(1);
    expect(run('toJSON(fromJSON(github.event.issue.title))').influences).toHaveLength(1);
    expect(fields("format('{0}', 'x', github.head_ref)")).toEqual([]);
  });
  it('render an object as its kind, but spell it out as JSON', () => {
    expect(template('${{ github.event.issue }}', scope, span)).toEqual(known('Object'));
    expect(template('${{ toJSON(github.event.issue) }}', scope, span).influences).toHaveLength(1);
    expect(holds('github.event.issue')).toBe(true);
  });
  it('carry secrets', () => expect(run("github.token || 'x'").secrets).toEqual(['token']));
  it('are decided by what is known of their shape', () => {
    expect(holds("github.ref == 'refs/heads/main'")).toBe(false);
    expect(holds("startsWith(github.ref, 'refs/tags/')")).toBe(false);
    expect(holds("startsWith(github.ref, 'refs/')")).toBe(true);
    expect(holds("github.ref == 'refs/pull/1/merge'")).toBe('unknown');
    expect(holds("github.event.action == 'labeled'")).toBe(false);
    expect(holds("github.event.action == 'closed'")).toBe('unknown');
    expect(holds('github.event.pull_request.head.repo.full_name == github.repository')).toBe(false);
    expect(holds('github.event.pull_request.head.repo.full_name != github.repository')).toBe(true);
  });
  it('short-circuit on what is known', () => {
    expect(holds("github.event_name == 'pull_request' && github.event.x")).toBe(false);
    expect(holds("github.event_name == 'push' || github.event.x")).toBe(true);
    expect(holds('github.event.x && github.event.y')).toBe('unknown');
    expect(holds('!github.event.x')).toBe('unknown');
  });
});

describe('types and status', () => {
  it('a typed input that is false does not hold, the text of a variable does', () => {
    expect(holds('inputs.flag')).toBe(false);
    expect(holds('inputs.flag == false')).toBe(true);
    expect(holds('env.flag')).toBe(true);
    expect(holds("env.flag == 'false'")).toBe(true);
  });
  it('nothing has failed unless told', () => {
    expect(holds('always()')).toBe(true);
    expect(holds('success()')).toBe(true);
    expect(holds('failure()')).toBe('unknown');
    expect(holds('!cancelled()')).toBe(true);
    expect(truth(expression('failure()'), { ...scope, status: { success: false, failure: true, cancelled: false } })).toBe(true);
  });
});

describe('template', () => {
  it('is exact when every part is', () => expect(template('on-${{ github.event_name }}!', scope, span).text).toBe('on-push!'));
  it('is unknown where an expression cannot be parsed', () => expect(template('${{ oops( }}', scope, span)).toEqual(UNKNOWN));
  it('tells where in the text a context is read', () => {
    const asked: Span[] = [];
    template("ab ${{ format('{0}', github.head_ref) }}", { lookup: (_, at) => (at !== undefined && asked.push(at), undefined) }, span);
    expect(asked).toEqual([span(21, 36)]);
  });
  it('survives deep and long JSON', () => {
    expect(evaluate(expression('fromJSON(env.deep).x'), { lookup: () => known('['.repeat(5_000) + ']'.repeat(5_000)) }).text).not.toBe('x');
    expect(run('fromJSON(\'{"__proto__": 1}\').constructor').text).toBe('');
  });
});
