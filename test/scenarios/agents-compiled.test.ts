import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

/** The shape of a compiled agent workflow: the agent behind its firewall, its answer applied by another job. */
const compiled = (options: { readonly withhold?: string; readonly wrapper?: string; readonly safeOutputs?: string; readonly env?: string }) =>
  analyse(
    {
      '.github/workflows/triage.lock.yml': `on: issues
permissions: {}
jobs:
  agent:
    runs-on: ubuntu-latest
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@v6
        with: { persist-credentials: false }
      - run: |
          sudo -E awf --container-workdir "\${GITHUB_WORKSPACE}" ${options.env ?? '--env-all'} ${options.withhold ?? '--exclude-env KEY'} --allow-domains api.example.com --log-level info \\
            -- /bin/bash -c '${options.wrapper ?? 'claude'} --print --allowedTools "Bash" "$(cat /tmp/prompt.txt)"' 2>&1 | tee -a agent.log
        env:
          KEY: \${{ secrets.KEY }}
      - uses: actions/upload-artifact@v4
        with: { name: agent, path: /tmp/agent_output.json }
  safe_outputs:
    needs: agent
    runs-on: ubuntu-latest
    permissions:
      contents: read
${options.safeOutputs ?? '      issues: write\n'}    steps:
      - uses: actions/download-artifact@v4
        with: { name: agent, path: /tmp/out }
      - uses: actions/github-script@v7
        with:
          script: await require('/opt/outputs.cjs').main()
`,
    },
    { asOf: '2026-06-15' },
  );
const reached = async (options: Parameters<typeof compiled>[0], asset: string): Promise<boolean> =>
  (await compiled(options)).paths.some((p) => p.actor === 'outsider' && p.asset === asset);

describe('an agent behind a firewall', () => {
  it('is kept from the secrets of its step, and the report shows by what', async () => {
    const { crossings } = await compiled({});
    expect(await reached({}, 'secret:KEY')).toBe(false);
    expect(crossings.flatMap((c) => c.guarantees).filter((g) => g.id.startsWith('agent-sandbox'))).toMatchObject([
      { strength: 'strong' },
      { strength: 'strong' },
    ]);
  });
  it('is not kept from what the container is handed', async () => {
    expect(await reached({ withhold: '' }, 'secret:KEY')).toBe(true);
    expect(await reached({ withhold: '', env: '' }, 'secret:KEY')).toBe(false);
  });
  it('is found behind the script that drives it', async () => {
    expect(await reached({ wrapper: 'node /opt/driver.cjs /usr/local/bin/claude', withhold: '' }, 'secret:KEY')).toBe(true);
  });
});

describe('what another job does with its answer', () => {
  it('is said in the name of the pipeline, where that job may write', async () => {
    expect(await reached({}, 'review:repository')).toBe(true);
    expect(await reached({ safeOutputs: '' }, 'review:repository')).toBe(false);
  });
  it('is no way to the source', async () => {
    expect(await reached({}, 'source:repository')).toBe(false);
  });
});
