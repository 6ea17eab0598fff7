import type { ActionKnowledge } from './knowledge.ts';

export const TEXT_ACTIONS: readonly ActionKnowledge[] = [];
