/** Buildkite: steps that an agent uploads from the repository and that agents of the team run. */
import type { Effect, Material } from '../../pipeline/effects.ts';
import type { Guarantee, Job, Scenario, Workflow } from '../../pipeline/model.ts';
import { known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { FileTree } from '../../source/files.ts';
import { onOneLine, type Span } from '../../source/span.ts';
import { entriesOf, get, itemsOf, listOf, textOf, textsOf, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { eventVariables } from '../common/plain/events.ts';
import { type PlainJob, type PlainSecret, type PlainWorld, plainRun } from '../common/plain/jobs.ts';
import { againstForks, byHand, bySchedule, type ForkRules, pullRequests, pushes } from '../common/plain/scenarios.ts';
import { readFiles } from '../common/plain/service.ts';
import { DOLLARS_OR_BACKSLASH, substituted } from '../common/plain/substitution.ts';
import type { Reading } from '../common/reader.ts';
import { branchesLet, conditionLets } from './conditions.ts';
import { PIPELINES, SYSTEM } from './places.ts';
import { pluginComponent, pluginEffects, pluginSecrets, pluginsOf } from './plugins.ts';

const DOCS = 'https://buildkite.com/docs';

/** Put into the file when it is uploaded: https://buildkite.com/docs/pipelines/configure/environment-variables#variable-interpolation */
const predefined = (scenario: Scenario): ReadonlyMap<string, Value> =>
  eventVariables(
    scenario,
    {
      BUILDKITE_BRANCH: 'ref-name',
      BUILDKITE_TAG: 'ref-name',
      BUILDKITE_MESSAGE: 'any',
      BUILDKITE_BUILD_AUTHOR: 'line',
      BUILDKITE_BUILD_AUTHOR_EMAIL: 'line',
    },
    [
      'BUILDKITE_COMMIT',
      'BUILDKITE_BUILD_NUMBER',
      'BUILDKITE_PULL_REQUEST',
      'BUILDKITE_PULL_REQUEST_BASE_BRANCH',
      'BUILDKITE_PIPELINE_SLUG',
      'BUILDKITE_REPO',
    ],
  );

/** Off by default, and then agents hold back nothing: https://buildkite.com/docs/pipelines/source-control/github#running-builds-on-pull-requests */
const forkRules = (file: string, span: Span): ForkRules => ({
  notBuilt: againstForks(
    `forks-not-built@${file}`,
    {
      statement: 'Pull requests from forks start no build.',
      why: '"Build pull requests from third-party forked repositories" is off by default.',
      source: `${DOCS}/pipelines/source-control/github`,
    },
    span,
  ),
  approvals: [],
  withholds: { secrets: [], write: [], identity: [], cacheWrite: [] },
  definition: 'proposed',
});

/** Never throws on what a repository contains. */
export const readBuildkite = (tree: FileTree): Reading =>
  readFiles(tree, { system: SYSTEM, places: PIPELINES, predefined }, (world, file, [root]) => {
    if (root === undefined) return undefined;
    const steps = root.kind === 'sequence' ? root : get(root, 'steps');
    return steps?.kind === 'sequence' ? workflowOf(world, file, root, steps) : null;
  });

const workflowOf = (world: PlainWorld, file: string, root: YamlNode, steps: YamlNode): Workflow => {
  const span = entriesOf(root).find(({ key }) => key.value === 'steps')?.key.span ?? onOneLine(root.span);
  const on = (trigger: string) => ({ trigger, span, source: `${DOCS}/pipelines/configure/workflows/branch-configuration` });
  const scenarios = [
    ...pullRequests(on('pull_request'), forkRules(file, span)),
    ...pushes(on('push'), { default: true, branch: true, tag: true }),
    bySchedule(on('schedule')),
    byHand(on('ui'), 'makes a build with variables of its own'),
  ];
  return {
    id: file,
    file,
    name: file,
    system: SYSTEM,
    kind: 'workflow',
    span: onOneLine(span),
    runs: scenarios.map((scenario) => plainRun(world, file, scenario, jobsOf(world, root, steps, scenario))),
  };
};

/** What the steps before mean for the next one. */
interface State {
  /** Jobs since the last wait, and before it. */
  current: string[];
  before: string[];
  gates: readonly Guarantee[];
  readonly keys: Map<string, number>;
  /** Keys of steps to those of their jobs. */
  readonly named: Map<string, string>;
  readonly uploads: Material[];
}

const jobsOf = (world: PlainWorld, root: YamlNode, steps: YamlNode, scenario: Scenario): readonly PlainJob[] => {
  const state: State = { current: [], before: [], gates: [], keys: new Map(), named: new Map(), uploads: [] };
  const jobs: PlainJob[] = [];
  const visit = (list: YamlNode | undefined, outer: Job['reach']): void => {
    for (const step of itemsOf(list)) {
      const kind = step.kind === 'scalar' ? step.value : '';
      if (
        kind === 'wait' ||
        kind === 'waiter' ||
        get(step, 'wait') !== undefined ||
        get(step, 'waiter') !== undefined ||
        textOf(get(step, 'type')) === 'wait'
      ) {
        state.before = [...state.before, ...state.current];
        state.current = [];
        continue;
      }
      const reach = worst(outer, worst(conditionLets(textOf(get(step, 'if')), scenario), branchesLet(textsOf(get(step, 'branches')), scenario)));
      const block = get(step, 'block') ?? get(step, 'manual');
      if (kind === 'block' || kind === 'manual' || block !== undefined) {
        state.before = [...state.before, ...state.current];
        state.current = [];
        if (reach === 'always') state.gates = [...state.gates, ...unblocked(step, block, scenario)];
        continue;
      }
      if (kind === 'input' || get(step, 'input') !== undefined || get(step, 'trigger') !== undefined) continue;
      if (get(step, 'group') !== undefined) {
        visit(get(step, 'steps'), reach);
        continue;
      }
      if (step.kind === 'mapping' && reach !== 'never') jobs.push(jobOf(world, root, step, scenario, state, reach));
    }
  };
  visit(steps, 'always');
  return jobs;
};

const worst = (a: Job['reach'], b: Job['reach']): Job['reach'] =>
  a === 'never' || b === 'never' ? 'never' : a === 'depends' || b === 'depends' ? 'depends' : 'always';

/** https://buildkite.com/docs/pipelines/configure/step-types/block-step */
const unblocked = (step: YamlNode, block: YamlNode | undefined, { definition, proposer }: Scenario): readonly Guarantee[] => {
  const label = textOf(block) ?? 'block';
  const teams = textsOf(get(step, 'allowed_teams'));
  const own = definition === 'proposed' && proposer === 'outsider';
  const base = {
    enforcedBy: 'configuration',
    evidence: [onOneLine((block ?? step).span)],
    source: `${DOCS}/pipelines/configure/step-types/block-step`,
  } as const;
  return [
    {
      ...base,
      id: `block@${label}`,
      statement: `The step \`${label}\` waits until ${teams.length > 0 ? `somebody of ${teams.join(', ')}` : 'somebody with access to the pipeline'} goes on.`,
      against: teams.length > 0 ? ['outsider', 'contributor', 'writer'] : ['outsider', 'contributor'],
      strength: own ? 'weak' : 'strong',
      interaction: own ? 'routine' : 'accepts',
      why: own ? 'The change brings the pipeline with the step: it may leave it out.' : 'The build stops until a person who may goes on with it.',
    },
    {
      ...base,
      id: `block-by-anyone@${label}`,
      statement: `The step \`${label}\` waits for a person.`,
      against: teams.length > 0 ? ['upstream'] : ['writer', 'upstream'],
      strength: 'weak',
      interaction: 'routine',
      why: 'Whoever unblocks does so as a routine, also for a build of their own, and nobody looks at what plugins, images and packages bring.',
    },
  ];
};

const lists = new WeakMap<YamlNode, readonly YamlScalar[]>();

/** The same list for every run, since it stands for the script. */
const commandsOf = (step: YamlNode): readonly YamlScalar[] => {
  const old = lists.get(step);
  if (old !== undefined) return old;
  const lines = [...listOf(get(step, 'command')), ...listOf(get(step, 'commands'))].flatMap((line) => (line.kind === 'scalar' ? [line] : []));
  lists.set(step, lines);
  return lines;
};

/** Every job of a build uploads and takes files under whatever name. https://buildkite.com/docs/pipelines/configure/artifacts */
const FILES = 'files of the build';
const takes = (lines: readonly YamlScalar[], plugins: readonly { readonly name: YamlScalar; readonly options: YamlNode | null }[]): boolean =>
  lines.some(({ value }) => /buildkite-agent artifact download/.test(value)) ||
  plugins.some(({ name, options }) => /^artifacts(?:#|$)/.test(name.value) && get(options, 'download') !== undefined);

const jobOf = (world: PlainWorld, root: YamlNode, step: YamlNode, scenario: Scenario, state: State, reach: Job['reach']): PlainJob => {
  const lines = commandsOf(step);
  const label =
    textOf(get(step, 'key')) ?? textOf(get(step, 'label')) ?? textOf(get(step, 'name')) ?? lines[0]?.value.trim().split('\n')[0] ?? 'step';
  const base = label.replaceAll(/\s+/g, ' ').slice(0, 80);
  const count = (state.keys.get(base) ?? 0) + 1;
  state.keys.set(base, count);
  const key = count === 1 ? base : `${base}~${count}`;
  state.current.push(key);
  const own = textOf(get(step, 'key'));
  if (own !== null) state.named.set(own, key);
  const waits = listOf(get(step, 'depends_on')).flatMap((d) => state.named.get(textOf(d) ?? textOf(get(d, 'step')) ?? '') ?? []);
  const plugins = pluginsOf(get(step, 'plugins'));
  const secrets: PlainSecret[] = plugins.flatMap(pluginSecrets);
  // Secrets of the cluster, by name: https://buildkite.com/docs/pipelines/security/secrets/buildkite-secrets
  for (const node of [get(step, 'secrets'), get(root, 'secrets')]) {
    for (const item of itemsOf(node)) if (item.kind === 'scalar') secrets.push({ name: item.value, usedAs: [], span: item.span });
    for (const { key: variable, value } of entriesOf(node))
      if (value.kind === 'scalar') secrets.push({ name: value.value, usedAs: [variable.value], span: value.span });
  }
  const span = onOneLine((get(step, 'label') ?? get(step, 'key') ?? lines[0] ?? step).span);
  const env = new Map<string, Value>();
  for (const node of [get(root, 'env'), get(step, 'env')])
    for (const { key: name, value } of entriesOf(node))
      env.set(name.value, value.kind === 'scalar' && !value.value.includes('$') ? known(value.value) : UNKNOWN);
  for (const { name, usedAs } of secrets) env.set(usedAs[0] ?? name, { ...UNKNOWN, secrets: [name] });
  const agents = get(step, 'agents') ?? get(root, 'agents');
  const labels =
    agents?.kind === 'mapping'
      ? entriesOf(agents).flatMap(({ key: name, value }) => (value.kind === 'scalar' ? [`${name.value}=${value.value}`] : []))
      : textsOf(agents);
  const names = world.predefined(scenario);
  const before = (materials: readonly Material[]): readonly Effect[] =>
    plugins.flatMap((plugin): Effect[] => {
      const component = pluginComponent(world.registry, plugin);
      const local = plugin.name.value.startsWith('./') && materials.length > 0;
      return [
        ...(component === null ? [] : [{ kind: 'use', component, span: plugin.name.span } as const]),
        ...(local
          ? [{ kind: 'execute', tool: 'buildkite-agent', how: `runs the plugin ${plugin.name.value}`, materials, span: plugin.name.span } as const]
          : []),
        ...pluginEffects(world.registry, plugin),
      ];
    });
  const uploads = get(step, 'artifact_paths');
  const download: Material = { kind: 'artifact', path: '', code: null, artifact: FILES, artifactFrom: 'same', cacheKey: null, span };
  return {
    key,
    span,
    needs: waits.length > 0 ? waits : state.before.slice(-20),
    reach,
    gates: state.gates,
    // Agents are the team's, unless the queue is one of hosted agents, which the file does not tell.
    runner: {
      labels: labels.length > 0 ? labels : ['queue=default'],
      hosted: 'unknown',
      ephemeral: 'unknown',
      span: onOneLine((agents ?? step).span),
    },
    env,
    secrets,
    token: [{ right: 'OpenID Connect token', capability: 'mint-identity', span }],
    ...(takes(lines, plugins) ? { brings: [download] } : {}),
    steps: [
      { name: 'plugins', span, lines: [], effects: before },
      {
        name: 'command',
        span,
        lines,
        holes: (line) => substituted(line, names, DOLLARS_OR_BACKSLASH),
        escapes: DOLLARS_OR_BACKSLASH.escapes,
      },
      {
        name: 'artifacts',
        span,
        lines: [],
        effects: (materials) =>
          uploads === undefined && !lines.some(({ value }) => /buildkite-agent artifact upload/.test(value))
            ? []
            : [{ kind: 'artifact-upload', artifact: FILES, carriesCredentials: false, materials, span: onOneLine((uploads ?? step).span) }],
      },
    ],
  };
};
