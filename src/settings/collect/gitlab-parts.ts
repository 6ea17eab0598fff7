/** What is read of a GitLab project, and what it means for the settings. Names and rights only: values of variables are never kept. */
import type { Tri } from '../../pipeline/model.ts';
import { type Found, flag, maybe, type Part, record, records, word } from './run.ts';

/** The API, each call one answer or all items of a list. */
export interface GitLabSource {
  readonly project: string;
  readonly show: () => Promise<unknown>;
  readonly branches: () => Promise<unknown>;
  readonly approvalRules: () => Promise<unknown>;
  readonly tags: () => Promise<unknown>;
  readonly variables: () => Promise<unknown>;
  readonly jobToken: () => Promise<unknown>;
  readonly environments: () => Promise<unknown>;
  readonly runners: () => Promise<unknown>;
  readonly runner: (id: number) => Promise<unknown>;
  readonly members: () => Promise<unknown>;
}

type Data = Readonly<Record<string, unknown>>;

/** https://docs.gitlab.com/api/access_requests/#valid-access-levels */
const NO_ONE = 0;
const DEVELOPER = 30;
const MAINTAINER = 40;

const levels = (data: Data, key: string): readonly number[] =>
  records(data[key] ?? [], `"${key}"`).map((level) => Number(level['access_level'] ?? MAINTAINER));
const onlyAbove = (least: number, all: readonly number[]): boolean => all.every((level) => level === NO_ONE || level >= least);

export const gitLabParts = (source: GitLabSource): readonly Part[] => {
  const at = `/projects/${encodeURIComponent(source.project)}`;
  const maintainer = 'the Maintainer role and read_api';
  let known: Promise<Data> | null = null;
  const about = (): Promise<Data> => {
    known ??= source.show().then((data) => record(data, 'the project'));
    return known;
  };
  return [
    {
      id: 'project',
      what: 'who sees the project, and where pipelines of forks run',
      needs: 'read_api',
      async read() {
        const data = await about();
        const visibility = word(data, 'visibility');
        const inParent = maybe(data, 'ci_allow_fork_pipelines_to_run_in_parent_project', flag);
        return {
          values: [
            { id: 'repository-private', value: visibility !== 'public', from: `GET ${at}`, note: `visibility is ${visibility}` },
            ...(inParent === null ? [] : [{ id: 'fork-secrets-withheld', value: !inParent, from: `GET ${at}` }]),
          ],
          notRead:
            inParent === null ? [{ what: 'whether pipelines of forks run in the parent project', reason: `the token lacks ${maintainer}` }] : [],
        };
      },
    },
    {
      id: 'branches',
      what: 'the rules of the default branch',
      needs: maintainer,
      read: async () => branchRules(source, word(await about(), 'default_branch'), at),
    },
    {
      id: 'tags',
      what: 'the rules of tags',
      needs: maintainer,
      async read() {
        const tags = records(await source.tags(), 'protected tags');
        const strong = tags.filter((tag) => onlyAbove(MAINTAINER, levels(tag, 'create_access_levels')));
        const value: Tri = strong.some((tag) => tag['name'] === '*') ? true : strong.length > 0 ? 'unknown' : false;
        return {
          values: [{ id: 'tags-protected', value, from: `GET ${at}/protected_tags` }],
          notRead:
            value === 'unknown' ? [{ what: 'whether release tags are protected', reason: 'some names are; say whether releases have them' }] : [],
        };
      },
    },
    {
      id: 'variables',
      what: 'which variables are protected (names only)',
      needs: maintainer,
      async read() {
        const byName = new Map<string, boolean>();
        for (const variable of records(await source.variables(), 'variables')) {
          const name = word(variable, 'key');
          byName.set(name, (byName.get(name) ?? true) && flag(variable, 'protected'));
        }
        const from = `GET ${at}/variables`;
        return {
          values: [...byName].flatMap(([name, value]): Found[] => [
            { id: `secret-protected@${name}`, value, from },
            { id: `secret-scoped@${name}`, value: true, from },
          ]),
        };
      },
    },
    {
      id: 'job-token',
      what: 'whose job tokens reach the project',
      needs: maintainer,
      read: async () => ({
        values: [
          {
            id: 'job-token-limited',
            value: flag(record(await source.jobToken(), 'the job token scope'), 'inbound_enabled'),
            from: `GET ${at}/job_token_scope`,
          },
        ],
      }),
    },
    {
      id: 'environments',
      what: 'the rules of environments',
      needs: `${maintainer}, in an edition with protected environments`,
      async read() {
        const from = `GET ${at}/protected_environments`;
        return {
          values: records(await source.environments(), 'protected environments').flatMap((environment) => environmentRules(environment, from)),
        };
      },
    },
    { id: 'runners', what: 'whether runners take jobs of protected branches only', needs: maintainer, read: () => runnerRules(source, at) },
    {
      id: 'members',
      what: 'whether anybody only has the Developer role',
      needs: 'read_api',
      async read() {
        const members = records(await source.members(), 'members').map((member) => Number(member['access_level']));
        const developers = members.filter((level) => level >= DEVELOPER && level < MAINTAINER).length;
        return {
          values: [
            {
              id: 'write-access-limited',
              value: developers === 0,
              from: `GET ${at}/members/all`,
              note: `${members.length} members, ${developers} of them developers`,
            },
          ],
        };
      },
    },
  ];
};

/** A name with `*` as GitLab reads it. */
const covers = (pattern: string, name: string): boolean => {
  if (!pattern.includes('*')) return pattern === name;
  const parts = pattern.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
};

const branchRules = async (
  source: GitLabSource,
  branch: string,
  at: string,
): Promise<{ values: Found[]; notRead: { what: string; reason: string }[] }> => {
  const rules = records(await source.branches(), 'protected branches').filter((rule) => covers(word(rule, 'name'), branch));
  const pushes = rules.flatMap((rule) => levels(rule, 'push_access_levels'));
  const merges = rules.flatMap((rule) => levels(rule, 'merge_access_levels'));
  const approvals = await approvalsNeeded(source);
  const noPush = rules.length > 0 && onlyAbove(MAINTAINER, pushes);
  const reviewed: Tri = onlyAbove(MAINTAINER, merges) ? true : approvals === null ? 'unknown' : approvals > 0;
  const value: Tri = !noPush ? false : reviewed;
  const nobody = noPush && pushes.every((level) => level === NO_ONE);
  const from = `GET ${at}/protected_branches`;
  return {
    values: [
      {
        id: 'branch-protected',
        value,
        from,
        note: rules.length === 0 ? 'the default branch is not protected' : `${approvals ?? 'unknown'} approvals are needed`,
      },
      { id: 'branch-admins-included', value: value === true ? nobody : value === 'unknown' && nobody ? 'unknown' : false, from },
      { id: 'code-owners-required', value: rules.some((rule) => maybe(rule, 'code_owner_approval_required', flag) === true), from },
    ],
    notRead: value === 'unknown' ? [{ what: 'how many approvals a merge request needs', reason: 'approval rules could not be read' }] : [],
  };
};

/** Null where the edition has no approval rules, or the token may not see them. */
const approvalsNeeded = async ({ approvalRules }: GitLabSource): Promise<number | null> => {
  try {
    return Math.max(0, ...records(await approvalRules(), 'approval rules').map((rule) => Number(rule['approvals_required'] ?? 0)));
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'status' in error && (error.status === 403 || error.status === 404)) return null;
    throw error;
  }
};

const environmentRules = (environment: Data, from: string): readonly Found[] => {
  const name = word(environment, 'name');
  const count = Number(environment['required_approval_count'] ?? 0);
  const rules = records(environment['approval_rules'] ?? [], '"approval_rules"');
  const needed = count > 0 || rules.some((rule) => Number(rule['required_approvals'] ?? 0) > 0);
  return [
    { id: `environment-reviewers@${name}`, value: needed, from },
    { id: `environment-branches@${name}`, value: onlyAbove(MAINTAINER, levels(environment, 'deploy_access_levels')), from },
  ];
};

const runnerRules = async (source: GitLabSource, at: string): Promise<{ values: Found[]; notRead: { what: string; reason: string }[] }> => {
  const own = records(await source.runners(), 'runners').filter(
    (runner) => runner['runner_type'] !== 'instance_type' && runner['is_shared'] !== true,
  );
  if (own.length === 0) return { values: [], notRead: [] };
  const levelsOf: string[] = [];
  for (const runner of own) levelsOf.push(word(record(await source.runner(Number(runner['id'])), 'a runner'), 'access_level'));
  const held = levelsOf.filter((level) => level === 'ref_protected').length;
  if (held === 0 || held === own.length)
    return { values: [{ id: 'runner-branches', value: held > 0, from: `GET ${at}/runners`, note: `${own.length} runners` }], notRead: [] };
  return {
    values: [],
    notRead: [{ what: 'whether runners are protected', reason: 'some are and some are not; tell it for each pool (runner-branches@TAGS)' }],
  };
};
