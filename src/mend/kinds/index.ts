/** Every kind of mend, sorted by kind; the kinds of controls that are not here have instructions only. */
import type { MendKind } from '../types.ts';
import { envIndirection } from './env-indirection.ts';
import { persistCredentialsFalse } from './persist-credentials-false.ts';
import { sameRepositoryCheck } from './same-repository-check.ts';
import { tokenPermissions } from './token-permissions.ts';
import { trustedAuthorsOnly } from './trusted-authors-only.ts';

export const MENDS: readonly MendKind[] = [envIndirection, persistCredentialsFalse, sameRepositoryCheck, tokenPermissions, trustedAuthorsOnly];

export const mendOf = (kind: string): MendKind | null => MENDS.find((mend) => mend.kind === kind) ?? null;
