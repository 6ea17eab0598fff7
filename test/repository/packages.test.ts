import { describe, expect, it } from 'vitest';
import { readRepository } from '../../src/read/common/repository.ts';
import { pipelinePlaces, SYSTEMS } from '../../src/read/systems.ts';
import { memoryTree } from '../../src/source/files.ts';

const PLACES = pipelinePlaces(SYSTEMS);
const packages = (files: Readonly<Record<string, string>>) => readRepository(memoryTree(files), PLACES).repository.packages;
const froms = (files: Readonly<Record<string, string>>, file: string) =>
  packages(files)
    .find((p) => p.file === file)
    ?.dependencies.map((d) => `${d.name} ${d.from}`);

describe('npm', () => {
  it('reads name, scripts, lock file and dependencies with places', () => {
    const [found] = packages({
      'package.json': '{\n  "name": "@acme/x",\n  "private": true,\n  "scripts": {"build": "tsc"},\n  "devDependencies": {"a": "^1"}\n}\n',
      'yarn.lock': '',
    });
    expect(found).toMatchObject({
      ecosystem: 'npm',
      directory: '',
      name: '@acme/x',
      private: true,
      lockFile: 'yarn.lock',
      scripts: { build: 'tsc' },
    });
    expect(found?.dependencies).toEqual([
      { name: 'a', requirement: '^1', from: 'public', span: { file: 'package.json', line: 5, column: 23, endLine: 5, endColumn: 32 } },
    ]);
  });

  it('tells where each kind of requirement comes from', () => {
    const manifest = JSON.stringify({
      dependencies: {
        a: '1',
        b: 'file:../b',
        c: 'workspace:*',
        d: 'git+ssh://h/x.git',
        e: 'owner/name#main',
        f: 'https://h/x.tgz',
        g: 'npm:@acme/real@1',
        h: 'github:o/n',
        i: '^1.0.0 || ~2',
        '@Acme/j': '1',
        '@other/k': '1',
      },
    });
    expect(froms({ 'package.json': manifest, '.npmrc': '@acme:registry=https://npm.acme.example/\n' }, 'package.json')).toEqual([
      'a public',
      'b local',
      'c local',
      'd git',
      'e git',
      'f url',
      '@acme/real private',
      'h git',
      'i public',
      '@Acme/j private',
      '@other/k public',
    ]);
  });

  it('takes the nearest registry, from .npmrc, .yarnrc and .yarnrc.yml', () => {
    const manifest = '{"dependencies": {"a": "1", "@s/b": "1"}}';
    const at = (settings: Readonly<Record<string, string>>) => froms({ 'p/package.json': manifest, ...settings }, 'p/package.json');
    expect(at({ '.npmrc': 'registry = "https://npm.acme.example"' })).toEqual(['a private', '@s/b private']);
    expect(at({ '.npmrc': 'registry=https://npm.acme.example', 'p/.npmrc': 'registry=https://r.npmjs.example.org/' })).toEqual([
      'a private',
      '@s/b private',
    ]);
    expect(at({ '.npmrc': 'registry=${NPM_REGISTRY}' })).toEqual(['a private', '@s/b private']);
    expect(at({ 'p/.yarnrc': '"@s:registry" "https://npm.acme.example"' })).toEqual(['a public', '@s/b private']);
    expect(at({ '.yarnrc.yml': 'npmScopes:\n  s:\n    npmRegistryServer: https://npm.acme.example\n' })).toEqual(['a public', '@s/b private']);
  });

  it('knows workspaces: own packages are local, and the root has the lock file', () => {
    const files = {
      'package.json': '{"workspaces": ["p/*"]}',
      'package-lock.json': '{}',
      'p/a/package.json': '{"name": "a", "dependencies": {"b": "1", "c": "1"}}',
      'p/b/package.json': '{"name": "b"}',
    };
    expect(froms(files, 'p/a/package.json')).toEqual(['b local', 'c public']);
    expect(packages(files).map((p) => p.lockFile)).toEqual(Array(3).fill('package-lock.json'));
    expect(packages({ ...files, 'package.json': '{}' }).map((p) => [p.file, p.lockFile])).toEqual([
      ['p/a/package.json', null],
      ['p/b/package.json', null],
      ['package.json', 'package-lock.json'],
    ]);
  });

  it('survives broken and hostile manifests', () => {
    const { repository, diagnostics } = readRepository(
      memoryTree({
        'package.json': '{"name": "x", "scripts": {"__proto__": "y", "a": 1}, "dependencies": [1',
        'b/package.json': '[]',
        'c/package.json': '',
      }),
      PLACES,
    );
    expect(repository.packages.map((p) => p.name)).toEqual(['x']);
    expect(Object.keys(repository.packages[0]?.scripts ?? {})).toEqual(['__proto__', 'a']);
    expect(diagnostics).toMatchObject([{ level: 'warning', file: 'package.json' }]);
  });
});

describe('Python', () => {
  it('reads pyproject.toml', () => {
    const text =
      '[build-system]\nrequires = ["hatchling"]\n[project]\nname = "x"\ndependencies = ["a[z]>=1; python_version>\'3\'", "b @ git+https://h/b", "c-d"]\n[dependency-groups]\ndev = ["e"]\n[tool.uv.sources]\nc_d = { path = "../c" }\n';
    const [found] = packages({ 'pyproject.toml': text, 'uv.lock': '' });
    expect(found).toMatchObject({ ecosystem: 'pypi', name: 'x', lockFile: 'uv.lock', span: { line: 4 } });
    expect(found?.dependencies.map((d) => [d.name, d.requirement, d.from])).toEqual([
      ['hatchling', '', 'public'],
      ['a', '>=1', 'public'],
      ['b', '@ git+https://h/b', 'git'],
      ['c-d', '', 'local'],
      ['e', '', 'public'],
    ]);
  });

  it('reads Poetry tables and private sources', () => {
    const text =
      '[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\npython = "^3"\na = "^1"\nb = {git = "https://h"}\nc = {version = "1", source = "own"}\n[[tool.poetry.source]]\nname = "own"\nurl = "https://py.acme.example/simple"\npriority = "explicit"\n';
    expect(froms({ 'pyproject.toml': text }, 'pyproject.toml')).toEqual(['a public', 'b git', 'c private']);
  });

  it('leaves out pyproject.toml that only sets tools up', () => {
    expect(packages({ 'pyproject.toml': '[tool.black]\nline-length = 100\n' })).toEqual([]);
  });

  it('takes requirements with a hash each as locked, and sees mixed indexes', () => {
    const hashed = 'a==1 \\\n    --hash=sha256:0 \\\n    --hash=sha256:1\nb==2 --hash=sha256:2 # c\n';
    expect(packages({ 'requirements-dev.txt': hashed })[0]).toMatchObject({ lockFile: 'requirements-dev.txt' });
    expect(packages({ 'requirements.txt': `${hashed}c==3\n` })[0]?.lockFile).toBeNull();
    const [mixed] = packages({ 'requirements.txt': '--extra-index-url https://py.acme.example\nacme-lib==1\n-e ./x\n' });
    expect(mixed?.mixedSources).toMatchObject({ line: 1 });
    expect(mixed?.dependencies.map((d) => d.from)).toEqual(['public', 'local']);
    expect(froms({ 'requirements.txt': '-i https://py.acme.example\na\n' }, 'requirements.txt')).toEqual(['a private']);
  });
});

describe('others', () => {
  it('reads Cargo.toml', () => {
    const files = {
      'Cargo.toml': '[workspace]\nmembers = ["x"]\n',
      'Cargo.lock': '',
      'x/Cargo.toml':
        '[package]\nname = "x"\npublish = false\n[dependencies]\na = "1"\nb = { path = "../b" }\nc.workspace = true\n[dev-dependencies.d]\ngit = "https://h"\nbranch = "m"\n[target.\'cfg(unix)\'.dependencies]\ne = { version = "1", registry = "own" }\n',
    };
    expect(packages(files)[1]).toMatchObject({ ecosystem: 'cargo', name: 'x', private: true, lockFile: 'Cargo.lock' });
    expect(froms(files, 'x/Cargo.toml')).toEqual(['a public', 'b local', 'c public', 'd git', 'e private']);
  });

  it('reads go.mod', () => {
    const files = {
      'go.mod':
        'module example.com/x\n\ngo 1.22\n\nrequire example.com/a v1.0.0\nrequire (\n\texample.com/b v0.1.0 // indirect\n)\nreplace example.com/b => ../b\n',
      'go.sum': '',
    };
    expect(packages(files)[0]).toMatchObject({ ecosystem: 'go', name: 'example.com/x', lockFile: 'go.sum' });
    expect(froms(files, 'go.mod')).toEqual(['example.com/a public', 'example.com/b local']);
  });

  it('reads Gemfile, gemspec, pom.xml, Gradle, .csproj and composer.json', () => {
    const found = packages({
      Gemfile: "source 'https://gems.example'\nsource 'https://own.example'\ngem 'a', '~> 1'\ngem \"b\", path: '../b'\n",
      'x.gemspec': "Gem::Specification.new do |s|\n  s.name = 'x'\n",
      'pom.xml': '<project><parent><groupId>g</groupId><artifactId>p</artifactId></parent>\n<artifactId>x</artifactId></project>',
      'build.gradle': "group = 'com.acme'\n",
      'settings.gradle': '',
      'gradle/verification-metadata.xml': '',
      'x.csproj': '<PackageId>Acme.X</PackageId><PackageReference Include="A" Version="1" />',
      'composer.json': '{"name": "acme/x", "require": {"php": "8", "a/b": "1"}}',
    });
    expect(found.map((p) => [p.file, p.name])).toEqual([
      ['Gemfile', null],
      ['build.gradle', 'com.acme'],
      ['composer.json', 'acme/x'],
      ['pom.xml', 'g:x'],
      ['x.csproj', 'Acme.X'],
      ['x.gemspec', 'x'],
    ]);
    expect(found[0]?.dependencies.map((d) => d.from)).toEqual(['public', 'local']);
    expect(found[0]?.mixedSources).toMatchObject({ line: 2 });
    expect(found[1]?.lockFile).toBe('gradle/verification-metadata.xml');
    expect(found[2]?.dependencies.map((d) => d.name)).toEqual(['a/b']);
  });

  it('stays quick on hostile manifests', () => {
    const start = performance.now();
    packages({
      'go.mod': `module x\n${'a.'.repeat(200_000)}\n`,
      'pom.xml': '<build></build>'.repeat(20_000),
      'x.csproj': '<PackageReference '.repeat(20_000),
      '.npmrc': `registry${' '.repeat(200_000)}`,
      'package.json': '{}',
      'requirements.txt': 'a \\\n'.repeat(50_000),
      Gemfile: `gem 'a'${'#'.repeat(200_000)}`,
    });
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
