/** Actions that build, push and run images. */
import { type ActionKnowledge, action, actions } from './knowledge.ts';

const DOCKERFILE = { kind: 'execute', tool: 'docker build', how: 'runs the instructions of the Dockerfile' } as const;
const BAKE = { kind: 'execute', tool: 'docker buildx bake', how: 'runs the instructions of the Dockerfiles that the bake file names' } as const;
/** BuildKit's own provenance is not signed, so it vouches for nothing. https://docs.docker.com/build/metadata/attestations/slsa-provenance/ */
const UNSIGNED = false;

export const CONTAINER_ACTIONS: readonly ActionKnowledge[] = [
  ...actions(['docker/build-push-action', 'depot/build-push-action', 'useblacksmith/build-push-action'], {
    source: 'https://github.com/docker/build-push-action#git-context',
    effects: [
      { ...DOCKERFILE, in: 'context', ownCopy: true },
      { kind: 'cache', key: 'buildkit-{cache-from}', path: '~/buildkit', readOnly: true, when: [{ input: 'cache-from', contains: 'type=gha' }] },
      { kind: 'cache', key: 'buildkit-{cache-to}', path: '~/buildkit', when: [{ input: 'cache-to', contains: 'type=gha' }] },
      {
        kind: 'publish',
        type: 'image',
        publication: '{tags}',
        credential: ['registry:tags'],
        provenance: UNSIGNED,
        in: 'context',
        when: [{ input: 'push', set: true }],
      },
      {
        kind: 'publish',
        type: 'image',
        publication: '{tags}',
        credential: ['registry:tags'],
        provenance: UNSIGNED,
        in: 'context',
        when: [
          { input: 'push', set: false },
          { input: 'outputs', contains: 'push=true' },
        ],
      },
    ],
  }),
  ...actions(['docker/bake-action', 'depot/bake-action'], {
    source: 'https://github.com/docker/bake-action#git-context',
    effects: [
      { ...BAKE, in: 'workdir', releases: { before: ['6.0.0', '2025-01-08'] } },
      { ...BAKE, in: 'source', ownCopy: true, releases: { since: ['6.0.0', '2025-01-08'] } },
      { kind: 'publish', type: 'image', publication: '*', provenance: UNSIGNED, when: [{ input: 'push', set: true }] },
    ],
  }),
  ...actions(['docker/login-action', 'redhat-actions/podman-login'], {
    source: 'https://github.com/docker/login-action#usage',
    effects: [{ kind: 'login', provider: '{registry}', to: 'registry', credential: ['password'], registry: { input: 'registry' } }],
    secrets: { password: 'registry' },
  }),
  action('azure/docker-login', {
    effects: [{ kind: 'login', provider: '{login-server}', to: 'registry', credential: ['password'], registry: { input: 'login-server' } }],
    secrets: { password: 'registry' },
  }),
  action('aws-actions/amazon-ecr-login', {
    effects: [{ kind: 'login', provider: 'Amazon ECR', to: 'registry', credential: ['env:AWS_SECRET_ACCESS_KEY', '@identity'] }],
  }),
  // Tags are made from the names that stand in `images`; branch names are cleaned.
  action('docker/metadata-action', {
    source: 'https://github.com/docker/metadata-action#readme',
    outputs: [
      { name: 'tags', from: 'input', input: 'images' },
      { name: 'version', from: 'event', field: 'github.ref_name', charset: 'word' },
    ],
  }),
  action('crazy-max/ghaction-docker-meta', { outputs: [{ name: 'tags', from: 'input', input: 'images' }] }),
  action('docker/setup-buildx-action', {
    source: 'https://github.com/docker/setup-buildx-action#inputs',
    defaults: { 'cache-binary': 'true' },
    effects: [
      {
        kind: 'cache',
        key: 'buildx-binary',
        path: '~/.docker/buildx',
        when: [{ input: 'cache-binary', set: true }],
        releases: { since: ['3.1.0', '2024-02-28'] },
      },
    ],
  }),
  action('docker/setup-qemu-action', {
    source: 'https://github.com/docker/setup-qemu-action#inputs',
    defaults: { 'cache-image': 'true' },
    effects: [
      {
        kind: 'cache',
        key: 'binfmt-image',
        path: '~/.docker',
        when: [{ input: 'cache-image', set: true }],
        releases: { since: ['3.3.0', '2025-01-10'] },
      },
    ],
  }),
  action('redhat-actions/buildah-build', {
    effects: [{ kind: 'execute', tool: 'buildah', how: 'runs the instructions of the Containerfile', in: 'context' }],
  }),
  action('redhat-actions/push-to-registry', {
    effects: [
      { kind: 'publish', type: 'image', publication: '{registry}/{image}', credential: ['password', 'registry:registry'], provenance: false },
    ],
    secrets: { password: 'registry' },
  }),
  ...actions(
    [
      'elgohr/publish-docker-github-action',
      'mr-smithers-excellent/docker-build-push',
      'whoan/docker-build-with-cache-action',
      'macbre/push-to-ghcr',
      'aevea/action-kaniko',
      'philips-labs/docker-ci-scripts',
    ],
    {
      effects: [
        { ...DOCKERFILE, in: 'context' },
        { kind: 'publish', type: 'image', publication: '*', credential: ['password', 'github_token', 'env:GITHUB_TOKEN'], provenance: false },
      ],
      secrets: { password: 'registry' },
    },
  ),
  action('addnab/docker-run-action', {
    source: 'https://github.com/addnab/docker-run-action#readme',
    effects: [{ kind: 'host-access', how: 'mounts the Docker socket into the container it runs' }],
    scripts: [{ input: 'run', language: 'bash' }],
    secrets: { password: 'registry' },
  }),
  action('snok/container-retention-policy', {
    effects: [{ kind: 'write', capability: 'write-packages', what: 'deletes images', credential: ['token'] }],
  }),
  action('dataaxiom/ghcr-cleanup-action', {
    effects: [{ kind: 'write', capability: 'write-packages', what: 'deletes images', credential: ['token', '@token'] }],
  }),
  ...actions(['peter-evans/dockerhub-description', 'christian-korneck/update-container-description-action'], { secrets: { password: 'registry' } }),
  // Writes the description of an image, not the image.
  action('meedamian/sync-readme', { source: 'https://github.com/meeDamian/sync-readme#readme', secrets: { pass: 'registry' } }),
  ...actions([
    'docker/setup-docker-action',
    'docker/setup-compose-action',
    'docker/scout-action',
    'depot/setup-action',
    'crazy-max/ghaction-setup-docker',
    'crazy-max/ghaction-container-scan',
    'int128/docker-build-cache-config-action',
    'jpribyl/action-docker-layer-caching',
    'satackey/action-docker-layer-caching',
    'hoverkraft-tech/compose-action',
    'isbang/compose-action',
    'insightsengineering/disk-space-reclaimer',
  ]),

  // Charts
  action('helm/chart-releaser-action', {
    source: 'https://github.com/helm/chart-releaser-action#usage',
    effects: [
      { kind: 'publish', type: 'chart', publication: 'repository', credential: ['env:CR_TOKEN', '@token'], in: 'charts_dir' },
      { kind: 'publish', type: 'release', publication: 'repository', credential: ['env:CR_TOKEN', '@token'], in: 'charts_dir' },
      {
        kind: 'write',
        capability: 'write-source',
        what: 'pushes the chart index to gh-pages',
        credential: ['env:CR_TOKEN', '@token'],
        when: [{ input: 'skip_upload', set: false }],
      },
    ],
  }),
  ...actions(['stefanprodan/helm-gh-pages', 'j12934/helm-gh-pages-action'], {
    effects: [
      { kind: 'publish', type: 'chart', publication: 'repository', credential: ['token', 'access-token'] },
      { kind: 'write', capability: 'write-source', what: 'pushes charts to gh-pages', credential: ['token', 'access-token'] },
    ],
  }),
  action('appany/helm-oci-chart-releaser', {
    effects: [{ kind: 'publish', type: 'chart', publication: '{registry}/{repository}/{name}', credential: ['registry_password'] }],
    secrets: { registry_password: 'registry' },
  }),
  action('losisin/helm-docs-github-action'),
];
