/** Steps to effects. https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/steps */
import type { Effect } from '../../pipeline/effects.ts';
import type { Guarantee, Step } from '../../pipeline/model.ts';
import { concat, influenced, through, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import type { ScriptInput } from '../common/script.ts';
import { download, upload } from './artifacts.ts';
import { checkOut } from './checkouts.ts';
import { ALWAYS, type Condition, conditionOf, underGates } from './conditions.ts';
import { folderOf, runScript, scriptText } from './scripts.ts';
import { type JobState, type Made, NOTHING, scopeOf } from './state.ts';
import { runTask } from './tasks.ts';
import type { Item } from './templates.ts';
import { at, type Tree, type TreeMapping, treeText, writtenText } from './tree.ts';
import { partValue } from './variables.ts';

const SHELLS: Readonly<Record<string, ScriptInput['shell'] | null>> = { script: null, bash: 'bash', pwsh: 'pwsh', powershell: 'pwsh' };
const HEADS = [
  'task',
  'script',
  'bash',
  'pwsh',
  'powershell',
  'checkout',
  'download',
  'downloadBuild',
  'publish',
  'getPackage',
  'reviewApp',
  'template',
  'upload',
] as const;

/** HEADS as `at` looks them up. */
const RANKS: ReadonlyMap<string, number> = new Map(HEADS.map((head, rank) => [head.toLowerCase(), rank]));

const headOf = (node: TreeMapping): string | null => {
  let first: number = HEADS.length;
  for (const { name } of node.entries) first = Math.min(first, (name === null ? undefined : RANKS.get(name)) ?? first);
  return HEADS[first] ?? null;
};

/** The line that says what the step does. */
const headSpan = (node: TreeMapping, head: string | null): Span => {
  const span = (head === null ? undefined : at(node, head)?.span) ?? node.span;
  return span.endLine - span.line > 3 ? { ...span, endLine: span.line, endColumn: span.column + 1 } : span;
};

/** A name for the step that stays when other steps come and go. */
const keyOf = (state: JobState, node: TreeMapping, head: string | null): string => {
  const text = (name: string): string | null => treeText(at(node, name));
  const base = text('name') ?? text('displayName') ?? (head === null ? 'step' : `${head} ${writtenText(at(node, head)).trim().slice(0, 40)}`);
  const key = `${state.jobId}/${base.replaceAll(/\s+/g, ' ').slice(0, 80)}`;
  const count = (state.ids.get(key) ?? 0) + 1;
  state.ids.set(key, count);
  return count === 1 ? key : `${key}~${count}`;
};

const conditionAt = (state: JobState, node: TreeMapping, place: string, span: Span): Condition => {
  const enabled = treeText(at(node, 'enabled'))?.toLowerCase() === 'false';
  const written = at(node, 'condition');
  const scope = { ...state.runtime(span), variable: (name: string) => scopeOf(state).lookup(name) };
  const own = enabled
    ? conditionOf('false', scope, place, span)
    : written === undefined
      ? ALWAYS
      : conditionOf(writtenText(written), scope, place, written.span);
  if (node.under === undefined) return own;
  return { ...own, truth: own.truth === false ? false : 'unknown', gates: [...own.gates, ...underGates(node.under.conditions, scope, place, span)] };
};

/** A step of a template that is not at hand. */
const foreign = (item: Extract<Item, { kind: 'foreign' }>): readonly Effect[] =>
  item.opened.component === null ? [] : [{ kind: 'use', component: item.opened.component, span: item.opened.span }];

const lower = (state: JobState, node: TreeMapping, head: string | null, alone: boolean): Made => {
  const directory = treeText(at(node, 'workingDirectory'));
  const resolved = directory === null ? '' : folderOf(concat([valueOf(state, at(node, 'workingDirectory'))]).text ?? '');
  const restricted = treeText(at(node, 'target', 'commands'))?.toLowerCase() === 'restricted';
  const span = headSpan(node, head);
  const text = (name: string): string | null => {
    const found = at(node, name);
    return found === undefined ? null : (valueOf(state, found).text ?? writtenText(found));
  };
  switch (head) {
    case 'task':
      return runTask(state, node, directory === null ? null : resolved, restricted);
    case 'script':
    case 'bash':
    case 'pwsh':
    case 'powershell': {
      const script = at(node, head);
      if (script?.kind !== 'scalar') return NOTHING;
      const shell = SHELLS[head] ?? (state.windows ? 'cmd' : 'bash');
      return runScript(state, { script: scriptText(script, scopeOf(state)), shell, directory: resolved, env: at(node, 'env'), restricted });
    }
    case 'checkout':
      return { ...NOTHING, effects: checkOut(state, node, span, alone) };
    case 'download': {
      const from = text('download') ?? '';
      if (/^none$/i.test(from)) return NOTHING;
      return { ...NOTHING, effects: [download(state, text('artifact'), /^current$/i.test(from) ? null : from, text('path'), span)] };
    }
    case 'downloadBuild':
      return { ...NOTHING, effects: [download(state, text('artifact'), text('downloadBuild') ?? '', text('path'), span)] };
    case 'publish':
    case 'upload':
      return { ...NOTHING, effects: [upload(state, text('artifact') ?? 'drop', text(head) ?? '', span)] };
    default:
      return NOTHING;
  }
};

const valueOf = (state: JobState, node: Tree | undefined): Value => {
  if (node?.kind !== 'scalar') return { text: null, influences: [], secrets: [] };
  const scope = scopeOf(state);
  return concat(node.parts.map((part) => partValue(part, scope)));
};

/** One step after the other, carrying variables, workspace and gates. */
export const lowerSteps = (state: JobState, items: readonly Item[]): readonly Step[] => {
  const checkouts = items.filter(
    (item) => item.kind === 'own' && at(item.node, 'checkout') !== undefined && treeText(at(item.node, 'checkout'))?.toLowerCase() !== 'none',
  ).length;
  return items.map((item): Step => {
    const { node } = item;
    const head = headOf(node);
    const span = headSpan(node, head);
    const id = keyOf(state, node, head);
    const name =
      treeText(at(node, 'displayName')) ??
      treeText(at(node, 'name')) ??
      (head === null ? 'step' : (writtenText(at(node, head)).trim().split('\n')[0] ?? head).slice(0, 60));
    const condition = conditionAt(state, node, id, span);
    const reach = condition.truth === false ? 'never' : condition.truth === true ? 'always' : 'depends';
    const gates: readonly Guarantee[] = [...state.gates, ...condition.gates];
    if (reach === 'never') return { id, name, reach, gates, effects: [], span };
    const before = { values: state.values, materials: state.materials };
    const made = item.kind === 'foreign' ? { ...NOTHING, effects: foreign(item) } : lower(state, node, head, checkouts < 2);
    if (reach === 'depends' && state.values !== before.values) {
      state.values = new Map([...state.values, ...[...before.values].filter(([key]) => !state.values.has(key))]);
    }
    if (reach === 'depends' && state.materials !== before.materials) state.materials = [...new Set([...before.materials, ...state.materials])];
    const stepName = treeText(at(node, 'name'))?.toLowerCase();
    if (stepName !== undefined) {
      for (const [variable, value] of made.outputs) {
        const out = through(value, span);
        state.outputs.set(`${stepName}.${variable}`, out);
        state.values = new Map([...state.values, [`${stepName}.${variable}`, out]]);
      }
    }
    return { id, name, reach, gates, effects: made.effects, span };
  });
};

/** Anything that the job hands on, if somebody runs code there. */
export const outputOf = (value: Value | undefined, job: string, span: Span): Value => {
  const any = influenced({ origin: { kind: 'job', job }, charset: 'any', via: [span] });
  return value === undefined ? any : { text: null, influences: [...value.influences, ...any.influences], secrets: value.secrets };
};
