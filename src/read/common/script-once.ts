/**
 * One script runs under many scenarios and for many callers, and mostly they make no difference to it. What was asked while it was analysed is written
 * down; where all of it is answered the same again, so is what the script does.
 */
import type { Material } from '../../pipeline/effects.ts';
import type { Value } from '../../pipeline/value.ts';
import { sameButNames } from './alike.ts';
import { analyzeScript, type ScriptFacts, type ScriptHole, type ScriptInput } from './script.ts';
import { alike, runsOf, type Watched, watch } from './stand-ins.ts';
import { type Memory, newMemory, type Same, type WatchedLookup, type WatchedMap, watchLookup, watchMap } from './watched-answers.ts';

type Field = NonNullable<ScriptInput['eventFile']>['field'];

interface Analysis {
  readonly input: ScriptInput;
  /** The input with all of it watched that follows. */
  readonly watched: ScriptInput;
  readonly env: WatchedMap<Value>;
  readonly sources: WatchedMap<string> | null;
  readonly fields: WatchedLookup<Field> | null;
  readonly materials: Watched<readonly Material[]>;
  readonly scenario: Watched<NonNullable<ScriptInput['scenario']>> | null;
  /** With stand-ins for the materials. */
  readonly facts: ScriptFacts;
  readonly memory: Memory;
}

/** Analyses of one script that are kept, and how many of them for the same texts in its holes. */
const MOST_KEPT = 240;
const MOST_ALIKE = 24;

interface Kept {
  count: number;
  readonly byTexts: Map<string, Analysis[]>;
}

const analyses = new WeakMap<object, Kept>();

const textsIn = (holes: readonly ScriptHole[]): string => holes.map(({ value }) => value.text ?? '').join('\0');

/** What a script does, and the analysis that tells it, unless that one serves nobody else. */
interface Analysed {
  readonly facts: ScriptFacts;
  readonly by: Analysis | null;
}

/**
 * `analyzeScript`, but not twice for the same. `script`: stands for the text and its places, and for the tree that `files` reads;
 * `at`, `files`, `proposedRefs` and `outputFiles` must be the same whenever it is.
 */
export const analyzeScriptOnce = (script: object, input: ScriptInput): ScriptFacts => analysed(script, input).facts;

const analysed = (script: object, input: ScriptInput): Analysed => {
  const kept = analyses.get(script) ?? { count: 0, byTexts: new Map<string, Analysis[]>() };
  if (kept.count === 0) analyses.set(script, kept);
  const texts = textsIn(input.holes);
  const known = kept.byTexts.get(texts) ?? [];
  const old = known.find((analysis) => isAnsweredAlike(analysis, input));
  if (old !== undefined) return { facts: old.materials.resultFor(old.facts, input.materials, runsOf(old.input, input)), by: old };
  const { eventFile, envSources } = input;
  const env = watchMap(input.env);
  const sources = envSources === undefined ? null : watchMap(envSources);
  const fields = eventFile === undefined ? null : watchLookup((path) => eventFile.field(path));
  const materials = watch(input.materials);
  const scenario = input.scenario === undefined ? null : watch(input.scenario);
  const watched: ScriptInput = {
    ...input,
    materials: materials.standIn,
    ...(scenario === null ? {} : { scenario: scenario.standIn }),
    env: env.standIn,
    ...(sources === null ? {} : { envSources: sources.standIn }),
    ...(eventFile === undefined || fields === null ? {} : { eventFile: { variable: eventFile.variable, field: fields.standIn } }),
  };
  const facts = analyzeScript(watched);
  const analysis: Analysis = { input, watched, env, sources, fields, materials, scenario, facts, memory: newMemory() };
  const isKept = !env.wasWalked() && sources?.wasWalked() !== true && kept.count < MOST_KEPT && known.length < MOST_ALIKE;
  if (isKept) {
    kept.count++;
    kept.byTexts.set(texts, [...known, analysis]);
  }
  return { facts: materials.resultFor(facts, input.materials), by: isKept ? analysis : null };
};

/** A script that is compared with itself under other texts in its holes. */
export interface ComparedScript {
  readonly facts: ScriptFacts;
  /** What has been found out for other texts so far. It holds in all scenarios that answer alike what was asked for the script's own texts. Null: nothing is remembered. */
  readonly memory: Memory | null;
  /** Does it the same with these holes? Null: no. */
  sameWith(holes: readonly ScriptHole[]): Same | null;
}

/** As `analyzeScriptOnce`, of whose arguments the same is asked. */
export const compareScript = (script: object, input: ScriptInput): ComparedScript => {
  const { facts, by } = analysed(script, input);
  return {
    facts,
    memory: by?.memory ?? null,
    sameWith: (holes) => {
      // Made for this very place, so that what is asked now may count as asked then.
      if (by?.input === input) {
        const names = new Map<string, string>();
        return sameButNames(by.facts, analyzeScript({ ...by.watched, holes }), names) ? { names, isMemorable: true } : null;
      }
      const other = analysed(script, { ...input, holes });
      const names = new Map<string, string>();
      if (!sameButNames(facts, other.facts, names)) return null;
      return { names, isMemorable: by !== null && other.by !== null && asksNoMore(other.by, by) };
    },
  };
};

/** Was all that the one analysis asked for asked for by the other one, too? */
const asksNoMore = (one: Analysis, other: Analysis): boolean =>
  isWithin(one.env, other.env) &&
  isWithin(one.sources, other.sources) &&
  isWithin(one.fields, other.fields) &&
  isWithin(one.materials, other.materials) &&
  isWithin(one.scenario, other.scenario);

type Asked = { asked(): ReadonlySet<string> } | null;

const isWithin = (one: Asked, other: Asked): boolean => {
  if (one === null) return true;
  const asked = other?.asked();
  return asked !== undefined && [...one.asked()].every((key) => asked.has(key));
};

const isAnsweredAlike = ({ input: old, env, sources, fields, materials, scenario }: Analysis, now: ScriptInput): boolean => {
  const runs = runsOf(old, now);
  return (
    !env.wasWalked() &&
    sources?.wasWalked() !== true &&
    old.shell === now.shell &&
    old.directory === now.directory &&
    old.stopsOnError === now.stopsOnError &&
    old.printed === now.printed &&
    old.gitCredential === now.gitCredential &&
    old.apiCredential === now.apiCredential &&
    alike(old.holes, now.holes, runs) &&
    (scenario === null ? now.scenario === undefined : now.scenario !== undefined && scenario.answersAlike(now.scenario)) &&
    alike(old.outputPaths, now.outputPaths) &&
    materials.answersAlike(now.materials, runs) &&
    alike(old.written, now.written, runs) &&
    env.answersAlike(now.env, runs) &&
    (sources === null || sources.answersAlike(now.envSources)) &&
    (fields === null || fields.answersAlike(now.eventFile?.field, runs))
  );
};
