/** Actions that answer with content of files and of the history, and those that ask who somebody is. */
import { type ActionKnowledge, type ActionOutput, action, actions } from './knowledge.ts';

const event = (name: string, field: string, api = false): ActionOutput => ({
  name,
  from: 'event',
  field: `github.event.${field}`,
  ...(api ? { api } : {}),
});
/** Asked for with an API call, whatever the event is. */
const asked = (name: string, field: string): ActionOutput => event(name, field, true);

export const FILE_ACTIONS: readonly ActionKnowledge[] = [
  // Content of files
  ...actions(
    [
      'martinbeentjes/npm-get-version-action',
      'endbug/version-check',
      'sergeysova/jq-action',
      'sebrollen/toml-action',
      'christian-draeger/read-properties',
      'madhead/read-java-properties',
      'juliangruber/read-file-action',
      'andstor/file-reader-action',
      'komorebitech/read-files-action',
      'ffurrer2/extract-release-notes',
      'mindsers/changelog-reader-action',
      'notiz-dev/github-action-json-property',
    ],
    {
      outputs: [{ name: '*', from: 'files' }],
    },
  ),
  action('mikefarah/yq', { scripts: [{ input: 'cmd', language: 'bash' }], outputs: [{ name: 'result', from: 'files' }] }),
  ...actions(
    [
      'xom9ikk/dotenv',
      'falti/dotenv-action',
      'cardinalby/export-env-action',
      'duskmoon314/action-load-env',
      'c-py/action-dotenv-to-setenv',
      'aarcangeli/load-dotenv',
    ],
    { env: [{ name: '*', from: 'files' }], outputs: [{ name: '*', from: 'files' }] },
  ),

  // Changelogs made of commit messages and titles
  ...actions(
    [
      'metcalfc/changelog-generator',
      'heinrichreimer/github-changelog-generator-action',
      'mikepenz/release-changelog-builder-action',
      'loopwerk/tag-changelog',
      'saadmk11/changelog-ci',
      'scottbrenner/generate-changelog-action',
      'charmixer/auto-changelog-action',
      'janheinrichmerker/action-github-changelog-generator',
    ],
    {
      outputs: [asked('changelog', 'pull_request.title'), asked('content', 'head_commit.message'), asked('changes', 'pull_request.title')],
    },
  ),
  ...actions(['tj-actions/git-cliff', 'orhun/git-cliff-action'], {
    source: 'https://git-cliff.org/docs/configuration/git#commit_preprocessors',
    effects: [{ kind: 'execute', tool: 'git-cliff', how: 'runs the replace_command of its configuration' }],
    outputs: [{ name: 'content', from: 'event', field: 'github.event.head_commit.message', api: true }],
  }),
  ...actions([
    'bruceadams/get-release',
    'cardinalby/git-get-release-action',
    'pozetroninc/github-action-get-latest-release',
    'madhead/semver-utils',
    'robinraju/release-downloader',
    'dsaltares/fetch-gh-release-asset',
    'oprypin/find-latest-tag',
    'actions-ecosystem/action-get-latest-tag',
    'wyri-haximus/github-action-get-previous-tag',
    'paulhatch/semantic-version',
    'gittools/actions/gitversion/setup',
    'gittools/actions/gitversion/execute',
    'dotnet/nbgv',
    'booxmedialtd/ws-action-parse-semver',
  ]),
  action('mathiasvr/command-output', { scripts: [{ input: 'run', language: 'bash' }] }),

  // Who somebody is
  action('actions-cool/check-user-permission', {
    source: 'https://github.com/actions-cool/check-user-permission#readme',
    checks: {
      level: { input: 'require', default: 'read' },
      output: 'require-result',
      failsWhen: [
        { input: 'error-if-missing', is: ['true'] },
        { input: 'require', set: true },
      ],
    },
  }),
  action('prince-chrismc/check-actor-permissions-action', {
    source: 'https://github.com/prince-chrismc/check-actor-permissions-action#readme',
    checks: { level: { input: 'permission', default: 'read' }, output: 'permitted', failsWhen: [{ input: 'permission', set: true }] },
  }),
  action('lannonbr/repo-permission-check-action', { checks: { level: { input: 'permission', default: 'write' }, failsWhen: [] } }),
  action('sushichop/action-repository-permission', { checks: { level: { input: 'required-permission', default: 'write' }, failsWhen: [] } }),
  action('skjnldsv/check-actor-permission', {
    checks: { level: { input: 'require', default: 'read' }, output: 'check-result', failsWhen: [{ input: 'require', set: true }] },
  }),
  action('scherermichael-oss/action-has-permission', {
    checks: { level: { input: 'required-permission', default: 'read' }, output: 'has-permission' },
  }),
  action('themoddinginquisition/actions-team-membership', {
    checks: { level: null, output: 'permitted', failsWhen: [{ input: 'exit', isNot: ['false'] }] },
  }),
  action('morfien101/actions-authorized-user', { checks: { level: null, output: 'authorized' } }),
  action('tspascoal/get-user-teams-membership', { checks: { level: null, output: 'isteammember' } }),
];
