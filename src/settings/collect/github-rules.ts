/** Rules of branches, tags and pushes: rulesets and, beside them, the older branch protection. https://docs.github.com/en/rest/repos/rules */
import type { Tri } from '../../pipeline/model.ts';
import type { GitHubClient } from './github.ts';
import { type Found, flag, maybe, type Part, record, records, word } from './run.ts';

type Data = Readonly<Record<string, unknown>>;

/** What one rule says about changes of the default branch. */
interface Review {
  readonly required: boolean;
  readonly owners: boolean;
  /** Nobody goes round it; unknown where the bypass list is not shown. */
  readonly forAll: Tri;
  readonly from: string;
}

export const rulesParts = ({ repository: at, get, list, about }: GitHubClient): readonly Part[] => [
  {
    id: 'branch-rules',
    what: 'the rules of the default branch',
    needs: 'Administration: read',
    async read() {
      const { branch } = await about();
      const path = `${at}/rules/branches/${encodeURIComponent(branch)}`;
      const rules = (await list(path)).filter((rule) => rule['type'] === 'pull_request');
      const reviews: Review[] = [];
      for (const rule of rules) reviews.push(await reviewOf(rule, at, get, `GET ${path}`));
      const classic = await protection(`${at}/branches/${encodeURIComponent(branch)}/protection`, get);
      if (classic !== null) reviews.push(classic);
      const binding = reviews.filter(({ required }) => required);
      const from = binding.length === 0 ? `GET ${path}` : [...new Set(binding.map((r) => r.from))].join(', ');
      const values: Found[] = [
        {
          id: 'branch-protected',
          value: binding.length > 0,
          from,
          note: binding.length > 0 ? 'a pull request with a review is required' : 'no rule requires a review',
        },
        { id: 'code-owners-required', value: binding.some(({ owners }) => owners), from },
        { id: 'branch-admins-included', value: either(binding.map(({ forAll }) => forAll)), from },
      ];
      return {
        values,
        notRead: binding.some(({ forAll }) => forAll === 'unknown')
          ? [{ what: 'who may go round the rules of the default branch', reason: 'the bypass list is shown to administrators only' }]
          : [],
      };
    },
  },
  {
    id: 'rulesets',
    what: 'the rules of tags and pushes',
    needs: 'Administration: read',
    async read() {
      const path = `${at}/rulesets`;
      const active = (await list(`${path}?includes_parents=true`)).filter((ruleset) => ruleset['enforcement'] === 'active');
      const tags: Tri[] = [];
      let workflows = false;
      for (const one of active) {
        const target = maybe(one, 'target', word);
        if (target !== 'tag' && target !== 'push') continue;
        const ruleset = await get(`${path}/${String(one['id'])}`);
        const rules = records(ruleset['rules'] ?? [], '"rules"');
        if (target === 'tag') tags.push(protectsTags(ruleset, rules));
        else workflows ||= rules.some(restrictsWorkflows);
      }
      const from = `GET ${path}`;
      return {
        values: [
          { id: 'tags-protected', value: either(tags), from },
          { id: 'workflow-push-restricted', value: workflows, from },
        ],
        notRead:
          either(tags) === 'unknown'
            ? [
                {
                  what: 'whether release tags are protected',
                  reason: 'the rulesets for tags cover some names only; say whether releases have these names',
                },
              ]
            : [],
      };
    },
  },
];

/** True where one is; unknown where none is and one may be. */
const either = (values: readonly Tri[]): Tri => (values.includes(true) ? true : values.includes('unknown') ? 'unknown' : false);

const reviewOf = async (rule: Data, at: string, get: GitHubClient['get'], from: string): Promise<Review> => {
  const parameters = record(rule['parameters'] ?? {}, '"parameters"');
  const count = parameters['required_approving_review_count'];
  const required = typeof count === 'number' && count > 0;
  const id = rule['ruleset_id'];
  let forAll: Tri = 'unknown';
  if (required && typeof id === 'number' && rule['ruleset_source_type'] !== 'Enterprise') {
    const bypass = (await get(`${at}/rulesets/${id}`))['bypass_actors'];
    if (Array.isArray(bypass)) forAll = bypass.length === 0;
  }
  return { required, owners: maybe(parameters, 'require_code_owner_review', flag) === true, forAll, from };
};

/** The older protection; null where there is none (404). */
const protection = async (path: string, get: GitHubClient['get']): Promise<Review | null> => {
  let data: Data;
  try {
    data = await get(path);
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'status' in error && error.status === 404) return null;
    throw error;
  }
  const reviews = maybe(data, 'required_pull_request_reviews', (d, key) => record(d[key], `"${key}"`));
  if (reviews === null) return null;
  const count = reviews['required_approving_review_count'];
  const admins = maybe(data, 'enforce_admins', (d, key) => flag(record(d[key], `"${key}"`), 'enabled'));
  const allowances = maybe(reviews, 'bypass_pull_request_allowances', (d, key) => record(d[key], `"${key}"`));
  const someone = allowances !== null && Object.values(allowances).some((list) => Array.isArray(list) && list.length > 0);
  return {
    required: typeof count === 'number' && count > 0,
    owners: maybe(reviews, 'require_code_owner_reviews', flag) === true,
    forAll: admins === true && !someone,
    from: `GET ${path}`,
  };
};

const ALL_TAGS: ReadonlySet<string> = new Set(['~ALL', 'refs/tags/*', 'refs/tags/**', 'refs/tags/**/*']);

const protectsTags = (ruleset: Data, rules: readonly Data[]): Tri => {
  const types = new Set(rules.map((rule) => rule['type']));
  if (!types.has('creation') || !types.has('update')) return false;
  const names = record(record(ruleset['conditions'] ?? {}, '"conditions"')['ref_name'] ?? {}, '"ref_name"');
  const include = Array.isArray(names['include']) ? names['include'].map(String) : [];
  const exclude = Array.isArray(names['exclude']) ? names['exclude'] : [];
  return include.some((name) => ALL_TAGS.has(name)) && exclude.length === 0 ? true : 'unknown';
};

const restrictsWorkflows = (rule: Data): boolean => {
  if (rule['type'] !== 'file_path_restriction') return false;
  const paths = record(rule['parameters'] ?? {}, '"parameters"')['restricted_file_paths'];
  return (
    Array.isArray(paths) &&
    paths.some((path) => /^(?:\/?\.github\/(?:workflows\/)?\*\*(?:\/\*)?|\*\*\/?\*?|\/?\.github\/workflows\/\*)$/.test(String(path)))
  );
};
