/** Which files of a repository define pipelines, by the places where each system looks. */

/** `added`: a path at which one more file would be run too. */
const PIPELINE_FILES: readonly { readonly system: string; readonly path: RegExp; readonly added: string | null }[] = [
  { system: 'github-actions', path: /^\.github\/workflows\/[^/]+\.ya?ml$/, added: '.github/workflows/new.yml' },
  { system: 'gitlab-ci', path: /^\.gitlab-ci\.yml$/, added: null },
  { system: 'azure-pipelines', path: /^\.?azure-pipelines[^/]*\.ya?ml$/, added: null },
  { system: 'circleci', path: /^\.circleci\/config\.ya?ml$/, added: null },
  { system: 'jenkins', path: /^Jenkinsfile$/, added: null },
  { system: 'bitbucket', path: /^bitbucket-pipelines\.ya?ml$/, added: null },
  { system: 'buildkite', path: /^\.buildkite\/pipeline[^/]*\.ya?ml$/, added: '.buildkite/pipeline.new.yml' },
  { system: 'drone', path: /^\.drone\.ya?ml$/, added: null },
  { system: 'woodpecker', path: /^\.woodpecker(?:\/.+)?\.ya?ml$/, added: null },
  { system: 'travis', path: /^\.travis\.ya?ml$/, added: null },
  { system: 'cirrus', path: /^\.cirrus\.(?:ya?ml|star)$/, added: null },
  { system: 'codebuild', path: /^buildspec\.ya?ml$/, added: null },
  { system: 'cloudbuild', path: /^cloudbuild\.(?:ya?ml|json)$/, added: null },
  { system: 'tekton', path: /^\.tekton\/.+\.ya?ml$/, added: '.tekton/new.yaml' },
];

/** The files of `files` that define pipelines, in their order. */
export const pipelineFiles = (files: readonly string[]): readonly string[] => files.filter((f) => PIPELINE_FILES.some((p) => p.path.test(f)));

/** Paths at which a new file would be run as a pipeline too, for the systems in use. */
export const pipelineFilesToCome = (files: readonly string[]): readonly string[] =>
  PIPELINE_FILES.flatMap((p) => (p.added !== null && files.some((f) => p.path.test(f)) ? [p.added] : []));
