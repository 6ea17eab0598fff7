import type { History } from '../../compare/history/history.ts';
export const historyHtml = (h: History): string => h.schema;
