/**
 * A comparison from a file, `chokepoint.comparison/1` as `chokepoint diff --format json` writes it. Whoever made the file may mean harm (a pull request's
 * own run hands one over), so everything that is shown is checked for its kind and size, and what is not shown does not come through.
 */
import * as v from 'valibot';
import { ACTORS } from '../pipeline/model.ts';
import { SEVERITIES } from '../reason/report.ts';
import type { Comparison } from './comparison.ts';

const text = v.pipe(v.string(), v.maxLength(4000));
const name = v.pipe(v.string(), v.maxLength(400));
const whole = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000_000));
const list = <T extends v.GenericSchema>(item: T) => v.pipe(v.array(item), v.maxLength(2000));
const date = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/));

const severity = v.picklist(SEVERITIES);
const certainty = v.picklist(['proven', 'conditional']);
const boundary = v.picklist(['source', 'dependency', 'runner', 'configuration', 'artifact']);
const actor = v.picklist(ACTORS);
const status = v.picklist(['open', 'guarded', 'unknown']);
const strength = v.picklist(['strong', 'weak']);
const span = v.object({ file: text, line: whole, column: whole, endLine: whole, endColumn: whole });
const evidence = list(span);

const guarantee = v.object({
  id: text,
  statement: text,
  enforcedBy: v.picklist(['platform', 'configuration', 'setting', 'declared']),
  against: list(actor),
  strength,
  why: text,
  evidence,
});
const guaranteeChange = v.object({ guarantee, was: v.nullable(strength), crossing: text, boundary: v.nullable(boundary) });
const crossing = v.object({ id: text, boundary, rule: name, statement: text, status, openTo: list(actor), evidence });
const crossingChange = v.object({ crossing, before: v.object({ status, openTo: list(actor) }) });
const condition = v.object({ setting: name, is: v.boolean() });
const step = v.object({ statement: text, gives: text, needs: list(whole) });
const path = v.object({
  id: name,
  actor,
  asset: text,
  severity,
  certainty,
  reason: text,
  conditions: list(condition),
  steps: v.pipe(v.array(step), v.maxLength(200)),
});
const cause = v.object({ statement: text, side: v.picklist(['base', 'head']), evidence, onChangedLine: v.boolean() });
const pathChange = v.object({ path, causes: list(cause) });
const side = v.object({
  root: name,
  revision: v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{7,64}$/))),
  asOf: date,
  paths: v.object({ critical: whole, high: whole, medium: whole, low: whole }),
});
const right = v.object({ workflow: text, job: text, right: name, evidence });
const secret = v.object({ workflow: text, job: text, secret: name, evidence });
const ref = v.object({ ref: name, pin: name });
const component = v.object({ kind: name, name: text, from: list(ref), to: list(ref), unpinned: v.boolean(), evidence });
const bothWays = <T extends v.GenericSchema>(item: T) => v.object({ gained: list(item), lost: list(item) });

const COMPARISON = v.object({
  schema: v.literal('chokepoint.comparison/1'),
  base: side,
  head: side,
  renamed: list(v.object({ from: text, to: text })),
  paths: v.object({
    opened: list(pathChange),
    closed: list(pathChange),
    changed: list(v.object({ path, before: v.object({ severity, certainty }) })),
  }),
  crossings: v.object({ added: list(crossing), widened: list(crossingChange), guarded: list(crossingChange) }),
  rights: bothWays(right),
  secrets: bothWays(secret),
  guarantees: bothWays(guaranteeChange),
  assumptions: v.object({ added: list(name), removed: list(name) }),
  components: list(component),
});

/** A step needs earlier ones only. */
const isOrdered = ({ steps }: v.InferOutput<typeof path>): boolean => steps.every(({ needs }, index) => needs.every((need) => need < index));

/** What is shown of it, or where it is wrong; null when it is no comparison at all. Never throws. */
export const readComparison = (given: unknown): { readonly comparison: Comparison } | { readonly error: string } | null => {
  if (typeof given !== 'object' || given === null || !('schema' in given) || given.schema !== 'chokepoint.comparison/1') return null;
  const result = v.safeParse(COMPARISON, given, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    return { error: `${v.getDotPath(issue) ?? 'it'}: ${issue.message}` };
  }
  const { opened, closed, changed } = result.output.paths;
  if (![...opened, ...closed, ...changed].every((one) => isOrdered(one.path))) return { error: 'a step of a path needs a later one' };
  return { comparison: result.output as unknown as Comparison };
};
