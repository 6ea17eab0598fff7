import type { ActionKnowledge } from './knowledge.ts';

export const UTILITY_ACTIONS: readonly ActionKnowledge[] = [];
