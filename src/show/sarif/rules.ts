/** Rules as SARIF's reporting descriptors, with the help that viewers show beside a result. */
import type { Knowledge } from '../options.ts';

/** Code scanning refuses files with more tags on a rule, and keeps the first ten (https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit). */
const TAGS_AT_MOST = 20;

export const ruleDescriptor = (id: string, { rules }: Knowledge, severity: { readonly level: string; readonly number: string }): object => {
  const rule = rules.find((known) => known.id === id);
  const properties = { 'security-severity': severity.number, 'problem.severity': severity.level === 'note' ? 'recommendation' : severity.level };
  if (rule === undefined) return { id, defaultConfiguration: { level: severity.level }, properties: { ...properties, tags: ['security'] } };
  const known = [...rule.technique, ...rule.cicdSec];
  const tags = ['security', rule.boundary, ...rule.cwe.map((cwe) => `external/cwe/${cwe.toLowerCase()}`), ...known].slice(0, TAGS_AT_MOST);
  const [first] = rule.references;
  return {
    id,
    name: nameOf(id),
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.why },
    help: {
      text: [rule.why, ...rule.references.map(({ title, url }) => `${title}: ${url}`)].join('\n'),
      markdown: [rule.why, '', ...rule.references.map(({ title, url }) => `- [${title}](${url})`)].join('\n'),
    },
    ...(first === undefined ? {} : { helpUri: first.url }),
    defaultConfiguration: { level: severity.level },
    properties: { ...properties, tags },
  };
};

/** `source/script-injection` → `ScriptInjection`: viewers expect a name in this form. */
const nameOf = (id: string): string =>
  id
    .slice(id.lastIndexOf('/') + 1)
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
