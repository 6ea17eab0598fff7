import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

const reusable = (options: { readonly job?: string; readonly prints?: string; readonly use?: string; readonly checkout?: string }): string => `on:
  workflow_call:
    secrets:
      KEY: { required: true }
permissions: {}
jobs:
  plan:
    runs-on: ubuntu-latest
    permissions: {}
    outputs:
      text: \${{ steps.plan.outputs.text }}
    steps:
      - uses: actions/checkout@v4${options.checkout ?? ''}
      - id: plan
        run: |
          ${options.prints ?? 'terraform plan -no-color | tee out.txt'}
          TEXT="$(grep -v Refreshing out.txt)"
          echo "::set-output name=text::$TEXT"
  report:
    needs: plan${options.job ?? "\n    if: github.event_name == 'pull_request'"}
    runs-on: ubuntu-latest
    steps:
      - run: ${options.use ?? 'echo "${{ needs.plan.outputs.text }}"'}
        env:
          TEXT: \${{ needs.plan.outputs.text }}
          KEY: \${{ secrets.KEY }}
`;

const injected = async (options: Parameters<typeof reusable>[0]): Promise<readonly string[]> => {
  const { paths } = await analyse({ '.github/workflows/plan.yml': reusable(options) });
  return paths.filter((p) => p.actor === 'outsider' && p.steps.some((s) => s.rule === 'source/script-injection')).map((p) => p.certainty);
};

describe('what a tool prints about the code of an unknown caller', () => {
  it('is a text that an attacker may have written, if the caller runs on unreviewed changes', async () => {
    expect(new Set(await injected({}))).toEqual(new Set(['conditional']));
    expect(new Set(await injected({ prints: 'cat VERSION > out.txt' }))).toEqual(new Set(['conditional']));
  });
  it.each([
    ['through a variable', { use: 'echo "$TEXT"' }],
    ['made for no pull requests', { job: '' }],
    ['code of another ref', { checkout: '\n        with: { ref: main }' }],
    ['a tool that reads no code', { prints: 'date > out.txt' }],
  ])('harmless: %s', async (_, options) => expect(await injected(options)).toEqual([]));

  it('says nothing about code that runs', async () => {
    const { paths } = await analyse({ '.github/workflows/plan.yml': reusable({ use: 'echo done' }) });
    expect(paths.filter((p) => p.actor === 'outsider')).toEqual([]);
  });
});

describe('a job for events that strangers do not cause', () => {
  const severities = async (condition: string): Promise<ReadonlySet<string>> => {
    const { paths } = await analyse({
      '.github/workflows/apply.yml': `on:
  workflow_call:
    inputs:
      target: { type: string }
permissions: {}
jobs:
  apply:
    if: ${condition}
    runs-on: ubuntu-latest
    permissions: { contents: write }
    steps:
      - run: echo "\${{ inputs.target }}"
`,
    });
    return new Set(paths.filter((p) => p.actor === 'outsider' && p.asset.startsWith('callers:')).map((p) => p.severity));
  };
  it.each([
    ["github.event_name == 'push' || github.event_name == 'workflow_dispatch'", 'low'],
    ['contains(fromJSON(\'["schedule", "release"]\'), github.event_name)', 'low'],
    ["github.event_name == 'push' || github.event_name == 'issues'", 'high'],
    ["github.event_name != 'push'", 'high'],
    ["github.ref == 'refs/heads/main'", 'high'],
  ])('%s', async (condition, severity) => expect(await severities(condition)).toEqual(new Set([severity])));
});
