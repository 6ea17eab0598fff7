import type { Reader } from '../common/reader.ts';

export { forgejoActions } from './forgejo.ts';

export const githubActions: Reader = {
  system: 'github-actions',
  title: 'GitHub Actions',
  pipelines: [{ path: /^\.github\/workflows\/[^/]+\.ya?ml$/, added: '.github/workflows/new.yml' }],
  others: /(?:^|\/)action\.ya?ml$/,
  dialect: null,
  open: async () => (await import('./reader.ts')).readGitHubActions,
};
