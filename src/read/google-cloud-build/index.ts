import { COMMAND_REMEDIES } from '../common/plain/remedies.ts';
import type { Reader } from '../common/reader.ts';
import { PIPELINES, SYSTEM } from './places.ts';

export const googleCloudBuild: Reader = {
  system: SYSTEM,
  title: 'Google Cloud Build',
  pipelines: PIPELINES,
  dialect: {
    offers: ['secrets-by-pipeline'],
    remedies: {
      ...COMMAND_REMEDIES,
      'env-indirection':
        'At {where}: `$NAME` is put into the arguments before the shell reads them. Hand it over as a variable and write `$$NAME` in double quotes.\n\n  env: ["TEXT=$BRANCH_NAME"]\n  args: ["-c", "echo \\"$$TEXT\\""]',
      'require-approval-for-forks':
        'In the trigger, let Comment control ask for `/gcbrun` of an owner or collaborator, and require approval before the build executes.\n\n  gcloud builds triggers update github NAME --comment-control=COMMENTS_ENABLED --require-approval',
      'scope-secret': 'At {where}: build pull requests with a trigger and a service account of their own, which may not read {facts.secret}.',
      'pin-image-digest': 'At {where}: name the builder by its digest.\n\n  name: gcr.io/cloud-builders/docker@sha256:DIGEST',
    },
  },
  open: async () => (await import('./reader.ts')).readCloudBuild,
};
