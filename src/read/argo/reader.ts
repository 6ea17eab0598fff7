/** Argo: workflows that run scripts with parameters put into them, and application sets that deploy pull requests. */
import type { Scenario, Workflow } from '../../pipeline/model.ts';
import type { FileTree } from '../../source/files.ts';
import { compareText, type Diagnostic, type Span, startOf } from '../../source/span.ts';
import { get, getPath, parseYaml, textOf, type YamlNode } from '../../source/yaml.ts';
import { componentRegistry } from '../common/component-registry.ts';
import { gapList } from '../common/gaps.ts';
import { type PlainWorld, plainRun } from '../common/plain/jobs.ts';
import { bySchedule } from '../common/plain/scenarios.ts';
import type { Reading } from '../common/reader.ts';
import { previewJobs, previewScenarios } from './application-sets.ts';
import { OTHERS, SYSTEM } from './places.ts';
import { templateJobs } from './templates.ts';

const API = /^\s*apiVersion\s*:\s*['"]?argoproj\.io\//m;
const MAX_LENGTH = 1_000_000;
const FIELDS = 'https://argo-workflows.readthedocs.io/en/latest/fields/';

export const readArgo = (tree: FileTree): Reading => {
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
    diagnostics.push(...parsed.diagnostics);
    for (const node of parsed.documents) {
      const workflow = workflowOf(world, file, node);
      if (workflow === null) continue;
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

const workflowOf = (world: PlainWorld, file: string, node: YamlNode): Workflow | null => {
  const kind = textOf(get(node, 'kind')) ?? '';
  const name = textOf(getPath(node, 'metadata', 'name')) ?? textOf(getPath(node, 'metadata', 'generateName')) ?? 'unnamed';
  const span = startOf((get(node, 'kind') ?? node).span);
  const id = `${file}#${name}`;
  const base = { id, file, name, system: SYSTEM, span } as const;
  if (kind === 'ApplicationSet') {
    const runs = previewScenarios(node, span).map((scenario) => plainRun(world, id, scenario, previewJobs(node, scenario)));
    return runs.length === 0 ? null : { ...base, kind: 'workflow', runs };
  }
  if (kind === 'CronWorkflow') {
    const scenario = bySchedule({ trigger: 'cron', span, source: 'https://argo-workflows.readthedocs.io/en/latest/cron-workflows/' });
    const spec = get(getPath(node, 'spec', 'workflowSpec'), 'templates') === undefined ? get(node, 'spec') : getPath(node, 'spec', 'workflowSpec');
    return { ...base, kind: 'workflow', runs: [plainRun(world, id, scenario, templateJobs(spec, scenario, false))] };
  }
  if (!/^(?:Cluster)?Workflow(?:Template)?$/.test(kind)) return null;
  // Whoever submits it fills in its parameters, and is not in sight.
  const scenario = submitted(span);
  return { ...base, kind: 'component', runs: [plainRun(world, id, scenario, templateJobs(get(node, 'spec'), scenario, true))] };
};

const submitted = (span: Span): Scenario => ({ ...bySchedule({ trigger: 'submit', span, source: FIELDS }), id: 'submit' });
