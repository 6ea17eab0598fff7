/** Images that manifests of a folder name: Kubernetes resources, Kustomize's and Helm's own ways to write them. */
import type { TakenPublication } from '../../../pipeline/effects.ts';
import type { FileTree } from '../../../source/files.ts';
import { entriesOf, get, getPath, itemsOf, parseYaml, textOf, type YamlNode } from '../../../source/yaml.ts';
import { parseImage } from '../component-registry.ts';

const MAX_FILES = 200;
const MAX_LENGTH = 500_000;
const MAX_DEPTH = 30;

const taken = (text: string, node: YamlNode, updates: boolean): readonly TakenPublication[] => {
  const { name, pin } = parseImage(text.trim());
  return name === '' || /[{}$\s]/.test(name) ? [] : [{ publication: `image:${name}`, pin, updates, span: node.span }];
};

/** `updates`: something in the cluster writes newer versions in by itself. https://fluxcd.io/flux/guides/image-update/ says how a line is marked for that. */
export const imagesIn = (tree: FileTree, folder: string, updates = false): readonly TakenPublication[] => {
  const prefix = folder === '' ? '' : `${folder}/`;
  const files = tree.files.filter((file) => file.startsWith(prefix) && /\.ya?ml$/i.test(file) && !/^\.(?:github|gitlab|circleci)\//.test(file));
  const found = new Map<string, TakenPublication>();
  for (const file of files.slice(0, MAX_FILES)) {
    const text = tree.read(file);
    if (text === null || text.length > MAX_LENGTH || !/\bimages?\b|\bnewName\b/.test(text)) continue;
    const marked = /\$imagepolicy/.test(text);
    for (const document of parseYaml(text, file).documents)
      for (const image of walk(document, updates || marked, 0)) {
        const old = found.get(image.publication);
        // The loosest pin decides.
        if (old === undefined || (old.pin === 'digest' && image.pin !== 'digest')) found.set(image.publication, image);
      }
  }
  return [...found.values()];
};

function* walk(node: YamlNode, updates: boolean, depth: number): Iterable<TakenPublication> {
  if (depth > MAX_DEPTH) return;
  if (node.kind === 'sequence') for (const item of node.items) yield* walk(item, updates, depth + 1);
  if (node.kind !== 'mapping') return;
  for (const { key, value } of entriesOf(node)) {
    if (key.value === 'image' && value.kind === 'scalar') yield* taken(value.value, value, updates);
    else if (key.value === 'image' && textOf(get(value, 'repository')) !== null) yield* ofValues(value, updates);
    else if (key.value === 'images') {
      for (const item of itemsOf(value)) yield* ofKustomize(item, updates);
    } else yield* walk(value, updates, depth + 1);
  }
}

/** Values of a chart: `repository`, `tag`, `digest`, and often `registry`. */
const ofValues = (node: YamlNode, updates: boolean): readonly TakenPublication[] => {
  const registry = textOf(get(node, 'registry'));
  const repository = textOf(get(node, 'repository')) ?? '';
  const [tag, digest] = [textOf(get(node, 'tag')), textOf(get(node, 'digest'))];
  const name = registry === null || registry === '' ? repository : `${registry}/${repository}`;
  return taken(
    digest !== null && digest !== '' ? `${name}@${digest}` : tag === null || tag === '' ? name : `${name}:${tag}`,
    get(node, 'repository') ?? node,
    updates,
  );
};

/** https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/ */
const ofKustomize = (node: YamlNode, updates: boolean): readonly TakenPublication[] => {
  const name = textOf(get(node, 'newName')) ?? textOf(get(node, 'name'));
  if (name === null) return [];
  const [tag, digest] = [textOf(get(node, 'newTag')), textOf(getPath(node, 'digest'))];
  return taken(
    digest !== null ? `${name}@${digest}` : tag === null ? name : `${name}:${tag}`,
    get(node, 'newName') ?? get(node, 'name') ?? node,
    updates,
  );
};
