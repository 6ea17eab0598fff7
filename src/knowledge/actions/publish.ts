import type { ActionKnowledge } from './knowledge.ts';

export const PUBLISH_ACTIONS: readonly ActionKnowledge[] = [];
