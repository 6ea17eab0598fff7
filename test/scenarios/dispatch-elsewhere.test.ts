import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

const AS_OF = '2026-05-01';
const outsiders = async (yaml: string, rule = 'configuration/dispatch-elsewhere') =>
  (await analyse({ '.github/workflows/ci.yml': yaml }, { asOf: AS_OF })).paths.filter(
    (p) => (p.actor === 'outsider' || p.actor === 'contributor') && p.steps.some((s) => s.rule === rule),
  );

const job = (steps: string, { on = 'pull_request_target', condition = '' } = {}): string => `on: ${on}
permissions: {}
jobs:
  tell:
    runs-on: ubuntu-latest
${condition === '' ? '' : `    if: ${condition}\n`}    steps:
      - id: app
        uses: actions/create-github-app-token@v2
        with:
          app-id: 1
          private-key: \${{ secrets.APP_KEY }}
          owner: acme
          repositories: product
${steps}`;

const curl = (sha: string, address = 'acme/product'): string => `      - env:
          SHA: \${{ ${sha} }}
        run: |
          curl -X POST \\
            -H "Authorization: Bearer \${{ steps.app.outputs.token }}" \\
            https://api.github.com/repos/${address}/dispatches \\
            -d @- <<EOF
          {"event_type": "check", "client_payload": {"sha": "$SHA"}}
          EOF
`;
const HEAD = 'github.event.pull_request.head.sha';

describe('a job that has another repository work on a change', () => {
  it('is a way into that repository for anybody, whichever tool sends the message', async () => {
    const script = `      - uses: actions/github-script@v7
        with:
          github-token: \${{ steps.app.outputs.token }}
          script: |
            await github.rest.actions.createWorkflowDispatch({
              owner: 'acme', repo: 'product', workflow_id: 'integration.yml', ref: 'main',
              inputs: { sha: context.payload.pull_request.head.sha },
            });
`;
    const gh = `      - env:
          GH_TOKEN: \${{ steps.app.outputs.token }}
        run: gh api repos/acme/product/dispatches -f event_type=check -f "client_payload[ref]=\${{ github.head_ref }}"
`;
    const action = `      - uses: peter-evans/repository-dispatch@v3
        with:
          token: \${{ steps.app.outputs.token }}
          repository: acme/product
          event-type: check
          client-payload: '{"sha": "\${{ github.event.pull_request.head.sha }}"}'
`;
    for (const steps of [curl(HEAD), script, gh, action]) {
      const paths = await outsiders(job(steps));
      expect(paths.map((p) => p.asset)).toEqual(['elsewhere:acme/product']);
      expect(paths[0]?.severity).toBe('medium');
    }
  });

  it('is closed by a condition on who wrote the change', async () => {
    for (const condition of [
      `contains(fromJSON('["MEMBER","OWNER","COLLABORATOR"]'), github.event.pull_request.author_association)`,
      'github.event.pull_request.head.repo.full_name == github.repository',
    ])
      expect(await outsiders(job(curl(HEAD), { condition }))).toEqual([]);
  });

  it('is nothing to report where no change is named, where it is this repository, or where the secret is withheld', async () => {
    expect(await outsiders(job(curl('github.event.number')))).toEqual([]);
    expect(await outsiders(job(curl(HEAD, '${{ github.repository }}')))).toEqual([]);
    expect(await outsiders(job(curl(HEAD, 'acme/test')))).toEqual([]);
    expect(await outsiders(job(curl(HEAD), { on: 'pull_request' }))).toEqual([]);
    expect(await outsiders(job(curl('github.sha'), { on: '{ push: { branches: [main] } }' }))).toEqual([]);
  });
});

describe('the author of the change that a script fetches', () => {
  const merge = (condition: string): string => `on: pull_request_target
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
${condition}    steps:
      - uses: actions/checkout@v4
      - run: gh pr checkout \${{ github.event.number }}
        env:
          GH_TOKEN: \${{ secrets.BOT }}
      - uses: actions/github-script@v7
        with:
          script: const { f } = require('./.github/scripts/x.js');
`;

  it('is anybody, unless the run is only for changes from this repository', async () => {
    expect(await outsiders(merge(''), 'source/untrusted-checkout')).not.toEqual([]);
    expect(
      await outsiders(merge('    if: github.event.pull_request.head.repo.full_name == github.repository\n'), 'source/untrusted-checkout'),
    ).toEqual([]);
  });

  it('is anybody where the run follows a comment', async () => {
    const commented = merge('').replace('pull_request_target', 'issue_comment').replace('event.number', 'event.issue.number');
    expect(await outsiders(commented, 'source/untrusted-checkout')).not.toEqual([]);
  });
});
