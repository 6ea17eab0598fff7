/** Semaphore. https://docs.semaphore.io/reference/pipeline-yaml */
import type { Scenario } from '../../pipeline/model.ts';
import { known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { FileTree } from '../../source/files.ts';
import { type Span, startOf } from '../../source/span.ts';
import { get, getPath, itemsOf, parseYaml, textOf, textsOf, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { forksWithoutSecrets } from '../common/plain/forks.ts';
import type { PlainJob, PlainSecret } from '../common/plain/jobs.ts';
import { cacheRestores, cacheSaves, type Kept, takenFiles, uploads } from '../common/plain/kept.ts';
import { byHand, bySchedule, pullRequests, pushes } from '../common/plain/scenarios.ts';
import { commandsOf, readService, type Service, type ServiceContext } from '../common/plain/service.ts';
import type { Reading } from '../common/reader.ts';
import { PIPELINES, SYSTEM } from './places.ts';

const PROJECTS = 'https://docs.semaphore.io/using-semaphore/projects';
const FIRST = /^\.semaphore\/semaphore\.ya?ml$/;

export const readSemaphore = (tree: FileTree): Reading => {
  const automatic = promotedByThemselves(tree);
  return readService(tree, { ...SERVICE, scenarios: (span) => scenarios(span, automatic) });
};

/** Files of pipelines that go on by themselves after another one. https://docs.semaphore.io/using-semaphore/promotions#auto-promotions */
const promotedByThemselves = (tree: FileTree): ReadonlySet<string> =>
  new Set(
    tree.files
      .filter((file) => PIPELINES.some(({ path }) => path.test(file)))
      .flatMap((file) => {
        const text = tree.read(file);
        if (text === null || !/^promotions\s*:/m.test(text)) return [];
        return itemsOf(get(parseYaml(text, file).documents[0], 'promotions')).flatMap((promotion) => {
          const next = textOf(get(promotion, 'pipeline_file'));
          const by = get(promotion, 'auto_promote') ?? get(promotion, 'auto_promote_on');
          if (next === null || by === undefined || textOf(get(by, 'when')) === 'false') return [];
          return [next.startsWith('/') ? next.slice(1) : `${file.slice(0, file.lastIndexOf('/') + 1)}${next.replace(/^\.\//, '')}`];
        });
      }),
  );

/** Pipelines that promotions start run when somebody promotes, or by themselves where a condition says so. */
const scenarios = (span: Span, automatic: ReadonlySet<string>): readonly Scenario[] => {
  const on = (trigger: string, source: string) => ({ trigger, span, source });
  const promotion = on('promotion', 'https://docs.semaphore.io/using-semaphore/promotions');
  if (!FIRST.test(span.file))
    return automatic.has(span.file) ? pushes(promotion, { default: true, branch: false, tag: false }) : [byHand(promotion, 'promotes a pipeline')];
  const forks = forksWithoutSecrets(SYSTEM, span, { builds: `${PROJECTS}#settings`, secrets: `${PROJECTS}#settings` });
  return [
    ...pullRequests(on('pull_request', PROJECTS), forks),
    ...pushes(on('push', PROJECTS), { default: true, branch: true, tag: true }),
    bySchedule(on('schedule', 'https://docs.semaphore.io/using-semaphore/tasks')),
  ];
};

const jobs = ({ root }: ServiceContext): readonly PlainJob[] => {
  const common = get(root, 'global_job_config');
  return itemsOf(get(root, 'blocks')).flatMap((block, index): readonly PlainJob[] => {
    const task = get(block, 'task');
    if (textOf(getPath(block, 'skip', 'when')) === 'true' || textOf(getPath(block, 'run', 'when')) === 'false') return [];
    const name = textOf(get(block, 'name')) ?? `block-${index + 1}`;
    const machine = textOf(getPath(task, 'agent', 'machine', 'type')) ?? textOf(getPath(root, 'agent', 'machine', 'type')) ?? '';
    const own = machine.startsWith('s1-');
    const image = getPath(itemsOf(getPath(task, 'agent', 'containers') ?? getPath(root, 'agent', 'containers'))[0], 'image');
    return itemsOf(get(task, 'jobs')).map((job, at): PlainJob => {
      const secrets: PlainSecret[] = [];
      const env = new Map<string, Value>();
      for (const part of [common, task, job]) {
        for (const item of itemsOf(get(part, 'secrets'))) {
          const secret = get(item, 'name');
          if (secret?.kind === 'scalar') secrets.push({ name: secret.value, usedAs: [], span: secret.span });
        }
        for (const item of itemsOf(get(part, 'env_vars'))) {
          const key = textOf(get(item, 'name'));
          if (key !== null) env.set(key, valueOf(get(item, 'value')));
        }
      }
      const phases: readonly (readonly [string, YamlNode | undefined])[] = [
        ['prologue', getPath(common, 'prologue', 'commands')],
        ['prologue', getPath(task, 'prologue', 'commands')],
        ['commands', get(job, 'commands')],
        ['epilogue', getPath(task, 'epilogue', 'always', 'commands') ?? getPath(task, 'epilogue', 'commands')],
      ];
      const lines = phases.map(([phase, node]) => ({ phase, lines: commandsOf(node) }));
      return {
        key: `${name}/${textOf(get(job, 'name')) ?? `job-${at + 1}`}`,
        span: startOf((get(job, 'name') ?? job).span),
        // A block with conditions may or may not run.
        reach: get(block, 'skip') === undefined && get(block, 'run') === undefined ? 'always' : 'depends',
        needs: [],
        // `s1-…` is an agent of the team's own. https://docs.semaphore.io/using-semaphore/self-hosted
        runner: own ? { labels: [machine], hosted: false, ephemeral: 'unknown' } : { labels: ['semaphore'], hosted: true, ephemeral: true },
        env,
        secrets,
        ...(image?.kind === 'scalar' ? { image } : {}),
        // The code is fetched by the command `checkout`.
        fetches: lines.some((part) => part.lines.some(({ value }) => /^\s*checkout\b/.test(value))),
        brings: saying(lines, PULLS).map(takenFiles),
        steps: [
          ...cacheRestores(saying(lines, RESTORES)),
          ...lines.flatMap(({ phase, lines: its }) => (its[0] === undefined ? [] : [{ name: phase, span: startOf(its[0].span), lines: its }])),
          ...cacheSaves(saying(lines, STORES)),
          ...uploads(saying(lines, PUSHES)),
        ],
      };
    });
  });
};

/** Commands of the toolbox. https://docs.semaphore.io/reference/toolbox */
const RESTORES = /^\s*(cache)\s+restore\b/;
const STORES = /^\s*(cache)\s+store\b/;
const PULLS = /^\s*artifact\s+pull\s+(workflow|project)\b/;
const PUSHES = /^\s*artifact\s+push\s+(workflow|project)\b/;

/** The commands of this kind, each store once, at the first of them. */
const saying = (phases: readonly { readonly lines: readonly YamlScalar[] }[], command: RegExp): readonly Kept[] => {
  const found = new Map<string, Kept>();
  for (const line of phases.flatMap(({ lines }) => lines)) {
    const store = command.exec(line.value)?.[1];
    if (store === undefined || found.has(store)) continue;
    found.set(store, { name: store === 'cache' ? store : `files of the ${store}`, span: startOf(line.span) });
  }
  return [...found.values()];
};

const valueOf = (node: YamlNode | undefined): Value => (textsOf(node).length === 1 ? known(textsOf(node)[0] ?? '') : UNKNOWN);

const SERVICE: Omit<Service, 'scenarios'> = {
  system: SYSTEM,
  places: PIPELINES,
  // https://docs.semaphore.io/reference/env-vars
  written: {
    SEMAPHORE_GIT_BRANCH: 'ref-name',
    SEMAPHORE_GIT_WORKING_BRANCH: 'ref-name',
    SEMAPHORE_GIT_PR_BRANCH: 'ref-name',
    SEMAPHORE_GIT_TAG_NAME: 'ref-name',
    SEMAPHORE_GIT_PR_NAME: 'line',
    SEMAPHORE_GIT_COMMITTER: 'line',
    SEMAPHORE_GIT_COMMIT_AUTHOR: 'line',
  },
  others: [
    'SEMAPHORE_GIT_SHA',
    'SEMAPHORE_GIT_PR_SHA',
    'SEMAPHORE_GIT_PR_NUMBER',
    'SEMAPHORE_WORKFLOW_ID',
    'SEMAPHORE_PROJECT_NAME',
    'SEMAPHORE_GIT_DIR',
  ],
  isOne: (root) => get(root, 'blocks')?.kind === 'sequence',
  jobs,
};
