/**
 * Which files are pipelines. The platform runs the file that a pipeline's definition names, and any name will do; so the content decides,
 * and the usual places only make it easier.
 */
import type { FileTree } from '../../source/files.ts';
import { entriesOf, get, itemsOf, listOf, textOf, type YamlNode } from '../../source/yaml.ts';
import { FOREIGN_PLACES, NAMED, PLACES } from './places.ts';
import { headSpan } from './triggers.ts';
import type { World } from './world.ts';

export interface Root {
  readonly file: string;
  readonly root: YamlNode;
}

const TASK = /^[\w.-]+@\d+(?:\.\d+)*$/;
/** Words that only Azure Pipelines has, in a file cheap to look at. */
const WORDS = /^\s*-?\s*(?:-\s*)?(?:vmImage|task|pool|stage|deployment|template|extends|displayName|trigger|pr|checkout)\s*:/m;

const keys = (root: YamlNode): ReadonlySet<string> => new Set(entriesOf(root).map(({ key }) => key.value));

/** Keys that a step of Azure Pipelines may have beside its script. */
const STEP_KEYS: ReadonlySet<string> = new Set(
  'script bash pwsh powershell displayName name condition continueOnError enabled env timeoutInMinutes workingDirectory failOnStderr target retryCountOnTaskFailure errorActionPreference ignoreLASTEXITCODE'.split(
    ' ',
  ),
);

/** `sure`: no other system writes it so. `likely`: others may. */
type Evidence = 'sure' | 'likely' | null;

const stepEvidence = (node: YamlNode): Evidence => {
  const task = textOf(get(node, 'task'));
  if (task !== null) return TASK.test(task) ? 'sure' : null;
  if (/^(?:self|none)$/.test(textOf(get(node, 'checkout')) ?? '')) return 'sure';
  const script = ['script', 'bash', 'pwsh', 'powershell'].some((head) => textOf(get(node, head)) !== null);
  return script && entriesOf(node).every(({ key }) => STEP_KEYS.has(key.value) || key.value.startsWith('${{')) ? 'likely' : null;
};
const isTemplate = (node: YamlNode): boolean => /\.ya?ml(?:@[\w.-]+)?\s*$/.test(textOf(get(node, 'template')) ?? '');
const isDirective = (node: YamlNode): boolean => entriesOf(node).some(({ key }) => /^\s*\$\{\{\s*(?:if|each|elseif|else|insert)\b/.test(key.value));
const hasImage = (node: YamlNode | undefined): boolean => get(get(node, 'pool'), 'vmImage') !== undefined;

const better = (all: readonly Evidence[]): Evidence => (all.includes('sure') ? 'sure' : all.includes('likely') ? 'likely' : null);

/** What a list of steps, jobs or stages tells. */
const listEvidence = (node: YamlNode | undefined, depth = 0): Evidence =>
  depth > 8
    ? null
    : better(
        itemsOf(node).map((item): Evidence => {
          if (isTemplate(item)) return 'likely';
          if (isDirective(item)) return better(['likely', ...entriesOf(item).map(({ value }) => listEvidence(value, depth + 1))]);
          if (['job', 'deployment', 'stage'].some((head) => get(item, head) !== undefined)) {
            if (hasImage(item)) return 'sure';
            return better(['steps', 'jobs'].map((inner) => listEvidence(get(item, inner), depth + 1)));
          }
          return stepEvidence(item);
        }),
      );

/** Words of other systems at the top of a file. */
const FOREIGN = ['on', 'apiVersion', 'kind', 'image', 'include', 'workflow', 'version', 'orbs', 'language', 'services', 'hosts', 'runs'];

const FOREIGN_AT_TOP = new RegExp(`^(?:${FOREIGN.join('|')})\\s*:`, 'm');
/** Where the file may be more than one block mapping, a word at the begin of a line may stand somewhere else than at the top. */
const NOT_ONE_BLOCK = /^(?:[[{]|---|\.\.\.)/m;

/** Do words at the begins of lines, where a block mapping has its outermost keys, tell already that another system reads the file? Templates of files are slow to parse. */
const isForeignAtSight = (text: string): boolean => FOREIGN_AT_TOP.test(text) && !NOT_ONE_BLOCK.test(text);

/** The content of a pipeline. Where pipelines usually lie less will do. */
const isPipeline = (root: YamlNode, usual: boolean): boolean => {
  if (root.kind !== 'mapping') return false;
  const all = keys(root);
  if (usual) return ['steps', 'jobs', 'stages', 'extends'].some((word) => all.has(word)) && !all.has('on');
  if (FOREIGN.some((word) => all.has(word))) return false;
  const extended = get(root, 'extends');
  const own = ['trigger', 'pr', 'pool', 'parameters', 'resources'].some((word) => all.has(word));
  if (extended !== undefined)
    return own && (isTemplate(extended) || entriesOf(extended).some(({ key, value }) => key.value.startsWith('${{') && isTemplate(value)));
  const evidence = better(['steps', 'jobs', 'stages'].map((word) => listEvidence(get(root, word))));
  return evidence === 'sure' || (evidence === 'likely' && (own || hasImage(root)));
};

/** A template alone is what a pipeline lays into itself: it starts nothing, and asks for parameters that nobody can leave out. */
const isRoot = (file: string, root: YamlNode): boolean => {
  const all = keys(root);
  if (NAMED.test(file)) return true;
  if (/(?:^|\/)[\w.-]*templates?\//i.test(file) || /template[\w.-]*\.ya?ml$/i.test(file)) return false;
  if (['schedules', 'resources', 'extends', 'pool', 'name'].some((word) => all.has(word))) return true;
  const parameters = get(root, 'parameters');
  return parameters?.kind !== 'sequence'
    ? parameters === undefined || parameters.kind === 'null'
    : parameters.items.every((item) => get(item, 'default') !== undefined);
};

/** Every template that a file names by path, for telling templates from pipelines. */
const namedTemplates = (root: YamlNode): readonly string[] => {
  const found: string[] = [];
  const queue: YamlNode[] = [root];
  for (let node = queue.pop(); node !== undefined && found.length < 2000; node = queue.pop()) {
    if (node.kind === 'sequence') queue.push(...node.items);
    if (node.kind !== 'mapping') continue;
    for (const { key, value } of node.entries) {
      if (key.value === 'template') found.push(...listOf(value).flatMap((item) => textOf(item) ?? []));
      else queue.push(value);
    }
  }
  return found;
};

const resolve = (from: string, reference: string): string | null => {
  const [path = '', alias] = reference.trim().split('@');
  if (alias !== undefined && alias !== 'self') return null;
  const base = path.startsWith('/') ? [] : from.split('/').slice(0, -1);
  const parts: string[] = [...base];
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
};

/** Pipelines, sorted by file: what starts by itself, or is no template of another. */
export const pipelineFiles = (tree: FileTree, world: World): readonly Root[] => {
  const found: Root[] = [];
  const templates = new Set<string>();
  for (const file of tree.files) {
    if (!/\.ya?ml$/i.test(file)) continue;
    const usual = PLACES.some(({ path }) => path.test(file));
    if (!usual && FOREIGN_PLACES.test(file)) continue;
    const text = tree.read(file) ?? '';
    if (!usual && (!WORDS.test(text) || isForeignAtSight(text))) continue;
    const before = world.diagnostics.length;
    const root = world.yaml(file);
    if (root === null || !isPipeline(root, usual)) {
      // What is broken elsewhere may be anything.
      if (!usual) world.diagnostics.length = before;
      continue;
    }
    for (const reference of namedTemplates(root)) {
      const template = resolve(file, reference);
      if (template !== null) templates.add(template);
    }
    found.push({ file, root });
  }
  return found.filter(({ file, root }) => {
    const all = keys(root);
    if (['trigger', 'pr', 'schedules'].some((word) => all.has(word))) return true;
    if (templates.has(file)) return false;
    if (isRoot(file, root)) return true;
    const span = headSpan(root);
    world.gap({
      file,
      reason: 'template without a caller',
      detail: 'No pipeline here uses this template, and it starts nothing by itself. What it does depends on who uses it.',
      evidence: [span],
    });
    return false;
  });
};
