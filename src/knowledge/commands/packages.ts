/** Packages whose command has another name than they do. */
const BINARIES: Readonly<Record<string, string>> = {
  '@anthropic-ai/claude-code': 'claude',
  '@openai/codex': 'codex',
  '@google/gemini-cli': 'gemini',
  '@github/copilot': 'copilot',
  '@qwen-code/qwen-code': 'qwen',
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
