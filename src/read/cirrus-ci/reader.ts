/** Cirrus CI. https://cirrus-ci.org/guide/writing-tasks/ */
import type { Guarantee, Scenario } from '../../pipeline/model.ts';
import { known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { FileTree } from '../../source/files.ts';
import { type Span, startOf } from '../../source/span.ts';
import { entriesOf, get, getPath, textOf, textsOf, type YamlEntry, type YamlNode } from '../../source/yaml.ts';
import { waitsForWriter } from '../common/plain/buttons.ts';
import { forksWithoutSecrets } from '../common/plain/forks.ts';
import type { PlainJob, PlainSecret } from '../common/plain/jobs.ts';
import { cacheRestores, cacheSaves } from '../common/plain/kept.ts';
import { byHand, bySchedule, pullRequests, pushes } from '../common/plain/scenarios.ts';
import { commandsOf, readService, type Service, type ServiceContext } from '../common/plain/service.ts';
import type { Reading } from '../common/reader.ts';
import { PIPELINES, SYSTEM } from './places.ts';

const TASKS = 'https://cirrus-ci.org/guide/writing-tasks/';
/** Decrypted for people with write access only. https://cirrus-ci.org/guide/writing-tasks/#encrypted-variables */
const ENCRYPTED = /^(?:ENCRYPTED|VAULT)\[(.*)\]$/;

export const readCirrus = (tree: FileTree): Reading => readService(tree, SERVICE);

const scenarios = (span: Span): readonly Scenario[] => {
  const on = (trigger: string) => ({ trigger, span, source: TASKS });
  const forks = forksWithoutSecrets(SYSTEM, span, {
    builds: 'https://cirrus-ci.org/features/#security-settings',
    secrets: `${TASKS}#encrypted-variables`,
  });
  return [
    ...pullRequests(on('pull_request'), forks),
    ...pushes(on('push'), { default: true, branch: true, tag: true }),
    bySchedule(on('cron')),
    byHand(on('manual')),
  ];
};

const jobs = (context: ServiceContext): readonly PlainJob[] =>
  entriesOf(context.root).flatMap((entry): readonly PlainJob[] => {
    if (!/^task$|_task$/.test(entry.key.value) || entry.value.kind !== 'mapping') return [];
    return jobOf(context, entry);
  });

const jobOf = ({ root, scenario }: ServiceContext, { key, value: task }: YamlEntry): readonly PlainJob[] => {
  const { reach, gates: conditions } = conditionOf(task, key.value, scenario);
  const gates = [...conditions, ...pressed(task, key.value)];
  if (reach === 'never') return [];
  const secrets: PlainSecret[] = [];
  const env = new Map<string, Value>();
  for (const part of [get(root, 'env'), get(task, 'env')]) variables(part, env, secrets);
  const image = getPath(task, 'container', 'image') ?? getPath(root, 'container', 'image');
  const worker = get(task, 'persistent_worker');
  // https://cirrus-ci.org/guide/writing-tasks/#cache-instruction
  const caches = entriesOf(task).flatMap(({ key: name, value }) =>
    /(?:^|_)cache$/.test(name.value) && value.kind === 'mapping' ? [{ name: name.value, span: startOf(name.span) }] : [],
  );
  return [
    {
      key: textOf(get(task, 'name')) ?? key.value.replace(/_?task$/, '') ?? 'task',
      span: startOf(key.span),
      needs: textsOf(get(task, 'depends_on')),
      reach,
      gates,
      runner:
        worker === undefined
          ? { labels: ['cirrus'], hosted: true, ephemeral: true }
          : { labels: ['persistent-worker'], hosted: false, ephemeral: false },
      env,
      secrets,
      ...(image?.kind === 'scalar' && !image.value.includes('$') ? { image } : {}),
      steps: [
        ...cacheRestores(caches),
        ...entriesOf(task).flatMap(({ key: name, value }) => {
          if (!name.value.endsWith('script')) return [];
          const lines = commandsOf(value);
          return lines.length === 0 ? [] : [{ name: name.value, span: startOf(name.span), lines }];
        }),
        ...cacheSaves(caches),
      ],
    },
  ];
};

const variables = (node: YamlNode | undefined, env: Map<string, Value>, secrets: PlainSecret[]): void => {
  for (const { key, value } of entriesOf(node)) {
    if (value.kind === 'mapping') variables(value, env, secrets);
    if (value.kind !== 'scalar') continue;
    if (ENCRYPTED.test(value.value)) {
      secrets.push({ name: key.value, usedAs: [], span: value.span });
      env.set(key.value, { ...UNKNOWN, secrets: [key.value] });
    } else env.set(key.value, value.value.includes('$') ? UNKNOWN : known(value.value));
  }
};

/** https://cirrus-ci.org/guide/writing-tasks/#manual-tasks */
const pressed = (task: YamlNode, key: string): readonly Guarantee[] => {
  const type = get(task, 'trigger_type');
  if (type === undefined || textOf(type) !== 'manual') return [];
  return [waitsForWriter({ what: 'Task', key, span: type.span, source: `${TASKS}#manual-tasks` })];
};

/** `only_if` and `skip` as far as they speak of pull requests, branches and collaborators. https://cirrus-ci.org/guide/writing-tasks/#conditional-task-execution */
const conditionOf = (
  task: YamlNode,
  key: string,
  scenario: Scenario,
): { readonly reach: 'always' | 'depends' | 'never'; readonly gates: readonly Guarantee[] } => {
  const only = get(task, 'only_if');
  const text = textOf(only) ?? '';
  if (only === undefined || text === '') return { reach: get(task, 'skip') === undefined ? 'always' : 'depends', gates: [] };
  const simple = !text.includes('||');
  const ofPull = scenario.trigger === 'pull_request';
  if (simple && /\$CIRRUS_PR\s*==\s*(?:''|"")/.test(text) && ofPull) return { reach: 'never', gates: [] };
  if (simple && /\$CIRRUS_PR\s*!=\s*(?:''|"")/.test(text) && !ofPull) return { reach: 'never', gates: [] };
  if (simple && /\$CIRRUS_TAG\s*!=\s*(?:''|"")/.test(text) && !scenario.id.endsWith('/tag')) return { reach: 'never', gates: [] };
  const byMembers = simple && /\$CIRRUS_USER_COLLABORATOR\s*==\s*['"]?true/.test(text);
  const gates: readonly Guarantee[] = byMembers
    ? [
        {
          id: `collaborators-only@${key}`,
          statement: 'Only collaborators start the task.',
          enforcedBy: 'configuration',
          against: ['outsider', 'contributor'],
          // The change brings its own conditions where it brings the file.
          strength: scenario.definition === 'proposed' ? 'weak' : 'strong',
          why:
            scenario.definition === 'proposed'
              ? 'The change brings the file that the condition stands in.'
              : 'The service compares who caused the run.',
          evidence: [only.span],
          source: `${TASKS}#conditional-task-execution`,
        },
      ]
    : [];
  return { reach: 'depends', gates };
};

const SERVICE: Service = {
  system: SYSTEM,
  places: PIPELINES,
  // https://cirrus-ci.org/guide/writing-tasks/#environment-variables
  written: {
    CIRRUS_BRANCH: 'ref-name',
    CIRRUS_TAG: 'ref-name',
    CIRRUS_CHANGE_TITLE: 'line',
    CIRRUS_CHANGE_MESSAGE: 'any',
    CIRRUS_COMMIT_MESSAGE: 'any',
    CIRRUS_PR_TITLE: 'line',
    CIRRUS_PR_BODY: 'any',
  },
  others: [
    'CIRRUS_PR',
    'CIRRUS_CHANGE_IN_REPO',
    'CIRRUS_BASE_BRANCH',
    'CIRRUS_DEFAULT_BRANCH',
    'CIRRUS_REPO_NAME',
    'CIRRUS_REPO_OWNER',
    'CIRRUS_WORKING_DIR',
    'CIRRUS_BUILD_ID',
  ],
  scenarios,
  jobs,
};
