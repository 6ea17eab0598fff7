/** Woodpecker: each file is a workflow. https://woodpecker-ci.org/docs/usage/workflow-syntax */
import type { Scenario, Workflow } from '../../pipeline/model.ts';
import type { Value } from '../../pipeline/value.ts';
import type { FileTree } from '../../source/files.ts';
import type { Span } from '../../source/span.ts';
import { get, textOf, type YamlNode } from '../../source/yaml.ts';
import { containerJob, lets } from '../common/plain/containers.ts';
import { eventVariables } from '../common/plain/events.ts';
import { forksWithoutSecrets, waitsForApproval } from '../common/plain/forks.ts';
import { type PlainWorld, plainRun } from '../common/plain/jobs.ts';
import { byHand, bySchedule, pullRequests, pushes } from '../common/plain/scenarios.ts';
import { readFiles } from '../common/plain/service.ts';
import type { Reading } from '../common/reader.ts';
import { PIPELINES, SYSTEM } from './places.ts';

const SYNTAX = 'https://woodpecker-ci.org/docs/usage/workflow-syntax#event';
const SETTINGS = 'https://woodpecker-ci.org/docs/usage/project-settings';

/** Variables that can stand as `${…}` in the file itself. https://woodpecker-ci.org/docs/usage/environment */
const predefined = (scenario: Scenario): ReadonlyMap<string, Value> =>
  eventVariables(
    scenario,
    {
      CI_COMMIT_BRANCH: 'ref-name',
      CI_COMMIT_SOURCE_BRANCH: 'ref-name',
      CI_COMMIT_REF: 'ref-name',
      CI_COMMIT_REFSPEC: 'ref-name',
      CI_COMMIT_TAG: 'ref-name',
      CI_COMMIT_MESSAGE: 'any',
      CI_COMMIT_AUTHOR: 'line',
      CI_COMMIT_AUTHOR_EMAIL: 'line',
      CI_PIPELINE_FILES: 'line',
      CI_PULL_REQUEST_TITLE: 'line',
    },
    ['CI_COMMIT_SHA', 'CI_PIPELINE_NUMBER', 'CI_COMMIT_PULL_REQUEST', 'CI_REPO', 'CI_REPO_NAME', 'CI_REPO_DEFAULT_BRANCH', 'CI_COMMIT_TARGET_BRANCH'],
  );

export const readWoodpecker = (tree: FileTree): Reading =>
  readFiles(tree, { system: SYSTEM, places: PIPELINES, predefined }, (world, file, [root]) =>
    root?.kind === 'mapping' ? workflowOf(world, file, root) : undefined,
  );

const scenariosOf = (span: Span): readonly Scenario[] => {
  const on = (trigger: string) => ({ trigger, span, source: SYNTAX });
  const forks = forksWithoutSecrets(
    SYSTEM,
    span,
    { builds: `${SETTINGS}#allow-pull-requests`, secrets: 'https://woodpecker-ci.org/docs/usage/secrets#events-filter' },
    [waitsForApproval(SYSTEM, span, `${SETTINGS}#require-approval-for`)],
  );
  return [
    ...pullRequests(on('pull_request'), forks),
    ...pushes(on('push'), { default: true, branch: true, tag: true }),
    bySchedule(on('cron')),
    byHand(on('manual')),
  ];
};

/** Steps are a list, or a mapping by name. */
const stepsOf = (node: YamlNode | undefined) => {
  const named = node?.kind === 'mapping' ? node.entries.map(({ key, value }) => ({ name: key.value, node: value, span: key.span })) : [];
  const listed =
    node?.kind === 'sequence'
      ? node.items.map((item, index) => ({
          name: textOf(get(item, 'name')) ?? `step-${index + 1}`,
          node: item,
          span: (get(item, 'name') ?? item).span,
        }))
      : [];
  return [...named, ...listed].filter(({ node: step }) => step.kind === 'mapping');
};

const workflowOf = (world: PlainWorld, file: string, root: YamlNode): Workflow => {
  const start = get(root, 'when') ?? get(root, 'steps') ?? root;
  const span: Span = { ...start.span, endLine: start.span.line, endColumn: start.span.column + 1 };
  // What fetches the code may be a step of one's own: https://woodpecker-ci.org/docs/usage/workflow-syntax#clone
  const steps = [...stepsOf(get(root, 'clone')), ...stepsOf(get(root, 'steps') ?? get(root, 'pipeline'))];
  const services = stepsOf(get(root, 'services')).map(({ node }) => node);
  const skipsClone = textOf(get(root, 'skip_clone')) === 'true';
  const runs = scenariosOf(span).flatMap((scenario) => {
    const reach = lets(get(root, 'when'), scenario);
    if (reach === 'never') return [];
    const job = containerJob(world, {
      key: file.slice(file.lastIndexOf('/') + 1).replace(/\.ya?ml$/, ''),
      span,
      steps,
      services,
      needs: [],
      scenario,
      reach: (step) => lets(get(step, 'when'), scenario),
    });
    return [plainRun(world, file, scenario, [{ ...job, reach, fetches: !skipsClone }])];
  });
  return { id: file, file, name: file, system: SYSTEM, kind: 'workflow', span, runs };
};
