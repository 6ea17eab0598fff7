/** What a run is handed: parameters, resources, and what it hands on to templates that are not at hand. */
import { influenced, known, UNKNOWN } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { entryOf, get, textOf, type YamlNode } from '../../source/yaml.ts';
import { at, scalarOf, type Tree, type TreeEntry, type TreeMapping, treeEntry, treeItems, treeText, unknownNode, writtenText } from './tree.ts';
import type { AzureScenario } from './triggers.ts';
import type { RepositoryResource } from './world.ts';

/** Runtime parameters: whoever runs the pipeline by hand chooses them, otherwise their defaults count. */
export const runtimeParameter =
  (scenario: AzureScenario) =>
  (name: string, declaration: YamlNode | null, type: string): Tree | undefined => {
    if (scenario.trigger !== 'manual' || declaration === null) return undefined;
    const span = entryOf(declaration, 'name')?.value.span ?? declaration.span;
    const limited = get(declaration, 'values') !== undefined;
    if (type === 'boolean') return { ...unknownNode(span, `parameters.${name}`), type: 'boolean' };
    if (limited || type === 'number') return scalarOf(UNKNOWN, span, 'string', `parameters.${name}`);
    // A whole list of steps or an object is written as YAML by whoever runs it; the default stands for what is meant.
    if (type !== 'string') return undefined;
    return scalarOf(
      influenced({ origin: { kind: 'input', name, actor: 'writer', span }, charset: 'any', via: [] }),
      span,
      'string',
      `parameters.${name}`,
    );
  };

export const repositoriesOf = (root: Tree): ReadonlyMap<string, RepositoryResource> =>
  new Map(
    treeItems(at(root, 'resources', 'repositories')).flatMap((item) => {
      const alias = treeText(at(item, 'repository'));
      if (alias === null) return [];
      const name = at(item, 'name');
      return [
        [
          alias.toLowerCase(),
          {
            alias,
            type: treeText(at(item, 'type')) ?? '',
            name: treeText(name) ?? writtenText(name),
            ref: treeText(at(item, 'ref')),
            span: at(item, 'repository')?.span ?? item.span,
          },
        ],
      ];
    }),
  );

/** Everything that the template is handed, as the environment of its one step: so that secrets among it are seen. */
export const handedOn = (node: TreeMapping | undefined, span: Span): TreeMapping => {
  const texts = (tree: Tree | undefined, name: string): readonly TreeEntry[] =>
    tree === undefined
      ? []
      : tree.kind === 'scalar'
        ? [treeEntry(scalarOf(known(name), tree.span), tree)]
        : tree.kind === 'sequence'
          ? tree.items.flatMap((item) => texts(item, name))
          : tree.kind === 'mapping'
            ? tree.entries.flatMap(({ key, value }) => texts(value, writtenText(key)))
            : [];
  const env: Tree = {
    kind: 'mapping',
    entries: texts(at(node, 'parameters'), '').slice(0, 500),
    span,
  };
  return {
    kind: 'mapping',
    entries: [
      treeEntry(scalarOf(known('script'), span), scalarOf(known(':'), span)),
      treeEntry(scalarOf(known('displayName'), span), scalarOf(known('what the template runs'), span)),
      treeEntry(scalarOf(known('env'), span), env),
    ],
    span,
  };
};

export const webhooksOf = (root: YamlNode): readonly { readonly alias: string; readonly span: Span }[] => {
  const list = get(get(root, 'resources'), 'webhooks');
  return list?.kind !== 'sequence'
    ? []
    : list.items.flatMap((item) => {
        const alias = textOf(get(item, 'webhook'));
        return alias === null ? [] : [{ alias: alias.toLowerCase(), span: entryOf(item, 'webhook')?.value.span ?? item.span }];
      });
};
