/** Flux: what a cluster takes from repositories and registries. https://fluxcd.io/flux/components/ */
import type { TakenPublication } from '../../pipeline/effects.ts';
import type { Workflow } from '../../pipeline/model.ts';
import type { FileTree } from '../../source/files.ts';
import { compareText, type Diagnostic, startOf } from '../../source/span.ts';
import { get, getPath, isTrue, parseYaml, textOf, type YamlNode } from '../../source/yaml.ts';
import { componentRegistry } from '../common/component-registry.ts';
import { type Deployment, deploymentJob, deploymentScenario, type GitSource, isOwnAddress, kindOfRef } from '../common/gitops/deployments.ts';
import { imagesIn } from '../common/gitops/images.ts';
import { type PlainWorld, plainRun } from '../common/plain/jobs.ts';
import type { Reading, ReadOptions } from '../common/reader.ts';
import { OTHERS, SYSTEM } from './places.ts';

const API = /^\s*apiVersion\s*:\s*['"]?[\w.-]*toolkit\.fluxcd\.io\//m;
const MAX_LENGTH = 1_000_000;
const PAGES = 'https://fluxcd.io/flux/components/';

interface Resource {
  readonly file: string;
  readonly kind: string;
  readonly name: string;
  readonly node: YamlNode;
}

export const readFlux = (tree: FileTree, { repository }: ReadOptions): Reading => {
  const registry = componentRegistry();
  const diagnostics: Diagnostic[] = [];
  const resources: Resource[] = [];
  const world: PlainWorld = { system: SYSTEM, tree, registry, predefined: () => new Map(), outputFiles: {}, gap: () => {} };
  for (const file of tree.files) {
    if (!OTHERS.test(file)) continue;
    const text = tree.read(file);
    if (text === null || text.length > MAX_LENGTH || !API.test(text)) continue;
    const parsed = parseYaml(text, file);
    diagnostics.push(...parsed.diagnostics);
    for (const node of parsed.documents) {
      const [kind, name] = [textOf(get(node, 'kind')), textOf(getPath(node, 'metadata', 'name'))];
      if (kind !== null && name !== null && /toolkit\.fluxcd\.io\//.test(textOf(get(node, 'apiVersion')) ?? ''))
        resources.push({ file, kind, name, node });
    }
  }
  const updated = updatedImages(resources);
  const workflows = resources.flatMap((resource): readonly Workflow[] => {
    const { file, kind, name, node } = resource;
    const deployment = isTrue(getPath(node, 'spec', 'suspend')) ? null : deploymentOf(tree, resources, resource, updated, repository);
    if (deployment === null) return [];
    const id = `${file}#${kind}/${name}`;
    const own = deployment.source === null ? false : isOwnAddress(deployment.source.url, tree.name, repository);
    const runs = [plainRun(world, id, deploymentScenario(deployment, own), [deploymentJob(deployment, own)])];
    return [{ id, file, name, system: SYSTEM, kind: 'workflow', span: deployment.span, runs }];
  });
  return {
    files: [...new Set(workflows.map(({ file }) => file))].sort(compareText),
    workflows: workflows.sort((a, b) => compareText(a.id, b.id)),
    components: registry.all(),
    gaps: [],
    diagnostics,
  };
};

const deploymentOf = (
  tree: FileTree,
  resources: readonly Resource[],
  { kind, name, node }: Resource,
  updated: readonly TakenPublication[],
  repository: string | null,
): Deployment | null => {
  const span = startOf((get(node, 'kind') ?? node).span);
  const base = { name, trigger: 'reconcile', tool: 'flux', automatic: true, span } as const;
  const spec = get(node, 'spec');
  if (kind === 'Kustomization') {
    const source = sourceOf(resources, get(spec, 'sourceRef'), textOf(get(spec, 'path')) ?? '');
    if (source === null) return null;
    const takes = isOwnAddress(source.url, tree.name, repository) === false ? [] : imagesIn(tree, source.path);
    return { ...base, source, takes: known(takes, updated), page: `${PAGES}kustomize/kustomizations/` };
  }
  if (kind !== 'HelmRelease') return null;
  const chart = getPath(spec, 'chart', 'spec');
  const from = get(chart, 'sourceRef');
  const page = `${PAGES}helm/helmreleases/`;
  if (textOf(get(from, 'kind')) === 'GitRepository') {
    const source = sourceOf(resources, from, textOf(get(chart, 'chart')) ?? '');
    if (source === null) return null;
    const takes = isOwnAddress(source.url, tree.name, repository) === false ? [] : imagesIn(tree, source.path);
    return { ...base, source, takes: known(takes, updated), page };
  }
  const takes = chartsOf(resources, chart ?? getPath(spec, 'chartRef'), from ?? getPath(spec, 'chartRef'));
  return takes.length === 0 ? null : { ...base, source: null, takes, page };
};

/** https://fluxcd.io/flux/components/source/gitrepositories/#reference: a commit before a version range, before a tag, before a branch. */
const sourceOf = (resources: readonly Resource[], ref: YamlNode | undefined, path: string): GitSource | null => {
  const name = textOf(get(ref, 'name'));
  if ((textOf(get(ref, 'kind')) ?? 'GitRepository') !== 'GitRepository') return null;
  const repository = resources.find((r) => r.kind === 'GitRepository' && r.name === name);
  const url = textOf(getPath(repository?.node, 'spec', 'url'));
  if (repository === undefined || url === null) return null;
  const at = getPath(repository.node, 'spec', 'ref');
  const place = { url, path: path.replace(/^\.?\/+|^\.$|\/+$/g, '') };
  for (const [key, kind] of [
    ['commit', 'commit'],
    ['semver', 'tag'],
    ['tag', 'tag'],
  ] as const) {
    const node = get(at, key);
    const written = textOf(node);
    if (node !== undefined && written !== null) return { ...place, ref: written, kind, span: node.span };
  }
  const branch = get(at, 'branch');
  const written = textOf(branch) ?? '';
  const kind = kindOfRef(written) === 'default' ? 'default' : 'branch';
  return { ...place, ref: written, kind, span: (branch ?? getPath(repository.node, 'spec', 'url') ?? repository.node).span };
};

const chartsOf = (resources: readonly Resource[], chart: YamlNode | undefined, ref: YamlNode | undefined): readonly TakenPublication[] => {
  const source = resources.find((r) => r.kind === textOf(get(ref, 'kind')) && r.name === textOf(get(ref, 'name')));
  const url = textOf(getPath(source?.node, 'spec', 'url'));
  if (source === undefined || url === null || !/^(?:HelmRepository|OCIRepository)$/.test(source.kind)) return [];
  const place = url.replace(/^[a-z]+:\/\//, '').replace(/\/$/, '');
  const name = textOf(get(chart, 'chart'));
  const tag = getPath(source.node, 'spec', 'ref', 'tag');
  const at = get(chart, 'version') ?? tag ?? get(chart, 'chart') ?? getPath(source.node, 'spec', 'url') ?? source.node;
  const exact = /^v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(textOf(get(chart, 'version') ?? tag) ?? '');
  const digest = getPath(source.node, 'spec', 'ref', 'digest') !== undefined;
  return [place, ...(name === null ? [] : [`${place}/${name}`])].map((full) => ({
    publication: `chart:${full}`,
    pin: digest ? 'digest' : exact ? 'tag' : 'none',
    updates: !exact && !digest,
    span: at.span,
  }));
};

/** An automation writes the newest image that a policy allows into the manifests. https://fluxcd.io/flux/guides/image-update/ */
const updatedImages = (resources: readonly Resource[]): readonly TakenPublication[] => {
  if (!resources.some(({ kind }) => kind === 'ImageUpdateAutomation')) return [];
  return resources.flatMap(({ kind, node }): readonly TakenPublication[] => {
    if (kind !== 'ImagePolicy') return [];
    const name = textOf(getPath(node, 'spec', 'imageRepositoryRef', 'name'));
    const repository = resources.find((r) => r.kind === 'ImageRepository' && r.name === name);
    const image = getPath(repository?.node, 'spec', 'image');
    return image?.kind === 'scalar' ? [{ publication: `image:${image.value}`, pin: 'none', updates: true, span: image.span }] : [];
  });
};

/** Images of the manifests, those that are kept up to date as such. */
const known = (takes: readonly TakenPublication[], updated: readonly TakenPublication[]): readonly TakenPublication[] =>
  takes.map((taken) => updated.find(({ publication }) => publication === taken.publication) ?? taken);
