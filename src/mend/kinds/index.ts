/** Every kind of mend, sorted by kind; the kinds of controls that are not here have instructions only. */
import type { MendKind } from '../types.ts';
import { envIndirection } from './env-indirection.ts';
import { persistCredentialsFalse } from './persist-credentials-false.ts';
import { tokenPermissions } from './token-permissions.ts';

export const MENDS: readonly MendKind[] = [envIndirection, persistCredentialsFalse, tokenPermissions];

export const mendOf = (kind: string): MendKind | null => MENDS.find((mend) => mend.kind === kind) ?? null;
