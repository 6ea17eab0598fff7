/** Steps in containers with plug-ins, as Drone made them and Woodpecker has them: what the two have in common. */
import type { Effect, Material } from '../../../pipeline/effects.ts';
import type { Guarantee, Scenario } from '../../../pipeline/model.ts';
import { known, UNKNOWN, type Value } from '../../../pipeline/value.ts';
import { type Span, startOf } from '../../../source/span.ts';
import { entriesOf, get, itemsOf, listOf, textOf, textsOf, type YamlNode, type YamlScalar } from '../../../source/yaml.ts';
import type { PlainJob, PlainSecret, PlainStep, PlainWorld } from './jobs.ts';
import { BRACED, substituted } from './substitution.ts';

export interface ContainerJob {
  readonly key: string;
  readonly span: Span;
  readonly steps: readonly { readonly name: string; readonly node: YamlNode; readonly span: Span }[];
  readonly services: readonly YamlNode[];
  /** Paths of the host by the names under which steps mount them. */
  readonly hostVolumes?: ReadonlyMap<string, string>;
  readonly needs: readonly string[];
  readonly scenario: Scenario;
  /** May the step run under the scenario? */
  reach(step: YamlNode): 'always' | 'depends' | 'never';
  readonly gates?: readonly Guarantee[];
  /** Default: an agent in whose containers the steps run. */
  readonly runner?: PlainJob['runner'];
}

/** `world.predefined` names the variables that are put into the text as well. */
export const containerJob = (world: PlainWorld, job: ContainerJob): PlainJob => {
  const names = world.predefined(job.scenario);
  const secrets: PlainSecret[] = [];
  const all = [...job.steps.map(({ node }) => node), ...job.services];
  const privileged = all.some((node) => textOf(get(node, 'privileged')) === 'true');
  const mounts = all.flatMap((node) =>
    listOf(get(node, 'volumes')).flatMap((volume) =>
      volume.kind === 'scalar'
        ? volume.value.startsWith('/')
          ? [volume.value.split(':')[0] ?? '']
          : []
        : (job.hostVolumes?.get(textOf(get(volume, 'name')) ?? '') ?? []),
    ),
  );
  return {
    key: job.key,
    span: job.span,
    needs: job.needs,
    ...(job.gates === undefined ? {} : { gates: job.gates }),
    // The containers go with the job; the machine behind those that reach it does not.
    runner: job.runner ?? { labels: ['agent'], hosted: false, ephemeral: privileged || mounts.length > 0 || all.some(isShell) ? 'unknown' : true },
    ...(privileged || mounts.length > 0 ? { container: { privileged, hostMounts: mounts } } : {}),
    services: job.services.flatMap((service) => imageOf(service) ?? []),
    secrets,
    steps: job.steps.map(({ name, node, span }): PlainStep => {
      const reach = job.reach(node);
      const lines = listOf(get(node, 'commands')).flatMap((line) => (line.kind === 'scalar' ? [line] : []));
      const before = secrets.length;
      const env = variablesOf(node, secrets);
      const settings = settingsOf(node, secrets);
      if (reach === 'never') secrets.length = before;
      return {
        name,
        span: startOf(span),
        lines: reach === 'never' ? [] : lines,
        reach,
        holes: (line) => substituted(line, names, BRACED),
        escapes: BRACED.escapes,
        env,
        image: imageOf(node),
        effects: (materials) => (reach === 'never' || lines.length > 0 ? [] : pluginEffects(imageOf(node), settings, materials)),
      };
    }),
  };
};

/**
 * An image that is the name of a shell stands for that shell of the machine itself. Anything else is a container of the step's own.
 * https://woodpecker-ci.org/docs/administration/configuration/backends/local and https://docs.drone.io/pipeline/docker/overview/
 */
const isShell = (node: YamlNode): boolean => {
  const image = textOf(get(node, 'image'));
  return image === null || /^(?:\/\S*\/)?(?:ba|da|z|fi|k|nu)?sh(?:\.exe)?$|^(?:cmd|pwsh|powershell)(?:\.exe)?$/.test(image);
};

const imageOf = (node: YamlNode): YamlScalar | null => {
  const image = get(node, 'image');
  return image?.kind === 'scalar' && !image.value.includes('${') ? image : null;
};

/** `from_secret: NAME`. */
const kept = (value: YamlNode): YamlScalar | null => {
  const name = get(value, 'from_secret');
  return name?.kind === 'scalar' ? name : null;
};

/** Variables of the step; those from secrets are noted. `secrets: [A, {source: B, target: C}]` is an older way. */
const variablesOf = (node: YamlNode, secrets: PlainSecret[]): ReadonlyMap<string, Value> => {
  const env = new Map<string, Value>();
  const keep = (name: YamlScalar, usedAs: string): void => {
    secrets.push({ name: name.value, usedAs: [usedAs], span: name.span });
    env.set(usedAs, { ...UNKNOWN, secrets: [name.value] });
  };
  for (const { key, value } of entriesOf(get(node, 'environment'))) {
    const name = kept(value);
    if (name !== null) keep(name, key.value);
    else env.set(key.value, value.kind === 'scalar' && !value.value.includes('${') ? known(value.value) : UNKNOWN);
  }
  for (const item of itemsOf(get(node, 'secrets'))) {
    if (item.kind === 'scalar') keep(item, item.value.toUpperCase());
    const source = get(item, 'source');
    if (source?.kind === 'scalar') keep(source, textOf(get(item, 'target')) ?? source.value);
  }
  return env;
};

interface Settings {
  readonly texts: ReadonlyMap<string, string>;
  readonly secret: string | null;
}

const settingsOf = (node: YamlNode, secrets: PlainSecret[]): Settings => {
  const texts = new Map<string, string>();
  let secret: string | null = null;
  const visit = (value: YamlNode, key: string): void => {
    const name = kept(value);
    if (name !== null) {
      secrets.push({ name: name.value, usedAs: [key.toUpperCase()], span: name.span });
      secret ??= name.value;
    } else if (value.kind === 'scalar') texts.set(key, value.value);
    else if (value.kind === 'sequence') for (const item of value.items) visit(item, key);
    else if (value.kind === 'mapping') for (const entry of value.entries) visit(entry.value, entry.key.value);
  };
  const settings = get(node, 'settings');
  if (settings !== undefined) visit(settings, 'settings');
  return { texts, secret };
};

/** Plug-ins that ship something, by the names they are published under. https://woodpecker-ci.org/plugins and https://plugins.drone.io */
const pluginEffects = (image: YamlScalar | null, { texts, secret }: Settings, materials: readonly Material[]): readonly Effect[] => {
  if (image === null) return [];
  const name =
    image.value
      .replace(/[:@].*$/, '')
      .split('/')
      .pop() ?? '';
  const { span } = image;
  const publish = (type: 'image' | 'npm' | 'pypi' | 'release' | 'pages', what: string): readonly Effect[] => [
    { kind: 'publish', publication: { id: `${type}:${what}`, type, name: what }, credential: secret, provenance: 'unknown', materials, span },
  ];
  const builds: readonly Effect[] = materials.length === 0 ? [] : [{ kind: 'execute', tool: name, how: 'builds its image', materials, span }];
  if (/^(?:docker|plugin-docker(?:-buildx)?|plugin-kaniko|kaniko|buildx|gcr|ecr|plugin-docker-build)$/.test(name)) {
    const pushes = texts.get('dry_run') !== 'true' && texts.get('dry-run') !== 'true' && secret !== null;
    return [...builds, ...(pushes ? publish('image', texts.get('repo') ?? 'unknown') : [])];
  }
  if (/^(?:npm|plugin-npm)$/.test(name)) return publish('npm', '*');
  if (/^(?:pypi|plugin-pypi)$/.test(name)) return publish('pypi', '*');
  if (
    /^(?:github-release|gitea-release|plugin-release|plugin-gitea-release|plugin-github-release|ready-release-go|plugin-ready-release-go)$/.test(name)
  )
    return publish('release', 'repository');
  if (/^(?:gh-pages|plugin-gh-pages|plugin-codeberg-pages-deploy)$/.test(name)) return publish('pages', 'repository');
  if (/^(?:drone-ssh|drone-scp|ssh|scp|rsync|drone-rsync|plugin-scp)$/.test(name))
    return [{ kind: 'deploy', target: 'servers', credential: secret, materials, verified: false, span }];
  if (/^(?:plugin-s3|s3|s3-sync|plugin-s3-sync)$/.test(name))
    return [{ kind: 'deploy', target: 'storage', credential: secret, materials, verified: false, span }];
  if (/^(?:drone-helm3?|drone-kubernetes|kubectl|plugin-kubectl)$/.test(name))
    return [{ kind: 'deploy', target: 'kubernetes', credential: secret, materials, verified: false, span }];
  return [];
};

const EVENTS = ['push', 'pull_request', 'tag', 'cron', 'manual', 'custom', 'promote', 'rollback', 'deployment', 'release'] as const;
type Event = (typeof EVENTS)[number];

/** The service's word for what happens under the scenario. */
export const eventOf = (scenario: Scenario): Event | null => {
  if (scenario.id.endsWith('/tag')) return 'tag';
  return EVENTS.find((event) => event === scenario.trigger) ?? null;
};

/**
 * Does a `when:` (or `trigger:`) let the event through? Lists of conditions are alternatives. Branches are compared with the scenario:
 * a pull request's is its target.
 */
export const lets = (when: YamlNode | undefined, scenario: Scenario): 'always' | 'depends' | 'never' => {
  if (when === undefined || when.kind === 'null') return 'always';
  if (when.kind === 'sequence') {
    const all = new Set(when.items.map((item) => lets(item, scenario)));
    return all.has('always') ? 'always' : all.has('depends') ? 'depends' : 'never';
  }
  if (when.kind !== 'mapping') return 'depends';
  const event = eventOf(scenario);
  let result: 'always' | 'depends' = 'always';
  for (const { key, value } of when.entries) {
    if (key.value === 'event') {
      const [included, excluded] = listed(value);
      if (event !== null && included.length > 0 && !included.includes(event) && !(event === 'cron' && included.includes('schedule'))) return 'never';
      if (event !== null && excluded.includes(event)) return 'never';
    } else if (key.value === 'ref' || key.value === 'branch') {
      const [included] = listed(value);
      if (key.value === 'ref' && included.length > 0 && included.every((ref) => ref.startsWith('refs/tags/')) && event !== 'tag') return 'never';
      if (key.value === 'branch' && scenario.id.endsWith('/branch') && event === 'push' && included.length > 0 && included.every(isFixed))
        return 'never';
      if (key.value === 'branch' && event === 'tag' && included.length > 0) result = 'depends';
    } else if (!/^(?:status|path|platform|local|failure)$/.test(key.value)) result = 'depends';
  }
  return result;
};

/** Names that no branch of a stranger's choosing has. */
const isFixed = (branch: string): boolean => !/[*?[]/.test(branch);

const listed = (value: YamlNode): readonly [readonly string[], readonly string[]] =>
  value.kind === 'mapping' ? [textsOf(get(value, 'include')), textsOf(get(value, 'exclude'))] : [textsOf(value), []];
