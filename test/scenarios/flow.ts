/** Small repositories in which a stranger's text or files may reach a secret, and whether they do. */
import type { Report } from '../../src/reason/report.ts';
import { analyse } from '../analyse.ts';

export type Files = Readonly<Record<string, string>>;

/** A date at which a pull_request_target ran in every public repository, and checkouts of the head were refused by nothing. */
const WHEN = { asOf: '2026-01-01' };
const WORKFLOW = '.github/workflows/a.yml';

export const reportOf = (files: Files): Promise<Report> => analyse(files, WHEN);

/** Does any account get the secret KEY, which every job below holds and none hands out? */
export const wins = async (files: Files): Promise<boolean> =>
  (await reportOf(files)).paths.some((p) => p.actor === 'outsider' && p.asset === 'secret:KEY');

export const indent = (text: string, by: number): string => text.trimEnd().replaceAll(/^(?=.)/gm, ' '.repeat(by));

/** Texts of the event in variables, as a careful author would pass them. */
const TEXTS = `T: \${{ github.event.pull_request.title }}
B: \${{ github.event.pull_request.body }}
H: \${{ github.head_ref }}
N: \${{ github.event.number }}
SHA: \${{ github.event.pull_request.head.sha }}
KEY: \${{ secrets.KEY }}`;

/** A workflow with one job, which holds the secret. `more` stands beside `runs-on`. */
export const workflow = (
  steps: string,
  { on = 'pull_request_target', more = '' }: { readonly on?: string; readonly more?: string } = {},
): string => `on: ${on}
permissions: {}
jobs:
  a:
    runs-on: ubuntu-latest
${more === '' ? '' : `${indent(more, 4)}\n`}    env: { KEY: '\${{ secrets.KEY }}' }
    steps:
${indent(steps, 6)}
`;

export const runs = (script: string, more = ''): string => `- run: |
${indent(script, 4)}
  env:
${indent(TEXTS, 4)}
${more === '' ? '' : `${indent(more, 2)}\n`}`;

export const inWorkflow = (steps: string, more: Files = {}, on?: string): Files => ({
  [WORKFLOW]: workflow(steps, on === undefined ? {} : { on }),
  ...more,
});

/** One script of a job that runs for every pull request, in the team's own files. */
export const script = (text: string, more: Files = {}): Files => inWorkflow(`- uses: actions/checkout@v4\n${runs(text)}`, more);

/** The same, in the files of the pull request. */
export const onHead = (text: string, more: Files = {}): Files =>
  inWorkflow(
    `- uses: actions/checkout@v4\n  with: { ref: '\${{ github.event.pull_request.head.sha }}', persist-credentials: false }\n${runs(text)}`,
    more,
  );
