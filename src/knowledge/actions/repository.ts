import type { ActionKnowledge } from './knowledge.ts';

export const REPOSITORY_ACTIONS: readonly ActionKnowledge[] = [];
