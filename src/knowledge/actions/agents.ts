/** AI agents as actions. */
import { CLAUDE_SETTINGS, GEMINI_SETTINGS } from '../agents.ts';
import { type ActionKnowledge, action, actions } from './knowledge.ts';

/** https://code.claude.com/docs/en/slash-commands, https://code.claude.com/docs/en/skills */
const CLAUDE_COMMANDS = ['.claude/commands/{name}.md', '.claude/skills/{name}/SKILL.md'];

/** "The `enableAllProjectMcpServers` setting is always set to `true`": https://github.com/anthropics/claude-code-action/blob/main/base-action/README.md */
const CLAUDE_SERVERS = { inputs: ['claude_args', 'mcp_config', 'settings'], files: ['.mcp.json'] };

export const AGENT_ACTIONS: readonly ActionKnowledge[] = [
  action('anthropics/claude-code-action', {
    source: 'https://github.com/anthropics/claude-code-action/blob/main/docs/security.md',
    agent: {
      agent: 'Claude Code',
      prompts: ['prompt', 'direct_prompt', 'override_prompt', 'custom_instructions', 'append_system_prompt'],
      commandFiles: CLAUDE_COMMANDS,
      readsEvent: true,
      readsWorkspace: true,
      settings: CLAUDE_SETTINGS,
      toolServers: CLAUDE_SERVERS,
      // Its own configuration files are taken from the base branch of a pull request since then; everything else in the checkout is not.
      restoresInstructions: {
        date: '2026-03-18',
        source: 'https://github.com/anthropics/claude-code-action/blob/main/docs/security.md#which-files-come-from-the-base-branch-on-pull-requests',
      },
      toolInputs: ['claude_args', 'allowed_tools', 'settings', 'mcp_config'],
      tools: 'write',
      toolsWhenPrompted: 'read',
      // What is opened calls it by its text, an assignee or label only if it is the one it was told.
      calledBy: {
        prompt: 'prompt',
        types: { issues: { opened: null, assigned: { input: 'assignee_trigger', on: false }, labeled: { input: 'label_trigger', on: true } } },
        source: 'https://github.com/anthropics/claude-code-action/blob/main/docs/usage.md#inputs',
      },
      asksForWriteAccess: {
        // "Only works when `github_token` is provided as input (not with GitHub App authentication)"
        unless: [{ input: 'allowed_non_write_users', needs: 'github_token' }, { input: 'allowed_bots' }],
        source: 'https://github.com/anthropics/claude-code-action/blob/main/docs/security.md#access-control',
      },
    },
    outputs: [{ name: 'structured_output', from: 'agent' }],
    secrets: { anthropic_api_key: 'ai', claude_code_oauth_token: 'ai', github_token: 'source' },
  }),
  ...actions(['anthropics/claude-code-base-action', 'anthropics/claude-code-action/base-action'], {
    source: 'https://github.com/anthropics/claude-code-action/blob/main/base-action/README.md',
    agent: {
      agent: 'Claude Code',
      prompts: ['prompt', 'system_prompt', 'append_system_prompt'],
      promptFiles: ['prompt_file', 'system_prompt_file'],
      commandFiles: CLAUDE_COMMANDS,
      readsEvent: false,
      readsWorkspace: true,
      settings: CLAUDE_SETTINGS,
      toolServers: CLAUDE_SERVERS,
      toolInputs: ['claude_args', 'allowed_tools', 'settings'],
      tools: 'read',
    },
    secrets: { anthropic_api_key: 'ai', claude_code_oauth_token: 'ai' },
  }),
  action('pullfrog/pullfrog', {
    source: 'https://github.com/pullfrog/pullfrog#readme',
    agent: { agent: 'Pullfrog', prompts: ['prompt'], readsEvent: false, readsWorkspace: true, toolInputs: ['shell', 'push'], tools: 'shell' },
  }),
  action('openai/codex-action', {
    source: 'https://github.com/openai/codex-action#readme',
    agent: {
      agent: 'Codex',
      prompts: ['prompt'],
      promptFiles: ['prompt-file'],
      readsEvent: false,
      readsWorkspace: true,
      toolInputs: ['sandbox', 'safety-strategy', 'codex-args'],
      tools: 'write',
      asksForWriteAccess: {
        unless: [{ input: 'allow-users' }, { input: 'allow-bot-users' }],
        source: 'https://github.com/openai/codex-action#readme',
      },
    },
    outputs: [{ name: 'final-message', from: 'agent' }],
    secrets: { 'openai-api-key': 'ai' },
  }),
  ...actions(['google-github-actions/run-gemini-cli', 'google-gemini/gemini-cli-action'], {
    source: 'https://github.com/google-github-actions/run-gemini-cli#readme',
    agent: {
      agent: 'Gemini CLI',
      prompts: ['prompt'],
      readsEvent: false,
      readsWorkspace: true,
      settings: GEMINI_SETTINGS,
      toolServers: { inputs: ['settings', 'settings_json'], files: [GEMINI_SETTINGS] },
      toolInputs: ['settings', 'settings_json'],
      tools: 'shell',
    },
    outputs: [{ name: 'summary', from: 'agent' }],
    secrets: { gemini_api_key: 'ai', google_api_key: 'ai' },
  }),
  ...actions(['anomalyco/opencode/github', 'sst/opencode/github'], {
    source: 'https://opencode.ai/docs/github/',
    agent: {
      agent: 'opencode',
      prompts: ['prompt'],
      readsEvent: true,
      readsWorkspace: true,
      toolInputs: [],
      tools: 'shell',
      asksForWriteAccess: { unless: [], waivedBy: 'use_github_token', source: 'https://opencode.ai/docs/github/' },
    },
  }),
  ...actions(['augmentcode/augment-agent', 'warpdotdev/warp-agent-action', 'all-hands-ai/openhands-resolver'], {
    agent: {
      agent: 'coding agent',
      prompts: ['prompt', 'instruction', 'instruction_text', 'macro'],
      readsEvent: true,
      readsWorkspace: true,
      toolInputs: [],
      tools: 'unknown',
    },
    secrets: { augment_session_auth: 'ai', augment_api_token: 'ai', 'warp-api-key': 'ai', warp_api_key: 'ai' },
  }),
  // Reviewers that read a change and answer, with no tools of their own.
  ...actions(
    [
      'coderabbitai/ai-pr-reviewer',
      'coderabbitai/openai-pr-reviewer',
      'qodo-ai/pr-agent',
      'codium-ai/pr-agent',
      'anc95/chatgpt-codereview',
      'villesau/ai-codereviewer',
      'freeedcom/ai-codereviewer',
      'platisd/openai-pr-description',
      'cirolini/chatgpt-github-actions',
      'mattzcarey/code-review-gpt',
      'presubmit/ai-reviewer',
    ],
    {
      agent: {
        agent: 'review agent',
        prompts: ['prompt', 'system_message', 'extra_instructions'],
        readsEvent: true,
        readsWorkspace: false,
        toolInputs: [],
        tools: 'read',
      },
      effects: [{ kind: 'write', capability: 'write-review', what: 'writes reviews', credential: ['github_token', 'env:GITHUB_TOKEN', '@token'] }],
      secrets: { openai_api_key: 'ai', anthropic_api_key: 'ai', github_token: 'source' },
    },
  ),
];
