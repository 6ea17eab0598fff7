import type { ActionKnowledge } from './knowledge.ts';

export const SECURITY_ACTIONS: readonly ActionKnowledge[] = [];
