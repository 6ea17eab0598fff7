/** What stands between an event and the runs that it starts. https://tekton.dev/docs/triggers/interceptors/ */
import type { Actor, Guarantee, Scenario } from '../../pipeline/model.ts';
import { onOneLine, type Span } from '../../source/span.ts';
import { entriesOf, get, getPath, itemsOf, textOf, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { againstForks, pushes } from '../common/plain/scenarios.ts';
import { cause, trustedScenario } from '../common/scenarios.ts';
import type { Resource } from './resources.ts';

const PAGE = 'https://tekton.dev/docs/triggers/interceptors/';

/** What happens at the host; that somebody posts to the address; or that something of the team's own does. */
export type Event = 'change' | 'comment' | 'push' | 'sender' | 'internal';

export interface Listening {
  /** Of the listener, for questions about it. */
  readonly name: string;
  readonly trigger: string;
  readonly span: Span;
  /** CEL filters and names of events, as written. */
  readonly filters: readonly YamlScalar[];
  /** Names that overlays give to parts of the body: key to expression. */
  readonly overlays: ReadonlyMap<string, string>;
  /** An interceptor compares the signature or token of the sender. */
  readonly signed: boolean;
  /** Interceptors of the team's own: what they let through is not in the files. */
  readonly own: readonly YamlScalar[];
  /** Owners of the repository have to let changes of others in. */
  readonly owners: YamlScalar | null;
}

const BUILT_IN = new Set(['github', 'gitlab', 'bitbucket', 'cel', 'slack']);

/** `group`: the interceptors that stand before those of the trigger itself; null where the listener is not known. */
export const listeningOf = (trigger: YamlNode, listener: Resource, name: string, group: readonly YamlNode[] | null): Listening => {
  const own: YamlScalar[] = [];
  const filters: YamlScalar[] = [];
  const overlays = new Map<string, string>();
  let signed = false;
  let owners: YamlScalar | null = null;
  const visit = (node: YamlNode, key: string): void => {
    if (node.kind === 'scalar') {
      if (/^(?:filter|eventTypes)$/.test(key)) filters.push(node);
      else if (key === 'secretName' || (key === 'filter' && /compareSecret\(/.test(node.value))) signed = true;
      else if (key === 'checkType' && node.value !== 'none') owners = node;
    } else if (node.kind === 'sequence') for (const item of node.items) visit(item, key);
    else if (node.kind === 'mapping') {
      const kind = getPath(node, 'ref', 'name') ?? getPath(node, 'webhook', 'objectRef', 'name');
      if (kind?.kind === 'scalar' && !BUILT_IN.has(kind.value)) own.push(kind);
      const param = textOf(get(node, 'name'));
      const value = get(node, 'value');
      const overlay = textOf(get(node, 'key'));
      const expression = textOf(get(node, 'expression'));
      if (overlay !== null && expression !== null) overlays.set(overlay, expression);
      if (param !== null && value !== undefined) visit(value, param);
      for (const entry of entriesOf(node)) if (entry.value !== value) visit(entry.value, entry.key.value);
    }
  };
  for (const interceptor of [...(group ?? []), ...itemsOf(get(trigger, 'interceptors'))]) visit(interceptor, '');
  const at = get(trigger, 'bindings') ?? get(trigger, 'template') ?? trigger;
  return { name: listener.name, trigger: name, span: onOneLine(at.span), filters, overlays, signed: signed || group === null, own, owners };
};

/** `body.…` that the overlay is made of; null where it is made of more, or not known. */
export const sourceOf = ({ overlays }: Listening, key: string): string | null =>
  /^\s*(body(?:\.[\w-]+)+)\s*$/.exec(overlays.get(key) ?? '')?.[1] ?? /\bbody\.[\w.]+/.exec(overlays.get(key) ?? '')?.[0] ?? null;

const CHANGE = /pull_?request|merge[_ ]?request|\bpullrequest:|object_attributes/i;
const COMMENT = /comment|note hook|\bissues?\b/i;
const PUSH = /\bpush\b|repo:push|tag_push|refs_changed|\bcreate\b|head_commit/i;

/** The events that start the trigger: by its filters, else by the fields that it takes. */
export const eventsOf = ({ filters }: Listening, taken: readonly string[]): readonly Event[] => {
  const named = (text: string): readonly Event[] => [
    ...(COMMENT.test(text) ? (['comment'] as const) : []),
    ...(CHANGE.test(text) ? (['change'] as const) : []),
    ...(PUSH.test(text) ? (['push'] as const) : []),
  ];
  const asked = named(filters.map(({ value }) => value).join('\n'));
  if (asked.length > 0) return asked;
  const told = named(taken.join('\n'));
  // Fields that no host sends are sent by something of the team's own, from within the cluster.
  return told.length > 0 ? told : ['internal'];
};

/**
 * The ways through a filter, each a list of conditions that all hold: cut at every `||`, so that a way may be told with fewer conditions than it has. None
 * where more than one condition is denied at once, or the filter chooses.
 */
const waysThrough = (filter: string): readonly (readonly string[])[] =>
  /\?|!\s*\(/.test(filter) ? [] : filter.split('||').map((way) => way.split('&&'));

/** Whom it keeps out on every way, by conditions on who wrote the change or where it comes from. */
const keptOutBy = (filter: string): readonly Actor[] => {
  const ways = waysThrough(filter).map((conditions) => new Set(conditions.flatMap(keptOutByOne)));
  return ways.length === 0 ? [] : OUTSIDE.filter((actor) => ways.every((kept) => kept.has(actor)));
};

const asksForLabel = (filter: string): boolean => {
  const ways = waysThrough(filter);
  return ways.length > 0 && ways.every((conditions) => conditions.some((one) => /\blabels?\b/.test(one) && !one.includes('!')));
};

const keptOutByOne = (condition: string): readonly Actor[] => {
  if (/^[\s(]*!/.test(condition)) return /^[\s(]*!\s*[\w.]*head\.repo\.fork[\s)]*$/.test(condition) ? OUTSIDE : [];
  if (FROM_INSIDE.test(condition)) return OUTSIDE;
  const [, list, one = ''] = /author_association\s*(?:in\s*\[([^\]]*)\]|==\s*['"](\w+)['"])/.exec(condition) ?? [];
  const passing = [...(list ?? one).matchAll(/\w+/g)].map(([name]) => name);
  if (passing.length === 0 || !passing.every((name) => INSIDERS.has(name) || name === 'CONTRIBUTOR')) return [];
  return passing.includes('CONTRIBUTOR') ? ['outsider'] : OUTSIDE;
};
const OUTSIDE: readonly Actor[] = ['outsider', 'contributor'];
const INSIDERS: ReadonlySet<string> = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);
const FROM_INSIDE = /(?:sender|user)\.login\s*(?:in\s*\[|==)|head\.repo\.(?:full_name|id)\s*==|head\.repo\.fork\s*==\s*false|source_project_id\s*==/;
const gatesOf = ({ filters, own, owners }: Listening, event: Event): readonly Guarantee[] => {
  if (event !== 'change' && event !== 'comment') return [];
  const inside = filters.find(({ value }) => keptOutBy(value).length > 0);
  const label = filters.find(({ value }) => asksForLabel(value));
  return [
    ...(inside === undefined
      ? []
      : [
          platform('filter-on-author', inside.span, {
            statement: 'A filter lets only events of named people, members or branches of the repository through.',
            why: 'The event says who caused it and where the change comes from, and the filter compares that before anything starts.',
            strength: 'strong',
            against: keptOutBy(inside.value),
          }),
        ]),
    ...(owners === null
      ? []
      : [
          platform('owners-let-in', owners.span, {
            statement: 'Changes of people who are no owners wait for a comment of an owner.',
            why: 'Owners approve as a routine, and what is pushed after the comment runs too.',
            strength: 'weak',
            interaction: 'routine',
          }),
        ]),
    ...own.slice(0, 1).map(({ value, span }) =>
      platform('own-interceptor', span, {
        statement: `The interceptor \`${value}\` may turn events away.`,
        why: 'It is a service of the team, and what it lets through is not in the files.',
        strength: 'weak',
      }),
    ),
    ...(label === undefined
      ? []
      : [
          platform('filter-on-label', label.span, {
            statement: 'A filter waits for a label.',
            why: 'Somebody of the team sets labels as a routine, and the change may be another one afterwards.',
            strength: 'weak',
            interaction: 'routine',
          }),
        ]),
  ];
};

const platform = (
  id: string,
  span: Span,
  text: Pick<Guarantee, 'statement' | 'why'> & Partial<Pick<Guarantee, 'strength' | 'interaction' | 'against'>>,
): Guarantee => ({ ...againstForks(id, { source: PAGE, ...text }, onOneLine(span)), enforcedBy: 'configuration', holdsIf: [] });

/** The run is told which commit or branch of the change it is about. */
const OF_THE_CHANGE = /head\.(?:sha|ref)|merge_commit|last_commit|source_branch|\.source\.|\.(?:number|iid)\b/;

/** Whoever writes the whole event says where the code lies, too. */
const OF_A_SENDER = /url\)|\.(?:after|ref|id|full_name)\)/;

/** One scenario for each way in which an event comes. The listener and its templates lie in the cluster: no change brings its own. */
export const waysOf = (
  listening: Listening,
  events: readonly Event[],
  taken: readonly string[],
): readonly { readonly scenario: Scenario; readonly event: Event }[] => {
  const { span, trigger, name, signed } = listening;
  const on = { trigger: 'webhook', span, source: PAGE };
  const outside = { ...trustedScenario('webhook', span, PAGE), byItself: 'none' as const };
  const ways: { scenario: Scenario; event: Event }[] = [];
  for (const event of events) {
    if (event === 'internal') ways.push({ event, scenario: { ...outside, id: `webhook/${trigger}` } });
    else if (event === 'push') {
      const [push] = pushes(on, { default: true, branch: false, tag: false });
      if (push !== undefined) ways.push({ event, scenario: { ...push, id: `webhook/push/${trigger}` } });
    } else
      ways.push({
        event,
        scenario: {
          ...outside,
          id: `webhook/${event}/${trigger}`,
          causes: [cause('outsider', event === 'change' ? 'opens a pull request from a fork' : 'writes a comment')],
          proposer: taken.some((value) => OF_THE_CHANGE.test(value)) ? 'outsider' : null,
          guarantees: gatesOf(listening, event),
          cache: { scope: 'pull', reads: ['pull', 'default'] },
        },
      });
  }
  if (!signed && !events.includes('internal'))
    ways.push({
      event: 'sender',
      scenario: {
        ...outside,
        id: `webhook/sender/${trigger}`,
        byItself: null,
        proposer: taken.some((value) => OF_THE_CHANGE.test(value) || OF_A_SENDER.test(value)) ? 'outsider' : null,
        causes: [cause('outsider', 'posts an event of its own to the address of the listener', [sendersTrusted(name, span)])],
      },
    });
  return ways;
};

/** Without an interceptor that compares a secret, whoever reaches the address is believed. */
const sendersTrusted = (name: string, span: Span): Guarantee =>
  againstForks(
    `webhook-senders-trusted@${name}`,
    {
      statement: `Nobody but the host of the repository posts to \`${name}\`.`,
      why: 'No interceptor compares a signature or token, so only the network in front of the listener can keep others away.',
      source: PAGE,
    },
    span,
  );
