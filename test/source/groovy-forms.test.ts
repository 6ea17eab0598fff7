/** What Groovy's forms mean, one by one: the tree, where it begins and ends, and what is a problem. https://groovy-lang.org/syntax.html */
import { describe, expect, it } from 'vitest';
import { parseGroovy } from '../../src/source/groovy.ts';
import { told } from './groovy-shown.ts';

/** All statements, between semicolons; what is not understood would be seen as a problem. */
const read = (text: string): string => {
  const { statements, problems } = parseGroovy(text);
  expect(problems).toEqual([]);
  for (const { start, end } of statements) expect(0 <= start && start < end && end <= text.length, `${start}-${end}`).toBe(true);
  return statements.map(told).join('; ');
};
const problemsOf = (text: string): readonly string[] => parseGroovy(text).problems.map(({ message, start }) => `${start} ${message}`);

describe('statements', () => {
  it.each([
    ['def x = 1, y = 2', 'def x = 1; def y = 2'],
    ['def x, y', 'def x; def y'],
    ['final String x = f(1)', 'def x = f(1)'],
    ['Map<String, List<String>> m = [a: 1]', 'def m = [a: 1]'],
    ['String[] a = b', 'def a = b'],
    ['java.util.Date d = x', 'def d = x'],
    ['String x; y()', 'def x; y()'],
    ['List<A> xs, ys', 'def xs; def ys'],
    ['def (a, int b) = [1, 2]', 'def a, b = [1, 2]'],
    ['def (String a, b)\nc()', 'def a, b; c()'],
    ['def f(a, b = 2) { g(a) }', 'def f(a, b = 2) {g(a)}'],
    ['def f(final String a, List<B> b, C... c, int[] d) { }', 'def f(a, b, c, d) {}'],
    ['def f(@X String a, @Y(1) b) { }', 'def f(a, b) {}'],
    ['String f(x) throws A, B { x }', 'def f(x) {x}'],
    ["def 'a name'() { }", 'def a name() {}'],
    ['int twice(int n) { return n * 2 }', 'def twice(n) {return (n * 2)}'],
    ['static void main() { }', 'def main() {}'],
    ['def = 1\nx()', 'def = 1; x()'],
    ['def.x()', 'def.x()'],
    ['class A extends B { def f() { 1 } }\nx()', 'class A; x()'],
    ['public class A { }', 'class A'],
    ['interface I { void f() }\nenum E { A, B }\ntrait T { }', 'class I; class E; class T'],
    ["@Library('lib') _\nx()", "@Library('lib'); x()"],
    ['@a.b.C\ndef x = 1', '@C(); def x = 1'],
    ['@Field def x = 1', '@Field(); def x = 1'],
    ['@A\n(b)', '@A(); b'],
    ["@Grab(group='a', module='b')\nx()", "@Grab(group = 'a', module = 'b'); x()"],
    ['if (a) { b() } else if (c) d() else { e() }', 'if a {b()} else {if c {d()} else {e()}}'],
    ['if (a) b(); else c()', 'if a {b()} else {c()}'],
    ['if (a);\nb()', 'if a {} else {}; b()'],
    ['if.x()', 'if.x()'],
    ['do.x()', 'do.x()'],
    ['do(x)', 'do(x)'],
    ['synchronized a', 'def a'],
    ['for (x in xs) y(x)', 'for x in xs {y(x)}'],
    ['for (String x in xs) { y(x) }', 'for x in xs {y(x)}'],
    ['for (def x : xs) { y(x) }', 'for x in xs {y(x)}'],
    ['for (final Map<A, B> x : xs) { }', 'for x in xs {}'],
    ['for (int i = 0; i < 3; i++) { y(i) }', 'for i in - {y(i)}'],
    ['for (def i = 0; i < f(1); i++) y(i)\nz()', 'for i in - {y(i)}; z()'],
    ['while (a) { b() }', 'for  in a {b()}'],
    ['do { a() } while (b)\nc()', 'for  in b {a()}; c()'],
    ['synchronized (a) { b() }', '{b()}'],
    ['try { a() } catch (E e) { b() } catch (F f) { c() } finally { d() }', 'try {a()} then {b()} then {c()} then {d()}'],
    ['try (R r = open()) { a() } finally { b() }', 'try {a()} then {b()}'],
    ["switch (a) { case 'x': b(); break\n case 'y': case 'z': c()\n default: d() }", "switch a 'x' {b()} 'y' {} 'z' {c()} default {d()}"],
    ["switch (a) { case 'x' -> b()\n default -> c() }\nd()", "switch a 'x' {b()} default {c()}; d()"],
    ['for (final int i = 0; i < 3; i++) { }', 'for i in - {}'],
    ['try { a() } catch { b() }', 'try {a()} then {b()}'],
    ['switch (a) { case 1: default.x(); b() }', 'switch a 1 {default.x(); b()}'],
    ['return', 'return'],
    ['return x\ny()', 'return x; y()'],
    ['return\ny()', 'return; y()'],
    ['f { return }', 'f({|1})'],
    ['throw new E("a")', 'throw new E(1)'],
    ['assert a : b\nc()', 'a; c()'],
    ['for (x in xs) { if (x) { continue } else { break } }', 'for x in xs {if x {} else {}}'],
    ["break('x')", "break('x')"],
    ['package a.b\nimport c.d\nimport static e.f as g; h()', 'h()'],
    ["package('x')", "package('x')"],
    ['here:\nwhile (a) { }', 'for  in a {}'],
    [';;a();;b();', 'a(); b()'],
    ['#!/usr/bin/env groovy\na() // b()\n/* c()\n */ d()', 'a(); d()'],
  ])('%s', (text, tree) => expect(read(text)).toBe(tree));

  it('a brace at the beginning opens a block', () => {
    expect(read('{ a(); b() }\nc()')).toBe('{a(); b()}; c()');
  });

  it('begin at their first word and end with their last', () => {
    const text =
      "  if (a) { b() }\n@X('y') _\n  def f(x) { x } \n for (x in y) { z() }\ntry { a() } finally { b() }\nswitch (a) { default: b() }\nreturn 1 + 2 \nclass A { }\ndef x = y . z\nString s\n { a() }";
    expect(parseGroovy(text).statements.map(({ start, end }) => text.slice(start, end))).toEqual([
      'if (a) { b() }',
      "@X('y') _",
      'def f(x) { x }',
      'for (x in y) { z() }',
      'try { a() } finally { b() }',
      'switch (a) { default: b() }',
      'return 1 + 2',
      'class A { }',
      'def x = y . z',
      'String s',
      '{ a() }',
    ]);
  });
});

describe('expressions', () => {
  it.each([
    ['a || b && c | d ^ e & f', '(a || (b && (c | (d ^ (e & f)))))'],
    ['a == b < c << d + e * f ** g', '(a == (b < (c << (d + (e * (f ** g))))))'],
    ['a - b - c', '((a - b) - c)'],
    ['a !in b', '(a !in b)'],
    ['a !instanceof B', 'instanceofa'],
    ['a instanceof B && c', '(instanceofa && c)'],
    ['a as List<String> == b', '(a == b)'],
    ['a + b\n- c', '(a + b); -c'],
    ['a +\nb', '(a + b)'],
    ['x = (a\n+ b)', 'x = (a + b)'],
    ['a\n&& b', '(a && b)'],
    ['!a.b', '!a.b'],
    ['-1 + ~b', '(-1 + ~b)'],
    ['i++', '++i'],
    ['i\n++j', 'i; ++j'],
    ['x = (String) y', 'x = y'],
    ['x = (int) 3', 'x = 3'],
    ["x = (String) 'a'", "x = 'a'"],
    ['x = (List) [1]', 'x = [1]'],
    ['x = (String) (y)', 'x = y'],
    ['x = (interval) y', 'x = interval(y)'],
    ['(A)\nb()', 'A; b()'],
    ['x = (a) + b', 'x = (a + b)'],
    ['a ? b : c ? d : e', '(a ? b : (c ? d : e))'],
    ['a ?: b ?: c', '(a ?  : (b ?  : c))'],
    ['a = b = c', 'a = b = c'],
    ['a += b - 1', 'a += (b - 1)'],
    ['a.b = c d', 'a.b = c(d)'],
    ['a*.b', 'a.b'],
    ['a.&b', 'a.b'],
    ['A::b', 'A.b'],
    ["a.'b c'()", 'a.b c()'],
    ['a."b${c}"', 'a.b*'],
    ['a.(b)', 'a.call(b)'],
    ['a()()', 'a().()'],
    ['a[1][2]', 'a[1][2]'],
    ['a[1, 2]', 'a[1]'],
    ['a [1]', 'a([1])'],
    ['x = (a [1])', 'x = a[1]'],
    ['a.b [1]', 'a.b[1]'],
    ['a\n[1]', 'a; [1]'],
    ['a\n(b)', 'a; b'],
    ['a(1) { b }', 'a(1, {|1})'],
    ['a(1) { b } { c }', 'a(1, {|1}, {|1})'],
    ['a b { c }', 'a(b({|1}))'],
    ['a { }.b', 'a({|0}).b'],
    ['a 1', 'a(1)'],
    ["a 'b', c: 1, d", "a('b', c=1, d)"],
    ['a b c d', 'a(b).c(d)'],
    ['a b c', 'a(b).c'],
    ['a in c', '(a in c)'],
    ['a.b c', 'a.b(c)'],
    ["a 'b'.c()", "a('b'.c())"],
    ['new A()', 'new A(0)'],
    ['new a.B<C>(1, 2).d', 'new a.B<C>(2).d'],
    ['new A() { def f() { } }', 'new A(0)'],
    ['new A[1]', 'new A(0)[1]'],
    ['new = 1', 'new = 1'],
    ['true && null', '(true && null)'],
    ['[*a, *: b]', '[?: a, ?: b]'],
    ['[*a, b]', '[a, b]'],
    ['[a: 1, \'b c\': 2, 3: 4, (d): 5, "e${f}": 6]', '[a: 1, b c: 2, 3: 4, ?: 5, ?: 6]'],
    ['[:]', '[]'],
    ['[a,\n b,\n]', '[a, b]'],
    ['f { a, b -> c }', 'f({a b|1})'],
    ['f { String a, b = [1] -> c; d }', 'f({a b|2})'],
    ['f { -> c }', 'f({|1})'],
    ['f { a(b) }', 'f({|1})'],
    ['f { it.each { x -> y } }', 'f({|1})'],
    ['f(a: { b }, c)', 'f(a={|1}, c)'],
    ['f(*a)', 'f(a)'],
    ['f(a, , b,)', 'f(a, b)'],
    ['x = 0x1F + 1_000L + 1.5e-3', 'x = ((0x1F + 1_000L) + 1.5e-3)'],
    ['a.b.@c', 'a.b.c'],
    ['1..<5', '(1 ..< 5)'],
    ['a <=> b', '(a <=> b)'],
  ])('%s', (text, tree) => expect(read(text)).toBe(tree));

  it('end with what belongs to them', () => {
    const texts = [
      'a.b(1)[2]',
      'f(1) { a }',
      'a ? b : c',
      'a ?: b',
      'new A(1)',
      '(a, b) = c',
      '-a',
      'i++',
      'a as B',
      'a instanceof B',
      '[a: 1]',
      '{ -> a }',
    ];
    for (const text of texts) {
      const source = `x = ${text}\ny()`;
      const [first] = parseGroovy(source).statements;
      const value = first?.kind === 'expression' && first.value.kind === 'assign' ? first.value : null;
      if (value === null) throw new Error(source);
      expect(source.slice(first?.start, first?.end)).toBe(`x = ${text}`);
      if (!text.startsWith('(') && text !== 'a as B') expect(source.slice(value.value.start, value.value.end)).toBe(text);
    }
  });
});

describe('strings', () => {
  it.each([
    ["'a\\n\\t\\'b\\\\'", "'a\n\t'b\\'"],
    ['"\\u0041\\uu0042 \\$c"', "'AB $c'"],
    ["'a\\\nb'", "'ab'"],
    ["'a\\\r\nb'", "'ab'"],
    ["'\\s\\r\\b\\f\\q'", "' \r\b\fq'"],
    ["'''a'b''c'''", "'a'b''c'"],
    ['"""a"b""${c}"""', '\'a"b""{c}\''],
    ['"$a.b.c $d."', "'{a.b.c} {d}.'"],
    ['"$1 $ ${a}"', "'$1 $ {a}'"],
    ['"${a ? [b: {c}] : "}"}"', "'{(a ? [b: {|1}] : '}')}'"],
    ['x = /a$b\\d/', "x = 'a{b}\\d'"],
    ['sh /a b/', "sh('a b')"],
    ['x = $/a$$b$/c/d/$', "x = 'a$b/c/d'"],
    ['return /a/', "return 'a'"],
    ['x = [/a/, b / c]', "x = ['a', (b / c)]"],
    ['x = a / b', 'x = (a / b)'],
    ['x = f(1) / g', 'x = (f(1) / g)'],
    ['x = 4 / 2 / 1', 'x = ((4 / 2) / 1)'],
    ['/a\nb/', "'a\nb'"],
    ['x = 1 // /a/\ny()', 'x = 1; y()'],
    ["x = 1 /* 'a' */ + 2", 'x = (1 + 2)'],
    ["x /* a\n */ 'b'", "x; 'b'"],
    ["x /* a */ 'b'", "x('b')"],
    ["a \\\n 'b'", "a('b')"],
    ['ä = $b + c$', 'ä = ($b + c$)'],
  ])('%s', (text, tree) => expect(read(text)).toBe(tree));

  it('know where in the file each of their pieces is', () => {
    const text = 'x = \'a\\tb\\\nc\' + "${p}d\\"e" + /f\\/g/ + $/h$$i/$';
    const pieces: string[] = [];
    const visit = (value: unknown): void => {
      if (Array.isArray(value)) return value.forEach(visit);
      if (value === null || typeof value !== 'object') return;
      const node = value as { kind?: string; text?: string; breaks?: readonly (readonly [number, number])[] };
      if (node.kind === 'text' && node.breaks !== undefined)
        for (const [index, [at, inFile]] of node.breaks.entries()) {
          const length = (node.breaks[index + 1]?.[0] ?? node.text?.length ?? 0) - at;
          // Between two breaks text and file run side by side; what was escaped stands at the end of its stretch.
          pieces.push(`${node.text?.slice(at, at + length)}|${text.slice(inFile, inFile + length)}`);
        }
      Object.values(node).forEach(visit);
    };
    visit(parseGroovy(text).statements);
    expect(pieces).toEqual(['a\t|a\\', 'b|b', 'c|c', 'd"|d\\', 'e|e', 'f/|f\\', 'g|g', 'h$|h$', 'i|i']);
  });
});

describe('problems', () => {
  it.each([
    ["x = 'a", ["4 this string (') has no end"]],
    ['x = "a\ny()', ['4 this string (") does not end on its line']],
    ['x = """a', ['4 this string (""") has no end']],
    ['x = "${a', ['5 this ${ has no closing brace', '4 this string (") has no end']],
    ['a(b', ['3 `,` or `)` is missing', '3 a `)` is missing']],
    ['a[b', ['3 a `]` is missing']],
    ['x = [b', ['6 `,` or `]` is missing', '6 a `]` is missing']],
    ['f {', ['3 a `}` is missing at the end of the file']],
    ['a ? b', ['5 a `:` is missing', '5 the file ends in the middle of an expression']],
    ['x = ', ['4 the file ends in the middle of an expression']],
    ['a.', ['2 a name is missing behind the dot']],
    ['a as 1', ['5 a type is missing']],
    [')\na()', ['0 `)` is not expected here', '0 this `)` closes nothing']],
    ['x = \u0001 1', ['4 "\\u0001" means nothing in Groovy']],
    ['x\n= y', ['2 `=` is not expected here', '4 `y` is not expected here']],
    ['a() b', ['4 `b` is not expected here']],
    ["a() 'b'", ['4 a string is not expected here']],
    ['f(a b)', ['4 `,` or `)` is missing']],
    ["'a' { b }", ['4 `{` is not expected here']],
    ['x = [a\n{ b }]', ['7 `,` or `]` is missing']],
    ['f(1 2)', ['4 `,` or `)` is missing']],
  ])('%s', (text, found) => expect(problemsOf(text)).toEqual(found));

  it('pass over the rest of the line, brackets with all that is in them, and read on', () => {
    const { statements } = parseGroovy('a() b { c()\n d() } [\n] e\nf()');
    expect(statements.map(told)).toEqual(['a()', 'f()']);
  });

  it('come of no string within strings: so many are read, the rest is text', () => {
    const holes = (n: number) => JSON.stringify(parseGroovy(`x = ${'"${'.repeat(n)}a${'}"'.repeat(n)}`).statements).match(/"kind":"hole"/g)?.length;
    expect([holes(5), holes(24), holes(40)]).toEqual([5, 24, 24]);
  });

  it('are at most fifty', () => {
    expect(parseGroovy(')\n'.repeat(100)).problems).toHaveLength(50);
  });

  it('stop at two hundred levels, and not before', () => {
    const nested = (n: number) => parseGroovy(`x = ${'['.repeat(n)}1${']'.repeat(n)}`).problems.map(({ message }) => message);
    expect(nested(60)).toEqual([]);
    expect(nested(300)).toContain('nested too deep to be followed');
  });
});
