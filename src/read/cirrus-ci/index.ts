import { COMMAND_REMEDIES } from '../common/plain/remedies.ts';
import type { Reader } from '../common/reader.ts';
import { PIPELINES, SYSTEM } from './places.ts';

export const cirrusCi: Reader = {
  system: SYSTEM,
  title: 'Cirrus CI',
  pipelines: PIPELINES,
  dialect: {
    offers: [],
    remedies: {
      ...COMMAND_REMEDIES,
      'env-indirection': 'At {where}: write the variable in double quotes and do not let the script evaluate it.',
      'require-approval-for-forks':
        'In the settings of the repository, let tasks of strangers wait ("Require approval for first-time contributors"), and start tasks with secrets only for collaborators.\n\n  only_if: $CIRRUS_USER_COLLABORATOR == \'true\'',
      'scope-secret':
        "At {where}: give {facts.secret} to the task that needs it only, and start that task for pushes to the default branch.\n\n  only_if: $CIRRUS_BRANCH == $CIRRUS_DEFAULT_BRANCH && $CIRRUS_PR == ''",
      'ephemeral-runner': 'Run tasks of strangers on instances of the service instead of a persistent worker.',
      'hosted-runner-for-untrusted': 'Run tasks of strangers on instances of the service instead of a persistent worker.',
      'isolate-runner-network': 'Let persistent workers reach the registries they need and nothing else of the network.',
    },
  },
  open: async () => (await import('./reader.ts')).readCirrus,
};
