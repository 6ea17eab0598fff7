/** What lowering carries along. */
import type { Material } from '../../pipeline/effects.ts';
import type { Gap, Guarantee, Job } from '../../pipeline/model.ts';
import type { Value } from '../../pipeline/value.ts';
import type { FileTree } from '../../source/files.ts';
import type { Span } from '../../source/span.ts';
import type { ComponentRegistry } from '../common/component-registry.ts';
import type { Templates } from './interpolation.ts';
import type { Composition, Library } from './library.ts';
import type { Ships } from './machine.ts';
import type { Mentions, ProjectSecret } from './mentions.ts';
import type { PipelineSyntax } from './syntax.ts';
import type { Seed } from './triggers.ts';

/** What is the same for the whole reading. */
export interface World {
  readonly tree: FileTree;
  readonly library: Library;
  readonly registry: ComponentRegistry;
  readonly templates: Templates;
  gap(gap: Gap): void;
}

/** One configuration, put together: what is the same in all its scenarios. */
export interface Configuration {
  readonly file: string;
  readonly composition: Composition;
  readonly pipeline: PipelineSyntax;
  readonly secrets: readonly ProjectSecret[];
  readonly mentions: Mentions;
  readonly defaultBranch: string;
  /** Some cache here is not kept apart from those of unprotected refs. */
  readonly sharesCaches: boolean;
  readonly ships: Ships;
  readonly span: Span;
}

/** A pipeline of this configuration that is under way. */
export interface RunContext {
  readonly world: World;
  readonly configuration: Configuration;
  readonly seed: Seed;
  readonly runId: string;
  readonly rootFile: string;
  /** `<trigger job>/` for child pipelines, or ''. */
  readonly prefix: string;
  /** What a parent pipeline hands on. */
  readonly handed: ReadonlyMap<string, Value>;
  readonly reach: Job['reach'];
  readonly gates: readonly Guarantee[];
  readonly needs: readonly string[];
  /** Files of the pipelines above this one. */
  readonly above: readonly string[];
  /** Child pipelines that may still be followed in this run. */
  readonly budget: { left: number };
  /** Child pipelines above this one. */
  readonly depth: number;
}

/** What a job leaves for those behind it. */
export interface Lowered {
  readonly job: Job;
  readonly key: string;
  /** Paths that it keeps as artifacts. */
  readonly artifacts: readonly Pick<Material, 'path' | 'span'>[];
  /** Variables of its dotenv reports; '*' stands for any name. */
  readonly outputs: ReadonlyMap<string, Value>;
  readonly dotenv: Span | null;
  /** Gates that what stands behind waits for. */
  readonly passes: readonly Guarantee[];
}
