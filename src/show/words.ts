/** The words all formats share: names of actors, severities and boundaries, counting, references to taxonomies. */
import type { Actor } from '../pipeline/model.ts';
import type { AssetKind, Boundary } from '../reason/graph.ts';
import type { Family, Severity } from '../reason/report.ts';

export const ACTOR_WORDS: Readonly<Record<Actor, string>> = {
  outsider: 'any account on the platform',
  contributor: 'somebody whose change was merged before',
  writer: 'an insider who can push a branch',
  maintainer: 'a maintainer',
  upstream: 'whoever controls a third-party component',
};

export const BOUNDARY_WORDS: Readonly<Record<Boundary, { readonly title: string; readonly between: string }>> = {
  source: { title: 'Source', between: 'what others write → what a run executes' },
  dependency: { title: 'Dependency', between: "others' components → our runs" },
  runner: { title: 'Runner', between: 'a job → its machine, others, network' },
  configuration: { title: 'Configuration', between: 'a run → rights, secrets, definitions' },
  artifact: { title: 'Artifact', between: 'what a run made → where it is used' },
};

export const ASSET_WORDS: Readonly<Record<AssetKind, string>> = {
  source: 'source',
  build: 'build',
  artifact: 'artifact',
  secret: 'secret',
  release: 'release',
  infrastructure: 'infra',
};

export const FAMILY_WORDS: Readonly<Record<Family, string>> = {
  'reduce-implicit-trust': 'Reduce implicit trust',
  'least-privilege': 'Least privilege',
  'isolate-execution': 'Isolate execution',
  'verify-artifacts': 'Verify artifacts',
  'configuration-as-high-risk-code': 'Treat configuration as high-risk code',
};

/** The one question of every boundary. */
export const BOUNDARY_QUESTION = 'What guarantees do we have at this point, and how are they enforced?';

export const SEVERITY_RANK: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

/** `3 paths`, `1 path`, `no paths`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n === 0 ? 'no' : n} ${n === 1 ? one : many}`;

/** All of so many paths. */
export const every = (n: number): string => (n === 1 ? 'the one path' : n === 2 ? 'both paths' : `all ${n} paths`);

/** With a capital first letter, for the start of a sentence. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The verb after a count: `1 stays`, `2 stay`. */
export const verb = (n: number, one: string, many: string): string => (n === 1 ? one : many);

/** "a, b and c". */
export const list = (items: readonly string[], joint = 'and'): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${joint} ${items.at(-1)}`;

/** A risk or cost for people: two decimals where they say something. */
export const number = (value: number): string => {
  if (!Number.isFinite(value)) return '∞';
  if (Number.isInteger(value)) return String(value);
  return value !== 0 && Math.abs(value) < 0.01 ? '<0.01' : value.toFixed(2);
};

/** Where a technique, weakness or category is described; null for anything that is not such an id. */
export const taxonomyUrl = (id: string): string | null => {
  const technique = /^T(\d{4})(?:\.(\d{3}))?$/.exec(id);
  if (technique !== null) return `https://attack.mitre.org/techniques/T${technique[1]}/${technique[2] === undefined ? '' : `${technique[2]}/`}`;
  const weakness = /^CWE-(\d{1,5})$/.exec(id);
  if (weakness !== null) return `https://cwe.mitre.org/data/definitions/${weakness[1]}.html`;
  return /^CICD-SEC-\d{1,2}$/.test(id) ? 'https://owasp.org/www-project-top-10-ci-cd-security-risks/' : null;
};
