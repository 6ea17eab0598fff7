import { CONTAINER_REMEDIES } from '../common/plain/remedies.ts';
import type { Reader } from '../common/reader.ts';
import { PIPELINES, SYSTEM } from './places.ts';

export const drone: Reader = {
  system: SYSTEM,
  title: 'Drone',
  pipelines: PIPELINES,
  dialect: { offers: ['secrets-by-name'], remedies: CONTAINER_REMEDIES },
  open: async () => (await import('./reader.ts')).readDrone,
};
