/** A job as a workflow invokes it: machine, variables, contexts, steps. */
import type { Effect } from '../../pipeline/effects.ts';
import type { Guarantee, Job, SecretUse } from '../../pipeline/model.ts';
import type { Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { get, textsOf, type YamlEntry, type YamlNode } from '../../source/yaml.ts';
import { type Executor, executorOf } from './executors.ts';
import { includes } from './includes.ts';
import { knownOrbStep } from './known-orbs.ts';
import { lowerSteps, noteSecrets } from './lower-steps.ts';
import { addStep, innerScope, type JobContext, newState, orbComponent, pipelineScope, REACHED, type RunContext } from './lowering.ts';
import { find } from './namespaces.ts';
import { WORKING_DIRECTORY } from './places.ts';
import { type Mention, mentionedIn } from './secrets.ts';
import { type Argument, expand, type Scope, shownText } from './templates.ts';
import { membersOnly, restrictions } from './triggers.ts';
import { builtIn } from './values.ts';

/** A job of a workflow, as written. */
export interface Invocation {
  /** Name in the `jobs` of the configuration or an orb. */
  readonly job: string;
  /** The name it has in the workflow. */
  readonly name: string;
  readonly node: YamlNode | null;
  readonly args: ReadonlyMap<string, Argument>;
  readonly scope: Scope;
  readonly contexts: readonly { readonly name: string; readonly span: Span }[];
  readonly span: Span;
}

export interface Placed {
  readonly id: string;
  readonly workflow: string;
  readonly reach: Job['reach'];
  readonly gates: readonly Guarantee[];
  readonly needs: readonly string[];
  readonly workspaces: readonly string[];
  readonly workspace: string;
}

/** The job, what it reads of the project's and the contexts' variables, and whether it keeps a workspace. */
export interface LoweredJob {
  readonly job: Job;
  readonly mentions: readonly Mention[];
  readonly contexts: readonly string[];
  readonly persists: boolean;
}

const NOWHERE: Executor = {
  runner: { labels: [], hosted: 'unknown', ephemeral: 'unknown', pool: 'unknown', span: { file: '', line: 1, column: 1, endLine: 1, endColumn: 1 } },
  container: null,
  services: [],
  env: new Map(),
  shell: null,
  working: null,
  auth: [],
  orb: null,
};

/** Null where nothing defines the job. */
export const lowerJob = (context: RunContext, invocation: Invocation, placed: Placed): LoweredJob | null => {
  const pipeline = pipelineScope(context, context.config.namespace);
  const found = find(context.config.namespace, 'jobs', invocation.job);
  if (found.kind === 'missing' || (found.kind === 'orb' && found.orb.reference === null)) {
    context.world.gap({
      file: invocation.span.file,
      reason: 'job not found',
      detail: `Nothing here defines the job \`${invocation.job.slice(0, 80)}\`; the platform refuses such a configuration, unless something writes it first.`,
      evidence: [invocation.span],
    });
    return null;
  }
  const own = found.kind === 'own' ? found : null;
  const scope =
    own === null
      ? invocation.scope
      : innerScope(invocation.scope, own.namespace, own.element.value, invocation.args, pipeline, includes(context, own.namespace));
  const executor =
    own === null
      ? { ...NOWHERE, runner: { ...NOWHERE.runner, span: invocation.span } }
      : executorOf(context, own.element.value, scope, pipeline, own.element.key.span);
  const job: JobContext = jobContext(context, invocation, placed, executor);
  if (placed.reach !== 'never') {
    if (executor.orb !== null)
      addStep(job, 'executor', [{ kind: 'use', component: executor.orb, span: executor.runner.span }], executor.runner.span, REACHED);
    if (context.seed.trigger === 'setup' && !ownDefinition(context))
      addStep(job, 'configuration', [continuation(context.seed.span)], context.seed.span, REACHED);
    for (const { text, span } of executor.auth) for (const name of mentionedIn(text)) job.state.mentions.push({ name, usedAs: ['REGISTRY'], span });
    lowerSteps(job, get(invocation.node, 'pre-steps'), invocation.scope, pipeline, REACHED);
    if (own !== null) {
      if (own.orb?.reference != null)
        addStep(
          job,
          invocation.job,
          [{ kind: 'use', component: orbComponent(context, own.orb.reference, pipeline, true), span: invocation.span }],
          invocation.span,
          REACHED,
        );
      lowerSteps(job, get(own.element.value, 'steps'), scope, pipeline, REACHED);
    } else if (found.kind === 'orb' && found.orb.reference !== null) {
      const component = orbComponent(context, found.orb.reference, pipeline, false);
      const effects = knownOrbStep(job, {
        component,
        reference: found.orb.reference,
        element: found.element,
        args: invocation.args,
        span: invocation.span,
      });
      addStep(job, invocation.job, effects, invocation.span, REACHED);
    }
    noteSecrets(job, invocation.node, invocation.scope);
    lowerSteps(job, get(invocation.node, 'post-steps'), invocation.scope, pipeline, REACHED);
    // The key to go on with any configuration is in every job of a setup pipeline.
    if (context.config.setup && !ownDefinition(context))
      addStep(
        job,
        'continuation',
        [{ kind: 'artifact-upload', artifact: CONFIGURATION, carriesCredentials: false, materials: job.state.materials, span: invocation.span }],
        invocation.span,
        REACHED,
      );
  }
  return { ...finished(context, job, invocation, placed, executor, own?.element ?? null), contexts: invocation.contexts.map(({ name }) => name) };
};

/** The attacker of such a run writes all of its configuration, and has no use for a way round. */
const ownDefinition = ({ seed }: RunContext): boolean => seed.ref === 'fork' || seed.ref === 'branch';

/** What a setup pipeline goes on with. */
const CONFIGURATION = 'configuration to go on with';

/** https://circleci.com/docs/guides/orchestrate/dynamic-config/#how-dynamic-config-works */
const continuation = (span: Span): Effect => ({
  kind: 'execute',
  tool: 'circleci',
  how: 'does what the configuration says that it went on with',
  materials: [{ kind: 'artifact', path: '', code: null, artifact: CONFIGURATION, artifactFrom: 'followed', cacheKey: null, span }],
  span,
});

const jobContext = (context: RunContext, invocation: Invocation, placed: Placed, executor: Executor): JobContext => {
  const secrets = new Map<string, Value>([...context.world.secretNames].map((name) => [name, { text: null, influences: [], secrets: [name] }]));
  return {
    ...context,
    jobId: placed.id,
    working: executor.working ?? WORKING_DIRECTORY,
    shell: executor.shell,
    env: new Map([...secrets, ...builtIn(context.seed, invocation.name, context.seed.span), ...executor.env]),
    workspaces: placed.workspaces,
    workspace: placed.workspace,
    state: newState(),
  };
};

const finished = (
  context: RunContext,
  job: JobContext,
  invocation: Invocation,
  placed: Placed,
  executor: Executor,
  element: YamlEntry | null,
): Omit<LoweredJob, 'contexts'> => {
  const [first] = invocation.contexts;
  const span = element?.key.span ?? invocation.span;
  return {
    persists: job.state.persists,
    mentions: job.state.mentions,
    job: {
      id: placed.id,
      run: context.runId,
      workflow: context.config.file,
      key: invocation.job,
      name: invocation.name,
      needs: placed.needs,
      reach: placed.reach,
      gates: [...placed.gates, ...invocation.contexts.flatMap(({ name, span: at }) => restrictions(name, context.seed, at))],
      runner: executor.runner,
      container: executor.container,
      services: executor.services,
      environment: first === undefined ? null : { name: first.name, span: first.span },
      cacheMode: null,
      // Every job may ask for a token: https://circleci.com/docs/guides/permissions-authentication/openid-connect-tokens/
      token: [{ right: 'OpenID Connect token', capability: 'mint-identity', span }],
      tokenDeclared: { where: 'nowhere', span },
      secrets: [],
      steps: job.state.steps,
      span,
    },
  };
};

/** `context: name` or a list, with the place of each. */
export const contextsOf = (node: YamlNode | null, scope: Scope): Invocation['contexts'] => {
  const value = get(node, 'context');
  if (value?.kind === 'scalar') return [{ name: shownText(expand(value, scope)), span: value.span }];
  return value?.kind === 'sequence'
    ? value.items.flatMap((item) => (item.kind === 'scalar' ? [{ name: shownText(expand(item, scope)), span: item.span }] : []))
    : textsOf(value).map((name) => ({ name, span: value?.span ?? scopeless }));
};
const scopeless: Span = { file: '', line: 1, column: 1, endLine: 1, endColumn: 1 };

/** A secret of a context, which only members of the organization have handed to their jobs. */
export const ofContext = (use: SecretUse, context: RunContext['seed']): SecretUse =>
  use.environment === null ? use : { ...use, guarantees: membersOnly(use.environment, context, use.span) };
