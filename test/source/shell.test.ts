/** Bash, form by form: what the tree says of commands, of their words and of what is put into them. https://www.gnu.org/software/bash/manual/bash.html */
import { describe, expect, it } from 'vitest';
import {
  HOLE_BASE,
  type Hole,
  MAX_HOLES,
  maskHoles,
  parseShell,
  type ShellAssignment,
  type ShellList,
  type ShellNode,
  type ShellPart,
  type ShellRedirect,
  type ShellTest,
  type Word,
} from '../../src/source/shell.ts';

/** Quoted text in `'`, holes as `#n`, variables as `$name`, in quotes `"$name"`. */
const part = (p: ShellPart): string => {
  const quote = (text: string, quoted: boolean): string => (quoted ? `'${text}'` : text);
  switch (p.kind) {
    case 'text':
      return quote(p.text, p.quoted);
    case 'hole':
      return quote(`#${p.hole}`, p.quoted);
    case 'variable':
      return quote(`$${p.name}${p.change === null ? '' : `:${change(p.change)}`}`, p.quoted);
    case 'substitution':
      return quote(`$(${list(p.list)})`, p.quoted);
    case 'pipe':
      return `${p.direction}(${list(p.list)})`;
    case 'arithmetic':
      return `((${p.substitutions.map(part).join(' ')}))`;
    case 'glob':
      return `glob ${p.text}`;
  }
};
const change = (c: NonNullable<Extract<ShellPart, { kind: 'variable' }>['change']>): string => {
  if (c.kind === 'default') return `default ${c.operator} ${word(c.word)}`;
  if (c.kind === 'replace') return `${c.all ? 'replace all' : 'replace'} ${c.pattern} by ${c.word === null ? '' : word(c.word)}`;
  return c.kind;
};
const word = (w: Word): string => w.parts.map(part).join('+');
const set = (a: ShellAssignment): string =>
  `${a.name}${a.append ? '+' : ''}=${a.array ? `(${a.words.map(word).join(' ')})` : a.words.map(word).join(' ')}`;
const redirect = (r: ShellRedirect): string => `${r.descriptor ?? ''}${r.operator}${r.literal ? 'literal ' : ''}${word(r.word)}`;
const test = (t: ShellTest): string => {
  switch (t.kind) {
    case 'unary':
      return `${t.operator} ${word(t.word)}`;
    case 'binary':
      return `${word(t.left)} ${t.operator} ${word(t.right)} as ${t.rightText}`;
    case 'logical':
      return `(${t.operands.map(test).join(` ${t.operator} `)})`;
    case 'not':
      return `! ${test(t.operand)}`;
  }
};
const node = (n: ShellNode): string => {
  switch (n.kind) {
    case 'command':
      return [...n.assignments.map((a) => `${set(a)};`), ...n.words.map(word), ...n.assigned.map(set), ...n.redirects.map(redirect)].join(' ');
    case 'pipeline':
      return `${n.negated ? 'not ' : ''}[${n.commands.map(node).join(' | ')}]`;
    case 'logical':
      return n.commands.map((c, i) => `${i === 0 ? '' : ` ${n.operators[i - 1]} `}${node(c)}`).join('');
    case 'if':
      return `${n.branches.map((b) => `if ${list(b.condition)} then ${list(b.body)}`).join(' el')}${n.otherwise === null ? '' : ` else ${list(n.otherwise)}`}`;
    case 'for':
      return `for ${n.name} in ${n.words.map(word).join(' ')} do ${list(n.body)}`;
    case 'while':
      return `${n.until ? 'until' : 'while'} ${list(n.condition)} do ${list(n.body)}`;
    case 'case':
      return `case ${word(n.word)} ${n.items.map((i) => `${i.patterns.join('|')}) ${list(i.body)}${i.falls ? ' on' : ''}`).join(', ')}`;
    case 'function':
      return `function ${n.name} ${node(n.body)}`;
    case 'group':
      return n.subshell ? `(${list(n.list)})` : list(n.list);
    case 'redirected':
      return `${node(n.node)} with ${n.redirects.map(redirect).join(' ')}`;
    case 'test':
      return `[[ ${test(n.test)} ]]`;
    case 'arithmetic':
      return `((${n.text}: ${n.substitutions.map(part).join(' ')}))`;
  }
};
const list = (l: ShellList): string => `{${l.nodes.map((n) => node(n.node) + (n.background ? ' &' : '')).join('; ')}}`;
const read = (text: string, holes: readonly Hole[] = []): string => {
  const { list: all, errors } = parseShell(text, holes);
  expect(errors).toEqual([]);
  return list(all);
};

describe('commands', () => {
  it.each([
    ['a b; c\nd', '{a b; c; d}'],
    ['a & b', '{a &; b}'],
    ['A=1 B+=2 c d', '{A=1; B+=2; c d}'],
    ['A=(x "y")', "{A=(x 'y');}"],
    ['A[1]=x', '{A+=x;}'],
    ['export A=1 B=(c)', '{export A=1 B=(c)}'],
    ['a | b |& c', '{[a | b | c]}'],
    ['! a | b', '{not [a | b]}'],
    ['a && b || c', '{a && b || c}'],
    ['if a; then b; elif c; then d; else e; fi', '{if {a} then {b} elif {c} then {d} else {e}}'],
    ['if a; then b; fi', '{if {a} then {b}}'],
    ['for x in a "b" *; do c; done', "{for x in a 'b' glob * do {c}}"],
    ['for x; do c; done', '{for x in  do {c}}'],
    ['select x in a; do c; done', '{for x in a do {c}}'],
    ['for ((i=0; i<3; i++)); do c; done', '{while {} do {c}}'],
    ['while a; do b; done', '{while {a} do {b}}'],
    ['until a; do b; done', '{until {a} do {b}}'],
    ['case $x in a|b) c;; d) e;& *) f;;& g) h; esac', '{case $x a|b) {c}, d) {e} on, *) {f} on, g) {h}}'],
    ['f() { a; }', '{function f {a}}'],
    ['function f { a; } > b', '{function f {a} with >b}'],
    ['(a; b)', '{({a; b})}'],
    ['{ a; b; }', '{{a; b}}'],
    ['{ a; } > b 2>&1', '{{a} with >b 2>&1}'],
    ['coproc a', '{({a &})}'],
    ['[[ -f a && ! $b == "c"* || (d -nt e) ]]', '{[[ ((-f a && ! $b == \'c\'+glob * as "c"*) || d -nt e as e) ]]}'],
    ['[[ ! ! -f a ]]', '{[[ -f a ]]}'],
    ['[[ ! -f a ]]', '{[[ ! -f a ]]}'],
    ['a < b > c >> d 2> e', '{a <b >c >>d 2>e}'],
    ['a {fd}> b', '{a >b}'],
    ['a <<E\nx $b \\$c\nE', "{a <<'x '+'$b'+' $c\n'}"],
    ["a <<'E'\nx $b \\$c\nE", "{a <<literal 'x $b \\$c\n'}"],
    ['a <<< "b"', "{a <<<'b'}"],
  ])('%s', (text, tree) => expect(read(text)).toBe(tree));
});

describe('words', () => {
  it.each([
    [`a 'b\\n' "c\\"d\\e" e\\ f $'g\\n' $"h"`, "{a 'b\\n' 'c\"d\\e' e f 'g\n' 'h'}"],
    ['a "" \'\'', "{a '' ''}"],
    ['a b"c"\'d\'$e', "{a b+'c'+'d'+$e}"],
    ['a "$b" "x${c}y" ${d}', "{a '$b' 'x'+'$c'+'y' $d}"],
    ['a ${b:-c} ${b:=$c} ${b-d}', '{a $b:default :- c $b:default := $c $b:default - d}'],
    [
      'a ${#b} ${!b} ${!b*} ${b%c} ${b#c} ${b^^} ${b:1:2} ${b@Q} ${b@U}',
      '{a $b:length $b:indirect $b:indirect $b:part $b:part $b:part $b:part $b:quote $b:part}',
    ],
    ['a $(b "$(c)") `d`', "{a $({b '$({c})'}) $({d})}"],
    ['a <(b) >(c)', '{a <({b}) >({c})}'],
    ['a *.js ?b [c]', '{a glob *+.js glob ?+b glob [c]}'],
    ['a \\\n  b', '{a b}'],
    ['a b\\\nc "d\\\ne"', "{a bc 'de'}"],
    ['a $1 $@ "$*" $?', "{a $1 $@ '$*' $?}"],
  ])('%s', (text, tree) => expect(read(text)).toBe(tree));

  it('replaced in part', () => {
    expect(read('a ${b/x/y} ${b//x/$c}')).toBe('{a $b:replace x by y $b:replace all x by $c}');
  });

  it('in braces have all their variables', () => {
    expect(read('a {b,c$d}')).toContain('$d');
  });

  it('of arithmetic are every variable and every command in it', () => {
    const found = (text: string) => (read(text).match(/\$\w+|\$\(\{\w+\}\)/g) ?? []).sort();
    expect(found('a $(( b + $c * (d ? e : -f) + $(g) + `h` ))')).toEqual(['$b', '$c', '$d', '$e', '$f', '$({g})', '$({h})'].sort());
    expect(found('(( x = 1 + y, z++ ))')).toEqual(expect.arrayContaining(['$y', '$z']));
    expect(found('a $(( 1 + 0x1F ))')).toEqual([]);
  });

  it('know where they stand', () => {
    const text = 'A=1 foo "b c"  ${d} | x `e f` > g\nfor i in h k; do l; done';
    const places: string[] = [];
    const visit = (value: unknown): void => {
      if (Array.isArray(value)) return value.forEach(visit);
      if (value === null || typeof value !== 'object') return;
      const { start, end } = value as { start?: number; end?: number };
      if (start !== undefined && end !== undefined) places.push(text.slice(start, end));
      Object.values(value).forEach(visit);
    };
    visit(parseShell(text).list);
    for (const one of ['A=1', 'foo', '"b c"', '${d}', 'x', '`e f`', 'g', 'h', 'k', 'l', 'A=1 foo "b c"  ${d}', 'for i in h k'])
      expect(places).toContain(one);
  });

  it('in escaped backticks stand where the backticks do', () => {
    const text = 'a `b \\`c $d\\``';
    const inner: number[] = [];
    const visit = (value: unknown, inside: boolean): void => {
      if (Array.isArray(value)) return value.forEach((v) => visit(v, inside));
      if (value === null || typeof value !== 'object') return;
      const { kind, start, end } = value as { kind?: string; start?: number; end?: number };
      if (inside && kind === 'variable') inner.push(start ?? -1, end ?? -1);
      for (const v of Object.values(value)) visit(v, inside || kind === 'substitution');
    };
    visit(parseShell(text).list, false);
    expect(inner).toEqual([2, 2]);
  });
});

describe('holes', () => {
  const hole = (text: string): readonly Hole[] => [...text.matchAll(/\$\{\{.*?\}\}/g)].map((m) => ({ start: m.index, end: m.index + m[0].length }));
  it.each([
    ['a ${{x}} "b${{y}}c" \'${{z}}\'', "{a #0 'b'+'#1'+'c' '#2'}"],
    ['a ${{x}}${{y}}', '{a #0+#1}'],
    ['${{x}} a', '{#0 a}'],
    ['A=${{x}} b', '{A=#0; b}'],
    ['a <<E\n${{x}}\nE', "{a <<'#0'+'\n'}"],
    ['a $(( ${{x}} ))', "{a (('#0'))}"],
    ['a $(b ${{x}})', '{a $({b #0})}'],
  ])('%s', (text, tree) => expect(read(text, hole(text))).toBe(tree));

  it('are reached where they are no comment, and literal where the shell takes them so', () => {
    const text = "a ${{x}} # ${{y}}\nb <<'E'\n${{z}}\nE\n";
    const { reached, literal } = parseShell(text, hole(text));
    expect([[...reached].sort(), [...literal]]).toEqual([[0, 2], [2]]);
  });

  it('are masked by characters of their own, of the same length, and none of the text is taken for one', () => {
    const own = String.fromCharCode(HOLE_BASE);
    expect(maskHoles(`a${own}bcd`, [{ start: 2, end: 4 }])).toBe(`a\ufffd${own}${own}d`);
    // What overlaps an earlier one, or is empty, is none.
    expect(
      maskHoles('abcd', [
        { start: 1, end: 3 },
        { start: 2, end: 4 },
        { start: 3, end: 3 },
      ]),
    ).toBe(`a${own}${own}d`);
    expect(maskHoles('\uf8ff\ue000x', [])).toBe('\ufffd\ufffdx');
    const many = Array.from({ length: MAX_HOLES + 1 }, (_, i) => ({ start: i, end: i + 1 }));
    expect(maskHoles('x'.repeat(MAX_HOLES + 1), many).at(-1)).toBe('x');
  });
});

describe('bounds', () => {
  it('leave out what is too long or too deep, and say so', () => {
    const long = parseShell(`a ${'b'.repeat(1_000_000)}`);
    expect([long.list.nodes.length, long.errors]).toEqual([0, [{ message: 'the script is too long', start: 0 }]]);
    expect(parseShell(`a ${'b'.repeat(999_998)}`).list.nodes).toHaveLength(1);
    const nested = (n: number) => read(`a ${'$(b '.repeat(n)}c${')'.repeat(n)}`);
    expect(nested(5)).toContain('b c');
    expect(parseShell(`${'( '.repeat(100)}a${' )'.repeat(100)}`).list.nodes).toHaveLength(1);
  });

  it('give the same script the same object, and none to the same text with other holes', () => {
    const holes = [{ start: 2, end: 3 }];
    expect(parseShell('a b c')).toBe(parseShell('a b c'));
    expect(parseShell('a b c', holes)).toBe(parseShell('a b c', [...holes]));
    expect(parseShell('a b c', holes)).not.toBe(parseShell('a b c'));
  });
});
