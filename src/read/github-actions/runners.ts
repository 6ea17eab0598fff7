/** Which machine a job runs on, as far as its labels tell. */

import { singleUseVendor } from '../../knowledge/runners.ts';
import type { Runner, Tri } from '../../pipeline/model.ts';
import { compareText, type Span } from '../../source/span.ts';

/** Standard labels of runners that GitHub hosts. https://docs.github.com/en/actions/reference/runners/github-hosted-runners */
const HOSTED =
  /^(?:ubuntu-(?:latest|slim|\d\d\.\d\d)|windows-(?:latest|20\d\d|1\d)|macos-(?:latest|\d\d(?:\.\d\d)?))(?:-(?:arm|arm64|intel|large|xlarge|xl|vs20\d\d))?$/i;
/**
 * Labels that every self-hosted runner has unless it was told otherwise; no hosted runner answers to them.
 * https://docs.github.com/en/actions/how-tos/manage-runners/self-hosted-runners/apply-labels
 */
const SELF_HOSTED = new Set(['self-hosted', 'linux', 'windows', 'macos', 'x64', 'arm', 'arm64']);

/** Hosted: the platform's own machine, or that of a vendor whose documentation promises a fresh one for every job. */
const hostedOf = (labels: readonly string[]): Tri => {
  if (labels.some((label) => SELF_HOSTED.has(label.toLowerCase()))) return false;
  if (labels.length > 0 && labels.every((label) => HOSTED.test(label) || singleUseVendor(label) !== null)) return true;
  return 'unknown';
};

/** `alternatives`: the label sets that the matrix allows; the least trusted decides, because an attacker needs only one. `null` labels cannot be told. */
export const runnerOf = (alternatives: readonly (readonly string[] | null)[], span: Span): Runner => {
  const judged = alternatives.map((labels) => ({ labels: labels ?? [], hosted: labels === null ? ('unknown' as const) : hostedOf(labels) }));
  const worst = judged.find((r) => r.hosted === false) ?? judged.find((r) => r.hosted === 'unknown') ?? judged[0];
  const labels = worst?.labels ?? [];
  const hosted = worst?.hosted ?? 'unknown';
  return {
    labels,
    hosted,
    ephemeral: hosted === true ? true : 'unknown',
    pool: labels.length === 0 ? 'unknown' : [...labels].sort(compareText).join('+'),
    span,
  };
};

/** What `runner.os` and `runner.environment` can be, by the labels of each machine of the matrix; null: anything. */
export interface Machine {
  readonly os: readonly (string | null)[];
  readonly environment: readonly ('github-hosted' | 'self-hosted' | null)[];
  readonly pool: string;
}

const OS: readonly (readonly [string, RegExp])[] = [
  ['Linux', /^(?:ubuntu-|linux$)/i],
  ['Windows', /^windows(?:-|$)/i],
  ['macOS', /^macos(?:-|$)/i],
];
const osOf = (labels: readonly string[]): string | null => OS.find(([, label]) => labels.some((l) => label.test(l)))?.[0] ?? null;

/** Machines of other vendors are self-hosted ones to the service. https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#runner-context */
const environmentOf = (labels: readonly string[]): Machine['environment'][number] => {
  if (labels.length > 0 && labels.every((label) => HOSTED.test(label))) return 'github-hosted';
  return hostedOf(labels) === 'unknown' ? null : 'self-hosted';
};

/** `alternatives`: as for `runnerOf`, which has named the pool by them. */
export const machineOf = (alternatives: readonly (readonly string[] | null)[], { pool }: Runner): Machine => ({
  os: [...new Set(alternatives.map((labels) => (labels === null ? null : osOf(labels))))],
  environment: [...new Set(alternatives.map((labels) => (labels === null ? null : environmentOf(labels))))],
  pool,
});
