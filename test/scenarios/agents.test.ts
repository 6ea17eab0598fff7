import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

/** Does anybody's text or code reach the agent's hands, with as much as a secret or more to win? */
const told = async (steps: string, on = 'issues'): Promise<boolean> =>
  (
    await analyse(
      {
        '.github/workflows/agent.yml': `on: ${on}
permissions: {}
jobs:
  answer:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
${steps}`,
      },
      { asOf: '2026-03-01' },
    )
  ).paths.some((p) => p.actor === 'outsider' && p.steps.some((s) => s.rule === 'source/agent-instructions'));

const run = (script: string, env = "BODY: '${{ github.event.issue.body }}'"): string =>
  `      - run: |\n${script.replace(/^/gm, '          ')}\n        env:\n          NUMBER: \${{ github.event.issue.number }}\n          KEY: \${{ secrets.KEY }}\n          ${env}\n`;

describe('an agent on the command line', () => {
  it.each([
    ['the text in the prompt', 'copilot -p "Triage: $BODY" --allow-all-tools'],
    [
      'a file that the prompt names',
      'gh issue view 7 --json body > issue.json\nclaude -p "Triage the issue in issue.json" --dangerously-skip-permissions',
    ],
    ['the number in the prompt', 'npx @anthropic-ai/claude-code -p "Triage issue ${{ github.event.issue.number }}" --allowedTools "Bash"'],
    ['a variable with the number', 'claude -p "Run gh issue view $NUMBER and answer" --allowedTools "Bash"'],
    ['the prompt from a pipe', 'echo "$BODY" | gemini --approval-mode yolo'],
    ['a sandbox that is taken away', 'codex exec --sandbox danger-full-access "Answer $BODY"'],
  ])('obeys %s', async (_, script) => expect(await told(run(script))).toBe(true));

  it.each([
    ['tools that only read', 'claude -p "Triage: $BODY" --allowedTools "Read,Grep"'],
    ['no tools at all', 'claude -p "Triage: $BODY"'],
    ['the sandbox as it comes', 'codex exec "Answer $BODY"'],
    ['a prompt that speaks of tools only', 'claude -p "Never use Bash: $BODY"'],
    ['nothing of strangers', 'claude -p "Summarise the milestones" --allowedTools "Bash"'],
    ['another file', 'gh issue view 7 --json body > issue.json\nclaude -p "Read notes.md" --allowedTools "Bash"'],
    ['no prompt: a person would have to sit there', 'copilot --version'],
  ])('is harmless with %s', async (_, script) => expect(await told(run(script))).toBe(false));
});

describe('an agent as an action', () => {
  const gemini = (prompt: string, env: string): string => `      - uses: google-github-actions/run-gemini-cli@v0
        env:
          TOKEN: \${{ secrets.TOKEN }}
          ISSUE_BODY: \${{ ${env} }}
        with:
          prompt: '${prompt}'
`;
  it('reads variables that its prompt names', async () => {
    expect(await told(gemini('Triage the issue "${ISSUE_BODY}"', 'github.event.issue.body'))).toBe(true);
    expect(await told(gemini('Triage the issue "${ISSUE_BODY}"', 'github.event.issue.id'))).toBe(false);
    expect(await told(gemini('Summarise the open milestones', 'github.event.issue.body'))).toBe(false);
  });

  const claude = (tools: string): string => `      - uses: anthropics/claude-code-action@v1
        with:
          anthropic_api_key: \${{ secrets.KEY }}
          github_token: \${{ github.token }}
          allowed_non_write_users: '*'
          prompt: Fix issue \${{ github.event.issue.number }}
          claude_args: --allowedTools "${tools}"
`;
  it('writes through the tools of a server as through its own', async () => {
    expect(await told(claude('Read,mcp__github__push_files'))).toBe(true);
    expect(await told(claude('Read,mcp__github__get_issue'))).toBe(false);
  });
});
