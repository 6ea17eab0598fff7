/** The shape of chokepoint.yml. Loaded only where there is such a file; the published JSON Schema is made from it. */
import * as v from 'valibot';
import { POLICY } from '../policy/schema.ts';

const text = (what: string) => v.pipe(v.string(`${what} must be text`), v.trim(), v.nonEmpty(`${what} must not be empty`));
const date = v.pipe(
  v.string('must be a date such as 2027-01-31'),
  v.regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date such as 2027-01-31'),
  v.check((value) => isDay(value), 'must be a day that there is'),
);
const amount = v.pipe(v.number('must be a number'), v.finite('must be finite'), v.minValue(0, 'must not be negative'));
const share = v.pipe(amount, v.maxValue(1, 'must not be above 1'));
const count = v.pipe(amount, v.integer('must be a whole number'));

const isDay = (value: string): boolean => {
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
};

const VALUE = 'must be true, false or unknown, or a mapping with value, as-of and reason';
const value = v.union([v.boolean(), v.literal('unknown')], 'must be true, false or unknown');
const severity = v.picklist(['critical', 'high', 'medium', 'low'], 'must be critical, high, medium or low');
const actor = v.picklist(
  ['outsider', 'contributor', 'writer', 'maintainer', 'upstream'],
  'must be outsider, contributor, writer, maintainer or upstream',
);

const described = <T extends v.BaseSchema<unknown, unknown, v.BaseIssue<unknown>>>(schema: T, description: string) =>
  v.pipe(schema, v.description(description));

const accepted = v.pipe(
  v.strictObject({
    path: v.optional(described(text('path'), 'Id or fingerprint of a path.')),
    crossing: v.optional(described(text('crossing'), 'Id of a crossing: every path through it.')),
    reason: described(text('reason'), 'Why it is accepted.'),
    owner: described(text('owner'), 'Who answers for it.'),
    expires: described(date, 'The last day on which it counts; afterwards the path counts again.'),
  }),
  v.check((entry) => (entry.path === undefined) !== (entry.crossing === undefined), 'needs either path or crossing, and not both'),
);

const guarantee = v.strictObject({
  id: described(
    v.pipe(text('id'), v.regex(/^[a-z0-9][a-z0-9._-]*$/i, 'must be a short name of letters, digits, dots and dashes')),
    'A name for it, shown in the report as declared:NAME.',
  ),
  statement: described(text('statement'), 'What holds, in one sentence.'),
  blocks: described(
    v.pipe(v.array(text('blocks'), 'must be a list of ids'), v.minLength(1, 'must name at least one id')),
    'Ids of crossings, transitions or rules that it stops; * stands for any text.',
  ),
  against: v.optional(described(v.array(actor, 'must be a list of actors'), 'Whom it stops; everybody when left out.')),
  evidence: described(text('evidence'), 'Where it can be checked: an address, a document, a command.'),
  expires: v.optional(described(date, 'The last day on which it counts.')),
});

const told = v.union(
  [
    value,
    v.strictObject({
      value,
      'as-of': v.optional(described(date, 'The day on which somebody looked.')),
      reason: v.optional(text('reason')),
    }),
  ],
  VALUE,
);

export const SCHEMA = v.strictObject({
  version: v.optional(described(v.literal(1, 'must be 1'), 'Version of this format.')),
  settings: v.optional(
    described(
      v.record(v.string(), told, 'must be a mapping of settings to values'),
      'Facts outside the files, by id of the setting, ID@NAME for one environment, secret, pool …: true, false or unknown.',
    ),
  ),
  assets: v.optional(
    v.strictObject({
      worth: v.optional(
        described(
          v.record(v.string(), amount, 'must be a mapping of assets to numbers'),
          'What assets are worth, by id, name or kind. By default 100, 30 or 3, as the gain is.',
        ),
      ),
    }),
  ),
  actors: v.optional(
    described(
      v.strictObject({
        outsider: v.optional(share),
        contributor: v.optional(share),
        writer: v.optional(share),
        maintainer: v.optional(share),
        upstream: v.optional(share),
      }),
      'How likely each actor is to try at all, between 0 and 1. It orders paths of the same severity and feeds the plan.',
    ),
  ),
  controls: v.optional(
    v.strictObject({
      costs: v.optional(described(v.record(v.string(), amount, 'must be a mapping of controls to numbers'), 'Costs of controls, by kind or id.')),
    }),
  ),
  guarantees: v.optional(described(v.array(guarantee, 'must be a list'), 'What holds elsewhere and cannot be seen in the files.')),
  accepted: v.optional(described(v.array(accepted, 'must be a list'), 'Risks that somebody answers for until a day.')),
  ignore: v.optional(described(v.array(text('ignore'), 'must be a list of globs'), 'Files that are left out, as globs from the root.')),
  policy: v.optional(described(POLICY, 'What the gate asks for beyond a severity: rules, a risk budget, a baseline, and tests of the rules.')),
  thresholds: v.optional(
    v.strictObject({
      'fail-on': v.optional(described(severity, 'As --fail-on, which wins over it.')),
      most: v.optional(
        described(
          v.strictObject({ critical: v.optional(count), high: v.optional(count), medium: v.optional(count), low: v.optional(count) }),
          'How many paths of each severity may be open before the exit code is 1. Counted as --fail-on counts.',
        ),
      ),
    }),
  ),
});

export type Written = v.InferOutput<typeof SCHEMA>;
export type Issue = v.BaseIssue<unknown>;

/** What the file says, or what is wrong with it, each issue with its path. */
export const check = (value: unknown): { readonly written: Written } | { readonly issues: readonly Issue[] } => {
  const result = v.safeParse(SCHEMA, value);
  return result.success ? { written: result.output } : { issues: result.issues };
};
