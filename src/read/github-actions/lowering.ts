/** What lowering a job carries along: what is the same for the whole reading, what changes from step to step, and what a step came to. */
import type { Effect, Material } from '../../pipeline/effects.ts';
import type { Gap, Guarantee, Step } from '../../pipeline/model.ts';
import type { Value } from '../../pipeline/value.ts';
import type { FileTree } from '../../source/files.ts';
import type { ActionsLock } from './actions-lock.ts';
import type { ActionRegistry } from './components.ts';
import type { Answer } from './conditions-answers.ts';
import type { Gate } from './conditions-gates.ts';
import type { Raised } from './contexts.ts';
import type { Library } from './library.ts';

/** What is the same for the whole reading. */
export interface World {
  readonly tree: FileTree;
  readonly library: Library;
  readonly registry: ActionRegistry;
  readonly asOf: string;
  readonly lock: ActionsLock | null;
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
  /** The same without a place. */
  passed: readonly Gate[];
  /** What those tell about who wrote what. */
  raised: readonly Raised[];
  /** An earlier step surely fails: only what asks for it runs after it. The gates say why. */
  failed: readonly Guarantee[] | null;
  /** What a checkout has left for git: a secret's name, 'token', or null. */
  gitCredential: string | null;
  readonly ids: Map<string, number>;
  /** Local actions that the job may still follow: a few that use each other several times are thousands of steps. */
  readonly actions: { left: number };
}

/** What a step came to. */
export interface Made {
  readonly effects: readonly Effect[];
  readonly outputs: ReadonlyMap<string, Value>;
  /** What holds once it has succeeded. */
  readonly gates: readonly Gate[];
  /** What its outputs tell about who asked. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** Steps of a composite action. */
  readonly inner: readonly Step[];
}
export const NOTHING: Made = { effects: [], outputs: new Map(), gates: [], answers: new Map(), inner: [] };

export const MAX_ACTIONS_IN_JOB = 500;

/** A job before its first step. */
export const newState = (): JobState => ({
  env: new Map(),
  materials: [],
  written: new Map(),
  gates: [],
  passed: [],
  raised: [],
  failed: null,
  gitCredential: null,
  ids: new Map(),
  actions: { left: MAX_ACTIONS_IN_JOB },
});

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
