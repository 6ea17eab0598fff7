import type { Reader } from '../common/reader.ts';
import { REMEDIES } from './remedies.ts';

export const circleci: Reader = {
  system: 'circleci',
  title: 'CircleCI',
  pipelines: [{ path: /^\.circleci\/config\.ya?ml$/, added: null }],
  others: /^\.circleci\/.+\.ya?ml$|(?:^|\/)@orb\.ya?ml$/,
  dialect: { offers: ['declared-artifacts'], remedies: REMEDIES },
  open: async () => (await import('./reader.ts')).readCircleci,
};
