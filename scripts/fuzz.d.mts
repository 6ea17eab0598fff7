export interface FuzzResult {
  readonly id: string;
  readonly runs: number;
  readonly tree: Readonly<Record<string, string>> | null;
  readonly faults: readonly string[];
}
export declare const runFuzz: (options?: {
  readonly seed?: number;
  readonly runs?: number;
  readonly only?: string;
  readonly wall?: number;
}) => Promise<readonly FuzzResult[]>;
