import type { Session } from './script-session.ts';

export const analyzePowershell = (_session: Session): void => {};
