import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

const SHA = '0123456789abcdef0123456789abcdef01234567';

/** Packages that whoever controls them gets run beside the secret. */
const trusted = async (step: string, files: Readonly<Record<string, string>> = {}): Promise<readonly string[]> => {
  const report = await analyse({
    '.github/workflows/agent.yml': `on:
  schedule:
    - cron: '0 3 * * *'
permissions: {}
jobs:
  agent:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@${SHA}
${step}`,
    ...files,
  });
  return (report.graph?.transitions ?? [])
    .filter((t) => t.rule === 'dependency/component-in-job')
    .flatMap((t) => t.needs.filter((need) => need.startsWith('component:package:')).map((need) => need.slice('component:package:'.length)));
};
const action = (input: string): string => `      - uses: anthropics/claude-code-action@${SHA}
        with:
          anthropic_api_key: \${{ secrets.KEY }}
          prompt: Summarise the milestones
${input}`;
const SERVERS = '{"mcpServers": {"search": {"command": "npx", "args": ["-y", "@some/search-server"]}}}';

describe('tool servers of an agent', () => {
  it.each([
    ['in an argument of the action', action(`          claude_args: |\n            --mcp-config '${SERVERS}'\n`)],
    ['in an input of the action', action(`          mcp_config: '${SERVERS}'\n`)],
    ['in an argument of the command', `      - run: |\n          claude -p "Hello" --mcp-config '${SERVERS}'\n`],
    [
      'in a file that the script writes',
      `      - run: |\n          echo '${SERVERS}' > /tmp/mcp.json\n          claude -p "Hello" --mcp-config /tmp/mcp.json\n`,
    ],
    ['added before', '      - run: claude mcp add search -- npx -y @some/search-server\n'],
  ])('%s are packages that run in the job', async (_, step) => {
    expect((await trusted(step)).some((name) => name.includes('@some/search-server'))).toBe(true);
  });

  it('in the file of the repository, where the action reads it', async () => {
    const files = { '.mcp.json': SERVERS };
    expect(await trusted(action(''), files)).toHaveLength(1);
    expect(await trusted('      - run: echo no agent\n', files)).toEqual([]);
    expect(await trusted(action(''))).toEqual([]);
  });

  it.each([
    ['a server of the workspace', '{"mcpServers": {"own": {"command": "node", "args": ["server.js"]}}}'],
    ['a server at an address', '{"mcpServers": {"own": {"type": "http", "url": "https://mcp.example.com"}}}'],
    ['no server', '{"mcpServers": {}}'],
    ['not JSON at all', '{"command": "npx", "args": ["'],
  ])('%s is no package', async (_, config) => {
    expect(await trusted(action(''), { '.mcp.json': config })).toEqual([]);
  });
});
