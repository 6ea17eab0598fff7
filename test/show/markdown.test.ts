import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/reason/report.ts';
import { markdown } from '../../src/show/formats/markdown.ts';
import { codeSpan, escapeProse, fenced, inline, mermaidLabel } from '../../src/show/markdown/escape.ts';
import { trustMap } from '../../src/show/markdown/map.ts';
import { DEFAULT_OPTIONS } from '../../src/show/options.ts';
import { empty, hostile, knowledge, report } from './fixture.ts';

const render = (given: Report): string => markdown.render(given, { ...DEFAULT_OPTIONS, knowledge });

/** What is left of a document when fenced blocks, code spans, escapes and entities are gone: only here could markup act. */
const active = (text: string): string => {
  const out: string[] = [];
  let fence: string | null = null;
  for (const line of text.split('\n')) {
    const mark = /^ {0,3}(`{3,})(.*)$/.exec(line);
    if (fence !== null) {
      if (mark !== null && mark[2]?.trim() === '' && (mark[1]?.length ?? 0) >= fence.length) fence = null;
      continue;
    }
    if (mark !== null) {
      fence = mark[1] ?? null;
      continue;
    }
    out.push(
      line
        .replaceAll(/\\[!-/:-@[-`{-~]/g, '')
        .replaceAll(/`[^`]*`/g, '')
        .replaceAll(/&[#\w]+;/g, ''),
    );
  }
  expect(fence).toBeNull();
  return out.join('\n');
};

describe('the markdown format', () => {
  it('has a summary, a map, paths, a plan and assumptions', () => {
    const text = render(report);
    for (const heading of [
      '# Threat model of `acme/widgets`',
      '## Assets',
      '## Trust boundaries',
      '## Trust map',
      '## Attack paths',
      '## Plan',
      '## Assumptions nobody has confirmed',
    ])
      expect(text).toContain(`${heading}\n`);
    expect(text).toContain('**3 open attack paths:** 1 critical, 1 high and 1 medium (conditional).');
  });
  it('shows every asset, those without a path too', () => {
    expect(render(report)).toContain('| `DEPLOY_KEY` | secret | no path |');
  });
  it('says so when there is nothing, and draws no map', () => {
    expect(render(empty)).toContain('**No open attack path.**');
    expect(render(empty)).not.toContain('mermaid');
  });
  it.each([
    ['HTML', '<img src=x onerror=alert(1)><script>'],
    ['a fence', '\n```\n<b>'],
    ['a code span', '`` ` ``<b>'],
    ['a link', '[x](javascript:alert(1)) ![y](https://example.invalid/z.png)'],
    ['a table cell', '| a | b \\| <b> |'],
    ['a heading', '\n# Safe\n'],
    ['a mention', '@everyone #1 https://example.invalid www.example.invalid'],
    ['a comment', '<!-- '],
    ['a mermaid label', '"]; click n0 "javascript:alert(1)" %%{init: {}}%%'],
    ['an entity', '&lt;b&gt;&#60;'],
  ])('lets no name break out as %s', (_, payload) => {
    const text = render(hostile(payload));
    const left = active(text);
    expect(left).not.toMatch(/<(?!https:)/);
    expect(left).not.toMatch(/\]\(/);
    expect(left).not.toMatch(/@|https?:|www\./);
    expect(left).not.toContain('`');
    const headings = (of: string): number => of.split('\n').filter((line) => line.startsWith('#')).length;
    expect(headings(left)).toBe(headings(active(render(report))));
    const cells = left.split('\n').filter((line) => line.startsWith('| '));
    expect(new Set(cells.map((line) => line.split('|').length)).size).toBeLessThanOrEqual(4);
  });
});

describe('escaping', () => {
  it('makes a code span that nothing inside can end', () => {
    expect(codeSpan('a`b|c\nd')).toBe("`a'b¦c\\u{A}d`");
    expect(codeSpan('')).toBe('`(empty)`');
  });
  it('keeps prose readable', () => {
    expect(escapeProse('a bash script (run) of v1.2')).toBe('a bash script (run) of v1.2');
    expect(escapeProse('*a* _b_ <c> [d]')).toBe('\\*a\\* \\_b\\_ &lt;c&gt; \\[d\\]');
    expect(inline('`x|y` runs <b>')).toBe('`x¦y` runs &lt;b&gt;');
  });
  it('turns what a forge would link into code', () => {
    expect(escapeProse('ask @octocat about #12')).toBe('ask `@octocat` about `#12`');
  });
  it('makes fences longer than any run inside', () => {
    expect(fenced('diff', ['````', 'x'])[0]).toBe('`````diff');
  });
  it('leaves Mermaid no character that means something', () => {
    expect(mermaidLabel('a"b]; %% `c` <d> #x --> end')).toMatch(/^[A-Za-z0-9 ,./_#;-]*$/);
    expect(mermaidLabel('a"b')).toBe('a#34;b');
    expect(mermaidLabel('1. x')).not.toMatch(/^1\./);
  });
});

describe('the trust map', () => {
  it('has the zones from left to right and numbers the crossings of the worst path first', () => {
    const { lines, crossings } = trustMap(report);
    const zones = lines.filter((line) => line.includes('subgraph')).map((line) => /z_(\w+)/.exec(line)?.[1]);
    expect(zones).toEqual(['public', 'repository', 'runner', 'identities', 'registry', 'production']);
    expect(crossings.slice(0, 2).map(({ number, crossing }) => [number, crossing.id])).toEqual([
      [1, 'source/causes-run:greet'],
      [2, 'source/script-injection:greet'],
    ]);
    expect(lines).toContain('  n0 ==>|1| n1');
  });
  const arrowsOf = (lines: readonly string[]) => lines.filter((line) => /n\d+ (==>|-\.->)/.test(line));
  const styled = (lines: readonly string[], colour: string) =>
    new RegExp(`linkStyle ([\\d,]+) stroke:#${colour}`).exec(lines.join('\n'))?.[1]?.split(',').map(Number) ?? [];
  it('marks open paths only', () => {
    const { lines } = trustMap(report);
    const marked = new Set([...styled(lines, 'c0392b'), ...styled(lines, '9a5b00')]);
    arrowsOf(lines).forEach((line, index) => expect(marked.has(index), line).toBe(line.includes('==>')));
    expect(lines.join('\n')).not.toMatch(/DEPLOY_KEY"\]\):::open/);
  });
  it('tells what unknown settings decide from what is proven', () => {
    const asked = report.paths.map((path) => ({ ...path, certainty: 'conditional' as const }));
    const { lines } = trustMap({ ...report, paths: asked });
    expect(styled(lines, 'c0392b')).toEqual([]);
    expect(styled(lines, '9a5b00')).toEqual(arrowsOf(lines).flatMap((line, index) => (line.includes('==>') ? [index] : [])));
    expect(lines.join('\n')).toMatch(/NPM_TOKEN.*:::conditional/);
  });
  it('stays small when the graph is not, keeps the open path and says what is missing', () => {
    const states = Array.from({ length: 400 }, (_, i) => ({
      id: `code:${i}`,
      kind: 'code' as const,
      label: `runs code in job \`j${i}\``,
      zone: 'runner' as const,
    }));
    const [model] = report.graph?.transitions ?? [];
    if (model === undefined || report.graph === undefined) throw new Error('the fixture has a graph');
    const transitions = states.map((state, i) => ({
      ...model,
      id: `source/x:${i}`,
      gives: state.id,
      needs: ['actor:outsider'],
      place: { ...model.place, workflow: `w${i}.yml` },
    }));
    const { lines, notes } = trustMap({
      ...report,
      graph: { states: [...report.graph.states, ...states], transitions: [...transitions, ...report.graph.transitions] },
    });
    expect(lines.filter((line) => /^ {4}n\d+/.test(line)).length).toBeLessThanOrEqual(60);
    expect(lines.join('\n')).toContain('NPM_TOKEN');
    // Nothing is left out any more: what has no room is drawn together.
    expect(notes).toEqual([expect.stringMatching(/^4\d\d states are drawn together/)]);
  });
  it('says why there is none without a graph', () => {
    const { graph: _, ...rest } = report;
    expect(trustMap(rest).notes).toHaveLength(1);
    expect(render(rest)).toContain('needs the graph');
  });
});
