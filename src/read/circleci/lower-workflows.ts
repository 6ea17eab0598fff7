/** The workflows of a configuration under one scenario: which jobs run, in which order, past which gates. */
import type { Guarantee, Job, Tri } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import { entriesOf, get, itemsOf, listOf, textOf, type YamlEntry, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { holds, passes } from './conditions.ts';
import { contextsOf, type Invocation, type LoweredJob, lowerJob } from './lower-job.ts';
import { given, pipelineScope, type RunContext } from './lowering.ts';
import { all, not } from './operands.ts';
import { type Argument, exactText, expand, type Scope, type Template, textTemplate } from './templates.ts';

/** Words that the platform keeps for itself in the jobs of a workflow: https://circleci.com/docs/reference/configuration-reference/#jobs-in-workflow */
const KEPT: ReadonlySet<string> = new Set([
  'requires',
  'context',
  'filters',
  'name',
  'matrix',
  'type',
  'pre-steps',
  'post-steps',
  'serial-group',
  'override-with',
]);

/** Names that a matrix gives; more are not needed to find a job. */
const MAX_NAMES = 64;

interface Listed extends Invocation {
  readonly approval: boolean;
  /** Every name that others may require it by. */
  readonly names: readonly string[];
  readonly requires: readonly Requirement[];
  readonly filters: YamlNode | undefined;
}

interface Requirement {
  readonly name: string;
  /** It runs only where the other one has not succeeded, or whatever came of it. */
  readonly whatever: boolean;
}

/** What a job has come to, for those that require it. */
interface Done {
  readonly ids: readonly string[];
  readonly reach: Job['reach'];
  readonly gates: readonly Guarantee[];
  readonly workspaces: readonly string[];
}

export const lowerWorkflows = (context: RunContext): readonly LoweredJob[] => {
  const { config } = context;
  const scope = pipelineScope(context, config.namespace);
  const workflows = entriesOf(get(config.root, 'workflows')).filter(({ key, value }) => key.value !== 'version' && value.kind === 'mapping');
  if (workflows.length > 0) return workflows.flatMap((entry) => lowerWorkflow(context, entry, scope));
  // Without workflows the job `build` runs: https://circleci.com/docs/reference/configuration-reference/#jobs
  const build = config.namespace.jobs.get('build');
  if (build === undefined || context.seed.ref === 'tag') return [];
  return lowerListed(context, 'build', [bare('build', build.key.span, scope)], true, scope);
};

const bare = (job: string, span: Span, scope: Scope): Listed => ({
  job,
  name: job,
  node: null,
  args: new Map(),
  scope,
  contexts: [],
  span,
  approval: false,
  names: [job],
  requires: [],
  filters: undefined,
});

/** Does the workflow run at all? */
const lowerWorkflow = (context: RunContext, { key, value }: YamlEntry, scope: Scope): readonly LoweredJob[] => {
  const { seed, config } = context;
  const scheduled = get(value, 'triggers') !== undefined;
  // A workflow with triggers of its own runs on those only; others run on schedules that the project's settings hold.
  if (scheduled !== (seed.source_ === 'scheduled_pipeline') && (scheduled || !/scheduled_pipeline|pipeline\.schedule/.test(config.text))) return [];
  const when = get(value, 'when');
  const unless = get(value, 'unless');
  const runs = all([when === undefined ? true : holds(when, scope, seed), unless === undefined ? true : not(holds(unless, scope, seed))]);
  if (runs === false) return [];
  const listed = itemsOf(get(value, 'jobs')).flatMap((item) => listedJob(item, scope));
  return lowerListed(context, key.value, listed, runs, scope);
};

const listedJob = (item: YamlNode, scope: Scope): readonly Listed[] => {
  if (item.kind === 'scalar') return [bare(item.value, item.span, scope)];
  const [entry] = entriesOf(item);
  if (entry === undefined) return [];
  const { key } = entry;
  const node = entry.value.kind === 'null' && entriesOf(item).length > 1 ? item : entry.value;
  const matrix = matrixOf(get(node, 'matrix'), scope);
  const inMatrix: Scope =
    matrix.size === 0
      ? scope
      : { ...scope, lookup: (path) => (path.startsWith('matrix.') ? (matrix.get(path.slice('matrix.'.length)) ?? null) : scope.lookup(path)) };
  const args = new Map([...matrix, ...given(node, inMatrix, KEPT)]);
  const written = get(node, 'name');
  const alias = textOf(get(get(node, 'matrix'), 'alias'));
  const names = written?.kind === 'scalar' ? namesOf(written, scope, matrix) : [];
  return [
    {
      job: key.value,
      name: names[0] ?? key.value,
      node,
      args,
      scope: inMatrix,
      contexts: contextsOf(node, inMatrix),
      span: key.span,
      approval: textOf(get(node, 'type')) === 'approval',
      names: [...(names.length === 0 ? [key.value] : names), ...(alias === null ? [] : [alias]), ...(matrix.size > 0 ? [key.value] : [])],
      requires: listOf(get(node, 'requires')).flatMap((requirement) => requirementOf(requirement, inMatrix)),
      filters: get(node, 'filters'),
    },
  ];
};

/** `requires: [build, {test: [success, failed]}]`: https://circleci.com/docs/reference/configuration-reference/#requires */
const requirementOf = (node: YamlNode, scope: Scope): readonly Requirement[] => {
  if (node.kind === 'scalar') return [{ name: exactText(expand(node, scope)) ?? node.value, whatever: false }];
  return entriesOf(node).map(({ key, value }) => {
    const statuses = listOf(value).flatMap((status) => textOf(status) ?? []);
    return { name: key.value, whatever: statuses.length > 0 && !(statuses.length === 1 && statuses[0] === 'success') };
  });
};

/** Each parameter of a matrix with the values it takes. */
const matrixOf = (matrix: YamlNode | undefined, scope: Scope): ReadonlyMap<string, Argument> =>
  new Map(
    entriesOf(get(matrix, 'parameters')).flatMap(({ key, value }): [string, Argument][] => {
      const templates = listOf(value).flatMap((item): Template[] => (item.kind === 'scalar' ? [expand(item, scope)] : []));
      const [first, ...rest] = templates;
      return first === undefined ? [] : [[key.value, { alternatives: [first, ...rest], node: null, scope }]];
    }),
  );

/** The names that the matrix makes of one. */
const namesOf = (name: YamlScalar, scope: Scope, matrix: ReadonlyMap<string, Argument>): readonly string[] => {
  let combinations: readonly ReadonlyMap<string, string>[] = [new Map()];
  for (const [parameter, { alternatives }] of matrix)
    combinations = combinations
      .flatMap((one) => alternatives.map((template) => new Map([...one, [parameter, exactText(template) ?? '']])))
      .slice(0, MAX_NAMES);
  const texts = combinations.map((one) =>
    exactText(
      expand(name, {
        ...scope,
        lookup: (path) => {
          const value = path.startsWith('matrix.') ? one.get(path.slice('matrix.'.length)) : undefined;
          return value === undefined ? scope.lookup(path) : { alternatives: [textTemplate(value, name.span)], node: null, scope };
        },
      }),
    ),
  );
  return [...new Set(texts.map((text) => text ?? name.value))];
};

/** Jobs after those they require; what is in a circle comes last. */
const inOrder = (jobs: readonly Listed[]): readonly Listed[] => {
  const known = new Set(jobs.flatMap(({ names }) => names));
  const done = new Set<string>();
  const ordered: Listed[] = [];
  let rest = jobs;
  while (rest.length > 0) {
    const ready = rest.filter((job) => job.requires.every(({ name }) => done.has(name) || !known.has(name)));
    const next = new Set(ready.length > 0 ? ready : rest);
    for (const job of next) {
      ordered.push(job);
      for (const name of job.names) done.add(name);
    }
    rest = rest.filter((job) => !next.has(job));
  }
  return ordered;
};

const worst = (reaches: readonly Job['reach'][]): Job['reach'] =>
  reaches.includes('never') ? 'never' : reaches.includes('depends') ? 'depends' : 'always';
const reachOf = (truth: Tri): Job['reach'] => (truth === true ? 'always' : truth === false ? 'never' : 'depends');
const unique = (gates: readonly Guarantee[]): readonly Guarantee[] => [...new Map(gates.map((gate) => [gate.id, gate])).values()];

const lowerListed = (context: RunContext, workflow: string, listed: readonly Listed[], runs: Tri, scope: Scope): readonly LoweredJob[] => {
  const done = new Map<string, Done>();
  const made: LoweredJob[] = [];
  const taken = new Map<string, number>();
  for (const invocation of inOrder(listed)) {
    const before = invocation.requires.flatMap(({ name, whatever }) => {
      const one = done.get(name);
      return one === undefined ? [] : [whatever ? { ...one, reach: 'depends' as const, gates: [] } : one];
    });
    const passing = passes(invocation.filters, scope, context.seed);
    const reach = worst([reachOf(runs), reachOf(passing), ...before.map((b) => b.reach)]);
    const gates = unique(before.flatMap((b) => b.gates));
    const needs = before.flatMap((b) => b.ids);
    const workspaces = [...new Set(before.flatMap((b) => b.workspaces))];
    const remember = (ids: readonly string[], own: readonly Guarantee[], kept: readonly string[]): void => {
      const one: Done = { ids, reach, gates: unique([...gates, ...own]), workspaces: [...workspaces, ...kept] };
      for (const name of invocation.names) done.set(name, one);
    };
    if (invocation.approval) {
      remember(needs, approval(context, workflow, invocation), []);
      continue;
    }
    const base = `${context.runId}#${workflow}/${invocation.name}`;
    const count = (taken.get(base) ?? 0) + 1;
    taken.set(base, count);
    const id = count === 1 ? base : `${base}-${count}`;
    const workspace = `workspace of ${workflow}/${invocation.name}`.replaceAll(':', ' ');
    const job = lowerJob(context, invocation, { id, workflow, reach, gates, needs, workspaces, workspace });
    if (job === null) {
      remember(needs, [], []);
      continue;
    }
    made.push(job);
    remember([id], [], job.persists ? [workspace] : []);
  }
  return made;
};

/** Anyone with push access approves, a run of their own too. https://circleci.com/docs/guides/orchestrate/workflows/#holding-a-workflow-for-a-manual-approval */
const approval = ({ config, seed }: RunContext, workflow: string, { name, span }: Listed): readonly Guarantee[] => {
  const base = {
    enforcedBy: 'configuration',
    evidence: [span],
    source: 'https://circleci.com/docs/guides/orchestrate/workflows/#holding-a-workflow-for-a-manual-approval',
  } as const;
  const place = `${config.file}#${workflow}/${name}`;
  return [
    {
      ...base,
      id: `approval@${place}`,
      statement: `The approval job \`${name}\` waits for somebody with push access.`,
      against: ['outsider', 'contributor'],
      strength: seed.ref === 'fork' ? 'weak' : 'strong',
      interaction: seed.ref === 'fork' ? 'routine' : 'accepts',
      why:
        seed.ref === 'fork'
          ? 'The configuration with the approval is the one that the change brings: it may leave it out.'
          : 'The workflow stops until a person with push access goes on with it; who that is may not be the author.',
    },
    {
      ...base,
      id: `approval-by-anyone@${place}`,
      statement: `The approval job \`${name}\` waits for a person.`,
      against: ['writer', 'upstream'],
      strength: 'weak',
      interaction: 'routine',
      why: 'Anyone with push access approves, also a run of their own, and nobody looks at what orbs, images and packages bring. A restricted context behind it asks who approved.',
    },
  ];
};
