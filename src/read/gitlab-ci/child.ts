/**
 * Jobs that start other pipelines: child pipelines of this project, which run here, and pipelines of other projects.
 * https://docs.gitlab.com/ci/pipelines/downstream_pipelines/
 */
import type { Effect, Influence } from '../../pipeline/effects.ts';
import type { Job } from '../../pipeline/model.ts';
import { known, unionInfluences, type Value } from '../../pipeline/value.ts';
import { entriesOf, get, isFalse, isTrue, listOf, textOf } from '../../source/yaml.ts';
import { configurationOf } from './configuration.ts';
import { givenFrom, givenText, type InputDeclaration } from './interpolation.ts';
import { jobScope } from './lower-job.ts';
import type { Lowered, RunContext } from './lowering.ts';
import type { JobSyntax } from './syntax.ts';

/** The platform allows two levels of child pipelines. */
const MAX_CHILDREN = 3;

/** The job itself, and the jobs of the child pipeline where it lies here. */
export const childPipeline = (
  context: RunContext,
  job: JobSyntax,
  lowered: Lowered,
  takes: readonly Lowered[],
  lower: (context: RunContext) => readonly Job[],
): readonly Job[] => {
  const { trigger } = job;
  if (trigger === null || lowered.job.reach === 'never') return [lowered.job];
  const project = textOf(trigger) ?? textOf(get(trigger, 'project'));
  const scope = jobScope(context, job, takes, []);
  const handed = handedOn(job, (name) => scope.held(name));
  const effects: Effect[] = [];
  const children: Job[] = [];
  if (project !== null) effects.push(startsElsewhere(project, handed, job));
  else
    for (const include of listOf(get(trigger, 'include'))) {
      const made = textOf(get(include, 'artifact'));
      const maker = textOf(get(include, 'job'));
      const local = textOf(include) ?? textOf(get(include, 'local'));
      if (made !== null) {
        const materials = lowered.job.steps.flatMap((step) =>
          step.effects.flatMap((e) => (e.kind === 'artifact-download' && e.material.artifact === maker ? [e.material] : [])),
        );
        effects.push({
          kind: 'execute',
          tool: 'GitLab',
          how: `runs the pipeline that ${maker ?? 'another job'} has written`,
          materials,
          span: include.span,
        });
        context.world.gap({
          file: include.span.file,
          reason: 'child pipeline made at run time',
          detail: `Job \`${maker ?? '?'}\` writes the configuration of this child pipeline while it runs, so what it does cannot be read here.`,
          evidence: [include.span],
        });
        continue;
      }
      const file = local?.replace(/^\/+/, '') ?? '';
      // A pipeline that starts its own file again runs jobs that are told already.
      if (file === context.configuration.file || context.above.includes(file)) continue;
      if (local === null || context.depth >= MAX_CHILDREN || context.budget.left <= 0) {
        const other = textOf(get(include, 'project')) ?? textOf(get(include, 'component')) ?? textOf(get(include, 'template'));
        context.world.gap({
          file: include.span.file,
          reason: 'child pipeline not available',
          detail: `The configuration of this child pipeline${other === null ? '' : ` (\`${other}\`)`} is not followed.`,
          evidence: [include.span],
        });
        continue;
      }
      const inputs = get(trigger, 'inputs') ?? get(include, 'inputs');
      const fill = (declaration: InputDeclaration): Value => {
        const written = get(inputs, declaration.name) ?? declaration.default;
        return written === null
          ? givenFrom(declaration, null)
          : written.kind === 'scalar'
            ? scope.expand(written.value, written.span)
            : givenText(written);
      };
      const configuration = configurationOf(context.world, file, fill);
      if (configuration === null) {
        context.world.gap({
          file: include.span.file,
          reason: local.includes('$') ? 'included file chosen at run time' : 'included file not found',
          detail: `There is no file \`${local}\` here.`,
          evidence: [include.span],
        });
        continue;
      }
      context.budget.left -= 1;
      children.push(
        ...lower({
          ...context,
          configuration: { ...configuration, defaultBranch: context.configuration.defaultBranch, secrets: union(context, configuration.secrets) },
          prefix: `${context.prefix}${job.key}/`,
          handed: new Map([...handed, ['CI_PIPELINE_SOURCE', known('parent_pipeline')]]),
          reach: lowered.job.reach,
          gates: lowered.job.gates,
          needs: lowered.job.needs,
          above: [...context.above, context.configuration.file],
          depth: context.depth + 1,
        }),
      );
    }
  const own: Job = {
    ...lowered.job,
    steps: [
      ...lowered.job.steps.filter((step) => !step.id.endsWith('/sources')),
      ...(effects.length === 0
        ? []
        : [{ id: `${lowered.job.id}/trigger`, name: 'trigger', reach: 'always' as const, gates: [], effects, span: job.keySpan }]),
    ],
  };
  return [own, ...children];
};

const union = (context: RunContext, more: RunContext['configuration']['secrets']): RunContext['configuration']['secrets'] => {
  const known = context.configuration.secrets;
  return [...known, ...more.filter(({ use }) => !known.some((one) => one.use.name === use.name))];
};

/** Variables of the job, and of the pipeline unless that is switched off, go along. https://docs.gitlab.com/ci/yaml/#triggerforward */
const handedOn = (job: JobSyntax, held: (name: string) => { readonly kind: string; readonly value?: Value }): ReadonlyMap<string, Value> => {
  const forward = get(job.trigger, 'forward');
  const handed = new Map<string, Value>();
  if (isFalse(get(forward, 'yaml_variables'))) return handed;
  const layers = isTrue(get(forward, 'yaml_variables')) || forward === undefined ? job.layers : job.layers.slice(0, 2);
  for (const layer of layers)
    for (const name of layer.keys()) {
      const { value } = held(name);
      if (value !== undefined && !handed.has(name)) handed.set(name, value);
    }
  return handed;
};

const startsElsewhere = (project: string, handed: ReadonlyMap<string, Value>, job: JobSyntax): Effect => {
  const influences: readonly Influence[] = unionInfluences([...handed.values()].flatMap((value) => value.influences));
  const inputs = entriesOf(get(job.trigger, 'inputs'));
  return {
    kind: 'dispatch',
    target: project,
    repository: project.includes('$') ? null : project,
    influences,
    credential: 'token',
    span: job.trigger?.kind === 'scalar' ? job.trigger.span : (get(job.trigger, 'project')?.span ?? inputs[0]?.key.span ?? job.keySpan),
  };
};
