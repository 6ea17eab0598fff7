import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

/** Does anybody win the secret of a job that runs for every pull request? */
const wins = async (script: string, condition = 'true'): Promise<boolean> =>
  (
    await analyse(
      {
        'package.json': '{"name":"@acme/x"}',
        '.github/workflows/ci.yml': `on: pull_request_target
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    if: ${condition}
    steps:
      - uses: actions/checkout@v4
      - id: run
        run: |
${script.replace(/^/gm, '          ')}
        env:
          GH_TOKEN: \${{ secrets.BOT }}
          FORK: \${{ github.event.pull_request.head.repo.full_name }}
      - run: echo "\${{ steps.run.outputs.version }}"
`,
      },
      { asOf: '2026-03-01' },
    )
  ).paths.some((p) => p.actor === 'outsider' && p.asset === 'secret:BOT');

const FETCH = 'gh pr checkout ${{ github.event.number }}\n';
const OWN = 'github.event.pull_request.head.repo.full_name == github.repository';

describe('a change that a script fetches', () => {
  it.each([
    ['one line of JavaScript loads its files', `${FETCH}node -e "require('./tools/version.js')()"`],
    ['a program on standard input does', `${FETCH}node <<'EOF'\nawait import('./tools/version.mjs')\nEOF`],
    ['its manifest is printed into a later script', `${FETCH}echo "version=$(node -p "require('./package.json').version")" >> "$GITHUB_OUTPUT"`],
    ['its manifest is printed, where it can hold a command to the runner', `${FETCH}node -p "require('./package.json').version"`],
    ['it comes as a patch', 'gh pr diff ${{ github.event.number }} | git apply\nmake'],
    ['it comes as a patch in a file', 'gh pr diff 7 > change.patch\npatch -p1 -i change.patch\nmake'],
    ['the fork is cloned', 'gh repo clone "$FORK" theirs\nmake -C theirs'],
  ])('wins the secret when %s', async (_, script) => {
    expect(await wins(script)).toBe(true);
    expect(await wins(script, OWN)).toBe(false);
  });

  it.each([
    ['its manifest is only looked at', `${FETCH}node -p "require('./package.json').version" > /dev/null`],
    ['what is loaded is part of the runtime', `${FETCH}node -e "require('fs').existsSync('x')"`],
    ['the files are the team’s', `node -e "require('./tools/version.js')()"`],
    ['the patch is the team’s', 'git apply ci/fix.patch\nmake'],
    ['the patch is only counted', 'gh pr diff 7 | git apply --stat\nmake'],
    ['another repository is cloned beside it', 'gh repo clone acme/tools tools\nmake'],
  ])('wins nothing when %s', async (_, script) => expect(await wins(script)).toBe(false));
});
