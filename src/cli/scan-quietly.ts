/** The scan of one repository among several: whatever goes wrong is told and concerns that one alone. */
import { InputError, told, UsageError } from './io.ts';
import { scanOne } from './scan.ts';

/** What a scan came to; text and message can be sent between threads. */
export interface Done {
  /** As for a scan of one: 0, 1 the gate said no, 2 options that do not fit, 3 unreadable, 4 a fault. */
  readonly code: number;
  /** Null where there is no report. */
  readonly text: string | null;
  readonly message: string | null;
}

/** The terminal that the report is for, if it is one. */
export interface Look {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
}

/** Never throws. */
export const scanQuietly = async (path: string, options: Readonly<Record<string, unknown>>, look: Look, env: NodeJS.ProcessEnv): Promise<Done> => {
  try {
    const { text, fails } = await scanOne(path, options, { stdout: look, stderr: null, env });
    return { code: fails ? 1 : 0, text, message: null };
  } catch (error) {
    if (error instanceof UsageError) return failure(2, path, told(error.message));
    if (error instanceof InputError) return failure(3, path, told(error.message));
    return failure(4, path, `a fault of chokepoint itself: ${told(error instanceof Error ? error.message : String(error))}`);
  }
};

/** The repository is named first, unless the reason does so itself. */
export const failure = (code: number, path: string, reason: string): Done => {
  const name = told(path);
  return { code, text: null, message: reason.startsWith(`${name} `) ? reason : `${name}: ${reason}` };
};
