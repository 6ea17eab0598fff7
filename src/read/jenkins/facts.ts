/** What a file says about how it is run: parameters, triggers, libraries. Looked for anywhere in it, since scripted pipelines set them by steps. */
import { influenced, known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Annotation, Argument, Expression, Statement } from '../../source/groovy-tree.ts';
import type { Span } from '../../source/span.ts';
import { lineAt, spanBetween } from '../../source/text.ts';
import type { ParsedFile } from './run.ts';
import type { JenkinsScenario, TriggerFacts } from './triggers.ts';

export interface FileFacts extends TriggerFacts {
  readonly declared: readonly Parameter[];
  readonly payload: readonly PayloadVariable[];
  readonly annotations: readonly Annotation[];
  /** Names of functions that it calls. */
  readonly calls: ReadonlySet<string>;
}

interface Parameter {
  readonly name: string;
  readonly kind: string;
  readonly fallback: string | null;
  readonly span: Span;
}

interface PayloadVariable {
  readonly name: string;
  /** JSONPath, or the header or query it comes from. */
  readonly path: string;
  readonly span: Span;
}

type Call = Extract<Expression, { kind: 'call' }>;
const PARAMETERS =
  /^(?:string|text|booleanParam|choice|password|file|run|credentials|extendedChoice|gitParameter|activeChoice|reactiveChoice|imageTag|validatingString|persistentString|persistentText|persistentChoice|persistentBoolean|base64File|stashedFile|listGitBranches)$/;
/** Whose value is one of a list, or yes and no; Jenkins refuses others. https://www.jenkins.io/doc/book/pipeline/syntax/#parameters */
const CLOSED = /^(?:choice|booleanParam|persistentChoice|persistentBoolean|credentials|password|run)$/;
const MAX_NODES = 400_000;

export const factsOf = ({ source, statements }: ParsedFile): FileFacts => {
  const declared: Parameter[] = [];
  const payload: PayloadVariable[] = [];
  const annotations: Annotation[] = [];
  const calls = new Set<string>();
  let cron: Span | null = null;
  let upstream: TriggerFacts['upstream'] = null;
  let webhook: TriggerFacts['webhook'] = null;
  const at = (node: { readonly start: number; readonly end: number }): Span => {
    const span = spanBetween(source, node.start, node.end);
    return span.endLine - span.line > 8
      ? spanBetween(source, node.start, Math.min(node.end, source.lineStarts[lineAt(source, node.start) + 1] ?? node.end))
      : span;
  };
  const seen = (call: Call): void => {
    const { name } = call;
    if (name === null) return;
    calls.add(call.target?.kind === 'name' ? call.target.name : name);
    if (PARAMETERS.test(name) && call.target === null) {
      const called = textOf(named(call, 'name'));
      if (called !== null && (named(call, 'defaultValue') ?? named(call, 'choices') ?? named(call, 'description')) !== undefined)
        declared.push({
          name: called,
          kind: name,
          fallback: literalOf(named(call, 'defaultValue')) ?? firstChoice(named(call, 'choices')),
          span: at(call),
        });
    }
    if (name === 'cron' || name === 'parameterizedCron') cron ??= at(call);
    if (name === 'upstream') {
      const projects = textOf(named(call, 'upstreamProjects') ?? call.arguments.find((a) => a.name === null)?.value);
      if (projects !== null) upstream ??= { projects: projects.split(/[,\s]+/).filter((p) => p !== ''), span: at(call) };
    }
    if (name === 'GenericTrigger') {
      payload.push(...payloadOf(call, at));
      webhook ??= { span: at(call), open: named(call, 'tokenCredentialId') === undefined };
    }
  };
  const asked = new Map<string, Span>();
  walk(statements, seen, annotations, (node) => {
    const name = parameterRead(node);
    if (name !== null && !asked.has(name)) asked.set(name, at(node));
  });
  const undeclared = [...asked].flatMap(([name, span]): readonly Parameter[] =>
    declared.some((d) => d.name === name) ? [] : [{ name, kind: 'undeclared', fallback: null, span }],
  );
  return {
    span: firstSpan(source),
    cron,
    upstream,
    webhook,
    parameters: declared[0]?.span ?? undeclared[0]?.span ?? null,
    tags: /\bbuildingTag\b|\bTAG_NAME\b|\bwhen\b[^}]{0,400}\btag\b/.test(source.text.slice(0, 500_000)),
    declared: [...declared, ...undeclared],
    payload,
    annotations,
    calls,
  };
};

/** `params.X`, `params['X']`: where the file declares no such parameter, the job that is set up in Jenkins does. */
const parameterRead = (node: Expression): string | null => {
  if (node.kind === 'property' && node.target.kind === 'name' && node.target.name === 'params') return node.name;
  if (node.kind === 'index' && node.target.kind === 'name' && node.target.name === 'params') return textOf(node.index);
  return null;
};

/** The line on which the pipeline begins. */
const firstSpan = (source: ParsedFile['source']): Span => {
  const found = /^[^\S\n]*(?:pipeline|node|podTemplate|stage|properties)\b[^\n]*/m.exec(source.text);
  const start = found?.index ?? 0;
  const line = lineAt(source, start);
  return spanBetween(
    source,
    source.lineStarts[line] ?? 0,
    Math.min(start + (found?.[0].length ?? 1), (source.lineStarts[line + 1] ?? source.text.length + 1) - 1),
  );
};

const named = (call: Call, name: string): Expression | undefined => call.arguments.find((a) => a.name === name)?.value;
const textOf = (value: Expression | undefined): string | null =>
  value?.kind === 'string' ? value.parts.map((p) => (p.kind === 'text' ? p.text : '*')).join('') : null;
const literalOf = (value: Expression | undefined): string | null =>
  value?.kind === 'literal' ? value.text : value?.kind === 'string' && value.parts.some((p) => p.kind === 'hole') ? null : textOf(value);
const firstChoice = (value: Expression | undefined): string | null =>
  value?.kind === 'list' ? literalOf(value.items[0]) : (literalOf(value)?.split('\n')[0] ?? null);

const payloadOf = (call: Call, at: (node: Expression) => Span): readonly PayloadVariable[] =>
  ['genericVariables', 'genericRequestVariables', 'genericHeaderVariables'].flatMap((list) => {
    const value = named(call, list);
    return (value?.kind === 'list' ? value.items : []).flatMap((item): readonly PayloadVariable[] => {
      const entries = item.kind === 'map' ? item.entries : [];
      const text = (key: string): string | null => textOf(entries.find((e) => e.key === key)?.value);
      const name = text('key');
      return name === null ? [] : [{ name, path: text('value') ?? list, span: at(item) }];
    });
  });

/** Texts of events that strangers write, in the payloads of the usual hosts. */
const OF_STRANGERS =
  /pull_?request|issue|comment|merge_request|object_attributes|discussion|review|\bpr_|title|\bbody\b|description|source_?branch|head_?ref/i;

/** The triggers' own causes where the payload of a host's events is what starts the job. */
export const fromStrangers = ({ payload }: FileFacts): boolean => payload.some(({ path }) => OF_STRANGERS.test(path));

/** What parameters hold: what whoever starts the build says (`handed`: another build), else their defaults. Jenkins drops what the file does not declare. */
export const parameterValues = (facts: FileFacts, scenario: JenkinsScenario, handed?: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> =>
  new Map(
    facts.declared.map(({ name, kind, fallback, span }): [string, Value] => {
      const given = handed?.get(name);
      if (given !== undefined) return [name, CLOSED.test(kind) ? UNKNOWN : given];
      if (handed !== undefined) return [name, fallback === null ? UNKNOWN : known(fallback)];
      if (scenario.trigger === 'manual' || scenario.trigger === 'webhook' || scenario.trigger === 'upstream')
        return [
          name,
          CLOSED.test(kind) || scenario.id !== 'manual'
            ? UNKNOWN
            : influenced({ origin: { kind: 'input', name, actor: 'writer', span }, charset: 'any', via: [] }),
        ];
      return [name, fallback === null ? UNKNOWN : known(fallback)];
    }),
  );

export const payloadValues = (facts: FileFacts, scenario: JenkinsScenario): ReadonlyMap<string, Value> => {
  if (scenario.trigger !== 'webhook') return new Map();
  const open = facts.webhook?.open === true;
  return new Map(
    facts.payload.map(({ name, path, span }) => [
      name,
      influenced({
        origin: { kind: 'event', field: `${name} (${path})`, actor: open || OF_STRANGERS.test(path) ? 'outsider' : 'writer', span },
        charset: 'any',
        via: [],
      }),
    ]),
  );
};

// ---------------------------------------------------------------- walking

/** Every call, outer before inner. Bounded, without recursion. */
const walk = (
  statements: readonly Statement[],
  call: (call: Call) => void,
  annotations: Annotation[],
  read: (node: Extract<Expression, { kind: 'property' | 'index' }>) => void,
): void => {
  const queue: (Statement | Expression)[] = [...statements].reverse();
  let left = MAX_NODES;
  for (let node = queue.pop(); node !== undefined && left > 0; node = queue.pop()) {
    left -= 1;
    if (node.kind === 'call') call(node);
    if (node.kind === 'property' || node.kind === 'index') read(node);
    if (node.kind === 'annotation') annotations.push(node.annotation);
    const inner = childrenOf(node);
    for (let i = inner.length - 1; i >= 0; i--) {
      const child = inner[i];
      if (child !== undefined) queue.push(child);
    }
  }
};

const ofArguments = (all: readonly Argument[]): readonly Expression[] => all.map((a) => a.value);
const some = <T>(...all: readonly (T | null)[]): readonly T[] => all.filter((one): one is T => one !== null);

const childrenOf = (node: Statement | Expression): readonly (Statement | Expression)[] => {
  switch (node.kind) {
    case 'expression':
      return [node.value];
    case 'declare':
    case 'return':
    case 'throw':
      return some(node.value);
    case 'function':
    case 'block':
    case 'closure':
      return node.body;
    case 'if':
      return [node.condition, ...node.yes, ...node.no];
    case 'loop':
      return [...some<Statement | Expression>(node.over), ...node.body];
    case 'try':
      return [...node.body, ...node.handlers.flat()];
    case 'switch':
      return [node.subject, ...node.cases.flatMap((c) => [...some<Statement | Expression>(c.value), ...c.body])];
    case 'string':
      return node.parts.flatMap((p) => (p.kind === 'hole' ? [p.value] : []));
    case 'list':
      return node.items;
    case 'map':
      return node.entries.map((e) => e.value);
    case 'call':
      return [...some(node.target), ...ofArguments(node.arguments)];
    case 'property':
      return [node.target];
    case 'index':
      return [node.target, node.index];
    case 'binary':
      return [node.left, node.right];
    case 'unary':
      return [node.operand];
    case 'choice':
      return [node.condition, ...some(node.yes), node.no];
    case 'assign':
      return [node.target, node.value];
    case 'new':
      return ofArguments(node.arguments);
    default:
      return [];
  }
};
