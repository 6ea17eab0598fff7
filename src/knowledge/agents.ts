/** AI coding agents: their commands, what a prompt makes them read, and which tools they hold by their arguments and settings. */

/** `write`: changes files or talks to the platform with commands that cannot run others. `unknown`: the files do not say. */
export type AgentTools = 'shell' | 'write' | 'read' | 'unknown';

interface AgentCommand {
  readonly command: string;
  readonly agent: string;
  /** Options or subcommands without which it waits for a person; empty: it never does where there is no terminal. */
  readonly unattended: readonly string[];
  /** What it can do when the arguments do not say. */
  readonly tools: AgentTools;
  readonly source: string;
}

export const AGENT_COMMANDS: readonly AgentCommand[] = [
  { command: 'claude', agent: 'Claude Code', unattended: ['-p', '--print'], tools: 'read', source: 'https://code.claude.com/docs/en/cli-reference' },
  // "By default it runs in `read-only` mode"
  { command: 'codex', agent: 'Codex', unattended: ['exec', 'e'], tools: 'read', source: 'https://github.com/openai/codex/blob/main/docs/exec.md' },
  {
    command: 'gemini',
    agent: 'Gemini CLI',
    unattended: [],
    tools: 'read',
    source: 'https://google-gemini.github.io/gemini-cli/docs/cli/headless.html',
  },
  { command: 'qwen', agent: 'Qwen Code', unattended: [], tools: 'read', source: 'https://github.com/QwenLM/qwen-code' },
  {
    command: 'copilot',
    agent: 'Copilot CLI',
    unattended: ['-p', '--prompt'],
    tools: 'read',
    source: 'https://docs.github.com/en/copilot/reference/copilot-cli-reference/cli-programmatic-reference',
  },
  { command: 'cursor-agent', agent: 'Cursor', unattended: ['-p', '--print'], tools: 'write', source: 'https://docs.cursor.com/en/cli/headless' },
  { command: 'opencode', agent: 'opencode', unattended: ['run'], tools: 'shell', source: 'https://opencode.ai/docs/cli/' },
  { command: 'aider', agent: 'aider', unattended: [], tools: 'write', source: 'https://aider.chat/docs/scripting.html' },
  { command: 'goose', agent: 'goose', unattended: ['run'], tools: 'shell', source: 'https://github.com/block/goose' },
  { command: 'amp', agent: 'Amp', unattended: ['-x', '--execute'], tools: 'shell', source: 'https://ampcode.com/manual' },
];

/** Numbers and addresses of threads in an event, and the texts that whoever looks them up reads. */
const THREADS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/github\.event\.issue\.(?:number|html_url|url)/, ['issue.title', 'issue.body']],
  [/github\.event\.(?:pull_request\.)?number|github\.event\.pull_request\.(?:html_)?url/, ['pull_request.title', 'pull_request.body']],
  [/github\.event\.discussion\.(?:number|html_url)/, ['discussion.title', 'discussion.body']],
];

/** What an agent reads when its prompt, as written, sends it to a thread: fields of the event that hold the same text. */
export const textsNamedIn = (prompt: string): readonly string[] => THREADS.flatMap(([number, fields]) => (number.test(prompt) ? fields : []));

/** Shell without a pattern, a pattern that lets anything through, or a command that runs what it is given. */
const ANY_SHELL =
  /\b(?:Bash|shell|run_shell_command)\b\s*(?:$|[^\s(\w]|\s+(?!\()|\(\s*(?:\*|:\*|\))|\(\s*(?:bash|sh|python3?|node|npx|npm|pnpm|yarn|make|eval|env|xargs|find|curl|wget)\b)/im;
const UNGUARDED =
  /--dangerously-skip-permissions|bypassPermissions|--dangerously-bypass-approvals-and-sandbox|--yolo|--approval-mode[= ]yolo|--allow-all(?:-tools)?\b|danger-full-access|--full-auto|\bunsafe\b/i;
const NARROW_SHELL = /\b(?:Bash|shell|run_shell_command)\s*\(/i;
const WRITES =
  /\b(?:Edit|MultiEdit|Write|NotebookEdit|replace|write_file|acceptEdits|auto_edit|workspace-write|mcp__\w*?__(?:push_files|commit_files|create_or_update_file|delete_file|create_branch|create_pull_request|merge_pull_request|run_workflow))\b/i;
const READ_ONLY = /\bread-only\b/i;
const READS = /--?allowed-?tools|allowed_tools|\b(?:Read|Grep|Glob|LS|View|WebFetch|WebSearch|mcp__\w+|coreTools)\b|"core"/i;

/** What the tools named in arguments or settings let an agent do; `otherwise` when they name none. Commands that cannot run others count as writing. */
export const toolsOf = (text: string, otherwise: AgentTools): AgentTools => {
  const granted = text.replaceAll(/--?(?:disallowed-?tools|deny-tool)[= ]+(?:"[^"\n]*"|'[^'\n]*'|\S+)/gi, '');
  if (UNGUARDED.test(granted) || ANY_SHELL.test(granted)) return 'shell';
  if (READ_ONLY.test(granted)) return 'read';
  if (WRITES.test(granted) || NARROW_SHELL.test(granted)) return otherwise === 'shell' && !READS.test(granted) ? 'shell' : 'write';
  return READS.test(granted) ? (otherwise === 'shell' ? 'read' : otherwise) : otherwise;
};
