/** Every workflow and action file within reach: the repository's own, and other people's as laid out under `--components`. */
import type { Gap } from '../../pipeline/model.ts';
import type { FileTree } from '../../source/files.ts';
import type { Diagnostic } from '../../source/span.ts';
import { parseYaml } from '../../source/yaml.ts';
import type { Components } from '../common/reader.ts';
import { type ActionSyntax, actionSyntax, type WorkflowSyntax, workflowSyntax } from './schema.ts';

export interface Library {
  readonly workflows: readonly WorkflowSyntax[];
  readonly actions: readonly ActionSyntax[];
  /** A local action by its folder below the root ('' for the root). */
  localAction(directory: string): ActionSyntax | null;
  localWorkflow(file: string): WorkflowSyntax | null;
  /** `owner/repo`, folder in it, ref: null when its files are not at hand. */
  foreignAction(repository: string, directory: string, ref: string): ActionSyntax | null;
  foreignWorkflow(repository: string, file: string, ref: string): WorkflowSyntax | null;
  /** Text of a file as spans name it: of the repository, or of a component. */
  text(file: string): string | null;
  /** Is Dependabot configured here? It can also be switched on in the settings, so absence is unknown. */
  readonly hasDependabot: true | 'unknown';
  readonly diagnostics: readonly Diagnostic[];
  readonly gaps: readonly Gap[];
}

/** Where GitHub looks for workflows. */
export const WORKFLOWS = /^\.github\/workflows\/[^/]+\.ya?ml$/;
const ACTION = /(?:^|\/)action\.ya?ml$/;

const normal = (path: string): string =>
  path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');

/** Reads lazily where it can: foreign files are parsed when something uses them. `place`: where workflows lie. */
export const openLibrary = (tree: FileTree, components: Components | null, place: RegExp): Library => {
  const diagnostics: Diagnostic[] = [];
  const gaps: Gap[] = [];
  const parse = <T>(
    from: FileTree,
    path: string,
    shownAs: string,
    read: (root: NonNullable<ReturnType<typeof parseYaml>['documents'][number]>, file: string) => T | null,
  ): T | null => {
    const text = from.read(path);
    if (text === null) return null;
    const parsed = parseYaml(text, shownAs);
    diagnostics.push(...parsed.diagnostics);
    const root = parsed.documents[0];
    return root === undefined ? null : read(root, shownAs);
  };

  const workflows = new Map<string, WorkflowSyntax>();
  const actions = new Map<string, ActionSyntax>();
  for (const file of tree.files) {
    if (place.test(file)) {
      const workflow = parse(tree, file, file, workflowSyntax);
      if (workflow !== null) workflows.set(file, workflow);
      else {
        gaps.push({
          file,
          reason: 'not a workflow',
          detail: 'The file lies where workflows lie but has no readable `jobs`. Look at the diagnostics, or remove it.',
          evidence: [{ file, line: 1, column: 1, endLine: 1, endColumn: 2 }],
        });
      }
    } else if (ACTION.test(file)) {
      const action = parse(tree, file, file, actionSyntax);
      if (action !== null) actions.set(action.directory, action);
    }
  }

  const foreign = new Map<string, ActionSyntax | WorkflowSyntax | null>();
  const lookUp = <T extends ActionSyntax | WorkflowSyntax>(
    repository: string,
    ref: string,
    names: readonly string[],
    read: (root: NonNullable<ReturnType<typeof parseYaml>['documents'][number]>, file: string) => T | null,
  ): T | null => {
    if (components === null) return null;
    const base = `${repository}@${ref.replaceAll('/', '%2F')}`;
    for (const name of names) {
      const path = normal(`${base}/${name}`);
      const cached = foreign.get(path);
      if (cached !== undefined) {
        if (cached !== null) return cached as T;
        continue;
      }
      const found = parse(components.tree, path, `${components.prefix}${path}`, read);
      foreign.set(path, found);
      if (found !== null) return found;
    }
    return null;
  };

  return {
    workflows: [...workflows.values()],
    actions: [...actions.values()],
    localAction: (directory) => actions.get(normal(directory)) ?? null,
    localWorkflow: (file) => workflows.get(normal(file)) ?? null,
    foreignAction: (repository, directory, ref) => lookUp(repository, ref, [`${directory}/action.yml`, `${directory}/action.yaml`], actionSyntax),
    foreignWorkflow: (repository, file, ref) => lookUp(repository, ref, [file], workflowSyntax),
    text: (file) =>
      (components !== null && file.startsWith(components.prefix) ? components.tree.read(file.slice(components.prefix.length)) : null) ??
      tree.read(file),
    hasDependabot: tree.files.some((file) => /^\.github\/dependabot\.ya?ml$/.test(file)) ? true : 'unknown',
    diagnostics,
    gaps,
  };
};
