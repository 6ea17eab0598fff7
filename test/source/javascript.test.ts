/** JavaScript as tokens, told apart as far as scripts need. https://tc39.es/ecma262/#sec-ecmascript-language-lexical-grammar */
import { describe, expect, it } from 'vitest';
import { isMark, type JsToken, nameOf, startsFunction, tokenizeJavascript } from '../../src/source/javascript.ts';

const KINDS = { name: 'n', number: '0', mark: '', regex: 'r', text: 't', template: '`' } as const;
/** One word for each token: its kind and its text, `~` before one on a new line. */
const seen = (tokens: readonly JsToken[]): string =>
  tokens
    .map((t) => {
      const text = t.kind === 'template' ? t.parts.map((p) => (typeof p === 'string' ? p : `{${seen(p)}}`)).join('|') : t.text;
      return `${t.newLine ? '~' : ''}${KINDS[t.kind]}${t.kind === 'mark' ? '' : ':'}${text}`;
    })
    .join(' ');

describe('tokens', () => {
  it.each([
    ['a.b?.c', 'n:a . n:b ?. n:c'],
    ['const $a = _b1 + #c', 'n:const n:$a = n:_b1 + n:#c'],
    ['äö = ñ', 'n:äö = n:ñ'],
    ["'a' \"b\" 'c\\'d' \"\\\\\"", "t:a t:b t:c\\'d t:\\\\"],
    ["'a\nb'", 't:a n:b t:'],
    ["'a", 't:a'],
    ["'a\\", 't:a\\'],
    ['1 1.5 0x1F 1_000n 1e-3 .5', '0:1 0:1.5 0:0x1F 0:1_000n 0:1e-3 . 0:5'],
    ['0b1 0o7 1..a', '0:0b1 0:0o7 0:1. . n:a'],
    ['a => b', 'n:a => n:b'],
    ['...a', '... n:a'],
    ['a === b !== c == d != e', 'n:a === n:b !== n:c == n:d != n:e'],
    ['a &&= b || c ?? d ??= e', 'n:a &&= n:b || n:c ?? n:d ??= n:e'],
    ['a += b - c ++ d -- ** e', 'n:a += n:b - n:c ++ n:d -- ** n:e'],
    ['a << b >>> c >= d < e', 'n:a << n:b >>> n:c >= n:d < n:e'],
    ['a ? b : c; d, e', 'n:a ? n:b : n:c ; n:d , n:e'],
    ['a // b\nc', 'n:a ~n:c'],
    ['a /* b\n */ c', 'n:a ~n:c'],
    ['a /* b */ c', 'n:a n:c'],
    ['a /* b', 'n:a'],
    ['a // b', 'n:a'],
    ['a\n\n  b c', 'n:a ~n:b n:c'],
    ['x = /a\\/b[/]c/gi.test(y)', 'n:x = r:/a\\/b[/]c/gi . n:test ( n:y )'],
    ['/a/', 'r:/a/'],
    ['f(/a/, /b/)', 'n:f ( r:/a/ , r:/b/ )'],
    ['return /a/', 'n:return r:/a/'],
    ['typeof /a/; case /b/: of /c/ in /d/ await /e/', 'n:typeof r:/a/ ; n:case r:/b/ : n:of r:/c/ n:in r:/d/ n:await r:/e/'],
    ['a / b / c', 'n:a / n:b / n:c'],
    ['f(1) / 2 / g[1] / 3', 'n:f ( 0:1 ) / 0:2 / n:g [ 0:1 ] / 0:3'],
    ['} / a / b', '} / n:a / n:b'],
    ['x = /a\n/', 'n:x = / n:a ~/'],
    ['returns /a/', 'n:returns / n:a /'],
    [`x = /${'a'.repeat(400)}/`, `n:x = r:/${'a'.repeat(400)}/`],
    ['`a`', '`:a'],
    ['`a${b}c${d}`', '`:a|{n:b}|c|{n:d}|'],
    ['`a${ {b: {c: 1}} }d` e', '`:a|{{ n:b : { n:c : 0:1 } }}|d n:e'],
    ['`a${`b${c}`}`', '`:a|{`:b|{n:c}|}|'],
    ['`\\`\\${a}`', '`:\\`\\${a}'],
    ['`a$b`', '`:a$b'],
    ['`a', '`:a'],
    ['`a${b', '`:a|{n:b}|'],
    ['a } b', 'n:a } n:b'],
    ['\ue000\ue000 + \ue001', 'n:\ue000 + n:\ue001'],
    ['\uf8ff', 'n:\uf8ff'],
    ["'\ue000a'", 't:\ue000a'],
    ['\uf900', 'n:\uf900'],
    ['€', '€'],
    ['', ''],
  ])('%s', (text, tokens) => expect(seen(tokenizeJavascript(text))).toBe(tokens));

  it('know where they stand', () => {
    const text = "a .bc('d\\'e', 12, `f${g}h`, /i/g) => \ue000\ue000\ue001 \"j";
    const pieces = (tokens: readonly JsToken[]): readonly string[] =>
      tokens.flatMap((t) => [
        text.slice(t.start, t.end),
        ...(t.kind === 'template' ? t.parts.flatMap((p) => (typeof p === 'string' ? [] : pieces(p))) : []),
      ]);
    expect(pieces(tokenizeJavascript(text))).toEqual([
      'a',
      '.',
      'bc',
      '(',
      "'d\\'e'",
      ',',
      '12',
      ',',
      '`f${g}h`',
      'g',
      ',',
      '/i/g',
      ')',
      '=>',
      '\ue000\ue000',
      '\ue001',
      '"j',
    ]);
  });

  it('are none of what is too long, and plain text of templates too deep', () => {
    expect(tokenizeJavascript(`a${' '.repeat(500_000)}`)).toEqual([]);
    expect(tokenizeJavascript(`a${' '.repeat(499_999)}`)).toHaveLength(1);
    const nested = (n: number) => seen(tokenizeJavascript(`${'`${'.repeat(n)}x${'}`'.repeat(n)}`));
    expect(nested(20)).toContain('n:x');
    expect(nested(21)).not.toContain('n:x');
  });
});

describe('helpers', () => {
  const tokens = tokenizeJavascript('function f(a, (b)) {} x(y) (z)');
  const closing = tokens.flatMap((t, i) => (isMark(t, ')') ? [i] : []));

  it('know the parameters of a function, with a name and without', () => {
    expect(closing.map((i) => startsFunction(tokens, i))).toEqual([false, true, false, false]);
    const plain = tokenizeJavascript('function (a) {}');
    expect(
      startsFunction(
        plain,
        plain.findIndex((t) => isMark(t, ')')),
      ),
    ).toBe(true);
    expect(startsFunction(tokenizeJavascript(')'), 0)).toBe(false);
    expect(startsFunction([], 0)).toBe(false);
  });

  it('take what is not there', () => {
    expect([isMark(undefined, 'a'), isMark(tokens[0], 'function'), nameOf(undefined), nameOf(tokens[2]), nameOf(tokens[0])]).toEqual([
      false,
      false,
      null,
      null,
      'function',
    ]);
  });
});
