/** One use of an action, as the reader hands it over. */

import type { Effect, EffectOf, Material } from '../../src/pipeline/effects.ts';
import { concat, known, UNKNOWN, type Value } from '../../src/pipeline/value.ts';
import { eventValue } from '../../src/read/github-actions/contexts.ts';
import { evaluate } from '../../src/read/github-actions/evaluate.ts';
import { parseExpression, splitTemplate } from '../../src/read/github-actions/expressions.ts';
import type { RunScenario } from '../../src/read/github-actions/following.ts';
import { applyKnownAction, type KnownAction, type KnownInput } from '../../src/read/github-actions/known-actions.ts';
import { following } from '../../src/read/github-actions/triggers.ts';
import { AT, scopeOf, seed, TODAY } from '../github-actions/events.ts';

export { AT, TODAY };

/** The scenario with this id, `workflow_run/pull_request/fork` too. */
export const scenario = (id: string, asOf = TODAY): RunScenario => {
  const [event = '', ...rest] = id.split('/');
  const made =
    event === 'workflow_run' && rest.length > 0 ? following(seed('workflow_run', {}, asOf), seed(rest.join('/'), {}, asOf)) : seed(id, {}, asOf);
  return { ...made, after: [] };
};

const input = (text: string, run: RunScenario, secrets: boolean): KnownInput => {
  const scope = scopeOf(run);
  const parts = splitTemplate(text).map((part): { value: Value; start: number; end: number; source: string | null } => {
    if (part.kind === 'text') return { value: known(part.text), start: 0, end: 0, source: null };
    const secret = /^\s*secrets\.(\w+)\s*$/.exec(part.source)?.[1];
    const parsed = parseExpression(part.source);
    const value = secret !== undefined ? { ...UNKNOWN, secrets: secrets ? [secret] : [] } : parsed.ok ? evaluate(parsed.expression, scope) : UNKNOWN;
    return { value, start: part.start, end: part.end, source: part.source };
  });
  return {
    value: concat(parts.map((p) => p.value)),
    span: AT,
    source: text,
    holes: parts.flatMap(({ source, ...hole }) => (source === null ? [] : [{ ...hole, source }])),
    at: () => AT,
  };
};

export interface Given {
  readonly on?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, Value>>;
  readonly envSources?: Readonly<Record<string, string>>;
  readonly materials?: readonly Material[];
  readonly asOf?: string;
}

export const apply = (uses: string, given: Given = {}): KnownAction | null => {
  const [name = '', ref = ''] = uses.split('@');
  const asOf = given.asOf ?? TODAY;
  const run = scenario(given.on ?? 'push/default', asOf);
  return applyKnownAction({
    name,
    ref: ref === '' ? null : ref,
    inputs: new Map(Object.entries(given.with ?? {}).map(([key, text]) => [key, input(text, run, true)])),
    env: new Map(Object.entries(given.env ?? {})),
    envSources: new Map(Object.entries(given.envSources ?? {})),
    materials: given.materials ?? [],
    span: AT,
    asOf,
    scenario: run,
    lookupEvent: (path) => eventValue(path, run, AT),
  });
};

export const effects = <K extends Effect['kind']>(uses: string, kind: K, given: Given = {}): readonly EffectOf<K>[] =>
  (apply(uses, given)?.effects ?? []).filter((effect): effect is EffectOf<K> => effect.kind === kind);

export const effect = <K extends Effect['kind']>(uses: string, kind: K, given: Given = {}): EffectOf<K> => {
  const [found] = effects(uses, kind, given);
  if (found === undefined) throw new Error(`${uses} has no effect ${kind}`);
  return found;
};

export const checkout = (path = '', more: Partial<Material> = {}): Material => ({
  kind: 'checkout',
  path,
  code: { kind: 'proposed', what: 'the head', actor: 'outsider', mutable: true },
  artifact: null,
  artifactFrom: null,
  cacheKey: null,
  span: AT,
  ...more,
});
