/**
 * Whether a job is part of a pipeline: `rules`, `only` and `except`, `workflow: rules`, `when`.
 * https://docs.gitlab.com/ci/yaml/#rules, https://docs.gitlab.com/ci/yaml/deprecated_keywords/#only--except
 */
import type { Guarantee, Tri } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import { entriesOf, get, isFalse, isTrue, listOf, textOf, textsOf, type YamlEntry, type YamlNode } from '../../source/yaml.ts';
import { type Asked, type Expression, evaluate, type Lookup, parseExpression, patternOf } from './expression.ts';
import { manualGate } from './guarantees.ts';
import { DEFAULT_BRANCH } from './predefined.ts';
import type { Seed } from './triggers.ts';

export interface Rule {
  /** Null: not understood. Absent: no condition. */
  readonly if?: Expression | null;
  /** `changes` or `exists`, which files do not tell. */
  readonly asksForFiles: boolean;
  readonly when: string | null;
  readonly allowFailure: boolean | null;
  readonly variables: readonly YamlEntry[];
  readonly span: Span;
}

export const rulesOf = (node: YamlNode | undefined): readonly Rule[] | null =>
  node === undefined || node.kind === 'null'
    ? null
    : flat(node).flatMap((rule): readonly Rule[] => {
        if (rule.kind !== 'mapping') return [];
        const condition = textOf(get(rule, 'if'));
        const failure = get(rule, 'allow_failure');
        return [
          {
            ...(condition === null ? {} : { if: parseExpression(condition) }),
            asksForFiles: get(rule, 'changes') !== undefined || get(rule, 'exists') !== undefined,
            when: textOf(get(rule, 'when')),
            allowFailure: isTrue(failure) ? true : isFalse(failure) ? false : null,
            variables: entriesOf(get(rule, 'variables')),
            span: get(rule, 'if')?.span ?? rule.span,
          },
        ];
      });

/** Lists in lists, as anchors and references make them. */
export const flat = (node: YamlNode | undefined): readonly YamlNode[] =>
  listOf(node).flatMap((item) => (item.kind === 'sequence' ? flat(item) : [item]));

/** Is the job in the pipeline, and how does it start? */
export interface Presence {
  readonly reach: 'always' | 'depends' | 'never';
  readonly gates: readonly Guarantee[];
  /** Somebody has to start it, and what stands behind it waits. */
  readonly blocks: boolean;
  readonly variables: readonly YamlEntry[];
}

export const ALWAYS: Presence = { reach: 'always', gates: [], blocks: false, variables: [] };
const NEVER: Presence = { reach: 'never', gates: [], blocks: false, variables: [] };

interface At {
  readonly key: string;
  readonly span: Span;
  readonly seed: Seed;
  readonly lookup: Lookup;
}

/** What the first rule that fits says. Rules that may fit come with those behind them: the job is there if any of them lets it. */
export const byRules = (rules: readonly Rule[], when: string | null, allowFailure: boolean | null, at: At): Presence => {
  const possible: { readonly rule: Rule; readonly certain: boolean; readonly asked: readonly Asked[] }[] = [];
  for (const rule of rules) {
    const asked: Asked[] = [];
    const holds: Tri = rule.if === undefined ? true : rule.if === null ? 'unknown' : evaluate(rule.if, at.lookup, (one) => asked.push(one));
    if (holds === false) continue;
    const certain = holds === true && !rule.asksForFiles;
    possible.push({ rule, certain, asked });
    if (certain) break;
  }
  const starting = possible.filter(({ rule }) => (rule.when ?? when ?? 'on_success') !== 'never');
  if (starting.length === 0) return NEVER;
  const started = starting.map(({ rule, asked }) => {
    const how = rule.when ?? when ?? 'on_success';
    const manual = how === 'manual';
    return {
      gates: [...(manual ? [manualGate(at.key, rule.span)] : []), ...asked.flatMap((one) => chosenGate(one, at, rule.span))],
      blocks: manual && (rule.allowFailure ?? allowFailure ?? false) === false,
      depends: how === 'on_failure',
      variables: rule.variables,
    };
  });
  // The way with the fewest gates is the one that counts.
  const [easiest] = started.toSorted((a, b) => a.gates.length - b.gates.length);
  const sure = possible.at(-1)?.certain === true && starting.length === possible.length;
  return {
    reach: sure && !started.some(({ depends }) => depends) ? 'always' : 'depends',
    gates: easiest?.gates ?? [],
    blocks: easiest?.blocks ?? false,
    variables: started.flatMap(({ variables }) => variables),
  };
};

/** A condition on a text that the author of the change chooses keeps nobody out. */
const chosenGate = ({ variable, held }: Asked, { key, seed }: At, span: Span): readonly Guarantee[] => {
  if (held.kind === 'unset' || held.value.influences.length === 0) return [];
  const author = seed.author ?? 'writer';
  return [
    {
      id: `chosen-text@${key}:${variable}`,
      statement: `Job \`${key}\` asks what \`${variable}\` says.`,
      enforcedBy: 'configuration',
      against: author === 'outsider' ? ['outsider', 'contributor'] : ['outsider', 'contributor', 'writer'],
      strength: 'weak',
      why: 'Whoever proposes the change chooses that text.',
      evidence: [span],
      source: 'https://docs.gitlab.com/ci/variables/predefined_variables/',
    },
  ];
};

// ---------------------------------------------------------------- only, except

/** What `only` and `except` call the sources. */
const KEYWORDS: ReadonlySet<string> = new Set([
  'api',
  'branches',
  'chat',
  'external',
  'external_pull_requests',
  'merge_requests',
  'pipelines',
  'pushes',
  'schedules',
  'tags',
  'triggers',
  'web',
]);

const keywordHolds = (keyword: string, { ref, pipelineSource }: Seed): boolean => {
  switch (keyword) {
    case 'branches':
      return ref === 'default' || ref === 'branch';
    case 'tags':
      return ref === 'tag';
    case 'merge_requests':
      return pipelineSource === 'merge_request_event';
    case 'pushes':
      return pipelineSource === 'push';
    case 'schedules':
      return pipelineSource === 'schedule';
    case 'triggers':
      return pipelineSource === 'trigger';
    case 'pipelines':
      return pipelineSource === 'pipeline' || pipelineSource === 'parent_pipeline';
    default:
      return pipelineSource === keyword;
  }
};

/** A branch, a tag or a pattern, with or without the project (`main@group/project`). */
const refHolds = (written: string, seed: Seed, lookup: Lookup): Tri => {
  const name = written.replace(/@[\w./-]+$/, '');
  if (KEYWORDS.has(name)) return keywordHolds(name, seed);
  if (seed.ref === 'merge-request') return false;
  const held = lookup('CI_COMMIT_REF_NAME');
  const text = held.kind === 'set' ? held.value.text : null;
  const pattern = /^\/(.*)\/([ismU]*)$/s.exec(name);
  if (pattern?.[1] !== undefined) {
    const fits = patternOf(pattern[1], pattern[2] ?? '').pattern;
    return text === null || fits === null || text === DEFAULT_BRANCH ? 'unknown' : fits.test(text);
  }
  if (name.includes('$')) return 'unknown';
  if (text !== null) return text === DEFAULT_BRANCH ? 'unknown' : name === text;
  // The name of the default branch is taken; any other the author of the ref may choose.
  const ofDefault = lookup('CI_DEFAULT_BRANCH');
  return ofDefault.kind === 'set' && ofDefault.value.text === name ? false : 'unknown';
};

interface Filter {
  readonly refs: readonly string[] | null;
  readonly variables: readonly string[];
  readonly asksForFiles: boolean;
}

const filterOf = (node: YamlNode | undefined): Filter | null => {
  if (node === undefined || node.kind === 'null') return null;
  if (node.kind !== 'mapping') return { refs: flat(node).flatMap((item) => textOf(item) ?? []), variables: [], asksForFiles: false };
  const refs = get(node, 'refs');
  return {
    refs: refs === undefined ? null : flat(refs).flatMap((item) => textOf(item) ?? []),
    variables: textsOf(get(node, 'variables')),
    asksForFiles: get(node, 'changes') !== undefined || get(node, 'kubernetes') !== undefined,
  };
};

const anyOf = (values: readonly Tri[]): Tri => (values.includes(true) ? true : values.includes('unknown') ? 'unknown' : false);

const conditions = ({ variables }: Filter, lookup: Lookup): Tri =>
  anyOf(
    variables.map((text) => {
      const parsed = parseExpression(text);
      return parsed === null ? 'unknown' : evaluate(parsed, lookup, () => {});
    }),
  );

/** `default`: what counts where neither is written. */
export const byOnlyExcept = (job: YamlNode, when: string | null, allowFailure: boolean | null, openToAll: boolean, at: At): Presence => {
  const only = filterOf(get(job, 'only'));
  const except = filterOf(get(job, 'except'));
  const { seed, lookup } = at;
  const parts: Tri[] = [];
  const refs = only?.refs ?? (openToAll && only === null ? null : ['branches', 'tags']);
  if (refs !== null) parts.push(anyOf(refs.map((ref) => refHolds(ref, seed, lookup))));
  if (only !== null && only.variables.length > 0) parts.push(conditions(only, lookup));
  if (only?.asksForFiles === true) parts.push('unknown');
  if (except !== null) {
    const against: Tri[] = [];
    if (except.refs !== null) against.push(anyOf(except.refs.map((ref) => refHolds(ref, seed, lookup))));
    if (except.variables.length > 0) against.push(conditions(except, lookup));
    if (except.asksForFiles) against.push('unknown');
    const kept = anyOf(against);
    parts.push(kept === 'unknown' ? kept : !kept);
  }
  if (parts.includes(false) || when === 'never') return NEVER;
  const manual = when === 'manual';
  return {
    reach: parts.includes('unknown') || when === 'on_failure' ? 'depends' : 'always',
    gates: manual ? [manualGate(at.key, get(job, 'when')?.span ?? at.span)] : [],
    // Outside `rules` a manual job holds nothing up unless it says so.
    blocks: manual && allowFailure === false,
    variables: [],
  };
};
