/** The lines of a job as one script for the shell. */
import type { Effect, Material } from '../../pipeline/effects.ts';
import { influenced, type Value } from '../../pipeline/value.ts';
import type { YamlScalar } from '../../source/yaml.ts';
import type { ScriptHole } from '../common/script.ts';
import { type JoinedScript, joinLines } from '../common/script-lines.ts';
import { analyzeScriptOnce } from '../common/script-once.ts';
import type { RunContext } from './lowering.ts';
import type { Seed } from './triggers.ts';

interface ScriptState {
  readonly env: ReadonlyMap<string, Value>;
  readonly materials: readonly Material[];
  readonly shell: 'bash' | 'pwsh';
  /** Files whose variables later jobs get. */
  readonly outputs: readonly string[];
}

interface ScriptResult {
  readonly effects: readonly Effect[];
  readonly materials: readonly Material[];
  readonly outputs: ReadonlyMap<string, Value>;
}

interface Prepared {
  readonly joined: JoinedScript;
  readonly holes: readonly ScriptHole[];
}

/** A job's lines are the same in every scenario: joined once. */
const prepared = new WeakMap<YamlScalar, { readonly lines: readonly YamlScalar[]; readonly made: Prepared }[]>();

const prepare = (context: RunContext, lines: readonly [YamlScalar, ...YamlScalar[]]): Prepared => {
  const [first] = lines;
  const known = prepared.get(first) ?? [];
  const old = known.find((one) => one.lines.length === lines.length && one.lines.every((line, i) => line === lines[i]));
  if (old !== undefined) return old.made;
  const { templates } = context.world;
  const sources = lines.map((line) => templates.get(line)?.scalar ?? line);
  const holes: ScriptHole[] = [];
  let offset = 0;
  for (const [index, line] of lines.entries()) {
    for (const hole of templates.get(line)?.holes ?? []) holes.push({ ...hole, start: hole.start + offset, end: hole.end + offset });
    offset += (sources[index]?.value.length ?? 0) + 1;
  }
  const [head = first, ...rest] = sources;
  const made = { joined: joinLines([head, ...rest]), holes };
  prepared.set(first, [...known, { lines, made }]);
  return made;
};

/** Commit and branch of the change that a merge request or a pushed ref is about. */
const CHANGE = /^CI_(?:COMMIT_(?:SHA|REF_NAME|BRANCH|TAG)|MERGE_REQUEST_(?:SOURCE_BRANCH_NAME|SOURCE_BRANCH_SHA|REF_PATH))$/;

/** Null: there are no lines. */
export const scriptStep = (context: RunContext, lines: readonly YamlScalar[], state: ScriptState): ScriptResult | null => {
  const [first, ...rest] = lines;
  if (first === undefined) return null;
  const { seed, world } = context;
  const { joined, holes } = prepare(context, [first, ...rest]);
  const proposed = seed.definition === 'proposed' && seed.author !== 'writer';
  const payload = payloadOf(seed);
  const facts = analyzeScriptOnce(joined, {
    text: joined.text,
    shell: state.shell,
    holes,
    env: state.env,
    directory: '',
    materials: state.materials,
    at: (start, end) => joined.at(start, end),
    outputFiles: {},
    outputPaths: state.outputs,
    files: { read: (path) => world.tree.read(path) },
    proposedRefs: (_, source) => proposed && CHANGE.test(source),
    envSources: proposed ? SOURCES : NO_SOURCES,
    scenario: { trigger: seed.trigger, proposer: seed.proposer, author: seed.aboutChange ? seed.author : null },
    ...(payload === null ? {} : { eventFile: { variable: 'TRIGGER_PAYLOAD', field: () => payload } }),
    gitCredential: 'token',
  });
  for (const gap of facts.gaps) world.gap(gap);
  for (const component of facts.uses) world.registry.add(component);
  return { effects: facts.effects, materials: facts.materials, outputs: facts.outputs };
};

/** The body of the request is whatever its sender wrote. https://docs.gitlab.com/ci/triggers/#access-webhook-payload */
const payloadOf = ({ payloadBy, span }: Seed): Value | null =>
  payloadBy === null ? null : influenced({ origin: { kind: 'event', field: 'TRIGGER_PAYLOAD', actor: payloadBy, span }, charset: 'any', via: [] });

const NO_SOURCES: ReadonlyMap<string, string> = new Map();
const SOURCES: ReadonlyMap<string, string> = new Map(
  [
    'CI_COMMIT_SHA',
    'CI_COMMIT_REF_NAME',
    'CI_MERGE_REQUEST_SOURCE_BRANCH_NAME',
    'CI_MERGE_REQUEST_SOURCE_BRANCH_SHA',
    'CI_MERGE_REQUEST_REF_PATH',
  ].map((name) => [name, name]),
);

/** The folder that holds everything a pattern of paths can mean. */
export const folderOf = (pattern: string): string => {
  const parts: string[] = [];
  for (const part of pattern.replace(/^\$\{?CI_PROJECT_DIR\}?\/?/, '').split('/')) {
    if (/[*?[{$]/.test(part)) break;
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
};
