/** What lowering a job carries from step to step. */
import { secretPurpose } from '../../knowledge/secrets.ts';
import type { Effect, Material } from '../../pipeline/effects.ts';
import type { Guarantee, SecretUse } from '../../pipeline/model.ts';
import type { Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import type { Scope } from './evaluate.ts';
import { branchControlled } from './guarantees.ts';
import { environmentOf, scopeOfValues, type VariableScope } from './variables.ts';
import type { RunContext } from './world.ts';

export interface JobState {
  readonly run: RunContext;
  readonly jobId: string;
  readonly windows: boolean;
  /** Variables by name in lower case. */
  values: ReadonlyMap<string, Value>;
  materials: readonly Material[];
  written: ReadonlyMap<string, Value>;
  /** `step.variable` in lower case. */
  readonly outputs: Map<string, Value>;
  readonly secrets: Map<string, { readonly spans: Span[]; readonly usedAs: string[]; readonly purpose: SecretUse['purpose'] | null }>;
  /** Gates of earlier steps that end the job. */
  gates: readonly Guarantee[];
  gitCredential: string | null;
  readonly ids: Map<string, number>;
  /** Answers `$[ ]` and conditions. */
  runtime(span: Span): Scope;
}

export const scopeOf = (state: JobState): VariableScope => scopeOfValues(state.values, state.run.scenario);
export const envOf = (state: JobState): ReadonlyMap<string, Value> => environmentOf(state.values, state.run.scenario);

/** Notes secrets that reach the job's machine with a value. */
export const noteSecrets = (state: JobState, value: Value, usedAs: string, span: Span): void => {
  for (const name of value.secrets) noteSecret(state, name, usedAs, span);
};

export const noteSecret = (state: JobState, name: string, usedAs: string, span: Span, purpose: SecretUse['purpose'] | null = null): void => {
  if (name === 'token') return;
  const entry = state.secrets.get(name);
  if (entry === undefined) state.secrets.set(name, { spans: [span], usedAs: usedAs === '' ? [] : [usedAs], purpose });
  else {
    entry.spans.push(span);
    if (usedAs !== '') entry.usedAs.push(usedAs);
    if (purpose !== null && entry.purpose === null) state.secrets.set(name, { ...entry, purpose });
  }
};

export const STORE = 'azure-pipelines';

export const secretUses = (state: JobState): readonly SecretUse[] =>
  [...state.secrets].flatMap(([name, { spans, usedAs, purpose }]): readonly SecretUse[] => {
    const [span] = spans;
    if (span === undefined) return [];
    // A branch or a change of somebody's own is none of the protected branches that a check may ask for.
    const guarantees = state.run.scenario.definition === 'proposed' ? { guarantees: [branchControlled(name, span)] } : {};
    return [{ name, purpose: purpose ?? secretPurpose(name, usedAs), environment: null, store: STORE, kind: 'named', ...guarantees, span }];
  });

/** What a step came to. */
export interface Made {
  readonly effects: readonly Effect[];
  /** What it hands on, by name in lower case. */
  readonly outputs: ReadonlyMap<string, Value>;
}
export const NOTHING: Made = { effects: [], outputs: new Map() };
