/** A build service with one file, whose jobs are lists of commands: what is left to say is its syntax and its words. */
import type { Charset } from '../../../pipeline/effects.ts';
import type { Scenario, Workflow } from '../../../pipeline/model.ts';
import type { FileTree } from '../../../source/files.ts';
import { compareText, type Diagnostic, type Span, startOf } from '../../../source/span.ts';
import { listOf, parseYaml, type YamlNode, type YamlScalar } from '../../../source/yaml.ts';
import { componentRegistry } from '../component-registry.ts';
import { gapList } from '../gaps.ts';
import type { PipelineFiles, Reading } from '../reader.ts';
import { eventVariables } from './events.ts';
import { type PlainJob, type PlainWorld, plainRun } from './jobs.ts';

export interface Service {
  readonly system: string;
  readonly places: readonly PipelineFiles[];
  /** Variables whose text the author of the change chooses, and how freely. */
  readonly written: Readonly<Record<string, Charset>>;
  /** Variables that the service sets and nobody chooses. */
  readonly others: readonly string[];
  scenarios(span: Span): readonly Scenario[];
  /** Is the document one of this service's? Default: any mapping. */
  isOne?(root: YamlNode): boolean;
  jobs(context: ServiceContext): readonly PlainJob[];
}

export interface ServiceContext {
  readonly world: PlainWorld;
  readonly file: string;
  readonly root: YamlNode;
  readonly scenario: Scenario;
}

/**
 * What `workflow` makes of the documents of each file: null where the file is something else, of which nothing is said; undefined where nothing
 * can be made of it, which its diagnostics tell.
 */
export const readFiles = (
  tree: FileTree,
  system: Pick<Service, 'system' | 'places'> & Pick<PlainWorld, 'predefined'>,
  workflow: (world: PlainWorld, file: string, documents: readonly YamlNode[]) => Workflow | null | undefined,
): Reading => {
  const registry = componentRegistry();
  const gaps = gapList();
  const diagnostics: Diagnostic[] = [];
  const workflows: Workflow[] = [];
  const world: PlainWorld = {
    system: system.system,
    tree,
    registry,
    predefined: system.predefined,
    outputFiles: {},
    gap: gaps.add,
  };
  for (const file of tree.files.filter((f) => system.places.some(({ path }) => path.test(f)))) {
    const text = tree.read(file);
    if (text === null) continue;
    const parsed = parseYaml(text, file);
    const found = workflow(world, file, parsed.documents);
    if (found !== null) diagnostics.push(...parsed.diagnostics);
    if (found != null) workflows.push(found);
  }
  return { files: workflows.map(({ file }) => file).sort(compareText), workflows, components: registry.all(), gaps: gaps.all(), diagnostics };
};

/** Never throws. */
export const readService = (tree: FileTree, service: Service): Reading => {
  const predefined = (scenario: Scenario) => eventVariables(scenario, service.written, service.others);
  return readFiles(tree, { ...service, predefined }, (world, file, [root]) => {
    if (root === undefined) return undefined;
    if (root.kind !== 'mapping' || service.isOne?.(root) === false) return null;
    const span = startOf((root.entries[0]?.key ?? root).span);
    const runs = service.scenarios(span).map((scenario) => plainRun(world, file, scenario, service.jobs({ world, file, root, scenario })));
    return { id: file, file, name: file, system: service.system, kind: 'workflow', span, runs: runs.filter((run) => run.jobs.length > 0) };
  });
};

/** A command, or a list of them. */
export const commandsOf = (node: YamlNode | null | undefined): readonly YamlScalar[] =>
  listOf(node).flatMap((item) => (item.kind === 'scalar' ? [item] : []));
