/** CircleCI: the repository's files in, its part of the pipeline model out. */
import type { Gap, Run, SecretUse, Workflow } from '../../pipeline/model.ts';
import type { FileTree } from '../../source/files.ts';
import { compareText } from '../../source/span.ts';
import { entriesOf, get } from '../../source/yaml.ts';
import type { Reading, ReadOptions } from '../common/reader.ts';
import { componentsOf } from './components.ts';
import { CONFIG, type ConfigFile, type Library, openLibrary } from './library.ts';
import { type LoweredJob, ofContext } from './lower-job.ts';
import { lowerWorkflows } from './lower-workflows.ts';
import type { RunContext, World } from './lowering.ts';
import { orbWorkflows } from './orb-files.ts';
import { contextOf, type Mention, mentionedIn, secretUse, wholeContext } from './secrets.ts';
import { type Asks, continued, type Seed, seedsOf } from './triggers.ts';

/** Never throws on what a repository contains. */
export const readCircleci = (tree: FileTree, options: ReadOptions): Reading => {
  const library = openLibrary(tree, options.components);
  const gaps = new Map<string, Gap>();
  const owner = options.repository?.split('/')[0] ?? null;
  const world: World = {
    tree,
    components: componentsOf(owner),
    secretNames: secretNames(library, tree),
    gap: (gap) => gaps.set(JSON.stringify([gap.reason, gap.file, gap.evidence]), gap),
  };
  const runs = runsOf(library).map((context): Lowered => ({ context: { ...context, world }, jobs: lowerWorkflows({ ...context, world }) }));
  const withSecrets = distribute(runs);
  for (const gap of unseen(library)) world.gap(gap);
  const workflows = library.configs.map((config): Workflow => {
    const span = headOf(config);
    return {
      id: config.file,
      file: config.file,
      name: config.file,
      system: 'circleci',
      kind: 'workflow',
      span,
      runs: withSecrets.filter(({ workflow }) => workflow === config.file),
    };
  });
  return {
    files: [...library.configs, ...library.orbs].map(({ file }) => file).sort(compareText),
    workflows: [...workflows, ...orbWorkflows(world, library)].sort((a, b) => compareText(a.id, b.id)),
    components: world.components.all(),
    gaps: [...gaps.values()].sort(
      (a, b) => compareText(a.file, b.file) || (a.evidence[0]?.line ?? 0) - (b.evidence[0]?.line ?? 0) || compareText(a.reason, b.reason),
    ),
    diagnostics: library.diagnostics,
  };
};

/** A setup pipeline that goes on with something that only its own scripts make. */
const unseen = ({ configs }: Library): readonly Gap[] => {
  const main = configs.find(({ file }) => CONFIG.test(file));
  if (main === undefined || !main.setup || configs.length > 1) return [];
  return [
    {
      file: main.file,
      reason: 'continued configuration not in sight',
      detail:
        'This setup pipeline goes on with a configuration that is no file here: it is made at run time. What its jobs hold and do is not known.',
      evidence: [headOf(main)],
    },
  ];
};

interface Lowered {
  readonly context: RunContext;
  readonly jobs: readonly LoweredJob[];
}

/** Where the file says what it is: `workflows`, or its first key. */
const headOf = ({ root }: ConfigFile): Asks['span'] => {
  const entries = entriesOf(root);
  const head = entries.findLast(({ key }) => key.value === 'workflows') ?? entries[0];
  return head?.key.span ?? { ...root.span, endLine: root.span.line, endColumn: root.span.column + 1 };
};

const asksOf = (config: ConfigFile): Asks => ({
  schedule: /^[ \t]*(?:-[ \t]*)?schedule:|scheduled_pipeline|pipeline\.schedule\./m.test(config.text),
  parameters: entriesOf(get(config.root, 'parameters')).length > 0,
  tags: /^[ \t]*tags:|pipeline\.git\.tag/m.test(config.text),
  webhook: config.text.includes('trigger_parameters.webhook'),
  span: headOf(config),
});

/** Every run of every configuration; those that a setup pipeline goes on with follow its runs. */
const runsOf = (library: Library): readonly Omit<RunContext, 'world'>[] => {
  const main = library.configs.find(({ file }) => CONFIG.test(file));
  const others = library.configs.filter((config) => config !== main);
  const of = (config: ConfigFile, seed: Seed): Omit<RunContext, 'world'> => ({ config, seed, runId: `${config.file}:${seed.id}` });
  if (main === undefined) return others.flatMap((config) => seedsOf(asksOf(config)).map((seed) => of(config, seed)));
  // What the file that is continued with asks for decides how the setup pipeline can start as well.
  const asked = [main, ...(main.setup ? others : [])].map(asksOf);
  const asks: Asks = {
    schedule: asked.some((a) => a.schedule),
    parameters: asked[0]?.parameters ?? false,
    tags: asked.some((a) => a.tags),
    webhook: asked.some((a) => a.webhook),
    span: headOf(main),
  };
  const first = seedsOf(asks).map((seed) => of(main, seed));
  const rest = others.flatMap((config) =>
    main.setup
      ? first.map(({ seed, runId }) => of(config, continued(seed, runId, headOf(config))))
      : // Which file a pipeline runs is a setting of the project: https://circleci.com/docs/guides/orchestrate/pipelines/
        seedsOf(asksOf(config)).map((seed) => of(config, seed)),
  );
  return [...first, ...rest];
};

/** Variables that open something and that a configuration, or a script it lies beside, reads. */
const secretNames = (library: Library, tree: FileTree): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const { text } of library.configs) {
    for (const name of mentionedIn(text)) names.add(name);
    for (const match of text.matchAll(SCRIPT)) for (const name of mentionedIn(tree.read(match[0].replace(/^\.?\//, '')) ?? '')) names.add(name);
  }
  return names;
};
/** Begins where a path begins: a search from every character of a long word would take the square of its length. */
const SCRIPT = /(?<![\w./-])\/?(?:\.\/)?[\w.-]+(?:\/[\w.-]+)*\.(?:sh|bash|py|rb|js|mjs)\b/g;

/**
 * Which secrets each job holds. A variable that some job reads without a context is the project's, and those reach every job;
 * others are kept in a context of all jobs that read them.
 */
const distribute = (lowered: readonly Lowered[]): readonly Run[] => {
  const ofProject = new Map<string, Mention>();
  for (const { jobs } of lowered)
    for (const { mentions, contexts } of jobs)
      for (const mention of mentions)
        if ((contexts.length === 0 || mention.name.startsWith('SSH key')) && !ofProject.has(mention.name)) ofProject.set(mention.name, mention);
  const main = lowered.find(({ context }) => CONFIG.test(context.config.file))?.context.config.file ?? null;
  return lowered.map(({ context, jobs }): Run => {
    const { seed, runId, config } = context;
    const told = new Set<string>();
    const once = (use: SecretUse): boolean => use.environment !== null || (!told.has(use.name) && told.add(use.name).size > 0);
    return {
      id: runId,
      workflow: config.file,
      scenario: scenarioOf(seed),
      jobs: jobs.map(({ job, mentions, contexts }) => {
        if (job.reach === 'never') return job;
        // Whoever brings the configuration takes the project's variables in one job as well as in another: the first stands for all.
        const everywhere = seed.ref === 'fork' && main !== null && main !== config.file ? new Map<string, Mention>() : ofProject;
        const uses = secretsOf(mentions, contexts, ofProject, everywhere, job.environment?.span ?? job.span);
        const secrets = seed.ref === 'fork' ? uses.filter(once) : uses;
        return { ...job, secrets: secrets.map((use) => ofContext(use, seed)) };
      }),
    };
  });
};

const secretsOf = (
  mentions: readonly Mention[],
  contexts: readonly string[],
  ofProject: ReadonlyMap<string, Mention>,
  reaching: ReadonlyMap<string, Mention>,
  at: Mention['span'],
): readonly SecretUse[] => {
  const own = new Map<string, Mention>();
  for (const mention of mentions) {
    const old = own.get(mention.name);
    own.set(mention.name, old === undefined ? mention : { ...old, usedAs: [...old.usedAs, ...mention.usedAs] });
  }
  // A key is on the machine where a step asks for it.
  const everywhere = [...reaching.values()].filter(({ name }) => !own.has(name) && !name.startsWith('SSH key'));
  const uses = [...own.values(), ...everywhere].map((mention) =>
    secretUse(mention, ofProject.has(mention.name) ? null : contextOf(mention.name, contexts)),
  );
  const named = new Set(uses.map(({ environment }) => environment));
  return [...uses, ...contexts.filter((context) => !named.has(context)).map((context) => wholeContext(context, at))];
};

const scenarioOf = ({ ref: _ref, source_: _source, parameters: _parameters, ...scenario }: Seed): Run['scenario'] => scenario;
