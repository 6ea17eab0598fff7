import type { Reader } from '../common/reader.ts';
import { REMEDIES } from './remedies.ts';

export const awsCodebuild: Reader = {
  system: 'aws-codebuild',
  title: 'AWS CodeBuild',
  pipelines: [{ path: /^buildspec\.ya?ml$/, added: null }],
  others: /(?:^|\/)[^/]*buildspec[^/]*\.ya?ml$|(?:^|\/)(?:buildspecs?|codebuild)\/(?:[^/]+\/)*[^/]+\.ya?ml$/i,
  dialect: { offers: [], remedies: REMEDIES },
  open: async () => (await import('./reader.ts')).readCodebuild,
};
