import { COMMAND_REMEDIES } from '../common/plain/remedies.ts';
import type { Reader } from '../common/reader.ts';
import { PIPELINES, SYSTEM } from './places.ts';

export const semaphore: Reader = {
  system: SYSTEM,
  title: 'Semaphore',
  pipelines: PIPELINES,
  dialect: {
    offers: [],
    remedies: {
      ...COMMAND_REMEDIES,
      'env-indirection': 'At {where}: write the variable in double quotes and do not let the script evaluate it.',
      'require-approval-for-forks':
        'In Settings → Repository, build forked pull requests only after `/sem-approve` of a contributor with rights, and expose no secrets in them.',
      'scope-secret':
        'At {where}: name {facts.secret} in the block that deploys only, and move that block into a promotion that people start.\n\n  promotions:\n    - name: Deploy\n      pipeline_file: deploy.yml',
    },
  },
  open: async () => (await import('./reader.ts')).readSemaphore,
};
