import { splitTemplate } from '../../read/github-actions/expressions.ts';
import type { GraphTransition } from '../../reason/report.ts';
import { maskHoles } from '../../source/shell.ts';
import { get, spanAt, textOf, type YamlScalar } from '../../source/yaml.ts';
import {
  addBelow,
  applyEdits,
  type Change,
  changeScalar,
  contains,
  type Document,
  type Edit,
  isShared,
  openDocument,
  ownEntries,
  ownEntry,
  SHARED,
  withChanges,
} from '../document.ts';
import { freeName, onlyExpression, variableName } from '../names.ts';
import { cmd } from '../script/cmd.ts';
import { javascript } from '../script/javascript.ts';
import { type Place, type Rewrite, shown } from '../script/language.ts';
import { powershell } from '../script/powershell.ts';
import { python } from '../script/python.ts';
import { fish, shell } from '../script/shell.ts';
import { type Draft, isRefused, type MendKind, refused } from '../types.ts';
import { type StepAt, stepHolding, stepsOf } from '../workflow.ts';

export const envIndirection: MendKind = {
  kind: 'env-indirection',
  edits: 'Gives each such expression to the step under `env:` and reads the variable in the script, quoted as its language needs it.',
  refuses:
    'An expression that is the command itself, in arithmetic or in a literal here-document; scripts in other languages; scripts of other actions than github-script.',
  draft: ({ transitions, open }) => {
    const [first] = transitions;
    if (first === undefined) return refused('The place is not known.');
    // The script stands in the file of the job or in that of an action; evidence leads through both.
    const files = [...first.evidence.map((span) => span.file).reverse(), ...(first.place.file === null ? [] : [first.place.file])];
    const drafts = [...new Set(files)].map((file): Draft => {
      const document = open(file);
      if (typeof document === 'string') return refused(document);
      const found = scriptOf(document, transitions);
      return typeof found === 'string' ? refused(found) : mendScript(document, found, transitions);
    });
    return drafts.find((draft) => !isRefused(draft)) ?? drafts[0] ?? refused('The place is not known.');
  },
};

interface ScriptAt extends StepAt {
  readonly script: YamlScalar;
}

const scriptOf = (document: Document, transitions: readonly GraphTransition[]): ScriptAt | string => {
  const spans = transitions.flatMap((t) => t.evidence).filter((span) => span.file === document.file);
  const hits = spans.flatMap((span): readonly ScriptAt[] => {
    const at = stepHolding(document, span);
    if (at === null) return [];
    const run = get(at.step, 'run');
    if (run?.kind === 'scalar' && contains(run.span, span)) return [{ ...at, script: run }];
    const action = textOf(get(at.step, 'uses'))?.split('@')[0]?.toLowerCase();
    const input = get(get(at.step, 'with'), 'script');
    return action === 'actions/github-script' && input?.kind === 'scalar' && contains(input.span, span) ? [{ ...at, script: input }] : [];
  });
  // What the text passed on its way stands in scripts too.
  const own = hits.find(({ step }) => transitions.some((t) => isCalled(step, t.place.step))) ?? hits.at(-1);
  if (own !== undefined) return own;
  return spans.some((span) => stepHolding(document, span) !== null)
    ? 'The text does not reach the script through an expression in it: the script or an action evaluates it itself, which has to stop.'
    : 'The script stands in no step of this file.';
};

/** Is this the step of that id (`…/<id, name or first words>`)? */
const isCalled = (step: StepAt['step'], id: string | null): boolean => {
  const key = id?.replace(/~\d+$/, '');
  const names = [get(step, 'id'), get(step, 'name')].flatMap((node) => textOf(node) ?? []);
  const [name = `run ${(textOf(get(step, 'run')) ?? '').trim().slice(0, 40)}`] = names;
  return key?.endsWith(`/${name.replaceAll(/\s+/g, ' ').slice(0, 80)}`) === true;
};

const rewriteFor = (language: string, at: ScriptAt): Rewrite | string => {
  switch (language) {
    case 'bash':
    case 'sh':
      return shell;
    case 'PowerShell':
      return powershell;
    case 'cmd':
      return cmd;
    case 'Python':
      return python;
    case 'JavaScript':
      return javascript;
    default:
      return /^\s*fish\b/.test(textOf(get(at.step, 'shell')) ?? '') ? fish : 'How a script in this language reads a variable is not known here.';
  }
};

const mendScript = (document: Document, at: ScriptAt, transitions: readonly GraphTransition[]): Draft => {
  const { script, step } = at;
  if (isShared(document, step)) return refused(SHARED);
  const rewrite = rewriteFor(transitions[0]?.facts['language'] ?? '', at);
  if (typeof rewrite === 'string') return refused(rewrite);
  const all = splitTemplate(script.value).flatMap((part) => (part.kind === 'expression' ? [part] : []));
  const spans = transitions.flatMap((t) => t.evidence);
  const untrusted = new Set(
    all.filter((part) => spans.some((span) => contains(spanAt(script, part.start, part.end), span))).map((part) => part.source.trim()),
  );
  if (untrusted.size === 0)
    return refused('The text does not reach the script through an expression in it: the script evaluates a variable itself, which has to stop.');
  const env = envOf(step);
  const added: [string, string][] = [];
  const places: Place[] = [];
  const masked = maskHoles(script.value, all);
  const words = new Set(masked.match(/\w+/g) ?? []);
  for (const [index, part] of all.entries()) {
    const source = part.source.trim();
    if (!untrusted.has(source)) continue;
    const name = nameFor(source, env, added, words);
    const place = { index, start: part.start, end: part.end, source, name: name ?? '' };
    if (name === null) return refused(`${shown(place)} reads a variable that this step sets itself.`);
    if (/[\r\n]/.test(source)) return refused(`${shown(place)} stands on several lines.`);
    places.push(place);
  }
  const changes = rewrite({ text: script.value, masked, places });
  if (typeof changes === 'string') return refused(changes);
  return combine(document, at, changes, added);
};

/** Variables of the step with the expressions they hold, null for other values. */
const envOf = (step: StepAt['step']): ReadonlyMap<string, string | null> => {
  const env = get(step, 'env');
  return new Map(env?.kind === 'mapping' ? env.entries.map((e) => [e.key.value, onlyExpression(textOf(e.value) ?? '')]) : []);
};

/** The variable that holds it already, or a new one, which is added. */
const nameFor = (source: string, env: ReadonlyMap<string, string | null>, added: [string, string][], words: ReadonlySet<string>): string | null => {
  const same = [...env].find(([, held]) => held === source)?.[0] ?? added.find(([, value]) => value === `\${{ ${source} }}`)?.[0];
  if (same !== undefined) return same;
  // What stands in the `env` context is in the environment already.
  const variable = /^env\.([A-Za-z_]\w*)$/.exec(source)?.[1];
  if (variable !== undefined) return variable;
  if ([...env.keys()].some((name) => new RegExp(`\\benv\\s*\\.\\s*${name.replace(/\W/g, '\\$&')}\\b`, 'i').test(source))) return null;
  const taken = new Set([...[...env.keys()].map((name) => name.toUpperCase()), ...added.map(([name]) => name)]);
  const name = freeName(variableName(source), (n) => taken.has(n) || words.has(n));
  added.push([name, `\${{ ${source} }}`]);
  return name;
};

const combine = (
  document: Document,
  { step, script }: ScriptAt,
  changes: readonly Change[],
  added: readonly (readonly [string, string])[],
): Draft => {
  const inScript = changeScalar(document, script, changes);
  if (typeof inScript === 'string') return refused(inScript);
  if (added.length === 0) return checked(document, inScript, withChanges(script.value, changes));
  const entries = ownEntries(step);
  const holder = ownEntry(step, 'run') ?? ownEntry(step, 'with');
  // Before the script, where people look for it; behind it only when it comes first.
  const before = holder === undefined ? undefined : entries[entries.indexOf(holder) - 1];
  let env: readonly Edit[] | string = addBelow(document, step, 'env', added, before ?? holder);
  if (typeof env === 'string' && before !== undefined && get(step, 'env') === undefined) env = addBelow(document, step, 'env', added);
  return typeof env === 'string' ? refused(env) : checked(document, [...env, ...inScript], withChanges(script.value, changes));
};

/** Read again: edits after which the script says something else than was meant are none. */
const checked = (document: Document, edits: readonly Edit[], expected: string): Draft => {
  const again = openDocument(document.file, applyEdits(document.text, edits));
  const scripts =
    typeof again === 'string' ? [] : stepsOf(again).flatMap(({ step }) => [textOf(get(step, 'run')), textOf(get(get(step, 'with'), 'script'))]);
  return scripts.includes(expected)
    ? { edits }
    : refused('Written in its place, the script would be read as something else: write it as a block (`|`) first.');
};
