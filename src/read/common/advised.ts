/** The pipeline with what advisories say of the versions it uses. */
import type { Advised, AdvisedPackage, Component, Gap, PackageManifest, Pipeline, Tri } from '../../pipeline/model.ts';
import type { FileTree } from '../../source/files.ts';
import { compareText, type Diagnostic, type Span } from '../../source/span.ts';
import { type Advisory, packageKey, readAdvisories } from './advisories.ts';
import { isListed, listsAll } from './advisory-versions.ts';
import { ADVISORY_ECOSYSTEMS, type LockedPackage, lockedPackages } from './locked-packages.ts';

export interface AdvisoryFiles {
  readonly tree: FileTree;
  /** Put before paths in spans. */
  readonly prefix: string;
}

/** `tree`: the repository, for its lock files. Never throws. */
export const withAdvisories = (
  pipeline: Pipeline,
  tree: FileTree,
  files: AdvisoryFiles,
): { readonly pipeline: Pipeline; readonly diagnostics: readonly Diagnostic[] } => {
  const locked = lockedBy(pipeline.repository.packages, tree);
  const named = namedByCommands(pipeline);
  const wanted = new Set([
    ...pipeline.components.flatMap((component) => keyOf(component) ?? []),
    ...[...locked].flatMap(([{ ecosystem }, packages]) => packages.map(({ name }) => keyIn(ecosystem, name))),
    ...named.map(({ ecosystem, name }) => keyIn(ecosystem, name)),
  ]);
  const { advisories, diagnostics } = readAdvisories(files.tree, files.prefix, wanted, pipeline.asOf);
  const byKey = new Map<string, Advisory[]>();
  for (const advisory of advisories) {
    const key = `${advisory.ecosystem}:${advisory.name}`;
    byKey.set(key, [...(byKey.get(key) ?? []), advisory]);
  }
  const gaps: Gap[] = [];
  const components = pipeline.components.map((component) => {
    const about = (byKey.get(keyOf(component) ?? '') ?? []).flatMap((advisory) => judged(advisory, listedFor(component, advisory)));
    gaps.push(...about.filter(({ malicious }) => !malicious).map(({ advised }) => weakness(component, advised)));
    const worst = worstOf(about.flatMap(({ malicious, advised }) => (malicious ? [advised] : [])));
    return worst === null ? component : { ...component, advisory: worst };
  });
  const worstFor = (ecosystem: PackageManifest['ecosystem'], name: string, version: string | null): Advised | null =>
    worstOf(
      (byKey.get(keyIn(ecosystem, name)) ?? []).flatMap((advisory) => {
        const listed = version === null ? listsAll(advisory) : isListed(version, advisory);
        // Registries take malicious releases away, so that a range finds another one.
        return advisory.malicious && listed === true ? judged(advisory, listed).map(({ advised }) => advised) : [];
      }),
    );
  const packages = pipeline.repository.packages.map((manifest) => {
    const advised = (locked.get(manifest) ?? []).flatMap(({ name, version, span }): readonly AdvisedPackage[] => {
      const advisory = worstFor(manifest.ecosystem, name, version);
      return advisory === null ? [] : [{ name, version, advisory, span }];
    });
    return advised.length === 0 ? manifest : { ...manifest, advised };
  });
  const advised = named.flatMap(({ ecosystem, name, version, text, span }) => {
    const advisory = worstFor(ecosystem, name, version);
    return advisory === null ? [] : [{ ecosystem, name: text, version: version ?? '', advisory, span }];
  });
  return {
    pipeline: {
      ...pipeline,
      components,
      repository: { ...pipeline.repository, packages, ...(advised.length === 0 ? {} : { advised }) },
      gaps: [...pipeline.gaps, ...gaps],
    },
    diagnostics,
  };
};

const keyIn = (ecosystem: PackageManifest['ecosystem'], name: string): string => packageKey(ADVISORY_ECOSYSTEMS[ecosystem] ?? ecosystem, name);

/** Actions and reusable workflows go by their repository. */
const keyOf = ({ kind, name, owner }: Component): string | null => {
  if (owner === 'self') return null;
  if (kind === 'action' || kind === 'workflow') return packageKey('github actions', name.split('/').slice(0, 2).join('/'));
  const slash = name.indexOf('/');
  return kind === 'package' && slash > 0 ? keyIn(name.slice(0, slash) as PackageManifest['ecosystem'], name.slice(slash + 1)) : null;
};

const judged = (advisory: Advisory, listed: Tri): readonly { readonly malicious: boolean; readonly advised: Advised }[] =>
  listed === false
    ? []
    : [
        {
          malicious: advisory.malicious,
          advised: { id: advisory.id, summary: advisory.summary, listed, fixed: advisory.fixed, span: advisory.span },
        },
      ];

const worstOf = (all: readonly Advised[]): Advised | null =>
  [...all].sort((a, b) => Number(b.listed === true) - Number(a.listed === true) || compareText(a.id, b.id))[0] ?? null;

/**
 * A tag or version as written. Of a commit only a list of commits says something for certain; a comment beside it names a release,
 * whose tag may have pointed to other code on the day of the attack.
 */
const listedFor = ({ kind, ref, pin, version, locked }: Component, advisory: Advisory): Tri => {
  if (listsAll(advisory)) return true;
  const commit = locked?.commit ?? (pin === 'commit' ? ref : null);
  if (commit !== null && commit !== undefined) {
    if (advisory.commits.has(commit.toLowerCase())) return true;
    const named = locked === undefined ? version : (ref ?? undefined);
    return named !== undefined && isListed(named, advisory) !== false ? 'unknown' : false;
  }
  if (ref === null || pin === 'branch' || pin === 'digest') return false;
  const listed = isListed(ref, advisory);
  // Registries take malicious releases away, so that a range finds another one.
  return kind === 'package' && listed === 'unknown' ? false : listed;
};

/** Packages of install commands: `name`, `name@1.2.3`, `name==1.2.3`. Each text once. */
const namedByCommands = ({ workflows }: Pipeline): readonly NamedPackage[] => {
  const found = new Map<string, NamedPackage>();
  for (const workflow of workflows)
    for (const run of workflow.runs)
      for (const job of run.jobs)
        for (const step of job.steps)
          for (const effect of step.effects) {
            if (effect.kind !== 'install' || !Object.hasOwn(ADVISORY_ECOSYSTEMS, effect.ecosystem)) continue;
            for (const text of effect.packages) {
              const [, name, version] = /^(@?[^@=<>~!\s[]+)(?:\[[^\]]*\])?(?:@|==)?(.*)$/.exec(text) ?? [];
              if (name !== undefined)
                found.set(`${effect.ecosystem} ${text}`, {
                  ecosystem: effect.ecosystem,
                  name,
                  version: version ? version : null,
                  text,
                  span: effect.span,
                });
            }
          }
  return [...found.values()];
};

interface NamedPackage {
  readonly ecosystem: PackageManifest['ecosystem'];
  readonly name: string;
  readonly version: string | null;
  readonly text: string;
  readonly span: Span;
}

const weakness = (component: Component, { id, summary, listed }: Advised): Gap => ({
  file: component.firstUse.file,
  reason: 'known weakness not modelled',
  detail: `Advisory ${id} lists ${listed === true ? '' : 'some releases behind '}\`${component.name}@${component.ref ?? ''}\`: ${summary || 'a vulnerability'}. What it lets an attacker do is not part of this model; read the advisory.`,
  evidence: [component.firstUse],
});

/** Versions from the lock file; where there is none, exact ones that the manifest itself names. */
const lockedBy = (packages: readonly PackageManifest[], tree: FileTree): ReadonlyMap<PackageManifest, readonly LockedPackage[]> => {
  const read = new Map<string, readonly LockedPackage[] | null>();
  const inFile = (file: string): readonly LockedPackage[] | null => {
    let found = read.get(file);
    if (found === undefined) {
      const text = tree.read(file);
      found = text === null ? null : lockedPackages(file, text);
      read.set(file, found);
    }
    return found;
  };
  return new Map(
    packages.map((manifest) => {
      const held = (manifest.lockFile === null ? null : inFile(manifest.lockFile)) ?? inFile(manifest.file);
      return [
        manifest,
        held ??
          manifest.dependencies.flatMap(({ name, requirement, from, span }) =>
            from === 'public' && /^=?=?\s*\d+\.\d+\.\d+/.test(requirement) ? [{ name, version: requirement.replace(/^=+\s*/, ''), span }] : [],
          ),
      ];
    }),
  );
};
