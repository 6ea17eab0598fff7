/**
 * `condition:` of stages, jobs and steps, and conditions under which a template put something in: true, false or unknown, and whom it keeps out.
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/process/conditions
 */
import type { Actor, Guarantee, Tri } from '../../pipeline/model.ts';
import type { Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { asValue, evaluate, type Scope, truthOf } from './evaluate.ts';
import { type Expression, parseExpression } from './expression.ts';
import { isFact } from './payload.ts';
import type { Tree } from './tree.ts';

const PAGE = 'https://learn.microsoft.com/en-us/azure/devops/pipelines/process/conditions';

export interface Condition {
  readonly truth: Tri;
  readonly gates: readonly Guarantee[];
  /** Runs although something before it failed. */
  readonly ignoresFailure: boolean;
}

export const ALWAYS: Condition = { truth: true, gates: [], ignoresFailure: false };

const COMPARES: ReadonlySet<string> = new Set(['eq', 'in', 'startswith', 'endswith', 'contains']);
const FAILS: ReadonlySet<string> = new Set(['always', 'failed', 'succeededorfailed', 'canceled']);

/** The comparisons that must hold for the whole to hold. */
const needed = (expression: Expression): readonly Expression[] =>
  expression.kind === 'call' && expression.name === 'and' ? expression.args.flatMap(needed) : [expression];

const mentions = (expression: Expression, names: ReadonlySet<string>): boolean =>
  expression.kind === 'call' ? names.has(expression.name) || expression.args.some((arg) => mentions(arg, names)) : false;

const OUTSIDE: readonly Actor[] = ['outsider', 'contributor'];

/** Who chooses a text that the condition looks at, and what it is called. */
const chosenBy = (value: Value): { readonly field: string; readonly actor: Actor } | null => {
  for (const { origin } of value.influences) {
    if (origin.kind === 'event') return { field: origin.field, actor: origin.actor };
    if (origin.kind === 'input') return { field: origin.name, actor: origin.actor ?? 'outsider' };
  }
  return null;
};

/** Facts of a payload that tell where a change comes from or who wrote it. */
const OWN_PLACE = /(?:head|source)\b.*(?:repo|repository)\b.*(?:full_name|id|fork)$/i;
const AUTHOR = /(?:author_association|sender|user|author)\b/i;

const payloadOf = (node: Tree): readonly string[] | null => (node.kind === 'payload' ? node.path : null);

const gateOf = (test: Expression, scope: Scope, place: string, span: Span): readonly Guarantee[] => {
  if (test.kind !== 'call' || !COMPARES.has(test.name)) return [];
  const sides = test.args.map((arg) => evaluate(arg, scope));
  const base = { enforcedBy: 'configuration', evidence: [span], source: PAGE } as const;
  for (const side of sides) {
    const path = payloadOf(side);
    if (path !== null && isFact(path) && (test.name === 'eq' || test.name === 'in')) {
      const field = path.join('.');
      if (OWN_PLACE.test(field))
        return [
          {
            ...base,
            id: `same-repository@${place}`,
            statement: 'Only changes from a branch of the named repository pass.',
            against: OUTSIDE,
            strength: 'strong',
            why: 'The service that reports the event says where the change comes from. It rests on the secret of the webhook, without which anybody may post.',
          },
        ];
      if (AUTHOR.test(field))
        return [
          {
            ...base,
            id: `author@${place}`,
            statement: `Only events whose \`${field}\` is the named one pass.`,
            against: OUTSIDE,
            strength: 'strong',
            why: 'The service that reports the event says who caused it. It rests on the secret of the webhook, without which anybody may post.',
          },
        ];
    }
    const chosen = chosenBy(asValue(side));
    if (chosen !== null)
      return [
        {
          ...base,
          id: `chosen-text@${place}`,
          statement: `Only runs pass whose \`${chosen.field}\` is as the condition asks.`,
          against: OUTSIDE,
          strength: 'weak',
          why: 'Whoever causes the run chooses that text.',
        },
      ];
  }
  return [];
};

/** `negated`: the condition is that it does not hold. */
const gatesOf = (expression: Expression, scope: Scope, place: string, span: Span): readonly Guarantee[] =>
  needed(expression).flatMap((test) => {
    if (test.kind === 'call' && test.name === 'or') {
      const inner = test.args.map((arg) => gatesOf(arg, scope, place, span));
      return inner.length > 0 && inner.every((gates) => gates.length > 0)
        ? (inner.find((gates) => gates.some((gate) => gate.strength === 'weak')) ?? inner[0] ?? [])
        : [];
    }
    return gateOf(test, scope, place, span);
  });

/** `place` names the step, job or stage; what is no expression is unknown. */
export const conditionOf = (text: string, scope: Scope, place: string, span: Span): Condition => {
  const source = /^\s*\$\[([\s\S]*)\]\s*$/.exec(text)?.[1] ?? text;
  const expression = parseExpression(source);
  if (expression === null) return { truth: 'unknown', gates: [], ignoresFailure: true };
  const truth = truthOf(evaluate(expression, scope));
  return {
    truth,
    gates: truth === false ? [never(place, span)] : truth === true ? [] : gatesOf(expression, scope, place, span),
    ignoresFailure: mentions(expression, FAILS) || !mentions(expression, new Set(['succeeded', ...FAILS])),
  };
};

/** Why something does not run under this scenario. */
const never = (place: string, span: Span): Guarantee => ({
  id: `condition@${place}`,
  statement: 'The condition is false for this kind of run.',
  enforcedBy: 'configuration',
  against: ['outsider', 'contributor', 'writer', 'maintainer', 'upstream'],
  strength: 'strong',
  why: 'It compares what the platform itself says of the run.',
  evidence: [span],
  source: PAGE,
});

/** Gates of conditions under which a template put something in. */
export const underGates = (conditions: readonly string[], scope: Scope, place: string, span: Span): readonly Guarantee[] =>
  conditions.flatMap((text) => {
    const expression = parseExpression(text);
    return expression === null ? [] : gatesOf(expression, scope, place, span);
  });
