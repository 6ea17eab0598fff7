/** Outputs of jobs before, as conditions and variables name them. */
import { UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { outputOf } from './lower-steps.ts';

export interface JobOutputs {
  readonly id: string;
  readonly outputs: ReadonlyMap<string, Value>;
  readonly span: Span;
}

/** `dependencies.A.outputs['step.name']`, `stageDependencies.S.A.outputs['step.name']`, and from a stage's condition `dependencies.S.outputs['A.step.name']`. */
export const outputAt = (outputs: ReadonlyMap<string, JobOutputs>, path: readonly string[], stage: string | null, span: Span): Value | undefined => {
  const [root, ...rest] = path;
  if (root !== 'dependencies' && root !== 'stagedependencies') return undefined;
  const marker = rest.indexOf('outputs');
  const name = rest[marker + 1];
  if (marker < 1 || name === undefined) return UNKNOWN;
  const owners = rest.slice(0, marker);
  const parts = name.split('.');
  const candidates: readonly (readonly [string, string])[] = [
    [owners.join('/'), name],
    [stage === null ? owners.join('/') : `${stage.toLowerCase()}/${owners.join('/')}`, name],
    // Outputs of a deployment carry the hook's or the job's name first.
    [stage === null ? owners.join('/') : `${stage.toLowerCase()}/${owners.join('/')}`, parts.slice(-2).join('.')],
    [owners.join('/'), parts.slice(-2).join('.')],
    [`${owners.join('/')}/${parts[0] ?? ''}`, parts.slice(1).join('.')],
    [`${owners.join('/')}/${parts[0] ?? ''}`, parts.slice(-2).join('.')],
  ];
  let maker: JobOutputs | undefined;
  for (const [key, output] of candidates) {
    const found = outputs.get(key);
    maker ??= found;
    const value = found?.outputs.get(output);
    if (value !== undefined) return value;
  }
  return maker === undefined ? UNKNOWN : outputOf(undefined, maker.id, span);
};
