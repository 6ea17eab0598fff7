import type { Pipeline } from '../pipeline/model.ts';
import type { Boundary, Transition } from './graph.ts';

/**
 * One way in which trust is passed on. One file each, in rules/<boundary>/<name>.ts, and one line in rules/index.ts.
 * It only emits transitions, guarded ones too; it never walks the graph and never asks which CI system it was.
 */
export interface Rule {
  /** `<boundary>/<kebab-name>`, as the file. */
  readonly id: string;
  readonly boundary: Boundary;
  readonly title: string;
  /** Two or three sentences: what goes wrong, and why it is trusted. */
  readonly why: string;
  readonly references: readonly { readonly title: string; readonly url: string }[];
  readonly technique: readonly string[];
  readonly cicdSec: readonly string[];
  readonly cwe: readonly string[];
  /** What it gives is about everything that the repository runs, on whatever system. Default: each system is looked at by itself. */
  readonly acrossSystems?: true;
  infer(pipeline: Pipeline): Iterable<Transition>;
  /** At least one: a small repository where the rule gives an open path, and the same one mended, where it does not. Both run as tests. */
  readonly examples: readonly RuleExample[];
}

export interface RuleExample {
  readonly title: string;
  readonly vulnerable: Readonly<Record<string, string>>;
  readonly silent: Readonly<Record<string, string>>;
  /** Setting values both are judged under. */
  readonly settings?: Readonly<Record<string, boolean>>;
  readonly asOf?: string;
}
