/** From the checked text of `policy` to rules, or to what is still wrong with it. */
import type { Tri } from '../../pipeline/model.ts';
import type { Diagnostic, Span } from '../../source/span.ts';
import { entriesOf, entryOf, itemsOf, type YamlNode } from '../../source/yaml.ts';
import { nearestOf, parseAssumption } from '../parse.ts';
import type { WrittenPolicy } from './schema.ts';
import type { Policy, PolicyRule, PolicyTest } from './types.ts';

/** Keys by the path of their mapping, for what an unknown key may have meant. */
export const POLICY_KEYS: readonly (readonly [string, readonly string[]])[] = [
  ['policy', ['baseline', 'risk-budget', 'rules', 'tests']],
  ['policy.rules', ['id', 'reason', 'unknown', 'new-only', 'deny', 'never', 'every', 'must']],
  ['policy.rules.deny', ['severity', 'actor', 'asset', 'boundary', 'certainty']],
  ['policy.rules.never', ['from', 'to']],
  ['policy.rules.never.to', ['kind', 'asset']],
  ['policy.rules.every', ['job']],
  ['policy.rules.every.job', ['has']],
  ['policy.rules.must', ['guarantee', 'not']],
  ['policy.tests', ['name', 'rule', 'workflow', 'folder', 'settings', 'expect']],
];

type Said = (span: Span, message: string) => Diagnostic;

/** `node`: the mapping below `policy`. */
export const policyOf = (
  written: WrittenPolicy,
  node: YamlNode | undefined,
  at: Said,
  whole: Span,
): { readonly policy: Policy; readonly problems: readonly Diagnostic[] } => {
  const problems: Diagnostic[] = [];
  const nodes = (key: string): readonly YamlNode[] => itemsOf(entryOf(node, key)?.value);
  const place = (item: YamlNode | undefined, key: string): Span => entryOf(item, key)?.value.span ?? item?.span ?? whole;
  const rules = (written.rules ?? []).map((rule, index): PolicyRule => {
    const item = nodes('rules')[index];
    if (written.rules?.findIndex((other) => other.id === rule.id) !== index)
      problems.push(at(place(item, 'id'), `there is a rule "${rule.id}" already; give this one another id`));
    return {
      id: rule.id,
      reason: rule.reason,
      unknownFails: rule.unknown === 'fail',
      newOnly: rule['new-only'] ?? true,
      what: whatOf(rule),
      span: firstLine(item?.span ?? whole),
    };
  });
  const ids = rules.map(({ id }) => id);
  const tests = (written.tests ?? []).map((test, index): PolicyTest => {
    const item = nodes('tests')[index];
    if (!ids.includes(test.rule)) {
      const [near] = nearestOf(test.rule, ids);
      const hint = near !== undefined ? `did you mean ${near}?` : ids.length === 0 ? 'there are no rules yet' : `known are ${ids.join(', ')}`;
      problems.push(at(place(item, 'rule'), `there is no rule "${test.rule}" here; ${hint}`));
    }
    const settings = new Map<string, Tri>();
    for (const { key } of entriesOf(entryOf(item, 'settings')?.value)) {
      const parsed = parseAssumption(`${key.value}=${String(test.settings?.[key.value])}`);
      if ('error' in parsed) problems.push(at(key.span, parsed.error));
      else settings.set(parsed.id, parsed.value);
    }
    return {
      name: test.name,
      rule: test.rule,
      input: test.workflow !== undefined ? { workflow: test.workflow } : { folder: test.folder ?? '' },
      settings,
      expect: test.expect,
      span: firstLine(item?.span ?? whole),
    };
  });
  return { policy: { baseline: written.baseline ?? null, riskBudget: written['risk-budget'] ?? null, rules, tests }, problems };
};

const firstLine = (span: Span): Span => (span.endLine === span.line ? span : { ...span, endLine: span.line, endColumn: span.column + 1 });

const many = <T extends string>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

const whatOf = ({ deny, never, every, must }: NonNullable<WrittenPolicy['rules']>[number]): PolicyRule['what'] => {
  if (never !== undefined) return { kind: 'never', from: many(never.from), to: { kinds: many(never.to.kind), assets: many(never.to.asset) } };
  if (every !== undefined)
    return { kind: 'every', has: every.job.has, must: must?.not !== undefined ? { not: must.not } : { guarantee: must?.guarantee ?? '' } };
  return {
    kind: 'deny',
    severity: deny?.severity ?? null,
    actors: many(deny?.actor),
    assets: many(deny?.asset),
    boundaries: many(deny?.boundary),
    certainty: deny?.certainty ?? null,
  };
};
