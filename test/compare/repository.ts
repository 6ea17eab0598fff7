/** A git repository with a history, made in one go. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Revision {
  readonly subject: string;
  /** All files of this revision. */
  readonly files: Readonly<Record<string, string>>;
}

/** One commit a day from 2026-01-01 on branch main; returns the folder. Nothing is checked out. The caller removes it. */
export const repositoryOf = (revisions: readonly Revision[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'chokepoint-history-'));
  const git = (args: readonly string[], input = ''): void => {
    execFileSync('git', ['-C', folder, ...args], { input, stdio: ['pipe', 'ignore', 'pipe'], env: { PATH: process.env['PATH'], HOME: folder } });
  };
  git(['init', '-q', '-b', 'main']);
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const commits = revisions.map(({ subject, files }, index) => {
    const time = `${Date.parse('2026-01-01T12:00:00Z') / 1000 + index * 86_400} +0000`;
    const entries = Object.entries(files).map(([file, text]) => `M 100644 inline ${JSON.stringify(file)}\n${data(text)}`);
    return `commit refs/heads/main\ncommitter T <t@example.org> ${time}\n${data(subject)}${'deleteall\n'}${entries.join('')}\n`;
  });
  git(['fast-import', '--quiet'], commits.join(''));
  return folder;
};
