/** Bitbucket Pipelines: steps of one file, chosen by branch, tag, pull request or hand. */
import type { Effect, Guarantee, Material, Scenario, Workflow } from '../../pipeline/model.ts';
import { influenced, known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { FileTree } from '../../source/files.ts';
import { onOneLine, type Span } from '../../source/span.ts';
import { entriesOf, get, isTrue, itemsOf, listOf, textOf, textsOf, type YamlEntry, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { eventVariables } from '../common/plain/events.ts';
import { type PlainJob, type PlainSecret, type PlainStep, type PlainWorld, plainRun } from '../common/plain/jobs.ts';
import { byHand, pullRequests, pushes } from '../common/plain/scenarios.ts';
import { readFiles } from '../common/plain/service.ts';
import { secretVariables } from '../common/plain/variables.ts';
import type { Reading } from '../common/reader.ts';
import { pipeComponent, pipeEffects } from './pipes.ts';
import { PIPELINES, SYSTEM } from './places.ts';

const DOCS = 'https://support.atlassian.com/bitbucket-cloud/docs';
const START = `${DOCS}/pipeline-start-conditions/`;

/** Bitbucket runs nothing for pull requests from forks: https://jira.atlassian.com/browse/BCLOUD-13162 */
const NO_FORKS = {
  notBuilt: null,
  approvals: [],
  withholds: { secrets: [], write: [], identity: [], cacheWrite: [] },
  definition: 'proposed',
} as const;

/** https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/ */
const predefined = (scenario: Scenario): ReadonlyMap<string, Value> =>
  eventVariables(scenario, { BITBUCKET_BRANCH: 'ref-name', BITBUCKET_TAG: 'ref-name' }, [
    'BITBUCKET_COMMIT',
    'BITBUCKET_BUILD_NUMBER',
    'BITBUCKET_PR_ID',
    'BITBUCKET_PR_DESTINATION_BRANCH',
    'BITBUCKET_REPO_SLUG',
    'BITBUCKET_WORKSPACE',
    'BITBUCKET_STEP_OIDC_TOKEN',
  ]);

/** Never throws on what a repository contains. */
export const readBitbucketPipelines = (tree: FileTree): Reading =>
  readFiles(tree, { system: SYSTEM, places: PIPELINES, predefined }, (world, file, documents) =>
    workflowOf(world, file, documents.find((node) => get(node, 'pipelines') !== undefined || get(node, 'image') !== undefined) ?? null),
  );

/** Names that a default branch usually has, as globs and plain names let them in. */
const isDefault = (glob: string): boolean => ['main', 'master'].some((name) => toPattern(glob).test(name));
const toPattern = (glob: string): RegExp => {
  const source = glob
    .slice(0, 200)
    .replaceAll(/[.+?^$()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replace(/\{([^{}]*)\}/, (_, list: string) => `(?:${list.split(',').join('|')})`)
    .replaceAll(/[{}]/g, '\\$&');
  return new RegExp(`^${source}$`);
};

const workflowOf = (world: PlainWorld, file: string, root: YamlNode | null): Workflow => {
  const pipelines = get(root, 'pipelines');
  const section = (key: string): readonly YamlEntry[] => entriesOf(get(pipelines, key));
  const standard = get(pipelines, 'default');
  const span = entriesOf(root).find(({ key }) => key.value === 'pipelines')?.key.span ?? { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
  const on = (trigger: string) => ({ trigger, span, source: START });
  const branches = section('branches');
  const own = branches.filter(({ key }) => isDefault(key.value));
  const others = branches.filter(({ key }) => !isDefault(key.value) || key.value.includes('*'));
  const asDefault: readonly Listed[] = standard === undefined ? [] : [{ name: 'default', list: standard }];
  const named = (entries: readonly YamlEntry[], prefix: string): readonly Listed[] =>
    entries.map(({ key, value }) => ({ name: `${prefix}${key.value}`, list: value }));
  const which: readonly (readonly [Scenario | undefined, readonly Listed[]])[] = [
    [pullRequests(on('pull-requests'), NO_FORKS).find(({ id }) => id.endsWith('/branch')), named(section('pull-requests'), 'pull-requests/')],
    ...pushes(on('push'), { default: true, branch: true, tag: true }).map((scenario): readonly [Scenario, readonly Listed[]] => [
      scenario,
      scenario.id === 'push/default'
        ? own.length > 0
          ? named(own, 'branches/')
          : asDefault
        : scenario.id === 'push/tag'
          ? named(section('tags'), 'tags/')
          : [...asDefault, ...named(others, 'branches/')],
    ]),
    [byHand(on('custom'), 'runs the pipeline with variables of its own'), named(section('custom'), 'custom/')],
  ];
  const runs = which.flatMap(([scenario, lists]) => {
    if (scenario === undefined || lists.length === 0) return [];
    // Caches are the repository's, whatever the branch: https://support.atlassian.com/bitbucket-cloud/docs/cache-dependencies/
    const shared: Scenario = { ...scenario, cache: { scope: 'default', reads: ['default'] } };
    return [
      plainRun(
        world,
        file,
        shared,
        lists.flatMap((list) => jobsOf(world, root, list, shared)),
      ),
    ];
  });
  return { id: file, file, name: file, system: SYSTEM, kind: 'workflow', span: onOneLine(span), runs };
};

interface Listed {
  readonly name: string;
  readonly list: YamlNode;
}

/** Steps, with those of `parallel` and `stage` in their place. `after`: how many rounds came before. */
interface Placed {
  readonly step: YamlNode;
  readonly round: number;
  readonly stage: YamlNode | null;
}

const placed = (list: YamlNode): readonly Placed[] => {
  const found: Placed[] = [];
  let round = 0;
  const steps = (node: YamlNode | undefined): readonly YamlNode[] => itemsOf(node?.kind === 'mapping' ? get(node, 'steps') : node);
  for (const item of itemsOf(list)) {
    const step = get(item, 'step');
    const parallel = get(item, 'parallel');
    const stage = get(item, 'stage');
    if (step !== undefined) found.push({ step, round: round++, stage: null });
    if (parallel !== undefined) {
      for (const one of steps(parallel)) {
        const inner = get(one, 'step');
        if (inner !== undefined) found.push({ step: inner, round, stage: null });
      }
      round++;
    }
    if (stage !== undefined)
      for (const one of steps(stage)) {
        const inner = get(one, 'step');
        if (inner !== undefined) found.push({ step: inner, round: round++, stage });
      }
  }
  return found;
};

const jobsOf = (world: PlainWorld, root: YamlNode | null, { name, list }: Listed, scenario: Scenario): readonly PlainJob[] => {
  const env = inputsOf(list, scenario);
  const all = placed(list);
  const keys = new Map<string, number>();
  const keyed = all.map((one, index) => {
    const base = `${name}/${textOf(get(one.step, 'name')) ?? `step ${index + 1}`}`.replaceAll(/\s+/g, ' ').slice(0, 100);
    const count = (keys.get(base) ?? 0) + 1;
    keys.set(base, count);
    return { ...one, key: count === 1 ? base : `${base}~${count}` };
  });
  let manual: readonly Guarantee[] = [];
  return keyed.map(({ step, round, stage, key }): PlainJob => {
    if (textOf(get(step, 'trigger')) === 'manual' || textOf(get(stage, 'trigger')) === 'manual') manual = [...manual, pressed(key, step)];
    const before = keyed.filter((other) => other.round < round);
    // Files that earlier steps have kept are there without asking: https://support.atlassian.com/bitbucket-cloud/docs/use-artifacts-in-steps/
    const takes = textOf(get(get(step, 'artifacts'), 'download')) !== 'false';
    const brings = takes ? before.filter((other) => keeps(other.step)).map((other) => artifact(other.key, step.span)) : [];
    return jobOf(world, root, {
      step,
      stage,
      key,
      needs: before.filter((other) => other.round === round - 1).map((other) => other.key),
      brings,
      env,
      gates: manual,
    });
  });
};

/** Variables that whoever runs the pipeline by hand fills in. */
const inputsOf = (list: YamlNode, scenario: Scenario): ReadonlyMap<string, Value> =>
  new Map(
    itemsOf(list).flatMap((item) =>
      itemsOf(get(item, 'variables')).flatMap((variable): [string, Value][] => {
        const name = get(variable, 'name');
        if (name?.kind !== 'scalar') return [];
        const free = scenario.trigger === 'custom' && get(variable, 'allowed-values') === undefined;
        return [
          [
            name.value,
            free ? influenced({ origin: { kind: 'input', name: name.value, actor: 'writer', span: name.span }, charset: 'any', via: [] }) : UNKNOWN,
          ],
        ];
      }),
    ),
  );

const keeps = (step: YamlNode): boolean => {
  const artifacts = get(step, 'artifacts');
  return itemsOf(artifacts).length > 0 || listOf(get(artifacts, 'paths')).length > 0 || listOf(get(artifacts, 'upload')).length > 0;
};
const artifact = (key: string, span: Span): Material => ({
  kind: 'artifact',
  path: '',
  code: null,
  artifact: `files of ${key}`,
  artifactFrom: 'same',
  cacheKey: null,
  span: onOneLine(span),
});

/** https://support.atlassian.com/bitbucket-cloud/docs/step-options/#Trigger */
const pressed = (key: string, step: YamlNode): Guarantee => ({
  id: `manual@${key}`,
  statement: `Step \`${key}\` waits until somebody starts it.`,
  enforcedBy: 'configuration',
  against: ['contributor', 'writer', 'upstream'],
  strength: 'weak',
  interaction: 'routine',
  why: 'Anyone with write access presses the button, also for a change of their own, and nobody looks at what images and packages bring.',
  evidence: [onOneLine((get(step, 'trigger') ?? step).span)],
  source: `${DOCS}/step-options/`,
});

interface Drafted {
  readonly step: YamlNode;
  readonly stage: YamlNode | null;
  readonly key: string;
  readonly needs: readonly string[];
  readonly brings: readonly Material[];
  readonly env: ReadonlyMap<string, Value>;
  readonly gates: readonly Guarantee[];
}

const jobOf = (world: PlainWorld, root: YamlNode | null, draft: Drafted): PlainJob => {
  const { step, stage, key, brings } = draft;
  const name = get(step, 'name');
  const span = onOneLine((name ?? step).span);
  const labels = textsOf(get(step, 'runs-on'));
  const own = labels.some((label) => label.startsWith('self.hosted'));
  const deployment = get(step, 'deployment') ?? get(stage, 'deployment');
  const secrets: PlainSecret[] = [];
  const caches = textsOf(get(step, 'caches'));
  const before = (at: Span): readonly Effect[] =>
    caches.map(
      (cache): Effect => ({
        kind: 'cache-restore',
        key: cache,
        restoreKeys: [],
        material: { kind: 'cache', path: '', code: null, artifact: null, artifactFrom: null, cacheKey: cache, span: at },
        span: at,
      }),
    );
  const after = (at: Span, materials: readonly Material[]): readonly Effect[] => [
    ...caches.map((cache): Effect => ({ kind: 'cache-save', key: cache, span: at })),
    ...(keeps(step) ? [{ kind: 'artifact-upload', artifact: `files of ${key}`, carriesCredentials: false, materials, span: at } as const] : []),
  ];
  const parts = [...scripts(world, get(step, 'script'), secrets, 'script'), ...scripts(world, get(step, 'after-script'), secrets, 'after-script')];
  const services = textsOf(get(step, 'services'));
  return {
    key,
    span,
    needs: draft.needs,
    gates: draft.gates,
    runner: {
      labels: own ? labels : [],
      hosted: !own,
      ephemeral: own ? 'unknown' : true,
      span: (get(step, 'runs-on') ?? step).kind === 'mapping' ? span : onOneLine((get(step, 'runs-on') ?? step).span),
    },
    // Machines with macOS and Windows take no images.
    image: labels.some((label) => /macos|windows/.test(label)) ? null : imageOf(get(step, 'image') ?? get(root, 'image')),
    services: services.flatMap((service) => imageOf(get(get(get(get(root, 'definitions'), 'services'), service), 'image')) ?? []),
    ...(deployment?.kind === 'scalar' ? { environment: { name: deployment.value, span: deployment.span } } : {}),
    env: draft.env,
    secrets,
    // Git pushes as the repository's own pipeline: https://support.atlassian.com/bitbucket-cloud/docs/push-back-to-your-repository/
    token: [
      { right: 'push to the repository', capability: 'write-source', span },
      ...(isTrue(get(step, 'oidc')) ? [{ right: 'oidc: true', capability: 'mint-identity' as const, span: get(step, 'oidc')?.span ?? span }] : []),
    ],
    gitCredential: 'token',
    fetches: textOf(get(get(step, 'clone'), 'enabled')) !== 'false',
    brings,
    steps: [
      { name: 'start', span, lines: [], effects: () => before(span) },
      ...parts,
      { name: 'end', span, lines: [], effects: (materials) => after(span, materials) },
    ],
  };
};

const imageOf = (node: YamlNode | undefined): YamlScalar | null => {
  const image = node?.kind === 'mapping' ? get(node, 'name') : node;
  return image?.kind === 'scalar' && !image.value.includes('$') ? image : null;
};

const lists = new WeakMap<YamlNode, readonly (readonly YamlScalar[] | YamlNode)[]>();

/** Commands one after the other, and pipes between them. The same lists for every run. */
const grouped = (script: YamlNode): readonly (readonly YamlScalar[] | YamlNode)[] => {
  const known = lists.get(script);
  if (known !== undefined) return known;
  const groups: (YamlScalar[] | YamlNode)[] = [];
  for (const item of listOf(script)) {
    const last = groups.at(-1);
    if (item.kind !== 'scalar') groups.push(item);
    else if (Array.isArray(last)) last.push(item);
    else groups.push([item]);
  }
  lists.set(script, groups);
  return groups;
};

const scripts = (world: PlainWorld, script: YamlNode | undefined, secrets: PlainSecret[], name: string): readonly PlainStep[] =>
  (script === undefined ? [] : grouped(script)).flatMap((group): PlainStep[] => {
    if (Array.isArray(group)) return [{ name, span: onOneLine((group[0] as YamlScalar).span), lines: group as readonly YamlScalar[] }];
    const node = group as YamlNode;
    const pipe = get(node, 'pipe');
    if (pipe?.kind !== 'scalar') return [];
    const given = new Map<string, YamlScalar>();
    for (const { key, value } of entriesOf(get(node, 'variables'))) {
      if (value.kind !== 'scalar') continue;
      given.set(key.value, value);
      for (const variable of secretVariables(value.value)) secrets.push({ name: variable.name, usedAs: [key.value], span: value.span });
    }
    const component = pipeComponent(world.registry, pipe);
    return [
      {
        name: pipe.value.slice(0, 60),
        span: pipe.span,
        lines: [],
        env: new Map([...given].map(([key, value]): [string, Value] => [key, value.value.includes('$') ? UNKNOWN : known(value.value)])),
        effects: (materials) => [{ kind: 'use', component, span: pipe.span }, ...pipeEffects(pipe, given, materials)],
      },
    ];
  });
