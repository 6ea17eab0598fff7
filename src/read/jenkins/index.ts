import type { Reader } from '../common/reader.ts';
import { REMEDIES } from './remedies.ts';

export const jenkins: Reader = {
  system: 'jenkins',
  title: 'Jenkins',
  pipelines: [
    {
      path: /(?:^|\/)Jenkinsfile(?![\w-]*\.(?:md|txt|ya?ml|json|xml|html?|rst|adoc|png|sh|py|pdf|j2|jinja2?|erb|tpl)$)[\w.-]*$/,
      added: 'Jenkinsfile',
    },
    { path: /\.[jJ]enkins[fF]ile$|\.jenkins$/, added: null },
  ],
  others: /(?:^|\/)(?:vars\/\w+|(?:\.?jenkins|\.?ci|pipelines?|jobs?)\/(?:[\w.-]+\/)*[\w.-]+)\.groovy$/i,
  dialect: { offers: ['protected-secrets'], remedies: REMEDIES },
  open: async () => (await import('./reader.ts')).readJenkins,
};
