/**
 * Advisories in the OSV format, one JSON file each: https://ossf.github.io/osv-schema/
 * Only those are kept that name something the pipeline uses; a directory may hold those of whole ecosystems.
 */

import type { FileTree } from '../../source/files.ts';
import { parseJson } from '../../source/json.ts';
import type { Diagnostic, Span } from '../../source/span.ts';
import { entriesOf, get, itemsOf, textOf, textsOf, type YamlNode } from '../../source/yaml.ts';
import type { ListedVersions, RangeEvent } from './advisory-versions.ts';

export interface Advisory extends ListedVersions {
  readonly id: string;
  readonly summary: string;
  /** A release with an attacker's code in it. Otherwise a weakness of honest code. */
  readonly malicious: boolean;
  /** As the schema names ecosystems: `GitHub Actions`, `npm`, `PyPI`; in lower case. */
  readonly ecosystem: string;
  /** In lower case; Python names normalised. */
  readonly name: string;
  readonly commits: ReadonlySet<string>;
  /** The first version without it, where the advisory says. */
  readonly fixed: string | null;
  readonly span: Span;
}

export interface AdvisoriesRead {
  readonly advisories: readonly Advisory[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Names in one ecosystem compare like this. https://packaging.python.org/en/latest/specifications/name-normalization/ */
export const packageKey = (ecosystem: string, name: string): string => {
  const lower = name.toLowerCase();
  return `${ecosystem.toLowerCase()}:${ecosystem.toLowerCase() === 'pypi' ? lower.replaceAll(/[-_.]+/g, '-') : lower}`;
};

/**
 * Embedded malicious code and its kinds (Trojan horse, virus, trapdoor, logic bomb, spyware). https://cwe.mitre.org/data/definitions/506.html
 * CWE-1395, a dependency with a weakness, is none of them.
 */
const MALICIOUS = new Set(['CWE-506', 'CWE-507', 'CWE-508', 'CWE-509', 'CWE-510', 'CWE-511', 'CWE-512']);

/** `wanted`: keys of what the pipeline uses. `asOf`: what was published later is left out. Never throws. */
export const readAdvisories = (tree: FileTree, prefix: string, wanted: ReadonlySet<string>, asOf: string): AdvisoriesRead => {
  const advisories: Advisory[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const path of tree.files) {
    if (!path.endsWith('.json')) continue;
    const text = tree.read(path);
    if (text === null || text.trim() === '') continue;
    // The positioned reader is slow, and of a whole database hardly anything is used here.
    if (isWhole(text) && !mentions(text, wanted)) continue;
    const file = `${prefix}${path}`;
    const { root, diagnostics: said } = parseJson(text, file);
    diagnostics.push(...said);
    if (root === null || said.some(({ level }) => level === 'error')) continue;
    advisories.push(...advisoriesIn(root, file, asOf, diagnostics).filter((advisory) => wanted.has(`${advisory.ecosystem}:${advisory.name}`)));
  }
  return { advisories, diagnostics: [...diagnostics, ...tree.diagnostics] };
};

const isWhole = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
  } catch {
    return false;
  }
};

/** Names only, whatever they are names of. */
const mentions = (text: string, wanted: ReadonlySet<string>): boolean => {
  const names = new Set(
    [...text.matchAll(/"name"\s*:\s*"((?:[^"\\]|\\.){1,300})"/g)].map(([, name]) => (name ?? '').replaceAll('\\/', '/').toLowerCase()),
  );
  return [...names].some((name) =>
    ECOSYSTEMS.some((ecosystem) => wanted.has(packageKey(ecosystem, name)) || wanted.has(packageKey(ecosystem, owned(name)))),
  );
};
const ECOSYSTEMS = ['github actions', 'npm', 'pypi', 'crates.io', 'go', 'rubygems', 'nuget', 'maven', 'packagist'];
/** Actions go by their repository; some databases name the folder in it too. */
const owned = (name: string): string => name.split('/').slice(0, 2).join('/');

const problem = (diagnostics: Diagnostic[], node: YamlNode, message: string): void => {
  diagnostics.push({
    level: 'warning',
    file: node.span.file,
    message: `advisory: ${message}`,
    evidence: [{ ...node.span, endLine: node.span.line, endColumn: node.span.column + 1 }],
  });
};

const advisoriesIn = (root: YamlNode, file: string, asOf: string, diagnostics: Diagnostic[]): readonly Advisory[] => {
  const idNode = get(root, 'id');
  const id = textOf(idNode);
  if (root.kind !== 'mapping' || idNode === undefined || id === null || id === '') {
    problem(diagnostics, idNode ?? root, 'there is no `id`, so the file is left out; it should be one advisory in the OSV format');
    return [];
  }
  if (textOf(get(root, 'withdrawn')) !== null) return [];
  const published = textOf(get(root, 'published'));
  if (published !== null && published.slice(0, 10) > asOf) return [];
  const affected = get(root, 'affected');
  if (affected !== undefined && affected.kind !== 'sequence' && affected.kind !== 'null') problem(diagnostics, affected, '`affected` is no list');
  return itemsOf(affected).flatMap((item) => {
    const target = get(item, 'package');
    const [ecosystem, name] = [textOf(get(target, 'ecosystem')), textOf(get(target, 'name'))];
    if (ecosystem === null || name === null) {
      // Ranges of commits may stand without a package.
      if (target !== undefined || item.kind !== 'mapping') problem(diagnostics, target ?? item, 'a `package` needs the texts `ecosystem` and `name`');
      return [];
    }
    const system = (ecosystem.split(':')[0] ?? '').toLowerCase();
    const { ranges, commits } = rangesIn(get(item, 'ranges'), diagnostics);
    const versions = textsOf(get(item, 'versions'));
    const key = packageKey(system, system === 'github actions' ? owned(name) : name);
    return [
      {
        id,
        summary: (textOf(get(root, 'summary')) ?? textOf(get(root, 'details')) ?? '').split('\n')[0]?.slice(0, 200) ?? '',
        malicious: isMalicious(root, item, id),
        ecosystem: system,
        name: key.slice(system.length + 1),
        versions,
        ranges,
        commits: new Set(
          [
            ...commits,
            ...versions.filter(isCommit),
            ...commitLists(get(item, 'database_specific')),
            ...commitLists(get(item, 'ecosystem_specific')),
          ].map((c) => c.toLowerCase()),
        ),
        fixed: ranges.flat().find((event) => event.kind === 'fixed')?.version ?? null,
        span: { ...idNode.span, file },
      },
    ];
  });
};

/** By its database or its weakness; what is said of one package only counts for that one. */
const isMalicious = (root: YamlNode, affected: YamlNode, id: string): boolean => {
  if ([id, ...textsOf(get(root, 'aliases'))].some((one) => one.startsWith('MAL-'))) return true;
  const weaknesses = [root, affected].flatMap((node) => {
    const more = get(node, 'database_specific');
    return [
      ...textsOf(get(more, 'cwe_ids')),
      ...itemsOf(get(more, 'cwes')).flatMap((cwe) => textOf(get(cwe, 'cweId')) ?? textOf(get(cwe, 'id')) ?? []),
    ];
  });
  return weaknesses.some((cwe) => MALICIOUS.has(cwe.toUpperCase()));
};

const isCommit = (text: string): boolean => /^[0-9a-f]{40}$/i.test(text);

/** Databases add lists of their own: those of commits are told by their items. */
const commitLists = (node: YamlNode | undefined): readonly string[] =>
  entriesOf(node).flatMap(({ key, value }) =>
    /commit|sha/i.test(key.value) && !/fix|patch/i.test(key.value) ? textsOf(value).filter(isCommit) : [],
  );

const KINDS = ['introduced', 'fixed', 'last_affected', 'limit'] as const;

const rangesIn = (
  node: YamlNode | undefined,
  diagnostics: Diagnostic[],
): { readonly ranges: readonly (readonly RangeEvent[])[]; readonly commits: readonly string[] } => {
  const ranges: (readonly RangeEvent[])[] = [];
  const commits: string[] = [];
  for (const range of itemsOf(node)) {
    const type = textOf(get(range, 'type'));
    if (type !== 'SEMVER' && type !== 'ECOSYSTEM' && type !== 'GIT') {
      problem(diagnostics, get(range, 'type') ?? range, 'the `type` of a range is SEMVER, ECOSYSTEM or GIT, so this one is left out');
      continue;
    }
    const events = itemsOf(get(range, 'events')).flatMap((event): readonly RangeEvent[] => {
      const said = KINDS.flatMap((kind) => {
        const version = textOf(get(event, kind));
        return version === null ? [] : [{ kind, version }];
      });
      if (said.length !== 1)
        problem(diagnostics, event, 'an event of a range is one of introduced, fixed, last_affected and limit, so this one is left out');
      return said.length === 1 ? said : [];
    });
    if (type !== 'GIT') ranges.push(events);
    // Which commits lie between is only known to the repository itself.
    else
      commits.push(
        ...events.filter(({ kind, version }) => (kind === 'introduced' || kind === 'last_affected') && isCommit(version)).map((e) => e.version),
      );
  }
  return { ranges, commits };
};
