import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/reason/report.ts';
import { analyse } from '../analyse.ts';

const JANUARY = { asOf: '2026-01-01' };
const rules = (report: Report, asset = 'secret:KEY'): readonly string[] =>
  report.paths.filter((p) => p.actor === 'outsider' && p.asset === asset).flatMap((p) => p.steps.map((s) => s.rule));
const indent = (text: string): string =>
  text
    .trim()
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n');
const job = (steps: string, on = 'pull_request_target', more = ''): string => `on: ${on}
permissions: {}
jobs:
  a:
    runs-on: ubuntu-latest${more}
    steps:
${indent(steps)}
`;
const of = (text: string, more: Readonly<Record<string, string>> = {}) => analyse({ '.github/workflows/a.yml': text, ...more }, JANUARY);

describe('an output that a branch of the script sets', () => {
  const after = (script: string, condition: string): string => `on: pull_request_target
permissions: {}
jobs:
  check:
    runs-on: ubuntu-latest
    outputs: { skip: '\${{ steps.s.outputs.skip }}' }
    steps:
      - id: s
        run: |
${script
  .split('\n')
  .map((line) => `          ${line}`)
  .join('\n')}
  greet:
    needs: check
    if: needs.check.outputs.skip ${condition}
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
        env: { KEY: '\${{ secrets.KEY }}' }
`;
  it.each([
    'if [ -n "$X" ]; then echo "skip=true" >> $GITHUB_OUTPUT; fi',
    'skip() { echo "skip=true" >> $GITHUB_OUTPUT; }\nif [[ $X == "i18n/"* ]]; then skip; fi',
    '[ -n "$X" ] && echo "skip=true" >> $GITHUB_OUTPUT',
    'for f in $FILES; do echo "skip=true" >> $GITHUB_OUTPUT; done',
    'if [ -z "$X" ]; then exit 0; fi\necho "skip=true" >> $GITHUB_OUTPUT',
    'case "$X" in a) echo "skip=true" >> $GITHUB_OUTPUT;; esac',
  ])('may be missing: %j', async (script) => expect(rules(await of(after(script, "!= 'true'")))).toContain('source/script-injection'));
  it.each([
    'echo "skip=true" >> $GITHUB_OUTPUT',
    'skip() { echo "skip=true" >> $GITHUB_OUTPUT; }\nskip',
    'if [ -z "$X" ]; then exit 1; fi\necho "skip=true" >> $GITHUB_OUTPUT',
    'note() { [ -n "$1" ] || return; echo "$1"; }\nnote x\necho "skip=true" >> $GITHUB_OUTPUT',
  ])('is there otherwise: %j', async (script) => expect(rules(await of(after(script, "!= 'true'")))).toEqual([]));
});

describe('a step that may be skipped', () => {
  const greet = `- run: echo "\${{ github.event.pull_request.title }}"
  if: steps.s.outputs.stop != 'yes'
  env: { KEY: '\${{ secrets.KEY }}' }`;
  it('may leave its output empty', async () =>
    expect(
      rules(await of(job(`- id: s\n  if: contains(github.event.pull_request.title, 'wip')\n  run: echo "stop=yes" >> $GITHUB_OUTPUT\n${greet}`))),
    ).toContain('source/script-injection'));
  it('sets it when it cannot be skipped', async () =>
    expect(rules(await of(job(`- id: s\n  run: echo "stop=yes" >> $GITHUB_OUTPUT\n${greet}`)))).toEqual([]));
  it('surely leaves it empty when it never runs', async () =>
    expect(
      rules(
        await of(job(`- id: s\n  if: github.event_name == 'push'\n  run: echo "stop=no" >> $GITHUB_OUTPUT\n${greet.replace("!= 'yes'", "== 'no'")}`)),
      ),
    ).toEqual([]));

  const build = `- run: make\n  env: { KEY: '\${{ secrets.KEY }}' }`;
  const head = `- uses: actions/checkout@v4\n  with: { ref: '\${{ github.event.pull_request.head.sha }}' }`;
  it('leaves the earlier checkout in place', async () => {
    const base = `- uses: actions/checkout@v4\n  if: contains(github.event.pull_request.title, 'trusted')`;
    expect(rules(await of(job(`${head}\n${base}\n${build}`)))).toContain('source/untrusted-checkout');
    expect(rules(await of(job(`${head}\n- uses: actions/checkout@v4\n${build}`)))).toEqual([]);
  });
  it('brings code past its own gate only', async () => {
    const gated = (who: string): string => `- uses: actions/checkout@v4\n${head}\n  if: ${who}\n${build}`;
    expect(rules(await of(job(gated("github.event.pull_request.author_association == 'MEMBER'"))))).toEqual([]);
    expect(rules(await of(job(gated("github.event.pull_request.title != ''"))))).toContain('source/untrusted-checkout');
  });
});

describe('branches of a PowerShell step', () => {
  const steps = (script: string): string => `- shell: pwsh
  run: |
${script
  .split('\n')
  .map((line) => `    ${line}`)
  .join('\n')}
- uses: actions/checkout@v4
  if: env.TYPE == 'pull'
  with: { ref: '\${{ github.event.pull_request.head.sha }}' }
- run: ./build.ps1
  env: { KEY: '\${{ secrets.KEY }}' }`;
  it.each([
    'if ($env:X) {\n  $type = "pull"\n} elseif ($env:Y) {\n  $type = "other"\n} else {\n  $type = "main"\n}\n"TYPE=$type" | Out-File -Append $env:GITHUB_ENV',
    'if ($env:X) { $type = "pull" } else { $type = "main" }\n"TYPE=$type" | Out-File -Append $env:GITHUB_ENV',
    '$type = "main"; foreach ($l in $env:L.Split(",")) { $type = "pull" }\necho "TYPE=$type" >> $env:GITHUB_ENV',
    '$type = Get-Type\necho "TYPE=$type" >> $env:GITHUB_ENV',
  ])('are all looked at: %j', async (script) => expect(rules(await of(job(steps(script))))).toContain('source/untrusted-checkout'));
  it.each([
    '$type = "main"\n"TYPE=$type" | Out-File -Append $env:GITHUB_ENV',
    'if ($env:X) { $type = "other" } else { $type = "main" }\n$type = "main"\n"TYPE=$type" | Out-File -Append $env:GITHUB_ENV',
    '$t = @{ a = 1 }\n$type = "main"\necho "TYPE=$type" >> $env:GITHUB_ENV',
  ])('count as far as they last: %j', async (script) => expect(rules(await of(job(steps(script))))).toEqual([]));
});

describe('text that is quoted for a shell', () => {
  const steps = (line: string): string => `- id: b
  run: |
    REF=$(printf "%q" "$HEAD")
    REF=\${REF/refs\\/heads\\//}
    ${line}
  env: { HEAD: '\${{ github.head_ref }}' }
- run: echo \${{ steps.b.outputs.name }}
  env: { KEY: '\${{ secrets.KEY }}' }`;
  it('is free again once a shell has read it', async () =>
    expect(rules(await of(job(steps('echo "name=$(eval printf "%s" "$REF")" >> "$GITHUB_OUTPUT"'))))).toContain('source/script-injection'));
  it('is harmless until then', async () => {
    expect(rules(await of(job(steps('printf "name=%s\\n" "$REF" >> "$GITHUB_OUTPUT"'))))).toEqual([]);
    expect(rules(await of(job(steps('eval "LIST=($REF)"'))))).toEqual([]);
  });
  it('is free in the variable that it is read into', async () => {
    expect(rules(await of(job(steps('eval "NAME=$REF"; echo "name=$NAME" >> "$GITHUB_OUTPUT"'))))).toContain('source/script-injection');
    expect(rules(await of(job(steps('NAME="$REF"; echo "name=$NAME" >> "$GITHUB_OUTPUT"'))))).toEqual([]);
  });
});

describe('an association looked for in a text', () => {
  const say = (list: string): string =>
    job(`- run: echo "\${{ github.event.comment.body }}"\n  env: { KEY: '\${{ secrets.KEY }}' }`, 'issue_comment').replace(
      '    runs-on',
      `    if: contains('${list}', github.event.comment.author_association)\n    runs-on`,
    );
  it('is a gate, unless strangers are in the text', async () => {
    expect(rules(await of(say('OWNER,MEMBER,COLLABORATOR')))).toEqual([]);
    expect(rules(await of(say('OWNER,MEMBER,NONE')))).toContain('source/script-injection');
  });
});

describe('the commit or ref of the change, handed on', () => {
  const build = `- uses: actions/checkout@v4
  with: { ref: '\${{ steps.r.outputs.ref }}' }
- run: ./mvnw verify
  env: { KEY: '\${{ secrets.KEY }}' }`;
  const script = (line: string): string => `- id: r\n  run: ${line}\n${build}`;
  const js = (line: string): string => `- id: r\n  uses: actions/github-script@v7\n  with:\n    script: |\n      ${line}\n${build}`;
  it.each([
    script('echo "ref=${{ github.event.pull_request.head.sha }}" >> $GITHUB_OUTPUT'),
    script('echo "ref=refs/pull/${{ github.event.number }}/merge" >> $GITHUB_OUTPUT'),
    script('if [ "$X" = 1 ]; then echo "ref=refs/pull/$N/head" >> $GITHUB_OUTPUT; else echo "ref=main" >> $GITHUB_OUTPUT; fi'),
    js("core.setOutput('ref', `refs/pull/${context.issue.number}/merge`)"),
  ])('arrives at a checkout: %j', async (steps) => expect(rules(await of(job(steps)))).toContain('source/untrusted-checkout'));
  it.each([
    script('echo "ref=${{ github.event.pull_request.base.sha }}" >> $GITHUB_OUTPUT'),
    script('echo "ref=preview-${{ github.event.number }}" >> $GITHUB_OUTPUT'),
    `- id: r\n  run: echo "ref=main" >> $GITHUB_OUTPUT\n  env: { SHA: '\${{ github.event.pull_request.head.sha }}' }\n${build}`,
    "- run: echo ${{ github.event.pull_request.head.sha }}\n  env: { KEY: '${{ secrets.KEY }}' }",
    '- uses: nobody/knows@8f4b7f84864484a7bf31766abe9204da3cbe65b3\n  with: { sha: "${{ github.event.pull_request.head.sha }}", key: "${{ secrets.KEY }}" }',
  ])('and nothing else does: %j', async (steps) => expect(rules(await of(job(steps)))).toEqual([]));

  const called = {
    '.github/workflows/b.yml': `on:
  workflow_call:
    inputs: { ref: { type: string } }
    secrets: { KEY: {} }
${job(`- uses: actions/checkout@v4
  with: { ref: '\${{ inputs.ref }}' }
- run: ./gradlew build
  env: { KEY: '\${{ secrets.KEY }}' }`)
  .split('\n')
  .slice(1)
  .join('\n')}`,
  };
  const caller = (ref: string): string => `on:
  pull_request_target: { types: [labeled] }
permissions: {}
jobs:
  a:
    uses: ./.github/workflows/b.yml
    with: { ref: '${ref}' }
    secrets: inherit
`;
  it('arrives in a called workflow', async () => {
    for (const ref of ['${{ github.event.pull_request.head.sha }}', 'refs/pull/${{ github.event.number }}/merge'])
      expect(rules(await of(caller(ref), called))).toContain('source/untrusted-checkout');
    for (const ref of ['${{ github.event.pull_request.base.sha }}', '']) expect(rules(await of(caller(ref), called))).toEqual([]);
  });
});
