import type { ActionKnowledge } from './knowledge.ts';

export const NOTIFY_ACTIONS: readonly ActionKnowledge[] = [];
