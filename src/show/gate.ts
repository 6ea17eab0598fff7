/** What the gate says: the baseline and the policy, in sentences for all formats that people read. Pure functions of the report. */
import type { Path, PolicyPlace, Report, RuleVerdict } from '../reason/report.ts';
import type { Knowledge } from './options.ts';
import { count, list, number, verb } from './words.ts';

/** What the baseline knows, in one line; null without one. */
export const baselineInShort = ({ baseline }: Report): string | null => {
  if (baseline === undefined) return null;
  const { file, known, new: fresh, worse, gone } = baseline;
  const parts = [
    `${count(known, 'path')} known`,
    `${fresh} new`,
    ...(worse.length === 0 ? [] : [`${count(worse.length, 'path')} worse than ${verb(worse.length, 'it was', 'they were')} (${shortened(worse)})`]),
    ...(gone.length === 0
      ? []
      : [`${count(gone.length, 'entry', 'entries')} about nothing any more (${shortened(gone)}), to be taken out with: chokepoint baseline`]),
  ];
  return `Baseline ${file}: ${list(parts)}. The gate judges the new ones.`;
};

const shortened = (ids: readonly string[]): string => `${ids.slice(0, 4).join(', ')}${ids.length > 4 ? ' …' : ''}`;

/** What stands in the place of the certainty where a path does not count. */
export const standing = (path: Path): string => (path.accepted !== undefined ? 'accepted' : path.known === true ? 'known' : path.certainty);

export interface RuleLines {
  readonly rule: RuleVerdict;
  /** Places, those that break it first, and how many more there are. */
  readonly places: readonly PolicyPlace[];
  readonly more: number;
  readonly questions: readonly { readonly id: string; readonly question: string }[];
}

const PLACES_AT_MOST = 5;

/** The rules that do not hold first, those that fail before those that do not. */
export const ruleLines = ({ policy }: Report, { settings }: Knowledge): readonly RuleLines[] => {
  const rank = ({ fails, verdict }: RuleVerdict): number => (fails ? 0 : verdict === 'broken' ? 1 : verdict === 'unknown' ? 2 : 3);
  const known = new Map(settings.map((setting) => [setting.id, setting.question]));
  return [...(policy?.rules ?? [])]
    .sort((a, b) => rank(a) - rank(b))
    .map((rule) => ({
      rule,
      places: rule.places.slice(0, PLACES_AT_MOST),
      more: Math.max(0, rule.places.length - PLACES_AT_MOST),
      questions: rule.questions.map((id) => ({ id, question: known.get(id.split('@', 1)[0] ?? '') ?? '' })),
    }));
};

/** The budget in one sentence; null without one. */
export const budgetLine = ({ policy }: Report): string | null =>
  policy?.riskBudget === undefined
    ? null
    : `Risk of the paths that count: ${number(policy.riskBudget.risk)}, ${policy.riskBudget.risk > policy.riskBudget.budget ? 'above' : 'within'} the budget of ${number(policy.riskBudget.budget)}.`;
