/** pyproject.toml and requirements files. */
import type { PackageDependency, PackageManifest } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import { lineText, sourceText, spanBetween } from '../../source/text.ts';
import { readToml, type TomlEntry, type TomlString } from '../../source/toml.ts';
import { folderOf, inFolder, isPublicIndex, lockFileOf, type ManifestContext } from './manifests-shared.ts';

const LOCK_FILES = ['uv.lock', 'poetry.lock', 'pdm.lock', 'pylock.toml', 'Pipfile.lock', 'conda-lock.yml'];

export const pythonManifests = (context: ManifestContext): readonly PackageManifest[] => [
  ...context.named(/^pyproject\.toml$/).flatMap((file) => pyproject(context, file)),
  ...context.named(/^setup\.(?:py|cfg)$/).flatMap((file) => setup(context, file)),
  ...context.named(/^(?:[\w.-]*requirements[\w.-]*|constraints)\.txt$/i).flatMap((file) => requirements(context, file)),
];

/** https://packaging.python.org/en/latest/specifications/pyproject-toml/, Poetry's and uv's tables beside it. */
const pyproject = (context: ManifestContext, file: string): readonly PackageManifest[] => {
  const text = context.tree.read(file);
  if (text === null) return [];
  const entries = readToml(text, file);
  const directory = folderOf(file);
  const find = (table: string, key: string): TomlEntry | undefined => entries.find((e) => e.table === table && e.key === key);
  const name = find('project', 'name') ?? find('tool.poetry', 'name');
  if (name === undefined && find('build-system', 'requires') === undefined && !entries.some((e) => e.table.startsWith('project'))) return []; // settings of tools only
  const indexes = entries.filter((e) => /^tool\.(?:uv\.index|poetry\.source|pdm\.source)$/.test(e.table) && e.key === 'url');
  const replaced = indexes.some(
    (index) =>
      !isPublicIndex(index.strings[0]?.value ?? '') &&
      entries.some(
        (e) =>
          e.table === index.table &&
          e.element === index.element &&
          ((e.key === 'default' && e.text === 'true') || (e.key === 'priority' && /primary/.test(e.text))),
      ),
  );
  const mixed =
    entries.find((e) => e.key.endsWith('index-strategy') && /unsafe/.test(e.text)) ??
    entries.find((e) => e.table === 'tool.uv' && e.key === 'extra-index-url');
  const sources = new Set(entries.filter((e) => e.table === 'tool.uv.sources').map((e) => normalized(e.key)));
  const listed = entries
    .filter(
      (e) =>
        (e.table === 'project' && e.key === 'dependencies') ||
        e.table === 'project.optional-dependencies' ||
        e.table === 'dependency-groups' ||
        (e.table === 'build-system' && e.key === 'requires'),
    )
    .flatMap((e) => e.strings.flatMap((s) => requirement(s, replaced, (name) => (sources.has(normalized(name)) ? sourceOf(entries, name) : null))));
  const poetry = entries
    .filter((e) => /^tool\.poetry\.(?:dev-|group\.[^.]+\.)?dependencies$/.test(e.table) && e.key !== 'python')
    .map((e): PackageDependency => ({ name: e.key, requirement: e.strings[0]?.value ?? e.text, from: tableSource(e.text, replaced), span: e.span }));
  return [
    {
      ecosystem: 'pypi',
      file,
      directory,
      name: name?.strings[0]?.value ?? null,
      private: entries.some((e) => e.table === 'project' && e.key === 'classifiers' && e.strings.some((s) => s.value.startsWith('Private ::'))),
      lockFile: lockFileOf(context, directory, LOCK_FILES, (folder) => context.has(inFolder(folder, 'uv.lock'))),
      scripts: {},
      dependencies: [...listed, ...poetry],
      span: name?.span ?? { file, line: 1, column: 1, endLine: 1, endColumn: 1 },
      ...(mixed === undefined ? {} : { mixedSources: mixed.span }),
    },
  ];
};

const normalized = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, '-');

const sourceOf = (entries: readonly TomlEntry[], name: string): PackageDependency['from'] =>
  tableSource(entries.find((e) => e.table === 'tool.uv.sources' && normalized(e.key) === normalized(name))?.text ?? '', false);

/** Where an inline table takes the package from. */
const tableSource = (text: string, replaced: boolean): PackageDependency['from'] => {
  if (/\b(?:path|workspace)\s*=/.test(text)) return 'local';
  if (/\bgit\s*=/.test(text)) return 'git';
  if (/\burl\s*=/.test(text)) return 'url';
  return replaced || /\b(?:index|source)\s*=/.test(text) ? 'private' : 'public';
};

/** https://packaging.python.org/en/latest/specifications/dependency-specifiers/ */
/** `elsewhere` may say that a name is taken from another place. */
const requirement = (
  { value, span }: TomlString,
  replaced: boolean,
  elsewhere: (name: string) => PackageDependency['from'] | null = () => null,
): readonly PackageDependency[] => {
  const found = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(.*)$/s.exec(value);
  if (found === null) return [];
  const rest = (found[2] ?? '').split(';')[0]?.trim() ?? '';
  const from = !rest.startsWith('@')
    ? replaced
      ? 'private'
      : 'public'
    : /^@\s*git\+/.test(rest)
      ? 'git'
      : /^@\s*file:/.test(rest)
        ? 'local'
        : 'url';
  const name = found[1] ?? '';
  return [{ name, requirement: rest, from: elsewhere(name) ?? from, span }];
};

const setup = (context: ManifestContext, file: string): readonly PackageManifest[] => {
  const directory = folderOf(file);
  const text = context.tree.read(file);
  if (text === null || context.has(inFolder(directory, 'pyproject.toml'))) return [];
  const found = file.endsWith('.py') ? /\bname\s*=\s*["']([\w.-]+)["']/.exec(text) : /^name\s*=\s*([\w.-]+)\s*$/m.exec(text);
  if (found === null) return [];
  return [
    {
      ecosystem: 'pypi',
      file,
      directory,
      name: found[1] ?? null,
      private: false,
      lockFile: lockFileOf(context, directory, LOCK_FILES, () => false),
      scripts: {},
      dependencies: [],
      span: spanBetween(sourceText(file, text), found.index, found.index + found[0].length),
    },
  ];
};

/** A file whose every requirement has a hash is its own lock file: https://pip.pypa.io/en/stable/topics/secure-installs/#hash-checking-mode */
const requirements = (context: ManifestContext, file: string): readonly PackageManifest[] => {
  const text = context.tree.read(file);
  if (text === null) return [];
  const source = sourceText(file, text);
  const found: { readonly words: string; readonly span: Span }[] = [];
  for (let line = 0; line < source.lineStarts.length; line++) {
    const first = line;
    const pieces = [lineText(source, line)];
    while (pieces.at(-1)?.endsWith('\\') && line + 1 < source.lineStarts.length) pieces.push(lineText(source, ++line));
    const words = pieces
      .map((piece) => piece.replace(/\\$/, ''))
      .join(' ')
      .replace(/(?:^|\s)#.*$/, '')
      .trim();
    const start = source.lineStarts[first] ?? 0;
    if (words !== '') found.push({ words, span: spanBetween(source, start, start + lineText(source, first).trimEnd().length) });
  }
  const option = (name: RegExp) => found.find(({ words }) => name.test(words));
  const index = option(/^(?:-i|--index-url)[\s=]/);
  const mixed = option(/^--extra-index-url[\s=]/);
  const replaced = index !== undefined && mixed === undefined && !isPublicIndex(index.words.split(/[\s=]+/, 2)[1] ?? '');
  const listed = found.filter(({ words }) => !words.startsWith('-') || /^(?:-e|--editable)\s/.test(words));
  const dependencies = listed.flatMap(({ words, span }): readonly PackageDependency[] => {
    const target = words.replace(/^(?:-e|--editable)\s+/, '');
    const name = /[#&]egg=([\w.-]+)/.exec(target)?.[1] ?? target;
    if (target.startsWith('git+')) return [{ name, requirement: target, from: 'git', span }];
    if (/^https?:/.test(target)) return [{ name, requirement: target, from: 'url', span }];
    if (/^(?:\.|\/|file:)/.test(target)) return [{ name, requirement: target, from: 'local', span }];
    return requirement({ value: target.replace(/\s--hash[\s=].*$/s, ''), span }, replaced);
  });
  const [first] = listed;
  if (first === undefined) return [];
  return [
    {
      ecosystem: 'pypi',
      file,
      directory: folderOf(file),
      name: null,
      private: true,
      lockFile: listed.every(({ words }) => /\s--hash[\s=]/.test(words)) ? file : null,
      scripts: {},
      dependencies,
      span: first.span,
      ...(mixed === undefined ? {} : { mixedSources: mixed.span }),
    },
  ];
};
