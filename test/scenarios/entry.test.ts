/** Where an attack enters: the first run that the attacker causes with nothing in hand, or the run that let it in. */
import { describe, expect, it } from 'vitest';
import { analyse, withSettings } from '../analyse.ts';

const labelled = `on: push
permissions: {}
jobs:
  sync:
    runs-on: ubuntu-latest
    steps:
      - run: ./sync.sh
        env:
          KEY: \${{ secrets.SIGNING_KEY }}
`;
const tryChange = (trigger: string, number: string) => `on:
  ${trigger}
permissions: {}
jobs:
  try:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
        with:
          ref: refs/pull/${number}/head
          token: \${{ secrets.BOT_PAT }}
      - run: make test
      - run: git push origin HEAD:refs/heads/tried
`;

describe('the entry of a path', () => {
  const entries = async (change: string) => {
    const report = await analyse(
      { '.github/workflows/a-sync.yml': labelled, '.github/workflows/try.yml': change },
      { settings: withSettings({ 'branch-protected': true, 'pull-request-target-blocked': false }) },
    );
    return report.paths
      .filter((p) => p.actor === 'outsider' && p.asset === 'secret:SIGNING_KEY')
      .map((p) => `${p.entry.workflow} ${p.entry.trigger}`);
  };
  it('is the run that a maintainer starts for the attacker, not what the attacker starts with what it took there', async () => {
    const found = await entries(tryChange('workflow_dispatch: { inputs: { pr: { required: true } } }', '${{ inputs.pr }}'));
    expect(new Set(found)).toEqual(new Set(['.github/workflows/try.yml workflow_dispatch']));
  });
  it('is the run that the attacker causes where there is one', async () => {
    const found = await entries(tryChange('issue_comment:', '${{ github.event.issue.number }}'));
    expect(new Set(found)).toEqual(new Set(['.github/workflows/try.yml issue_comment']));
  });
});
