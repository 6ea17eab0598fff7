/** package.json and what decides where its dependencies come from: https://docs.npmjs.com/cli/configuring-npm/package-json/ */
import type { PackageDependency, PackageManifest } from '../../pipeline/model.ts';
import { parseJson } from '../../source/json.ts';
import type { Diagnostic } from '../../source/span.ts';
import { joinSpans } from '../../source/text.ts';
import { entriesOf, get, isTrue, parseYaml, textOf, type YamlNode } from '../../source/yaml.ts';
import { folderOf, foldersUp, inFolder, isPublicIndex, lockFileOf, type ManifestContext } from './manifests-shared.ts';

const LOCK_FILES = ['npm-shrinkwrap.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb'];
const DEPENDENCY_KEYS = ['dependencies', 'devDependencies', 'optionalDependencies'];
/** Files that make a folder the root of a workspace, besides the `workspaces` key. */
const WORKSPACE_FILES = ['pnpm-workspace.yaml', 'lerna.json', 'rush.json'];

interface Registries {
  /** Null: the public one, by default. */
  readonly standard: string | null;
  /** By scope with its `@`. */
  readonly scopes: ReadonlyMap<string, string>;
}

export const npmManifests = (context: ManifestContext): readonly PackageManifest[] => {
  const read = context.named(/^package\.json$/).flatMap((file) => {
    const text = context.tree.read(file);
    if (text === null) return [];
    const { root, diagnostics } = parseJson(text, file);
    // warnings only: no pipeline is left out for it
    context.diagnostics.push(...diagnostics.map(({ file, message, evidence }): Diagnostic => ({ level: 'warning', file, message, evidence })));
    return root?.kind === 'mapping' ? [{ file, directory: folderOf(file), root }] : [];
  });
  const workspaces = new Set(read.filter((m) => get(m.root, 'workspaces') !== undefined).map((m) => m.directory));
  const shared = (folder: string): boolean => workspaces.has(folder) || WORKSPACE_FILES.some((name) => context.has(inFolder(folder, name)));
  const settings = new Map<string, Registries>();
  const names = new Set(read.flatMap((m) => textOf(get(m.root, 'name')) ?? []));
  return read.map(({ file, directory, root }): PackageManifest => {
    const inWorkspace = foldersUp(directory).some(shared);
    const registries = registriesFor(context, directory, settings);
    const nameNode = get(root, 'name');
    return {
      ecosystem: 'npm',
      file,
      directory,
      name: textOf(nameNode),
      private: isTrue(get(root, 'private')),
      lockFile: lockFileOf(context, directory, LOCK_FILES, shared),
      scripts: Object.fromEntries(entriesOf(get(root, 'scripts')).flatMap((e) => (e.value.kind === 'scalar' ? [[e.key.value, e.value.value]] : []))),
      dependencies: DEPENDENCY_KEYS.flatMap((key) => dependencies(get(root, key), registries, inWorkspace ? names : new Set())),
      span: nameNode?.span ?? { ...root.span, endLine: root.span.line, endColumn: root.span.column },
    };
  });
};

const dependencies = (node: YamlNode | undefined, registries: Registries, own: ReadonlySet<string>): readonly PackageDependency[] =>
  entriesOf(node).flatMap(({ key, value }) => {
    const requirement = textOf(value);
    if (requirement === null) return [];
    const alias = /^npm:((?:@[^/]+\/)?[^@]+)/.exec(requirement);
    const name = alias?.[1] ?? key.value;
    return [{ name, requirement, from: own.has(name) ? 'local' : fromOf(name, requirement, registries), span: joinSpans(key.span, value.span) }];
  });

/** Kinds of requirement: https://docs.npmjs.com/cli/configuring-npm/package-json/#dependencies */
const fromOf = (name: string, requirement: string, registries: Registries): PackageDependency['from'] => {
  if (/^(?:file|link|workspace|portal|patch):|^\.{0,2}\/|^~\//.test(requirement)) return 'local';
  if (/^(?:git(?:\+\w+)?|github|gitlab|bitbucket|gist|ssh):|^git@|\.git(?:#|$)/.test(requirement)) return 'git';
  if (/^https?:\/\//.test(requirement)) return 'url';
  if (/^[\w.-]+\/[\w.-]+(?:#.*)?$/.test(requirement)) return 'git'; // owner/name, short for GitHub
  const scope = name.startsWith('@') ? name.slice(0, Math.max(0, name.indexOf('/'))) : '';
  const registry = registries.scopes.get(scope.toLowerCase()) ?? registries.standard;
  return registry === null || isPublicIndex(registry) ? 'public' : 'private';
};

/** Settings of the folder and those above it; the nearest wins. `known` keeps what a folder sets. */
const registriesFor = (context: ManifestContext, directory: string, known: Map<string, Registries>): Registries => {
  let standard: string | null = null;
  const scopes = new Map<string, string>();
  for (const folder of foldersUp(directory)) {
    const own = known.get(folder) ?? registriesIn(context, folder);
    known.set(folder, own);
    standard ??= own.standard;
    for (const [scope, url] of own.scopes) if (!scopes.has(scope)) scopes.set(scope, url);
  }
  return { standard, scopes };
};

/** npm and pnpm read .npmrc (https://docs.npmjs.com/cli/using-npm/scope/), yarn .yarnrc and .yarnrc.yml (https://yarnpkg.com/configuration/yarnrc). */
const registriesIn = (context: ManifestContext, folder: string): Registries => {
  const read = (name: string): string | null => (context.has(inFolder(folder, name)) ? context.tree.read(inFolder(folder, name)) : null);
  let standard: string | null = null;
  const scopes = new Map<string, string>();
  for (const line of `${read('.npmrc') ?? ''}\n${read('.yarnrc') ?? ''}`.split(/\r?\n/)) {
    const found = /^"?(?:(@[^:"\s]+):)?registry"?(?:\s*=\s*|\s+)"?([^"\s]+)/.exec(line.trim());
    if (found === null) continue;
    if (found[1] === undefined) standard = found[2] ?? null;
    else scopes.set(found[1].toLowerCase(), found[2] ?? '');
  }
  const root = parseYaml(read('.yarnrc.yml') ?? '', inFolder(folder, '.yarnrc.yml')).documents[0];
  for (const { key, value } of entriesOf(get(root, 'npmScopes'))) {
    const server = textOf(get(value, 'npmRegistryServer'));
    if (server !== null) scopes.set(`@${key.value.toLowerCase()}`, server);
  }
  return { standard: textOf(get(root, 'npmRegistryServer')) ?? standard, scopes };
};
