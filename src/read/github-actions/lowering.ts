/** What lowering a job carries along: what is the same for the whole reading, what changes from step to step, and what a step came to. */
import type { Effect, Gap, Guarantee, Material, Step } from '../../pipeline/model.ts';
import type { Value } from '../../pipeline/value.ts';
import type { FileTree } from '../../source/files.ts';
import type { ComponentRegistry } from './components.ts';
import type { Raised } from './contexts.ts';
import type { Answers } from './frame.ts';
import type { Library } from './library.ts';

/** What is the same for the whole reading. */
export interface World {
  readonly tree: FileTree;
  readonly library: Library;
  readonly registry: ComponentRegistry;
  readonly asOf: string;
  /** `owner/name`, when it is known. */
  readonly repository: string | null;
  gap(gap: Gap): void;
}

/** What changes from step to step within one job. */
export interface JobState {
  env: ReadonlyMap<string, Value>;
  materials: readonly Material[];
  /** What scripts have written into files. */
  written: ReadonlyMap<string, Value>;
  /** Gates of earlier steps that end the job when they do not hold. */
  gates: readonly Guarantee[];
  /** What those gates tell of who wrote a text. */
  raised: readonly Raised[];
  /** What a checkout has left for git: a secret's name, 'token', or null. */
  gitCredential: string | null;
  readonly ids: Map<string, number>;
}

/** What a step came to. */
export interface Made {
  readonly effects: readonly Effect[];
  readonly outputs: ReadonlyMap<string, Value>;
  readonly gates: readonly Guarantee[];
  /** What must have been so where one of its outputs says yes. */
  readonly answers?: Answers;
  /** Steps of a composite action. */
  readonly inner: readonly Step[];
}
export const NOTHING: Made = { effects: [], outputs: new Map(), gates: [], inner: [] };

/** A path below the workspace: no `.`, no `..`, no leading variable for the workspace itself. */
export const normalPath = (path: string): string => {
  const parts: string[] = [];
  for (const part of path.replace(/^\$\{?(?:GITHUB_)?WORKSPACE\}?\/?/, '').split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
};
