/**
 * Templates: which file is meant, the parameters it is given, and lists with the items of templates in their place.
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/process/templates
 */
import { known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { get, itemsOf, textOf, type YamlNode } from '../../source/yaml.ts';
import { type Expander, expand, type Names } from './expand.ts';
import { at, conditional, entryAt, nullNode, type Tree, type TreeMapping, treeEntries, treeItems, treeText, treeValue, writtenText } from './tree.ts';
import { pinOf, type RunContext, shortRef } from './world.ts';

/** The platform allows 100 levels and 100 files in one pipeline. https://learn.microsoft.com/en-us/azure/devops/pipelines/process/templates#imposed-limits */
const MAX_DEPTH = 40;
export const MAX_TEMPLATES = 2000;

const folded = (path: string): string | null => {
  const parts: string[] = [];
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (parts.pop() === undefined) return null;
    } else parts.push(part);
  }
  return parts.join('/');
};

/** The folder below which a file's own repository lies: '' for the repository itself. */
const rootOf = (run: RunContext, file: string): string => {
  const prefix = run.world.components?.prefix ?? '';
  if (prefix === '' || !file.startsWith(prefix)) return '';
  const match = /^[^@]*@[^/]*\//.exec(file.slice(prefix.length));
  return match === null ? prefix : `${prefix}${match[0]}`;
};

interface Found {
  readonly file: string | null;
  /** The include it is, where it lies in another repository. */
  readonly component: string | null;
}

const find = (run: RunContext, reference: string, from: string, span: Span): Found => {
  const cut = reference.lastIndexOf('@');
  const alias =
    cut < 0
      ? null
      : reference
          .slice(cut + 1)
          .trim()
          .toLowerCase();
  const path = (cut < 0 ? reference : reference.slice(0, cut)).trim();
  if (alias !== null && alias !== 'self') {
    const resource = run.repositories.get(alias);
    const name = resource?.name ?? alias;
    const ref = resource?.ref ?? null;
    const folder = folded(path);
    const file =
      run.world.components === null || folder === null
        ? null
        : `${run.world.components.prefix}${name}@${shortRef(ref).replaceAll('/', '%2F')}/${folder}`;
    const there = file !== null && run.world.yaml(file) !== null;
    const component = run.world.registry.add({
      id: `include:${name}@${shortRef(ref)}`,
      kind: 'include',
      name,
      ref: shortRef(ref),
      pin: resource === undefined ? 'unknown' : pinOf(ref),
      owner: ownerOf(run, resource?.type ?? '', name),
      resolved: there,
      nested: [],
      firstUse: span,
    });
    return { file: there ? file : null, component };
  }
  const root = alias === 'self' ? '' : rootOf(run, from);
  const inside = from.startsWith(root) && rootOf(run, from) === root ? from.slice(root.length) : '';
  const beside = path.startsWith('/') ? null : folded(`${inside.includes('/') ? inside.slice(0, inside.lastIndexOf('/')) : ''}/${path}`);
  const fromRoot = folded(path);
  const candidates = [beside, fromRoot].flatMap((one) => (one === null ? [] : [`${root}${one}`]));
  return { file: candidates.find((one) => run.world.yaml(one) !== null) ?? candidates[0] ?? null, component: null };
};

/** Repositories of Azure Repos belong to the same organisation; those of GitHub to whoever their name says. */
const ownerOf = (run: RunContext, type: string, name: string): 'internal' | 'third-party' => {
  if (type === '' || type.toLowerCase() === 'git') return 'internal';
  const own = run.world.repository?.split('/')[0]?.toLowerCase();
  return own !== undefined && own === name.split('/')[0]?.toLowerCase() ? 'internal' : 'third-party';
};

// ---------------------------------------------------------------- parameters

const typed = (node: Tree, type: string): Tree => {
  if (node.kind !== 'scalar' || node.type === type) return node;
  if (type === 'boolean' || type === 'number') return { ...node, type };
  return type === 'string' && node.type !== 'null' ? { ...node, type: 'string' } : node;
};

const EMPTY: Readonly<Record<string, true>> = {
  object: true,
  step: true,
  stepList: true,
  job: true,
  jobList: true,
  stage: true,
  stageList: true,
  deployment: true,
  deploymentList: true,
};

/** Declared parameters, with what is given or else their defaults. `given` answers what the declaration of that name is handed. */
export const bindParameters = (
  expander: Expander,
  names: Names,
  declared: YamlNode | undefined,
  given: (name: string, declaration: YamlNode | null, type: string) => Tree | undefined,
): ReadonlyMap<string, Tree> => {
  const bound = new Map<string, Tree>();
  if (declared?.kind === 'mapping') {
    for (const { key, value } of declared.entries)
      bound.set(key.value.toLowerCase(), given(key.value, null, 'object') ?? expand(expander, names, value));
    return bound;
  }
  for (const item of itemsOf(declared)) {
    const name = textOf(get(item, 'name'));
    if (name === null) continue;
    const type = textOf(get(item, 'type')) ?? 'string';
    const fallback = get(item, 'default');
    const value = given(name, item, type) ?? (fallback === undefined ? undefined : expand(expander, { ...names, parameters: bound }, fallback));
    bound.set(
      name.toLowerCase(),
      typed(value ?? (Object.hasOwn(EMPTY, type) ? nullNode(item.span) : { kind: 'scalar', parts: [], type: 'string', span: item.span }), type),
    );
  }
  return bound;
};

// ---------------------------------------------------------------- variables

export interface Declared {
  readonly name: string;
  readonly node: Tree;
  readonly span: Span;
}

export interface Variables {
  readonly own: readonly Declared[];
  readonly groups: readonly { readonly name: string; readonly span: Span }[];
}

/** A `variables:` block: pairs, a list, groups, and templates of them. */
export const readVariables = (run: RunContext, block: Tree | undefined, variables: ReadonlyMap<string, Value>, depth = 0): Variables => {
  const own: Declared[] = [];
  const groups: { name: string; span: Span }[] = [];
  if (block?.kind === 'mapping') {
    for (const { key, value } of block.entries) {
      const name = treeText(key);
      if (name !== null && value.kind === 'scalar') own.push({ name, node: value, span: value.span });
    }
    return { own, groups };
  }
  for (const item of treeItems(block)) {
    const template = at(item, 'template');
    if (template !== undefined) {
      const seen = new Map([...variables, ...staticValues({ own, groups })]);
      const opened = openTemplate(run, item, seen, depth + 1);
      if (opened.root === null) continue;
      const inner = readVariables(run, at(opened.root, 'variables'), seen, depth + 1);
      own.push(...inner.own);
      groups.push(...inner.groups);
      continue;
    }
    const group = at(item, 'group');
    const name = treeText(at(item, 'name'));
    if (group?.kind === 'scalar') groups.push({ name: writtenText(group), span: group.span });
    else if (name !== null) {
      const node = at(item, 'value');
      if (node !== undefined) own.push({ name, node, span: node.span });
    }
  }
  return { own, groups };
};

/** What expressions before the run see of declared variables: their text as it is written. */
export const staticValues = ({ own }: Variables): ReadonlyMap<string, Value> =>
  new Map(
    own.map(({ name, node }) => [
      name.toLowerCase(),
      /\$\[/.test(treeValue(node).text ?? '') ? UNKNOWN : node.kind === 'scalar' && node.type === 'null' ? known('') : treeValue(node),
    ]),
  );

// ---------------------------------------------------------------- opening

export const expanderOf = (run: RunContext): Expander => ({
  budget: run.budget,
  problem: (span, source) =>
    run.world.gap({
      file: span.file,
      reason: 'expression not understood',
      detail: `\`${source.trim().slice(0, 120)}\` is no template expression that is known here. Mend it, or read this place by hand.`,
      evidence: [span],
    }),
  declared: (block, names) => staticValues(readVariables(run, block, names.variables)),
});

export interface Opened {
  /** The file with its parameters put in; null where it is not at hand. */
  readonly root: TreeMapping | null;
  readonly component: string | null;
  readonly reference: string;
  readonly span: Span;
}

/** The template that an item (`template:` with `parameters:`) names. What is missing is a gap. */
export const openTemplate = (run: RunContext, item: Tree, variables: ReadonlyMap<string, Value>, depth: number): Opened => {
  const entry = entryAt(item, 'template');
  const node = entry?.value;
  const span = node?.span ?? item.span;
  const written = writtenText(node);
  const reference = treeText(node);
  const missing = (component: string | null, reason: string, detail: string): Opened => {
    run.world.gap({ file: span.file, reason, detail, evidence: [span] });
    return { root: null, component, reference: written, span };
  };
  run.budget.templates -= 1;
  if (depth > MAX_DEPTH || run.budget.templates < 0)
    return missing(null, 'nesting too deep', 'Templates nested this deeply (or in a circle) are not followed.');
  if (reference === null || entry === undefined)
    return missing(null, 'template not known', `Which file \`${written}\` stands for is only known when the pipeline runs.`);
  const { file, component } = find(run, reference, entry.key.span.file, span);
  const root = file === null ? null : run.world.yaml(file);
  if (root === null || file === null) {
    return component === null
      ? missing(null, 'template not found', `There is no readable template \`${reference}\` in this repository.`)
      : missing(
          component,
          'template not available',
          `\`${reference}\` lies in another repository. Lay its files out below a folder given with --components to have it followed.`,
        );
  }
  run.world.opened.add(file);
  const handed = at(item, 'parameters');
  const names: Names = { parameters: new Map(), loops: new Map(), variables, predefined: (name) => run.predefined(name) };
  const expander = expanderOf(run);
  const parameters = bindParameters(expander, names, get(root, 'parameters'), (name) => at(handed, name));
  // Parameters that are not declared are refused by the platform, except where the old form is used.
  for (const { name, value } of treeEntries(handed)) if (!parameters.has(name ?? '')) (parameters as Map<string, Tree>).set(name ?? '', value);
  const expanded = expand(expander, { ...names, parameters }, root);
  return { root: expanded.kind === 'mapping' ? expanded : null, component, reference, span };
};

// ---------------------------------------------------------------- lists

export type ListKind = 'stages' | 'jobs' | 'steps';

/** An item of a list, or a template in another repository whose items are not at hand. */
export type Item =
  | { readonly kind: 'own'; readonly node: TreeMapping }
  | { readonly kind: 'foreign'; readonly node: TreeMapping; readonly opened: Opened };

/** The list with the items of its templates laid in. */
export const flatten = (run: RunContext, list: Tree | undefined, kind: ListKind, variables: ReadonlyMap<string, Value>, depth = 0): readonly Item[] =>
  treeItems(list).flatMap((node): readonly Item[] => {
    if (node.kind === 'sequence') return flatten(run, node, kind, variables, depth + 1);
    if (node.kind !== 'mapping') return [];
    if (at(node, 'template') === undefined) return [{ kind: 'own', node }];
    const opened = openTemplate(run, node, variables, depth + 1);
    if (opened.root === null) return opened.component === null ? [] : [{ kind: 'foreign', node, opened }];
    const extended = at(opened.root, 'extends');
    const inner =
      extended === undefined ? flatten(run, at(opened.root, kind), kind, variables, depth + 1) : flatten(run, extended, kind, variables, depth + 1);
    return node.under === undefined ? inner : inner.map((item) => ({ ...item, node: conditional(item.node, node.under?.conditions ?? []) }));
  });
