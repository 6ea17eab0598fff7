/** A small handmade pipeline, and transitions of every rule in it, for tests of rules and controls. */
import type { Effect } from '../../src/pipeline/effects.ts';
import type { Component, Guarantee, Job, Pipeline, Run, Step } from '../../src/pipeline/model.ts';
import type { Transition } from '../../src/reason/graph.ts';
import { actorState, artifactState, codeState, jobState, placeOf, runState, secretState, textState } from '../../src/reason/states.ts';
import type { Span } from '../../src/source/span.ts';

export const FILE = '.github/workflows/ci.yml';
export const at = (line: number, file = FILE): Span => ({ file, line, column: 7, endLine: line, endColumn: 20 });

export const component = (name: string, pin: Component['pin'], more: Partial<Component> = {}): Component => ({
  id: `${more.kind ?? 'action'}:${name}@${more.ref ?? 'v1'}`,
  kind: 'action',
  name,
  ref: 'v1',
  pin,
  owner: 'third-party',
  resolved: true,
  nested: [],
  firstUse: at(1),
  ...more,
});

export const use = (id: string, span = at(10)): Effect => ({ kind: 'use', component: id, span });

export const step = (id: string, effects: readonly Effect[], line = 10): Step => ({
  id,
  name: id,
  reach: 'always',
  gates: [],
  effects,
  span: { ...at(line), endLine: line + 1 },
});

export const job = (run: string, key: string, effects: readonly (readonly Effect[])[], more: Partial<Job> = {}): Job => {
  const id = `${run}#${key}`;
  return {
    id,
    run,
    workflow: FILE,
    key,
    name: key,
    needs: [],
    reach: 'always',
    gates: [],
    runner: { labels: ['ubuntu-latest'], hosted: true, ephemeral: true, pool: 'ubuntu-latest', span: at(5) },
    container: null,
    services: [],
    environment: null,
    cacheMode: null,
    token: [{ right: 'contents: write', capability: 'write-source', span: at(4) }],
    tokenDeclared: { where: 'job', span: at(4) },
    secrets: [{ name: 'KEY', purpose: 'cloud', environment: null, kind: 'named', span: at(20) }],
    steps: effects.map((list, index) => step(`${id}/${index}`, list, 10 + index * 10)),
    span: at(3),
    ...more,
  };
};

export const run = (trigger: string, jobs: (id: string) => readonly Job[], more: Partial<Run['scenario']> = {}): Run => {
  const id = `${FILE}:${trigger}`;
  return {
    id,
    workflow: FILE,
    scenario: {
      id: trigger,
      trigger,
      causes: [],
      byItself: 'none',
      after: [],
      definition: 'trusted',
      proposer: null,
      guarantees: [],
      withholds: { secrets: [], write: [], identity: [], cacheWrite: [] },
      cache: { scope: 'default', reads: ['default'] },
      span: at(1),
      source: '',
      ...more,
    },
    jobs: jobs(id),
  };
};

export const pipeline = (
  runs: readonly Run[],
  more: Partial<Omit<Pipeline, 'repository'>> & { readonly repository?: Partial<Pipeline['repository']> } = {},
): Pipeline => ({
  root: 'x',
  systems: ['github-actions'],
  asOf: '2026-11-24',
  files: [FILE],
  workflows: [{ id: FILE, file: FILE, name: 'ci', system: 'github-actions', kind: 'workflow', span: at(1), runs }],
  components: [],
  gaps: [],
  dialects: [],
  ...more,
  repository: { pipelineOwners: null, updateBots: [], packages: [], verifications: [], span: null, ...more.repository },
});

/** Each rule with facts as its transitions carry them; several where a control looks at the difference. */
const FACTS: readonly (readonly [rule: string, facts: Readonly<Record<string, string>>, more?: Partial<Transition>])[] = [
  ['source/causes-run', { trigger: 'TRIGGER' }, { needs: [actorState('outsider')] }],
  ['source/run-by-itself', { trigger: 'TRIGGER' }, { needs: [] }],
  ['source/script-injection', { field: 'github.event.issue.title', language: 'bash' }],
  ['source/argument-injection', { field: 'github.event.issue.title', command: 'jq' }],
  ['source/environment-file', { field: 'github.event.issue.body' }],
  ['source/untrusted-checkout', { tool: 'npm', code: 'proposed', mutable: 'true' }],
  ['source/agent-instructions', { agent: 'claude', tools: 'shell', field: 'github.event.issue.body' }],
  ['configuration/job-start', { environment: '' }],
  [
    'configuration/job-start',
    { environment: 'preview' },
    {
      guarantees: [
        {
          id: 'environment-reviewers@preview',
          statement: '',
          enforcedBy: 'setting',
          against: ['outsider', 'contributor', 'writer'],
          strength: 'weak',
          why: 'The job fetches the branch as it is when it runs.',
          evidence: [],
          holdsIf: [{ setting: 'environment-reviewers@preview', is: true }],
        },
      ],
    },
  ],
  [
    'configuration/token-right',
    { right: 'contents: write', capability: 'write-source', declared: 'nowhere', used: 'no' },
    { when: [{ setting: 'default-token-read-only', is: false }] },
  ],
  ['configuration/identity', { right: 'id-token: write', capability: 'mint-identity', declared: 'job' }],
  [
    'configuration/secret-in-job',
    { secret: 'KEY', kind: 'named', purpose: 'cloud', environment: '', spare: 'true' },
    { gives: secretState({ name: 'KEY', kind: 'named', environment: null }), evidence: [at(20)] },
  ],
  ['configuration/secrets-inherit', { component: 'workflow:o/r/w.yml@main', kind: 'inherit' }],
  ['configuration/credential-write', { secret: 'KEY', proven: 'false' }],
  ['configuration/dispatch-input', { field: 'inputs.target' }, { gives: textState('r', 'inputs.target') }],
  ['configuration/branch-push', { trigger: 'push', variant: 'push/branch' }],
  ['configuration/pushed-workflow', { secret: 'KEY', kind: 'named', environment: '' }],
  ['configuration/unreviewed-workflow-change', { file: FILE, codeOwners: 'false' }, { needs: [actorState('contributor')] }],
  ['configuration/auto-merge', { merges: 'true', approves: 'false' }],
  ['artifact/executed', { artifact: 'dist' }],
  ['artifact/read', { artifact: 'dist' }],
  ['artifact/shipped', { publication: 'npm:x', artifact: 'dist' }, { needs: [artifactState({ id: 'r', workflow: FILE }, 'dist')] }],
  ['artifact/deployed', { target: 'cluster' }, { needs: [artifactState({ id: 'r', workflow: FILE }, 'dist')] }],
  ['artifact/second-publisher', { secret: 'NPM_TOKEN', publication: 'npm:x' }],
  ['artifact/uploaded-credentials', { artifact: 'all' }],
  ['runner/self-hosted', { pool: 'big,linux' }, { gives: { id: 'runner:big', kind: 'runner', label: '', zone: 'production' } }],
  ['runner/persistence', { pool: 'big,linux' }],
  ['runner/network', { pool: 'big,linux' }],
  ['configuration/debug-log', { secret: 'KEY' }],
  ['configuration/parsed-secret', { secret: 'KEY' }],
  ['runner/host-access', { pool: 'big,linux', how: 'the Docker socket is mounted' }],
  ['runner/host-access', { pool: 'big,linux', how: 'a privileged container' }],
  ['runner/cache-poisoning', { scope: 'default', key: '*' }],
  ['runner/cache-restored', { scope: 'default', key: 'deps-' }],
  [
    'dependency/movable-component',
    { component: 'action:a/b@v1', name: 'a/b', kind: 'action', pin: 'tag', ref: 'v1', owner: 'third-party', direct: 'true', via: '' },
  ],
  [
    'dependency/movable-component',
    {
      component: 'action:e/f@v1',
      name: 'e/f',
      kind: 'action',
      pin: 'tag',
      ref: 'v1',
      owner: 'third-party',
      direct: 'true',
      via: '',
      advisory: 'GHSA-1',
      fixed: '2.0.1',
    },
  ],
  ['dependency/component-in-job', { component: 'action:a/b@v1', name: 'a/b', kind: 'action', pin: 'tag', owner: 'third-party', via: '', how: 'job' }],
  [
    'dependency/component-in-job',
    { component: 'action:c/d@v1', name: 'c/d', kind: 'action', pin: 'tag', owner: 'third-party', via: 'action:a/b@sha', how: 'job' },
  ],
  ['dependency/image', { component: 'image:node@22', name: 'node', kind: 'image', pin: 'tag', ref: '22', direct: 'true', via: '' }],
  ['dependency/remote-script', { component: 'script:u', url: 'https://x.example/i.sh', kind: 'script' }],
  ['dependency/unlocked-install', { manager: 'npm', ecosystem: 'npm', directory: '', runs: 'scripts', packages: '', locked: 'false' }],
  [
    'dependency/confusable-name',
    { name: '@acme/x', scope: '@acme', ecosystem: 'npm', setting: 'package-names-claimed@@acme' },
    { when: [{ setting: 'package-names-claimed@@acme', is: false }] },
  ],
  ['dependency/typosquat', { name: 'actons/checkout', popular: 'actions/checkout', kind: 'action' }],
  ['dependency/automatic-update', { bot: 'renovate', what: 'a/b' }],
];

/** Settings whose safe value closes a transition, each as a guarantee on a neutral rule. */
const SETTINGS_AS_GUARANTEES = [
  'actions-cannot-approve',
  'branch-protected',
  'credential-scoped@KEY',
  'deploy-verified@cluster',
  'environment-branches@production',
  'environment-reviewers@production',
  'fork-approval-all',
  'oidc-subject-restricted@role',
  'oidc-workflow-restricted@role',
  'publisher-environment@npm:x',
  'runner-ephemeral@big',
  'runner-group-restricted@big',
  'secret-environment-scoped@KEY',
  'secret-protected@KEY',
  'secret-scoped@KEY',
  'tags-protected',
];

export const transitionsOf = (trigger: string, shift = 0): readonly Transition[] => {
  const held = runIn(trigger, shift);
  const [first] = held.jobs;
  if (first === undefined) throw new Error('the fixture has a job');
  const base = (rule: string, facts: Readonly<Record<string, string>>, index: number, more: Partial<Transition> = {}): Transition => ({
    id: `${rule}:${trigger}:${index}`,
    rule,
    boundary: 'source',
    needs: [jobState(first)],
    gives: rule.startsWith('source/causes') || rule.startsWith('source/run-by') ? runState(held) : codeState(first),
    statement: 'The attacker acts.',
    assumption: null,
    guarantees: [],
    when: [],
    effort: 'low',
    interaction: 'none',
    opaque: false,
    place: placeOf(held, first, `${first.id}/1`),
    technique: [],
    cicdSec: [],
    cwe: [],
    evidence: [at(20 + shift)],
    ...more,
    facts: Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, value === 'TRIGGER' ? trigger : value])),
    ...(more.evidence === undefined
      ? {}
      : { evidence: more.evidence.map((span) => ({ ...span, line: span.line + shift, endLine: span.endLine + shift })) }),
  });
  return [
    ...FACTS.map(([rule, facts, more], index) => base(rule, facts, index, more)),
    ...SETTINGS_AS_GUARANTEES.map((setting, index) =>
      base('configuration/by-setting', { environment: 'production', role: 'role', pool: 'big', target: 'cluster', secret: 'KEY' }, index, {
        guarantees: [strong(setting, [{ setting, is: true }])],
      }),
    ),
  ];
};

/** One job: a checkout, a step that uses the secret alone, and a build. Under several triggers it is the same job of the same file. */
export const runIn = (trigger: string, shift = 0): Run =>
  run(trigger, (id) => [
    job(
      id,
      'build',
      [[], [{ kind: 'write', capability: 'write-source', what: 'pushes', credential: 'token', materials: [], span: at(20 + shift) }], []],
      {
        steps: [0, 1, 2].map((index) => step(`${id}#build/${index}`, [], 10 + shift + index * 10)),
      },
    ),
  ]);

export const TRIGGERS = ['issue_comment', 'pull_request', 'pull_request_target', 'push', 'workflow_run'] as const;

/** A setting that stops whoever can write, under these conditions. */
export const strong = (id: string, holdsIf: Guarantee['holdsIf'], more: Partial<Guarantee> = {}): Guarantee => ({
  id,
  statement: '',
  enforcedBy: 'setting',
  against: ['writer'],
  strength: 'strong',
  why: '',
  evidence: [],
  ...(holdsIf === undefined ? {} : { holdsIf }),
  ...more,
});

export const everything = (shift = 0): { readonly pipeline: Pipeline; readonly transitions: readonly Transition[] } => ({
  pipeline: pipeline(TRIGGERS.map((trigger) => runIn(trigger, shift))),
  transitions: TRIGGERS.flatMap((trigger) => transitionsOf(trigger, shift)),
});
