import type { MendKind } from '../types.ts';
import { withCacheMode } from './cache-mode.ts';

export const readOnlyCache: MendKind = {
  kind: 'read-only-cache',
  edits: 'Sets `cache-mode: read` on the job.',
  refuses: 'Dates before September 2026, when the platform did not have it.',
  draft: (input) => withCacheMode(input, 'read'),
};
