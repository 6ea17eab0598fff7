import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

/** Does what a stranger writes get an agent's hands on the secret of its job? */
const stolen = async (
  job: string,
  options: { readonly on?: string; readonly asOf?: string; readonly files?: Readonly<Record<string, string>> } = {},
) =>
  (
    await analyse(
      {
        '.github/workflows/agent.yml': `on: ${options.on ?? 'issues'}
permissions:
  contents: read
jobs:
  answer:
    runs-on: ubuntu-latest
${job}`,
        ...options.files,
      },
      { asOf: options.asOf ?? '2026-03-01' },
    )
  ).paths.some((p) => p.actor === 'outsider' && p.asset === 'secret:KEY' && p.steps.some((s) => s.rule === 'source/agent-instructions'));

const script = (run: string): string => `    steps:
      - run: |
${run.replace(/^/gm, '          ')}
        env:
          KEY: \${{ secrets.KEY }}
          BODY: \${{ github.event.issue.body }}
          NUMBER: \${{ github.event.issue.number }}
`;

describe('agents that are started in scripts', () => {
  it.each([
    ['gemini through npx', 'npx -y @google/gemini-cli --yolo -p "Answer: $BODY"'],
    ['codex through npx', 'npx @openai/codex exec --full-auto "Answer: $BODY"'],
    ['aider through uvx', 'uvx --from aider-chat aider --yes-always --message "Fix: $BODY"'],
    ['opencode', 'opencode run "Answer: $BODY"'],
    ['goose', 'goose run -t "Answer: $BODY"'],
    ['amp', 'amp -x "Answer: $BODY" --dangerously-allow-all'],
    ['cursor', 'cursor-agent -p --force "Answer: $BODY"'],
    ['copilot', 'copilot -p "Answer: $BODY" --allow-all-tools'],
    ['Amazon Q', 'q chat --no-interactive --trust-all-tools "Answer: $BODY"'],
    ['Kiro', 'kiro-cli chat --no-interactive --trust-all-tools "Answer: $BODY"'],
    ['droid', 'droid exec --auto high "Answer: $BODY"'],
    ['crush', 'crush run "Answer: $BODY"'],
    ['OpenHands', 'python -m openhands.core.main -t "Answer: $BODY"'],
    ['auggie', 'auggie --print "Answer: $BODY"'],
    ['cline', 'cline -y "Answer: $BODY"'],
    ['a prompt in a heredoc', 'claude -p --permission-mode bypassPermissions <<EOF\nAnswer: $BODY\nEOF'],
    ['a prompt file', 'echo "Answer: $BODY" > prompt.md\ncodex exec --dangerously-bypass-approvals-and-sandbox - < prompt.md'],
    ['tools in a settings file of the job', 'claude -p "Answer: $BODY" --settings \'{"permissions":{"allow":["Bash"]}}\''],
  ])('%s obeys', async (_, run) => expect(await stolen(script(run))).toBe(true));

  it.each([
    ['gemini without approval', 'npx -y @google/gemini-cli -p "Answer: $BODY"'],
    ['Amazon Q that trusts no tool', 'q chat --no-interactive --trust-tools= "Answer: $BODY"'],
    ['droid as it comes', 'droid exec "Answer: $BODY"'],
    ['goose without the text', 'goose run -t "Summarise the milestones"'],
    ['a model without tools', 'llm "Answer: $BODY"'],
    ['a model of the platform', 'gh models run openai/gpt-4o "Answer: $BODY"'],
    ['cursor asked for a plan', 'cursor-agent -p "Answer: $BODY" --mode ask'],
  ])('%s is harmless', async (_, run) => expect(await stolen(script(run))).toBe(false));
});

describe('what a model answers is still the text of whoever asked', () => {
  const answered = (use: string, ask: string): string => `    steps:
      - id: ask
${ask}
      - run: ${use}
        env:
          KEY: \${{ secrets.KEY }}
          ANSWER: \${{ steps.ask.outputs.answer }}
`;
  const injected = async (job: string): Promise<boolean> =>
    (
      await analyse(
        { '.github/workflows/agent.yml': `on: issues\npermissions: {}\njobs:\n  answer:\n    runs-on: ubuntu-latest\n${job}` },
        { asOf: '2026-03-01' },
      )
    ).paths.some((p) => p.actor === 'outsider' && p.asset === 'secret:KEY' && p.steps.some((s) => s.rule === 'source/script-injection'));
  const run = (command: string): string => `        run: |
          ANSWER=$(${command})
          echo "answer=$ANSWER" >> "$GITHUB_OUTPUT"
        env:
          BODY: \${{ github.event.issue.body }}`;

  it.each([
    ['claude', 'claude -p "Which label fits? $BODY"'],
    ['llm', 'llm "Which label fits? $BODY"'],
    ['gh models', 'gh models run openai/gpt-4o "Which label fits? $BODY"'],
    ['a prompt from a pipe', 'echo "$BODY" | llm -s "Which label fits?"'],
    ['codex', 'codex exec "Which label fits? $BODY"'],
  ])('%s', async (_, command) => {
    expect(await injected(answered('echo "${{ steps.ask.outputs.answer }}"', run(command)))).toBe(true);
    expect(await injected(answered('echo "$ANSWER"', run(command)))).toBe(false);
  });
  it('of nothing that a stranger wrote is nobody else’s', async () => {
    expect(await injected(answered('echo "${{ steps.ask.outputs.answer }}"', run('llm "Name a colour"')))).toBe(false);
  });

  const inference = (output: string, use: string, prompt = '${{ github.event.issue.body }}'): string => `    steps:
      - id: ask
        uses: actions/ai-inference@v2
        with:
          prompt: 'Which label fits? ${prompt}'
      - run: ${use.replace('OUTPUT', `\${{ steps.ask.outputs.${output} }}`)}
        env:
          KEY: \${{ secrets.KEY }}
          ANSWER: \${{ steps.ask.outputs.${output} }}
`;
  it('as an output of the inference action', async () => {
    expect(await injected(inference('response', 'gh issue edit 1 --add-label OUTPUT'))).toBe(true);
    expect(await injected(inference('response', 'gh issue edit 1 --add-label "$ANSWER"'))).toBe(false);
    expect(await injected(inference('response', 'gh issue edit 1 --add-label OUTPUT', 'a colour'))).toBe(false);
  });
  it('as a file of the inference action', async () => {
    expect(await injected(inference('response-file', 'eval "$(cat OUTPUT)"'))).toBe(true);
    expect(await injected(inference('response-file', 'cat OUTPUT'))).toBe(false);
  });
});

describe('what an agent is sent to', () => {
  const action = (prompt: string, before = ''): string => `    steps:
${before}      - uses: anthropics/claude-code-action@v1
        with:
          anthropic_api_key: \${{ secrets.KEY }}
          github_token: \${{ github.token }}
          allowed_non_write_users: '*'
          prompt: ${prompt}
          claude_args: --allowedTools "Bash"
`;
  const fetch = (file: string): string => `      - run: gh issue view "$NUMBER" --json body > ${file}
        env:
          NUMBER: \${{ github.event.issue.number }}
          GH_TOKEN: \${{ github.token }}
`;
  it('a file that an earlier step fetched', async () => {
    expect(await stolen(action('Read /tmp/issue.json and label it', fetch('/tmp/issue.json')))).toBe(true);
    expect(await stolen(action('Read /tmp/other.json and label it', fetch('/tmp/issue.json')))).toBe(false);
  });
  it('a command file of the repository that fetches the issue', async () => {
    const files = { '.claude/commands/label.md': '---\nallowed-tools: Bash(gh issue view:*)\n---\nLabel the issue $ARGUMENTS.\n' };
    expect(await stolen(action("'/label ${{ github.event.issue.number }}'"), { files })).toBe(true);
  });
});

describe('who may ask', () => {
  const asked = (inputs: string): string => `    steps:
      - uses: anthropics/claude-code-action@v1
        with:
          anthropic_api_key: \${{ secrets.KEY }}
          prompt: Fix issue \${{ github.event.issue.number }}
          claude_args: --allowedTools "Bash"
${inputs}`;
  const on = '{ issues: { types: [opened] } }';
  it('everybody only with a token of the workflow', async () => {
    expect(await stolen(asked("          allowed_non_write_users: '*'\n          github_token: ${{ github.token }}\n"), { on })).toBe(true);
    expect(await stolen(asked("          allowed_non_write_users: '*'\n"), { on })).toBe(false);
    expect(await stolen(asked(''), { on })).toBe(false);
  });
  const codex = (inputs: string): string => `    steps:
      - uses: openai/codex-action@v1
        with:
          openai-api-key: \${{ secrets.KEY }}
          prompt: 'Fix \${{ github.event.issue.body }}'
          sandbox: danger-full-access
          safety-strategy: unsafe
${inputs}`;
  it('and of codex', async () => {
    expect(await stolen(codex("          allow-users: '*'\n"), { on })).toBe(true);
    expect(await stolen(codex(''), { on })).toBe(false);
  });
});

describe('files of a change that an agent obeys', () => {
  const review = (agent: string, ref = '${{ github.event.pull_request.head.sha }}'): string => `    steps:
      - uses: actions/checkout@v4
        with: { ref: '${ref}' }
${agent}`;
  const cli = (command: string): string => review(`      - run: ${command}\n        env: { KEY: '\${{ secrets.KEY }}' }\n`);
  const on = 'pull_request_target';
  it('hooks in its settings run, whatever tools the agent holds', async () => {
    expect(await stolen(cli('claude -p "Review the change" --allowedTools "Read,Grep"'), { on })).toBe(true);
    expect(await stolen(cli('gemini -p "Review the change"'), { on })).toBe(true);
    expect(await stolen(cli('codex exec --sandbox read-only "Review the change"'), { on })).toBe(false);
    expect(await stolen(cli('llm "Review the change"'), { on })).toBe(false);
  });
  it('not those of a checkout of the base', async () => {
    const base = review('      - run: claude -p "Review" --allowedTools "Read"\n        env: { KEY: "${{ secrets.KEY }}" }\n', '');
    expect(await stolen(base, { on })).toBe(false);
  });
  const action = (name: string, args: string): string =>
    review(`      - uses: ${name}
        with:
          anthropic_api_key: \${{ secrets.KEY }}
          github_token: \${{ github.token }}
          allowed_non_write_users: '*'
          prompt: Review the change
          claude_args: --allowedTools "${args}"
`);
  it('not where the action takes them from the base branch', async () => {
    expect(await stolen(action('anthropics/claude-code-action@v1', 'Read'), { on, asOf: '2026-03-01' })).toBe(true);
    expect(await stolen(action('anthropics/claude-code-action@v1', 'Read'), { on, asOf: '2026-05-01' })).toBe(false);
    expect(await stolen(action('anthropics/claude-code-base-action@beta', 'Read'), { on, asOf: '2026-05-01' })).toBe(true);
  });
  it('a pull request that a comment names', async () => {
    const commented = `    steps:
      - uses: actions/checkout@v4
      - run: gh pr checkout \${{ github.event.issue.number }}
        env: { GH_TOKEN: '\${{ github.token }}' }
      - run: gemini --yolo -p "Review the change"
        env: { KEY: '\${{ secrets.KEY }}' }
`;
    expect(await stolen(commented, { on: 'issue_comment' })).toBe(true);
    expect(await stolen(commented.replace(/ {6}- run: gh pr[\s\S]*?token }}' }\n/, ''), { on: 'issue_comment' })).toBe(false);
  });
});
