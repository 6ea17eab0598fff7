import { describe, expect, it } from 'vitest';
import { parseExpression, splitTemplate } from '../../src/read/github-actions/expressions.ts';

const parsed = (source: string) => {
  const result = parseExpression(source);
  if (!result.ok) throw new Error(result.message);
  return result.expression;
};

describe('splitTemplate', () => {
  it('gives text and expressions in order, with offsets', () => {
    const text = 'a ${{ x }} b${{y}}';
    expect(splitTemplate(text)).toEqual([
      { kind: 'text', start: 0, end: 2, text: 'a ' },
      { kind: 'expression', start: 2, end: 10, source: ' x ', innerStart: 5 },
      { kind: 'text', start: 10, end: 12, text: ' b' },
      { kind: 'expression', start: 12, end: 18, source: 'y', innerStart: 15 },
    ]);
  });
  it('does not end an expression inside a string', () => {
    expect(splitTemplate("${{ '}}' }}")).toEqual([{ kind: 'expression', start: 0, end: 11, source: " '}}' ", innerStart: 3 }]);
    expect(splitTemplate("${{ 'it''s }}' }}")).toHaveLength(1);
  });
  it('leaves an expression that is not closed as text', () => {
    expect(splitTemplate('a ${{ github.ref')).toEqual([{ kind: 'text', start: 0, end: 16, text: 'a ${{ github.ref' }]);
    expect(splitTemplate("${{ 'x }} y")).toEqual([{ kind: 'text', start: 0, end: 11, text: "${{ 'x }} y" }]);
  });
  it('gives nothing for nothing', () => expect(splitTemplate('')).toEqual([]));
});

describe('parseExpression', () => {
  it('makes one path of every way of indexing', () => {
    expect(parsed("github.event['Commits'][0].*.author[env.X]")).toMatchObject({
      kind: 'access',
      context: 'github',
      path: [
        { kind: 'name', name: 'event' },
        { kind: 'name', name: 'Commits' },
        { kind: 'name', name: '0' },
        { kind: 'star' },
        { kind: 'name', name: 'author' },
        { kind: 'computed', expression: { kind: 'access', context: 'env' } },
      ],
    });
  });
  it('keeps offsets across lines and after strings with line breaks', () => {
    const source = " 'a\nb' == github.ref &&\n  contains(github.actor, 'x') ";
    const expression = parsed(source);
    if (expression.kind !== 'and') throw new Error('not an and');
    expect(expression.operands.map((o) => source.slice(o.start, o.end))).toEqual(["'a\nb' == github.ref", "contains(github.actor, 'x')"]);
  });
  it('undoes every doubled quote', () => expect(parsed("'a''b''c'")).toMatchObject({ kind: 'literal', value: "a'b'c" }));
  it('knows functions in any case and the index of a result', () => {
    expect(parsed('FromJSON(env.X).y.z')).toMatchObject({
      kind: 'index',
      target: { kind: 'call', name: 'fromjson' },
      path: [{ name: 'y' }, { name: 'z' }],
    });
  });
  it.each(['', '  ', 'github.', 'nothing.x', 'unknown()', "'open", 'a b', '1 ==', 'hashFiles()', '"x" == github.ref'])('refuses %j', (source) => {
    expect(parseExpression(source).ok).toBe(false);
  });
  it('does not fall over on hostile input', () => {
    expect(parseExpression('('.repeat(10_000)).ok).toBe(false);
    expect(parseExpression('!'.repeat(10_000)).ok).toBe(false);
    expect(parseExpression(`1${'==1'.repeat(6_000)}`).ok).toBe(false);
    expect(parseExpression(`'${'x'.repeat(50_000)}'`).ok).toBe(false);
    expect(parseExpression('toString()').ok).toBe(false);
    expect(parseExpression('github.__proto__.constructor').ok).toBe(true);
  });
});
