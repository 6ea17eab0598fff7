import type { ActionKnowledge } from './knowledge.ts';

export const CLOUD_ACTIONS: readonly ActionKnowledge[] = [];
