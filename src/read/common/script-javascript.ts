import type { Session } from './script-session.ts';

export const analyzeJavascript = (_session: Session): void => {};
