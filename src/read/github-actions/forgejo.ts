/**
 * Forgejo and Gitea Actions: the same language at other places and on machines of the team's own, without the platform's later rules.
 * https://forgejo.org/docs/latest/user/actions/github-actions/ and https://docs.gitea.com/usage/actions/comparison
 */
import type { Job, Workflow } from '../../pipeline/model.ts';
import type { FileTree } from '../../source/files.ts';
import type { Reader, Reading, ReadOptions } from '../common/reader.ts';

const SYSTEM = 'forgejo-actions';
const PLACE = /^\.(?:forgejo|gitea)\/workflows\/[^/]+\.ya?ml$/;

/**
 * What GitHub has changed since (read-only caches, the default branch for `pull_request_target`, policies) these have not copied. Like GitHub
 * at that time they ask for approval of a stranger's first run and give it no secrets.
 * https://forgejo.org/docs/latest/user/actions/security-pull-request
 */
const LIKE_GITHUB_OF = '2021-05-01';

export const forgejoActions: Reader = {
  system: SYSTEM,
  title: 'Forgejo Actions',
  pipelines: [
    { path: /^\.forgejo\/workflows\/[^/]+\.ya?ml$/, added: '.forgejo/workflows/new.yml' },
    { path: /^\.gitea\/workflows\/[^/]+\.ya?ml$/, added: '.gitea/workflows/new.yml' },
  ],
  dialect: null,
  open: async () => {
    const { readWorkflows } = await import('./reader.ts');
    return (tree: FileTree, options: ReadOptions): Reading => {
      const asOf = options.asOf < LIKE_GITHUB_OF ? options.asOf : LIKE_GITHUB_OF;
      const reading = readWorkflows(tree, { ...options, asOf }, PLACE);
      const own = reading.workflows.filter(({ file }) => PLACE.test(file));
      return { ...reading, files: reading.files.filter((file) => PLACE.test(file)), workflows: own.map(onOwnMachines) };
    };
  },
};

/** Any label is one of a runner that the team or its host has registered, `ubuntu-latest` too. */
const onOwnMachines = (workflow: Workflow): Workflow => ({
  ...workflow,
  system: SYSTEM,
  runs: workflow.runs.map((run) => ({ ...run, jobs: run.jobs.map(ownMachine) })),
});

const ownMachine = (job: Job): Job => ({
  ...job,
  runner: {
    ...job.runner,
    hosted: job.runner.hosted === true ? 'unknown' : job.runner.hosted,
    ephemeral: job.runner.ephemeral === true ? 'unknown' : job.runner.ephemeral,
    pool: `${SYSTEM}:${job.runner.pool}`,
  },
  secrets: job.secrets.map((use) => ({ ...use, store: SYSTEM })),
});
