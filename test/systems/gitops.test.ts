/** What a cluster deploys by itself: Argo CD's applications and Flux, joined with what other pipelines push and publish. */
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/reason/report.ts';
import { analyse, withSettings } from '../analyse.ts';

const application = (source: string, sync = '  syncPolicy: {automated: {prune: true}}\n', annotations = ''): Readonly<Record<string, string>> => ({
  'argocd/shop.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop
${annotations}spec:
  source: {${source}}
${sync}`,
});
const OWN = 'repoURL: "https://github.com/acme/shop.git", path: deploy';
const manifest = (image: string): Readonly<Record<string, string>> => ({
  'deploy/shop.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  template:
    spec:
      containers:
        - name: shop
          image: ${image}
`,
});
/** Anybody's title runs in the job that pushes the image. */
const pushing = (image: string): Readonly<Record<string, string>> => ({
  '.gitlab-ci.yml': `image:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - echo built
    - docker push ${image}
`,
  '.github/workflows/image.yml': `on: pull_request_target
permissions: {}
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
      - run: docker push ${image}
        env:
          REGISTRY_PASSWORD: \${{ secrets.REGISTRY_PASSWORD }}
`,
});
const OPTIONS = { asOf: '2026-05-01', repository: 'acme/shop' } as const;

const reaching = (report: Report, actor: string, rule: string) =>
  report.paths.filter((path) => path.actor === actor && path.asset === 'deployment:kubernetes/shop' && path.steps.some((step) => step.rule === rule));

describe('an application of Argo CD', () => {
  it('deploys the image that another system publishes, by tag and not by digest', async () => {
    const at = async (image: string) =>
      reaching(
        await analyse({ ...application(`${OWN}, targetRevision: HEAD`), ...manifest(image), ...pushing('ghcr.io/acme/shop:1') }, OPTIONS),
        'outsider',
        'artifact/deployed-publication',
      ).map(({ severity }) => severity);
    expect(await at('ghcr.io/acme/shop:1')).toContain('critical');
    expect(await at(`ghcr.io/acme/shop@sha256:${'0c'.repeat(32)}`)).toEqual([]);
    expect(await at('ghcr.io/acme/other:1')).toEqual([]);
  });

  it('finds images as Kustomize and charts write them, and what Image Updater watches', async () => {
    const found = async (files: Readonly<Record<string, string>>, annotations = '') =>
      reaching(
        await analyse(
          { ...application(`${OWN}, targetRevision: HEAD`, undefined, annotations), ...files, ...pushing('ghcr.io/acme/shop:1') },
          OPTIONS,
        ),
        'outsider',
        'artifact/deployed-publication',
      ).length > 0;
    expect(await found({ 'deploy/kustomization.yaml': 'images:\n  - name: shop\n    newName: ghcr.io/acme/shop\n    newTag: "1"\n' })).toBe(true);
    expect(await found({ 'deploy/values.yaml': 'image:\n  registry: ghcr.io\n  repository: acme/shop\n  tag: "1"\n' })).toBe(true);
    expect(await found({ 'deploy/values.yaml': 'image:\n  registry: quay.io\n  repository: acme/shop\n  tag: "1"\n' })).toBe(false);
    const list = '  annotations:\n    argocd-image-updater.argoproj.io/image-list: shop=ghcr.io/acme/shop:1.x\n';
    expect(await found({ 'deploy/x.yaml': 'kind: Namespace\n' }, list)).toBe(true);
  });

  it('knows an image whose name a pipeline puts together, where it bears the name of the repository', async () => {
    const [path] = reaching(
      await analyse(
        { ...application(`${OWN}, targetRevision: HEAD`), ...manifest('ghcr.io/acme/shop:1'), ...pushing('"ghcr.io/$OWNER/shop:1"') },
        OPTIONS,
      ),
      'outsider',
      'artifact/deployed-publication',
    );
    // One step down from critical: that it is the same name cannot be told for certain.
    expect(path?.severity).toBe('high');
  });

  it('follows a branch without protection, which every writer pushes to; one that is protected, or a commit, nobody', async () => {
    const at = async (revision: string, settings: Readonly<Record<string, boolean>> = {}, source = OWN) =>
      (await analyse(application(`${source}, targetRevision: ${revision}`), { ...OPTIONS, settings: withSettings(settings) })).paths.filter(
        ({ actor, asset }) => actor === 'writer' && asset === 'deployment:kubernetes/shop',
      );
    const branch = 'deployed-branch-protected@production';
    expect((await at('production', { [branch]: false })).map(({ certainty }) => certainty)).toContain('proven');
    expect((await at('production')).map(({ certainty }) => certainty)).toEqual(['conditional']);
    expect(await at('production', { [branch]: true })).toEqual([]);
    expect(await at('08c6903cd8c0fde910a37f88322edcfb5dd907a8')).toEqual([]);
    expect(await at('v1.2.0', { 'tags-protected': true })).toEqual([]);
    expect((await at('v1.2.0', { 'tags-protected': false })).length).toBeGreaterThan(0);
    expect(await at('production', { [branch]: false }, 'repoURL: "https://github.com/acme/other.git", path: deploy')).toEqual([]);
  });

  it('waits for somebody where nothing syncs by itself', async () => {
    const severity = async (sync: string) => {
      const files = { ...application(`${OWN}, targetRevision: production`, sync) };
      const report = await analyse(files, { ...OPTIONS, settings: withSettings({ 'deployed-branch-protected@production': false }) });
      return report.paths.find(({ actor, asset }) => actor === 'writer' && asset === 'deployment:kubernetes/shop')?.severity;
    };
    expect(await severity('  syncPolicy: {automated: {}}\n')).toBe('medium');
    expect(await severity('')).toBe('low');
    expect(await severity('  syncPolicy: {automated: {enabled: false}}\n')).toBe('low');
  });

  it('asks whose repository it is where only a folder is known', async () => {
    const report = await analyse(application(`${OWN}, targetRevision: production`), {
      asOf: '2026-05-01',
      settings: withSettings({ 'deployed-branch-protected@production': false }),
    });
    const path = report.paths.find(({ actor, asset }) => actor === 'writer' && asset === 'deployment:kubernetes/shop');
    expect(path?.dependsOn).toEqual(['deployed-from-elsewhere@https://github.com/acme/shop.git']);
  });

  it('is read from templates and broken files without a word', async () => {
    const report = await analyse(
      { 'argocd/app.yaml': 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source: {{ .Values.source }}\n' },
      OPTIONS,
    );
    expect(report.diagnostics).toEqual([]);
    expect(report.paths).toEqual([]);
  });
});

const flux = (ref: string, more = ''): Readonly<Record<string, string>> => ({
  'clusters/production/shop.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: shop}
spec:
  url: ssh://git@github.com/acme/shop
  ref: {${ref}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: shop}
spec:
  path: ./deploy
${more}  sourceRef: {kind: GitRepository, name: shop}
`,
});

describe('Flux', () => {
  it('applies a branch and runs the images of its manifests', async () => {
    const settings = withSettings({ 'deployed-branch-protected@production': false });
    const writers = async (files: Readonly<Record<string, string>>) =>
      (await analyse(files, { ...OPTIONS, settings })).paths.filter(
        ({ actor, asset }) => actor === 'writer' && asset === 'deployment:kubernetes/shop',
      );
    expect((await writers(flux('branch: production'))).map(({ certainty }) => certainty)).toContain('proven');
    expect(await writers(flux('branch: production', '  suspend: true\n'))).toEqual([]);
    expect(await writers(flux('branch: production, commit: 08c6903cd8c0fde910a37f88322edcfb5dd907a8'))).toEqual([]);
    const image = async (name: string) =>
      reaching(
        await analyse({ ...flux('branch: main'), ...manifest(name), ...pushing('ghcr.io/acme/shop:1') }, OPTIONS),
        'outsider',
        'artifact/deployed-publication',
      ).length;
    expect(await image('ghcr.io/acme/shop:1')).toBeGreaterThan(0);
    expect(await image(`ghcr.io/acme/shop@sha256:${'0c'.repeat(32)}`)).toBe(0);
  });

  it('takes a chart in whatever version comes next', async () => {
    const release = (version: string): Readonly<Record<string, string>> => ({
      'clusters/shop.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: charts}
spec: {type: oci, url: "oci://ghcr.io/acme/charts"}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: shop}
spec:
  chart:
    spec: {chart: shop, version: "${version}", sourceRef: {kind: HelmRepository, name: charts}}
`,
      ...pushing('x'),
      '.github/workflows/image.yml': (pushing('x')['.github/workflows/image.yml'] ?? '').replace(
        'docker push x',
        'helm push shop-1.tgz oci://ghcr.io/acme/charts',
      ),
    });
    const efforts = async (version: string) =>
      reaching(await analyse(release(version), OPTIONS), 'outsider', 'artifact/deployed-publication').map(({ effort }) => effort);
    const [open, fixed] = [(await efforts('1.x'))[0], (await efforts('1.2.3'))[0]];
    expect(open).toBeDefined();
    expect(fixed ?? Number.POSITIVE_INFINITY).toBeGreaterThan(open ?? 0);
  });
});

describe('owners of what a cluster follows', () => {
  it('are those of its files, wherever they lie', async () => {
    const told = { 'branch-protected': true, 'branch-admins-included': true, 'code-owners-required': true };
    const changed = async (owners: string) =>
      (
        await analyse(
          { '.github/CODEOWNERS': owners, ...application(`${OWN}, targetRevision: HEAD`), ...pushing('x') },
          { ...OPTIONS, settings: withSettings(told) },
        )
      ).paths.filter(({ actor, steps }) => actor === 'contributor' && steps.some(({ rule }) => rule === 'configuration/unreviewed-workflow-change'))
        .length;
    // Owners of the workflows alone are asked about nothing that the cluster follows.
    expect(await changed('/.github/ @acme/security\n.gitlab-ci.yml @acme/security\n')).toBeGreaterThan(0);
    expect(await changed('/.github/ @acme/security\n.gitlab-ci.yml @acme/security\n/argocd/ @acme/security\n')).toBe(0);
  });
});
