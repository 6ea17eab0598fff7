import type { Outcome } from '../test/hostile/run.ts';

export interface HostileOptions {
  readonly scale?: number;
  readonly only?: string;
  readonly wall?: number;
  readonly onOutcome?: (outcome: Outcome) => void;
}
export declare const bundleProgram: (entry: string, name: string) => Promise<string>;
export declare const runHostile: (options?: HostileOptions) => Promise<readonly Outcome[]>;
