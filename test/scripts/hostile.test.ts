import { describe, expect, it } from 'vitest';
import type { ScriptInput } from '../../src/read/common/script.ts';
import { parseShell } from '../../src/source/shell.ts';
import { dangers, run } from './run.ts';

const SHELLS: readonly ScriptInput['shell'][] = ['bash', 'pwsh', 'cmd', 'python', 'javascript', 'other'];
const many = (text: string, count: number): string => text.repeat(count);
const HOSTILE: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['open substitutions', many('$(', 50_000)],
  ['open braces', many('${x:-', 50_000)],
  ['open groups', many('{ ', 50_000)],
  ['open brackets', many('([{', 30_000)],
  ['nested functions', `${many('f() { ', 2000)}${many('}', 2000)}`],
  ['functions that call each other', 'f() { g; g; }; g() { f; f; }; f'],
  ['a chain of &&', `true${many(' && true', 20_000)}`],
  ['many variables and branches', `${Array.from({ length: 3000 }, (_, i) => `v${i}=$(cat x)`).join('\n')}\n${many('if a; then b=1; fi\n', 3000)}`],
  ['quotes', many('"\'', 20_000)],
  ['templates', many('`${', 10_000)],
  ['regular expressions', many('/[', 30_000)],
  ['private characters', many('\ue000\uf000', 1000)],
  ['names of the prototype', '__proto__=1; constructor x; toString; echo "__proto__=2" >> $GITHUB_OUTPUT; hasOwnProperty'],
  ['backslashes', many('\\', 50_001)],
  ['a long line', `echo ${many('a', 200_000)}`],
  ['here-documents', many('cat <<E\n', 5000)],
  ['jq filters', `gh api x/pulls/1 --jq '${many('select(', 5000)}'`],
  ['sed programs', `x=$(echo a | sed 's/${many('[^', 5000)}/x/g'); [[ $x =~ ^(${many('(a+', 3000)}$ ]] || exit`],
];

describe('hostile scripts', () => {
  for (const shell of SHELLS) {
    it.each(HOSTILE)(`${shell}: %s`, (_name, text) => {
      // The best of three: a machine that is busy with something else proves nothing.
      let best = Number.POSITIVE_INFINITY;
      for (let tries = 0; tries < 3 && best >= 2500; tries++) {
        const start = performance.now();
        expect(() => run(text, { shell })).not.toThrow();
        best = Math.min(best, performance.now() - start);
      }
      expect(best).toBeLessThan(2500);
    });
  }
  it('names of the prototype are names like others', () => {
    const { outputs } = run('echo "__proto__=2" >> $GITHUB_OUTPUT');
    expect([...outputs.keys()]).toEqual(['__proto__']);
  });
  it('the same input gives the same facts', () => {
    const text = 'x=$(gh pr view 1 --json title); eval "$x"; npm ci; git push';
    expect(JSON.stringify(run(text))).toBe(JSON.stringify(run(text)));
  });
  it('what the parser does not understand keeps what it did', () =>
    expect(dangers(run('eval "$(gh pr view 1)"\nif [ x; then', {}))).toContain('sh: pull_request'));
});

describe('the shell tree', () => {
  it('knows holes by their character', () => {
    const { list, reached } = parseShell('echo "a${{x}}b" # ${{y}}', [
      { start: 7, end: 13 },
      { start: 18, end: 24 },
    ]);
    expect([...reached]).toEqual([0]);
    const node = list.nodes[0]?.node;
    expect(node?.kind === 'command' ? node.words[1]?.parts.map((p) => p.kind) : null).toEqual(['text', 'hole', 'text']);
  });
  it('takes quotes and escapes off', () => {
    const node = parseShell(`x 'a\\b' "c\\"d" e\\ f $'g\\n'`).list.nodes[0]?.node;
    expect(node?.kind === 'command' ? node.words.map((w) => w.parts.map((p) => (p.kind === 'text' ? p.text : p.kind)).join('')) : null).toEqual([
      'x',
      'a\\b',
      'c"d',
      'e f',
      'g\n',
    ]);
  });
  it('gives offsets into the text', () => {
    const text = 'a; b "$x" | c';
    const node = parseShell(text).list.nodes[1]?.node;
    const first = node?.kind === 'pipeline' ? node.commands[0] : undefined;
    expect(first?.kind === 'command' ? text.slice(first.start, first.end) : null).toBe('b "$x"');
  });
  it('reports errors and goes on', () => expect(parseShell('echo a; if true; then').errors.length).toBeGreaterThan(0));
});
