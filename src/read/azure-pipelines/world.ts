/** What is the same for a whole reading, and for one run of it. */
import type { Component, Gap } from '../../pipeline/model.ts';
import type { Value } from '../../pipeline/value.ts';
import type { FileTree } from '../../source/files.ts';
import type { Diagnostic, Span } from '../../source/span.ts';
import { parseYaml, type YamlNode } from '../../source/yaml.ts';
import { type ComponentRegistry, componentRegistry } from '../common/component-registry.ts';
import type { Components } from '../common/reader.ts';
import { type StandIns, standIns } from './same-scripts.ts';
import type { AzureScenario } from './triggers.ts';

export interface World {
  readonly tree: FileTree;
  readonly components: Components | null;
  readonly asOf: string;
  readonly repository: string | null;
  readonly registry: ComponentRegistry;
  readonly diagnostics: Diagnostic[];
  /** Files that were opened as templates. */
  readonly opened: Set<string>;
  gap(gap: Gap): void;
  gaps(): readonly Gap[];
  /** The first document of a file, by the name that spans have for it; null where there is none. */
  yaml(file: string): YamlNode | null;
  readonly standIns: StandIns;
  /** The same object for the same text at the same place, whichever run asks. */
  key(span: Span, text: string): object;
}

/** A repository that the pipeline names as a resource. */
export interface RepositoryResource {
  readonly alias: string;
  readonly type: string;
  readonly name: string;
  readonly ref: string | null;
  readonly span: Span;
}

export interface RunContext {
  readonly world: World;
  readonly scenario: AzureScenario;
  readonly runId: string;
  /** The file that defines the pipeline, and its first line. */
  readonly file: string;
  readonly head: Span;
  /** By alias, in lower case. */
  readonly repositories: Map<string, RepositoryResource>;
  /** Pipelines whose artifacts are at hand: alias in lower case. */
  readonly pipelines: ReadonlyMap<string, string>;
  /** By alias, in lower case. */
  readonly containers: Map<string, import('./tree.ts').Tree>;
  predefined(name: string): Value | undefined;
  readonly budget: { left: number; templates: number };
}

export const newWorld = (tree: FileTree, components: Components | null, asOf: string, repository: string | null): World => {
  const gaps = new Map<string, Gap>();
  const documents = new Map<string, YamlNode | null>();
  const keys = new Map<string, object>();
  const diagnostics: Diagnostic[] = [];
  return {
    tree,
    components,
    asOf,
    repository,
    registry: componentRegistry(),
    diagnostics,
    opened: new Set(),
    standIns: standIns(),
    gap: (gap) => gaps.set(JSON.stringify([gap.reason, gap.file, gap.evidence]), gap),
    gaps: () => [...gaps.values()],
    yaml(file) {
      const old = documents.get(file);
      if (old !== undefined) return old;
      const foreign = components !== null && components.prefix !== '' && file.startsWith(components.prefix);
      const text = foreign ? components.tree.read(file.slice(components.prefix.length)) : tree.read(file);
      const parsed = text === null ? null : parseYaml(text, file, { leavesTemplatesOut: true });
      if (parsed !== null) diagnostics.push(...parsed.diagnostics);
      const root = parsed?.documents[0] ?? null;
      documents.set(file, root);
      return root;
    },
    key(span, text) {
      const name = `${span.file}:${span.line}:${span.column}:${text}`;
      const old = keys.get(name);
      if (old !== undefined) return old;
      const made = {};
      keys.set(name, made);
      return made;
    },
  };
};

/** A reference that moves, as the platform writes refs. Only branches and tags can be named. */
export const pinOf = (ref: string | null): Component['pin'] =>
  ref === null || ref.startsWith('refs/heads/')
    ? 'branch'
    : ref.startsWith('refs/tags/')
      ? 'tag'
      : /^[0-9a-f]{40}$/i.test(ref)
        ? 'commit'
        : 'unknown';

export const shortRef = (ref: string | null): string => (ref ?? 'main').replace(/^refs\/(?:heads|tags)\//, '');

/** The platform has limits of its own, which nothing in a repository comes near. https://learn.microsoft.com/en-us/azure/devops/pipelines/process/templates#imposed-limits */
export const tooLarge = (run: RunContext, span: Span): void =>
  run.world.gap({
    file: span.file,
    reason: 'too large',
    detail: 'Loops and templates make more of this than is looked at. What comes behind is left out.',
    evidence: [span],
  });
