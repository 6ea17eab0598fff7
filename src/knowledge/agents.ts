/** AI coding agents: their commands, what a prompt makes them read, and which tools they hold by their arguments and settings. */

/** `write`: changes files or talks to the platform with commands that cannot run others. `unknown`: the files do not say. */
export type AgentTools = 'shell' | 'write' | 'read' | 'unknown';

interface AgentCommand {
  readonly command: string;
  readonly agent: string;
  /** Only these subcommands of the command, by commas. */
  readonly subcommands?: string;
  /** Options or subcommands without which it waits for a person; empty: it never does where there is no terminal. */
  readonly unattended: readonly string[];
  /** What it can do when the arguments do not say. */
  readonly tools: AgentTools;
  /** Settings of the folder whose commands (hooks, tool servers) it runs without asking where no person sits. */
  readonly settings?: string;
  /** The command's name is common; this variable tells that the agent is meant. */
  readonly knownBy?: string;
  readonly source: string;
}

/** Its trust dialog is skipped where nobody sits: https://code.claude.com/docs/en/security#additional-safeguards */
export const CLAUDE_SETTINGS = '.claude/settings.json';
/** "The Trusted Folders feature is disabled by default": https://geminicli.com/docs/cli/trusted-folders */
export const GEMINI_SETTINGS = '.gemini/settings.json';

export const AGENT_COMMANDS: readonly AgentCommand[] = [
  {
    command: 'claude',
    agent: 'Claude Code',
    unattended: ['-p', '--print'],
    tools: 'read',
    settings: CLAUDE_SETTINGS,
    source: 'https://code.claude.com/docs/en/cli-reference',
  },
  // "By default it runs in `read-only` mode"
  { command: 'codex', agent: 'Codex', unattended: ['exec', 'e'], tools: 'read', source: 'https://github.com/openai/codex/blob/main/docs/exec.md' },
  {
    command: 'gemini',
    agent: 'Gemini CLI',
    unattended: [],
    tools: 'read',
    settings: GEMINI_SETTINGS,
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
  // Without `--force` it edits files of the workspace all the same.
  { command: 'cursor-agent', agent: 'Cursor', unattended: ['-p', '--print'], tools: 'write', source: 'https://cursor.com/docs/cli/headless' },
  {
    command: 'agent',
    agent: 'Cursor',
    unattended: ['-p', '--print'],
    tools: 'write',
    knownBy: 'CURSOR_API_KEY',
    source: 'https://cursor.com/docs/cli/headless',
  },
  { command: 'opencode', agent: 'opencode', unattended: ['run'], tools: 'shell', source: 'https://opencode.ai/docs/cli/' },
  { command: 'aider', agent: 'aider', unattended: [], tools: 'write', source: 'https://aider.chat/docs/scripting.html' },
  { command: 'goose', agent: 'goose', unattended: ['run'], tools: 'shell', source: 'https://github.com/block/goose' },
  { command: 'amp', agent: 'Amp', unattended: ['-x', '--execute'], tools: 'shell', source: 'https://ampcode.com/manual' },
  {
    command: 'q',
    agent: 'Amazon Q',
    unattended: ['--no-interactive'],
    tools: 'read',
    source: 'https://docs.aws.amazon.com/amazonq/latest/qdeveloper-ug/command-line-reference.html',
  },
  { command: 'kiro-cli', agent: 'Kiro', unattended: ['--no-interactive'], tools: 'read', source: 'https://kiro.dev/docs/cli/headless/' },
  // "Read-only by default with explicit opt-in for mutations via autonomy levels"
  { command: 'droid', agent: 'Droid', unattended: ['exec'], tools: 'read', source: 'https://docs.factory.ai/droid-exec/overview' },
  { command: 'crush', agent: 'Crush', unattended: ['run'], tools: 'shell', source: 'https://github.com/charmbracelet/crush#readme' },
  { command: 'auggie', agent: 'Auggie', unattended: ['-p', '--print'], tools: 'shell', source: 'https://docs.augmentcode.com/cli/reference' },
  { command: 'cline', agent: 'Cline', unattended: ['-y', '--yolo'], tools: 'shell', source: 'https://docs.cline.bot/cline-cli/overview' },
  // "Headless mode always runs in `always-approve` mode."
  {
    command: 'openhands',
    agent: 'OpenHands',
    unattended: ['--headless'],
    tools: 'shell',
    source: 'https://docs.openhands.dev/openhands/usage/cli/headless',
  },
  {
    command: 'openhands.core.main',
    agent: 'OpenHands',
    unattended: [],
    tools: 'shell',
    source: 'https://docs.openhands.dev/openhands/usage/cli/headless',
  },
  // Models that only answer.
  { command: 'llm', agent: 'llm', unattended: [], tools: 'read', source: 'https://llm.datasette.io/en/stable/usage.html' },
  {
    command: 'gh',
    agent: 'GitHub Models',
    subcommands: 'models run',
    unattended: [],
    tools: 'read',
    source: 'https://github.com/github/gh-models#readme',
  },
  { command: 'ollama', agent: 'Ollama', subcommands: 'run', unattended: [], tools: 'read', source: 'https://docs.ollama.com/cli' },
  { command: 'mods', agent: 'Mods', unattended: [], tools: 'read', source: 'https://github.com/charmbracelet/mods#readme' },
  { command: 'aichat', agent: 'AIChat', unattended: [], tools: 'read', source: 'https://github.com/sigoden/aichat#readme' },
];

/** Containers for agents that let nothing out but to listed addresses, and keep variables back that they are told to. https://github.com/github/gh-aw-firewall */
export const AGENT_SANDBOXES: ReadonlySet<string> = new Set(['awf']);

/** The texts of an event that agents are told of. */
export const THREAD_TEXTS: readonly string[] = [
  'comment.body',
  'review.body',
  'issue.title',
  'issue.body',
  'pull_request.title',
  'pull_request.body',
  'discussion.title',
  'discussion.body',
];

/** Numbers and addresses of threads in an event, and the texts that whoever looks them up reads. */
const THREADS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/github\.event\.issue\.(?:number|html_url|url)/, ['issue.title', 'issue.body']],
  [/github\.event\.(?:pull_request\.)?number|github\.event\.pull_request\.(?:html_)?url/, ['pull_request.title', 'pull_request.body']],
  [/github\.event\.discussion\.(?:number|html_url)/, ['discussion.title', 'discussion.body']],
];

/** What an agent reads when its prompt, as written, sends it to a thread: fields of the event that hold the same text. */
export const textsNamedIn = (prompt: string): readonly string[] => THREADS.flatMap(([number, fields]) => (number.test(prompt) ? fields : []));

const RUNNERS: Readonly<Record<string, 'npm' | 'pypi'>> = { npx: 'npm', bunx: 'npm', pnpx: 'npm', uvx: 'pypi', pipx: 'pypi' };
const SERVER = /"command"\s*:\s*"([\w./-]+)"\s*,\s*"args"\s*:\s*\[([^\]]*)\]/g;
const MAX_CONFIG = 100_000;

/** Packages that tool servers (MCP) in a configuration are started from with a package runner, as written: `@scope/name`, `name@1.2.3`. */
export const toolServersIn = (config: string): readonly { readonly ecosystem: 'npm' | 'pypi'; readonly wanted: string }[] =>
  [...config.slice(0, MAX_CONFIG).matchAll(SERVER)].flatMap(([, command = '', list = '']) => {
    const runner = command.slice(command.lastIndexOf('/') + 1);
    const ecosystem = Object.hasOwn(RUNNERS, runner) ? RUNNERS[runner] : undefined;
    if (ecosystem === undefined) return [];
    const words = [...list.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((m) => m[1] ?? '');
    const from = words.findIndex((word) => /^(?:--from|--spec|-p|--package)$/.test(word));
    const wanted = from >= 0 ? words[from + 1] : words.find((word) => !word.startsWith('-') && !(runner === 'pipx' && word === 'run'));
    return wanted === undefined || /[\s$\\]|^[./]|^git\+|:\/\//.test(wanted) ? [] : [{ ecosystem, wanted }];
  });

/** Shell without a pattern, a pattern that lets anything through, or a command that runs what it is given. */
const ANY_SHELL =
  /\b(?:Bash|shell|run_shell_command|execute_bash)\b\s*(?:$|[^\s(\w]|\s+(?!\()|\(\s*(?:\*|:\*|\))|\(\s*(?:bash|sh|python3?|node|npx|npm|pnpm|yarn|make|eval|env|xargs|find|curl|wget)\b)/im;
const UNGUARDED =
  /--dangerously-skip-permissions|bypassPermissions|--dangerously-bypass-approvals-and-sandbox|--yolo|--approval-mode[= ]yolo|--allow-all(?:-tools)?\b|--trust-all-tools|--skip-permissions-unsafe|--auto[= ](?:medium|high)\b|danger-full-access|--full-auto|\bunsafe\b/i;
/** Commands that run the files of the project, which an agent that edits them writes. */
const RUNS_FILES =
  /\bBash\s*\(\s*(?:bun|deno|tox|nox|just|rake|ruby|perl|php|pytest|gradle|\.\/gradlew|mvn|\.\/mvnw|dotnet|cargo (?:test|run|build|bench)|go (?:test|run|generate)|uv run|poetry run|bundle exec)\b/i;
const NARROW_SHELL = /\b(?:Bash|shell|run_shell_command)\s*\(/i;
const WRITES =
  /\b(?:Edit|MultiEdit|Write|NotebookEdit|replace|write_file|fs_write|acceptEdits|auto_edit|workspace-write|mcp__\w*?__(?:push_files|commit_files|create_or_update_file|delete_file|create_branch|create_pull_request|merge_pull_request|run_workflow))\b/i;
const LITTLE_AUTONOMY = /--auto[= ]low\b/i;
const READ_ONLY = /\bread-only\b|(?:--mode|--permission-mode)[= ](?:ask|plan)\b|--(?:ask|plan)(?=\s|$)/i;
const READS = /--?allowed-?tools|allowed_tools|\b(?:Read|Grep|Glob|LS|View|WebFetch|WebSearch|mcp__\w+|coreTools)\b|"core"/i;

/** What the tools named in arguments or settings let an agent do; `otherwise` when they name none. Commands that cannot run others count as writing. */
export const toolsOf = (text: string, otherwise: AgentTools): AgentTools => {
  const granted = text.replaceAll(/--?(?:disallowed-?tools|deny-tool)[= ]+(?:"[^"\n]*"|'[^'\n]*'|\S+)/gi, '');
  if (UNGUARDED.test(granted) || ANY_SHELL.test(granted)) return 'shell';
  if (READ_ONLY.test(granted)) return 'read';
  if (RUNS_FILES.test(granted) && (otherwise === 'write' || WRITES.test(granted))) return 'shell';
  if (WRITES.test(granted) || NARROW_SHELL.test(granted) || LITTLE_AUTONOMY.test(granted))
    return otherwise === 'shell' && !READS.test(granted) ? 'shell' : 'write';
  return READS.test(granted) ? (otherwise === 'shell' ? 'read' : otherwise) : otherwise;
};
