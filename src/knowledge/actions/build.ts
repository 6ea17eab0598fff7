import type { ActionKnowledge } from './knowledge.ts';

export const BUILD_ACTIONS: readonly ActionKnowledge[] = [];
