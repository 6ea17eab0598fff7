/** Environments, secrets (names only), runners, and who can push. */
import type { GitHubClient } from './github.ts';
import { type Found, flag, maybe, type Part, record, records, word } from './run.ts';

type Data = Readonly<Record<string, unknown>>;

export const accessParts = ({ repository: at, list, about }: GitHubClient): readonly Part[] => [
  {
    id: 'environments',
    what: 'the rules of environments',
    needs: 'Environments: read (Actions: read for public repositories)',
    async read() {
      const path = `${at}/environments`;
      const values: Found[] = [];
      for (const environment of await list(path, 'environments')) {
        const name = word(environment, 'name');
        const policy = maybe(environment, 'deployment_branch_policy', (d, key) => record(d[key], `"${key}"`));
        const custom = policy !== null && policy['custom_branch_policies'] === true;
        const patterns = custom
          ? (await list(`${path}/${encodeURIComponent(name)}/deployment-branch-policies`, 'branch_policies')).map((p) => word(p, 'name'))
          : null;
        values.push(...rulesOf(environment, name, policy, patterns, `GET ${path}`));
      }
      return { values };
    },
  },
  {
    id: 'secrets',
    what: 'where secrets belong (names only)',
    needs: 'Secrets: read',
    async read() {
      const own = `${at}/actions/secrets`;
      const shared = `${at}/actions/organization-secrets`;
      const names = (await list(own, 'secrets')).map((secret) => word(secret, 'name'));
      const others = (await about()).organisation === null ? [] : (await list(shared, 'secrets')).map((secret) => word(secret, 'name'));
      const mine = new Set(names);
      return {
        values: [
          ...others.filter((name) => !mine.has(name)).map((name) => ({ id: `secret-scoped@${name}`, value: false, from: `GET ${shared}` })),
          // A secret of the repository hides one of the organisation of the same name.
          ...names.map((name) => ({ id: `secret-scoped@${name}`, value: true, from: `GET ${own}` })),
        ],
      };
    },
  },
  {
    id: 'runners',
    what: 'whether machines are thrown away after a job',
    needs: 'Administration: read',
    async read() {
      const path = `${at}/actions/runners`;
      const ephemeral = (await list(path, 'runners')).map((runner) => maybe(runner, 'ephemeral', flag));
      const from = `GET ${path}`;
      const known = ephemeral.filter((one) => one !== null);
      if (known.length === 0)
        return {
          values: [],
          notRead: ephemeral.length === 0 ? [] : [{ what: 'whether runners are ephemeral', reason: 'the API does not tell it here' }],
        };
      const all = known.every(Boolean);
      const none = !known.some(Boolean);
      return all || none
        ? { values: [{ id: 'runner-ephemeral', value: all, from, note: `${known.length} runners of the repository` }] }
        : {
            values: [],
            notRead: [
              { what: 'whether runners are ephemeral', reason: 'some are and some are not; tell it for each pool (runner-ephemeral@LABELS)' },
            ],
          };
    },
  },
  {
    id: 'runner-groups',
    what: 'which workflows may use the groups of runners',
    needs: 'Self-hosted runners of the organisation: read',
    async read() {
      const { organisation } = await about();
      if (organisation === null) return { values: [] };
      const path = `/orgs/${encodeURIComponent(organisation)}/actions/runner-groups`;
      const groups = await list(`${path}?visible_to_repository=${encodeURIComponent(at.slice(at.lastIndexOf('/') + 1))}`, 'runner_groups');
      if (groups.length === 0) return { values: [] };
      const restricted = groups.every((group) => maybe(group, 'restricted_to_workflows', flag) === true);
      const atRefs = restricted && groups.every((group) => selectedWorkflows(group).every((workflow) => workflow.includes('@refs/')));
      const from = `GET ${path}`;
      const note = `${groups.length} groups`;
      return {
        values: [
          { id: 'runner-group-restricted', value: restricted, from, note },
          { id: 'runner-branches', value: atRefs, from, note },
        ],
      };
    },
  },
  {
    id: 'collaborators',
    what: 'whether anybody only has write access',
    needs: 'Metadata: read, with push access',
    async read() {
      const path = `${at}/collaborators`;
      const people = await list(`${path}?affiliation=all&permission=push`);
      const only = people.filter((person) => {
        const rights = record(person['permissions'], '"permissions"');
        return flag(rights, 'push') && maybe(rights, 'maintain', flag) !== true && !flag(rights, 'admin');
      });
      // Counts, no names: the snapshot may be shared.
      return {
        values: [
          {
            id: 'write-access-limited',
            value: only.length === 0,
            from: `GET ${path}`,
            note: `${people.length} can push, ${only.length} of them do not maintain`,
          },
        ],
      };
    },
  },
];

const selectedWorkflows = (group: Data): readonly string[] =>
  Array.isArray(group['selected_workflows']) ? group['selected_workflows'].map(String) : [];

/** Names that let every branch in. */
const ANY_BRANCH = /^\*+(?:\/\*+)*$/;

const rulesOf = (environment: Data, name: string, policy: Data | null, patterns: readonly string[] | null, from: string): readonly Found[] => {
  const rules = records(environment['protection_rules'] ?? [], '"protection_rules"');
  const review = rules.find((rule) => rule['type'] === 'required_reviewers');
  const reviewers = review !== undefined && Array.isArray(review['reviewers']) && review['reviewers'].length > 0;
  const bypass = maybe(environment, 'can_admins_bypass', flag);
  const branches =
    policy !== null && (policy['protected_branches'] === true || (patterns !== null && !patterns.some((pattern) => ANY_BRANCH.test(pattern))));
  return [
    { id: `environment-reviewers@${name}`, value: reviewers, from },
    { id: `environment-no-self-review@${name}`, value: review !== undefined && maybe(review, 'prevent_self_review', flag) === true, from },
    ...(bypass === null ? [] : [{ id: `environment-no-admin-bypass@${name}`, value: !bypass, from }]),
    {
      id: `environment-branches@${name}`,
      value: branches,
      from,
      ...(patterns === null ? {} : { note: `branches and tags: ${patterns.slice(0, 10).join(', ')}` }),
    },
  ];
};
