import type { ActionKnowledge } from './knowledge.ts';

export const DEPLOY_ACTIONS: readonly ActionKnowledge[] = [];
