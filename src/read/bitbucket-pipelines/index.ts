import type { Reader } from '../common/reader.ts';
import { PIPELINES, SYSTEM } from './places.ts';
import { REMEDIES } from './remedies.ts';

export const bitbucketPipelines: Reader = {
  system: SYSTEM,
  title: 'Bitbucket Pipelines',
  pipelines: PIPELINES,
  dialect: { offers: ['declared-artifacts'], remedies: REMEDIES },
  open: async () => (await import('./reader.ts')).readBitbucketPipelines,
};
