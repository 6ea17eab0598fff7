/** The shape of `policy` in chokepoint.yml. */
import * as v from 'valibot';
import { BOUNDARY_NAMES, FEATURE_NAMES, KIND_NAMES } from './words.ts';

const text = (what: string) => v.pipe(v.string(`${what} must be text`), v.trim(), v.nonEmpty(`${what} must not be empty`));
const listed = (words: readonly string[]): string => `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
const one = <const T extends readonly string[]>(words: T) => v.picklist(words, `must be ${listed(words)}`);
const oneOrMore = <const T extends readonly string[]>(words: T) => {
  const message = `must be ${listed(words)}, or a list of them`;
  return v.union([v.picklist(words, message), v.pipe(v.array(v.picklist(words, message)), v.minLength(1, 'must not be an empty list'))], message);
};
const texts = v.union(
  [v.pipe(v.string(), v.nonEmpty('must not be empty')), v.pipe(v.array(v.pipe(v.string(), v.nonEmpty())), v.minLength(1))],
  'must be a name, or a list of names',
);
const described = <T extends v.BaseSchema<unknown, unknown, v.BaseIssue<unknown>>>(schema: T, description: string) =>
  v.pipe(schema, v.description(description));

const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
const ACTORS = ['outsider', 'contributor', 'writer', 'maintainer', 'upstream'] as const;
const VERDICTS = ['holds', 'broken', 'unknown'] as const;
const feature = one(FEATURE_NAMES);

const deny = v.strictObject({
  severity: v.optional(described(one(SEVERITIES), 'Paths at least this bad.')),
  actor: v.optional(oneOrMore(ACTORS)),
  asset: v.optional(described(texts, 'Kinds, ids or names of assets; * stands for any text.')),
  boundary: v.optional(described(oneOrMore(BOUNDARY_NAMES), 'Paths that cross one of these.')),
  certainty: v.optional(
    described(one(['proven', 'conditional'] as const), 'Only such paths. Left out: proven ones break the rule, conditional ones leave it open.'),
  ),
});

const never = v.strictObject({
  from: described(oneOrMore(ACTORS), 'Nobody with as much trust as these, or less.'),
  to: v.pipe(
    v.strictObject({ kind: v.optional(oneOrMore(KIND_NAMES)), asset: v.optional(described(texts, 'Ids or names; * stands for any text.')) }),
    v.check((to) => to.kind !== undefined || to.asset !== undefined, 'needs a kind or an asset'),
  ),
});

const rule = v.pipe(
  v.strictObject({
    id: v.pipe(text('id'), v.regex(/^[a-z0-9][a-z0-9._-]*$/i, 'must be a short name of letters, digits, dots and dashes')),
    reason: described(text('reason'), 'Why the rule is there; shown where it is broken.'),
    unknown: v.optional(described(one(['fail', 'pass'] as const), 'What a verdict of unknown does; pass when left out.')),
    'new-only': v.optional(described(v.boolean('must be true or false'), 'False: paths of the baseline fail the gate too.')),
    deny: v.optional(described(deny, 'No open path is like this.')),
    never: v.optional(described(never, 'No way from these actors to these assets.')),
    every: v.optional(v.strictObject({ job: v.strictObject({ has: feature }) })),
    must: v.optional(
      v.pipe(
        v.strictObject({
          guarantee: v.optional(described(text('guarantee'), 'Id of a guarantee, without the name behind @.')),
          not: v.optional(feature),
        }),
        v.check((must) => (must.guarantee === undefined) !== (must.not === undefined), 'needs either guarantee or not'),
      ),
    ),
  }),
  v.check(
    (given) => [given.deny, given.never, given.every].filter((part) => part !== undefined).length === 1,
    'needs exactly one of deny, never and every',
  ),
  v.check((given) => (given.every === undefined) === (given.must === undefined), 'needs must with every, and only there'),
);

const test = v.pipe(
  v.strictObject({
    name: text('name'),
    rule: described(text('rule'), 'Id of the rule that is tried.'),
    workflow: v.optional(described(text('workflow'), 'Text of a workflow of GitHub Actions.')),
    folder: v.optional(described(text('folder'), 'A folder below the root of the repository.')),
    settings: v.optional(
      v.record(v.string(), v.union([v.boolean(), v.literal('unknown')], 'must be true, false or unknown'), 'must be a mapping of settings to values'),
    ),
    expect: one(VERDICTS),
  }),
  v.check((given) => (given.workflow === undefined) !== (given.folder === undefined), 'needs either workflow or folder, and not both'),
);

export const POLICY = v.strictObject({
  baseline: v.optional(described(text('baseline'), 'A file of chokepoint baseline, from the root of the repository; --baseline wins over it.')),
  'risk-budget': v.optional(
    described(
      v.pipe(v.number('must be a number'), v.finite('must be finite'), v.minValue(0, 'must not be negative')),
      'What the risk of the paths that count may add up to.',
    ),
  ),
  rules: v.optional(v.array(rule, 'must be a list')),
  tests: v.optional(described(v.array(test, 'must be a list'), 'Cases for chokepoint policy test.')),
});
export type WrittenPolicy = v.InferOutput<typeof POLICY>;
