import { COMMAND_REMEDIES } from '../common/plain/remedies.ts';
import type { Reader } from '../common/reader.ts';
import { PIPELINES, SYSTEM } from './places.ts';

export const appveyor: Reader = {
  system: SYSTEM,
  title: 'AppVeyor',
  pipelines: PIPELINES,
  dialect: {
    offers: [],
    remedies: {
      ...COMMAND_REMEDIES,
      'env-indirection': 'At {where}: read the variable as a value (`$env:NAME` in PowerShell) and do not let the script evaluate it.',
      'require-approval-for-forks':
        'In the settings of the project, switch "Enable secure variables in Pull Requests from the same repository only" on, or do not build pull requests.',
      'scope-secret':
        'At {where}: keep {facts.secret} as a secure variable, which builds of forks do not get, and use it where `APPVEYOR_PULL_REQUEST_NUMBER` is empty.',
    },
  },
  open: async () => (await import('./reader.ts')).readAppveyor,
};
