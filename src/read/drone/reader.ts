/** Drone: each document of `.drone.yml` is a pipeline. https://docs.drone.io/pipeline/overview/ */
import type { Scenario, Workflow } from '../../pipeline/model.ts';
import type { Value } from '../../pipeline/value.ts';
import type { FileTree } from '../../source/files.ts';
import { onOneLine } from '../../source/span.ts';
import { get, getPath, itemsOf, textOf, textsOf, type YamlNode } from '../../source/yaml.ts';
import { containerJob, lets } from '../common/plain/containers.ts';
import { eventVariables } from '../common/plain/events.ts';
import { forksWithoutSecrets } from '../common/plain/forks.ts';
import { type PlainWorld, plainRun } from '../common/plain/jobs.ts';
import { againstForks, byHand, bySchedule, type ForkRules, pullRequests, pushes, type Triggering } from '../common/plain/scenarios.ts';
import { readFiles } from '../common/plain/service.ts';
import type { Reading } from '../common/reader.ts';
import { PIPELINES, SYSTEM } from './places.ts';

const TRIGGERS = 'https://docs.drone.io/pipeline/triggers/';

/** Variables that can stand as `${…}` in the file itself. https://docs.drone.io/pipeline/environment/substitution/ */
const predefined = (scenario: Scenario): ReadonlyMap<string, Value> =>
  eventVariables(
    scenario,
    {
      DRONE_BRANCH: 'ref-name',
      DRONE_SOURCE_BRANCH: 'ref-name',
      DRONE_COMMIT_BRANCH: 'ref-name',
      DRONE_COMMIT_REF: 'ref-name',
      DRONE_TAG: 'ref-name',
      DRONE_COMMIT_MESSAGE: 'any',
      DRONE_COMMIT_AUTHOR_NAME: 'line',
      DRONE_COMMIT_AUTHOR_EMAIL: 'line',
      DRONE_PULL_REQUEST_TITLE: 'line',
    },
    [
      'DRONE_COMMIT',
      'DRONE_COMMIT_SHA',
      'DRONE_BUILD_NUMBER',
      'DRONE_PULL_REQUEST',
      'DRONE_REPO',
      'DRONE_REPO_NAME',
      'DRONE_TARGET_BRANCH',
      'DRONE_SEMVER',
    ],
  );

export const readDrone = (tree: FileTree): Reading => readFiles(tree, { system: SYSTEM, places: PIPELINES, predefined }, workflowOf);

/**
 * Where the file is signed, the pull request of a stranger runs what is signed; one that changes the file waits until somebody lets it through.
 * https://docs.drone.io/signature/
 */
const pullsOf = (on: Triggering, forks: ForkRules, documents: readonly YamlNode[]): readonly Scenario[] => {
  const signature = documents.find((node) => textOf(get(node, 'kind')) === 'signature');
  if (signature === undefined) return pullRequests(on, forks);
  const [fork, ...others] = pullRequests(on, { ...forks, definition: 'trusted' });
  if (fork === undefined) return others;
  const waits = againstForks(
    'changed-definition-waits',
    {
      statement: 'A pull request that changes the signed file waits until somebody with write access lets it through.',
      why: 'Whoever lets it through is shown that the file was changed.',
      source: 'https://docs.drone.io/signature/',
      strength: 'weak',
      interaction: 'accepts',
    },
    onOneLine((get(signature, 'kind') ?? signature).span),
  );
  return [fork, { ...fork, id: `${on.trigger}/fork-changed`, definition: 'proposed', guarantees: [...fork.guarantees, waits] }, ...others];
};

/** Their commands run on the machine itself. https://docs.drone.io/pipeline/exec/overview/ and https://docs.drone.io/pipeline/ssh/overview/ */
const ON_THE_HOST = /^(?:exec|ssh)$/;

/** https://docs.drone.io/pipeline/docker/syntax/volumes/host/ */
const hostVolumesOf = (node: YamlNode): ReadonlyMap<string, string> =>
  new Map(
    itemsOf(get(node, 'volumes')).flatMap((volume): readonly [string, string][] => {
      const name = textOf(get(volume, 'name'));
      const path = textOf(getPath(volume, 'host', 'path'));
      return name === null || path === null ? [] : [[name, path]];
    }),
  );

const workflowOf = (world: PlainWorld, file: string, documents: readonly YamlNode[]): Workflow => {
  const pipelines = documents.filter((node) => (textOf(get(node, 'kind')) ?? 'pipeline') === 'pipeline' && get(node, 'steps') !== undefined);
  const span = { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
  const on = (trigger: string) => ({ trigger, span, source: TRIGGERS });
  const forks = forksWithoutSecrets(SYSTEM, span, {
    builds: 'https://docs.drone.io/repository/settings/',
    secrets: 'https://docs.drone.io/secret/repository/',
  });
  const scenarios = [
    ...pullsOf(on('pull_request'), forks, documents),
    ...pushes(on('push'), { default: true, branch: true, tag: true }),
    bySchedule(on('cron')),
    byHand(on('promote'), 'promotes a build'),
  ];
  const runs = scenarios.map((scenario) => {
    const jobs = pipelines.flatMap((node, index) => {
      const reach = lets(get(node, 'trigger'), scenario);
      if (reach === 'never') return [];
      const name = get(node, 'name');
      const job = containerJob(world, {
        key: textOf(name) ?? `pipeline-${index + 1}`,
        span: { ...(name ?? node).span, endLine: (name ?? node).span.line, endColumn: (name ?? node).span.column + 1 },
        steps: itemsOf(get(node, 'steps')).map((step, at) => ({
          name: textOf(get(step, 'name')) ?? `step-${at + 1}`,
          node: step,
          span: (get(step, 'name') ?? step).span,
        })),
        services: itemsOf(get(node, 'services')),
        hostVolumes: hostVolumesOf(node),
        ...(ON_THE_HOST.test(textOf(get(node, 'type')) ?? '') ? { runner: { labels: ['exec'], hosted: false, ephemeral: false } } : {}),
        needs: textsOf(get(node, 'depends_on')),
        scenario,
        reach: (step) => lets(get(step, 'when'), scenario),
      });
      const clones = textOf(getPath(node, 'clone', 'disable')) !== 'true';
      return [{ ...job, reach, fetches: clones }];
    });
    return plainRun(world, file, scenario, jobs);
  });
  return { id: file, file, name: file, system: SYSTEM, kind: 'workflow', span, runs: runs.filter((run) => run.jobs.length > 0) };
};
