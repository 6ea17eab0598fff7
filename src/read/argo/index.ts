import { COMMAND_REMEDIES } from '../common/plain/remedies.ts';
import type { Reader } from '../common/reader.ts';
import { OTHERS, PIPELINES, SYSTEM } from './places.ts';

export const argo: Reader = {
  system: SYSTEM,
  title: 'Argo',
  pipelines: PIPELINES,
  others: OTHERS,
  dialect: {
    offers: ['declared-artifacts'],
    remedies: {
      ...COMMAND_REMEDIES,
      'env-indirection':
        'At {where}: take {facts.field} out of the script. Give it to the container as an environment variable and read the variable in quotes.\n\n  env:\n    - name: TEXT\n      value: "{{inputs.parameters.text}}"\n  source: |\n    echo "$TEXT"',
      'checkout-base-not-head':
        'At {where}: let the generator take pull requests that a member has labelled, from branches of the repository only, and deploy them into a project that may reach one namespace and no cluster resources.',
      'require-approval-for-forks':
        'At {where}: let the generator take labelled pull requests only, and take the label away when a new commit is pushed.\n\n  labels: [preview]',
      'scope-secret': 'At {where}: give {facts.secret} to the template that needs it only.',
      'no-privileged-container': 'At {where}: take `privileged: true` away.',
      'no-docker-socket': 'At {where}: mount nothing of the node (`hostPath`).',
      'isolate-runner-network': 'Run it in a namespace whose NetworkPolicy lets pods reach what they need and nothing else.',
    },
  },
  open: async () => (await import('./reader.ts')).readArgo,
};
