import type { Reader } from '../common/reader.ts';
import { dialect } from './dialect.ts';

export const gitlabCi: Reader = {
  system: 'gitlab-ci',
  title: 'GitLab CI',
  pipelines: [{ path: /^\.gitlab-ci\.yml$/, added: null }],
  // Components that others include lie in a folder of their own, as many other things do.
  others: /(?:^|[/._-])gitlab-ci\.ya?ml$|^templates\/(?:[^/]+\/template|[^/]+)\.yml$/,
  dialect,
  open: async () => (await import('./reader.ts')).readGitLab,
};
