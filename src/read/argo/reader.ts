/** Argo: workflows that run scripts with parameters put into them, and application sets that deploy pull requests. */
import type { Run, Scenario, Workflow } from '../../pipeline/model.ts';
import type { FileTree } from '../../source/files.ts';
import { compareText, type Diagnostic, type Span, startOf } from '../../source/span.ts';
import { get, getPath, parseYaml, textOf, type YamlNode } from '../../source/yaml.ts';
import { componentRegistry } from '../common/component-registry.ts';
import { gapList } from '../common/gaps.ts';
import { deploymentJob, deploymentScenario, isOwnAddress } from '../common/gitops/deployments.ts';
import { type PlainWorld, plainRun } from '../common/plain/jobs.ts';
import { bySchedule } from '../common/plain/scenarios.ts';
import type { Reading, ReadOptions } from '../common/reader.ts';
import { previewJobs, previewScenarios } from './application-sets.ts';
import { deploymentsOf } from './applications.ts';
import { OTHERS, SYSTEM } from './places.ts';
import { templateJobs } from './templates.ts';

const API = /^\s*apiVersion\s*:\s*['"]?argoproj\.io\//m;
const MAX_LENGTH = 1_000_000;
const FIELDS = 'https://argo-workflows.readthedocs.io/en/latest/fields/';

export const readArgo = (tree: FileTree, options: ReadOptions): Reading => {
  const registry = componentRegistry();
  const gaps = gapList();
  const diagnostics: Diagnostic[] = [];
  const workflows: Workflow[] = [];
  const world: PlainWorld = { system: SYSTEM, tree, registry, predefined: () => new Map(), outputFiles: {}, gap: gaps.add };
  const files = new Set<string>();
  for (const file of tree.files) {
    if (!OTHERS.test(file)) continue;
    const text = tree.read(file);
    if (text === null || text.length > MAX_LENGTH || !API.test(text)) continue;
    const parsed = parseYaml(text, file);
    // Templates of charts are none that Argo reads as they are.
    if (!/\{\{-?\s*(?:\.|include|if|range|with)/.test(text)) diagnostics.push(...parsed.diagnostics);
    for (const node of parsed.documents)
      for (const workflow of workflowsOf(world, file, node, options.repository)) {
        files.add(file);
        workflows.push(workflow);
      }
  }
  return {
    files: [...files].sort(compareText),
    workflows: workflows.sort((a, b) => compareText(a.id, b.id)),
    components: registry.all(),
    gaps: gaps.all(),
    diagnostics,
  };
};

const workflowsOf = (world: PlainWorld, file: string, node: YamlNode, repository: string | null): readonly Workflow[] => {
  const kind = textOf(get(node, 'kind')) ?? '';
  const name = textOf(getPath(node, 'metadata', 'name')) ?? textOf(getPath(node, 'metadata', 'generateName')) ?? 'unnamed';
  const span = startOf((get(node, 'kind') ?? node).span);
  const id = `${file}#${name}`;
  const base = { id, file, name, system: SYSTEM, kind: 'workflow', span } as const;
  const deployed = (application: YamlNode): readonly Run[] =>
    deploymentsOf(world.tree, application, name, span, repository).map((deployment, index) => {
      const own = deployment.source === null ? false : isOwnAddress(deployment.source.url, world.tree.name, repository);
      const scenario = deploymentScenario(deployment, own);
      return plainRun(world, id, index === 0 ? scenario : { ...scenario, id: `${scenario.id}/${index + 1}` }, [deploymentJob(deployment, own)]);
    });
  if (kind === 'Application') return withRuns(base, deployed(node));
  if (kind === 'ApplicationSet') {
    const previews = previewScenarios(node, span).map((scenario) => plainRun(world, id, scenario, previewJobs(node, scenario)));
    const template = getPath(node, 'spec', 'template');
    return withRuns(base, previews.length > 0 || template === undefined ? previews : deployed(template));
  }
  if (kind === 'CronWorkflow') {
    const scenario = bySchedule({ trigger: 'cron', span, source: 'https://argo-workflows.readthedocs.io/en/latest/cron-workflows/' });
    const spec = get(getPath(node, 'spec', 'workflowSpec'), 'templates') === undefined ? get(node, 'spec') : getPath(node, 'spec', 'workflowSpec');
    return [{ ...base, runs: [plainRun(world, id, scenario, templateJobs(spec, scenario, false))] }];
  }
  if (!/^(?:Cluster)?Workflow(?:Template)?$/.test(kind)) return [];
  // Whoever submits it fills in its parameters, and is not in sight.
  const scenario = submitted(span);
  return [{ ...base, kind: 'component', runs: [plainRun(world, id, scenario, templateJobs(get(node, 'spec'), scenario, true))] }];
};

const withRuns = (base: Omit<Workflow, 'runs'>, runs: readonly Run[]): readonly Workflow[] => (runs.length === 0 ? [] : [{ ...base, runs }]);

const submitted = (span: Span): Scenario => ({ ...bySchedule({ trigger: 'submit', span, source: FIELDS }), id: 'submit' });
