import type { AdvisedPackage, Guarantee, Pipeline } from '../../../pipeline/model.ts';
import type { Transition } from '../../graph.ts';
import type { Rule } from '../../rule.ts';
import { actorState, code, codeState, jobState, placeOf } from '../../states.ts';
import { collect, transition } from '../common.ts';
import { type Install, installsOf, lockGuarantee } from './installs.ts';
import { advisoryFacts } from './upstream.ts';

const MANIFEST = '{ "name": "site", "private": true, "dependencies": { "left-pad": "^1.3.0" } }\n';
const LOCK =
  '{ "name": "site", "lockfileVersion": 3, "packages": { "node_modules/left-pad": { "version": "1.3.0", "integrity": "sha512-XI5MPzVNApjAyhQzphX8BkmKsKUxD4LdyK24iZeQGinBN9yTQT3bFlCBy/aVx2HrNcqQGsdot8ghrjyrvMCoEA==" } } }\n';
const INSTALLING = (command: string): string => `on: push
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
      - run: ${command}
      - run: npm run build
        env:
          TOKEN: \${{ secrets.BUILD_TOKEN }}
`;

export const unlockedInstall: Rule = {
  id: 'dependency/unlocked-install',
  boundary: 'dependency',
  title: 'An install takes whatever versions are newest, and runs them',
  why: 'Without a lock file that the install keeps to, each run resolves the whole tree of dependencies anew: one new malicious release anywhere in it runs at once, by its install script or as soon as the build uses it. Packages of an operating system distribution are signed by the distribution and left out here.',
  references: [
    { title: 'npm ci', url: 'https://docs.npmjs.com/cli/v11/commands/npm-ci' },
    { title: 'pip: secure installs', url: 'https://pip.pypa.io/en/stable/topics/secure-installs/' },
  ],
  technique: ['T1195.001'],
  cicdSec: ['CICD-SEC-3'],
  cwe: ['CWE-829', 'CWE-494'],
  infer: (pipeline) => {
    const installs = installsOf(pipeline).filter((install) => install.runs !== 'no');
    return collect([
      ...loosest(installs.map((install) => ({ install, entrance: entrance(install) }))),
      ...installs.flatMap((install) => advisedIn(install, pipeline).map((advised) => listed(install, advised))),
    ]);
  },
  examples: [
    {
      title: 'npm install without a lock file',
      vulnerable: { '.github/workflows/build.yml': INSTALLING('npm install'), 'package.json': MANIFEST },
      silent: { '.github/workflows/build.yml': INSTALLING('npm ci'), 'package.json': MANIFEST, 'package-lock.json': LOCK },
    },
  ],
};

/**
 * Of installs that a job makes of the same packages the loosest counts. One that keeps to a lock file says nothing about another that does
 * not, and is no place of it.
 */
const loosest = (all: readonly { readonly install: Install; readonly entrance: Transition }[]): readonly Transition[] => {
  const least = new Map<string, number>();
  for (const { install, entrance } of all) least.set(entrance.id, Math.min(least.get(entrance.id) ?? TIGHTEST, tightness(install)));
  return all.flatMap(({ install, entrance }) => (tightness(install) === least.get(entrance.id) ? [entrance] : []));
};

const TIGHTEST = 2;
const tightness = ({ locked }: Install): number => (locked === true ? TIGHTEST : locked === 'unknown' ? 1 : 0);

const entrance = (install: Install): Transition => {
  const { run, job, effect, locked, runs } = install;
  const where = effect.directory === '' ? 'the repository' : code(effect.directory);
  const what = effect.packages.length > 0 ? effect.packages.slice(0, 3).map(code).join(', ') : `the packages of ${where}`;
  return transition(unlockedInstall, {
    key: `${effect.ecosystem}:${effect.directory}:${[...effect.packages].sort().join(' ')}>${job.id}`,
    crossing: `dependency/unlocked-install:${effect.ecosystem}:${effect.directory}:${locked === true ? 'locked' : 'open'}`,
    needs: [actorState('upstream'), jobState(job)],
    gives: codeState(job),
    statement: `Whoever controls ${effect.packages.length === 1 ? `${what}, or anything it depends on,` : `one of ${what}, or anything they depend on,`} publishes a release that ${code(effect.manager)} installs and ${runs === 'use' ? 'a later step' : 'its install script'} runs in job ${code(job.key)}.`,
    assumption: `Every newest version of ${what} and of all they depend on is harmless on the day of the run.`,
    guarantees: locked === true ? [lockGuarantee(install)] : runs === 'use' ? [noScripts(install)] : [],
    effort: 'moderate',
    opaque: locked === 'unknown',
    platformOwner: effect.managerItself === true,
    facts: {
      manager: effect.manager,
      ecosystem: effect.ecosystem,
      directory: effect.directory,
      runs,
      packages: effect.packages.join(' '),
      locked: String(locked),
    },
    place: placeOf(run, job),
    evidence: [effect.span],
  });
};

/** Of the packages it installs, those in a version that an advisory lists as malicious. */
const advisedIn = ({ effect, manifests }: Install, { repository }: Pipeline): readonly AdvisedPackage[] =>
  effect.packages.length > 0
    ? (repository.advised ?? []).filter(({ ecosystem, name }) => ecosystem === effect.ecosystem && effect.packages.includes(name))
    : manifests.flatMap((manifest) => manifest.advised ?? []);

/** A lock file holds the malicious release as firmly as any other. */
const listed = ({ run, job, effect, runs }: Install, { name, version, advisory, span }: AdvisedPackage): Transition =>
  transition(unlockedInstall, {
    key: `${effect.ecosystem}:${name}@${version} ${advisory.id}>${job.id}`,
    crossing: `dependency/unlocked-install:${effect.ecosystem}:${name}@${version}`,
    needs: [actorState('upstream'), jobState(job)],
    gives: codeState(job),
    statement: `${code(effect.manager)} installs ${code(name)} in ${version === '' ? 'a version' : `version ${code(version)}`} that advisory ${code(advisory.id)} lists as malicious, and ${runs === 'use' ? 'a later step' : 'its install script'} runs it in job ${code(job.key)}.`,
    assumption: `No release that is installed for job ${code(job.key)} is known to be malicious.`,
    advisory: advisory.id,
    facts: { manager: effect.manager, ecosystem: effect.ecosystem, directory: effect.directory, runs, name, ...advisoryFacts(advisory) },
    place: placeOf(run, job),
    evidence: [effect.span, span, advisory.span],
  });

const noScripts = ({ effect }: Install): Guarantee => ({
  id: `no-install-scripts@${effect.ecosystem}/${effect.directory === '' ? '.' : effect.directory}`,
  statement: 'The install runs no scripts of packages.',
  enforcedBy: 'configuration',
  against: ['upstream'],
  strength: 'weak',
  why: 'Later steps of the job use the packages and run their code then.',
  evidence: [effect.span],
});
