/** AppVeyor. https://www.appveyor.com/docs/appveyor-yml/ */
import type { Effect, Material } from '../../pipeline/effects.ts';
import type { Scenario } from '../../pipeline/model.ts';
import { known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { FileTree } from '../../source/files.ts';
import { type Span, startOf } from '../../source/span.ts';
import { entriesOf, get, listOf, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { forksWithoutSecrets } from '../common/plain/forks.ts';
import type { PlainJob, PlainSecret, PlainStep } from '../common/plain/jobs.ts';
import { byHand, bySchedule, pullRequests, pushes } from '../common/plain/scenarios.ts';
import { readService, type Service, type ServiceContext } from '../common/plain/service.ts';
import type { Reading } from '../common/reader.ts';
import { PIPELINES, SYSTEM } from './places.ts';

const PHASES = [
  'init',
  'install',
  'before_build',
  'build_script',
  'after_build',
  'before_test',
  'test_script',
  'after_test',
  'before_deploy',
  'deploy_script',
  'after_deploy',
  'on_success',
  'on_finish',
];
const SECURE = 'https://www.appveyor.com/docs/build-configuration/#secure-variables';

export const readAppveyor = (tree: FileTree): Reading => readService(tree, SERVICE);

const scenarios = (span: Span): readonly Scenario[] => {
  const on = (trigger: string, source: string) => ({ trigger, span, source });
  const forks = forksWithoutSecrets(SYSTEM, span, { builds: 'https://www.appveyor.com/docs/build-configuration/#pull-requests', secrets: SECURE });
  return [
    ...pullRequests(on('pull_request', SECURE), forks),
    ...pushes(on('push', 'https://www.appveyor.com/docs/branches/'), { default: true, branch: true, tag: true }),
    bySchedule(on('schedule', 'https://www.appveyor.com/docs/build-configuration/#scheduled-builds')),
    byHand(on('manual', 'https://www.appveyor.com/docs/build-configuration/')),
  ];
};

const jobs = ({ root, scenario }: ServiceContext): readonly PlainJob[] => {
  const secrets: PlainSecret[] = [];
  const env = new Map<string, Value>();
  const variables = (node: YamlNode | undefined): void => {
    for (const item of listOf(node)) {
      for (const { key, value } of entriesOf(item)) {
        const secure = get(value, 'secure');
        if (secure !== undefined) {
          secrets.push({ name: key.value, usedAs: [], span: secure.span });
          env.set(key.value, { ...UNKNOWN, secrets: [key.value] });
        } else if (value.kind === 'scalar') env.set(key.value, known(value.value));
        else variables(value);
      }
    }
  };
  variables(get(root, 'environment'));
  const steps = PHASES.flatMap((phase) => commands(phase, get(root, phase)));
  return [
    {
      key: 'build',
      span: startOf((get(root, 'image') ?? root).span),
      runner: { labels: ['appveyor'], hosted: true, ephemeral: true },
      env,
      secrets,
      steps: [...steps, ...deployments(get(root, 'deploy'), scenario, secrets)],
    },
  ];
};

const SHELLS: Readonly<Record<string, NonNullable<PlainStep['shell']>>> = { ps: 'pwsh', pwsh: 'pwsh', sh: 'bash', cmd: 'cmd' };

/** `- ps: …` says the shell; without one it is cmd. */
const commands = (phase: string, node: YamlNode | undefined): readonly PlainStep[] =>
  listOf(node).flatMap((item, index): readonly PlainStep[] => {
    const name = `${phase}-${index + 1}`;
    if (item.kind === 'scalar') return [{ name, span: startOf(item.span), lines: [item], shell: 'cmd' }];
    return entriesOf(item).flatMap(({ key, value }): readonly PlainStep[] => {
      const shell = Object.hasOwn(SHELLS, key.value) ? SHELLS[key.value] : undefined;
      return shell === undefined || value.kind !== 'scalar' ? [] : [{ name, span: startOf(value.span), lines: [value], shell }];
    });
  });

const PUBLISHES: Readonly<Record<string, 'nuget' | 'release'>> = { NuGet: 'nuget', GitHub: 'release' };

/** https://www.appveyor.com/docs/deployment/ Pull requests are not deployed. */
const deployments = (node: YamlNode | undefined, scenario: Scenario, secrets: PlainSecret[]): readonly PlainStep[] =>
  scenario.trigger === 'pull_request'
    ? []
    : listOf(node).flatMap((item): readonly PlainStep[] => {
        const provider = get(item, 'provider');
        if (provider?.kind !== 'scalar') return [];
        const credential = credentialOf(item, provider, secrets);
        const type = PUBLISHES[provider.value];
        const effects = (materials: readonly Material[]): readonly Effect[] => {
          if (type === undefined) return [{ kind: 'deploy', target: provider.value, credential, materials, verified: false, span: provider.span }];
          const name = type === 'release' ? 'repository' : '*';
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
        return [{ name: `deploy to ${provider.value}`, span: startOf(provider.span), lines: [], effects }];
      });

const credentialOf = (item: YamlNode, provider: YamlScalar, secrets: PlainSecret[]): string | null => {
  for (const { key, value } of entriesOf(item)) {
    const secure = get(value, 'secure');
    if (secure === undefined) continue;
    const name = `${key.value} of ${provider.value}`;
    secrets.push({ name, usedAs: [`${provider.value.toUpperCase()}_TOKEN`], span: secure.span });
    return name;
  }
  return null;
};

const SERVICE: Service = {
  system: SYSTEM,
  places: PIPELINES,
  // https://www.appveyor.com/docs/environment-variables/
  written: {
    APPVEYOR_REPO_BRANCH: 'ref-name',
    APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH: 'ref-name',
    APPVEYOR_REPO_TAG_NAME: 'ref-name',
    APPVEYOR_REPO_COMMIT_MESSAGE: 'line',
    APPVEYOR_REPO_COMMIT_MESSAGE_EXTENDED: 'any',
    APPVEYOR_REPO_COMMIT_AUTHOR: 'line',
    APPVEYOR_REPO_COMMIT_AUTHOR_EMAIL: 'line',
    APPVEYOR_PULL_REQUEST_TITLE: 'line',
  },
  others: [
    'APPVEYOR_REPO_COMMIT',
    'APPVEYOR_BUILD_NUMBER',
    'APPVEYOR_BUILD_VERSION',
    'APPVEYOR_PULL_REQUEST_NUMBER',
    'APPVEYOR_BUILD_FOLDER',
    'APPVEYOR_REPO_NAME',
  ],
  scenarios,
  jobs,
};
