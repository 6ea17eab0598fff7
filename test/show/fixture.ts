/** A report as a run would give it, made by hand: every kind of field is used at least once. */
import type { Guarantee } from '../../src/pipeline/model.ts';
import type { State } from '../../src/reason/graph.ts';
import type { Control, Crossing, GraphTransition, Path, PathStep, Report } from '../../src/reason/report.ts';
import type { Knowledge } from '../../src/show/options.ts';
import type { Span } from '../../src/source/span.ts';

const GREET = '.github/workflows/greet.yml';
const RELEASE = '.github/workflows/release.yml';

export const GREET_TEXT = `on:
  pull_request_target:
permissions:
  contents: write
jobs:
  greet:
    if: github.event.pull_request.author_association != 'NONE'
    runs-on: ubuntu-latest
    steps:
      - run: echo "Thanks for \${{ github.event.pull_request.title }}"
        env:
          NPM_TOKEN: \${{ secrets.NPM_TOKEN }}
`;
export const RELEASE_TEXT = `on: { push: { tags: ['v*'] } }
jobs:
  publish:
    runs-on: [self-hosted, linux]
    steps:
      - uses: actions/checkout@v4
      - uses: acme/setup@v1
      - run: |
          npm ci
          npm publish
        env:
          NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN }}
`;
export const readFixture = (file: string): string | null => (file === GREET ? GREET_TEXT : file === RELEASE ? RELEASE_TEXT : null);

export const span = (file: string, line: number, column: number, endLine: number, endColumn: number): Span => ({
  file,
  line,
  column,
  endLine,
  endColumn,
});
const TITLE = span(GREET, 10, 31, 10, 69);
const TRIGGER = span(GREET, 2, 3, 2, 22);
const SECRET = span(GREET, 12, 22, 12, 45);
const GATE = span(GREET, 7, 9, 7, 63);
const USES = span(RELEASE, 7, 15, 7, 28);
const PUBLISH = span(RELEASE, 8, 14, 10, 22);

const weakGate: Guarantee = {
  id: 'association@greet',
  statement: 'The job starts only for pull requests of `author_association` other than NONE.',
  enforcedBy: 'configuration',
  against: ['outsider'],
  strength: 'weak',
  why: 'one merged typo makes anybody a contributor.',
  evidence: [GATE],
  source: 'https://docs.github.com/en/graphql/reference/enums#commentauthorassociation',
  interaction: 'accepts',
};
const withheld: Guarantee = {
  id: 'fork-secrets-withheld',
  statement: 'Runs of pull requests from forks get no secrets.',
  enforcedBy: 'platform',
  against: ['outsider', 'contributor'],
  strength: 'strong',
  why: 'The platform withholds them, in private repositories unless a setting says otherwise.',
  evidence: [],
  source: 'https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows',
  holdsIf: [{ setting: 'fork-secrets-withheld', is: true }],
};

const state = (id: string, kind: State['kind'], label: string, zone: State['zone']): State => ({ id, kind, label, zone });
const states: readonly State[] = [
  state('actor:outsider', 'actor', 'any account on the platform', 'public'),
  state('actor:upstream', 'actor', 'whoever controls a third-party component', 'public'),
  state('actor:writer', 'actor', 'an insider who can push a branch', 'contributors'),
  state('code:greet', 'code', 'runs code in job `greet` of `greet.yml`', 'runner'),
  state('code:publish', 'code', 'runs code in job `publish` of `release.yml`', 'runner'),
  state('component:action:acme/setup@v1', 'component', 'controls `acme/setup`', 'public'),
  state('job:greet', 'job', 'job `greet` of `greet.yml` starts', 'runner'),
  state('publication:npm:@acme/widgets', 'publication', 'ships `npm:@acme/widgets`', 'registry'),
  state('run:greet', 'run', '`greet.yml` runs on `pull_request_target`', 'repository'),
  state('runner:linux,self-hosted', 'runner', 'persists on runner `linux,self-hosted`', 'production'),
  state('secret:DEPLOY_KEY', 'secret', 'holds secret `DEPLOY_KEY`', 'identities'),
  state('secret:NPM_TOKEN', 'secret', 'holds secret `NPM_TOKEN`', 'identities'),
  state('text:greet:title', 'text', 'controls `github.event.pull_request.title`', 'public'),
];

const transition = (
  id: string,
  boundary: GraphTransition['boundary'],
  needs: readonly string[],
  gives: string,
  statement: string,
  rest: Partial<GraphTransition> = {},
): GraphTransition => ({
  id,
  rule: id.slice(0, id.indexOf(':')),
  boundary,
  needs,
  gives,
  statement,
  assumption: boundary === null ? null : 'Nobody we do not trust gets this far.',
  guarantees: [],
  when: [],
  effort: 'trivial',
  interaction: 'none',
  opaque: false,
  facts: {},
  place: { workflow: GREET, run: null, trigger: null, job: null, jobKey: null, step: null, file: GREET },
  technique: [],
  cicdSec: [],
  cwe: [],
  evidence: [],
  controls: [],
  ...rest,
});

const transitions: readonly GraphTransition[] = [
  transition('source/causes-run:greet', 'source', ['actor:outsider'], 'run:greet', 'Any account opens a pull request: `greet.yml` runs.', {
    evidence: [TRIGGER],
  }),
  transition('configuration/job-start:greet', null, ['run:greet'], 'job:greet', 'Job `greet` starts.', { guarantees: [weakGate] }),
  transition('source/untrusted-text:title', null, ['actor:outsider'], 'text:greet:title', 'The attacker chooses `github.event.pull_request.title`.'),
  transition('source/script-injection:greet', 'source', ['job:greet', 'text:greet:title'], 'code:greet', 'The title becomes part of a script.', {
    evidence: [TITLE],
    controls: ['pass-text-as-data@greet'],
    facts: { language: 'bash', field: 'github.event.pull_request.title' },
  }),
  transition('configuration/secret-in-job:greet', 'configuration', ['code:greet'], 'secret:NPM_TOKEN', 'The secret is read.', {
    evidence: [SECRET],
    controls: ['drop-secret@greet'],
  }),
  transition('artifact/publish:npm', 'artifact', ['secret:NPM_TOKEN'], 'publication:npm:@acme/widgets', 'The registry takes the upload.'),
  transition('dependency/upstream:acme', null, ['actor:upstream'], 'component:action:acme/setup@v1', 'The owner of `acme/setup` moves the tag.'),
  transition(
    'dependency/movable-component:acme',
    'dependency',
    ['component:action:acme/setup@v1'],
    'code:publish',
    '`acme/setup@v1` runs in job `publish`.',
    {
      evidence: [USES],
      controls: ['pin-component@acme'],
      opaque: true,
    },
  ),
  transition('configuration/secret-in-job:publish', 'configuration', ['code:publish'], 'secret:NPM_TOKEN', 'The secret is read.', {
    controls: ['pin-component@acme'],
  }),
  transition('runner/persist:publish', 'runner', ['code:publish'], 'runner:linux,self-hosted', 'The machine is kept.', {
    when: [{ setting: 'runner-ephemeral@linux,self-hosted', is: false }],
  }),
  transition('configuration/secret-in-fork:ci', 'configuration', ['actor:outsider'], 'secret:DEPLOY_KEY', 'A fork asks for the secret.', {
    guarantees: [withheld],
  }),
];

const step = (over: Partial<PathStep> & Pick<PathStep, 'transition' | 'statement' | 'gives'>): PathStep => ({
  crossing: over.boundary == null ? null : over.transition,
  needs: [],
  rule: over.transition.slice(0, over.transition.indexOf(':')),
  boundary: null,
  job: null,
  places: 1,
  technique: [],
  cicdSec: [],
  cwe: [],
  weak: [],
  evidence: [],
  ...over,
});

const injection: readonly PathStep[] = [
  step({
    transition: 'source/causes-run:greet',
    boundary: 'source',
    statement: 'Any account opens a pull request from a fork: `greet.yml` runs on `pull_request_target` with the rights of the repository.',
    gives: 'run:greet',
    evidence: [TRIGGER],
  }),
  step({
    transition: 'configuration/job-start:greet',
    needs: [0],
    statement: 'Job `greet` starts.',
    gives: 'job:greet',
    job: 'greet',
    weak: [weakGate],
    evidence: [GATE],
  }),
  step({
    transition: 'source/untrusted-text:title',
    statement: 'The attacker chooses `github.event.pull_request.title`.',
    gives: 'text:greet:title',
  }),
  step({
    transition: 'source/script-injection:greet',
    boundary: 'source',
    needs: [1, 2],
    statement: "`github.event.pull_request.title` becomes part of a bash script (`run:`) in job `greet`: the attacker's text runs.",
    gives: 'code:greet',
    job: 'greet',
    technique: ['T1059'],
    cicdSec: ['CICD-SEC-4'],
    cwe: ['CWE-94', 'CWE-78'],
    evidence: [TITLE],
  }),
  step({
    transition: 'configuration/secret-in-job:greet',
    boundary: 'configuration',
    needs: [3],
    statement: 'Secret `NPM_TOKEN` is in the environment of that step and leaves with one request.',
    gives: 'secret:NPM_TOKEN',
    job: 'greet',
    technique: ['T1552'],
    cicdSec: ['CICD-SEC-6'],
    evidence: [SECRET],
  }),
];

const paths: readonly Path[] = [
  {
    id: 'p-3f9a1c',
    fingerprint: 'f-77aa01',
    actor: 'outsider',
    entry: { workflow: GREET, trigger: 'pull_request_target' },
    asset: 'publication:npm:@acme/widgets',
    severity: 'critical',
    reason: 'Critical: any account, nobody else acts, publishes `npm:@acme/widgets`; proven.',
    risk: 9.5,
    effort: 2,
    certainty: 'proven',
    dependsOn: [],
    conditions: [],
    steps: [
      ...injection,
      step({
        transition: 'artifact/publish:npm',
        boundary: 'artifact',
        needs: [4],
        statement: 'The registry takes any upload that carries the token: `npm:@acme/widgets` is replaced.',
        gives: 'publication:npm:@acme/widgets',
        technique: ['T1195.002'],
        evidence: [PUBLISH],
      }),
    ],
    controls: ['drop-secret@greet', 'pass-text-as-data@greet'],
  },
  {
    id: 'p-8812de',
    fingerprint: 'f-77aa02',
    actor: 'outsider',
    entry: { workflow: GREET, trigger: 'pull_request_target' },
    asset: 'secret:NPM_TOKEN',
    severity: 'high',
    reason: 'High: any account, nobody else acts, takes secret `NPM_TOKEN`; proven.',
    risk: 6.25,
    effort: 2,
    certainty: 'proven',
    dependsOn: [],
    conditions: [],
    steps: injection,
    controls: ['drop-secret@greet', 'pass-text-as-data@greet'],
  },
  {
    id: 'p-b01c44',
    fingerprint: 'f-77aa03',
    actor: 'upstream',
    entry: { workflow: RELEASE, trigger: 'push' },
    asset: 'runner:linux,self-hosted',
    severity: 'medium',
    reason: 'Medium if `runner-ephemeral` is false: whoever moves the tag `v1` of `acme/setup`, a component nobody could look into.',
    risk: 3.1,
    effort: 4.5,
    certainty: 'conditional',
    dependsOn: ['runner-ephemeral@linux,self-hosted'],
    conditions: [{ setting: 'runner-ephemeral@linux,self-hosted', is: false }],
    steps: [
      step({
        transition: 'dependency/upstream:acme',
        statement: 'The owner of `acme/setup` (or whoever takes its account) moves the tag `v1`.',
        gives: 'component:action:acme/setup@v1',
      }),
      step({
        transition: 'dependency/movable-component:acme',
        boundary: 'dependency',
        needs: [0],
        places: 3,
        statement: '`acme/setup@v1` is fetched anew by every run and executes in job `publish`.',
        gives: 'code:publish',
        job: 'publish',
        technique: ['T1195.001'],
        cicdSec: ['CICD-SEC-3'],
        cwe: ['CWE-829'],
        evidence: [USES],
      }),
      step({
        transition: 'runner/persist:publish',
        boundary: 'runner',
        needs: [1],
        statement: 'A process stays on the machine after the job.',
        gives: 'runner:linux,self-hosted',
        job: 'publish',
        evidence: [PUBLISH],
      }),
    ],
    controls: ['pin-component@acme'],
  },
];

const crossing = (over: Partial<Crossing> & Pick<Crossing, 'id' | 'boundary' | 'status'>): Crossing => ({
  rule: over.id.slice(0, over.id.indexOf(':')),
  from: 'any account on the platform',
  to: 'runs code in job `greet` of `greet.yml`',
  statement: 'The title becomes part of a script.',
  assumption: '`github.event.pull_request.title` never holds anything that bash reads as code.',
  openTo: [],
  guarantees: [],
  controls: [],
  evidence: [],
  ...over,
});

const control = (over: Partial<Control> & Pick<Control, 'id' | 'title' | 'remedy'>): Control => ({
  kind: over.id.slice(0, over.id.indexOf('@')),
  scope: 'step',
  family: 'reduce-implicit-trust',
  cost: 1,
  cuts: [],
  riskReduction: 0,
  evidence: [],
  patch: null,
  blocks: [],
  ...over,
});

export const report: Report = {
  schema: 'chokepoint.report/1',
  tool: { name: 'chokepoint', version: '0.1.0' },
  asOf: '2026-11-22',
  subject: { root: 'acme/widgets', revision: '4be31fa09c1d5e7720aa', systems: ['github-actions'], files: 12 },
  assets: [
    { id: 'source:repository', kind: 'source', name: 'branches and tags', gain: 3, evidence: [] },
    { id: 'secret:DEPLOY_KEY', kind: 'secret', name: 'DEPLOY_KEY', gain: 2, evidence: [] },
    { id: 'secret:NPM_TOKEN', kind: 'secret', name: 'NPM_TOKEN', gain: 2, states: ['secret:NPM_TOKEN'], evidence: [SECRET] },
    { id: 'publication:npm:@acme/widgets', kind: 'release', name: 'npm:@acme/widgets', gain: 3, evidence: [PUBLISH] },
    { id: 'runner:linux,self-hosted', kind: 'infrastructure', name: 'runner linux,self-hosted', gain: 2, evidence: [span(RELEASE, 4, 14, 4, 34)] },
    { id: 'build:release', kind: 'build', name: 'release.yml', gain: 1, evidence: [] },
  ],
  crossings: [
    crossing({
      id: 'source/script-injection:greet',
      boundary: 'source',
      status: 'open',
      openTo: ['outsider', 'contributor'],
      guarantees: [weakGate],
      controls: ['pass-text-as-data@greet'],
      evidence: [TITLE],
    }),
    crossing({
      id: 'source/causes-run:greet',
      boundary: 'source',
      status: 'open',
      to: '`greet.yml` runs on `pull_request_target`',
      statement: 'Any account opens a pull request: `greet.yml` runs.',
      assumption: 'What the run does is harmless whoever opened the pull request.',
      openTo: ['outsider'],
      evidence: [TRIGGER],
    }),
    crossing({
      id: 'dependency/movable-component:acme',
      boundary: 'dependency',
      status: 'open',
      from: 'controls `acme/setup`',
      to: 'runs code in job `publish` of `release.yml`',
      statement: '`acme/setup@v1` runs in job `publish`.',
      assumption: 'The tag `v1` of `acme/setup` never moves to other code.',
      openTo: ['upstream'],
      controls: ['pin-component@acme'],
      evidence: [USES],
    }),
    crossing({
      id: 'runner/persist:publish',
      boundary: 'runner',
      status: 'unknown',
      from: 'runs code in job `publish` of `release.yml`',
      to: 'persists on runner `linux,self-hosted`',
      statement: 'The machine is kept.',
      assumption: 'Every machine runs one job only.',
      openTo: ['upstream'],
      evidence: [PUBLISH],
    }),
    crossing({
      id: 'configuration/secret-in-job:greet',
      boundary: 'configuration',
      status: 'open',
      from: 'runs code in job `greet` of `greet.yml`',
      to: 'holds secret `NPM_TOKEN`',
      statement: 'The secret is read.',
      assumption: 'Only code we trust runs beside the secret.',
      openTo: ['outsider'],
      controls: ['drop-secret@greet'],
      evidence: [SECRET],
    }),
    crossing({
      id: 'configuration/secret-in-fork:ci',
      boundary: 'configuration',
      status: 'guarded',
      to: 'holds secret `DEPLOY_KEY`',
      statement: 'A fork asks for the secret.',
      assumption: 'Runs of forks get no secrets.',
      guarantees: [withheld],
    }),
    crossing({
      id: 'artifact/publish:npm',
      boundary: 'artifact',
      status: 'open',
      from: 'holds secret `NPM_TOKEN`',
      to: 'ships `npm:@acme/widgets`',
      statement: 'The registry takes the upload.',
      assumption: 'The token stays with us.',
      openTo: ['outsider', 'upstream'],
    }),
  ],
  paths,
  controls: [
    control({
      id: 'pass-text-as-data@greet',
      title: 'Pass `github.event.pull_request.title` through the environment',
      remedy:
        'In `.github/workflows/greet.yml`, job `greet`, put the expression into `env:` of the step and write `"$TITLE"` in the script.\nA shell never reads the value of a variable as code.',
      cuts: ['p-3f9a1c', 'p-8812de'],
      riskReduction: 15.75,
      evidence: [TITLE],
      blocks: ['source/script-injection:greet'],
      patch: `--- a/${GREET}\n+++ b/${GREET}\n@@ -10,1 +10,1 @@\n-      - run: echo "Thanks for \${{ github.event.pull_request.title }}"\n+      - run: echo "Thanks for $TITLE"\n`,
    }),
    control({
      id: 'drop-secret@greet',
      family: 'least-privilege',
      scope: 'job',
      title: 'Take secret `NPM_TOKEN` away from job `greet`',
      remedy: 'Remove `NPM_TOKEN` from `env:`; the step does not use it.',
      cost: 2,
      cuts: ['p-3f9a1c', 'p-8812de'],
      riskReduction: 15.75,
      evidence: [SECRET],
      blocks: ['configuration/secret-in-job:greet'],
      blocksOnly: [{ transition: 'configuration/secret-in-job:greet', against: ['outsider', 'contributor'] }],
    }),
    control({
      id: 'pin-component@acme',
      scope: 'workflow',
      title: 'Pin `acme/setup` to a commit',
      remedy: 'Write the full SHA of the commit that `v1` points to, and the tag as a comment.',
      cuts: ['p-b01c44'],
      riskReduction: 3.1,
      evidence: [USES],
      blocks: ['dependency/movable-component:acme'],
    }),
  ],
  plan: {
    controls: ['pass-text-as-data@greet', 'pin-component@acme'],
    cost: 2,
    optimal: true,
    gap: 0,
    residualRisk: 0.4,
    uncut: [],
    order: [
      { control: 'pass-text-as-data@greet', riskLeft: 3.5 },
      { control: 'pin-component@acme', riskLeft: 0.4 },
    ],
    withinBudget: { budget: 1, controls: ['pass-text-as-data@greet'], cost: 1, riskLeft: 3.5 },
  },
  assumptions: [
    {
      id: 'runner-ephemeral@linux,self-hosted',
      statement: 'Every machine of the pool runs one job only.',
      value: 'unknown',
      source: 'not told',
      opensIfFalse: [{ id: 'p-b01c44', actor: 'upstream', asset: 'runner:linux,self-hosted', severity: 'medium' }],
    },
    {
      id: 'fork-secrets-withheld',
      statement: 'Runs of pull requests from forks get no secrets.',
      value: 'unknown',
      source: 'documented default',
      opensIfFalse: [{ id: 'p-0000aa', actor: 'outsider', asset: 'secret:DEPLOY_KEY', severity: 'high' }],
    },
    { id: 'branch-protected', statement: 'The default branch takes reviewed changes only.', value: 'true', source: '--assume', opensIfFalse: [] },
  ],
  loadBearing: [{ guarantee: 'fork-secrets-withheld', opens: [{ id: 'p-0000aa', actor: 'outsider', asset: 'secret:DEPLOY_KEY', severity: 'high' }] }],
  pathsLeftOut: 4,
  unknownCompromised: [],
  graph: { states, transitions },
  gaps: [
    { file: RELEASE, reason: 'component not available', detail: 'acme/setup@v1 was not given with --components', evidence: [USES] },
    { file: RELEASE, reason: 'component not available', detail: 'acme/other@v2', evidence: [] },
    { file: GREET, reason: 'expression not understood', detail: 'fromJSON of an unknown value', evidence: [TITLE] },
  ],
  diagnostics: [
    {
      level: 'error',
      file: '.github/workflows/broken.yml',
      message: 'A mapping is not closed: expected `}` before the end of the line.',
      evidence: [span('.github/workflows/broken.yml', 3, 9, 3, 10)],
    },
  ],
};

/** A repository with nothing in it. */
export const empty: Report = {
  schema: 'chokepoint.report/1',
  tool: { name: 'chokepoint', version: '0.1.0' },
  asOf: '2026-11-22',
  subject: { root: 'empty', revision: null, systems: [], files: 0 },
  assets: [],
  crossings: [],
  paths: [],
  controls: [],
  plan: { controls: [], cost: 0, optimal: true, gap: 0, residualRisk: 0, uncut: [], order: [] },
  assumptions: [],
  pathsLeftOut: 0,
  unknownCompromised: [],
  graph: { states: [], transitions: [] },
  gaps: [],
  diagnostics: [],
};

export const knowledge: Knowledge = {
  rules: [
    {
      id: 'source/script-injection',
      boundary: 'source',
      title: 'Untrusted text becomes part of a script',
      why: 'An expression is replaced by its text before the interpreter sees the script.',
      references: [{ title: 'Script injections', url: 'https://docs.github.com/en/actions/concepts/security/script-injections' }],
      technique: ['T1059'],
      cicdSec: ['CICD-SEC-4'],
      cwe: ['CWE-94'],
    },
    {
      id: 'dependency/movable-component',
      boundary: 'dependency',
      title: 'A component whose code can change under its name',
      why: 'A tag or branch is moved by whoever controls the other repository.',
      references: [],
      technique: ['T1195.001'],
      cicdSec: ['CICD-SEC-3'],
      cwe: ['CWE-829'],
    },
  ],
  controls: [
    {
      kind: 'pin-component',
      family: 'reduce-implicit-trust',
      scope: 'workflow',
      title: 'Pin a component to a commit',
      why: 'A full SHA names the code itself. It does not tell whether that code is good.',
      references: [{ title: 'Secure use', url: 'https://docs.github.com/en/actions/reference/security/secure-use' }],
      cost: 1,
    },
    {
      kind: 'pass-text-as-data',
      family: 'reduce-implicit-trust',
      scope: 'step',
      title: 'Pass text as data',
      why: 'A variable is never read as code.',
      references: [],
      cost: 1,
    },
  ],
  settings: [
    {
      id: 'runner-ephemeral',
      parameter: 'pool',
      question: 'Does each machine of this pool run one job and is then thrown away?',
      statement: 'Every machine of the pool runs one job only.',
      whereToFind: 'In the setup of the runners.',
      defaults: [{ since: '2019-11-13', value: false, note: 'A self-hosted runner takes one job after the other.' }],
      source: 'https://docs.github.com/en/actions/reference/security/secure-use',
      system: 'github-actions',
    },
  ],
};

/** The same value with `change` made to every string that is content of a repository, deep inside. Words of the contract stay, or the report would be another. */
const WORDS = new Set([
  'schema',
  'version',
  'asOf',
  'kind',
  'boundary',
  'status',
  'severity',
  'certainty',
  'actor',
  'openTo',
  'against',
  'enforcedBy',
  'strength',
  'interaction',
  'scope',
  'family',
  'value',
  'zone',
  'effort',
  'level',
]);
export const mapStrings = (value: unknown, change: (text: string) => string): unknown => {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, key === 'tool' || WORDS.has(key) ? item : mapStrings(item, change)]));
};

/** Every text and id of the report carries `payload`, in its names (backticks) and in its prose. */
export const hostile = (payload: string): Report => {
  const name = payload.replaceAll('`', "'");
  return mapStrings(report, (text) => `${text.includes('`') ? text.replace('`', `\`${name}`) : text}${payload}`) as Report;
};

/** Characters that act on a terminal or hide what stands there. */
export const ACTING = new RegExp(`[${String.fromCharCode(0x1b, 0x07, 0x0d, 0x9b, 0x202e, 0x200b)}]`);
