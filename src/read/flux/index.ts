import { COMMAND_REMEDIES } from '../common/plain/remedies.ts';
import type { Reader } from '../common/reader.ts';
import { OTHERS, PIPELINES, SYSTEM } from './places.ts';

export const flux: Reader = {
  system: SYSTEM,
  title: 'Flux',
  pipelines: PIPELINES,
  others: OTHERS,
  dialect: {
    offers: [],
    remedies: {
      'protect-default-branch': COMMAND_REMEDIES['protect-default-branch'] ?? '',
      'protect-tags': COMMAND_REMEDIES['protect-tags'] ?? '',
      'pin-image-digest': 'At {where}: name the image by its digest, and let a pull request change it.\n\n  image: NAME@sha256:DIGEST',
    },
  },
  open: async () => (await import('./reader.ts')).readFlux,
};
