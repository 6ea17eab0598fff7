import type { Reader } from '../common/reader.ts';
import { OTHERS, PIPELINES, SYSTEM } from './places.ts';
import { REMEDIES } from './remedies.ts';

export const tekton: Reader = {
  system: SYSTEM,
  title: 'Tekton',
  pipelines: PIPELINES,
  others: OTHERS,
  dialect: { offers: ['declared-artifacts', 'secrets-by-name', 'trusted-definitions'], remedies: REMEDIES },
  open: async () => (await import('./reader.ts')).readTekton,
};
