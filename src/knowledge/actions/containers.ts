import type { ActionKnowledge } from './knowledge.ts';

export const CONTAINER_ACTIONS: readonly ActionKnowledge[] = [];
