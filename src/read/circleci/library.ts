/** The configuration files of a tree, parsed, with the orbs that are in sight. */
import type { Gap } from '../../pipeline/model.ts';
import type { FileTree } from '../../source/files.ts';
import type { Diagnostic } from '../../source/span.ts';
import { entriesOf, get, isTrue, parseYaml, textOf, type YamlNode } from '../../source/yaml.ts';
import type { Components } from '../common/reader.ts';
import { EMPTY, elementsOf, type Namespace, type Orb, type OrbReference } from './namespaces.ts';

/** https://circleci.com/docs/reference/configuration-reference/ */
export const CONFIG = /^\.circleci\/config\.ya?ml$/;
const OTHER_CONFIG = /^\.circleci\/.+\.ya?ml$/;
/** The packed source of an orb: https://circleci.com/docs/orbs/author/orb-author/#orb-source */
export const ORB_SOURCE = /^(?:[^/]+\/)*@orb\.ya?ml$/;

export interface ConfigFile {
  readonly file: string;
  readonly root: YamlNode;
  readonly setup: boolean;
  readonly interpolates: boolean;
  readonly namespace: Namespace;
  /** All of its text, for what is mentioned anywhere. */
  readonly text: string;
}

export interface OrbFile {
  readonly file: string;
  readonly root: YamlNode;
  readonly namespace: Namespace;
}

export interface Library {
  readonly configs: readonly ConfigFile[];
  readonly orbs: readonly OrbFile[];
  readonly diagnostics: readonly Diagnostic[];
  readonly gaps: readonly Gap[];
}

/** Orbs may name orbs; deeper nesting is not followed. */
const MAX_ORBS = 4;

export const openLibrary = (tree: FileTree, components: Components | null): Library => {
  const diagnostics: Diagnostic[] = [];
  const parsed = (from: FileTree, path: string, shown: string): YamlNode | null => {
    const text = from.read(path);
    if (text === null) return null;
    const { documents, diagnostics: found } = parseYaml(text, shown);
    diagnostics.push(...found);
    return documents.find((document) => document.kind === 'mapping') ?? null;
  };
  const ownOrbs = new Map<string, OrbFile>();

  const orbsOf = (root: YamlNode, depth: number): ReadonlyMap<string, Orb> =>
    new Map(
      entriesOf(get(root, 'orbs')).map(({ key, value }): [string, Orb] => {
        const alias = key.value;
        if (value.kind === 'scalar') {
          const reference = parseReference(value);
          const elements = depth > MAX_ORBS ? null : foreign(reference, depth);
          return [alias, { alias, reference, elements }];
        }
        // An empty orb is filled in when the orb of this repository is packed for its tests.
        if (value.kind === 'null' || entriesOf(value).length === 0) {
          const own = [...ownOrbs.values()][0];
          return [alias, { alias, reference: null, elements: own?.namespace ?? EMPTY }];
        }
        return [alias, { alias, reference: null, elements: depth > MAX_ORBS ? EMPTY : elementsOf(value, null, null, orbsOf(value, depth + 1)) }];
      }),
    );

  /** Laid out below a folder of components as `namespace/name@version/orb.yml`, or as the orb's own source. */
  const foreign = (reference: OrbReference, depth: number): Namespace | null => {
    if (components === null) return null;
    const base = `${reference.name}@${reference.version.replaceAll('/', '%2F')}/`;
    const files = components.tree.files.filter((file) => file.startsWith(base));
    const packed = files.find((file) => /^[^/]*\.ya?ml$/.test(file.slice(base.length)) && !file.endsWith('@orb.yml'));
    if (packed !== undefined) {
      const root = parsed(components.tree, packed, `${components.prefix}${packed}`);
      return root === null ? null : elementsOf(root, reference, null, orbsOf(root, depth + 1));
    }
    const source = files.find((file) => ORB_SOURCE.test(file.slice(base.length)));
    if (source === undefined) return null;
    const orb = orbFromFolder(components.tree, source, components.prefix, parsed, (root) => orbsOf(root, depth + 1));
    return orb === null ? null : { ...orb.namespace, orb: reference };
  };

  for (const file of tree.files) {
    const orb = ORB_SOURCE.test(file) ? orbFromFolder(tree, file, '', parsed, (root) => orbsOf(root, 1)) : null;
    if (orb !== null) ownOrbs.set(file, orb);
  }
  const configs: ConfigFile[] = [];
  for (const file of tree.files) {
    if (!OTHER_CONFIG.test(file)) continue;
    const root = parsed(tree, file, file);
    if (root === null || !(CONFIG.test(file) || isConfig(root))) continue;
    const version = textOf(get(root, 'version'));
    configs.push({
      file,
      root,
      setup: isTrue(get(root, 'setup')),
      interpolates: version === null || Number.parseFloat(version) >= 2.1,
      namespace: elementsOf(root, null, null, orbsOf(root, 0)),
      text: tree.read(file) ?? '',
    });
  }
  return { configs, orbs: [...ownOrbs.values()], diagnostics, gaps: [] };
};

/** A whole configuration, not a fragment that something else puts together. */
const isConfig = (root: YamlNode): boolean =>
  get(root, 'workflows') !== undefined || (get(root, 'jobs') !== undefined && get(root, 'version') !== undefined);

/** `circleci/node@5.1.0`; a URL orb has no version of its own. https://circleci.com/docs/orbs/use/orb-intro/ */
export const parseReference = (scalar: Extract<YamlNode, { kind: 'scalar' }>): OrbReference => {
  const text = scalar.value.trim();
  const at = /^https?:/.test(text) ? -1 : text.lastIndexOf('@');
  return at < 0 ? { name: text, version: '', scalar } : { name: text.slice(0, at), version: text.slice(at + 1), scalar };
};

type Parsed = (from: FileTree, path: string, shown: string) => YamlNode | null;

/** `@orb.yml`, with each command, job and executor in a file of its own. */
const orbFromFolder = (
  tree: FileTree,
  file: string,
  prefix: string,
  parsed: Parsed,
  orbsOf: (root: YamlNode) => ReadonlyMap<string, Orb>,
): OrbFile | null => {
  const root = parsed(tree, file, `${prefix}${file}`);
  if (root === null) return null;
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const own = elementsOf(root, null, folder, orbsOf(root));
  const inFolder = (name: string): ReadonlyMap<string, YamlNode> =>
    new Map(
      tree.files.flatMap((path): [string, YamlNode][] => {
        if (!path.startsWith(`${folder}${name}/`) || !/\.ya?ml$/.test(path)) return [];
        const node = parsed(tree, path, `${prefix}${path}`);
        return node === null ? [] : [[path.slice(path.lastIndexOf('/') + 1).replace(/\.ya?ml$/, ''), node]];
      }),
    );
  const jobs = new Map(own.jobs);
  for (const [name, value] of inFolder('jobs')) {
    const span = { ...value.span, endLine: value.span.line, endColumn: value.span.column + 1 };
    const raw = { source: { file: span.file, text: '', lineStarts: [0] }, start: 0, end: 0, indent: -1 };
    jobs.set(name, { key: { kind: 'scalar', value: name, style: 'plain', tag: null, span, raw }, value });
  }
  return {
    file,
    root,
    namespace: {
      ...own,
      commands: new Map([...own.commands, ...inFolder('commands')]),
      executors: new Map([...own.executors, ...inFolder('executors')]),
      jobs,
    },
  };
};
