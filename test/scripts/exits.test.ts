/** Ways through a JavaScript step that end well although nothing has been asked. */
import { describe, expect, it } from 'vitest';
import { endsWellOnlyIf, TELLS_NOTHING } from '../../src/read/common/script-javascript-exits.ts';
import { nameOf } from '../../src/source/javascript.ts';

/** `good` asked for as a condition, `must()` as a call that throws. */
const only = (text: string): boolean =>
  endsWellOnlyIf(text, {
    test: (tokens) => (tokens.length === 1 && nameOf(tokens[0]) === 'good' ? { whenTrue: true, whenFalse: false } : TELLS_NOTHING),
    throwsUnless: (tokens) => tokens.some((token) => nameOf(token) === 'must'),
  });

describe('every way that ends well has been asked', () => {
  it.each([
    'if (!good) { core.setFailed("no"); return; } work();',
    'if (!good) return core.setFailed("no")\nwork()',
    'if (good) { work() } else { throw new Error("no") }',
    'if (!(good && other())) throw new Error("no");',
    'if (!good || draft) { core.setFailed("no"); return }',
    'await must(); work();',
    'const allowed = good; if (!allowed) process.exit(1);',
    'async function check() { if (good) return; core.setFailed("no") } await check(); work()',
    'const check = async () => { await must() }; check().catch((e) => core.setFailed(e.message))',
    '(async () => { if (!good) throw 1; })();',
    'try { await must() } catch { core.setFailed("no") } finally { console.log(1) }',
    'for (const x of list) { work(x) }\nif (!good) core.setFailed("no")',
  ])('%s', (text) => expect(only(text)).toBe(true));
});

describe('some way ends well unasked', () => {
  it.each([
    '',
    'work()',
    // Not followed.
    'switch (x) { case 1: break }\nif (!good) throw 1',
    'if (good) work()',
    'if (draft) return;\nif (!good) throw 1',
    'if (!good) core.warning("no")',
    'if (!(good || other())) throw 1',
    'must(); work()',
    'try { await must() } catch { core.warning("no") }',
    'let allowed = good; allowed = true; if (!allowed) throw 1',
    'function check() { if (!good) throw 1 }\nwork()',
    'async function check() { if (!good) throw 1 } check().catch(() => {})',
    'for (const x of list) { if (!good) throw 1 }',
    'while (more()) { if (x) break; if (!good) throw 1 }',
    'if (!good) { setTimeout(() => core.setFailed("no")) }',
    'process.exit(0); if (!good) throw 1',
    'if (!good) { list.forEach((x) => { throw x }) }',
  ])('%s', (text) => expect(only(text)).toBe(false));
});

describe('whatever it is given', () => {
  const many = (text: string, count: number): string => text.repeat(count);
  it.each([
    many('([{', 5000),
    many('if (a) ', 4000),
    many('a = (', 3900),
    `function f() { ${many('f(); ', 20)} } f()`,
    `a = ${many('a || ', 3000)}a; if (a) throw 1`,
    `${Array.from({ length: 30 }, (_, i) => `const a${i} = a${i + 1} || a${i + 1};`).join('\n')} if (!a0) throw 1`,
    many('try {', 3000),
    many('`${', 5000),
    'if',
    'if (',
    'try',
    'catch',
    'finally',
    'for',
    'do',
    'do x',
    'function',
    'async function',
    'return',
    '=>',
    '.catch(',
  ])('ends: %.20s', (text) => {
    const start = performance.now();
    expect(only(text)).toBe(false);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
