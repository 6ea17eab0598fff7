import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/reason/report.ts';
import { analyse } from '../analyse.ts';

const rules = (report: Report, actor: string, kind: string): readonly string[] =>
  report.paths.flatMap((path) =>
    path.actor === actor && report.assets.find(({ id }) => id === path.asset)?.kind === kind ? path.steps.map(({ rule }) => rule) : [],
  );

const set = (revision: string, labels = ''): Readonly<Record<string, string>> => ({
  'deploy/applicationset.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: previews}
spec:
  generators:
    - pullRequest:
        github:
          owner: acme
          repo: shop
${labels}  template:
    spec:
      project: default
      source: {repoURL: "https://github.com/acme/shop.git", targetRevision: "${revision}", path: deploy}
`,
});
const OPEN = { settings: new Map([['service-role-limited', false]]) };

describe('an application set', () => {
  it('applies what a stranger proposes', async () => {
    const report = await analyse(set('{{head_sha}}'), OPEN);
    expect(rules(report, 'outsider', 'secret')).toContain('source/untrusted-checkout');
    expect(report.paths.find(({ actor, asset }) => actor === 'outsider' && asset.startsWith('secret:'))?.severity).toBe('high');
  });

  it('is a step lower where a label is asked for', async () => {
    const report = await analyse(set('{{head_sha}}', '          labels: [preview]\n'), OPEN);
    expect(report.paths.find(({ actor, asset }) => actor === 'outsider' && asset.startsWith('secret:'))?.severity).toBe('medium');
  });

  it('is silent where the manifests are the default branch’s own', async () => {
    const report = await analyse(set('main'), OPEN);
    expect(rules(report, 'outsider', 'secret')).toEqual([]);
  });
});

const cron = (source: string, image = 'alpine@sha256:0c0734eb7051babbb3e95cd74e684f940552b31472152edf0bb23e54ab44a0d7') => ({
  'argo/nightly.yaml': `apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: nightly}
spec:
  schedule: "0 3 * * *"
  workflowSpec:
    entrypoint: go
    templates:
      - name: go
        script:
          image: ${image}
          command: [sh]
          env:
            - name: KEY
              valueFrom: {secretKeyRef: {name: deploy-key, key: value}}
          source: |
            ${source}
`,
});

describe('workflows', () => {
  it('run scripts from the network and images that move beside a secret', async () => {
    expect(rules(await analyse(cron('curl -sSf https://get.example.com/i.sh | sh')), 'upstream', 'secret')).toContain('dependency/remote-script');
    expect(rules(await analyse(cron('./go.sh', 'someone/tool:1')), 'upstream', 'secret')).toContain('dependency/image');
    expect(rules(await analyse(cron('./go.sh')), 'upstream', 'secret')).toEqual([]);
  });

  it('have parameters of a submitter who is not in sight', async () => {
    const template = (source: string) => ({
      'argo/template.yaml': `apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: greet}
spec:
  templates:
    - name: go
      inputs: {parameters: [{name: text}]}
      script:
        image: alpine
        command: [sh]
        env:
          - {name: TEXT, value: "{{inputs.parameters.text}}"}
        source: |
          ${source}
`,
    });
    const fields = async (source: string) =>
      ((await analyse(template(source))).graph?.transitions ?? []).flatMap((t) => (t.rule === 'source/script-injection' ? [t.facts.field] : []));
    expect(await fields('echo {{inputs.parameters.text}}')).toEqual(['inputs.text']);
    expect(await fields('echo "$TEXT"')).toEqual([]);
  });
});
