/** Travis CI. https://docs.travis-ci.com/user/job-lifecycle/ */
import type { Effect, Material } from '../../pipeline/effects.ts';
import type { Scenario } from '../../pipeline/model.ts';
import { known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { FileTree } from '../../source/files.ts';
import { type Span, startOf } from '../../source/span.ts';
import { get, getPath, itemsOf, listOf, parseYaml, spanAt, textOf, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { pinOfRef } from '../common/component-registry.ts';
import { forksWithoutSecrets } from '../common/plain/forks.ts';
import type { PlainJob, PlainSecret, PlainStep, PlainWorld } from '../common/plain/jobs.ts';
import { cacheRestores, cacheSaves, type Kept } from '../common/plain/kept.ts';
import { byHand, bySchedule, pullRequests, pushes } from '../common/plain/scenarios.ts';
import { commandsOf, readService, type Service, type ServiceContext } from '../common/plain/service.ts';
import type { Reading } from '../common/reader.ts';
import { PIPELINES, SYSTEM } from './places.ts';

const PULLS = 'https://docs.travis-ci.com/user/pull-requests/';
const PHASES = [
  'before_install',
  'install',
  'before_script',
  'script',
  'after_success',
  'after_failure',
  'before_deploy',
  'deploy',
  'after_deploy',
  'after_script',
];

export const readTravis = (tree: FileTree): Reading => readService(tree, SERVICE);

const scenarios = (span: Span): readonly Scenario[] => {
  const on = (trigger: string, source: string) => ({ trigger, span, source });
  const forks = forksWithoutSecrets(SYSTEM, span, { builds: PULLS, secrets: `${PULLS}#pull-requests-and-security-restrictions` });
  return [
    ...pullRequests(on('pull_request', PULLS), forks),
    ...pushes(on('push', 'https://docs.travis-ci.com/user/customizing-the-build/#building-specific-branches'), {
      default: true,
      branch: true,
      tag: true,
    }),
    bySchedule(on('cron', 'https://docs.travis-ci.com/user/cron-jobs/')),
    byHand(on('api', 'https://docs.travis-ci.com/user/triggering-builds/'), 'requests a build with a configuration of their own'),
  ];
};

const jobs = (context: ServiceContext): readonly PlainJob[] => {
  const { file, root, scenario } = context;
  const imports = importsOf(context);
  const roots = [root, ...ownImports(context)];
  const first = (key: string): YamlNode | undefined => roots.map((one) => get(one, key)).find((node) => node !== undefined);
  const included = roots.flatMap((one) => itemsOf(get(get(one, 'jobs') ?? get(one, 'matrix'), 'include')).filter((item) => item.kind === 'mapping'));
  const all = included.length > 0 ? included : [root];
  return all.flatMap((node, index): readonly PlainJob[] => {
    const at = (key: string): YamlNode | undefined => get(node, key) ?? first(key);
    const stage = textOf(get(node, 'name')) ?? textOf(get(node, 'stage'));
    const condition = textOf(get(node, 'if')) ?? '';
    const reach = reachOf(condition, scenario);
    if (reach === 'never') return [];
    const secrets: PlainSecret[] = [];
    const env = new Map<string, Value>();
    for (const part of [
      ...roots.toReversed().flatMap((one) => [get(one, 'env'), ...['global', 'jobs', 'matrix'].map((key) => getPath(one, 'env', key))]),
      get(node, 'env'),
    ])
      for (const item of part?.kind === 'mapping' ? [part] : listOf(part)) variables(item, file, env, secrets);
    for (const phase of PHASES) for (const line of commandsOf(at(phase))) encryptedKeys(line, env, secrets);
    const caches = cachesOf(at('cache'));
    const span = startOf((get(node, 'stage') ?? get(node, 'name') ?? at('script') ?? node).span);
    return [
      {
        key: stage === null ? `job-${index + 1}` : stage,
        span,
        reach,
        runner: { labels: ['travis'], hosted: true, ephemeral: true },
        env,
        secrets,
        steps: [
          ...imports,
          ...cacheRestores(caches),
          ...PHASES.flatMap((phase) => (phase === 'deploy' ? deployments(listOf(at('deploy')), scenario, secrets) : commands(phase, at(phase)))),
          ...cacheSaves(caches),
        ],
      },
    ];
  });
};

/** What a configuration says that it imports, as written. */
const importedBy = (root: YamlNode): readonly YamlScalar[] =>
  listOf(get(root, 'import')).flatMap((item) => {
    const source = item.kind === 'scalar' ? item : get(item, 'source');
    return source?.kind === 'scalar' ? [source] : [];
  });

const OTHERS_FILE = /^[\w.-]+\/[\w.-]+:/;

/** The path of a file of this repository; null where it is another's, or not there. */
const ownFile = ({ tree }: PlainWorld, { value }: YamlScalar): string | null => {
  const path = value.replace(/^\.\//, '').replace(/@.*$/, '');
  return OTHERS_FILE.test(value) || tree.read(path) === null ? null : path;
};

const MOST_IMPORTS = 100;

const ownImportsOf = new WeakMap<YamlNode, readonly YamlNode[]>();

/** Files of this repository that are merged into the configuration, nearest first; what stands in the file itself counts before them. */
const ownImports = ({ world, root }: ServiceContext): readonly YamlNode[] => {
  const known = ownImportsOf.get(root);
  if (known !== undefined) return known;
  const found: YamlNode[] = [];
  const seen = new Set<string>();
  const visit = (node: YamlNode): void => {
    for (const source of importedBy(node)) {
      const file = ownFile(world, source);
      if (file === null || seen.has(file) || seen.size >= MOST_IMPORTS) continue;
      seen.add(file);
      const { documents, diagnostics } = parseYaml(world.tree.read(file) ?? '', file);
      for (const { message, evidence } of diagnostics)
        world.gap({ file, reason: 'imported file is broken', detail: `${message}. Mend the file, or read it by hand.`, evidence });
      for (const imported of documents) {
        found.push(imported);
        visit(imported);
      }
    }
  };
  visit(root);
  ownImportsOf.set(root, found);
  return found;
};

/** What `travis encrypt-file` leaves in the settings: the key of files that lie encrypted in the repository. https://docs.travis-ci.com/user/encrypting-files/ */
const encryptedKeys = (line: YamlScalar, env: Map<string, Value>, secrets: PlainSecret[]): void => {
  for (const match of line.value.matchAll(/\$\{?(encrypted_[0-9a-f]+_key)\b/g)) {
    const name = match[1] ?? '';
    if (env.has(name)) continue;
    secrets.push({ name, usedAs: [name], span: spanAt(line, match.index, match.index + match[0].length) });
    env.set(name, { ...UNKNOWN, secrets: [name] });
  }
};

/**
 * `owner/name:file@ref` of another repository, merged into every job.
 * https://docs.travis-ci.com/user/build-config-imports/
 */
const importsOf = ({ world, file, root }: ServiceContext): readonly PlainStep[] =>
  importedBy(root).flatMap((source): readonly PlainStep[] => {
    if (ownFile(world, source) !== null) return [];
    const [, name, path = '', ref = ''] = /^([\w.-]+\/[\w.-]+):([^@]+)(?:@(.+))?$/.exec(source.value) ?? [];
    world.gap({
      file,
      reason: 'include not available',
      detail: `\`${source.value.slice(0, 100)}\` is merged into every job, and what it holds is not known here.`,
      evidence: [source.span],
    });
    if (name === undefined) return [];
    const component = world.registry.add({
      id: `include:${name}:${path}@${ref}`,
      kind: 'include',
      name: `${name}:${path}`,
      ref: ref === '' ? null : ref,
      pin: pinOfRef(ref),
      owner: 'third-party',
      resolved: false,
      nested: [],
      firstUse: source.span,
    });
    return [{ name: 'import', span: startOf(source.span), lines: [], effects: () => [{ kind: 'use', component, span: source.span }] }];
  });

/** One archive for each branch and each environment of the job. https://docs.travis-ci.com/user/caching/ */
const cachesOf = (node: YamlNode | undefined): readonly Kept[] => {
  if (node === undefined || node.kind === 'null' || (node.kind === 'scalar' && node.value === 'false')) return [];
  const off = node.kind === 'mapping' && node.entries.every(({ value }) => value.kind === 'scalar' && value.value === 'false');
  return off ? [] : [{ name: 'cache', span: startOf(node.span) }];
};

/** Conditions on the kind of event decide; everything else may or may not hold. https://docs.travis-ci.com/user/conditions-v1 */
const reachOf = (condition: string, scenario: Scenario): 'always' | 'depends' | 'never' => {
  if (condition === '') return 'always';
  const type = /\btype\s*(!=|=|==|IN)\s*(\([^)]*\)|[\w"']+)/i.exec(condition);
  const word = scenario.trigger;
  if (type !== null && !/\bOR\b/i.test(condition)) {
    const named = type[2]?.includes(word) === true;
    if (type[1] === '!=' ? named : !named) return 'never';
  }
  if (/\btag\s+IS\s+present\b/i.test(condition) && !scenario.id.endsWith('/tag') && !/\bOR\b/i.test(condition)) return 'never';
  return 'depends';
};

/** `NAME=value` in a text, a mapping of names, or `secure:` text that only the service can read. */
const variables = (item: YamlNode, file: string, env: Map<string, Value>, secrets: PlainSecret[]): void => {
  if (item.kind === 'scalar') {
    for (const match of item.value.matchAll(/([A-Za-z_]\w*)=("[^"]*"|'[^']*'|\S*)/g))
      env.set(match[1] ?? '', known((match[2] ?? '').replace(/^["']|["']$/g, '')));
  } else if (item.kind === 'mapping') {
    for (const { key, value } of item.entries) {
      if (/^(?:global|jobs|matrix)$/.test(key.value)) continue;
      const secure = key.value === 'secure' ? value : get(value, 'secure');
      if (secure !== undefined) {
        const name = key.value === 'secure' ? `encrypted variables of ${file}` : key.value;
        secrets.push({ name, usedAs: [], span: secure.span });
        if (key.value !== 'secure') env.set(key.value, { ...UNKNOWN, secrets: [key.value] });
      } else if (value.kind === 'scalar') env.set(key.value, known(value.value));
    }
  }
};

const commands = (phase: string, node: YamlNode | undefined): readonly PlainStep[] => {
  const lines = commandsOf(node).filter(({ value }) => !/^(?:skip|true|false)$/.test(value));
  return lines[0] === undefined ? [] : [{ name: phase, span: startOf(lines[0].span), lines }];
};

const PUBLISHES: Readonly<Record<string, 'npm' | 'pypi' | 'rubygems' | 'release' | 'pages' | 'cargo'>> = {
  npm: 'npm',
  pypi: 'pypi',
  rubygems: 'rubygems',
  releases: 'release',
  pages: 'pages',
  cargo: 'cargo',
};

/** Nothing is deployed for pull requests. https://docs.travis-ci.com/user/deployment-v2 */
const deployments = (items: readonly YamlNode[], scenario: Scenario, secrets: PlainSecret[]): readonly PlainStep[] =>
  scenario.trigger === 'pull_request'
    ? []
    : items.flatMap((item): readonly PlainStep[] => {
        const provider = get(item, 'provider');
        if (provider?.kind !== 'scalar') return [];
        const script = get(item, 'script');
        const credential = credentialOf(item, provider.value, secrets);
        const type = PUBLISHES[provider.value];
        const effects = (materials: readonly Material[]): readonly Effect[] => {
          if (provider.value === 'script') return [];
          if (type === undefined) return [{ kind: 'deploy', target: provider.value, credential, materials, verified: false, span: provider.span }];
          const name = type === 'release' || type === 'pages' ? 'repository' : '*';
          return [
            {
              kind: 'publish',
              publication: { id: `${type}:${name}`, type, name },
              credential,
              provenance: 'unknown',
              materials,
              span: provider.span,
            },
          ];
        };
        return [{ name: `deploy to ${provider.value}`, span: startOf(provider.span), lines: script?.kind === 'scalar' ? [script] : [], effects }];
      });

const credentialOf = (item: YamlNode, provider: string, secrets: PlainSecret[]): string | null => {
  if (item.kind !== 'mapping') return null;
  for (const { key, value } of item.entries) {
    if (!/(?:api_?key|token|password|secret|access_key)/i.test(key.value)) continue;
    const secure = get(value, 'secure');
    const named = value.kind === 'scalar' ? /\$\{?(\w+)/.exec(value.value)?.[1] : undefined;
    const name = named ?? (secure === undefined ? undefined : `${key.value} of ${provider}`);
    if (name === undefined) continue;
    secrets.push({ name, usedAs: [provider.toUpperCase()], span: value.span });
    return name;
  }
  return null;
};

const SERVICE: Service = {
  system: SYSTEM,
  places: PIPELINES,
  // https://docs.travis-ci.com/user/environment-variables/#default-environment-variables
  written: {
    TRAVIS_BRANCH: 'ref-name',
    TRAVIS_PULL_REQUEST_BRANCH: 'ref-name',
    TRAVIS_TAG: 'ref-name',
    TRAVIS_COMMIT_MESSAGE: 'any',
    TRAVIS_PULL_REQUEST_SLUG: 'line',
  },
  others: [
    'TRAVIS_COMMIT',
    'TRAVIS_BUILD_NUMBER',
    'TRAVIS_PULL_REQUEST',
    'TRAVIS_REPO_SLUG',
    'TRAVIS_OS_NAME',
    'TRAVIS_BUILD_DIR',
    'TRAVIS_SECURE_ENV_VARS',
  ],
  scenarios,
  jobs,
};
