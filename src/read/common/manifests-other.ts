/** Cargo, Go, Ruby, Maven and Gradle, NuGet, Composer: name, lock file, and dependencies where a line tells them. */
import type { PackageDependency, PackageManifest } from '../../pipeline/model.ts';
import { parseJson } from '../../source/json.ts';
import type { Span } from '../../source/span.ts';
import { joinSpans, sourceText, spanBetween } from '../../source/text.ts';
import { readToml } from '../../source/toml.ts';
import { entriesOf, get, textOf } from '../../source/yaml.ts';
import { folderOf, inFolder, lockFileOf, type ManifestContext } from './manifests-shared.ts';

type Reader = (context: ManifestContext, file: string, text: string) => PackageManifest | null;

export const otherManifests = (context: ManifestContext): readonly PackageManifest[] =>
  READERS.flatMap(([name, read]) =>
    context.named(name).flatMap((file) => {
      const text = context.tree.read(file);
      return text === null ? [] : (read(context, file, text) ?? []);
    }),
  );

const base = (ecosystem: PackageManifest['ecosystem'], file: string) => ({
  ecosystem,
  file,
  directory: folderOf(file),
  name: null,
  private: false,
  lockFile: null,
  scripts: {},
  dependencies: [],
  span: { file, line: 1, column: 1, endLine: 1, endColumn: 1 },
});

/** Every match of a pattern, which must be linear and global, with the place of the whole match. */
const matches = (
  file: string,
  text: string,
  pattern: RegExp,
): readonly { readonly groups: readonly (string | undefined)[]; readonly span: Span }[] => {
  const source = sourceText(file, text);
  return [...text.matchAll(pattern)].map((m) => {
    const blank = m[0].length - m[0].trimStart().length;
    return { groups: m.slice(1), span: spanBetween(source, m.index + blank, m.index + m[0].trimEnd().length) };
  });
};

/** https://doc.rust-lang.org/cargo/reference/manifest.html */
const cargo: Reader = (context, file, text) => {
  const entries = readToml(text, file);
  const name = entries.find((e) => e.table === 'package' && e.key === 'name');
  if (name === undefined && !entries.some((e) => e.table.startsWith('workspace'))) return null;
  const tables = /^(?:target\..*\.|workspace\.)?(?:dev-|build-)?dependencies(?:\.(.+))?$/;
  const dependencies = new Map<string, PackageDependency>();
  for (const entry of entries) {
    const table = tables.exec(entry.table);
    if (table === null) continue;
    const own = table[1] ?? entry.key.split('.')[0] ?? '';
    const key = `${entry.table}|${own}`;
    const text = table[1] === undefined && !entry.key.includes('.') ? entry.text : `${entry.key} = ${entry.text}`;
    const from = cargoSource(text);
    const old = dependencies.get(key);
    if (old === undefined)
      dependencies.set(key, {
        name: /\bpackage\s*=\s*"([^"]+)"/.exec(text)?.[1] ?? own,
        requirement: entry.strings[0]?.value ?? '',
        from,
        span: entry.span,
      });
    else if (from !== 'public') dependencies.set(key, { ...old, from });
  }
  const publish = entries.find((e) => e.table === 'package' && e.key === 'publish');
  return {
    ...base('cargo', file),
    name: name?.strings[0]?.value ?? null,
    private: name === undefined || publish?.text === 'false' || publish?.text === '[]',
    lockFile: lockFileOf(context, folderOf(file), ['Cargo.lock'], (folder) => context.has(inFolder(folder, 'Cargo.toml'))),
    dependencies: [...dependencies.values()],
    span: name?.span ?? base('cargo', file).span,
  };
};

const cargoSource = (text: string): PackageDependency['from'] =>
  /\bpath\s*=/.test(text) ? 'local' : /\bgit\s*=/.test(text) ? 'git' : /\bregistry(?:-index)?\s*=/.test(text) ? 'private' : 'public';

/** https://go.dev/ref/mod#go-mod-file */
const go: Reader = (context, file, text) => {
  const [module] = matches(file, text, /^[ \t]*module[ \t]+(\S+)/gm);
  if (module === undefined) return null;
  const local = new Set(matches(file, text, /^[ \t]*(?:replace[ \t]+)?(\S+)(?:[ \t]+v\S+)?[ \t]+=>[ \t]+\.{0,2}\/\S*/gm).map((m) => m.groups[0]));
  const required = matches(file, text, /^[ \t]*(?:require[ \t]+)?(\S+)[ \t]+(v\d\S*)[ \t]*(?:\/\/.*)?$/gm).filter(({ groups }) =>
    groups[0]?.includes('.'),
  );
  return {
    ...base('go', file),
    name: module.groups[0] ?? null,
    lockFile: lockFileOf(context, folderOf(file), ['go.sum'], () => false),
    dependencies: required.map(({ groups, span }) => ({
      name: groups[0] ?? '',
      requirement: groups[1] ?? '',
      from: local.has(groups[0]) ? 'local' : 'public',
      span,
    })),
    span: module.span,
  };
};

/** https://bundler.io/man/gemfile.5.html */
const gemfile: Reader = (context, file, text) => {
  const gems = matches(file, text, /^[ \t]*gem[ \t(]+["']([\w.-]+)["']([^\n]*)$/gm);
  if (gems.length === 0) return null;
  const sources = matches(file, text, /^[ \t]*source[ \t(]+["']([^"']+)["'][^\n]*$/gm);
  const topLevel = sources.filter((s) => !/\bdo\b/.test(text.split('\n')[s.span.line - 1] ?? ''));
  const [, second] = topLevel;
  return {
    ...base('rubygems', file),
    private: true,
    lockFile: lockFileOf(context, folderOf(file), ['Gemfile.lock', 'gems.locked'], () => false),
    dependencies: gems.map(({ groups, span }) => ({
      name: groups[0] ?? '',
      requirement: /^[^,]*,\s*["']([^"']+)["']/.exec(groups[1] ?? '')?.[1] ?? '',
      from: /\bpath(?::|\s*=>)/.test(groups[1] ?? '')
        ? 'local'
        : /\bgit(?:hub)?(?::|\s*=>)/.test(groups[1] ?? '')
          ? 'git'
          : /\bsource(?::|\s*=>)/.test(groups[1] ?? '')
            ? 'private'
            : 'public',
      span,
    })),
    span: gems[0]?.span ?? base('rubygems', file).span,
    ...(second === undefined ? {} : { mixedSources: second.span }),
  };
};

const gemspec: Reader = (_, file, text) => {
  const [name] = matches(file, text, /\.name\s*=\s*["']([\w.-]+)["']/g);
  return name === undefined ? null : { ...base('rubygems', file), name: name.groups[0] ?? null, span: name.span };
};

/** The project's own coordinates stand outside `<parent>` and `<dependencies>`. */
const pom: Reader = (_, file, text) => {
  const own = blanked(text, ['parent', 'dependencies', 'dependencyManagement', 'build', 'profiles', 'reporting']);
  const [artifact] = matches(file, own, /<artifactId>\s*([\w.${}-]+)\s*<\/artifactId>/g);
  if (artifact === undefined) return null;
  const group = /<groupId>\s*([\w.${}-]+)\s*<\/groupId>/.exec(own)?.[1] ?? /<groupId>\s*([\w.${}-]+)\s*<\/groupId>/.exec(text)?.[1];
  return {
    ...base('maven', file),
    name: group === undefined ? (artifact.groups[0] ?? null) : `${group}:${artifact.groups[0] ?? ''}`,
    span: artifact.span,
  };
};

/** The text with these elements blanked out, offsets kept. */
const blanked = (text: string, elements: readonly string[]): string =>
  elements.reduce((result, element) => {
    const parts: string[] = [];
    let from = 0;
    for (;;) {
      const start = result.indexOf(`<${element}>`, from);
      const end = start < 0 ? -1 : result.indexOf(`</${element}>`, start);
      if (end < 0) break;
      parts.push(result.slice(from, start), result.slice(start, end).replaceAll(/[^\n]/g, ' '));
      from = end;
    }
    return [...parts, result.slice(from)].join('');
  }, text);

const gradle: Reader = (context, file, text) => {
  const directory = folderOf(file);
  const lock = lockFileOf(context, directory, ['gradle.lockfile', 'gradle/verification-metadata.xml'], (folder) =>
    ['settings.gradle', 'settings.gradle.kts'].some((name) => context.has(inFolder(folder, name))),
  );
  const [group] = matches(file, text, /^[ \t]*group[ \t]*(?:=[ \t]*)?["']([\w.-]+)["']/gm);
  return { ...base('maven', file), name: group?.groups[0] ?? null, lockFile: lock, ...(group === undefined ? {} : { span: group.span }) };
};

/** https://learn.microsoft.com/en-us/nuget/consume-packages/package-references-in-project-files */
const dotnet: Reader = (context, file, text) => {
  const directory = folderOf(file);
  const references = matches(file, text, /<PackageReference\s[^<>]*?Include="([^"<>]+)"(?:\s+Version="([^"<>]*)")?/g);
  const [id] = matches(file, text, /<PackageId>\s*([\w.-]+)\s*<\/PackageId>/g);
  return {
    ...base('nuget', file),
    name: id?.groups[0] ?? null,
    private: id === undefined,
    lockFile: lockFileOf(context, directory, ['packages.lock.json'], () => false),
    dependencies: references.map(({ groups, span }) => ({ name: groups[0] ?? '', requirement: groups[1] ?? '', from: 'public', span })),
    span: id?.span ?? base('nuget', file).span,
  };
};

/** https://getcomposer.org/doc/04-schema.md */
const composer: Reader = (context, file, text) => {
  const { root, diagnostics } = parseJson(text, file);
  context.diagnostics.push(...diagnostics);
  if (root?.kind !== 'mapping') return null;
  const name = get(root, 'name');
  return {
    ...base('other', file),
    name: textOf(name),
    lockFile: lockFileOf(context, folderOf(file), ['composer.lock'], () => false),
    scripts: Object.fromEntries(entriesOf(get(root, 'scripts')).flatMap((e) => (e.value.kind === 'scalar' ? [[e.key.value, e.value.value]] : []))),
    dependencies: ['require', 'require-dev'].flatMap((key) =>
      entriesOf(get(root, key)).flatMap((e) =>
        e.key.value.includes('/')
          ? [{ name: e.key.value, requirement: textOf(e.value) ?? '', from: 'public' as const, span: joinSpans(e.key.span, e.value.span) }]
          : [],
      ),
    ),
    span: name?.span ?? base('other', file).span,
  };
};

const READERS: readonly (readonly [RegExp, Reader])[] = [
  [/^Cargo\.toml$/, cargo],
  [/^go\.mod$/, go],
  [/^(?:Gemfile|gems\.rb)$/, gemfile],
  [/\.gemspec$/, gemspec],
  [/^pom\.xml$/, pom],
  [/^build\.gradle(?:\.kts)?$/, gradle],
  [/\.(?:cs|fs|vb)proj$/, dotnet],
  [/^composer\.json$/, composer],
];
