/** Package installs: what a job installs, for which manifests, and whether a lock file holds the versions. */
import type { EffectOf } from '../../../pipeline/effects.ts';
import { ACTORS, type Guarantee, type Job, type PackageManifest, type Pipeline, type Run, type Step, type Tri } from '../../../pipeline/model.ts';
import { oncePer } from '../../../source/once.ts';
import type { Span } from '../../../source/span.ts';
import { jobsOf } from '../../influences.ts';
import { code } from '../../states.ts';

export interface Install {
  readonly run: Run;
  readonly job: Job;
  readonly step: Step;
  readonly effect: EffectOf<'install'>;
  /** Manifests of the repository that it installs for; none when packages are named on the command line. */
  readonly manifests: readonly PackageManifest[];
  /** Do the versions, with what they depend on, come from a lock file that the install keeps to? */
  readonly locked: Tri;
  /** Does installed code run: at install, or later in the job? */
  readonly runs: 'scripts' | 'use' | 'both' | 'no';
}

/**
 * Packages of an operating system's distribution: signed by the distribution and curated by it, so not what these rules are about.
 * https://wiki.debian.org/SecureApt
 */
const DISTRIBUTIONS: ReadonlySet<string> = new Set([
  'apk',
  'apt',
  'apt-get',
  'brew',
  'choco',
  'dnf',
  'microdnf',
  'pacman',
  'rpm',
  'snap',
  'winget',
  'yum',
  'zypper',
]);

/** Installs that can run, in steps that can run. */
export const installsOf = oncePer((pipeline: Pipeline): readonly Install[] => [...findInstalls(pipeline)]);

function* findInstalls(pipeline: Pipeline): Iterable<Install> {
  for (const { run, job } of jobsOf(pipeline)) {
    if (job.reach === 'never') continue;
    const executions = job.steps.flatMap((step, index) =>
      step.reach === 'never' ? [] : step.effects.flatMap((e) => (e.kind === 'execute' ? [{ index, span: e.span }] : [])),
    );
    for (const [index, step] of job.steps.entries()) {
      if (step.reach === 'never') continue;
      for (const effect of step.effects) {
        if (effect.kind !== 'install' || DISTRIBUTIONS.has(effect.manager)) continue;
        const manifests = effect.packages.length > 0 ? [] : pipeline.repository.packages.filter((manifest) => installsFor(effect, manifest));
        const scripts = effect.runsScripts !== false;
        // Scripts of the manifest that the install runs itself are part of it, and no use of what it installs.
        const use = executions.some((one) => one.index >= index && !isAt(one.span, effect.span));
        yield {
          run,
          job,
          step,
          effect,
          manifests,
          locked: lockedBy(effect, manifests),
          runs: scripts ? (use ? 'both' : 'scripts') : use ? 'use' : 'no',
        };
      }
    }
  }
}

const isAt = (a: Span, b: Span): boolean => a.file === b.file && a.line === b.line && a.column === b.column;

/** An install in a folder covers its own manifest and, as workspaces, those below. */
const installsFor = (effect: EffectOf<'install'>, manifest: PackageManifest): boolean =>
  effect.ecosystem === manifest.ecosystem &&
  (effect.directory === '' || manifest.directory === effect.directory || manifest.directory.startsWith(`${effect.directory}/`));

/** The command says it, or the lock file beside the manifest does; packages named on the command line are in no lock file. */
const lockedBy = (effect: EffectOf<'install'>, manifests: readonly PackageManifest[]): Tri => {
  if (effect.locked !== 'unknown' || effect.packages.length > 0) return effect.locked;
  const own = manifests.filter((manifest) => manifest.directory === effect.directory);
  return own.length === 0 ? 'unknown' : own.every((manifest) => manifest.lockFile !== null);
};

export const lockGuarantee = ({ effect, manifests }: Install): Guarantee => {
  const lock = manifests.find((manifest) => manifest.directory === effect.directory)?.lockFile;
  return {
    id: `lock@${effect.ecosystem}/${effect.directory === '' ? '.' : effect.directory}`,
    statement:
      lock === null || lock === undefined
        ? 'The install takes only what is locked by version and hash.'
        : `${code(lock)} fixes every version by hash, and the install keeps to it.`,
    enforcedBy: 'configuration',
    against: ACTORS,
    strength: 'strong',
    why: 'A new or replaced release does not match the recorded hashes; it comes in only by a change of the lock file.',
    evidence: [effect.span],
  };
};
