import type { MendKind } from '../types.ts';
import { withCacheMode } from './cache-mode.ts';

export const separateCache: MendKind = {
  kind: 'separate-cache',
  edits: 'Sets `cache-mode: none` on the job.',
  refuses: 'Dates before September 2026, when the platform did not have it.',
  draft: (input) => withCacheMode(input, 'none'),
};
