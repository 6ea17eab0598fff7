/** Which tools an agent holds, by the arguments and settings it is given. */

/** `write`: changes files or talks to the platform with commands that cannot run others. `unknown`: the files do not say. */
export type AgentTools = 'shell' | 'write' | 'read' | 'unknown';

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
export const toolsOf = (text: string, otherwise: AgentTools): AgentTools => {
  const granted = text.replaceAll(/--?disallowed-?tools[= ]+(?:"[^"\n]*"|'[^'\n]*'|\S+)/gi, '');
  if (UNGUARDED.test(granted) || ANY_SHELL.test(granted)) return 'shell';
  if (READ_ONLY.test(granted)) return 'read';
  if (WRITES.test(granted) || NARROW_SHELL.test(granted)) return otherwise === 'shell' && !READS.test(granted) ? 'shell' : 'write';
  return READS.test(granted) ? (otherwise === 'shell' ? 'read' : otherwise) : otherwise;
};
