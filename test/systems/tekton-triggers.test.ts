/** EventListeners: whose text and code reach the run of a template, and what the interceptors keep out. */
import { describe, expect, it } from 'vitest';
import { readTekton } from '../../src/read/tekton/reader.ts';
import { memoryTree } from '../../src/source/files.ts';
import { analyse, withSettings } from '../analyse.ts';

const IMAGE = `registry.example/go@sha256:${'0'.repeat(64)}`;
const SIGNED = '            - { name: secretRef, value: { secretName: hook, secretKey: token } }\n';
const event = (names: string): string => `            - { name: eventTypes, value: [${names}] }\n`;
const github = (params: string): string => `        - ref: { name: github }\n          params:\n${params}`;
const cel = (filter: string): string =>
  `        - ref: { name: cel }\n          params:\n            - name: filter\n              value: >-\n                ${filter}\n`;

const listener = (
  interceptors: string,
  script = 'echo "$(params.title)"',
  fields = { title: 'pull_request.title', revision: 'pull_request.head.sha' },
) => ({
  'tekton/listener.yaml': `apiVersion: triggers.tekton.dev/v1beta1
kind: EventListener
metadata: { name: hooks }
spec:
  triggers:
    - name: check
      interceptors:
${interceptors}      bindings:
        - ref: change
      template:
        ref: check
---
apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerBinding
metadata: { name: change }
spec:
  params:
    - { name: title, value: $(body.${fields.title}) }
    - { name: revision, value: $(body.${fields.revision}) }
---
apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerTemplate
metadata: { name: check }
spec:
  params: [{ name: title }, { name: revision }]
  resourcetemplates:
    - apiVersion: tekton.dev/v1
      kind: PipelineRun
      metadata: { generateName: check- }
      spec:
        params:
          - { name: title, value: $(tt.params.title) }
        pipelineSpec:
          params: [{ name: title }]
          tasks:
            - name: say
              params: [{ name: title, value: $(params.title) }]
              taskSpec:
                params: [{ name: title }]
                steps:
                  - name: say
                    image: ${IMAGE}
                    env:
                      - name: DEPLOY_TOKEN
                        valueFrom: { secretKeyRef: { name: deploy, key: token } }
                      - { name: TITLE, value: $(params.title) }
                    script: |
                      ${script}
`,
});

const stolen = async (files: Readonly<Record<string, string>>, settings: Readonly<Record<string, boolean>> = {}) =>
  (await analyse(files, { settings: withSettings(settings) })).paths
    .filter(({ actor, asset }) => actor === 'outsider' && asset === 'secret:tekton/deploy')
    .map(({ severity, certainty, dependsOn }) => [severity, certainty, ...dependsOn].join(' '));

const PULL = github(SIGNED + event('pull_request'));

describe('text of a stranger in the run of a template', () => {
  it('is code in a script it is put into', async () => expect(await stolen(listener(PULL))).toEqual(['critical proven']));
  it('is no code in a variable', async () => expect(await stolen(listener(PULL, 'echo "$TITLE"'))).toEqual([]));
  it.each([
    `body.pull_request.author_association in ['OWNER', 'MEMBER']`,
    `body.action == 'opened' && body.pull_request.author_association == 'OWNER'`,
    `body.action != 'closed' && body.sender.login in ['ann', 'bob']`,
    'body.pull_request.head.repo.full_name == body.repository.full_name',
    'body.pull_request.head.repo.fork == false',
    '!body.pull_request.head.repo.fork',
    `body.pull_request.author_association in ['OWNER', 'CONTRIBUTOR']`,
    `body.sender.login == 'ann' || body.action == 'x' && body.sender.login in ['bob']`,
  ])('is none where a filter asks who wrote the change: %s', async (filter) => expect(await stolen(listener(PULL + cel(filter)))).toEqual([]));
  it.each([
    `!(body.pull_request.author_association in ['OWNER', 'MEMBER'])`,
    `body.pull_request.author_association in ['OWNER', 'NONE']`,
    `!(body.sender.login in ['dependabot'])`,
    `body.sender.login != 'dependabot'`,
    'body.pull_request.head.repo.full_name != body.repository.full_name',
    'body.pull_request.head.repo.fork == true',
    'body.pull_request.head.repo.fork',
    `body.pull_request.head.repo.fork == false ? body.action == 'opened' : true`,
  ])('is no less where a filter asks the other way round: %s', async (filter) =>
    expect(await stolen(listener(PULL + cel(filter)))).toEqual(['critical proven']),
  );
  it('comes in all the same where a filter asks for an action, or has another way round', async () => {
    expect(await stolen(listener(PULL + cel(`body.action in ['opened', 'reopened']`)))).toEqual(['critical proven']);
    expect(await stolen(listener(PULL + cel(`body.pull_request.author_association in ['OWNER'] || body.action == 'opened'`)))).toEqual([
      'critical proven',
    ]);
  });
  it('waits for an owner, who lets it in as a routine', async () => {
    const owners = '            - { name: githubOwners, value: { checkType: all } }\n';
    expect(await stolen(listener(github(SIGNED + event('pull_request') + owners)))).toEqual(['high proven']);
  });
  it.each([
    [`body.label.name == 'ok-to-test'`, 'high proven'],
    [`body.label.name == 'a' || body.action == 'labeled' && body.label.name == 'b'`, 'high proven'],
    [`body.label.name != 'wip'`, 'critical proven'],
    [`!(body.pull_request.labels.exists(l, l.name == 'wip'))`, 'critical proven'],
    [`body.label.name == 'a' || body.action == 'opened'`, 'critical proven'],
  ])('waits for a label likewise, where the filter asks for one: %s', async (filter, expected) =>
    expect(await stolen(listener(PULL + cel(filter)))).toEqual([expected]),
  );
  it('is the merged change’s where pushes start it', async () =>
    expect(await stolen(listener(github(SIGNED + event('push')), undefined, { title: 'head_commit.message', revision: 'after' }))).toEqual([]));
  it('is nobody’s where the team’s own services send it', async () =>
    expect(await stolen(listener(cel(`body.kind == 'nightly'`), undefined, { title: 'image', revision: 'revision' }))).toEqual([]));
});

describe('a listener that compares no secret', () => {
  const files = listener(github(event('push')), undefined, { title: 'head_commit.id', revision: 'after' });
  it('believes whoever reaches it', async () => {
    expect(await stolen(files)).toEqual(['critical conditional webhook-senders-trusted@hooks']);
    expect(await stolen(files, { 'webhook-senders-trusted@hooks': true })).toEqual([]);
  });
  it('is none where a group of the listener compares it first', async () => {
    const text = files['tekton/listener.yaml'];
    const [, bindings = '', template = ''] = text.split('---\n');
    const grouped = `apiVersion: triggers.tekton.dev/v1beta1
kind: EventListener
metadata: { name: hooks }
spec:
  triggerGroups:
    - name: all
      interceptors:
${github(SIGNED + event('push'))}      triggerSelector: { labelSelector: { matchLabels: { from: host } } }
---
apiVersion: triggers.tekton.dev/v1beta1
kind: Trigger
metadata: { name: check, labels: { from: host } }
spec:
  bindings: [{ ref: change }]
  template: { ref: check }
---
${bindings}---
${template}`;
    expect(await stolen({ 'tekton/listener.yaml': grouped })).toEqual([]);
    expect(
      readTekton(memoryTree({ 'tekton/listener.yaml': grouped })).workflows.flatMap(({ runs }) => runs.map(({ scenario }) => scenario.id)),
    ).toEqual(['webhook/push/check']);
  });
});

describe('code of a stranger', () => {
  const fetched = (revision: string) => ({
    'tekton/run.yaml': `${listener(PULL, 'make', { title: 'pull_request.title', revision })['tekton/listener.yaml'].replace('            - name: say\n              params', '            - { name: clone, taskRef: { name: git-clone } }\n            - name: say\n              runAfter: [clone]\n              params')}`,
  });
  it('runs where the run is told the head of the change, and not where it is told the base', async () => {
    expect(await stolen(fetched('pull_request.head.sha'))).toEqual(['critical proven']);
    expect(await stolen(fetched('pull_request.base.sha'))).toEqual([]);
  });
});

describe('files that nobody could apply', () => {
  for (const [name, text] of Object.entries({
    empty: 'apiVersion: triggers.tekton.dev/v1beta1\nkind: EventListener\n',
    circular:
      'apiVersion: triggers.tekton.dev/v1beta1\nkind: TriggerTemplate\nmetadata: {name: a}\nspec: {resourcetemplates: [x, {kind: PipelineRun}]}\n---\napiVersion: triggers.tekton.dev/v1beta1\nkind: EventListener\nmetadata: {name: l}\nspec: {triggers: [{bindings: x, interceptors: {a: b}, template: {ref: a}}, {triggerRef: none}, 7]}\n',
  }))
    it(`are read: ${name}`, () => expect(() => readTekton(memoryTree({ 'tekton/trigger.yaml': text }))).not.toThrow());
});
