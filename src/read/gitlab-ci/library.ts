/** The files of a pipeline: read, their includes followed as far as they lie here, and what comes from elsewhere as components. */
import type { Component, Gap } from '../../pipeline/model.ts';
import type { FileTree } from '../../source/files.ts';
import { compareText, type Diagnostic, type Span } from '../../source/span.ts';
import { entriesOf, get, listOf, parseYaml, type YamlFile, type YamlNode } from '../../source/yaml.ts';
import type { ComponentRegistry } from '../common/component-registry.ts';
import type { Components } from '../common/reader.ts';
import { type IncludedElsewhere, parseInclude } from './includes.ts';
import { givenFrom, givenText, type InputDeclaration, type Inputs, inputsOf, interpolated, type Templates } from './interpolation.ts';
import type { Mapping } from './merge.ts';

/** One file of a pipeline, inputs put in. */
export interface Part {
  readonly body: Mapping;
  /** The component it belongs to; null: the repository's own. */
  readonly component: string | null;
  readonly file: string;
  /** As it is written. */
  readonly text: string;
}

/** A component that was included, and where. */
export interface Inclusion {
  readonly component: string;
  readonly span: Span;
}

export interface Composition {
  /** Lowest first: what stands later overrides what stands before. */
  readonly parts: readonly Part[];
  readonly inclusions: readonly Inclusion[];
  /** Inputs of the file itself. */
  readonly inputs: readonly InputDeclaration[];
}

export interface Library {
  readonly templates: Templates;
  readonly diagnostics: readonly Diagnostic[];
  /** Files of the repository that were read as configuration. */
  readonly files: ReadonlySet<string>;
  /** The file with everything it includes; null: there is no such file, or nothing in it. `given`: its inputs. */
  compose(file: string, given: (declaration: InputDeclaration) => ReturnType<typeof givenFrom>): Composition | null;
}

/** https://docs.gitlab.com/ci/yaml/#include: 150 files in all. */
const MAX_FILES = 400;

interface Source {
  readonly tree: FileTree;
  /** Put before paths in spans, '' for the repository itself. */
  readonly prefix: string;
  /** Folder of the component's files in the tree, with a slash; '' for the repository. */
  readonly root: string;
  readonly component: string | null;
}

export const openLibrary = (
  tree: FileTree,
  components: Components | null,
  registry: ComponentRegistry,
  own: { readonly repository: string | null },
  gap: (gap: Gap) => void,
): Library => {
  const templates: Templates = new WeakMap();
  const diagnostics: Diagnostic[] = [];
  const files = new Set<string>();
  const parsed = new Map<string, YamlFile>();

  const read = (source: Source, path: string): YamlFile | null => {
    const name = `${source.prefix}${source.root}${path}`;
    const old = parsed.get(name);
    if (old !== undefined) return old;
    const text = source.tree.read(`${source.root}${path}`);
    if (text === null) return null;
    const file = parseYaml(text, name);
    if (source.component === null) files.add(path);
    diagnostics.push(...file.diagnostics);
    parsed.set(name, file);
    return file;
  };

  const compose: Library['compose'] = (file, given) => {
    const repository: Source = { tree, prefix: '', root: '', component: null };
    const parts: Part[] = [];
    const inclusions = new Map<string, Inclusion>();
    let inputs: readonly InputDeclaration[] = [];
    let count = 0;

    const missing = (node: YamlNode, source: Source, reason: string, detail: string): void =>
      gap({ file: node.span.file === '' ? `${source.prefix}${source.root}` : node.span.file, reason, detail, evidence: [node.span] });

    const add = (
      source: Source,
      path: string,
      fill: (declaration: InputDeclaration) => Inputs extends ReadonlyMap<string, infer V> ? V : never,
      above: readonly string[],
    ): boolean => {
      const name = `${source.prefix}${source.root}${path}`;
      const yaml = read(source, path);
      if (yaml === null) return false;
      if (above.includes(name) || ++count > MAX_FILES) return true;
      const [first, second] = yaml.documents;
      const hasHeader = first !== undefined && get(first, 'spec') !== undefined && (second !== undefined || entriesOf(first).length === 1);
      const declared = hasHeader ? inputsOf(first) : [];
      if (above.length === 0) inputs = declared;
      const bodies = hasHeader ? yaml.documents.slice(1) : yaml.documents;
      const values: Inputs = new Map(declared.map((declaration) => [declaration.name, fill(declaration)]));
      for (const document of bodies) {
        const body = interpolated(document, values, templates);
        if (body.kind !== 'mapping') continue;
        for (const include of listOf(get(body, 'include'))) follow(source, include, [...above, name]);
        parts.push({ body, component: source.component, file: name, text: source.tree.read(`${source.root}${path}`) ?? '' });
      }
      return true;
    };

    const follow = (source: Source, node: YamlNode, above: readonly string[]): void => {
      for (const include of parseInclude(node, own.repository)) {
        const handed = get(node, 'inputs');
        const fill = (declaration: InputDeclaration) => {
          const written = get(handed, declaration.name) ?? declaration.default;
          return written === null ? { value: givenFrom(declaration, null), node: null } : { value: givenText(written), node: written };
        };
        if (include.kind === 'local') {
          const wanted = include.path.replace(/^\/+/, '');
          const paths = /[*?]/.test(wanted) ? matching(source, wanted) : [wanted];
          if (
            paths.length === 0 ||
            paths.some((path) => !add(source, path, fill, above) && !(include.or !== undefined && add(source, include.or, fill, above)))
          )
            missing(
              node,
              source,
              include.path.includes('$') ? 'included file chosen at run time' : 'included file not found',
              `There is no file \`${include.path}\` here.`,
            );
          continue;
        }
        const id = include.component === null ? null : component(include, node.span);
        const folder =
          components === null || include.folder === null
            ? null
            : { tree: components.tree, prefix: components.prefix, root: `${include.folder}/`, component: id };
        const found =
          folder !== null &&
          include.files.length > 0 &&
          include.files.every((choices) => choices.some((path) => add(folder, path.replace(/^\/+/, ''), fill, above)));
        if (id !== null && !inclusions.has(id)) inclusions.set(id, { component: id, span: node.span });
        if (found && id !== null && include.component !== null) registry.add({ ...include.component, resolved: true, firstUse: node.span });
        if (!found) missing(node, source, include.reason, include.detail);
      }
    };

    const component = (include: IncludedElsewhere, span: Span): string | null =>
      include.component === null ? null : registry.add({ ...include.component, firstUse: span } satisfies Component);

    const matching = (source: Source, pattern: string): readonly string[] => {
      const fits = globOf(pattern);
      return source.tree.files
        .filter((path) => path.startsWith(source.root))
        .map((path) => path.slice(source.root.length))
        .filter((path) => /\.ya?ml$/.test(path) && fits.test(path))
        .sort(compareText);
    };

    const top = (declaration: InputDeclaration) => ({ value: given(declaration), node: null });
    return add(repository, file, top, []) && parts.length > 0 ? { parts, inclusions: [...inclusions.values()], inputs } : null;
  };

  return { templates, diagnostics, files, compose };
};

/** `*` inside a folder, `**` across folders. https://docs.gitlab.com/ci/yaml/#includelocal */
const globOf = (pattern: string): RegExp => {
  const parts = pattern.split(/(\*\*\/|\*+|\?)/);
  // Real patterns have two or three; many make matching slow.
  if (parts.length > 20) return /^$/;
  const source = parts.map((part) =>
    part === '**/'
      ? '(?:.*/)?'
      : part === '?'
        ? '[^/]'
        : /^\*+$/.test(part)
          ? part.length > 1
            ? '.*'
            : '[^/]*'
          : part.replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&'),
  );
  return new RegExp(`^${source.join('')}$`);
};
