/** Argo CD applications: what is deployed from where, and whether by itself. https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/ */
import type { TakenPublication } from '../../pipeline/effects.ts';
import type { FileTree } from '../../source/files.ts';
import type { Span } from '../../source/span.ts';
import { entriesOf, get, getPath, isFalse, itemsOf, listOf, textOf, type YamlNode } from '../../source/yaml.ts';
import { parseImage } from '../common/component-registry.ts';
import { type Deployment, isOwnAddress, kindOfRef } from '../common/gitops/deployments.ts';
import { imagesIn } from '../common/gitops/images.ts';

const PAGE = 'https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/';

/** One for each source. `node`: the application, or the template of a set. Sources whose address a generator fills in are left out. */
export const deploymentsOf = (tree: FileTree, node: YamlNode, name: string, span: Span, repository: string | null): readonly Deployment[] => {
  const spec = get(node, 'spec');
  const automated = getPath(spec, 'syncPolicy', 'automated');
  const automatic = automated !== undefined && automated.kind !== 'null' && !isFalse(get(automated, 'enabled'));
  const updated = updaterImages(node);
  const base = { name, trigger: 'sync', tool: 'argo cd', automatic, span, page: PAGE } as const;
  const single = get(spec, 'source');
  return [...(single === undefined ? [] : [single]), ...itemsOf(get(spec, 'sources'))].flatMap((source): readonly Deployment[] => {
    const url = textOf(get(source, 'repoURL'));
    if (url === null || url.includes('{{')) return [];
    const chart = textOf(get(source, 'chart'));
    const at = get(source, 'targetRevision') ?? get(source, 'repoURL') ?? source;
    const written = textOf(get(source, 'targetRevision')) ?? '';
    const inline = inlineImages(source, updated.length > 0);
    if (chart !== null) return [{ ...base, source: null, takes: [...chartsOf(url, chart, written, at), ...inline, ...updated] }];
    const ref = written.includes('{{') ? '' : written.replace(/^refs\/(?:heads|tags)\//, '');
    const path = (textOf(get(source, 'path')) ?? '').replace(/^\.?\/+|^\.$|\/+$/g, '');
    const own = isOwnAddress(url, tree.name, repository);
    const takes = own === false || path.includes('{{') || get(source, 'ref') !== undefined ? [] : imagesIn(tree, path, updated.length > 0);
    const kind = written.startsWith('refs/tags/') ? 'tag' : kindOfRef(ref);
    return [{ ...base, source: { url, ref, kind, path, span: at.span }, takes: [...takes, ...inline, ...updated] }];
  });
};

/** Charts in registries are pushed under the registry's path, with or without their own name behind it. */
const chartsOf = (url: string, chart: string, version: string, at: YamlNode): readonly TakenPublication[] => {
  const place = url.replace(/^[a-z]+:\/\//, '').replace(/\/$/, '');
  const exact = /^v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(version);
  return [place, `${place}/${chart}`].map((name) => ({ publication: `chart:${name}`, pin: exact ? 'tag' : 'none', updates: !exact, span: at.span }));
};

/** Images that the application itself writes into the manifests: `kustomize.images`, parameters and values of a chart. */
const inlineImages = (source: YamlNode, updates: boolean): readonly TakenPublication[] =>
  itemsOf(getPath(source, 'kustomize', 'images')).flatMap((item) => {
    const text = textOf(item)?.replace(/^[^=]*=/, '');
    if (text === undefined) return [];
    const { name, pin } = parseImage(text);
    return [{ publication: `image:${name}`, pin, updates, span: item.span }];
  });

/**
 * Image Updater writes the newest image that the list allows into the application.
 * https://argocd-image-updater.readthedocs.io/en/stable/configuration/images/
 */
const updaterImages = (node: YamlNode): readonly TakenPublication[] =>
  entriesOf(getPath(node, 'metadata', 'annotations')).flatMap(({ key, value }) =>
    key.value === 'argocd-image-updater.argoproj.io/image-list'
      ? listOf(value).flatMap((list) =>
          (textOf(list) ?? '').split(',').flatMap((entry) => {
            const image = entry.trim().replace(/^[\w.-]+=/, '');
            const { name } = parseImage(image);
            return name === '' ? [] : [{ publication: `image:${name}`, pin: 'none' as const, updates: true, span: list.span }];
          }),
        )
      : [],
  );
