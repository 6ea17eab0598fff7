/** Expressions in scripts become variables: exactly these characters change, whatever the YAML around them looks like. */
import { describe, expect, it } from 'vitest';
import { mendFile } from './fixture.ts';

const KIND = 'env-indirection';
/** Before the platform refused or restricted the event. */
const asOf = '2026-01-01';

const head = `on: pull_request_target
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    env:
      KEY: \${{ secrets.KEY }}
    steps:
`;
const TITLE = '${{ github.event.pull_request.title }}';
const REF = '${{ github.head_ref }}';

/** The step as it is mended, indented by 6. */
const mended = async (step: string): Promise<string> => {
  const { text, why } = await mendFile(head + step, KIND, { asOf });
  expect(why).toEqual([]);
  expect(text.startsWith(head)).toBe(true);
  return text.slice(head.length);
};
const refusal = async (step: string): Promise<string> => {
  const { text, why } = await mendFile(head + step, KIND, { asOf });
  expect(text).toBe(head + step);
  return why.join(' ');
};
const script = (...lines: readonly string[]): string => `      - name: Greet\n        run: |\n${lines.map((l) => `          ${l}\n`).join('')}`;
const scriptAs = (shell: string, ...lines: readonly string[]): string =>
  `      - name: Greet\n        shell: ${shell}\n        run: |\n${lines.map((l) => `          ${l}\n`).join('')}`;
const withEnv = (text: string, env = `TITLE: ${TITLE}`, before = '      - name: Greet\n'): string =>
  text.replace(before, `${before}        env:\n          ${env}\n`);

describe('shell scripts', () => {
  it.each([
    ['without quotes', `echo ${TITLE}`, 'echo "$PULL_REQUEST_TITLE"'],
    ['in double quotes', `echo "a ${TITLE}, b"`, 'echo "a $PULL_REQUEST_TITLE, b"'],
    ['before a letter', `echo "${TITLE}s"`, 'echo "${PULL_REQUEST_TITLE}s"'],
    ['in single quotes', `echo 'a ${TITLE} b'`, `echo 'a '"$PULL_REQUEST_TITLE"' b'`],
    ['in an assignment', `T=${TITLE}`, 'T="$PULL_REQUEST_TITLE"'],
    ['in a substitution in quotes', `echo "$(printf %s ${TITLE})"`, 'echo "$(printf %s "$PULL_REQUEST_TITLE")"'],
    ['in a test', `[[ ${TITLE} == x ]] && exit 1`, '[[ "$PULL_REQUEST_TITLE" == x ]] && exit 1'],
    ['as a pattern', `[[ $X =~ ${TITLE} ]] || exit 1`, '[[ $X =~ $PULL_REQUEST_TITLE ]] || exit 1'],
    ['in a comment', `true # ${TITLE}`, 'true # $PULL_REQUEST_TITLE'],
    [
      'behind a case in a substitution',
      `x=$(case $A in a) echo b;; esac); echo ${TITLE}`,
      'x=$(case $A in a) echo b;; esac); echo "$PULL_REQUEST_TITLE"',
    ],
  ])('%s', async (_, before, after) => {
    expect(await mended(script(before))).toBe(withEnv(script(after), `PULL_REQUEST_TITLE: ${TITLE}`));
  });

  it('in a here-document that is expanded', async () => {
    expect(await mended(script('cat <<EOF', `title: '${TITLE}'`, 'EOF'))).toBe(
      withEnv(script('cat <<EOF', "title: '$PULL_REQUEST_TITLE'", 'EOF'), `PULL_REQUEST_TITLE: ${TITLE}`),
    );
  });

  it('a list of a loop is taken apart at blanks as before', async () => {
    expect(await mended(script(`for t in ${TITLE}; do echo "$t"; done`))).toBe(
      withEnv(script('for t in $PULL_REQUEST_TITLE; do echo "$t"; done'), `PULL_REQUEST_TITLE: ${TITLE}`),
    );
  });

  it('each text has one variable, however often it stands there', async () => {
    expect(await mended(script(`echo ${TITLE}`, `echo ${REF} "${TITLE}"`))).toBe(
      withEnv(
        script('echo "$PULL_REQUEST_TITLE"', 'echo "$HEAD_REF" "$PULL_REQUEST_TITLE"'),
        `PULL_REQUEST_TITLE: ${TITLE}\n          HEAD_REF: ${REF}`,
      ),
    );
  });

  it('what nobody else controls stays as it is', async () => {
    expect(await mended(script(`echo ${TITLE} \${{ github.run_id }}`))).toBe(
      withEnv(script('echo "$PULL_REQUEST_TITLE" ${{ github.run_id }}'), `PULL_REQUEST_TITLE: ${TITLE}`),
    );
  });

  it('a name that is taken is not taken again', async () => {
    expect(await mended(script('PULL_REQUEST_TITLE=x', `echo ${TITLE} $PULL_REQUEST_TITLE`))).toBe(
      withEnv(script('PULL_REQUEST_TITLE=x', 'echo "$PULL_REQUEST_TITLE_2" $PULL_REQUEST_TITLE'), `PULL_REQUEST_TITLE_2: ${TITLE}`),
    );
  });

  it.each([
    ['a literal here-document', ["cat <<'EOF'", TITLE, 'EOF'], /here-document/],
    ['arithmetic', [`echo $(( ${TITLE} + 1 ))`], /arithmetic/],
    ['the command itself', [TITLE], /the command itself/],
    ['inside another expansion', [`echo "\${X:-${TITLE}}"`], /expansion of another variable/],
  ])('refuses %s', async (_, lines, why) => {
    expect(await refusal(script(...lines))).toMatch(why);
  });

  it('refuses where the variable would be evaluated all the same', async () => {
    expect(await refusal(script(`eval "echo ${TITLE}"`))).toMatch(/still open/);
    expect(await refusal(script(`bash -c 'echo ${TITLE}'`))).toMatch(/still open/);
  });
});

describe('other languages', () => {
  it.each([
    ['pwsh', `Write-Host "a ${TITLE}: b"`, 'Write-Host "a ${env:PULL_REQUEST_TITLE}: b"'],
    ['pwsh', `$t = '${TITLE}'`, '$t = $env:PULL_REQUEST_TITLE'],
    ['pwsh', `Write-Host ${TITLE}`, 'Write-Host $env:PULL_REQUEST_TITLE'],
    ['cmd', `echo "${TITLE}"`, '@setlocal EnableDelayedExpansion\n          echo "!PULL_REQUEST_TITLE!"'],
    ['python', `print("${TITLE}")`, 'import os\n          print(os.environ["PULL_REQUEST_TITLE"])'],
    ['python', `print('a ${TITLE} b')`, `import os\n          print(('a ' + os.environ["PULL_REQUEST_TITLE"] + ' b'))`],
    ['python', `print(f"a ${TITLE}")`, `import os\n          print(f"a {os.environ['PULL_REQUEST_TITLE']}")`],
    ['fish {0}', `echo "${TITLE}s"`, 'echo "{$PULL_REQUEST_TITLE}s"'],
  ])('%s', async (shell, before, after) => {
    expect(await mended(scriptAs(shell, before))).toBe(
      scriptAs(shell, after).replace(`        shell: ${shell}\n`, `        shell: ${shell}\n        env:\n          PULL_REQUEST_TITLE: ${TITLE}\n`),
    );
  });

  it.each([
    ['pwsh', `Write-Host 'a ${TITLE} b'`, /single quotes/],
    ['cmd', `echo ${TITLE}!`, /exclamation marks/],
    ['python', `print(${TITLE})`, /no text in quotes/],
    ['ruby {0}', `puts "${TITLE}"`, /not known here/],
  ])('%s is refused where it would mean something else', async (shell, line, why) => {
    expect(await refusal(scriptAs(shell, line))).toMatch(why);
  });

  const js = (line: string): string => `      - uses: actions/github-script@v7\n        with:\n          script: |\n            ${line}\n`;
  const env = `        env:\n          PULL_REQUEST_TITLE: ${TITLE}\n`;
  it.each([
    [`core.info('${TITLE}')`, 'core.info(process.env.PULL_REQUEST_TITLE)'],
    [`core.info(\`a ${TITLE} b\`)`, 'core.info(`a ${process.env.PULL_REQUEST_TITLE} b`)'],
    [`core.info("a ${TITLE}")`, 'core.info(("a " + process.env.PULL_REQUEST_TITLE + ""))'],
  ])('github-script: %s', async (before, after) => {
    expect(await mended(js(before))).toBe(js(after).replace('        with:\n', `${env}        with:\n`));
  });
  it('github-script: a bare expression is refused', async () => {
    expect(await refusal(js(`const x = ${TITLE}`))).toMatch(/no text in quotes/);
  });
});

describe('the text around it', () => {
  it('a script in one line, with a comment and a tab behind it', async () => {
    expect(await mended(`      - run: echo "${TITLE}"\t# say it\n      - run: true\n`)).toBe(
      `      - run: echo "$PULL_REQUEST_TITLE"\t# say it\n        env:\n          PULL_REQUEST_TITLE: ${TITLE}\n      - run: true\n`,
    );
  });
  it('quoted scripts', async () => {
    expect(await mended(`      - run: "echo ${TITLE}"\n`)).toBe(
      `      - run: "echo \\"$PULL_REQUEST_TITLE\\""\n        env:\n          PULL_REQUEST_TITLE: ${TITLE}\n`,
    );
    expect(await mended(`      - run: 'echo ''${TITLE}'''\n`)).toBe(
      `      - run: 'echo ''''"$PULL_REQUEST_TITLE"'''''\n        env:\n          PULL_REQUEST_TITLE: ${TITLE}\n`,
    );
  });
  it('flow style', async () => {
    expect(await mended(`      - { name: hi, run: "echo '${TITLE}'" } # one line\n`)).toBe(
      `      - { name: hi, env: { PULL_REQUEST_TITLE: '${TITLE}' }, run: "echo ''\\"$PULL_REQUEST_TITLE\\"''" } # one line\n`,
    );
  });
  it('an env block that is there, with comments', async () => {
    const step = (env: string, run: string): string =>
      `      - name: Greet # hello\n        env: # these\n          A: b # one\n${env}          # end\n        run: ${run}\n`;
    expect(await mended(step('', `echo "${TITLE}"`))).toBe(step(`          PULL_REQUEST_TITLE: ${TITLE}\n`, 'echo "$PULL_REQUEST_TITLE"'));
  });
  it('an env block that holds the text already', async () => {
    const step = (run: string): string => `      - env:\n          T: ${TITLE}\n        run: ${run}\n`;
    expect(await mended(step(`echo "${TITLE}"`))).toBe(step('echo "$T"'));
  });
  it('line ends of Windows, and no line end at the end', async () => {
    const before = `${head}      - name: Greet\n        run: |\n          echo "${TITLE}"\n          true`.replaceAll('\n', '\r\n');
    const { text } = await mendFile(before, KIND, { asOf });
    expect(text).toBe(
      `${head}      - name: Greet\n        env:\n          PULL_REQUEST_TITLE: ${TITLE}\n        run: |\n          echo "$PULL_REQUEST_TITLE"\n          true`.replaceAll(
        '\n',
        '\r\n',
      ),
    );
  });
  it('refuses lines that an anchor shares with others', async () => {
    const step = `      - &greet\n        name: Greet\n        run: echo "${TITLE}"\n      - *greet\n`;
    expect(await refusal(step)).toMatch(/anchor/);
    // The same anchor with nobody else who uses it.
    expect(await mended(step.replace('      - *greet\n', ''))).toContain('echo "$PULL_REQUEST_TITLE"');
  });
  it('refuses a block that keeps its blank lines when it would have to add behind it', async () => {
    expect(await refusal(`      - run: |+\n          echo "${TITLE}"\n\n`)).toMatch(/blank lines/);
  });
  it('works in a composite action', async () => {
    const action = (run: string, env = ''): string =>
      `name: a\ninputs:\n  title: { description: t, required: true }\nruns:\n  using: composite\n  steps:\n    - shell: bash\n${env}      run: ${run}\n`;
    const { text } = await mendFile(action('echo "${{ inputs.title }}"'), KIND, { file: 'action.yml' });
    expect(text).toBe(action('echo "$TITLE"', '      env:\n        TITLE: ${{ inputs.title }}\n'));
  });
});

describe('twice', () => {
  it('changes nothing', async () => {
    const { text } = await mendFile(head + script(`echo ${TITLE}`), KIND, { asOf });
    expect((await mendFile(text, KIND, { asOf })).text).toBe(text);
  });
});
