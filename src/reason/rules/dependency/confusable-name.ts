import { ACTORS, type Guarantee, type PackageDependency, type PackageManifest, type Pipeline } from '../../../pipeline/model.ts';
import type { Transition } from '../../graph.ts';
import type { Rule } from '../../rule.ts';
import { actorState, code, codeState, jobState, placeOf } from '../../states.ts';
import { collect, transition } from '../common.ts';
import { type Install, installsOf, lockGuarantee } from './installs.ts';

const MANIFEST = '{ "name": "@acme-internal/site", "private": true, "dependencies": { "@acme-internal/theme": "^2.0.0" } }\n';
const WORKFLOW = `on: push
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
      - run: npm install
      - run: npm run build
        env:
          TOKEN: \${{ secrets.BUILD_TOKEN }}
`;

export const confusableName: Rule = {
  id: 'dependency/confusable-name',
  boundary: 'dependency',
  title: 'An internal name is asked for at the public registry',
  why: 'A package of the team itself is asked for by a name that no configuration maps to the private registry, so the public one answers. If nobody has claimed the name there, anybody can, and their package runs in the build.',
  references: [
    { title: 'npm: threats and mitigations', url: 'https://docs.npmjs.com/threats-and-mitigations' },
    { title: 'npm: associating a scope with a registry', url: 'https://docs.npmjs.com/cli/v11/using-npm/scope#associating-a-scope-with-a-registry' },
    { title: 'Birsan: Dependency Confusion (2021)', url: 'https://medium.com/@alex.birsan/dependency-confusion-4a5d60fec610' },
  ],
  technique: ['T1195.001'],
  cicdSec: ['CICD-SEC-3'],
  cwe: ['CWE-427', 'CWE-706'],
  infer: (pipeline) => {
    const internal = internalScopes(pipeline);
    const found: Transition[] = [];
    for (const install of installsOf(pipeline)) {
      if (install.runs === 'no') continue;
      for (const manifest of install.manifests) {
        for (const dependency of manifest.dependencies) {
          const scope = scopeOf(dependency.name);
          const owned = scope === null ? undefined : internal.get(scope);
          if (scope !== null && owned !== undefined && !owned.local.has(dependency.name))
            found.push(claim(install, dependency, scope, owned.published));
        }
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'A dependency in the scope of a private package, with no registry for the scope',
      vulnerable: { '.github/workflows/build.yml': WORKFLOW, 'package.json': MANIFEST },
      silent: {
        '.github/workflows/build.yml': WORKFLOW,
        'package.json': MANIFEST,
        '.npmrc': '@acme-internal:registry=https://packages.acme.example/npm/\n',
      },
    },
  ],
};

const scopeOf = (name: string): string | null => (name.startsWith('@') && name.includes('/') ? name.slice(0, name.indexOf('/')) : null);

interface InternalScope {
  /** Names that the repository itself builds: they are linked, not downloaded. */
  readonly local: ReadonlySet<string>;
  /** A manifest whose package of that scope is published, which takes owning the scope. */
  readonly published: PackageManifest | null;
}

/** Scopes of packages that this repository keeps private. Names without a scope tell nothing about who they belong to. */
const internalScopes = ({ repository }: Pipeline): ReadonlyMap<string, InternalScope> => {
  const named = repository.packages.flatMap((manifest) => {
    const scope = manifest.ecosystem === 'npm' && manifest.name !== null ? scopeOf(manifest.name) : null;
    return scope === null ? [] : [{ manifest, scope }];
  });
  const found = new Map<string, InternalScope>();
  for (const { manifest, scope } of named) {
    if (!manifest.private || found.has(scope)) continue;
    const same = named.filter((other) => other.scope === scope).map((other) => other.manifest);
    found.set(scope, { local: new Set(same.flatMap((m) => m.name ?? [])), published: same.find((m) => !m.private) ?? null });
  }
  return found;
};

const claim = (install: Install, dependency: PackageDependency, scope: string, published: PackageManifest | null): Transition => {
  const { run, job, effect, locked } = install;
  const setting = `package-names-claimed@${scope}`;
  return transition(confusableName, {
    key: `${scope}>${job.id}`,
    crossing: `dependency/confusable-name:${scope}`,
    needs: [actorState('outsider'), jobState(job)],
    gives: codeState(job),
    statement: `The attacker claims ${code(scope)} at the public registry and publishes ${code(dependency.name)}, which job ${code(job.key)} installs and runs.`,
    assumption: `${code(scope)} belongs to this team at the public registry.`,
    guarantees: [
      ...(dependency.from === 'public' ? [] : [mapped(scope, dependency)]),
      ...(published === null ? [] : [ownScope(scope, published)]),
      ...(locked === true ? [lockGuarantee(install)] : []),
    ],
    when: dependency.from === 'public' && published === null ? [{ setting, is: false }] : [],
    effort: 'low',
    facts: { name: dependency.name, scope, ecosystem: effect.ecosystem, setting },
    place: placeOf(run, job),
    evidence: [dependency.span, effect.span],
  });
};

const mapped = (scope: string, dependency: PackageDependency): Guarantee => ({
  id: `registry-mapping@${scope}`,
  statement: `${code(scope)} is not asked for at the public registry.`,
  enforcedBy: 'configuration',
  against: ACTORS,
  strength: 'strong',
  why: 'The package manager takes names of a mapped scope, a path or a repository only from there.',
  evidence: [dependency.span],
  source: 'https://docs.npmjs.com/cli/v11/using-npm/scope#associating-a-scope-with-a-registry',
});

const ownScope = (scope: string, manifest: PackageManifest): Guarantee => ({
  id: `scope-published@${scope}`,
  statement: `${code(manifest.name ?? scope)} of the same scope is published from here.`,
  enforcedBy: 'platform',
  against: ACTORS,
  strength: 'strong',
  why: 'Only members of the organisation that owns a scope can publish in it.',
  evidence: [manifest.span],
  source: 'https://docs.npmjs.com/about-scopes',
});
