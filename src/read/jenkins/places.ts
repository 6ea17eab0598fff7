/** Where pipelines and steps of Jenkins lie. */
import type { PipelineFiles } from '../common/reader.ts';

export const PIPELINES: readonly PipelineFiles[] = [
  {
    path: /(?:^|\/)Jenkinsfile(?![\w-]*\.(?:md|txt|ya?ml|json|xml|html?|rst|adoc|png|sh|py|pdf|j2|jinja2?|erb|tpl)$)[\w.-]*$/,
    added: 'Jenkinsfile',
  },
  // `nightly.jenkinsfile`, `gpu_jenkinsfile.groovy`
  { path: /\.[jJ]enkins[fF]ile(?:\.groovy)?$|[_-][jJ]enkinsfile(?:\.groovy)?$|(?:^|\/)jenkinsfile(?:\.groovy)?$|\.jenkins$/, added: null },
];

/** Groovy that may be a pipeline, steps of a library, and how jobs and Jenkins itself are set up. */
export const OTHERS = /\.groovy$|(?:^|\/)(?:jenkins|j?casc)[\w.-]*\.ya?ml$|(?:^|\/)(?:j?casc[\w.-]*|jenkins-casc)\/[^/]+\.ya?ml$/i;

/** Programs and their tests, and steps of a library: none of them is a pipeline that a job runs. */
export const NO_PIPELINES = /(?:^|\/)(?:vars|src|tests?|resources)\//;
