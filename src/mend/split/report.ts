/** The workflow that reports: started when the build has ended, with rights and without anything of the change. */
import { scalarText } from '../document.ts';
import { NUMBER } from './steps.ts';

export interface Reporting {
  /** The file of the build, and its name as the platform knows it. */
  readonly file: string;
  readonly name: string;
  readonly when: 'success' | 'any';
  readonly rights: readonly string[];
  /** The steps, each with its `-` in column 7. */
  readonly steps: string;
  readonly ending: string;
}

/**
 * The number is looked up by commit and repository of the head, and taken only if it is one: what a fork sends is no part of it.
 * `pull_requests` of the event is empty for forks. https://docs.github.com/en/rest/pulls/pulls#list-pull-requests, https://cli.github.com/manual/gh_api
 */
export const reportText = ({ file, name, when, rights, steps, ending }: Reporting): string => {
  const ended = when === 'success' ? "github.event.workflow_run.conclusion == 'success'" : "github.event.workflow_run.conclusion != 'skipped'";
  return [
    `# Acts on what ${file} has built. Nothing of the change is checked out, downloaded or run here.`,
    `name: ${scalarText(`${name} (report)`) ?? 'Report'}`,
    'on:',
    '  workflow_run:',
    `    workflows: ['${name.replaceAll("'", "''")}']`,
    '    types: [completed]',
    'permissions: {}',
    'jobs:',
    '  report:',
    `    if: github.event.workflow_run.event == 'pull_request' && ${ended}`,
    '    runs-on: ubuntu-latest',
    '    permissions:',
    ...rights.map((right) => `      ${right}`),
    '    env:',
    '      GH_REPO: ${{ github.repository }}',
    '    steps:',
    '      - name: Find the change by its commit',
    '        env:',
    '          GH_TOKEN: ${{ github.token }}',
    '          HEAD_REPOSITORY: ${{ github.event.workflow_run.head_repository.full_name }}',
    '          HEAD_SHA: ${{ github.event.workflow_run.head_sha }}',
    '        run: |',
    '          number=$(gh api --paginate "repos/$GH_REPO/pulls?state=open&per_page=100" --jq \'.[] | select(.head.sha == env.HEAD_SHA and .head.repo.full_name == env.HEAD_REPOSITORY) | .number\' | head -n 1)',
    '          case "$number" in',
    '            \'\' | *[!0-9]*) echo "No open change has this commit." >&2; exit 1 ;;',
    '          esac',
    `          echo "${NUMBER}=$number" >> "$GITHUB_ENV"`,
    steps,
    '',
  ].join(ending);
};
