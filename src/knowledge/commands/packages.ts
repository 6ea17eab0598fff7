/** Packages that are taken from a registry and run at once, and the commands that packages bring. */
import type { CommandRule } from './types.ts';

export const PACKAGE_RUNNERS: readonly CommandRule[] = [
  { commands: ['npx', 'bunx', 'pnpx'], does: [{ kind: 'package', ecosystem: 'npm' }], source: 'https://docs.npmjs.com/cli/v11/commands/npx' },
  {
    commands: ['npm'],
    subcommands: ['exec', 'x'],
    does: [{ kind: 'package', ecosystem: 'npm' }],
    source: 'https://docs.npmjs.com/cli/v11/commands/npm-exec',
  },
  { commands: ['pnpm', 'yarn'], subcommands: ['dlx'], does: [{ kind: 'package', ecosystem: 'npm' }], source: 'https://pnpm.io/cli/dlx' },
  { commands: ['bun'], subcommands: ['x'], does: [{ kind: 'package', ecosystem: 'npm' }], source: 'https://bun.sh/docs/cli/bunx' },
  { commands: ['uvx'], does: [{ kind: 'package', ecosystem: 'pypi' }], source: 'https://docs.astral.sh/uv/guides/tools/' },
  { commands: ['uv'], subcommands: ['tool run'], does: [{ kind: 'package', ecosystem: 'pypi' }], source: 'https://docs.astral.sh/uv/guides/tools/' },
  { commands: ['pipx'], subcommands: ['run'], does: [{ kind: 'package', ecosystem: 'pypi' }], source: 'https://pipx.pypa.io/stable/docs/' },
  {
    commands: ['go'],
    subcommands: ['run'],
    does: [{ kind: 'package', ecosystem: 'go' }],
    source: 'https://pkg.go.dev/cmd/go#hdr-Compile_and_run_Go_program',
  },
];

/** Packages whose command has another name than they do. */
const BINARIES: Readonly<Record<string, string>> = {
  '@anthropic-ai/claude-code': 'claude',
  '@openai/codex': 'codex',
  '@google/gemini-cli': 'gemini',
  '@github/copilot': 'copilot',
  '@qwen-code/qwen-code': 'qwen',
  '@augmentcode/auggie': 'auggie',
  '@charmland/crush': 'crush',
  '@sourcegraph/amp': 'amp',
  'opencode-ai': 'opencode',
  'aider-chat': 'aider',
  'openhands-ai': 'openhands',
  '@angular/cli': 'ng',
  '@changesets/cli': 'changeset',
  '@vscode/vsce': 'vsce',
  '@playwright/test': 'playwright',
  '@commitlint/cli': 'commitlint',
  'firebase-tools': 'firebase',
  'netlify-cli': 'netlify',
  'eas-cli': 'eas',
  'aws-cdk': 'cdk',
  'openai-codex': 'codex',
};

/** The command that a package brings: its name without scope and version, where nothing else is known. */
export const binaryOf = (reference: string): string => {
  const name = reference.replace(/(?!^)@.*$|==.*$/, '');
  return Object.hasOwn(BINARIES, name) ? (BINARIES[name] ?? name) : name.slice(name.lastIndexOf('/') + 1);
};

/** Packages that bring the command, the other way round. */
export const packagesOf = (binary: string): readonly string[] => Object.keys(BINARIES).filter((name) => BINARIES[name] === binary);
