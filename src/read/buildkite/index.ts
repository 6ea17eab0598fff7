import type { Reader } from '../common/reader.ts';
import { PIPELINES, SYSTEM } from './places.ts';
import { REMEDIES } from './remedies.ts';

export const buildkite: Reader = {
  system: SYSTEM,
  title: 'Buildkite',
  pipelines: PIPELINES,
  dialect: { offers: [], remedies: REMEDIES },
  open: async () => (await import('./reader.ts')).readBuildkite,
};
