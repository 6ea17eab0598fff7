/** Actions that run what an input says, hand files about, or do something small. */
import { type ActionKnowledge, action, actions } from './knowledge.ts';

export const UTILITY_ACTIONS: readonly ActionKnowledge[] = [
  ...actions(['nick-fields/retry', 'nick-invision/retry'], {
    source: 'https://github.com/nick-fields/retry#inputs',
    scripts: [
      { input: 'command', language: 'bash' },
      { input: 'on_retry_command', language: 'bash' },
      { input: 'new_command_on_retry', language: 'bash' },
    ],
  }),
  ...actions(['wandalen/wretry.action', 'wandalen/wretry.action/main'], {
    source: 'https://github.com/Wandalen/wretry.action#readme',
    scripts: [{ input: 'command', language: 'bash' }],
  }),
  ...actions(['coactions/setup-xvfb', 'gabrielbb/xvfb-action'], { scripts: [{ input: 'run', language: 'bash' }] }),
  action('jannekem/run-python-script-action', { scripts: [{ input: 'script', language: 'python' }] }),
  action('jsdaniell/create-json'),
  action('cloudposse/github-action-yaml-query', { scripts: [{ input: 'query', language: 'yq' }] }),
  action('knicknic/os-specific-run', {
    scripts: [
      { input: 'linux', language: 'bash' },
      { input: 'macos', language: 'bash' },
      { input: 'windows', language: 'pwsh' },
    ],
  }),
  action('pyvista/setup-headless-display-action'),
  action('ultralytics/actions/retry', {
    source: 'https://github.com/ultralytics/actions/blob/main/retry/action.yml',
    scripts: [{ input: 'run', language: 'bash' }],
  }),

  // Artifacts of other runs
  action('dawidd6/action-download-artifact', {
    special: 'download-artifact',
    source: 'https://github.com/dawidd6/action-download-artifact#usage',
    secrets: { github_token: 'source' },
  }),
  ...actions(
    [
      'aochmann/actions-download-artifact',
      'bettermarks/action-artifact-download',
      'levonet/action-download-last-artifact',
      'marcofaggian/action-download-multiple-artifacts',
      'redhat-plumbers-in-action/download-artifact',
    ],
    {
      special: 'download-artifact',
      secrets: { token: 'source', github_token: 'source' },
    },
  ),
  ...actions(['ishworkh/docker-image-artifact-upload', 'ishworkh/container-image-artifact-upload'], {
    special: 'upload-artifact',
    defaults: { name: 'image', path: 'image.tar' },
  }),
  ...actions(['ishworkh/docker-image-artifact-download', 'ishworkh/container-image-artifact-download'], { special: 'download-artifact' }),
  action('geekyeggo/delete-artifact'),

  // Caches of other makers
  ...actions(
    [
      'buildjet/cache',
      'useblacksmith/cache',
      'runs-on/cache',
      'ubicloud/cache',
      'tespkg/actions-cache',
      'whywaita/actions-cache-s3',
      'martijnhols/actions-cache',
      'pat-s/always-upload-cache',
      'warpbuilds/cache',
      'namespacelabs/nscloud-cache-action',
    ],
    { special: 'cache' },
  ),
  ...actions(['useblacksmith/setup-node', 'useblacksmith/setup-python', 'useblacksmith/setup-go', 'useblacksmith/rust-cache'], {
    effects: [{ kind: 'cache', key: 'blacksmith', path: '~/.cache', when: [{ input: 'cache', isNot: ['false'] }] }],
  }),

  // A shell for whoever holds the address. https://github.com/mxschmitt/action-tmate#use-registered-public-ssh-keys
  ...actions(['mxschmitt/action-tmate', 'lhotari/action-upterm', 'owenthereal/action-upterm']),

  // Files of the workspace are rewritten, and nothing else.
  ...actions(['tj-actions/auto-doc', 'tj-actions/sync-release-version']),
  action('tj-actions/remark', {
    source: 'https://github.com/tj-actions/remark/blob/main/action.yml',
    effects: [
      { kind: 'install', manager: 'npm', ecosystem: 'npm', packages: 'plugins', locked: false, runsScripts: true },
      { kind: 'execute', tool: 'remark', how: 'loads the plug-ins that its configuration names', when: [{ input: 'rc_path', set: true }] },
      { kind: 'argument', command: 'npm and remark', inputs: ['plugins', 'files', 'args'], how: 'become options, unquoted' },
    ],
  }),
  action('check-spelling/checkout-merge', {
    special: 'merge-head',
    source: 'https://github.com/check-spelling/checkout-merge/blob/main/action.yml',
  }),

  // Small things
  ...actions([
    'jlumbroso/free-disk-space',
    'easimon/maximize-build-space',
    'endersonmenezes/free-disk-space',
    'al-cheb/configure-pagefile-action',
    'fregante/setup-git-user',
    'thejerrybao/setup-swap-space',
    'pierotofy/set-swap-space',
    'jwalton/gh-docker-logs',
    'vimtor/action-zip',
    'thedoctor0/zip-release',
    'montudor/action-zip',
    'papeloto/action-zip',
    'edgarrc/action-7z',
    'carlosperate/download-file-action',
    'suisei-cn/actions-download-file',
    'canastro/copy-action',
    'jacobtomlinson/gha-find-replace',
    'cschleiden/replace-tokens',
    'qetza/replacetokens-action',
    'microsoft/variable-substitution',
    'ddradar/choose-random-action',
    'nick-invision/persist-action-data',
    'gr2m/await-npm-package-version-action',
    'softprops/turnstyle',
    'ahmadnassri/action-workflow-queue',
    'jetli/wasm-pack-action',
    'jetli/trunk-action',
    'mobiledevops/xcode-select-version-action',
    'devbotsxyz/xcode-archive',
    'ifaxity/wait-on-action',
    'nev7n/wait_for_response',
    'cygnetdigital/wait_for_response',
    'gacts/install-hurl',
    'zwaldowski/match-label-action',
  ]),
  ...actions(['gacts/run-and-post-run', 'webiny/action-post-run', 'srz-zumix/post-run-action'], {
    scripts: [
      { input: 'run', language: 'bash' },
      { input: 'post', language: 'bash' },
      { input: 'post-run', language: 'bash' },
    ],
  }),
  action('eskatos/gradle-command-action', {
    effects: [{ kind: 'execute', tool: 'gradle', how: "runs the project's build scripts", in: 'build-root-directory' }],
  }),
  ...actions(['game-ci/unity-builder', 'game-ci/unity-test-runner'], {
    effects: [{ kind: 'execute', tool: 'unity', how: 'builds the project, its editor scripts included', in: 'projectpath' }],
  }),
  action('franzdiebold/github-env-vars-action', {
    env: ['CI_HEAD_REF', 'CI_REF_NAME', 'CI_ACTION_REF_NAME'].map((name) => ({ name, from: 'event', field: 'github.head_ref' })),
  }),
  action('kceb/git-message-action', { outputs: [{ name: 'git-message', from: 'event', field: 'github.event.head_commit.message', api: true }] }),
  action('jacobtomlinson/gha-read-helm-chart', { outputs: [{ name: '*', from: 'files', in: 'path' }] }),
  ...actions(['treosh/lighthouse-ci-action', 'jakejarvis/lighthouse-action'], {
    effects: [
      {
        kind: 'execute',
        tool: 'lighthouse',
        how: 'loads lighthouserc.js of the workspace',
        in: 'configpath',
        when: [{ input: 'configpath', set: true }],
      },
    ],
  }),
  ...actions(['fjogeleit/yaml-update-action', 'wearerequired/git-mirror-action', 'zwaldowski/semver-release-action'], {
    effects: [
      {
        kind: 'write',
        capability: 'write-source',
        what: 'pushes commits or tags',
        credential: ['token', 'github_token', 'env:GITHUB_TOKEN', 'env:SSH_PRIVATE_KEY', '@token'],
        files: true,
      },
    ],
  }),
  ...actions(['dbhi/qus/action'], { effects: [{ kind: 'host-access', how: 'starts a privileged container' }] }),
];
