/**
 * A use of a known action compared with itself under what other calls give it. Mostly scenarios make no difference to that: what was asked is written down,
 * and where all of it is answered the same again, so is what came of it.
 */
import { actionKnowledge } from '../../knowledge/actions/index.ts';
import { oncePer } from '../../source/once.ts';
import { sameButNames } from '../common/alike.ts';
import { alike, runsOf, watch } from '../common/stand-ins.ts';
import { type Memory, newMemory, type Same, watchLookup, watchMap } from '../common/watched-answers.ts';
import { applyKnownAction, type KnownActionUse, type KnownInput } from './known-actions.ts';
import type { Library } from './library.ts';
import type { StepSyntax } from './schema.ts';

type Inputs = KnownActionUse['inputs'];

/** A use that is compared; the comparisons that were made of it so far. */
interface Compared {
  isAnsweredAlike(now: KnownActionUse): boolean;
  sameWith(inputs: Inputs): ReadonlyMap<string, string> | null;
  readonly memory: Memory;
}

/** Uses that are written alike and kept. */
const MOST_KEPT = 60;

/** By what is read, and by how they are written. */
const usesIn = oncePer<Library, Map<string, readonly Compared[]>>(() => new Map());

/** All of a step that decides what its action does, but for what its expressions come to. */
const writtenAs = oncePer((step: StepSyntax): string =>
  JSON.stringify([step.uses?.value, step.with.map(({ name, value }) => [name.toLowerCase(), value.value])]),
);

const NONE: ReadonlyMap<string, never> = new Map<string, never>();

const compared = (given: KnownActionUse): Compared => {
  const scenario = watch(given.scenario);
  const materials = watch(given.materials);
  const env = watchMap(given.env);
  const sources = watchMap(given.envSources ?? NONE);
  const written = watchMap(given.written ?? NONE);
  const fields = watchLookup((path) => given.lookupEvent(path));
  const watched: KnownActionUse = {
    ...given,
    scenario: scenario.standIn,
    materials: materials.standIn,
    env: env.standIn,
    ...(given.envSources === undefined ? {} : { envSources: sources.standIn }),
    ...(given.written === undefined ? {} : { written: written.standIn }),
    lookupEvent: fields.standIn,
  };
  const here = applyKnownAction(watched);
  return {
    isAnsweredAlike: (now) => {
      const runs = runsOf(given, now);
      return (
        !env.wasWalked() &&
        !sources.wasWalked() &&
        given.gitCredential === now.gitCredential &&
        areAlike(given.inputs, now.inputs) &&
        scenario.answersAlike(now.scenario) &&
        materials.answersAlike(now.materials, runs) &&
        env.answersAlike(now.env, runs) &&
        sources.answersAlike(now.envSources) &&
        fields.answersAlike(now.lookupEvent, runs) &&
        (written.wasWalked() ? alike(given.written, now.written, runs) : written.answersAlike(now.written, runs))
      );
    },
    sameWith: (inputs) => {
      const names = new Map<string, string>();
      return sameButNames(here, applyKnownAction({ ...watched, inputs }), names) ? names : null;
    },
    memory: newMemory(),
  };
};

/** Of one step: they are written alike. */
const areAlike = (one: Inputs, other: Inputs): boolean => {
  for (const [name, input] of one) if (isExpression(input) && !isAlike(input, other.get(name))) return false;
  return true;
};

const isExpression = ({ source }: KnownInput): boolean => source === undefined || source.includes('${{');

const isAlike = (one: KnownInput, other: KnownInput | undefined): boolean =>
  other !== undefined && alike(one.value, other.value) && alike(one.holes, other.holes);

/** A use of an action that can be compared with other uses at the same place. */
export interface ComparedUse {
  /** What has been found out for other inputs so far, in all scenarios that answer alike. Null: nothing is remembered. */
  memory(): Memory | null;
  /** Does it the same with these inputs? Null: no. */
  sameWith(inputs: Inputs): Same | null;
}

/** `library`: stands for the tree, and for the day as of which it is read. What the action runs as a script is compared anew each time. */
export const comparedUse = (library: Library, step: StepSyntax, given: KnownActionUse): ComparedUse => {
  let use: Compared | null = null;
  /** Made for this very use, so that it answers whatever may still be asked. */
  let isOwn = false;
  const { scripts, agent } = actionKnowledge(given.name) ?? {};
  const isKept = scripts === undefined && agent === undefined;
  const uses = usesIn(library);
  const keptUses = (): readonly Compared[] => uses.get(writtenAs(step)) ?? [];
  const made = (): Compared => {
    const one = compared(given);
    isOwn = true;
    const known = keptUses();
    if (isKept && known.length < MOST_KEPT) uses.set(writtenAs(step), [...known, one]);
    return one;
  };
  const ofStep = (): Compared => {
    use ??= keptUses().find((one) => one.isAnsweredAlike(given)) ?? made();
    return use;
  };
  return {
    memory: () => (isKept ? ofStep().memory : null),
    sameWith: (inputs) => {
      const one = ofStep();
      let names = one.sameWith(inputs);
      // With these inputs it may have asked for more, which is answered otherwise here.
      if (!isOwn && !one.isAnsweredAlike(given)) {
        use = made();
        names = use.sameWith(inputs);
      }
      return names === null ? null : { names, isMemorable: isKept };
    },
  };
};
