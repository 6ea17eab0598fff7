import type { Reader } from '../common/reader.ts';
import { PLACES } from './places.ts';
import { REMEDIES } from './remedies.ts';

export const azurePipelines: Reader = {
  system: 'azure-pipelines',
  title: 'Azure Pipelines',
  pipelines: PLACES,
  // Any YAML may be a pipeline: the reader looks at what is in it.
  others: /\.ya?ml$/i,
  dialect: { offers: ['protected-secrets'], remedies: REMEDIES },
  open: async () => (await import('./reader.ts')).readAzurePipelines,
};
