/** AI coding agents: their commands, what they obey in a workspace, and how the tools they hold are written. */

export interface AgentCommand {
  /** The program's name. */
  readonly command: string;
  readonly agent: string;
  /** Runs without asking a person when one of these is among its arguments; empty: never asks. */
  readonly unattended: readonly string[];
  /** What it can do when the arguments do not say. */
  readonly tools: 'shell' | 'write' | 'read' | 'unknown';
  readonly source: string;
}

export const AGENT_COMMANDS: readonly AgentCommand[] = [
  { command: 'claude', agent: 'Claude Code', unattended: ['-p', '--print'], tools: 'read', source: 'https://code.claude.com/docs/en/cli-reference' },
  { command: 'codex', agent: 'Codex', unattended: ['exec', 'e'], tools: 'shell', source: 'https://github.com/openai/codex/blob/main/docs/exec.md' },
  {
    command: 'gemini',
    agent: 'Gemini CLI',
    unattended: ['-p', '--prompt', '--yolo', '-y'],
    tools: 'read',
    source: 'https://github.com/google-gemini/gemini-cli/blob/main/docs/cli/headless.md',
  },
  {
    command: 'copilot',
    agent: 'Copilot CLI',
    unattended: ['-p', '--prompt'],
    tools: 'read',
    source: 'https://docs.github.com/en/copilot/concepts/agents/about-copilot-cli',
  },
  { command: 'cursor-agent', agent: 'Cursor', unattended: ['-p', '--print'], tools: 'write', source: 'https://docs.cursor.com/en/cli/headless' },
  { command: 'opencode', agent: 'opencode', unattended: ['run'], tools: 'shell', source: 'https://opencode.ai/docs/cli/' },
  {
    command: 'aider',
    agent: 'aider',
    unattended: ['--yes', '--yes-always', '--message', '-m'],
    tools: 'write',
    source: 'https://aider.chat/docs/scripting.html',
  },
  {
    command: 'q',
    agent: 'Amazon Q',
    unattended: ['--no-interactive'],
    tools: 'read',
    source: 'https://docs.aws.amazon.com/amazonq/latest/qdeveloper-ug/command-line-chat.html',
  },
  { command: 'goose', agent: 'goose', unattended: ['run'], tools: 'shell', source: 'https://github.com/block/goose' },
  { command: 'amp', agent: 'Amp', unattended: ['-x', '--execute'], tools: 'shell', source: 'https://ampcode.com/manual' },
  { command: 'cline', agent: 'Cline', unattended: [], tools: 'shell', source: 'https://docs.cline.bot' },
  { command: 'openhands', agent: 'OpenHands', unattended: [], tools: 'shell', source: 'https://docs.all-hands.dev' },
];

/** Files in a workspace that agents take as instructions, tools or hooks. https://code.claude.com/docs/en/settings, https://agents.md */
export const AGENT_INSTRUCTION_FILES: readonly string[] = [
  'CLAUDE.md',
  'CLAUDE.local.md',
  '.claude/',
  '.mcp.json',
  'AGENTS.md',
  '.codex/',
  'GEMINI.md',
  '.gemini/',
  '.github/copilot-instructions.md',
  '.github/instructions/',
  '.cursorrules',
  '.cursor/',
  '.clinerules',
  '.windsurfrules',
  '.aider.conf.yml',
  'opencode.json',
  '.goosehints',
];

/** Shell without a pattern, a pattern that lets anything through, or a command that runs what it is given. */
const ANY_SHELL =
  /\b(?:Bash|shell|run_shell_command)\b\s*(?:$|[^\s(\w]|\s+(?!\()|\(\s*(?:\*|:\*|\))|\(\s*(?:bash|sh|python3?|node|npx|npm|pnpm|yarn|make|eval|env|xargs|find|curl|wget)\b)/im;
const UNGUARDED =
  /--dangerously-skip-permissions|bypassPermissions|--dangerously-bypass-approvals-and-sandbox|--yolo|--allow-all-tools|danger-full-access|--full-auto|\bunsafe\b/i;
const NARROW_SHELL = /\b(?:Bash|shell|run_shell_command)\s*\(/i;
const WRITES = /\b(?:Edit|MultiEdit|Write|NotebookEdit|replace|write_file|acceptEdits|workspace-write)\b/i;
const READ_ONLY = /\bread-only\b/i;
const READS = /--?allowed-?tools|allowed_tools|\b(?:Read|Grep|Glob|LS|View|WebFetch|WebSearch|mcp__\w+|coreTools)\b|"core"/i;

/** What the tools named in arguments or settings let an agent do; `otherwise` when they name none. Commands that cannot run others count as writing. */
export const toolsOf = (text: string, otherwise: AgentCommand['tools']): AgentCommand['tools'] => {
  const granted = text.replaceAll(/--?disallowed-?tools[= ]+(?:"[^"\n]*"|'[^'\n]*'|\S+)/gi, '');
  if (UNGUARDED.test(granted) || ANY_SHELL.test(granted)) return 'shell';
  if (READ_ONLY.test(granted)) return 'read';
  if (WRITES.test(granted) || NARROW_SHELL.test(granted)) return otherwise === 'shell' && !READS.test(granted) ? 'shell' : 'write';
  return READS.test(granted) ? (otherwise === 'shell' ? 'read' : otherwise) : otherwise;
};
