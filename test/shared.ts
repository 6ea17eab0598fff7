/** Schemas and real files that are not ours to ship: where an environment variable says, or in a folder `shared` beside the repository. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Null where there are none: then the test is skipped. What the variable names is taken at its word, so that a wrong path fails. */
export const shared = (variable: string, path: string): string | null => {
  const named = process.env[variable];
  if (named !== undefined && named !== '') return named;
  const beside = fileURLToPath(new URL(`../../shared/${path}`, import.meta.url));
  return existsSync(beside) ? beside : null;
};
