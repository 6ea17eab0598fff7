/**
 * One script runs under many scenarios and for many callers, and mostly they make no difference to it. What was asked while it was analysed is written
 * down; where all of it is answered the same again, so is what the script does.
 */
import type { Material } from '../../pipeline/effects.ts';
import { analyzeScript, type ScriptFacts, type ScriptInput } from './script.ts';
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
}

interface Field {
  readonly path: readonly string[];
  readonly answer: unknown;
}

/** Analyses of one script that are kept. */
const MOST_KEPT = 24;

const analyses = new WeakMap<object, Analysis[]>();

/**
 * `analyzeScript`, but not twice for the same. `script`: stands for the text and its places, and for the tree that `files` reads;
 * `at`, `files`, `proposedRefs` and `outputFiles` must be the same whenever it is.
 */
export const analyzeScriptOnce = (script: object, input: ScriptInput): ScriptFacts => {
  const known = analyses.get(script) ?? [];
  const old = known.find((analysis) => isAnsweredAlike(analysis, input));
  if (old !== undefined) return old.materials.resultFor(old.facts, input.materials, runsOf(old.input, input));
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
  if (!whole && known.length < MOST_KEPT) analyses.set(script, [...known, { input, env, sources, fields, materials, scenario, facts }]);
  return materials.resultFor(facts, input.materials);
};

/** Null: jobs have the same ids in both. */
const runsOf = ({ run: from }: ScriptInput, { run: to }: ScriptInput): Runs | null =>
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
