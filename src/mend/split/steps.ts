/** The steps that leave a privileged job: which they are, where their lines stand, and what they ask of the event. */
import { splitTemplate } from '../../read/github-actions/expressions.ts';
import { get, itemsOf, textOf, type YamlNode } from '../../source/yaml.ts';
import type { YamlMapping } from '../../source/yaml-nodes.ts';
import { changeScalar, contains, type Document, type Edit, rangeOf, scalarsBelow } from '../document.ts';
import { onlyExpression } from '../names.ts';
import { needsFiles, type Read } from '../workspace-needs.ts';

/** The variable that holds the number of the change in the reporting job. */
export const NUMBER = 'CHANGE_NUMBER';

export interface Tail {
  /** What stays in the job. */
  readonly kept: readonly YamlMapping[];
  readonly moved: readonly YamlMapping[];
  /** Do they wait for success, or come in any case? */
  readonly when: 'success' | 'any';
}

/** The steps behind the last one that needs the files of the change, or may; otherwise one sentence. */
export const tailOf = (job: YamlMapping, read: Read): Tail | string => {
  const items = itemsOf(get(job, 'steps'));
  const steps = items.flatMap((item) => (item.kind === 'mapping' ? [item] : []));
  if (steps.length !== items.length) return 'A step of the job is no mapping.';
  // A local action comes with the checkout, which the reporting job has not.
  const last = steps.findLastIndex(
    (step) => textOf(get(step, 'uses'))?.startsWith('./') === true || needsFiles(step, read) !== null || readsOwnScript(step),
  );
  const moved = steps.slice(last + 1);
  if (moved.length === 0)
    return 'The last step of the job needs the files of the change, so nothing can be taken off its end. Move what needs the secret or the right behind it first, or let it be handed over as an artifact.';
  const conditions = new Set(moved.map((step) => conditionOf(step)));
  if (conditions.has('other') || conditions.size > 1)
    return `A step from line ${moved[0]?.span.line ?? 0} on has a condition of its own, which would mean something else in another run.`;
  return { kept: steps.slice(0, last + 1), moved, when: conditions.has('any') ? 'any' : 'success' };
};

const readsOwnScript = (step: YamlMapping): boolean => /\.github\//.test(textOf(get(step, 'run')) ?? '');

const conditionOf = (step: YamlMapping): 'success' | 'any' | 'other' => {
  const text = textOf(get(step, 'if'));
  if (text === null) return get(step, 'if') === undefined ? 'success' : 'other';
  const condition = (onlyExpression(text) ?? text).replaceAll(/\s+/g, '');
  if (condition === 'success()') return 'success';
  return condition === 'always()' || condition === '!cancelled()' ? 'any' : 'other';
};

// ---------------------------------------------------------------- what they ask of the event

/** Fields of the change, and how the reporting run knows them. https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_run */
const KNOWN: Readonly<Record<string, string>> = {
  'github.event.number': `env.${NUMBER}`,
  'github.event.pull_request.head.sha': 'github.event.workflow_run.head_sha',
  'github.event.pull_request.number': `env.${NUMBER}`,
  'github.run_id': 'github.event.workflow_run.id',
};
/** What is the same in both runs. */
const SAME = /^(?:github\.(?:repository|repository_owner|server_url|api_url|token)|secrets\.\w+|vars\.\w+)$/;
/** What scripts of github-script call the process that they run in. */
const NODE = 'process';
const CHANGE_IN_SCRIPT = /\bcontext\.(?:issue\.number|payload\.(?:pull_request\.|issue\.)?number)\b/g;
/** Variables of the runner that mean another run there, and files that later steps read. */
const OF_THE_RUN =
  /\bGITHUB_(?:ACTOR|BASE_REF|ENV|EVENT_NAME|EVENT_PATH|HEAD_REF|JOB|OUTPUT|PATH|REF\w*|RUN_\w+|SHA|STATE|TRIGGERING_ACTOR|WORKFLOW\w*|WORKSPACE)\b/;

/** Edits that make the step mean the same in the reporting run; otherwise one sentence. */
export const rewritten = (document: Document, step: YamlMapping): readonly Edit[] | string => {
  const edits: Edit[] = [];
  for (const scalar of scalarsBelow(step)) {
    if (scalar === get(step, 'if')) continue;
    const inScript = isScript(step, scalar.value);
    const changes: { readonly start: number; readonly end: number; readonly text: string }[] = [];
    const rest: string[] = [];
    for (const part of splitTemplate(scalar.value)) {
      if (part.kind !== 'expression') {
        rest.push(scalar.value.slice(part.start, part.end));
        continue;
      }
      const source = part.source.trim();
      if (SAME.test(source)) continue;
      const known = Object.hasOwn(KNOWN, source) ? KNOWN[source] : undefined;
      if (known === undefined)
        return `The step at line ${step.span.line} uses \`${source.replaceAll('`', "'").slice(0, 80)}\`, which the reporting run does not have.`;
      changes.push({ start: part.start, end: part.end, text: `\${{ ${known} }}` });
    }
    if (inScript) {
      for (const match of scalar.value.matchAll(CHANGE_IN_SCRIPT))
        changes.push({ start: match.index, end: match.index + match[0].length, text: `Number(${NODE}.env.${NUMBER})` });
      const others = scalar.value.replaceAll(CHANGE_IN_SCRIPT, '').replaceAll(/\bcontext\.repo\b/g, '');
      if (/\bcontext\b/.test(others)) return `The script at line ${step.span.line} asks the event for more than the number of the change.`;
    }
    if (OF_THE_RUN.test(rest.join(' '))) return `The step at line ${step.span.line} reads or writes variables of its run.`;
    if (changes.length === 0) continue;
    const made = changeScalar(document, scalar, changes);
    if (typeof made === 'string') return made;
    edits.push(...made);
  }
  return edits;
};

const isScript = (step: YamlMapping, text: string): boolean => textOf(get(get(step, 'with'), 'script')) === text;

// ---------------------------------------------------------------- their lines

export interface Lines {
  readonly start: number;
  readonly end: number;
}

/** Whole lines, from behind the last step that stays to the end of the last that goes, with the comments in between. */
export const linesOf = (document: Document, { kept, moved }: Tail): Lines | string => {
  const { text, lineStarts, shared } = document;
  const [before, first, last] = [kept.at(-1), moved[0], moved.at(-1)];
  if (before === undefined || first === undefined || last === undefined) return 'The whole job would go.';
  const lineAfter = (node: YamlMapping): number => lineStarts[node.span.endColumn === 1 ? node.span.endLine - 1 : node.span.endLine] ?? text.length;
  const [start, end] = [lineAfter(before), lineAfter(last)];
  const [from] = rangeOf(document, first.span);
  const lineStart = lineStarts[first.span.line - 1] ?? 0;
  if (lineStart < start || !/^[ \t]*-[ \t]+$/.test(text.slice(lineStart, from))) return 'The steps share lines, so they cannot be moved as they are.';
  const tied = moved.some((step) => !isWrittenWithin(step, step) || [...shared].some((node) => contains(step.span, node.span)));
  if (tied) return 'The steps share lines with others through a YAML anchor.';
  return { start, end };
};

/** Is all of it written inside the step? What an alias brings is not. */
const isWrittenWithin = (step: YamlMapping, node: YamlNode): boolean =>
  contains(step.span, node.span) &&
  (node.kind === 'mapping'
    ? node.entries.every(({ key, value }) => contains(step.span, key.span) && isWrittenWithin(step, value))
    : node.kind !== 'sequence' || node.items.every((item) => isWrittenWithin(step, item)));

/** The lines as they stand, with the `-` of each step in column 7. */
export const shifted = (lines: string, column: number, ending: string): string => {
  const all = lines.split(/\r\n|\n|\r/);
  if (all.at(-1) === '') all.pop();
  return all
    .map((line) => {
      if (line.trim() === '') return '';
      const indent = /^ */.exec(line)?.[0].length ?? 0;
      return `      ${indent < column - 1 ? line.trimStart() : line.slice(column - 1)}`;
    })
    .join(ending);
};
