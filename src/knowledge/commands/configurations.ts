/** Files by which a tool is told what to run, by their names: one of them, laid beside trusted files, is enough. */

const JAVASCRIPT = /^(?:package\.json|\.npmrc|\.yarnrc(?:\.yml)?|\.pnpmfile\.cjs|pnpm-workspace\.yaml|(?:package-lock|npm-shrinkwrap)\.json)$/;
/** `vite.config.ts`, `.eslintrc.js`, `.prettierrc.mjs` */
const LOADED = /^(?:[\w.-]+\.config\.[cm]?[jt]s|\.[\w-]+rc(?:\.[cm]?[jt]s)?|[Gg](?:ulp|runt)file\.[cm]?[jt]s|package\.json)$/;
const PYTHON = /^(?:setup\.py|setup\.cfg|pyproject\.toml)$/;

const CONFIGURATIONS: Readonly<Record<string, RegExp>> = {
  make: /^(?:GNUm|m|M)akefile$|\.mk$/,
  gmake: /^(?:GNUm|m|M)akefile$|\.mk$/,
  cmake: /^CMakeLists\.txt$|\.cmake$/,
  just: /^\.?[Jj]ustfile$/,
  task: /^[Tt]askfile\.ya?ml$/,
  npm: JAVASCRIPT,
  pnpm: JAVASCRIPT,
  yarn: JAVASCRIPT,
  bun: /^(?:package\.json|bunfig\.toml)$/,
  pip: PYTHON,
  pip3: PYTHON,
  poetry: PYTHON,
  hatch: PYTHON,
  pdm: PYTHON,
  build: PYTHON,
  uv: PYTHON,
  pytest: /^(?:conftest|test_\w+|\w+_test)\.py$|^(?:pytest\.ini|pyproject\.toml|tox\.ini|setup\.cfg)$/,
  tox: /^(?:tox\.ini|setup\.py|setup\.cfg|pyproject\.toml)$/,
  nox: /^noxfile\.py$/,
  'pre-commit': /^\.pre-commit-config\.yaml$/,
  mkdocs: /^mkdocs\.yml$/,
  'sphinx-build': /^conf\.py$/,
  cargo: /^(?:Cargo\.toml|build\.rs)$/,
  go: /\.go$/,
  gradle: /\.gradle(?:\.kts)?$|^gradle\.properties$/,
  gradlew: /\.gradle(?:\.kts)?$|^gradle\.properties$/,
  mvn: /^pom\.xml$/,
  mvnw: /^pom\.xml$/,
  ant: /^build\.xml$/,
  sbt: /\.sbt$/,
  dotnet: /\.(?:cs|fs|vb)proj$|^Directory\.Build\.(?:props|targets)$|\.sln$|^nuget\.config$/i,
  msbuild: /\.(?:cs|fs|vb)proj$|^Directory\.Build\.(?:props|targets)$|\.sln$/i,
  rake: /^[Rr]akefile(?:\.rb)?$|\.rake$/,
  bundle: /^(?:Gemfile|gems\.rb)$|\.gemspec$/,
  composer: /^composer\.json$/,
  docker: /^(?:.*\.)?Dockerfile(?:\..*)?$|^(?:docker-)?compose\.ya?ml$|^docker-bake\.(?:hcl|json)$/i,
  podman: /^(?:.*\.)?(?:Docker|Container)file(?:\..*)?$/i,
  'docker-compose': /^(?:docker-)?compose\.ya?ml$|^Dockerfile$/,
  terraform: /\.tf(?:\.json)?$/,
  tofu: /\.tf(?:\.json)?$/,
  bazel: /^(?:BUILD|WORKSPACE|MODULE)(?:\.bazel)?$|\.bzl$|^\.bazelrc$/,
};
for (const tool of 'eslint prettier stylelint webpack vite rollup jest vitest mocha ava playwright cypress gulp grunt next nuxt astro tsup babel'.split(
  ' ',
))
  (CONFIGURATIONS as Record<string, RegExp>)[tool] = LOADED;

/** Does the tool obey a file of this name in the folder it works in? */
export const obeys = (command: string, file: string): boolean =>
  Object.hasOwn(CONFIGURATIONS, command) && CONFIGURATIONS[command]?.test(file) === true;
