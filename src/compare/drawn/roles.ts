/** Loose names: which role something plays in a pipeline, and which of two names may mean the same. */
import type { StateKind } from '../../reason/graph.ts';

export const ROLES = ['outsider', 'member', 'third party', 'source', 'pipeline', 'runner', 'secret', 'artifact', 'registry', 'production'] as const;
export type Role = (typeof ROLES)[number];

/** In the order in which they are tried: the more special words first. */
const WORDS: readonly (readonly [Role, RegExp])[] = [
  ['secret', /\b(?:secrets?|credentials?|tokens?|passwords?|api ?keys?|private keys?|signing keys?|vault|kms|deploy keys?)\b/i],
  ['runner', /\b(?:runners?|build (?:agents?|servers?|nodes?|machines?|hosts?)|executors?|workers? nodes?)\b/i],
  [
    'registry',
    /\b(?:registr(?:y|ies)|npm|pypi|docker ?hub|ghcr|container registry|package (?:registry|index|feed)|crates|maven|rubygems|nuget|marketplace|releases?|published packages?)\b/i,
  ],
  ['artifact', /\b(?:artifacts?|artefacts?|caches?|build outputs?|binar(?:y|ies))\b/i],
  [
    'pipeline',
    /\b(?:pipelines?|workflows?|ci(?:\/cd)?|cd|build (?:systems?|jobs?|service)|jobs?|github actions|gitlab ci|jenkins|circleci|builds?)\b/i,
  ],
  [
    'source',
    /\b(?:source (?:code|repositor(?:y|ies)|control)|repositor(?:y|ies)|repos?|git|github|gitlab|bitbucket|scm|codebase|default branch|main branch)\b/i,
  ],
  [
    'third party',
    /\b(?:third[- ]part(?:y|ies)|dependenc(?:y|ies)|open source packages?|upstream|vendors?|marketplace actions?|actions? from|base images?|libraries)\b/i,
  ],
  [
    'production',
    /\b(?:production|prod|cluster|kubernetes|k8s|cloud|aws|azure|gcp|hosting|deployments?|servers?|staging|infrastructure|internal network|customers? systems?)\b/i,
  ],
  [
    'member',
    /\b(?:developers?|maintainers?|members?|engineers?|committers?|teams?|employees?|admins?|administrators?|release managers?|reviewers?)\b/i,
  ],
  [
    'outsider',
    /\b(?:outsiders?|external contributors?|contributors?|public|anonymous|internet|attackers?|strangers?|forks?|anybody|anyone|community|users?)\b/i,
  ],
];

/** The role of what is called and described so; null where no word tells. Its own name counts before what is said about it. */
export const roleOf = (name: string, about = ''): Role | null => {
  for (const words of [spaced(name), spaced(about)]) {
    const found = WORDS.find(([, pattern]) => pattern.test(words));
    if (found !== undefined) return found[0];
  }
  return null;
};

/** `myRepo_name` as words. */
const spaced = (name: string): string => name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll(/[_\-./@:]+/g, ' ');

/** What states of each kind are about. */
export const ROLE_OF_STATE: Readonly<Record<StateKind, Role>> = {
  actor: 'outsider',
  component: 'third party',
  run: 'pipeline',
  job: 'pipeline',
  text: 'pipeline',
  code: 'pipeline',
  token: 'secret',
  identity: 'secret',
  secret: 'secret',
  cache: 'artifact',
  artifact: 'artifact',
  runner: 'runner',
  source: 'source',
  review: 'source',
  publication: 'registry',
  deployment: 'production',
  network: 'production',
  workflow: 'pipeline',
};

const SMALL: ReadonlySet<string> = new Set([
  'the',
  'of',
  'a',
  'an',
  'and',
  'or',
  'to',
  'for',
  'in',
  'on',
  'with',
  'by',
  'from',
  'is',
  'are',
  'be',
  'that',
  'this',
  'all',
  'our',
  'yml',
  'yaml',
  'github',
  'workflows',
]);

/** Words without endings that do not matter. */
export const wordsOf = (name: string): ReadonlySet<string> =>
  new Set(
    spaced(name)
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word.length > 1 && !SMALL.has(word))
      .map((word) => word.replace(/(?:ies)$/, 'y').replace(/(?<=[a-z]{3})(?:ing|ed|es|s)$/, '')),
  );

/** How much two names share: 0 nothing, 1 every word of the shorter one. One shared word of a long name is nothing. */
export const likeness = (a: string, b: string): number => {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  const shared = [...left].filter((word) => right.has(word)).length;
  const least = Math.min(left.size, right.size);
  return least === 0 ? 0 : (shared / least) * (shared / Math.max(left.size, right.size)) ** 0.5;
};
