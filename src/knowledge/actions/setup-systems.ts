/** Actions that put compilers, builders, emulators and tools of the trade on the runner, and the caches they keep. */
import { type ActionKnowledge, action, actions } from './knowledge.ts';

export const SETUP_SYSTEMS_ACTIONS: readonly ActionKnowledge[] = [
  // C, C++ and systems
  ...actions(['hendrikmuhs/ccache-action', 'mozilla-actions/sccache-action'], { effects: [{ kind: 'cache', key: 'ccache', path: '.ccache' }] }),
  action('msys2/setup-msys2', {
    defaults: { cache: 'true' },
    effects: [{ kind: 'cache', key: 'msys2-pkgs', path: '~/msys64', when: [{ input: 'cache', set: true }] }],
  }),
  action('lukka/run-vcpkg', {
    source: 'https://github.com/lukka/run-vcpkg#readme',
    effects: [
      { kind: 'cache', key: 'run-vcpkg', path: 'vcpkg', when: [{ input: 'donotcache', is: ['false'] }] },
      { kind: 'execute', tool: 'vcpkg', how: 'bootstraps vcpkg from its folder and runs the ports that the manifest names', in: 'vcpkgdirectory' },
    ],
  }),
  action('lukka/get-cmake', {
    source: 'https://github.com/lukka/get-cmake#readme',
    effects: [{ kind: 'cache', key: 'get-cmake', path: '~/cmake', when: [{ input: 'usecloudcache', isNot: ['false'] }] }],
  }),
  action('lukka/run-cmake', {
    source: 'https://github.com/lukka/run-cmake#readme',
    effects: [{ kind: 'execute', tool: 'cmake', how: "runs the project's CMake files, presets and what they build", in: 'cmakeliststxtpath' }],
  }),
  ...actions(['threeal/cmake-action', 'ashutoshvarma/action-cmake-build'], {
    effects: [{ kind: 'execute', tool: 'cmake', how: "runs the project's CMake files and what they build", in: 'source-dir' }],
  }),
  ...actions([
    'ilammy/setup-nasm',
    'mymindstorm/setup-emsdk',
    'jimver/cuda-toolkit',
    'oras-project/setup-oras',
    'updatecli/updatecli-action',
    'cpanato/vault-installer',
    'chainguard-dev/actions/setup-gitsign',
    'chainguard-dev/actions/setup-mirror',
    'ilammy/msvc-dev-cmd',
    'themrmilchmann/setup-msvc-dev',
    'seanmiddleditch/gha-setup-ninja',
    'jwlawson/actions-setup-cmake',
    'egor-tensin/setup-mingw',
    'egor-tensin/setup-clang',
    'aminya/setup-cpp',
    'kylemayes/install-llvm-action',
    'rui314/setup-mold',
    'maxim-lobanov/setup-xcode',
    'swift-actions/setup-swift',
    'federicocarboni/setup-ffmpeg',
    'fish-shop/install-fish-shell',
    'leafo/gh-actions-lua',
    'mlugg/setup-zig',
    'goto-bus-stop/setup-zig',
    'korandoru/setup-zig',
    'crystal-lang/install-crystal',
    'jiro4989/setup-nim-action',
  ]),
  action('awalsh128/cache-apt-pkgs-action', { effects: [{ kind: 'cache', key: 'cache-apt-pkgs', path: '~/cache-apt-pkgs' }] }),

  // Nix, Bazel and other builders
  action('bazel-contrib/setup-bazel', {
    effects: [{ kind: 'cache', key: 'setup-bazel', path: '~/.cache/bazel', when: [{ input: 'disk-cache', set: true }] }],
  }),
  ...actions(['determinatesystems/magic-nix-cache-action', 'nix-community/cache-nix-action'], {
    effects: [{ kind: 'cache', key: 'nix', path: '/nix' }],
  }),
  action('cachix/cachix-action', {
    source: 'https://github.com/cachix/cachix-action#readme',
    effects: [
      {
        kind: 'publish',
        type: 'other',
        publication: 'cachix/{name}',
        credential: ['authtoken', 'signingkey'],
        when: [{ input: 'skippush', set: false }],
      },
    ],
    secrets: { authtoken: 'publish', signingkey: 'sign' },
  }),
  ...actions([
    'cachix/install-nix-action',
    'determinatesystems/nix-installer-action',
    'determinatesystems/determinate-nix-action',
    'nixbuild/nix-quick-install-action',
    'bazelbuild/setup-bazelisk',
    'bazelbuild/setup-bazel',
  ]),

  // Several languages at once
  action('jdx/mise-action', {
    source: 'https://github.com/jdx/mise-action#readme',
    defaults: { cache: 'true', install: 'true' },
    effects: [
      { kind: 'cache', key: 'mise', path: '~/.local/share/mise', when: [{ input: 'cache', set: true }] },
      {
        kind: 'execute',
        tool: 'mise install',
        how: 'obeys mise.toml, whose hooks and templates run commands',
        in: 'working_directory',
        when: [{ input: 'install', set: true }],
      },
    ],
  }),
  ...actions([
    'asdf-vm/actions/setup',
    'aquaproj/aqua-installer',
    'jetify-com/devbox-install-action',
    'extractions/setup-just',
    'extractions/setup-crate',
    'arduino/setup-protoc',
    'arduino/setup-task',
    'go-task/setup-task',
    'arduino/setup-arduino-cli',
    'bufbuild/buf-setup-action',
    'jaxxstorm/action-install-gh-release',
  ]),

  action('asdf-vm/actions/install', {
    source: 'https://github.com/asdf-vm/actions#install',
    effects: [{ kind: 'execute', tool: 'asdf install', how: 'runs the plug-ins of the tools that .tool-versions names' }],
    scripts: [{ input: 'before_install', language: 'bash' }],
  }),

  // Functional and scientific
  action('julia-actions/cache', { effects: [{ kind: 'cache', key: 'julia-cache', path: '~/.julia' }] }),
  action('ocaml/setup-ocaml', { effects: [{ kind: 'cache', key: 'setup-ocaml', path: '~/.opam' }] }),
  action('haskell-actions/setup'),
  action('haskell/actions/setup'),
  action('r-lib/actions/setup-r'),
  action('r-lib/actions/setup-r-dependencies', {
    source: 'https://github.com/r-lib/actions/tree/v2/setup-r-dependencies#readme',
    defaults: { cache: 'true' },
    effects: [
      { kind: 'cache', key: 'r-dependencies', path: '~/.local/share/renv', when: [{ input: 'cache', isNot: ['false'] }] },
      { kind: 'execute', tool: 'pak', how: 'installs what DESCRIPTION names, from the places that it names', in: 'working-directory' },
      { kind: 'install', manager: 'pak', ecosystem: 'other', packages: 'extra-packages', locked: false, runsScripts: true },
    ],
  }),
  action('r-lib/actions/setup-renv', {
    source: 'https://github.com/r-lib/actions/tree/v2/setup-renv#readme',
    effects: [
      { kind: 'cache', key: 'renv', path: '~/.local/share/renv', when: [{ input: 'bypass-cache', isNot: ['true'] }] },
      { kind: 'execute', tool: 'renv::restore', how: 'obeys .Rprofile and installs what renv.lock names', in: 'working-directory' },
    ],
  }),
  action('r-lib/actions/check-r-package', {
    source: 'https://github.com/r-lib/actions/tree/v2/check-r-package#readme',
    effects: [{ kind: 'execute', tool: 'R CMD check', how: "runs the package's code and tests", in: 'working-directory' }],
    scripts: ['args', 'build_args', 'error-on', 'check-dir'].map((input) => ({ input, language: 'r' as const })),
  }),
  ...actions([
    'julia-actions/setup-julia',
    'erlef/setup-beam',
    'r-lib/actions/setup-pandoc',
    'r-lib/actions/setup-tinytex',
    'dafny-lang/setup-dafny-action',
    'leanprover/lean-action',
    'matlab-actions/setup-matlab',
    'quarto-dev/quarto-actions/setup',
  ]),

  // Mobile and browsers
  action('subosito/flutter-action', { effects: [{ kind: 'cache', key: 'flutter', path: '~/flutter', when: [{ input: 'cache', set: true }] }] }),
  ...actions([
    'dart-lang/setup-dart',
    'android-actions/setup-android',
    'browser-actions/setup-chrome',
    'browser-actions/setup-firefox',
    'nanasess/setup-chromedriver',
    'microsoft/playwright-github-action',
    'expo/expo-github-action',
    'maierj/fastlane-action',
  ]),

  // Infrastructure tools
  ...actions([
    'hashicorp/setup-terraform',
    'hashicorp/setup-packer',
    'opentofu/setup-opentofu',
    'azure/setup-helm',
    'azure/setup-kubectl',
    'imranismail/setup-kustomize',
    'ko-build/setup-ko',
    'imjasonh/setup-ko',
    'imjasonh/setup-crane',
    'chainguard-dev/actions/kind-diag',
    'fluxcd/flux2/action',
    'helm/chart-testing-action',
    'redhat-actions/oc-installer',
    'redhat-actions/openshift-tools-installer',
    'tektoncd/actions/setup-tektoncd',
    'sigstore/scaffolding/actions/setup',
    'supabase/setup-cli',
    'superfly/flyctl-actions/setup-flyctl',
    'aws-actions/setup-sam',
    'stackrox/kube-linter-action',
    'alexellis/setup-arkade',
    'yokawasa/action-setup-kube-tools',
    'apache/skywalking-eyes/dependency',
    'rrainn/dynamodb-action',
    'supercharge/mongodb-github-action',
    'supercharge/redis-github-action',
    'ikalnytskyi/action-setup-postgres',
  ]),
  // Clusters that live as long as the job.
  ...actions(
    [
      'helm/kind-action',
      'engineerd/setup-kind',
      'chainguard-dev/actions/setup-kind',
      'medyagh/setup-minikube',
      'nolar/setup-k3d-k3s',
      'absaoss/k3d-action',
      'manusa/actions-setup-minikube',
    ],
    { effects: [{ kind: 'own-cluster', how: 'makes a cluster on the machine of the job' }] },
  ),
  action('terraform-linters/setup-tflint', {
    effects: [{ kind: 'cache', key: 'tflint-plugins', path: '~/.tflint.d', when: [{ input: 'cache', set: true }] }],
  }),
];
