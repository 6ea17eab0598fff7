/** What a reader of one CI system is: a folder in read/ with an `index.ts` that gives this, and one line in read/systems.ts. */
import type { Component, Dialect, Gap, Workflow } from '../../pipeline/model.ts';
import type { FileTree } from '../../source/files.ts';
import type { Diagnostic } from '../../source/span.ts';

export interface Reader {
  /** The id that workflows carry as `system`: `gitlab-ci`. */
  readonly system: string;
  /** The system's own name: `GitLab CI`. */
  readonly title: string;
  /** Files that define pipelines where the platform itself looks for them. */
  readonly pipelines: readonly PipelineFiles[];
  /** Other files for which the reader is worth opening (`action.yml`, a template); it decides itself what it makes of them. */
  readonly others?: Pick<RegExp, 'test'>;
  /** What is said of this system where its rules and words are not those of GitHub Actions; null for GitHub Actions and what copies it. */
  readonly dialect: Omit<Dialect, 'system' | 'title'> | null;
  /** Loads the reader itself, which only happens where the tree holds files for it. */
  open(): Promise<(tree: FileTree, options: ReadOptions) => Reading | Promise<Reading>>;
}

export interface PipelineFiles {
  readonly path: RegExp;
  /** A path at which one more file would be run too; null where the platform looks at one place only. */
  readonly added: string | null;
}

/** What a reader makes of a tree. It never throws on what a repository contains. */
export interface Reading {
  /** Files of the repository itself that were read as configuration of this system. */
  readonly files: readonly string[];
  readonly workflows: readonly Workflow[];
  readonly components: readonly Component[];
  readonly gaps: readonly Gap[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface ReadOptions {
  /** ISO date whose platform rules count. */
  readonly asOf: string;
  readonly components: Components | null;
  /** `owner/name` of the repository, when it is known. */
  readonly repository: string | null;
}

/** Other people's files, and how their spans name them. */
export interface Components {
  readonly tree: FileTree;
  /** Put before `owner/repo@ref/…` in spans. */
  readonly prefix: string;
}
