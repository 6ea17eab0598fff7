/** What severity is judged by, of a whole way: who else must act, what could not be looked into, and whose components it takes. */
import type { Actor, Guarantee, Interaction } from '../pipeline/model.ts';
import { oncePer } from '../source/once.ts';
import { compareText } from '../source/span.ts';
import type { CompiledGraph } from './compile.ts';
import type { Derivation } from './derivation.ts';
import { actorStateId } from './graph.ts';
import { bare } from './setting-values.ts';
import { type Standing, strongerInteraction } from './severity.ts';
import { holds, weakAt } from './solve.ts';

/** Guarantees that are rules about who changes what: review, environment, branch and tag rules. */
const RULES: ReadonlySet<string> = new Set([
  'branch-protected',
  'tags-protected',
  'environment-reviewers',
  'environment-branches',
  'code-owners',
  'review',
]);

/** The platform asks for an approval of this kind unless somebody lifts it: it counts until told otherwise, and the ledger says what is worse without it. */
const ASKED_BY_DEFAULT: ReadonlySet<string> = new Set(['fork-approval-all', 'fork-approval-first-time']);

/** What one step adds to the standing of a way. */
interface Part {
  readonly interaction: Interaction;
  readonly opaque: boolean;
  /** A component is taken over; it is the platform owner's; an advisory lists it. */
  readonly taken: boolean;
  readonly byPlatform: boolean;
  readonly advised: boolean;
  readonly roundRule: boolean;
  /** Settings under which somebody has to act after all, and how. */
  readonly maybe: readonly (readonly [string, Interaction])[];
}

/** Null where the step adds nothing, as most do. */
const partOf = (compiled: CompiledGraph, t: number, actor: Actor, values: Uint8Array): Part | null => {
  const { transitions, needStart, needs, stateIndex } = compiled;
  const transition = transitions[t];
  if (transition === undefined) return null;
  const weak = weakAt(compiled, t, actor, values);
  // Waiting for other people's events needs no component.
  const own = transition.gives.kind === 'run' ? -1 : (stateIndex.get(actorStateId('upstream')) ?? -1);
  const taken = own >= 0 && needs.subarray(needStart[t], needStart[t + 1]).includes(own);
  let interaction = transition.interaction;
  if (interaction === 'none' && !transition.opaque && !taken && weak.length === 0) return null;
  let roundRule = false;
  const maybe: (readonly [string, Interaction])[] = [];
  for (const { guarantee, holdsIf } of weak) {
    // What may not be in force makes nobody act.
    if (holds(holdsIf, values) === 1 || guarantee.holdsIf?.every((c) => ASKED_BY_DEFAULT.has(bare(c.setting))) === true)
      interaction = strongerInteraction(interaction, guarantee.interaction ?? 'none');
    else for (const { setting } of guarantee.holdsIf ?? []) maybe.push([setting, guarantee.interaction ?? 'none']);
    roundRule ||= isRule(guarantee);
  }
  const { opaque, platformOwner, advisory } = transition;
  return { interaction, opaque, taken, byPlatform: platformOwner === true, advised: advisory !== undefined, roundRule, maybe };
};

const isRule = ({ id, holdsIf }: Guarantee): boolean => RULES.has(bare(id)) || (holdsIf ?? []).some((c) => RULES.has(bare(c.setting)));

/** By actor and transition, as the graph was compiled: the same steps are on thousands of ways. */
const partsOf = oncePer<CompiledGraph, Map<Actor, (Part | null | undefined)[]>>(() => new Map());

/** Needs one pass over the steps and nothing else: there may be very many ways. */
export const standingOf = (
  compiled: CompiledGraph,
  { actor, asset, derivation }: { readonly actor: Actor; readonly asset: number; readonly derivation: Derivation },
  values: Uint8Array = compiled.values,
): Standing => {
  const all = partsOf(compiled);
  const known = values === compiled.values ? (all.get(actor) ?? compiled.transitions.map(() => undefined)) : null;
  if (known !== null) all.set(actor, known);
  let interaction: Interaction = 'none';
  let opaque = false;
  let roundRule = false;
  let taken = 0;
  let byPlatform = 0;
  let advised = 0;
  const maybe: (readonly [string, Interaction])[] = [];
  const { transitions } = derivation;
  for (let at = 0; at < transitions.length; at++) {
    const t = transitions[at] as number;
    let part = known?.[t];
    if (part === undefined) {
      part = partOf(compiled, t, actor, values);
      if (known !== null) known[t] = part;
    }
    if (part === null) continue;
    interaction = strongerInteraction(interaction, part.interaction);
    opaque ||= part.opaque;
    roundRule ||= part.roundRule;
    if (part.taken) {
      taken++;
      if (part.byPlatform) byPlatform++;
      if (part.advised) advised++;
    }
    for (const one of part.maybe) maybe.push(one);
  }
  return {
    actor,
    gain: compiled.assets[asset]?.gain ?? 1,
    interaction,
    opaque,
    platformOwner: taken > 0 && byPlatform === taken,
    advisory: taken > 0 && advised === taken,
    roundRule,
    unless:
      maybe.length === 0
        ? []
        : [...new Set(maybe.flatMap(([setting, asks]) => (strongerInteraction(asks, interaction) === interaction ? [] : [setting])))].sort(
            compareText,
          ),
  };
};
