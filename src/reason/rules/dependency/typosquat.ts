import { editDistanceIsOne, POPULAR_PACKAGES, popularActions } from '../../../knowledge/names.ts';
import type { Pipeline } from '../../../pipeline/model.ts';
import type { Transition } from '../../graph.ts';
import type { Rule } from '../../rule.ts';
import { actorState, code, codeState, componentState, jobState, NOWHERE, placeOf } from '../../states.ts';
import { collect, transition } from '../common.ts';
import { bySetting } from '../guarantees.ts';
import { installsOf, lockGuarantee } from './installs.ts';
import { componentUses } from './uses.ts';

const USING = (name: string): string => `on: push
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: ${name}@11bd71901bbe5b1630ceea73d27597364c9af683
      - run: ./build
        env:
          TOKEN: \${{ secrets.BUILD_TOKEN }}
`;

/** Below this length one edit leads from any name to too many others. */
const SHORTEST = 6;

export const typosquat: Rule = {
  id: 'dependency/typosquat',
  boundary: 'dependency',
  title: 'A name is one edit away from a popular one',
  why: 'A mistyped name that installs belongs to somebody, perhaps to somebody who waited for the mistake. The build works as it should, with their code in it. A pinned commit does not help: it pins their code.',
  references: [
    { title: 'npm: threats and mitigations', url: 'https://docs.npmjs.com/threats-and-mitigations' },
    { title: 'CWE-1357: insufficiently trustworthy component', url: 'https://cwe.mitre.org/data/definitions/1357.html' },
  ],
  technique: ['T1195.001', 'T1036'],
  cicdSec: ['CICD-SEC-3'],
  cwe: ['CWE-1357', 'CWE-706'],
  *infer(pipeline) {
    yield* collect(mistypedActions(pipeline));
    yield* collect(mistypedPackages(pipeline));
  },
  examples: [
    {
      title: 'The owner of a popular action, mistyped',
      vulnerable: { '.github/workflows/build.yml': USING('actons/checkout') },
      silent: { '.github/workflows/build.yml': USING('actions/checkout') },
    },
  ],
};

/** Only the owner's part matters: other repositories of a popular owner are that owner's. */
function* mistypedActions(pipeline: Pipeline): Iterable<Transition> {
  const meant = new Map<string, string | null>();
  for (const { component, via, evidence } of componentUses(pipeline)) {
    if (component.kind !== 'action' || component.owner !== 'third-party' || via !== null) continue;
    const name = component.name.toLowerCase();
    if (!meant.has(name)) meant.set(name, popularAction(name));
    const popular = meant.get(name);
    if (popular === null || popular === undefined) continue;
    yield transition(typosquat, {
      key: component.id,
      needs: [actorState('upstream')],
      gives: componentState(component.id, component.name),
      statement: `The attacker owns the account behind ${code(component.name)}, one edit away from ${code(popular)}.`,
      assumption: `${code(component.name)} is meant, and not ${code(popular)}.`,
      guarantees: [
        bySetting('actions-allow-list', {
          statement: 'Only allowed actions and reusable workflows run.',
          why: `Somebody who made the list would have had to write ${code(component.name)} into it.`,
          source:
            'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository',
        }),
      ],
      when: [{ setting: `package-names-claimed@${component.name}`, is: false }],
      effort: 'low',
      facts: { component: component.id, name: component.name, popular, kind: 'action' },
      place: NOWHERE,
      evidence,
    });
  }
}

const popularAction = (name: string): string | null => {
  const [owner = '', repository = ''] = name.split('/');
  const { owners, byRepository } = popularActions();
  if (owners.has(owner) || owner.length < SHORTEST) return null;
  return byRepository.get(repository)?.find((popular) => editDistanceIsOne(owner, popular.owner))?.name ?? null;
};

function* mistypedPackages(pipeline: Pipeline): Iterable<Transition> {
  const meant = new Map<string, string | null>();
  for (const install of installsOf(pipeline)) {
    const { run, job, effect, runs, locked } = install;
    if (runs === 'no') continue;
    const names = [
      ...effect.packages.map((spec) => ({ name: bareName(spec), span: effect.span })),
      // What a lock file holds was resolved and looked at once; a name on the command line is typed anew.
      ...install.manifests.flatMap((manifest) => (manifest.lockFile === null ? manifest.dependencies.filter((d) => d.from === 'public') : [])),
    ];
    for (const { name, span } of names) {
      const key = `${effect.ecosystem}:${name}`;
      if (!meant.has(key)) meant.set(key, popularPackage(effect.ecosystem, name));
      const popular = meant.get(key);
      if (popular === null || popular === undefined) continue;
      yield transition(typosquat, {
        key: `${key}>${job.id}`,
        crossing: `dependency/typosquat:${key}`,
        needs: [actorState('upstream'), jobState(job)],
        gives: codeState(job),
        statement: `The attacker owns the package ${code(name)}, one edit away from ${code(popular)}, and job ${code(job.key)} installs and runs it.`,
        assumption: `${code(name)} is meant, and not ${code(popular)}.`,
        guarantees: locked === true ? [lockGuarantee(install)] : [],
        when: [{ setting: `package-names-claimed@${name}`, is: false }],
        effort: 'low',
        facts: { name, popular, kind: 'package', ecosystem: effect.ecosystem },
        place: placeOf(run, job),
        evidence: [span, effect.span],
      });
    }
  }
}

/** `name@1.2`, `name==1.2`, `name[extra]>=1` → `name`. */
const bareName = (spec: string): string => /^@?[^@=<>~!;[\s]+/.exec(spec)?.[0] ?? spec;

const popularPackage = (ecosystem: string, name: string): string | null => {
  const popular = Object.hasOwn(POPULAR_PACKAGES, ecosystem) ? (POPULAR_PACKAGES[ecosystem] ?? []) : [];
  // PyPI treats these as one: https://packaging.python.org/en/latest/specifications/name-normalization/
  const same = (text: string): string => (ecosystem === 'pypi' ? text.toLowerCase().replaceAll(/[-_.]+/g, '-') : text);
  const normal = same(name);
  if (normal.length < SHORTEST || popular.some((candidate) => same(candidate) === normal)) return null;
  return popular.find((candidate) => editDistanceIsOne(normal, same(candidate))) ?? null;
};
