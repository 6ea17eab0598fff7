/** What the map calls its zones, the boundaries between them, and what lies in them. */
import type { StateKind, Zone } from '../../reason/graph.ts';

export const ZONE_TITLES: Readonly<Record<Zone, string>> = {
  public: 'Public',
  contributors: 'Contributors',
  repository: 'Repository and review',
  runner: 'Runner',
  identities: 'Secrets and identities',
  registry: 'Registry and releases',
  production: 'Production',
};

/** The word on the dashed line to the left of a zone: what a step over it has to pass. */
export const BOUNDARY_BEFORE: Readonly<Record<Zone, string>> = {
  public: '',
  contributors: 'membership',
  repository: 'review',
  runner: 'execution',
  identities: 'privilege',
  registry: 'release',
  production: 'deployment',
};

/** Shapes of data flow diagrams: who acts, what is done, what is kept. */
export type Shape = 'entity' | 'process' | 'store';

/** How states of one kind are drawn together. */
export interface StateClass {
  /** Kinds that share it share boxes. */
  readonly name: string;
  readonly shape: Shape;
  /** Column inside the lane. */
  readonly column: 0 | 1;
  /** `workflow`: one box for each workflow; `all`: one box; `single`: a box for each state. */
  readonly group: 'workflow' | 'all' | 'single';
  /** What is in a box, one and many. */
  readonly words: readonly [string, string];
}

const RUNS: StateClass = { name: 'runs', shape: 'process', column: 0, group: 'workflow', words: ['run', 'runs and definition'] };
const JOBS: StateClass = { name: 'jobs', shape: 'process', column: 0, group: 'workflow', words: ['job', 'jobs'] };

export const CLASSES: Readonly<Record<StateKind, StateClass>> = {
  actor: { name: 'actor', shape: 'entity', column: 0, group: 'single', words: ['actor', 'actors'] },
  component: { name: 'components', shape: 'entity', column: 1, group: 'all', words: ['component', 'third-party components'] },
  text: { name: 'texts', shape: 'store', column: 1, group: 'workflow', words: ['text', 'texts strangers write'] },
  run: RUNS,
  workflow: RUNS,
  source: { name: 'source', shape: 'store', column: 1, group: 'single', words: ['source', 'sources'] },
  review: { name: 'review', shape: 'store', column: 1, group: 'single', words: ['review', 'reviews'] },
  job: JOBS,
  code: JOBS,
  artifact: { name: 'artifacts', shape: 'store', column: 1, group: 'workflow', words: ['artifact', 'artifacts'] },
  cache: { name: 'caches', shape: 'store', column: 1, group: 'all', words: ['cache', 'caches'] },
  token: { name: 'tokens', shape: 'store', column: 0, group: 'workflow', words: ['token', 'job tokens'] },
  identity: { name: 'identities', shape: 'store', column: 1, group: 'workflow', words: ['identity', 'identities'] },
  secret: { name: 'secret', shape: 'store', column: 1, group: 'single', words: ['secret', 'secrets'] },
  publication: { name: 'publication', shape: 'store', column: 0, group: 'single', words: ['release', 'releases'] },
  deployment: { name: 'deployment', shape: 'entity', column: 0, group: 'single', words: ['deployment', 'deployments'] },
  runner: { name: 'machine', shape: 'process', column: 0, group: 'single', words: ['machine', 'machines'] },
  network: { name: 'network', shape: 'entity', column: 0, group: 'single', words: ['network', 'networks'] },
};
