/** Names and versions in lock files, with the line of each. Only what is needed to compare them with a list; nothing here is resolved. */
import type { PackageManifest } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';

export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly span: Span;
}

type Ecosystem = PackageManifest['ecosystem'];

/** Package names of a lock file's line, and the version when it stands on the same line; else a later line gives it. */
interface Format {
  readonly files: RegExp;
  readonly name: RegExp;
  readonly version: RegExp;
}

/**
 * https://docs.npmjs.com/cli/configuring-npm/package-lock-json/, https://pnpm.io/git#lockfiles, https://classic.yarnpkg.com/en/docs/yarn-lock,
 * https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html, https://python-poetry.org/docs/basic-usage/, https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile,
 * https://pip.pypa.io/en/stable/reference/requirements-file-format/, https://bundler.io/man/gemfile.lock.5.html, https://go.dev/ref/mod#go-sum-files
 */
const FORMATS: readonly Format[] = [
  {
    files: /(?:^|\/)(?:package-lock|npm-shrinkwrap)\.json$/,
    name: /"(?:[^"]*\/)?node_modules\/((?:@[^/"]+\/)?[^/"]+)"\s*:\s*\{(?:\s*"version"\s*:\s*"([^"]+)")?/,
    version: /^\s*"version"\s*:\s*"([^"]+)"/,
  },
  { files: /(?:^|\/)pnpm-lock\.yaml$/, name: /^ {2}['"]?\/?((?:@[^/@'"]+\/)?[^/@'"\s]+)@([^('":\s]+)/, version: /^$/ },
  { files: /(?:^|\/)yarn\.lock$/, name: /^"?((?:@[^/@"]+\/)?[^/@"\s]+)@[^\n]*:$/, version: /^ {2}version:?\s+"?([^"\s]+)"?/ },
  { files: /(?:^|\/)(?:Cargo|poetry|uv|pdm)\.lock$/, name: /^name\s*=\s*"([^"]+)"/, version: /^version\s*=\s*"([^"]+)"/ },
  {
    files: /requirements[^/]*\.txt$|(?:^|\/)constraints[^/]*\.txt$/,
    name: /^\s*([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*==\s*([^\s;\\]+)/,
    version: /^$/,
  },
  { files: /(?:^|\/)Gemfile\.lock$/, name: /^ {4}([\w.-]+) \(([^)\s]+)\)$/, version: /^$/ },
  { files: /(?:^|\/)go\.sum$/, name: /^(\S+) v([^\s/]+)(?:\/go\.mod)? h1:/, version: /^$/ },
];

const MAX_LINES = 400_000;

/** Null: no lock file of a kind that is read. */
export const lockedPackages = (file: string, text: string): readonly LockedPackage[] | null => {
  const format = FORMATS.find(({ files }) => files.test(file));
  if (format === undefined) return null;
  const found: LockedPackage[] = [];
  let open: { readonly name: string; readonly span: Span } | null = null;
  for (const [index, line] of text.split('\n', MAX_LINES).entries()) {
    if (line.length > 5000) continue;
    const named = format.name.exec(line);
    const span: Span = { file, line: index + 1, column: 1, endLine: index + 1, endColumn: line.length + 1 };
    if (named !== null) {
      open = { name: named[1] ?? '', span };
      if (named[2] !== undefined) {
        found.push({ name: open.name, version: named[2], span });
        open = null;
      }
      continue;
    }
    const version = open === null ? null : format.version.exec(line);
    if (open === null || version === null) continue;
    found.push({ name: open.name, version: version[1] ?? '', span });
    open = null;
  }
  return found;
};

/** Ecosystems as advisories name them. https://ossf.github.io/osv-schema/#defined-ecosystems */
export const ADVISORY_ECOSYSTEMS: Readonly<Partial<Record<Ecosystem, string>>> = {
  npm: 'npm',
  pypi: 'pypi',
  cargo: 'crates.io',
  go: 'go',
  rubygems: 'rubygems',
  nuget: 'nuget',
  maven: 'maven',
};
