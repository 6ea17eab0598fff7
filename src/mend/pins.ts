import type { Pins } from './types.ts';

export const NO_PINS: Pins = { commits: new Map(), digests: new Map() };
