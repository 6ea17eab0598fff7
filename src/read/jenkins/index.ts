import type { Reader } from '../common/reader.ts';
import { OTHERS, PIPELINES } from './places.ts';
import { REMEDIES } from './remedies.ts';

export const jenkins: Reader = {
  system: 'jenkins',
  title: 'Jenkins',
  pipelines: PIPELINES,
  others: OTHERS,
  dialect: { offers: ['declared-artifacts', 'protected-secrets'], remedies: REMEDIES },
  open: async () => (await import('./reader.ts')).readJenkins,
};
