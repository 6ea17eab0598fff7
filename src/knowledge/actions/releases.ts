/** Actions that make releases, tags and version bumps. */
import { type ActionKnowledge, action, actions } from './knowledge.ts';

const RELEASE = { kind: 'publish', type: 'release', publication: 'repository' } as const;
const GITHUB = ['token', 'github_token', 'github-token', 'repo_token', 'env:GITHUB_TOKEN', '@token'] as const;
const TAGS = { kind: 'write', capability: 'write-source', what: 'pushes tags' } as const;

export const RELEASE_ACTIONS: readonly ActionKnowledge[] = [
  // Releases
  ...actions(
    [
      'softprops/action-gh-release',
      'marvinpinto/action-automatic-releases',
      'svenstaro/upload-release-action',
      'elgohr/github-release-action',
      'rymndhng/release-on-push-action',
      'comnoco/create-release-action',
      'alexellis/upload-assets',
      'skx/github-action-publish-binaries',
      'shogo82148/actions-upload-release-asset',
      'xresloader/upload-to-github-release',
      'wangyoucao577/go-release-action',
      'rust-build/rust-build.action',
      'taiki-e/create-gh-release-action',
      'taiki-e/upload-rust-binary-action',
      'justincy/github-action-npm-release',
      'johnwbyrd/update-release',
      'tubone24/update_release',
    ],
    {
      effects: [{ ...RELEASE, credential: GITHUB, in: 'files' }],
      secrets: { token: 'source', repo_token: 'source' },
    },
  ),
  action('ncipollo/release-action', {
    source: 'https://github.com/ncipollo/release-action#action-inputs',
    effects: [{ ...RELEASE, credential: ['token', '@token'], in: 'artifacts' }],
    secrets: { token: 'source' },
  }),
  action('tj-actions/release-tagger', {
    source: 'https://github.com/tj-actions/release-tagger#inputs',
    effects: [
      { ...TAGS, what: 'moves the tag of the major version', credential: ['gh_token', '@token'] },
      { ...RELEASE, credential: ['gh_token', '@token'] },
    ],
    secrets: { gh_token: 'source' },
  }),
  action('release-drafter/release-drafter', {
    effects: [
      { ...RELEASE, credential: GITHUB },
      { kind: 'write', capability: 'write-issues', what: 'labels pull requests', credential: GITHUB },
    ],
    outputs: [{ name: 'body', from: 'event', field: 'github.event.pull_request.title', api: true }],
  }),
  ...actions(['googleapis/release-please-action', 'google-github-actions/release-please-action'], {
    source: 'https://github.com/googleapis/release-please-action#readme',
    effects: [
      { ...RELEASE, credential: GITHUB, when: [{ input: 'skip-github-release', set: false }] },
      {
        kind: 'write',
        capability: 'write-source',
        what: 'pushes version bumps to a branch and opens a pull request',
        credential: GITHUB,
        when: [{ input: 'skip-github-pull-request', set: false }],
      },
    ],
    outputs: [{ name: 'body', from: 'event', field: 'github.event.head_commit.message' }],
    secrets: { token: 'source' },
  }),
  action('goreleaser/goreleaser-action', {
    source: 'https://goreleaser.com/customization/hooks/',
    effects: [
      { kind: 'execute', tool: 'goreleaser', how: 'runs the hooks and builds of .goreleaser.yaml', in: 'workdir' },
      { ...RELEASE, credential: ['env:GITHUB_TOKEN', '@token'], in: 'workdir', when: [{ input: 'args', contains: 'release' }] },
    ],
    secrets: { key: 'other' },
  }),
  action('cargo-bins/release-pr', { effects: [{ kind: 'write', capability: 'write-source', what: 'opens a pull request', credential: GITHUB }] }),

  // Tags and versions
  ...actions(
    [
      'anothrnick/github-tag-action',
      'mathieudutour/github-tag-action',
      'rickstaa/action-create-tag',
      'haya14busa/action-update-semver',
      'rlespinasse/release-that',
      'actions-ecosystem/action-push-tag',
      'negz/create-tag',
      'salsify/action-detect-and-tag-new-version',
      'jacopocarlini/action-autotag',
      'butlerlogic/action-autotag',
      'tvdias/github-tagger',
      'haya14busa/action-bumpr',
      'nowactions/update-majorver',
    ],
    {
      effects: [{ ...TAGS, credential: GITHUB }],
    },
  ),
  ...actions(
    [
      'phips28/gh-action-bump-version',
      'tripss/conventional-changelog-action',
      'commitizen-tools/commitizen-action',
      'cocogitto/cocogitto-action',
      'requarks/changelog-action',
    ],
    {
      effects: [{ kind: 'write', capability: 'write-source', what: 'pushes version bumps and tags', credential: GITHUB, files: true }],
      outputs: ['changelog', 'clean_changelog', 'changes'].map((name) => ({ name, from: 'event', field: 'github.event.head_commit.message' })),
    },
  ),
];
