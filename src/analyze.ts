/** The whole run, as one line: files → pipeline model → trust graph → states and paths → controls and plan → report. */
import { CONTROLS } from './advise/controls/index.ts';
import { buildReportParts, type ReportOptions } from './advise/report-parts.ts';
import type { Pipeline } from './pipeline/model.ts';
import { mergingBots } from './read/common/merging-bots.ts';
import { readRepository, withMergingBots } from './read/common/repository.ts';
import { readGitHubActions } from './read/github-actions/reader.ts';
import { assetsOf } from './reason/assets.ts';
import type { Graph, State } from './reason/graph.ts';
import type { Report, SettingValues } from './reason/report.ts';
import { withAccess } from './reason/rules/access.ts';
import { collect } from './reason/rules/common.ts';
import { RULES } from './reason/rules/index.ts';
import { type FileTree, withoutBelow } from './source/files.ts';
import { compareText, type Diagnostic } from './source/span.ts';
import { VERSION } from './version.ts';

export interface AnalyzeOptions extends ReportOptions {
  /** ISO date whose platform rules count. */
  readonly asOf: string;
  /** Answers to what the files leave open. */
  readonly settings?: SettingValues;
  /** Other people's files, and the text that stands before `owner/repo@ref/…` in spans. `inside`: the folder of the tree they lie in, when they do. */
  readonly components?: { readonly tree: FileTree; readonly prefix: string; readonly inside: string | null } | null;
  /** `owner/name`, when it is known. */
  readonly repository?: string | null;
  readonly revision?: string | null;
}

/** Reads the configuration below the tree's root. Never throws on what it contains: what cannot be read is a diagnostic, what is not understood a gap. */
export const read = (tree: FileTree, options: AnalyzeOptions): { readonly pipeline: Pipeline; readonly diagnostics: readonly Diagnostic[] } => {
  const components = options.components ?? null;
  const own = components?.inside ? withoutBelow(tree, components.inside) : tree;
  const facts = readRepository(own);
  const github = readGitHubActions(own, { asOf: options.asOf, components, repository: options.repository ?? null });
  const systems = github.files.length > 0 ? ['github-actions'] : [];
  return {
    pipeline: {
      root: options.repository ?? tree.name,
      systems,
      asOf: options.asOf,
      files: github.files,
      repository: withMergingBots(facts.repository, mergingBots(github.workflows)),
      workflows: github.workflows,
      components: github.components,
      gaps: [...facts.gaps, ...github.gaps],
    },
    diagnostics: [...own.diagnostics, ...facts.diagnostics, ...github.diagnostics],
  };
};

/** Every transition of every rule, and the assets at stake. */
export const reason = (pipeline: Pipeline): Graph => {
  const transitions = collect(RULES.flatMap((rule) => [...rule.infer(pipeline)]))
    .map(withAccess)
    .sort((a, b) => compareText(a.id, b.id));
  const states = new Map<string, State>();
  for (const { needs, gives } of transitions) for (const state of [...needs, gives]) states.set(state.id, state);
  return { states: [...states.values()].sort((a, b) => compareText(a.id, b.id)), transitions, assets: assetsOf(pipeline, transitions) };
};

export const analyze = async (tree: FileTree, options: AnalyzeOptions): Promise<Report> => {
  const { pipeline, diagnostics } = read(tree, options);
  const graph = reason(pipeline);
  const parts = await buildReportParts(graph, pipeline, options.settings ?? new Map(), CONTROLS, options);
  return {
    schema: 'chokepoint.report/1',
    tool: { name: 'chokepoint', version: VERSION },
    asOf: options.asOf,
    subject: { root: pipeline.root, revision: options.revision ?? null, systems: pipeline.systems, files: pipeline.files.length },
    ...parts,
    gaps: pipeline.gaps,
    diagnostics,
  };
};
