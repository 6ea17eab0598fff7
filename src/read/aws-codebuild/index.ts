import type { Reader } from '../common/reader.ts';
import { OTHERS, PIPELINES, SYSTEM } from './places.ts';
import { REMEDIES } from './remedies.ts';

export const awsCodebuild: Reader = {
  system: SYSTEM,
  title: 'AWS CodeBuild',
  pipelines: PIPELINES,
  others: OTHERS,
  dialect: { offers: ['secrets-by-pipeline'], remedies: REMEDIES },
  open: async () => (await import('./reader.ts')).readCodebuild,
};
