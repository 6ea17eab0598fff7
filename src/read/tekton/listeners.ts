/**
 * Tekton Triggers: an EventListener hands fields of a webhook to the runs that its templates hold.
 * https://tekton.dev/docs/triggers/eventlisteners/, https://tekton.dev/docs/triggers/triggerbindings/ and https://tekton.dev/docs/triggers/triggertemplates/
 */
import type { Actor, Scenario } from '../../pipeline/model.ts';
import { concat, influenced, known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import { onOneLine, type Span } from '../../source/span.ts';
import { entriesOf, get, getPath, itemsOf, textOf, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { type Event, eventsOf, type Listening, listeningOf, sourceOf, waysOf } from './interceptors.ts';
import type { Resource, Resources } from './resources.ts';

/** One run of a template, as a trigger starts it. */
export interface ListenedRun {
  readonly id: string;
  readonly name: string;
  readonly run: Resource;
  readonly span: Span;
  /** With the values of the parameters of the template under each scenario. */
  readonly ways: readonly { readonly scenario: Scenario; readonly template: ReadonlyMap<string, Value> }[];
}

export const listenedRuns = (resources: Resources): readonly ListenedRun[] =>
  triggersOf(resources).flatMap(({ listener, trigger, name, group }) => {
    const template = templateOf(resources, get(trigger, 'template'));
    if (template === null) return [];
    const bound = bindingsOf(resources, get(trigger, 'bindings'));
    const listening = listeningOf(trigger, listener, name, group);
    const taken = [...bound.values()].map(({ value }) => value);
    const ways = waysOf(listening, eventsOf(listening, taken), taken);
    return itemsOf(get(template.spec, 'resourcetemplates') ?? get(template.spec, 'resourceTemplates')).flatMap(
      (node, index): readonly ListenedRun[] => {
        const kind = textOf(get(node, 'kind')) ?? '';
        if (kind !== 'PipelineRun' && kind !== 'TaskRun') return [];
        const made = textOf(getPath(node, 'metadata', 'name')) ?? textOf(getPath(node, 'metadata', 'generateName')) ?? template.name;
        // What the template puts into names is known at run time only.
        const own = made.replace(/\$\([^)]*\)/g, '*').replace(/-$/, '');
        return [
          {
            id: `${template.file}#${listener.name}/${name}/${own}${index === 0 ? '' : `/${index + 1}`}`,
            name: own,
            run: { kind, name: own, file: template.file, node, spec: get(node, 'spec') ?? null },
            span: onOneLine((get(node, 'kind') ?? node).span),
            ways: ways.map(({ scenario, event }) => ({
              scenario,
              template: new Map([
                ...declared(template.spec),
                ...[...bound].map(([key, scalar]): [string, Value] => [key, bodyValue(scalar, scenario, event, listening)]),
              ]),
            })),
          },
        ];
      },
    );
  });

interface Listed {
  readonly listener: Resource;
  readonly trigger: YamlNode;
  readonly name: string;
  /** Interceptors before those of the trigger; null: no listener in sight chooses it, so what stands before it is not known. */
  readonly group: readonly YamlNode[] | null;
}

/** Triggers written in listeners, those that their groups choose by label, and those that no listener in sight chooses. */
const triggersOf = (resources: Resources): readonly Listed[] => {
  const own = resources.all.flatMap((one) => (one.kind === 'Trigger' && one.spec !== null ? [{ ...one, spec: one.spec }] : []));
  const chosen = new Set<string>();
  const choose = (listener: Resource, { name, spec }: Resource & { readonly spec: YamlNode }, group: readonly YamlNode[]): Listed => {
    chosen.add(name);
    return { listener, trigger: spec, name, group };
  };
  const listed = resources.all.flatMap((listener): readonly Listed[] => {
    if (listener.kind !== 'EventListener' || listener.spec === null) return [];
    const { spec } = listener;
    return [
      ...itemsOf(get(spec, 'triggers')).flatMap((node, index): readonly Listed[] => {
        const reference = textOf(get(node, 'triggerRef'));
        if (reference === null) return [{ listener, trigger: node, name: textOf(get(node, 'name')) ?? `trigger-${index + 1}`, group: [] }];
        return own.filter(({ name }) => name === reference).map((one) => choose(listener, one, []));
      }),
      ...itemsOf(get(spec, 'triggerGroups')).flatMap((group) => {
        const wanted = entriesOf(getPath(group, 'triggerSelector', 'labelSelector', 'matchLabels'));
        return own
          .filter(({ node }) => wanted.every(({ key, value }) => textOf(get(getPath(node, 'metadata', 'labels'), key.value)) === textOf(value)))
          .map((one) => choose(listener, one, itemsOf(get(group, 'interceptors'))));
      }),
    ];
  });
  return [
    ...listed,
    ...own.filter(({ name }) => !chosen.has(name)).map((one) => ({ listener: one, trigger: one.spec, name: one.name, group: null })),
  ];
};

const templateOf = (resources: Resources, node: YamlNode | undefined): (Resource & { readonly spec: YamlNode }) | null => {
  const name = textOf(get(node, 'ref')) ?? textOf(get(node, 'name'));
  const found = name === null ? null : resources.find('TriggerTemplate', name);
  return found === null || found.spec === null ? null : { ...found, spec: found.spec };
};

const bindingsOf = (resources: Resources, node: YamlNode | undefined): ReadonlyMap<string, YamlScalar> => {
  const found = new Map<string, YamlScalar>();
  const add = (param: YamlNode): void => {
    const name = textOf(get(param, 'name'));
    const value = get(param, 'value');
    if (name !== null && value?.kind === 'scalar') found.set(name, value);
  };
  for (const binding of itemsOf(node)) {
    const name = textOf(get(binding, 'ref'));
    const other = name === null ? null : (resources.find('TriggerBinding', name) ?? resources.find('ClusterTriggerBinding', name));
    for (const param of [...itemsOf(getPath(binding, 'spec', 'params')), ...itemsOf(get(other?.spec ?? undefined, 'params')), binding]) add(param);
  }
  return found;
};

const declared = (spec: YamlNode): readonly [string, Value][] =>
  itemsOf(get(spec, 'params')).flatMap((item): readonly [string, Value][] => {
    const name = textOf(get(item, 'name'));
    const value = get(item, 'default');
    return name === null ? [] : [[name, value?.kind === 'scalar' ? known(value.value) : UNKNOWN]];
  });

const FIELD = /\$\((body|header|extensions)((?:\.[\w-]+|\[['"]?[\w.-]+['"]?\])*)\)/g;

/** The value that a binding takes out of the event, with whoever writes that field of it. */
const bodyValue = (scalar: YamlScalar, scenario: Scenario, event: Event, listening: Listening): Value => {
  const parts: Value[] = [];
  let last = 0;
  for (const match of scalar.value.matchAll(FIELD)) {
    parts.push(known(scalar.value.slice(last, match.index)));
    parts.push(fieldValue(match[1] ?? '', match[2] ?? '', scenario, event, listening, onOneLine(scalar.span)));
    last = match.index + match[0].length;
  }
  parts.push(known(scalar.value.slice(last)));
  return concat(parts);
};

const fieldValue = (where: string, path: string, scenario: Scenario, event: Event, listening: Listening, span: Span): Value => {
  // `extensions` are what CEL overlays made of the body: of which part their expressions tell.
  const field = where === 'extensions' ? (sourceOf(listening, path.slice(1)) ?? '') : `${where}${path}`;
  const charset = event === 'sender' ? ('any' as const) : event === 'internal' ? null : writtenIn(field, event);
  const actor: Actor | null = scenario.proposer ?? scenario.causes[0]?.actor ?? null;
  if (charset === null || actor === null || where === 'header') return UNKNOWN;
  return influenced({ origin: { kind: 'event', field: field.replace(/^body\.?/, '') || 'body', actor, span }, charset, via: [] });
};

/** How freely strangers write a field of the events of the usual hosts. Ids, addresses and times are nobody's to choose. */
const writtenIn = (field: string, event: Event): 'any' | 'line' | 'ref-name' | null => {
  if (/(?:^|\.)(?:title|display_title)$/.test(field)) return 'line';
  if (/(?:^|\.)(?:body|message|description|note|raw)$/.test(field)) return 'any';
  if (/\.base\.|target_branch|default_branch|destination/.test(field)) return null;
  if (/(?:^|\.)(?:ref|branch|source_branch|head_ref|label)$/.test(field) || field.endsWith('source.branch.name'))
    return event === 'push' ? null : 'ref-name';
  return null;
};
