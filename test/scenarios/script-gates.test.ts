import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/reason/report.ts';
import { analyse } from '../analyse.ts';

const workflow = (script: string): Record<string, string> => ({
  '.github/workflows/bench.yml': `on: issue_comment
permissions: {}
jobs:
  bench:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/github-script@v7
        with:
          script: |
            ${script}
      - uses: actions/checkout@v4
        with:
          ref: refs/pull/\${{ github.event.issue.number }}/head
      - run: make bench
        env:
          KEY: \${{ secrets.BENCH_KEY }}
`,
});
const secret = (report: Report) => report.paths.find((path) => path.actor === 'outsider' && path.asset === 'secret:BENCH_KEY');

describe('a step that ends the job for people without rights', () => {
  it('is shown as a weak gate, and lowers the severity by one', async () => {
    const path = secret(
      await analyse(workflow("if (!['OWNER', 'MEMBER'].includes(context.payload.comment.author_association)) core.setFailed('no');"), {
        asOf: '2026-01-01',
      }),
    );
    expect(path?.severity).toBe('medium');
    expect(path?.steps.flatMap((step) => step.weak.map(({ id }) => id.split('@')[0]))).toContain('permission-script');
  });

  it('is none when it only reads the association', async () => {
    const path = secret(await analyse(workflow("console.log(context.payload.comment.author_association, 'OWNER');"), { asOf: '2026-01-01' }));
    expect(path?.severity).toBe('high');
  });
});
