/** Caches and files that a job takes and leaves, as the configuration says, as steps around its own. */
import type { Effect, Material } from '../../../pipeline/effects.ts';
import type { Span } from '../../../source/span.ts';
import type { PlainStep } from './jobs.ts';

/** A cache or the files of a job, by name, and where it is written. */
export interface Kept {
  readonly name: string;
  readonly span: Span;
}

const step = (name: string, span: Span, effects: NonNullable<PlainStep['effects']>): PlainStep => ({ name, span, lines: [], effects });

export const cacheRestores = (caches: readonly Kept[]): readonly PlainStep[] =>
  caches.map(({ name, span }) =>
    step('restore caches', span, () => [
      {
        kind: 'cache-restore',
        key: name,
        restoreKeys: [],
        material: { kind: 'cache', path: '', code: null, artifact: null, artifactFrom: null, cacheKey: name, span },
        span,
      },
    ]),
  );

export const cacheSaves = (caches: readonly Kept[]): readonly PlainStep[] =>
  caches.map(({ name, span }) => step('save caches', span, (): readonly Effect[] => [{ kind: 'cache-save', key: name, span }]));

/** `left`: nothing is taken along by name, since the files stay where they are, in a volume of the run. */
export const uploads = (artifacts: readonly Kept[], left = false): readonly PlainStep[] =>
  artifacts.map(({ name, span }) =>
    step('keep files', span, (materials) => [
      {
        kind: 'artifact-upload',
        artifact: name,
        carriesCredentials: false,
        materials: left ? [] : materials,
        ...(left ? { goesWithRun: true } : {}),
        span,
      },
    ]),
  );

/** Files that another job of the same run has left, as they come into the workspace. */
export const takenFiles = ({ name, span }: Kept): Material => ({
  kind: 'artifact',
  path: '',
  code: null,
  artifact: name,
  artifactFrom: 'same',
  cacheKey: null,
  span,
});
