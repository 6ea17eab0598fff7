import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

const injected = async (script: string): Promise<boolean> =>
  (
    await analyse(
      {
        '.github/workflows/say.yml': `on: issues
permissions: {}
jobs:
  say:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/github-script@v7
        with:
          script: |
            ${script}
      - run: ./notify.sh
        env:
          KEY: \${{ secrets.KEY }}
`,
      },
      { asOf: '2026-03-01' },
    )
  ).paths.some((p) => p.actor === 'outsider' && p.asset === 'secret:KEY');
const TITLE = '${{ toJSON(github.event.issue.title) }}';

describe('JSON in a JavaScript step', () => {
  it.each([`const title = ${TITLE} || '';`, `console.log(${TITLE});`, `const issue = { title: ${TITLE} };`])('is a value in %s', async (script) => {
    expect(await injected(script)).toBe(false);
  });
  it.each([`const title = JSON.parse('${TITLE}');`, `const title = \`say \${1} = ${TITLE}\`;`, "const title = '${{ github.event.issue.title }}';"])(
    'is a text like others in %s',
    async (script) => {
      expect(await injected(script)).toBe(true);
    },
  );
});
