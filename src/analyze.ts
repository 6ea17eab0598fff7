/** The whole run, as one line: files → pipeline model → trust graph → states and paths → controls and plan → report. */
import { acceptPaths, noteOf } from './advise/accepted.ts';
import { CONTROLS } from './advise/controls/index.ts';
import { markKnown } from './advise/known.ts';
import { judgePolicy } from './advise/policy/judge.ts';
import { buildReportParts, type ReportOptions } from './advise/report-parts.ts';
import type { Pipeline } from './pipeline/model.ts';
import { withAdvisories } from './read/common/advised.ts';
import { withoutRepetition } from './read/common/alike.ts';
import { joinComponents } from './read/common/component-registry.ts';
import { mergingBots } from './read/common/merging-bots.ts';
import type { Reader, Reading } from './read/common/reader.ts';
import { readRepository, withMergingBots } from './read/common/repository.ts';
import { startedGaps } from './read/common/started-gaps.ts';
import { pipelinePlaces, SYSTEMS, systemsIn } from './read/systems.ts';
import { withPlacesOfAlike } from './reason/alike.ts';
import { assetsOf } from './reason/assets.ts';
import { compile } from './reason/compile.ts';
import { withDeclared } from './reason/declared.ts';
import type { Asset, Graph, State } from './reason/graph.ts';
import type { Report, SettingValues } from './reason/report.ts';
import { withAccess } from './reason/rules/access.ts';
import { collect } from './reason/rules/common.ts';
import { RULES } from './reason/rules/index.ts';
import { bySystem } from './reason/rules/inventory.ts';
import { passesOf, reach, reachAsset } from './reason/solve.ts';
import { completeTables, type Tables } from './reason/tables.ts';
import type { DeclaredGuarantee } from './settings/declarations/types.ts';
import { applyDeclarations, type DeclarationOptions, inlineOf, isFromFile, problemsOf, toldSettings } from './settings/declarations/use.ts';
import { type FileTree, withoutBelow } from './source/files.ts';
import { compareText, type Diagnostic } from './source/span.ts';
import { VERSION } from './version.ts';

export interface AnalyzeOptions extends ReportOptions, DeclarationOptions {
  /** ISO date whose platform rules count. */
  readonly asOf: string;
  /** Answers to what the files leave open. */
  readonly settings?: SettingValues;
  /** Other people's files, and the text that stands before `owner/repo@ref/…` in spans. `inside`: the folder of the tree they lie in, when they do. */
  readonly components?: { readonly tree: FileTree; readonly prefix: string; readonly inside: string | null } | null;
  /** Advisories in the OSV format, below a folder; `prefix` and `inside` as for components. */
  readonly advisories?: { readonly tree: FileTree; readonly prefix: string; readonly inside: string | null } | null;
  /** `owner/name`, when it is known. */
  readonly repository?: string | null;
  readonly revision?: string | null;
  /** The CI systems to read. Default: all. */
  readonly readers?: readonly Reader[];
}

/** Reads the configuration below the tree's root. Never throws on what it contains: what cannot be read is a diagnostic, what is not understood a gap. */
export const read = async (
  tree: FileTree,
  options: AnalyzeOptions,
): Promise<{ readonly pipeline: Pipeline; readonly diagnostics: readonly Diagnostic[] }> => {
  const components = options.components ?? null;
  const advisories = options.advisories ?? null;
  const own = [components, advisories].reduce((rest, given) => (given?.inside ? withoutBelow(rest, given.inside) : rest), tree);
  const systems = options.readers ?? SYSTEMS;
  const found: { readonly reader: Reader; readonly reading: Reading }[] = [];
  for (const reader of systemsIn(systems, own)) {
    const readOne = await reader.open();
    const reading = await readOne(own, { asOf: options.asOf, components, repository: options.repository ?? null });
    found.push({ reader, reading });
  }
  const inUse = found.filter(({ reading }) => reading.files.length > 0);
  const workflows = withoutRepetition(found.flatMap(({ reading }) => reading.workflows));
  const defining = [...new Set(workflows.flatMap(({ kind, file }) => (kind === 'workflow' ? [file] : [])))];
  const facts = readRepository(own, pipelinePlaces(systems), defining.sort(compareText));
  const pipeline: Pipeline = {
    root: options.repository ?? tree.name,
    systems: inUse.map(({ reader }) => reader.system),
    asOf: options.asOf,
    files: [...new Set(found.flatMap(({ reading }) => reading.files))].sort(compareText),
    repository: withMergingBots(facts.repository, mergingBots(workflows)),
    workflows: workflows.toSorted((a, b) => compareText(a.id, b.id)),
    components: joinComponents(found.map(({ reading }) => reading.components)),
    gaps: [...facts.gaps, ...found.flatMap(({ reading }) => reading.gaps), ...startedGaps({ root: options.repository ?? tree.name, workflows })],
    dialects: inUse.flatMap(({ reader: { system, title, dialect } }) => (dialect === null ? [] : [{ system, title, ...dialect }])),
  };
  const advised = advisories === null ? { pipeline, diagnostics: [] } : withAdvisories(pipeline, own, advisories);
  const told = found.flatMap(({ reading }) => reading.diagnostics);
  return { pipeline: advised.pipeline, diagnostics: [...own.diagnostics, ...facts.diagnostics, ...told, ...advised.diagnostics] };
};

/** What is declared about the graph: guarantees that live elsewhere, and what assets are worth to their owners. */
interface Declared {
  readonly guarantees: readonly DeclaredGuarantee[];
  readonly worth: ReadonlyMap<string, number>;
}

const NOTHING_DECLARED: Declared = { guarantees: [], worth: new Map() };

/** Every transition of every rule, and the assets at stake. `unused`: declared guarantees that stop nothing here. */
export const reason = (pipeline: Pipeline, declared: Declared = NOTHING_DECLARED): Graph & { readonly unused: readonly DeclaredGuarantee[] } => {
  const found = collect(
    RULES.flatMap((rule) => (rule.acrossSystems === true ? [pipeline] : bySystem(pipeline)).flatMap((part) => [...rule.infer(part)])),
  )
    .map(withAccess)
    .map(withPlacesOfAlike(pipeline))
    .sort((a, b) => compareText(a.id, b.id));
  const { transitions, unused } = withDeclared(found, declared.guarantees);
  const states = new Map<string, State>();
  for (const { needs, gives } of transitions) for (const state of [...needs, gives]) states.set(state.id, state);
  const assets = assetsOf(pipeline, transitions).map((asset): Asset => {
    const worth = declared.worth.get(asset.id) ?? declared.worth.get(asset.name) ?? declared.worth.get(asset.kind);
    return worth === undefined ? asset : { ...asset, worth };
  });
  return { states: [...states.values()].sort((a, b) => compareText(a.id, b.id)), transitions, assets, unused };
};

export const analyze = async (tree: FileTree, options: AnalyzeOptions): Promise<Report> => (await examine(tree, options)).report();

/** What a tree means, before anything is solved and listed: enough to tell whether an edit does what it should. */
export interface Examined {
  readonly pipeline: Pipeline;
  readonly graph: Graph;
  /** What solving needs beside the graph. */
  readonly solvedWith: { readonly settings: SettingValues; readonly tables: Tables; readonly compromised: readonly string[] };
  readonly diagnostics: readonly Diagnostic[];
  report(): Promise<Report>;
}

export const examine = async (tree: FileTree, options: AnalyzeOptions): Promise<Examined> => {
  const declared = await applyDeclarations(tree, options, options.asOf);
  const { pipeline, diagnostics } = await read(declared.tree, options);
  const graph = reason(pipeline, declared);
  const tables = { ...options.tables, actor: { ...declared.actors, ...options.tables?.actor } };
  const costs = new Map([...declared.costs, ...(options.costs ?? [])]);
  const settings = toldSettings(options.settings ?? new Map(), options);
  const report = async (): Promise<Report> => {
    const told = { tables, costs, settingSource: settings.sourceOf };
    const { paths, graph: shown, ...parts } = await buildReportParts(graph, pipeline, settings.values, CONTROLS, { ...options, ...told });
    const inline = inlineOf(declared.tree, pipeline.files, options);
    const accepted = acceptPaths(paths, graph.transitions, [...declared.accepted, ...inline.accepted], options.asOf);
    const baseline = options.baseline ?? null;
    const known = baseline === null ? null : markKnown(accepted.paths, parts.assets, baseline);
    const open = known?.paths ?? accepted.paths;
    const policy = options.declarations?.policy ?? null;
    const lost = parts.solvedWith.lost;
    const reaching = (): { readonly certain: readonly number[]; readonly possible: readonly number[] } => {
      const compiled = compile(graph, settings.values, completeTables(tables), lost);
      const masks = (unknowns: 'closed' | 'open'): readonly number[] => {
        const reached = reach(compiled, passesOf(compiled, { unknowns }));
        return compiled.assets.map((_, index) => reachAsset(compiled, reached, index));
      };
      return { certain: masks('closed'), possible: masks('open') };
    };
    const places = pipelinePlaces(options.readers ?? SYSTEMS);
    const unread = diagnostics.filter(({ file }) => pipeline.files.includes(file) || places.some(({ path }) => path.test(file)));
    const judged = { unread, paths: open, assets: parts.assets, pipeline, settings: settings.values, reach: reaching };
    const decided = parts.assumptions.flatMap(({ id }) => (isFromFile(settings.sourceOf(id)) ? id : []));
    const note = noteOf({
      ...declared,
      decided,
      unused: graph.unused,
      accepted: accepted.notes,
      snapshot: options.snapshot?.file ?? null,
    });
    return {
      schema: 'chokepoint.report/1',
      tool: { name: 'chokepoint', version: VERSION },
      asOf: options.asOf,
      subject: {
        root: pipeline.root,
        revision: options.revision ?? null,
        systems: pipeline.systems,
        workflows: Object.fromEntries(pipeline.systems.map((system) => [system, pipeline.workflows.filter((w) => w.system === system).length])),
        files: pipeline.files.length,
      },
      ...parts,
      paths: open,
      ...(known === null ? {} : { baseline: known.note }),
      ...(policy === null ? {} : { policy: judgePolicy(policy, declared.file ?? '', judged) }),
      graph: shown,
      ...(note === null ? {} : { declarations: note }),
      gaps: pipeline.gaps,
      diagnostics: [...declared.problems, ...problemsOf(graph.unused, accepted.notes), ...inline.problems, ...diagnostics],
    };
  };
  return {
    pipeline,
    graph,
    solvedWith: { settings: settings.values, tables: completeTables(tables), compromised: options.compromised ?? [] },
    diagnostics,
    report,
  };
};
