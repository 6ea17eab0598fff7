import { describe, expect, test } from 'vitest';
import type { Material } from '../../src/pipeline/effects.ts';
import { influenced, known, type Value } from '../../src/pipeline/value.ts';
import type { ScriptInput } from '../../src/read/common/script.ts';
import { analyzeScript } from '../../src/read/common/script.ts';
import { analyzeScriptOnce } from '../../src/read/common/script-once.ts';
import { watch } from '../../src/read/common/stand-ins.ts';

interface Item {
  readonly kind: string;
  readonly inner: { readonly name: string; readonly size: number } | null;
}
const item = (kind: string, name: string | null, size = 1): Item => ({ kind, inner: name === null ? null : { name, size } });

describe('what was asked of data', () => {
  test('data that answers alike gets the result with its own pieces', () => {
    const watched = watch([item('a', 'x'), item('b', 'y')]);
    const [first, second] = watched.standIn;
    const result = { picked: first?.kind === 'a' ? [second] : [], inner: new Map([['of', first?.inner]]), fixed: { n: 1 } };
    const other = [item('a', 'z', 9), item('c', null)];
    expect(watched.answersAlike(other)).toBe(true);
    const made = watched.resultFor(result, other);
    expect(made.picked[0]).toBe(other[1]);
    expect(made.inner.get('of')).toBe(other[0]?.inner);
    expect(made.fixed).toBe(result.fixed);
  });

  test('what was read decides, however deep it lies', () => {
    const watched = watch([item('a', 'x')]);
    expect(watched.standIn[0]?.inner?.name).toBe('x');
    expect(watched.answersAlike([item('b', 'x', 9)])).toBe(true);
    expect(watched.answersAlike([item('a', 'y')])).toBe(false);
    expect(watched.answersAlike([item('a', null)])).toBe(false);
    expect(watched.answersAlike([item('a', 'x'), item('a', 'x')])).toBe(false);
  });

  test('a copy asks for everything', () => {
    const watched = watch([item('a', 'x')]);
    expect({ ...watched.standIn[0], kind: 'c' }).toMatchObject({ kind: 'c' });
    expect(watched.answersAlike([item('a', 'x')])).toBe(true);
    expect(watched.answersAlike([item('a', 'x', 2)])).toBe(false);
  });

  test('one thing at two places stays one thing', () => {
    const one = item('a', 'x');
    const watched = watch([one, one]);
    expect(new Set(watched.standIn).size).toBe(1);
    expect(watched.answersAlike([item('a', 'x'), item('a', 'x')])).toBe(false);
    const made = { of: watched.standIn[0] };
    const other = item('a', 'z');
    const [left, right] = watched.resultFor([made, made], [other, other]);
    expect(left).toBe(right);
    expect(left?.of).toBe(other);
  });
});

describe('a script is analysed once for all that makes no difference to it', () => {
  const span = (line: number) => ({ file: 'ci.yml', line, column: 1, endLine: line, endColumn: 9 });
  const checkout = (line: number, actor: 'outsider' | 'writer'): Material => ({
    kind: 'checkout',
    path: '',
    code: { kind: 'proposed', what: 'the change', actor, mutable: false },
    artifact: null,
    artifactFrom: null,
    cacheKey: null,
    span: span(line),
  });
  const inputOf = (text: string, materials: readonly Material[]): ScriptInput => ({
    text,
    shell: 'bash',
    holes: [],
    env: new Map(),
    directory: '',
    materials,
    at: (start) => span(100 + start),
    outputFiles: {},
  });
  const scripts = [
    'make test',
    'cp -r . ../copy && ../copy/run.sh',
    'rm -rf ./* && ./run.sh',
    'x=$(cat note.txt); echo "$x" | sh',
    'git checkout main && ./run.sh',
  ];

  test.each(scripts)('%s: the same as analysed anew', (text) => {
    const script = {};
    const all = [[checkout(1, 'outsider')], [checkout(2, 'writer')], [], [checkout(3, 'writer'), { ...checkout(4, 'writer'), path: 'sub' }]];
    for (const materials of [...all, ...all]) {
      const once = analyzeScriptOnce(script, inputOf(text, materials));
      expect(once).toEqual(analyzeScript(inputOf(text, materials)));
      // What lies there untouched is the same thing afterwards: others tell by it what a step has brought.
      for (const material of once.materials)
        expect(materials.some((m) => m === material) || !materials.some((m) => m.span === material.span && m.path === material.path)).toBe(true);
    }
  });

  test('a text of a job is that of the same job in another run', () => {
    const script = {};
    const handedOn = (run: string, ...jobs: readonly string[]): Value =>
      influenced(...jobs.map((job) => ({ origin: { kind: 'job', job: `${run}#${job}` } as const, charset: 'any' as const, via: [span(1)] })));
    const asked = (run: string, ...jobs: readonly string[]): ScriptInput => ({
      ...inputOf('eval "$X"; echo "y=$X" >> $OUT', [checkout(1, 'writer')]),
      run,
      env: new Map([['X', handedOn(run, ...jobs)]]),
      outputFiles: { OUT: 'output' },
    });
    const runs = [asked('ci.yml:push', 'a'), asked('ci.yml:pull_request', 'a'), asked('ci.yml:push', 'b'), asked('ci.yml:push', 'a', 'b')];
    for (const input of [...runs, ...runs]) {
      const once = analyzeScriptOnce(script, input);
      expect(once).toEqual(analyzeScript(input));
      expect(JSON.stringify(once.effects)).toContain(`${input.run}#`);
    }
    // The job of another run, handed to this one, is no job of its own.
    const foreign = { ...asked('ci.yml:push', 'a'), run: 'ci.yml:schedule' };
    expect(analyzeScriptOnce(script, foreign)).toEqual(analyzeScript(foreign));
  });

  test('what is asked of all variables decides, and nothing else of them', () => {
    const script = {};
    const withEnv = (env: Readonly<Record<string, string>>): ScriptInput => ({
      ...inputOf('kubectl apply -f deploy.yaml', []),
      env: new Map(Object.entries(env).map(([name, text]) => [name, known(text)])),
    });
    const own = (facts: ReturnType<typeof analyzeScriptOnce>) => facts.effects.some(({ kind }) => kind === 'own-cluster');
    const plain = analyzeScriptOnce(script, withEnv({ GITHUB_REF: 'refs/heads/a' }));
    expect(own(plain)).toBe(false);
    expect(analyzeScriptOnce(script, withEnv({ GITHUB_REF: 'refs/heads/b', OTHER: 'x' }))).toBe(plain);
    const inKind = withEnv({ GITHUB_REF: 'refs/heads/a', KO_DOCKER_REPO: 'kind.local' });
    expect(own(analyzeScriptOnce(script, inKind))).toBe(true);
    expect(analyzeScriptOnce(script, inKind)).toEqual(analyzeScript(inKind));
    expect(analyzeScriptOnce(script, withEnv({}))).toBe(plain);
  });

  test('a script that prints every variable asks for each', () => {
    const script = {};
    const withEnv = (...names: readonly string[]): ScriptInput => ({
      ...inputOf('echo "all=$(env)" >> $OUT', []),
      outputFiles: { OUT: 'output' },
      env: new Map(names.map((name) => [name, influenced({ origin: { kind: 'job', job: name }, charset: 'any', via: [] })])),
    });
    for (const input of [withEnv('A'), withEnv('A', 'B'), withEnv('B'), withEnv(), withEnv('A')])
      expect(analyzeScriptOnce(script, input)).toEqual(analyzeScript(input));
  });

  test('who proposes the change makes no difference to what does not ask for it', () => {
    const script = {};
    const by = (proposer: 'outsider' | 'writer'): ScriptInput => ({
      ...inputOf('echo "y=$(date)" >> $OUT', []),
      outputFiles: { OUT: 'output' },
      scenario: { trigger: 'pull_request', proposer },
    });
    expect(analyzeScriptOnce(script, by('writer'))).toBe(analyzeScriptOnce(script, by('outsider')));
  });
});
