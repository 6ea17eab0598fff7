/**
 * One script runs under many scenarios and for many callers, and mostly they make no difference to it. What was asked while it was analysed is written
 * down; where all of it is answered the same again, so is what the script does.
 */
import type { Material } from '../../pipeline/effects.ts';
import { sameButNames } from './alike.ts';
import { analyzeScript, type ScriptFacts, type ScriptHole, type ScriptInput } from './script.ts';
import { alike, type Runs, type Watched, watch } from './stand-ins.ts';

interface Analysis {
  readonly input: ScriptInput;
  /** Everything of `env`, `envSources` and the event that was asked for, each with the answer. */
  readonly env: ReadonlyMap<string, unknown>;
  readonly sources: ReadonlyMap<string, unknown>;
  readonly fields: ReadonlyMap<string, Field>;
  readonly materials: Watched<readonly Material[]>;
  readonly scenario: Watched<NonNullable<ScriptInput['scenario']>> | null;
  /** With stand-ins for the materials. */
  readonly facts: ScriptFacts;
  /** Analyses of the same script with other texts in its holes that came to the same, by those texts. */
  readonly sameWith: Map<string, SameWith>;
}

interface Field {
  readonly path: readonly string[];
  readonly answer: unknown;
}

interface SameWith {
  readonly run: string | undefined;
  readonly holes: readonly ScriptHole[];
  readonly names: ReadonlyMap<string, string>;
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
  const env = new Map<string, unknown>();
  const sources = new Map<string, unknown>();
  const fields = new Map<string, Field>();
  const { eventFile, envSources } = input;
  const materials = watch(input.materials);
  const scenario = input.scenario === undefined ? null : watch(input.scenario);
  let whole = false;
  const walked = (): void => {
    whole = true;
  };
  const facts = analyzeScript({
    ...input,
    materials: materials.standIn,
    ...(scenario === null ? {} : { scenario: scenario.standIn }),
    env: listening(input.env, env, walked),
    ...(envSources === undefined ? {} : { envSources: listening(envSources, sources, walked) }),
    ...(eventFile === undefined
      ? {}
      : {
          eventFile: {
            variable: eventFile.variable,
            field: (path: readonly string[]) => {
              const answer = eventFile.field(path);
              fields.set(path.join('\n'), { path, answer });
              return answer;
            },
          },
        }),
  });
  const analysis: Analysis = { input, env, sources, fields, materials, scenario, facts, sameWith: new Map() };
  const isKept = !whole && kept.count < MOST_KEPT && known.length < MOST_ALIKE;
  if (isKept) {
    kept.count++;
    kept.byTexts.set(texts, [...known, analysis]);
  }
  return { facts: materials.resultFor(facts, input.materials), by: isKept ? analysis : null };
};

/** A script that is compared with itself under other texts in its holes. */
export interface ComparedScript {
  readonly facts: ScriptFacts;
  /**
   * Does it the same with these holes? Null: no. Otherwise the names of artifacts and caches by which the two may differ, those with `holes` by its own.
   * That it once did is remembered for all scenarios that answer alike what was asked for its own holes, where with the others no more was asked.
   */
  sameWith(holes: readonly ScriptHole[]): ReadonlyMap<string, string> | null;
}

/** As `analyzeScriptOnce`, of whose arguments the same is asked. */
export const compareScript = (script: object, input: ScriptInput): ComparedScript => {
  const { facts, by } = analysed(script, input);
  return {
    facts,
    sameWith: (holes) => {
      const texts = textsIn(holes);
      const before = by?.sameWith.get(texts);
      if (by !== null && before !== undefined && alike(before.holes, holes, runsOf(before, input))) return before.names;
      const other = analysed(script, { ...input, holes });
      const names = new Map<string, string>();
      if (!sameButNames(facts, other.facts, names)) return null;
      if (by !== null && other.by !== null && asksNoMore(other.by, by)) by.sameWith.set(texts, { run: input.run, holes, names });
      return names;
    },
  };
};

/** Was all that the one analysis asked for asked for by the other one, too? */
const asksNoMore = (one: Analysis, other: Analysis): boolean =>
  isWithin(one.env, other.env) &&
  isWithin(one.sources, other.sources) &&
  isWithin(one.fields, other.fields) &&
  isWithin(one.materials.asked(), other.materials.asked()) &&
  (one.scenario === null || (other.scenario !== null && isWithin(one.scenario.asked(), other.scenario.asked())));

const isWithin = (one: ReadonlyMap<string, unknown> | ReadonlySet<string>, other: ReadonlyMap<string, unknown> | ReadonlySet<string>): boolean =>
  [...one.keys()].every((key) => other.has(key));

type InRun = { readonly run?: string | undefined };

/** Null: jobs have the same ids in both. */
const runsOf = ({ run: from }: InRun, { run: to }: InRun): Runs | null =>
  from === undefined || to === undefined || from === to ? null : { from: `${from}#`, to: `${to}#` };

const isAnsweredAlike = ({ input: old, env, sources, fields, materials, scenario }: Analysis, now: ScriptInput): boolean => {
  const runs = runsOf(old, now);
  return (
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
    [...env].every(([name, answer]) => alike(answer, now.env.get(name), runs)) &&
    [...sources].every(([name, answer]) => alike(answer, now.envSources?.get(name))) &&
    [...fields.values()].every(({ path, answer }) => alike(answer, now.eventFile?.field(path), runs))
  );
};

/** The map, but what is asked of it is written down, and `walked` is told when somebody goes through all of it. */
const listening = <V>(map: ReadonlyMap<string, V>, asked: Map<string, unknown>, walked: () => void): ReadonlyMap<string, V> => {
  const get = (name: string): V | undefined => {
    const answer = map.get(name);
    asked.set(name, answer);
    return answer;
  };
  return new Proxy(map, {
    get: (_, what) => {
      if (what === 'get') return get;
      if (what === 'has') return (name: string) => get(name) !== undefined;
      walked();
      const other: unknown = Reflect.get(map, what, map);
      return typeof other === 'function' ? other.bind(map) : other;
    },
  });
};
