import type { Reader } from '../common/reader.ts';
import { dialect } from './dialect.ts';

export const gitlabCi: Reader = {
  system: 'gitlab-ci',
  title: 'GitLab CI',
  pipelines: [{ path: /^\.gitlab-ci\.yml$/, added: null }],
  others: /(?:^|[/._-])gitlab-ci\.ya?ml$/,
  dialect,
  open: async () => (await import('./reader.ts')).readGitLab,
};
