/** Azure Pipelines: the repository's files in, its part of the pipeline model out. */
import type { Run, Scenario, Workflow } from '../../pipeline/model.ts';
import type { FileTree } from '../../source/files.ts';
import { compareText, type Span } from '../../source/span.ts';
import { entryOf, get, itemsOf, textOf, type YamlNode } from '../../source/yaml.ts';
import type { Reading, ReadOptions } from '../common/reader.ts';
import { pipelineFiles } from './discover.ts';
import { followingForkWithheld } from './guarantees.ts';
import { lowerRun } from './lower-run.ts';
import { type AzureScenario, followingBase, headSpan, scenariosOf } from './triggers.ts';
import { newWorld } from './world.ts';

/** Pipelines that follow others that follow others. */
const MAX_FOLLOWED = 3;

/** Never throws on what a repository contains. */
export const readAzurePipelines = (tree: FileTree, options: ReadOptions): Reading => {
  const world = newWorld(tree, options.components, options.asOf, options.repository);
  const roots = pipelineFiles(tree, world);
  const scenarios = new Map<string, readonly AzureScenario[]>(roots.map(({ file, root }) => [file, scenariosOf(root, options.asOf)]));
  let last: ReadonlyMap<string, readonly AzureScenario[]> = scenarios;
  for (let round = 0; round < MAX_FOLLOWED; round++) {
    const added = new Map(
      roots.map(({ file, root }) => [file, following(file, root, last, round === 0)] as const).filter(([, list]) => list.length > 0),
    );
    for (const [file, list] of added) {
      const known = new Set((scenarios.get(file) ?? []).map(({ id }) => id));
      scenarios.set(file, [...(scenarios.get(file) ?? []), ...list.filter(({ id }) => !known.has(id))]);
    }
    last = added;
  }
  const workflows = roots.map(({ file, root }): Workflow => {
    const pipelines = new Map(pipelineResources(root).map(({ alias, source }) => [alias, source]));
    const runs = (scenarios.get(file) ?? []).map((scenario): Run => {
      const run = lowerRun(world, file, root, scenario, pipelines);
      return { ...run, scenario: plain(scenario) };
    });
    return { id: file, file, name: nameOf(file), system: 'azure-pipelines', kind: 'workflow', span: headSpan(root), runs };
  });
  const own = new Set(tree.files);
  return {
    files: [...new Set([...roots.map(({ file }) => file), ...[...world.opened].filter((file) => own.has(file))])].sort(compareText),
    workflows: workflows.sort((a, b) => compareText(a.id, b.id)),
    components: world.registry.all(),
    gaps: [...world.gaps()].sort(
      (a, b) => compareText(a.file, b.file) || (a.evidence[0]?.line ?? 0) - (b.evidence[0]?.line ?? 0) || compareText(a.reason, b.reason),
    ),
    diagnostics: world.diagnostics,
  };
};

const nameOf = (file: string): string => file;

/** Without what only this reader needs. */
const plain = ({ ref: _, reason: __, head: ___, fork: ____, webhook: _____, ...scenario }: AzureScenario): Scenario => scenario;

interface PipelineResource {
  readonly alias: string;
  readonly source: string;
  readonly triggers: boolean;
  readonly branches: readonly string[];
  readonly span: Span;
}

const pipelineResources = (root: YamlNode): readonly PipelineResource[] =>
  itemsOf(get(get(root, 'resources'), 'pipelines')).flatMap((item): readonly PipelineResource[] => {
    const alias = textOf(get(item, 'pipeline'));
    if (alias === null) return [];
    const trigger = get(item, 'trigger');
    const off = trigger === undefined || trigger.kind === 'null' || /^(?:none|false)$/i.test(textOf(trigger) ?? '');
    const branches = get(trigger, 'branches');
    const named = branches?.kind === 'mapping' ? get(branches, 'include') : branches;
    return [
      {
        alias: alias.toLowerCase(),
        source: textOf(get(item, 'source')) ?? alias,
        triggers: !off,
        branches: itemsOf(named).flatMap((branch) => textOf(branch) ?? []),
        span: entryOf(item, 'pipeline')?.value.span ?? item.span,
      },
    ];
  });

/** Which file a pipeline of that name is, is kept in the service: one whose own name is the same, or ends the same. */
const isPipeline = (file: string, source: string): boolean => {
  const name = source.split(/[\\/]/).at(-1)?.toLowerCase().replaceAll(/\s+/g, '-') ?? '';
  const base = (file.split('/').at(-1) ?? '').replace(/\.ya?ml$/i, '').toLowerCase();
  return name === base || name.endsWith(`.${base}`);
};

const takes = (branches: readonly string[], { ref }: AzureScenario): boolean =>
  branches.length === 0 ||
  branches.some((branch) => (branch.includes('*') ? !(ref === 'pull' && !/^(?:\*|refs\/\*|refs\/pull)/.test(branch)) : ref === 'default'));

/**
 * Runs after the runs of a pipeline resource. In one repository they take the same commit, and with it the same definition.
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/process/pipeline-triggers#branch-considerations-for-pipeline-completion-triggers
 */
const following = (file: string, root: YamlNode, known: ReadonlyMap<string, readonly AzureScenario[]>, first: boolean): readonly AzureScenario[] =>
  pipelineResources(root)
    .filter(({ triggers }) => triggers)
    .flatMap(({ alias, source, branches, span }): readonly AzureScenario[] => {
      const base = followingBase(span);
      const followed = [...known]
        .filter(([other]) => other !== file && isPipeline(other, source))
        .flatMap(([other, list]) => list.filter((one) => takes(branches, one)).map((one) => ({ other, one })));
      // A pipeline that is not in sight, of this or another repository.
      if (followed.length === 0) return first ? [{ ...base, id: `pipeline/${alias}` }] : [];
      const kinds = new Map<string, { other: string; one: AzureScenario }[]>();
      for (const entry of followed) {
        const kind = entry.one.definition === 'proposed' ? (entry.one.fork ? 'fork' : (entry.one.proposer ?? 'branch')) : 'default';
        kinds.set(kind, [...(kinds.get(kind) ?? []), entry]);
      }
      return [...kinds].flatMap(([kind, entries]): readonly AzureScenario[] => {
        const [sample] = entries;
        if (sample === undefined) return [];
        const { one } = sample;
        const after = entries.map(({ other, one: { id } }) => ({ run: `${other}:${id}`, guarantees: [] }));
        if (kind === 'default') return [{ ...base, id: `pipeline/${alias}`, after }];
        return [
          {
            ...base,
            id: `pipeline/${alias}/${kind}`,
            after,
            byItself: null,
            definition: 'proposed',
            proposer: one.proposer,
            head: one.head,
            fork: one.fork,
            ref: one.ref,
            cache: one.cache,
            withholds: one.fork
              ? {
                  secrets: [followingForkWithheld(span)],
                  write: [followingForkWithheld(span)],
                  identity: [followingForkWithheld(span)],
                  cacheWrite: [],
                }
              : base.withholds,
          },
        ];
      });
    });
