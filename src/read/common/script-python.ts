import type { Session } from './script-session.ts';

export const analyzePython = (_session: Session): void => {};
