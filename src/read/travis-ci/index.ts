import { COMMAND_REMEDIES } from '../common/plain/remedies.ts';
import type { Reader } from '../common/reader.ts';
import { PIPELINES, SYSTEM } from './places.ts';

export const travisCi: Reader = {
  system: SYSTEM,
  title: 'Travis CI',
  pipelines: PIPELINES,
  dialect: {
    offers: ['secrets-by-name'],
    remedies: {
      ...COMMAND_REMEDIES,
      'env-indirection':
        'At {where}: write the variable in double quotes and do not let the script evaluate it.\n\n  script:\n    - ./check "$TRAVIS_COMMIT_MESSAGE"',
      'require-approval-for-forks':
        'In More options → Settings, switch "Build pushed pull requests" off, or "Share encrypted environment variables with forks" off.',
      'scope-secret':
        'At {where}: limit {facts.secret} to a branch in the settings of the repository, and let only the stage that deploys use it (`if: type = push AND branch = main`).',
    },
  },
  open: async () => (await import('./reader.ts')).readTravis,
};
