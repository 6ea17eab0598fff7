/** A step's script as what it does: effects, what it hands on, and what lies in the workspace afterwards. The same for every CI system. */
import type { Effect, Material } from '../../pipeline/effects.ts';
import type { Actor, Component, Gap } from '../../pipeline/model.ts';
import { originKey, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { holeEffects } from './script-holes.ts';
import { analyzeJavascript } from './script-javascript.ts';
import { obeyPrinted } from './script-outputs.ts';
import { analyzePowershell } from './script-powershell.ts';
import { analyzePython } from './script-python.ts';
import { newSession, perhaps, type Session } from './script-session.ts';
import { runShell, SHELL_ENGINE } from './script-walk.ts';

export interface ScriptHole {
  readonly start: number;
  readonly end: number;
  readonly value: Value;
  /** The expression as written. */
  readonly source: string;
}

export type OutputFile = 'output' | 'env' | 'path' | 'summary' | 'state' /** The shell of later steps reads it as its own code. */ | 'shell';

export interface ScriptInput {
  readonly text: string;
  readonly shell: 'bash' | 'sh' | 'pwsh' | 'cmd' | 'python' | 'javascript' | 'other';
  readonly holes: readonly ScriptHole[];
  readonly env: ReadonlyMap<string, Value>;
  /** The expression each variable was written as, where there is one: tells a commit of the proposed change, which is no influence. */
  readonly envSources?: ReadonlyMap<string, string>;
  /** Folder it runs in, '' for the workspace. */
  readonly directory: string;
  /** What lies in the workspace now. */
  readonly materials: readonly Material[];
  /** What earlier scripts of the job wrote into files, by path as `ScriptFacts.written` gives it. */
  readonly written?: ReadonlyMap<string, Value>;
  /** Offsets of the text to a place. */
  at(start: number, end: number): Span;
  /** Variables that name the files through which a step hands values on. */
  readonly outputFiles: Readonly<Record<string, OutputFile>>;
  /** Files of the workspace whose `NAME=value` lines later jobs get as variables. */
  readonly outputPaths?: readonly string[];
  /** The variable that names a file with the event, and what its fields hold. */
  readonly eventFile?: { readonly variable: string; field(path: readonly string[]): Value | undefined };
  /** Files of the repository, to follow local scripts and to know its packages. */
  readonly files?: { read(path: string): string | null };
  /** Does the text name the proposed change? `source` is the expression, or the variable's name. */
  proposedRefs?(value: Value, source: string): boolean;
  /** Id of the run, with which the ids of its jobs begin. Where it is not given, scripts of several runs with texts of jobs are analysed one by one. */
  readonly run?: string;
  /** The scenario it runs under. */
  readonly scenario?: {
    readonly trigger: string;
    readonly proposer: Actor | null;
    /** Who writes the change that the run is about, where it runs trusted code all the same; null where it is about none in particular. */
    readonly author?: Actor | null;
  };
  /** The shell ends at the first command that fails. Default: true, as CI systems start it. */
  readonly stopsOnError?: boolean;
  /** What `git push` authenticates with when the script does not say: a secret's name, 'token', or null when it cannot be told. */
  readonly gitCredential?: string | null;
  /**
   * Where in a printed line the system looks for commands to itself: at its start (the default), anywhere (so that a text which is printed can hold one),
   * anywhere but only for those that set outputs of the step, or nowhere.
   */
  readonly printed?: 'start' | 'anywhere' | 'outputs' | 'nowhere';
  /** What a JavaScript step's API client authenticates with. */
  readonly apiCredential?: string | null;
}

export interface ScriptFacts {
  readonly effects: readonly Effect[];
  /** What it hands on by name; '*' stands for names that an attacker may choose. */
  readonly outputs: ReadonlyMap<string, Value>;
  /** Variables for later steps. */
  readonly env: ReadonlyMap<string, Value>;
  readonly materials: readonly Material[];
  /** Other people's code that it runs. */
  readonly uses: readonly Component[];
  /** Text it wrote into files of the workspace, where known. */
  readonly written: ReadonlyMap<string, Value>;
  /** What of it was not looked at. */
  readonly gaps: readonly Gap[];
}

/** Never throws on any text. What is not understood has no effects beyond those of its expressions. */
export const analyzeScript = (input: ScriptInput): ScriptFacts => {
  const session = newSession(input, SHELL_ENGINE);
  const effects = holeEffects(input);
  switch (input.shell) {
    case 'bash':
    case 'sh':
      runShell(session);
      break;
    case 'javascript':
      analyzeJavascript(session);
      break;
    case 'pwsh':
    case 'cmd':
      analyzePowershell(session);
      break;
    case 'python':
      // Branches are not told apart there.
      perhaps(session, () => {
        const out = analyzePython(session, session.state, input.text, input.holes, session.at);
        obeyPrinted(session, out, session.at(0, input.text.search(/\n|$/)));
      });
      break;
    case 'other':
      break;
  }
  return facts(session, effects);
};

const facts = (session: Session, holes: readonly Effect[]): ScriptFacts => {
  return {
    effects: distinct([...holes, ...session.effects.flatMap((effect) => withoutHoles(effect, holes))]),
    outputs: session.outputs,
    env: session.env,
    materials: session.state.materials,
    uses: [...session.uses.values()],
    written: session.writtenValues(),
    gaps: gapsOf(session),
  };
};

const gapsOf = ({ budget, at, input }: Session): readonly Gap[] => {
  const span = at(0, input.text.search(/\n|$/));
  const gap = (reason: string, detail: string): Gap => ({ file: span.file, reason, detail, evidence: [span] });
  return [
    ...(budget.left >= 0
      ? []
      : [
          gap(
            'script too long',
            'This script, with all that it calls, runs more commands than are followed: what the rest of it does is not known. Split it, or look at its end yourself.',
          ),
        ]),
    ...(budget.nested
      ? [
          gap(
            'script nested too deeply',
            'This script hands text to a shell that hands it on, deeper than is followed: what the innermost does is not known.',
          ),
        ]
      : []),
  ];
};

/** Each effect once. Most are the only one of their kind at their place, and need not be compared. */
const distinct = (effects: readonly Effect[]): readonly Effect[] => {
  const alone = new Map<string, boolean>();
  const placeOf = ({ kind, span }: Effect): string => `${kind} ${span.file}:${span.line}:${span.column}`;
  for (const effect of effects) alone.set(placeOf(effect), !alone.has(placeOf(effect)));
  const seen = new Set<string>();
  return effects.filter((effect) => {
    if (alone.get(placeOf(effect)) === true) return true;
    const key = JSON.stringify(effect);
    return seen.has(key) ? false : seen.add(key);
  });
};

/** An expression inside a command is code before the command is: what it can do there is said once. */
const withoutHoles = (effect: Effect, holes: readonly Effect[]): readonly Effect[] => {
  if (effect.kind !== 'interpret' && effect.kind !== 'argument') return [effect];
  const inside = new Set(holes.flatMap((h) => (h.kind === 'interpret' && encloses(effect.span, h.span) ? h.influences.map(originKey) : [])));
  const influences = effect.influences.filter((i) => !inside.has(originKey(i)));
  return influences.length === 0 ? [] : [{ ...effect, influences }];
};

const encloses = (outer: Span, inner: Span): boolean =>
  outer.file === inner.file &&
  (outer.line < inner.line || (outer.line === inner.line && outer.column <= inner.column)) &&
  (outer.endLine > inner.endLine || (outer.endLine === inner.endLine && outer.endColumn >= inner.endColumn));
