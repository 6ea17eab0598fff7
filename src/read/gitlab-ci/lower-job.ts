/** A job under one scenario: machine, rights, secrets, gates and steps. */
import type { Code, Effect, Material } from '../../pipeline/effects.ts';
import type { Guarantee, Job, Step } from '../../pipeline/model.ts';
import { influenced, through, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { get, textOf, textsOf, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { pinOfRef } from '../common/component-registry.ts';
import { within } from '../common/script-places.ts';
import { environmentGates } from './guarantees.ts';
import { folderOf, scriptStep } from './lower-script.ts';
import type { Lowered, RunContext } from './lowering.ts';
import { containersOf, isWindows, runnerOf, tokenOf } from './machine.ts';
import type { Presence } from './rules.ts';
import { secretsOf, shippedWith } from './secrets.ts';
import type { CacheSyntax, JobSyntax } from './syntax.ts';
import type { Seed } from './triggers.ts';
import { definitionsOf, environment, type Scope, scopeOf } from './variables.ts';

const code = (seed: Seed): Code =>
  seed.definition === 'proposed' && seed.proposer !== null
    ? { kind: 'proposed', what: 'the proposed change', actor: seed.proposer, mutable: false }
    : { kind: 'trusted', what: 'the default branch' };

/** A step of `run`, as `host/group/project/path@version`. */
const stepComponent = ({ registry }: RunContext['world'], reference: string, kind: 'plugin' | 'action', span: Span): string => {
  const at = reference.lastIndexOf('@');
  const name = at < 0 ? reference : reference.slice(0, at);
  const ref = at < 0 ? '' : reference.slice(at + 1);
  const pin = ref === '' || ref === 'latest' ? 'none' : pinOfRef(ref);
  const owner = /^(?:registry\.)?gitlab\.com\/(?:components|gitlab-org)\//.test(name) ? 'platform' : 'third-party';
  return registry.add({
    id: `${kind}:${name}@${ref}`,
    kind,
    name,
    ref: ref === '' ? null : ref,
    pin,
    owner,
    resolved: false,
    nested: [],
    firstUse: span,
  });
};

const material = (kind: Material['kind'], path: string, span: Span, more: Partial<Material> = {}): Material => ({
  kind,
  path,
  code: null,
  artifact: null,
  artifactFrom: null,
  cacheKey: null,
  span,
  ...more,
});

/** `key:` as a text, a name, or files whose content decides. Names of the job are put in, so that jobs with the same text keep apart. */
const cacheKey = ({ key }: CacheSyntax, scope: Scope, job: JobSyntax): string => {
  if (key === null) return 'default';
  const expanded = (text: string): string => {
    const named = text.replaceAll(/\$\{?CI_JOB_(NAME|STAGE)(?:_SLUG)?\b\}?/g, (_, what: string) => (what === 'NAME' ? job.key : job.stage));
    return scope.expand(named, null).text ?? named;
  };
  const text = textOf(key);
  if (text !== null) return expanded(text);
  const prefix = textOf(get(key, 'prefix'));
  const files = [...textsOf(get(key, 'files')), ...textsOf(get(key, 'files_commits'))];
  return `${prefix === null ? '' : `${expanded(prefix)}-`}${files.join('+')}`;
};

interface JobInput {
  readonly context: RunContext;
  readonly job: JobSyntax;
  readonly presence: Presence;
  readonly reach: Job['reach'];
  readonly gates: readonly Guarantee[];
  /** Jobs it waits for. */
  readonly waitsFor: readonly string[];
  /** Jobs whose artifacts it gets. */
  readonly takes: readonly Lowered[];
}

/** What the variables of a job hold, those of earlier jobs' reports among them. */
export const jobScope = (context: RunContext, job: JobSyntax, takes: readonly Lowered[], variables: Presence['variables']): Scope => {
  const { configuration, seed } = context;
  const handed = new Map(context.handed);
  for (const { job: maker, outputs, dotenv } of takes) {
    if (dotenv === null) continue;
    for (const [name, value] of outputs)
      if (name !== '*')
        handed.set(name, { ...value, influences: [...value.influences, { origin: { kind: 'job', job: maker.id }, charset: 'line', via: [dotenv] }] });
  }
  return scopeOf({
    seed,
    defaultBranch: configuration.defaultBranch,
    secrets: new Set([...configuration.secrets.map(({ use }) => use.name), ...job.secrets.map(({ key }) => key.value)]),
    handed,
    layers: [definitionsOf(variables), ...job.layers],
  });
};

export const lowerJob = ({ context, job, presence, reach, gates, waitsFor, takes }: JobInput): Lowered => {
  const { world, configuration, seed } = context;
  const id = `${context.runId}#${context.prefix}${job.key}`;
  const scope = jobScope(context, job, takes, presence.variables);
  const environmentName = job.environment === null ? null : (scope.expand(job.environment.name.value, null).text ?? job.environment.name.value);
  const environmentPlace = job.environment === null || environmentName === null ? null : { name: environmentName, span: job.environment.name.span };
  const own =
    environmentPlace === null
      ? gates
      : [...gates, ...environmentGates(environmentPlace.name, environmentPlace.span, job.key, seed.ref === 'default' && seed.filledInBy === null)];
  const steps: Step[] = [];
  const step = (name: string, effects: readonly Effect[], span: Span): void => {
    if (effects.length > 0) steps.push({ id: `${id}/${name}`, name, reach: 'always', gates: [], effects, span });
  };
  const strategy = scope.held('GIT_STRATEGY');
  const takesCode = !(strategy.kind === 'set' && /^(?:none|empty)$/.test(strategy.value.text ?? ''));
  const checkout = material('checkout', '', job.keySpan, { code: code(seed) });
  // What is included is merged into jobs of the same name, key by key, and its `default` is for all: who changes it has a hand in every job.
  // https://docs.gitlab.com/ci/yaml/includes/#override-included-configuration-values
  const uses = configuration.composition.inclusions.map(({ component }): Effect => ({ kind: 'use', component, span: job.keySpan }));
  step(
    'sources',
    [
      ...uses,
      ...(takesCode ? [{ kind: 'checkout' as const, material: checkout, persistsCredential: false, credential: 'token', span: job.keySpan }] : []),
    ],
    job.keySpan,
  );
  step(
    'steps',
    job.steps.map(({ reference, kind, span }): Effect => ({ kind: 'use', component: stepComponent(world, reference, kind, span), span })),
    job.keySpan,
  );
  step('log', debugging(job, scope), job.keySpan);
  const brought = bring(job, scope, takes);
  step('restore', brought.effects, job.keySpan);

  const names = [
    ...configuration.mentions.names.keys(),
    ...configuration.pipeline.globals.keys(),
    ...job.layers.flatMap((layer) => [...layer.keys()]),
  ];
  const dotenvPaths = job.artifacts?.dotenv.flatMap((path) => scope.expand(path.value, null).text ?? []) ?? [];
  const env = environment(scope, new Set(names));
  // On the default branch a script is the same whatever started it, so that it is looked at once.
  if (seed.ref === 'default') env.set('CI_PIPELINE_SOURCE', UNKNOWN);
  const state = {
    env,
    materials: [...(takesCode ? [checkout] : []), ...brought.materials],
    shell: isWindows(job) ? ('pwsh' as const) : ('bash' as const),
    outputs: dotenvPaths,
  };
  const hook = scriptStep(context, job.hooks, { ...state, materials: [] });
  if (hook !== null) step('pre_get_sources_script', hook.effects, job.hooks[0]?.span ?? job.keySpan);
  const main = scriptStep(context, [...job.before, ...job.script], state);
  if (main !== null) step('script', shippedWith(context, job, main.effects), (job.script[0] ?? job.before[0])?.span ?? job.keySpan);
  const from = fromElsewhere(world, job, main?.effects ?? []);
  if (from.length > 0) step('needs', from, job.keySpan);
  const after = scriptStep(context, job.after, { ...state, materials: main?.materials ?? state.materials });
  if (after !== null) step('after_script', after.effects, job.after[0]?.span ?? job.keySpan);
  const materials = main?.materials ?? state.materials;
  step('keep', [...savedCaches(job, scope), ...kept(job, scope, materials), ...shipped(job, materials)], job.keySpan);
  return {
    key: job.key,
    job: {
      id,
      run: context.runId,
      workflow: context.rootFile,
      key: job.key,
      name: job.key,
      needs: waitsFor,
      reach,
      gates: own,
      runner: runnerOf(job, scope),
      ...containersOf(world.registry, job, scope),
      environment: environmentPlace,
      cacheMode: configuration.sharesCaches && seed.ref !== 'default' ? { reads: true, writes: true, span: job.keySpan } : null,
      token: tokenOf(configuration.ships, job.keySpan, job.idTokens[0]?.key.span ?? null),
      tokenDeclared: { where: 'nowhere', span: job.keySpan },
      secrets: secretsOf(context, job.secrets, environmentName, job),
      steps,
      span: job.keySpan,
    },
    artifacts: [...(job.artifacts?.paths ?? []), ...(job.artifacts?.dotenv ?? [])].map((path) => ({
      path: folderOf(scope.expand(path.value, null).text ?? path.value),
      span: path.span,
    })),
    outputs: new Map(
      [...(main?.outputs ?? [])].map(([name, value]): [string, Value] => [name, through(value, job.artifacts?.dotenv[0]?.span ?? job.keySpan)]),
    ),
    dotenv: job.artifacts?.dotenv[0]?.span ?? null,
    passes: presence.blocks || environmentPlace !== null ? own : gates.filter((gate) => !gate.id.startsWith('manual@')),
  };
};

/** https://docs.gitlab.com/ci/variables/variables_troubleshooting/#enable-debug-logging */
const debugging = (job: JobSyntax, scope: Scope): readonly Effect[] => {
  const held = scope.held('CI_DEBUG_TRACE');
  const span = job.layers.flatMap((layer) => layer.get('CI_DEBUG_TRACE')?.span ?? [])[0];
  return held.kind === 'set' && held.value.text === 'true' && span !== undefined
    ? [{ kind: 'log', how: '`CI_DEBUG_TRACE` writes all variables there', span }]
    : [];
};

/** Caches and artifacts that lie there when the script begins. */
const bring = (
  job: JobSyntax,
  scope: Scope,
  takes: readonly Lowered[],
): { readonly effects: readonly Effect[]; readonly materials: readonly Material[] } => {
  const effects: Effect[] = [];
  const materials: Material[] = [];
  for (const cache of job.caches) {
    if (cache.policy === 'push') continue;
    const key = cacheKey(cache, scope, job);
    const restoreKeys = cache.fallback.map((one) => scope.expand(one.value, null).text ?? one.value);
    for (const path of cache.paths) {
      const restored = material('cache', folderOf(scope.expand(path.value, null).text ?? path.value), path.span, { cacheKey: key });
      materials.push(restored);
      effects.push({ kind: 'cache-restore', key, restoreKeys, material: restored, span: path.span });
    }
  }
  for (const { key, artifacts, job: maker, outputs, dotenv } of takes) {
    for (const { path, span } of artifacts) {
      const taken = material('artifact', path, span, { artifact: key, artifactFrom: 'same' });
      materials.push(taken);
      effects.push({ kind: 'artifact-download', material: taken, span: job.keySpan });
    }
    // Every variable of the report is one of this job, and decides which programs and libraries its shell loads.
    if (dotenv !== null) {
      const any = outputs.get('*');
      const byCode = influenced({ origin: { kind: 'job', job: maker.id }, charset: 'any', via: [dotenv] });
      effects.push({ kind: 'environment', influences: [...byCode.influences, ...(any?.influences ?? [])], span: dotenv });
    }
  }
  for (const need of job.needs ?? [])
    if (need.elsewhere !== null && need.artifacts) {
      const taken = material('artifact', '', need.span, { artifact: `${need.elsewhere}:${need.job}`, artifactFrom: 'unknown' });
      materials.push(taken);
      effects.push({ kind: 'artifact-download', material: taken, span: need.span });
    }
  return { effects, materials };
};

/** What another project has built runs here where files of the workspace are executed: artifacts are laid over it. */
const fromElsewhere = ({ registry }: RunContext['world'], job: JobSyntax, effects: readonly Effect[]): readonly Effect[] =>
  (job.needs ?? []).flatMap((need): readonly Effect[] => {
    if (need.project === null || !need.artifacts) return [];
    const { project, ref } = need.project;
    const name = project;
    const taken = `${need.elsewhere ?? ''}:${need.job}`;
    if (!effects.some((e) => e.kind === 'execute' && e.materials.some(({ artifact, kind }) => artifact === taken || kind === 'checkout'))) return [];
    const component = registry.add({
      id: `include:artifacts of ${name}@${ref ?? ''}`,
      kind: 'include',
      name,
      ref,
      pin: ref === null || ref.includes('$') ? 'unknown' : 'branch',
      owner: /^\$\{?CI_PROJECT_(?:ROOT_)?NAMESPACE\b/.test(project) ? 'internal' : /^\$\{?CI_PROJECT_PATH\}?$/.test(project) ? 'self' : 'third-party',
      resolved: false,
      nested: [],
      firstUse: need.span,
    });
    return [{ kind: 'use', component, span: need.span }];
  });

const savedCaches = (job: JobSyntax, scope: Scope): readonly Effect[] =>
  job.caches.flatMap((cache): readonly Effect[] => {
    const [path] = cache.paths;
    return cache.policy === 'pull' || path === undefined ? [] : [{ kind: 'cache-save', key: cacheKey(cache, scope, job), span: path.span }];
  });

const kept = (job: JobSyntax, scope: Scope, materials: readonly Material[]): readonly Effect[] => {
  const paths: readonly YamlScalar[] = [...(job.artifacts?.paths ?? []), ...(job.artifacts?.dotenv ?? [])];
  const [first] = paths;
  if (first === undefined) return [];
  const taken = paths.flatMap((path) => within(materials, folderOf(scope.expand(path.value, null).text ?? path.value)));
  return [{ kind: 'artifact-upload', artifact: job.key, carriesCredentials: false, materials: [...new Set(taken)], span: first.span }];
};

const placeOf = (node: YamlNode, job: JobSyntax): Span => (node.kind === 'scalar' ? node.span : (get(node, 'tag_name')?.span ?? job.keySpan));

/** `release:` and `pages:`, which the platform does once the script is done. */
const shipped = (job: JobSyntax, materials: readonly Material[]): readonly Effect[] => {
  const publish = (type: 'release' | 'pages', name: string, span: Span): Effect => ({
    kind: 'publish',
    publication: { id: `${type}:repository`, type, name },
    credential: 'token',
    provenance: false,
    materials: within(materials, type === 'pages' ? 'public' : ''),
    span,
  });
  return [
    ...(job.release === null ? [] : [publish('release', 'releases of the repository', placeOf(job.release, job))]),
    ...(job.pages === null ? [] : [publish('pages', 'pages of the repository', job.pages.kind === 'scalar' ? job.pages.span : job.keySpan)]),
  ];
};
