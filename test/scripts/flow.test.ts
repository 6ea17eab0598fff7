import { describe, expect, it } from 'vitest';
import { ARTIFACT, checkout, kinds, only, origins, run, secret, TRUSTED, tainted } from './run.ts';

const env = { BODY: tainted('issue.body'), REF: tainted('head.ref', 'ref-name'), TITLE: tainted('title', 'line') };

describe('outputs', () => {
  const output = (text: string, name: string): readonly string[] => origins(run(text, { env }).outputs.get(name)?.influences ?? []);
  it.each([
    'echo "t=$TITLE" >> $GITHUB_OUTPUT',
    'echo t=$TITLE >> "$GITHUB_OUTPUT"',
    'echo "t=${TITLE}" | tee -a "$GITHUB_OUTPUT"',
    '{ echo "a=1"; echo "t=$TITLE"; } >> "$GITHUB_OUTPUT"',
    '{\n echo "t<<EOF"\n echo "$TITLE"\n echo EOF\n} >> "$GITHUB_OUTPUT"',
    'cat <<EOF >> $GITHUB_OUTPUT\nt=$TITLE\nEOF',
    'printf "t=%s\\n" "$TITLE" >> $GITHUB_OUTPUT',
    'echo "::set-output name=t::$TITLE"',
    'OUT=$GITHUB_OUTPUT; X="$TITLE"; echo "t=$X" >> "$OUT"',
    'f() { echo "t=$1" >> "$GITHUB_OUTPUT"; }; f "$TITLE"',
    'echo "t=$(echo "$TITLE" | tr a b)" >> $GITHUB_OUTPUT',
    'if [ -n "$X" ]; then echo "t=x" >> $GITHUB_OUTPUT; else echo "t=$TITLE" >> $GITHUB_OUTPUT; fi',
  ])('in %j', (text) => expect(output(text, 't')).toEqual(['title']));
  it('keeps known text', () => expect(run('V=1.2; echo "v=$V" >> $GITHUB_OUTPUT').outputs.get('v')?.text).toBe('1.2'));
  it('a line break makes other outputs', () => {
    expect(output('echo "t=$BODY" >> $GITHUB_OUTPUT', '*')).toEqual(['issue.body']);
    expect(output('echo "t=$TITLE" >> $GITHUB_OUTPUT', '*')).toEqual([]);
  });
  it('unless the end of the block cannot be guessed', () => {
    const block = (end: string): string => `E=$(openssl rand -hex 8)\n{\n echo "t<<${end}"\n echo "$BODY"\n echo "${end}"\n} >> "$GITHUB_OUTPUT"`;
    expect(output(block('$E'), '*')).toEqual([]);
    expect(output(block('$E'), 't')).toEqual(['issue.body']);
    expect(output(block('EOF'), '*')).toEqual(['issue.body']);
  });
  it('remembers the way', () =>
    expect(
      run('X=$TITLE\necho "t=$X" >> $GITHUB_OUTPUT', { env })
        .outputs.get('t')
        ?.influences[0]?.via.map((s) => s.line),
    ).toEqual([1, 2]));
  it('carries secrets', () => expect(run('echo "t=$K" >> $GITHUB_OUTPUT', { env: { K: secret('KEY') } }).outputs.get('t')?.secrets).toEqual(['KEY']));
});

describe('the environment file', () => {
  it.each([
    ['echo "X=$BODY" >> $GITHUB_ENV', 1],
    ['echo "X=$(cat pr/n.txt)" >> $GITHUB_ENV', 1],
    ['echo "X=$TITLE" >> $GITHUB_ENV', 0],
    ['echo "X=$REF" >> $GITHUB_ENV', 0],
    ['echo "X=$(echo "$BODY" | head -n 1)" >> $GITHUB_ENV', 0],
    ['cat pr/env >> $GITHUB_ENV', 1],
    ["grep -E '^N=[0-9]+$' pr/env >> $GITHUB_ENV", 0],
    ["grep -E '^N=' pr/env >> $GITHUB_ENV", 1],
    ["grep -E '^[A-Z_]+=[a-z/]+$' pr/env >> $GITHUB_ENV", 1],
    ["grep -vE '^N=[0-9]+$' pr/env >> $GITHUB_ENV", 1],
    ['echo "X=1" >> $GITHUB_ENV', 0],
  ])('%j: %i', (text, count) => expect(only(run(text, { env, materials: [TRUSTED, ARTIFACT('pr')] }), 'environment')).toHaveLength(count));
  it('hands on the variable', () =>
    expect(origins(run('echo "X=$TITLE" >> $GITHUB_ENV', { env }).env.get('X')?.influences ?? [])).toEqual(['title']));
});

describe('code that is brought into the workspace', () => {
  const code = (text: string, more: Parameters<typeof run>[1] = {}): unknown => {
    const facts = run(text, { env, ...more });
    const material = facts.materials.find((m) => m.kind === 'checkout' && m.code?.kind !== 'trusted');
    return material === undefined
      ? null
      : `${material.code?.kind}${material.code?.kind === 'proposed' ? (material.code.mutable ? ' moves' : ' fixed') : ''} ${material.path}`;
  };
  it.each([
    ['git fetch origin pull/${{ github.event.number }}/head:pr && git checkout pr', 'proposed moves '],
    ['git fetch origin refs/pull/1/merge\ngit checkout FETCH_HEAD', 'proposed moves '],
    ['git checkout ${{ github.event.pull_request.head.sha }}', 'proposed fixed '],
    ['git fetch origin "$HEAD_SHA"; git reset --hard "$HEAD_SHA"', 'proposed fixed '],
    ['git fetch origin ${{ github.head_ref }}; git switch ${{ github.head_ref }}', 'proposed moves '],
    ['gh pr checkout $PR', 'proposed moves '],
    ['git pull origin pull/$N/head', 'proposed moves '],
    ['cd sub && git worktree add ../pr pull/1/head', 'proposed moves pr'],
    ['S=$(gh pr view 1 --json headRefOid -q .headRefOid); git checkout $S', 'proposed fixed '],
    ['git checkout "$REF"', 'chosen '],
    ['git clone https://github.com/x/y', 'elsewhere y'],
    ['git fetch origin main; git checkout main', null],
    ['git checkout -b release', null],
  ])('%j: %s', (text, expected) => expect(code(text, { env: { ...env, HEAD_SHA: { text: null, influences: [], secrets: [] } } })).toBe(expected));
  it('shows as a checkout', () => expect(kinds(run('gh pr checkout 1'))).toEqual(['checkout']));
  it('is what commands run afterwards', () => {
    const execute = only(run('gh pr checkout 1 && npm test'), 'execute')[0];
    expect(execute?.materials.map((m) => m.code?.kind)).toEqual(['proposed']);
  });
  it('an artifact of another run', () => {
    const facts = run('gh run download 5 -n site -D out\n./out/deploy.sh');
    expect(facts.materials.map((m) => `${m.kind} ${m.path}`)).toContain('artifact out');
    expect(only(facts, 'execute')[0]?.materials.map((m) => m.kind)).toContain('artifact');
  });
});

describe('what is executed', () => {
  const tools = (
    text: string,
    materials = [TRUSTED, checkout({ kind: 'proposed', what: 'pr', actor: 'outsider', mutable: true }, 'pr')],
  ): readonly string[] => only(run(text, { materials }), 'execute').map((e) => `${e.tool} ${e.materials.map((m) => m.code?.kind).join('+')}`);
  it.each([
    ['make', 'make trusted'],
    ['cd pr && make', 'make proposed'],
    ['make -C pr test', 'make proposed'],
    ['(cd pr; make); make', 'make proposed,make trusted'],
    ['npm --prefix pr run build', 'npm proposed'],
    ['bash pr/x.sh', 'pr/x.sh proposed'],
    ['./pr/x.sh', './pr/x.sh proposed'],
    ['cd pr; ../x.sh', '../x.sh trusted'],
    ['python pr/setup.py', 'python proposed'],
    ['pip install ./pr', 'pip proposed'],
    ['pip install -r pr/requirements.txt', 'pip proposed'],
    ['docker build pr', 'docker proposed'],
    ['docker build -f pr/Dockerfile .', 'docker proposed+trusted'],
    ['cargo build --manifest-path pr/Cargo.toml', 'cargo proposed'],
    ['python -m pytest', 'pytest trusted'],
    ['sudo -E env A=1 timeout 5m make', 'make trusted'],
    ['npx eslint .', 'eslint trusted'],
    ['cat Makefile', ''],
    ['make --version', ''],
    ['python --version', ''],
    ['go build ./...', ''],
    ['npm ci --ignore-scripts --allow-git=none', ''],
    ["cd pr; python -c 'import json'", 'python proposed'],
    ["python -c 'import json'", ''],
    ["cd pr; python -c 'import sys'", ''],
    ["cd pr; python -P -c 'import json'", ''],
    ["cd pr; python -Ic 'import json'", ''],
    ["cd pr; python -c 'import json' -P", 'python proposed'],
    ['cd pr; PYTHONSAFEPATH=1 python -m json.tool x', ''],
    ['echo make', ''],
  ])('%j: %s', (text, expected) => expect(tools(text).join(',')).toBe(expected));
  it('a trusted local script is followed, with its arguments and variables', () => {
    const facts = run('./ci/run.sh "$BODY"', { env, files: { 'ci/run.sh': '#!/bin/bash\nset -e\neval "$1"\neval "$REF"\n' } });
    expect(only(facts, 'interpret').map((e) => `${e.span.file}:${e.span.line} ${origins(e.influences)}`)).toEqual([
      'ci/run.sh:3 issue.body',
      'ci/run.sh:4 head.ref',
    ]);
  });
  it('a script that calls itself ends', () =>
    expect(only(run('./a.sh', { files: { 'a.sh': '#!/bin/sh\n./a.sh\nmake\n' } }), 'execute').map((e) => e.tool)).toContain('make'));
});
