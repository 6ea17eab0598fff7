/** Bitbucket Pipelines: steps of one file, chosen by branch, tag, pull request or hand. */
import type { Material } from '../../pipeline/effects.ts';
import type { Guarantee, Scenario, Workflow } from '../../pipeline/model.ts';
import { influenced, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { FileTree } from '../../source/files.ts';
import { onOneLine, type Span } from '../../source/span.ts';
import { entriesOf, get, itemsOf, textOf, type YamlEntry, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { pinOfRef } from '../common/component-registry.ts';
import { waitsForWriter } from '../common/plain/buttons.ts';
import { eventVariables } from '../common/plain/events.ts';
import { type PlainJob, type PlainWorld, plainRun } from '../common/plain/jobs.ts';
import { byHand, pullRequests, pushes } from '../common/plain/scenarios.ts';
import { readFiles } from '../common/plain/service.ts';
import type { Reading } from '../common/reader.ts';
import { PIPELINES, SYSTEM } from './places.ts';
import { jobOf, keeps } from './steps.ts';

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
  const imported = get(list, 'import');
  if (imported?.kind === 'scalar') return [importedJob(world, name, imported)];
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

/** `repository:branch or tag:pipeline` of the same workspace. https://support.atlassian.com/bitbucket-cloud/docs/share-pipelines-configurations/ */
const importedJob = (world: PlainWorld, key: string, source: YamlScalar): PlainJob => {
  const [repository = '', ref = ''] = source.value.split(':');
  const span = onOneLine(source.span);
  const component = world.registry.add({
    id: `include:${source.value}`,
    kind: 'include',
    name: repository,
    ref: ref === '' ? null : ref,
    pin: pinOfRef(ref),
    owner: 'internal',
    resolved: false,
    nested: [],
    firstUse: span,
  });
  world.gap({
    file: span.file,
    reason: 'include not available',
    detail: `\`${source.value.slice(0, 100)}\` is a pipeline of another repository, and what it does is not known here.`,
    evidence: [span],
  });
  return {
    key,
    span,
    runner: { labels: [], hosted: true, ephemeral: true },
    token: [{ right: 'push to the repository', capability: 'write-source', span }],
    gitCredential: 'token',
    steps: [{ name: 'import', span, lines: [], effects: () => [{ kind: 'use', component, span }] }],
  };
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
const pressed = (key: string, step: YamlNode): Guarantee =>
  waitsForWriter({ what: 'Step', key, span: onOneLine((get(step, 'trigger') ?? step).span), source: `${DOCS}/step-options/` });
