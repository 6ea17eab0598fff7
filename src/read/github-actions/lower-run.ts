/** The jobs of a workflow under one scenario, called workflows in the place of the jobs that call them. */
import type { Guarantee, Job } from '../../pipeline/model.ts';
import { influenced, known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import { isOwn, parseUses } from './components.ts';
import { answersOf, anyOf, conditionOf } from './conditions.ts';
import { type Answer, type Answers, behind, FAILURE, NO_ANSWERS } from './conditions-answers.ts';
import type { Gate } from './conditions-gates.ts';
import type { RunScenario } from './following.ts';
import { asString, passed as carried, extendEnv, type Frame, NO_SOURCES, scopeOf, valueOf } from './frame.ts';
import { lowerJob } from './lower-job.ts';
import type { World } from './lowering.ts';
import { type RepeatedCalls, type SpokenCalls, spokenCalls } from './repeated-calls.ts';
import { cacheRights, type TokenRights, tokenRights } from './rights.ts';
import type { JobSyntax, Named, WorkflowSyntax } from './schema.ts';
import { type Sibling, siblingAt } from './sibling-calls.ts';

/** GitHub allows ten levels of called workflows (the caller counts). https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations#limitations-of-reusable-workflows */
const MAX_CALLS = 10;
/** Far more than GitHub lets one run have: it takes 50 called workflows. (The same page.) */
export const MAX_CALLS_IN_RUN = 100;

interface Caller {
  readonly prefix: string;
  readonly rights: TokenRights | null;
  readonly cache: Job['cacheMode'];
  readonly reach: Job['reach'];
  readonly gates: readonly Guarantee[];
  readonly needs: readonly string[];
  readonly depth: number;
  readonly raised: Frame['raised'];
  /** What the inputs that it hands on tell about who asked. */
  readonly answers: Answers;
  readonly siblings?: readonly Sibling[];
}

export interface RunContext {
  readonly world: World;
  readonly scenario: RunScenario;
  readonly runId: string;
  readonly rootFile: string;
  /** Calls of workflows that this run may still follow: a few files that call each other several times are thousands of jobs. */
  readonly calls: { left: number };
  /** Calls that repeat each other; null where none do, and where the run is a component's. */
  readonly repeated: RepeatedCalls | null;
}

/** While the run is read. */
type OpenRun = RunContext & { readonly spoken: SpokenCalls | null };

const TOP: Caller = { prefix: '', rights: null, cache: null, reach: 'always', gates: [], needs: [], depth: 0, raised: [], answers: NO_ANSWERS };

/** What one key of `jobs` came to. */
interface Lowered {
  readonly jobs: readonly Job[];
  readonly outputs: ReadonlyMap<string, Value>;
  readonly answers: ReadonlyMap<string, Answer>;
  /** Does it, and all it waits for, come to a good end? */
  readonly reach: Job['reach'];
  /** Gates that a job which waits for this one inherits. */
  readonly gates: readonly Guarantee[];
  /** What those tell about who wrote what. */
  readonly raised: Frame['raised'];
  /** Its own gates without those of jobs before it, for conditions that ask how it ended. */
  readonly passed: readonly Gate[];
}

/** Jobs after those they need; what is in a circle (which GitHub refuses) comes last, in file order. */
const inOrder = (jobs: readonly JobSyntax[]): readonly JobSyntax[] => {
  const done = new Set<string>();
  const ordered: JobSyntax[] = [];
  let rest = [...jobs];
  const keys = new Set(jobs.map((job) => job.key));
  while (rest.length > 0) {
    const ready = rest.filter((job) => job.needs.every((need) => done.has(need) || !keys.has(need)));
    const next = ready.length > 0 ? ready : rest;
    for (const job of next) {
      ordered.push(job);
      done.add(job.key);
    }
    const taken = new Set(next);
    rest = rest.filter((job) => !taken.has(job));
  }
  return ordered;
};

const worst = (reaches: readonly Job['reach'][]): Job['reach'] =>
  reaches.includes('never') ? 'never' : reaches.includes('depends') ? 'depends' : 'always';

const unique = (gates: readonly Guarantee[]): readonly Guarantee[] => [...new Map(gates.map((gate) => [gate.id, gate])).values()];

/** All jobs of the run. `inputs` and `secret` are what the file's own contexts stand for (null inputs: those of a dispatch). */
export const lowerWorkflow = (
  context: RunContext,
  workflow: WorkflowSyntax,
  inputs: ReadonlyMap<string, Value> | null,
  secret: Frame['secret'],
): readonly Job[] => {
  const { repeated, runId, calls } = context;
  const before = calls.left;
  const lower = (spoken: SpokenCalls | null): readonly Job[] =>
    lowerJobs({ ...context, spoken }, workflow, inputs, secret, TOP).flatMap(({ lowered }) => lowered.jobs);
  if (repeated !== null) {
    const spoken = spokenCalls(repeated);
    const jobs = lower(spoken);
    if (!spoken.isTaken(jobs)) return spoken.told(runId, jobs);
    calls.left = before;
  }
  return lower(null);
};

const lowerJobs = (
  context: OpenRun,
  workflow: WorkflowSyntax,
  inputs: ReadonlyMap<string, Value> | null,
  secret: Frame['secret'],
  caller: Caller,
): readonly { key: string; lowered: Lowered }[] => {
  const { world, scenario } = context;
  const done = new Map<string, Lowered>();
  for (const job of inOrder(workflow.jobs)) {
    const speaker = caller === TOP ? (context.spoken?.speakerOf(job.key) ?? null) : null;
    const spokenFor = speaker === null ? undefined : done.get(speaker);
    if (spokenFor !== undefined) {
      done.set(job.key, spokenFor);
      continue;
    }
    const id = `${context.runId}#${caller.prefix}${job.key}`;
    const needs = new Map(job.needs.map((need) => [need.toLowerCase(), done.get(need)?.outputs ?? new Map<string, Value>()]));
    const frame: Frame = {
      run: context.runId,
      file: workflow.file,
      locked: world.lock?.covers(workflow.file) === true,
      scenario,
      inputs,
      secret,
      needs,
      matrix: job.matrix,
      steps: new Map(),
      env: new Map(),
      sources: NO_SOURCES,
      raised: caller.raised,
      answers: new Map(caller.answers),
      ...(caller.siblings === undefined ? {} : { siblings: caller.siblings }),
    };
    for (const need of job.needs) {
      const needed = done.get(need);
      if (needed === undefined) continue;
      const path = `needs.${need.toLowerCase()}`;
      // An output that is not empty tells that the job ran; so does its success.
      for (const [name, answer] of needed.answers) frame.answers.set(`${path}.outputs.${name}`, behind(answer, needed.passed));
      frame.answers.set(`${path}.outputs.*`, { present: needed.passed });
      frame.answers.set(`${path}.result`, { success: needed.passed });
    }
    frame.answers.set(FAILURE, { success: anyOf(job.needs.map((need) => done.get(need)?.passed ?? [])) });
    const scope = scopeOf({ ...frame, env: extendEnv(frame, new Map(), workflow.env) });
    const condition = conditionOf(job.if?.value ?? null, job.if?.span ?? job.keySpan, scope, scenario, id, frame.answers);
    const before = job.needs.flatMap((need) => done.get(need) ?? []);
    const waited = condition.ignoresFailure
      ? job.needs.flatMap((need) => (condition.asksForSuccess.has(need.toLowerCase()) ? (done.get(need) ?? []) : []))
      : before;
    const reach = worst([
      caller.reach,
      condition.truth === false ? 'never' : condition.truth === true ? 'always' : 'depends',
      ...waited.map((b) => b.reach),
    ]);
    const gates = unique([...caller.gates, ...waited.flatMap((b) => b.gates), ...condition.gates]);
    const rights = tokenRights(job.permissions, workflow.permissions, job.keySpan, caller.rights, scenario.defaultToken === 'read-only');
    const cache = cacheRights(job.cacheMode, workflow.cacheMode, caller.cache);
    const waitsFor = before.length === 0 ? caller.needs : [...new Set(before.flatMap((b) => b.jobs.map((j) => j.id)))];
    const raised = [...caller.raised, ...waited.flatMap((b) => b.raised), ...condition.writtenBy];
    const beyond = { ...frame, raised };
    // A failure or skip reaches every job further on, also past one that runs all the same.
    // https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idneeds
    const chain = condition.ignoresFailure ? before : [];
    const end = { reach: worst([reach, ...chain.map((b) => b.reach)]), gates: unique([...chain.flatMap((b) => b.gates), ...gates]) };
    if (job.uses !== null) {
      done.set(
        job.key,
        lowerCall(
          context,
          job,
          beyond,
          {
            prefix: `${caller.prefix}${job.key}/`,
            rights,
            cache,
            reach,
            gates,
            needs: waitsFor,
            depth: caller.depth + 1,
            raised,
            answers: new Map(
              [...answersOf(job.with, { scope, seed: scenario, answers: frame.answers })].map(([name, answer]) => [`inputs.${name}`, answer]),
            ),
          },
          workflow,
          condition.passed,
          end,
        ),
      );
    } else {
      const made = lowerJob({
        world,
        workflow,
        job,
        frame: beyond,
        runId: context.runId,
        rootFile: context.rootFile,
        prefix: caller.prefix,
        rights,
        cache,
        reach,
        gates,
        needs: waitsFor,
      });
      done.set(job.key, {
        jobs: [made.job],
        outputs: made.outputs,
        answers: made.answers,
        reach: made.fails ? 'never' : end.reach,
        gates: unique([...end.gates, ...made.job.gates, ...made.failGates]),
        raised: [...raised, ...made.raised],
        passed: [...condition.passed, ...made.passed],
      });
    }
  }
  return [...done].map(([key, lowered]) => ({ key, lowered }));
};

const secretsFor = (job: JobSyntax, frame: Frame): Frame['secret'] => {
  if (job.secrets === null) return (name) => (/^github_token$/i.test(name) ? frame.secret(name) : known(''));
  if ('inherit' in job.secrets) return frame.secret;
  const scope = scopeOf(frame);
  const named = new Map(job.secrets.named.map((entry) => [entry.name.toLowerCase(), valueOf(entry.value, scope)]));
  return (name) => named.get(name.toLowerCase()) ?? (/^github_token$/i.test(name) ? frame.secret(name) : known(''));
};

const lowerCall = (
  context: OpenRun,
  job: JobSyntax,
  frame: Frame,
  caller: Caller,
  workflow: WorkflowSyntax,
  passed: readonly Gate[],
  end: Pick<Lowered, 'reach' | 'gates'>,
): Lowered => {
  const { world } = context;
  const uses = job.uses;
  const none: Lowered = { jobs: [], outputs: new Map([['*', UNKNOWN]]), answers: NO_ANSWERS, ...end, raised: caller.raised, passed };
  if (uses === null) return none;
  const reference = parseUses(uses.value);
  if (reference === null || reference.kind === 'image') {
    world.gap({ file: uses.span.file, reason: 'reference not understood', detail: 'This `uses` names no workflow file.', evidence: [uses.span] });
    return none;
  }
  const callee =
    reference.kind === 'local'
      ? world.library.localWorkflow(reference.name)
      : isOwn(reference, world.repository)
        ? world.library.localWorkflow(reference.path)
        : world.library.foreignWorkflow(reference.name, reference.path, reference.ref);
  const component = reference.kind === 'remote' ? world.registry.action(reference, 'workflow', callee !== null, uses, null) : null;
  const callerJob = (effects: Job['steps'][number]['effects'], secrets: Job['secrets']): Job => ({
    id: `${context.runId}#${caller.prefix.slice(0, -1)}`,
    run: context.runId,
    workflow: context.rootFile,
    key: job.key,
    name: job.name ?? job.key,
    needs: caller.needs,
    reach: caller.reach,
    gates: caller.gates,
    runner: { labels: [], hosted: 'unknown', ephemeral: 'unknown', pool: 'unknown', span: uses.span },
    container: null,
    services: [],
    environment: null,
    cacheMode: caller.cache,
    token: caller.rights?.grants ?? [],
    tokenDeclared: { where: caller.rights?.where ?? 'nowhere', span: caller.rights?.span ?? job.keySpan },
    secrets,
    steps: [{ id: `${context.runId}#${caller.prefix}uses`, name: uses.value, reach: 'always', gates: [], effects, span: uses.span }],
    span: job.keySpan,
  });
  const tooMany = caller.depth <= MAX_CALLS && context.calls.left <= 0;
  if (callee === null || caller.depth > MAX_CALLS || tooMany) {
    world.gap(
      callee !== null
        ? {
            file: uses.span.file,
            reason: tooMany ? 'too many called workflows' : 'nesting too deep',
            detail: tooMany
              ? `One run follows ${MAX_CALLS_IN_RUN} calls of workflows; what else it calls is left out.`
              : `Workflows that call each other more than ${MAX_CALLS} levels deep (or in a circle) are not followed.`,
            evidence: [uses.span],
          }
        : reference.kind === 'local'
          ? { file: uses.span.file, reason: 'called workflow not found', detail: `There is no file \`${reference.name}\`.`, evidence: [uses.span] }
          : {
              file: uses.span.file,
              reason: 'called workflow not available',
              detail: `What \`${reference.name}\` does is not known here. Lay its files out below a folder given with --components to have it followed.`,
              evidence: [uses.span],
            },
    );
    if (component === null) return none;
    const handed =
      job.secrets === null
        ? []
        : 'inherit' in job.secrets
          ? [{ name: '*', purpose: 'other' as const, environment: null, kind: 'inherit' as const, span: job.secrets.inherit }]
          : job.secrets.named.flatMap((entry) =>
              valueOf(entry.value, scopeOf(frame))
                .secrets.filter((name) => name !== 'token')
                .map((name) => ({ name, purpose: 'other' as const, environment: null, kind: 'named' as const, span: entry.span })),
            );
    return { ...none, jobs: [callerJob([{ kind: 'use', component, span: uses.span }], handed)] };
  }
  context.calls.left -= 1;
  const scope = scopeOf({ ...frame, env: extendEnv(frame, new Map(), workflow.env) });
  const inputsOf = (entries: readonly Named[]): ReadonlyMap<string, Value> => {
    const given = new Map(entries.map((entry) => [entry.name.toLowerCase(), carried(valueOf(entry.value, scope), entry.span)]));
    return new Map(
      callee.callInputs.map((input): [string, Value] => {
        const name = input.name.toLowerCase();
        const value = given.get(name) ?? known(input.default?.value ?? '');
        return [name, input.type === 'boolean' || input.type === 'number' ? value : asString(value)];
      }),
    );
  };
  const inputs = inputsOf(job.with);
  const spoken = caller.depth === 1 ? context.spoken : null;
  const siblings = (spoken?.siblingsOf(job.key) ?? []).map(
    (call): Sibling => siblingAt({ call, comesToTheSame: true, names: new Map() }, inputsOf(call.with), inputs),
  );
  const inner = lowerJobs(context, callee, inputs, secretsFor(job, frame), siblings.length === 0 ? caller : { ...caller, siblings });
  const jobs = inner.flatMap(({ lowered }) => lowered.jobs);
  spoken?.accept(
    job,
    siblings.map(({ of }) => of),
  );
  const innerAnswers = new Map(
    inner.flatMap(({ key, lowered }) =>
      [...lowered.answers].map(([name, answer]): [string, Answer] => [`jobs.${key.toLowerCase()}.outputs.${name}`, behind(answer, lowered.passed)]),
    ),
  );
  const outputScope = scopeOf({
    ...frame,
    file: callee.file,
    inputs,
    needs: new Map(inner.map(({ key, lowered }) => [key.toLowerCase(), lowered.outputs])),
  });
  const outputs = new Map(
    callee.callOutputs.map((output): [string, Value] => [output.name.toLowerCase(), carried(valueOf(output.value, outputScope), output.span)]),
  );
  const users = component === null ? [] : [callerJob([{ kind: 'use', component, span: uses.span }], [])];
  return {
    jobs: [...users, ...jobs],
    outputs,
    answers: answersOf(callee.callOutputs, { scope: outputScope, seed: context.scenario, answers: innerAnswers }),
    reach: end.reach,
    gates: unique([...end.gates, ...inner.flatMap(({ lowered }) => lowered.gates)]),
    raised: [...caller.raised, ...inner.flatMap(({ lowered }) => lowered.raised)],
    passed: [...passed, ...inner.flatMap(({ lowered }) => lowered.passed)],
  };
};

/** Inputs of a component whose callers are not in sight: text that the caller may have taken from anywhere. */
export const unknownInputs = (
  declarations: readonly {
    readonly name: string;
    readonly type: string | null;
    readonly description: string;
    readonly default: { readonly value: string } | null;
    readonly span: RunScenario['span'];
  }[],
): ReadonlyMap<string, Value> =>
  new Map(
    declarations.map((input): [string, Value] => {
      const name = input.name.toLowerCase();
      if (input.type === 'boolean' || input.type === 'number' || /^(?:true|false|\d+)$/.test(input.default?.value ?? '')) return [name, UNKNOWN];
      if (isSecretInput(input)) return [name, { ...UNKNOWN, secrets: [`input:${input.name}`] }];
      return [name, influenced({ origin: { kind: 'input', name: input.name, actor: null, span: input.span }, charset: 'any', via: [] })];
    }),
  );

/** By name: an input that is handed a credential. */
export const isSecretInput = (input: { readonly name: string; readonly default: { readonly value: string } | null }): boolean =>
  /(?:^|[_-])(?:token|secret|password|passwd|api[_-]?key|private[_-]?key|credentials?|access[_-]?key|ssh[_-]?key|pat)(?:$|[_-])/i.test(input.name) ||
  /github\.token|secrets\./.test(input.default?.value ?? '');
