/** Which variables a configuration speaks of, and which of them only the project's settings can hold. */
import { isCredentialName, secretPurpose } from '../../knowledge/secrets.ts';
import type { SecretUse } from '../../pipeline/model.ts';
import { compareText, type Span } from '../../source/span.ts';
import { entriesOf, get, itemsOf, spanAt, textOf, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import type { Templates } from './interpolation.ts';
import { jobEntries, type Mapping } from './merge.ts';
import { predefined } from './predefined.ts';
import type { Seed } from './triggers.ts';

/** As a shell names it, and as programs are told to look a variable up themselves (`cosign sign --key env://KEY`). */
const MENTION = /\$env:(\w+)|(?<![\\$])\$(?:\{(?:[!#]|env:)?(\w+)|(\w+))|%([A-Z]\w+)%|\benv:\/\/(\w+)/g;
const ASSIGNED =
  /(?:^|[\s;&|("'`])(?:export\s+|local\s+|declare\s+(?:-\w+\s+)*|readonly\s+|for\s+|read\s+(?:-\w+\s+)*|\$env:)?([A-Za-z_]\w*)(?=\+?=|\s+in\s)|\bread\s+(?:-\w+\s+)*([A-Za-z_]\w*)/g;

export interface Mentions {
  /** Every name, with the first place. */
  readonly names: ReadonlyMap<string, Span>;
  /** What a script makes for itself. */
  readonly assigned: ReadonlySet<string>;
}

/** Everything written in this part of the configuration. */
export const mentionsIn = (node: YamlNode | undefined, templates: Templates): Mentions => {
  const names = new Map<string, Span>();
  const assigned = new Set<string>();
  const scalar = (written: YamlScalar): void => {
    const { scalar: source } = templates.get(written) ?? { scalar: written };
    if (source.value.includes('$') || source.value.includes('%') || source.value.includes('env://'))
      for (const match of source.value.matchAll(MENTION)) {
        const name = match[1] ?? match[2] ?? match[3] ?? match[4] ?? match[5] ?? '';
        if (!/^\d/.test(name) && !names.has(name)) names.set(name, spanAt(source, match.index, match.index + match[0].length));
      }
    if (source.value.includes('=') || /\b(?:for|read)\b/.test(source.value))
      for (const match of source.value.matchAll(ASSIGNED)) assigned.add(match[1] ?? match[2] ?? '');
  };
  const walk = (at: YamlNode): void => {
    if (at.kind === 'scalar') scalar(at);
    else if (at.kind === 'sequence') for (const item of at.items) walk(item);
    else if (at.kind === 'mapping') for (const { value } of at.entries) walk(value);
  };
  if (node !== undefined) walk(node);
  return { names, assigned };
};

/** A secret of the project as jobs name it. */
export interface ProjectSecret {
  readonly use: SecretUse;
  /** Keys of the jobs that name it. */
  readonly jobs: ReadonlySet<string>;
}

/** The variable that a job defines for itself, from a vault or as an identity. */
const ownNames = (job: YamlNode): readonly string[] => [
  ...entriesOf(get(job, 'variables')).map(({ key }) => key.value),
  ...entriesOf(get(job, 'id_tokens')).map(({ key }) => key.value),
  ...entriesOf(get(job, 'secrets')).map(({ key }) => key.value),
  ...itemsOf(get(get(job, 'parallel'), 'matrix')).flatMap((row) => entriesOf(row).map(({ key }) => key.value)),
];

const environmentOf = (job: YamlNode): string | null => {
  const node = get(job, 'environment');
  return textOf(node) ?? textOf(get(node, 'name'));
};

/**
 * Variables that the configuration uses and nothing in it sets: the project, its groups or the server keep them. Those whose name tells
 * of a credential are secrets; of the rest nothing is claimed.
 */
export const projectSecrets = (root: Mapping, seed: Seed, templates: Templates): readonly ProjectSecret[] => {
  const globals = new Set(entriesOf(get(root, 'variables')).map(({ key }) => key.value));
  const shared = mentionsIn({ ...root, entries: root.entries.filter(({ key, value }) => !isJobLike(root, key.value, value)) }, templates);
  const jobs = jobEntries(root);
  const perJob = jobs.map(({ key, value }) => ({ key: key.value, job: value, own: new Set(ownNames(value)), found: mentionsIn(value, templates) }));
  const assigned = new Set([...shared.assigned, ...perJob.flatMap(({ found }) => [...found.assigned])]);
  const uses = new Map<string, { span: Span; jobs: Set<string>; environments: Set<string | null> }>();
  const note = (name: string, span: Span, key: string | null, environment: string | null): void => {
    if (globals.has(name) || assigned.has(name) || !isCredentialName(name) || predefined(name, seed, '') !== null) return;
    const use = uses.get(name) ?? { span, jobs: new Set<string>(), environments: new Set<string | null>() };
    if (key !== null) use.jobs.add(key);
    use.environments.add(environment);
    uses.set(name, use);
  };
  for (const { key, job, own, found } of perJob)
    for (const [name, span] of found.names) if (!own.has(name)) note(name, span, key, environmentOf(job));
  for (const [name, span] of shared.names) note(name, span, null, null);
  return [...uses]
    .map(([name, { span, jobs: users, environments }]): ProjectSecret => {
      const [only] = environments;
      return {
        use: {
          name,
          purpose: secretPurpose(name, []),
          environment: environments.size === 1 && only !== undefined && only !== '' && only !== null && !only.includes('$') ? only : null,
          store: 'gitlab-ci',
          kind: 'named',
          span,
        },
        jobs: users,
      };
    })
    .sort((a, b) => compareText(a.use.name, b.use.name));
};

/** Jobs and templates are looked at one by one; templates count where a job takes them over. */
const isJobLike = (root: Mapping, key: string, value: YamlNode): boolean =>
  key.startsWith('.') || (value.kind === 'mapping' && jobEntries({ ...root, entries: root.entries.filter((e) => e.key.value === key) }).length > 0);
