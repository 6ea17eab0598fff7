/** Actions that put a toolchain or a package manager on the runner, and the caches they keep. */
import { action, type ActionKnowledge, actions } from './knowledge.ts';

export const SETUP_ACTIONS: readonly ActionKnowledge[] = [
  action('actions/setup-node', {
    source: 'https://github.com/actions/setup-node#caching-global-packages-data',
    effects: [
      { kind: 'cache', key: 'node-cache-{cache}', path: '~/.npm', when: [{ input: 'cache', set: true }] },
      // Asks the package manager where its cache lies; yarn then obeys `yarnPath` and plug-ins of the workspace.
      { kind: 'execute', tool: 'yarn', how: "asks yarn for its cache, which runs the release and plug-ins that the workspace's configuration names", when: [{ input: 'cache', is: ['yarn'] }] },
    ],
    env: [{ name: 'NODE_AUTH_TOKEN', from: 'secret', credential: ['token', 'env:NODE_AUTH_TOKEN'], when: [{ input: 'registry-url', set: true }] }],
  }),
  action('actions/setup-python', {
    source: 'https://github.com/actions/setup-python#caching-packages-dependencies',
    effects: [{ kind: 'cache', key: 'setup-python-{cache}', path: '~/.cache/{cache}', when: [{ input: 'cache', set: true }] }],
  }),
  action('actions/setup-go', {
    source: 'https://github.com/actions/setup-go#caching-dependency-files-and-build-outputs',
    defaults: { cache: 'true' },
    effects: [{ kind: 'cache', key: 'setup-go', path: '~/go/pkg/mod', when: [{ input: 'cache', set: true }], releases: { since: '4.0.0', date: '2023-03-15' } }],
  }),
  action('actions/setup-java', {
    source: 'https://github.com/actions/setup-java#caching-packages-dependencies',
    effects: [{ kind: 'cache', key: 'setup-java-{cache}', path: '~/.m2', when: [{ input: 'cache', set: true }] }],
    secrets: { 'gpg-private-key': 'sign' },
  }),
  action('actions/setup-dotnet', {
    source: 'https://github.com/actions/setup-dotnet#caching-nuget-packages',
    effects: [{ kind: 'cache', key: 'dotnet-cache', path: '~/.nuget/packages', when: [{ input: 'cache', set: true }] }],
  }),
];
