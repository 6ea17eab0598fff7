import type { Reader } from '../common/reader.ts';
import { FOREIGN_PLACES, PLACES } from './places.ts';
import { REMEDIES } from './remedies.ts';

export const azurePipelines: Reader = {
  system: 'azure-pipelines',
  title: 'Azure Pipelines',
  pipelines: PLACES,
  // Any YAML may be a pipeline: the reader looks at what is in it.
  others: { test: (file) => /\.ya?ml$/i.test(file) && !FOREIGN_PLACES.test(file) },
  dialect: { offers: ['protected-secrets', 'secrets-by-pipeline'], remedies: REMEDIES },
  open: async () => (await import('./reader.ts')).readAzurePipelines,
};
