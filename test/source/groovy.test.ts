/** Groovy as pipelines use it: trees with places, and reading on behind what is not understood. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGroovy } from '../../src/source/groovy.ts';
import type { Expression, Statement } from '../../src/source/groovy-tree.ts';
import { shown } from './groovy-shown.ts';

const only = (text: string): Statement => {
  const { statements, problems } = parseGroovy(text);
  expect(problems).toEqual([]);
  expect(statements).toHaveLength(1);
  const [first] = statements;
  if (first === undefined) throw new Error('no statement');
  return first;
};
const expression = (text: string): Expression => {
  const one = only(text);
  if (one.kind !== 'expression') throw new Error(one.kind);
  return one.value;
};

describe('expressions', () => {
  it.each([
    ["sh 'make'", "sh('make')"],
    ["git url: 'a', branch: 'b'", "git(url='a', branch='b')"],
    ['stage("x") { a() }', "stage('x', {|1})"],
    ['stage("x")\n{ a() }', "stage('x', {|1})"],
    ['pipeline {\n  agent any\n}', 'pipeline({|1})'],
    ["parallel a: { x() }, 'b c': { y() }", 'parallel(a={|1}, b c={|1})'],
    ['"a ${b.c} $d.e f"', "'a {b.c} {d.e} f'"],
    ['"a ${x ? "b ${y}" : \'c\'}"', "'a {(x ? 'b {y}' : 'c')}'"],
    ["'''a\n$b'''", "'a\n$b'"],
    ['x = /a\\/b$/', "x = 'a/b$'"],
    ['$/a $b $$c/$', "'a {b} $c'"],
    ['a = b / c / d', 'a = ((b / c) / d)'],
    ['a.b?.c(1)[2].each { k, v -> k }', 'a.b.c(1)[2].each({k v|1})'],
    ['a == b && !c || d in [1, 2]', '(((a == b) && !c) || (d in [1, 2]))'],
    ['x = y ?: z', 'x = (y ?  : z)'],
    ["checkout([$class: 'GitSCM', branches: [[name: '*/main']]])", "checkout([$class: 'GitSCM', branches: [[name: '*/main']]])"],
    ["m['k'] = [:]", "m['k'] = []"],
    ['(a, b) = c', '[a, b] = c'],
    ['foo(a, , b)', 'foo(a, b)'],
    ['x as String', 'x'],
    ['new Date().format("y")', "new Date(0).format('y')"],
    ['(x) - 1', '(x - 1)'],
    ["properties([parameters([string(name: 'A')])])", "properties([parameters([string(name='A')])])"],
  ])('%s', (text, tree) => expect(shown(expression(text))).toBe(tree));

  it('keeps the places of what is written and of holes', () => {
    const text = 'sh "echo \\"a\\" ${title} b"';
    const call = expression(text);
    const value = call.kind === 'call' ? call.arguments[0]?.value : undefined;
    const parts = value?.kind === 'string' ? value.parts : [];
    expect(parts.map((p) => (p.kind === 'hole' ? text.slice(p.start, p.end) : p.text))).toEqual(['echo "a" ', '${title}', ' b']);
    const [first] = parts;
    // The quote behind the escape stands one further right in the file than in the text.
    expect(first?.kind === 'text' ? first.breaks.at(-1) : null).toEqual([8, 14]);
  });

  it('leaves the dollar of single quotes to the shell', () => {
    const value = expression("'$A ${B}'");
    expect(value.kind === 'string' && value.parts.every((p) => p.kind === 'text')).toBe(true);
  });
});

describe('statements', () => {
  it.each([
    ['def x = 1', 'declare'],
    ['String x', 'declare'],
    ["Map<String, List<String>> m = [a: ['b']]", 'declare'],
    ['def (a, b) = [1, 2]', 'declare'],
    ['def call(Map args = [:], Closure body) {\n body()\n}', 'function'],
    ['@NonCPS\nString f(x) { x }', 'annotation'],
    ['if (a) { b() } else if (c) d()\nelse { e() }', 'if'],
    ['for (x in xs) { y(x) }', 'loop'],
    ['for (int i = 0; i < 3; i++) { y(i) }', 'loop'],
    ['try { a() } catch (Exception | Error e) { b() } finally { c() }', 'try'],
    ["switch (a) { case 'x': b(); break\n default: c() }", 'switch'],
    ['while (true) { a() }', 'loop'],
  ])('%s', (text, kind) => expect(parseGroovy(text).statements[0]?.kind).toBe(kind));

  it('takes a step with one word for a step, not for a declaration', () => {
    expect(only('echo foo').kind).toBe('expression');
    expect(only('label linux').kind).toBe('expression');
  });
});

describe('files that are broken or hostile', () => {
  it('says where, and reads on behind it', () => {
    const { statements, problems } = parseGroovy("sh 'a'\n= = =\nsh 'b'\n");
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]?.start).toBe(7);
    expect(statements.flatMap((s) => (s.kind === 'expression' ? [shown(s.value)] : []))).toContain("sh('b')");
  });

  it('ends a string that its line does not end', () => {
    const { statements, problems } = parseGroovy("x = 'a\nsh 'b'\n");
    expect(problems[0]?.message).toContain('does not end on its line');
    expect(statements.flatMap((s) => (s.kind === 'expression' ? [shown(s.value)] : [])).at(-1)).toBe("sh('b')");
  });

  it.each([
    ['(', 20_000],
    ['[', 20_000],
    ['{', 20_000],
    ['"${', 20_000],
    ['a(', 20_000],
    ['!', 20_000],
    ['if (a) ', 20_000],
    ['a ? b : ', 20_000],
    ['x = ', 20_000],
    ['/', 20_000],
    ['$/', 20_000],
    ['@', 20_000],
    ['<', 20_000],
    ['a<', 20_000],
  ])('bounds what is nested: %s', (piece, times) => {
    const started = performance.now();
    expect(parseGroovy(piece.repeat(times)).problems.length).toBeLessThanOrEqual(50);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('reads a megabyte in time that grows with it', () => {
    const line = 'stage(\'a\') { steps { sh "echo ${params.X} $Y" } }\n';
    const { statements, problems } = parseGroovy(line.repeat(20_000));
    expect([statements.length, problems]).toEqual([20_000, []]);
  });

  it('never throws', () => {
    const words = [
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      '"',
      "'",
      '"""',
      "'''",
      '$',
      '${',
      '/',
      '$/',
      '\\',
      '\n',
      ' ',
      'if',
      'def',
      'a',
      '1',
      '->',
      ':',
      ',',
      '.',
      '?.',
      '@',
      '=',
      '==~',
      'in',
      'new',
      'case',
      ';',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 60 }), (parts) => {
        const text = parts.join('');
        for (const { start, end } of parseGroovy(text).problems) expect(start >= 0 && end <= text.length + 3 && start <= end).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});
