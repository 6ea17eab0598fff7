import type { ActionKnowledge } from './knowledge.ts';

export const AGENT_ACTIONS: readonly ActionKnowledge[] = [];
