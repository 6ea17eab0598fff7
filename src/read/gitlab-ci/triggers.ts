/**
 * The table of pipeline sources: who causes the pipeline, on which ref it runs, whose configuration it executes, and what is kept from it.
 * https://docs.gitlab.com/ci/jobs/job_rules/#ci_pipeline_source-predefined-variable
 */
import type { Actor, Cause, Guarantee, Interaction, Scenario } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import {
  branchProtected,
  cachesApart,
  forkInFork,
  forkPipelinesKeptOut,
  pipelineVariablesLimited,
  protectedRunsLimited,
  tagsProtected,
  webhookSendersTrusted,
} from './guarantees.ts';

/** What a pipeline runs on. `unprotected` refs get no protected variables and no protected runners. */
export type Ref = 'default' | 'branch' | 'tag' | 'merge-request';

/** A scenario before its place in the whole is known. */
export interface Seed extends Omit<Scenario, 'after'> {
  /** `CI_PIPELINE_SOURCE`. */
  readonly pipelineSource: string;
  readonly ref: Ref;
  /** Comes from a fork. */
  readonly fork: boolean;
  /** Who writes the commits, their messages, and what a merge request says. Null: nobody in particular. */
  readonly author: Actor | null;
  /** The pipeline is for one change, and not for what the branch holds anyway. */
  readonly aboutChange: boolean;
  /** Who fills in variables and inputs of the run. Null: nobody does. */
  readonly filledInBy: Actor | null;
  /** Who writes the body of the request that started it, which lies in the file `$TRIGGER_PAYLOAD`. Null: there is none. */
  readonly payloadBy: Actor | null;
}

interface Row {
  readonly id: string;
  readonly source: string;
  readonly ref: Ref;
  readonly fork?: true;
  readonly author: Actor | null;
  readonly definition: 'trusted' | 'proposed';
  readonly causes: readonly Omit<Cause, 'guarantees'>[];
  readonly byItself: Interaction | null;
  readonly filledInBy?: Actor;
  readonly payloadBy?: Actor;
  /** Only where the configuration speaks of it: pipelines of this kind run no job that others do not. */
  readonly asked?: RegExp;
  readonly page: string;
}

const PIPELINES = 'https://docs.gitlab.com/ci/pipelines/';
const MERGE_REQUESTS = `${PIPELINES}merge_request_pipelines/`;
const cause = (actor: Actor, how: string, interaction: Interaction = 'none') => ({ actor, how, interaction });

/** Sorted by how much the platform keeps from them. */
const ROWS: readonly Row[] = [
  {
    id: 'merge_request_event/fork',
    source: 'merge_request_event',
    ref: 'merge-request',
    fork: true,
    author: 'outsider',
    definition: 'proposed',
    causes: [cause('outsider', 'opens a merge request from a fork, whose pipeline a member then runs in this project', 'routine')],
    byItself: null,
    page: `${MERGE_REQUESTS}#run-pipelines-in-the-parent-project`,
  },
  {
    id: 'merge_request_event',
    source: 'merge_request_event',
    ref: 'merge-request',
    author: 'writer',
    definition: 'proposed',
    causes: [cause('writer', 'opens a merge request from a branch of the project')],
    byItself: 'none',
    page: MERGE_REQUESTS,
  },
  {
    id: 'push',
    source: 'push',
    ref: 'branch',
    author: 'writer',
    definition: 'proposed',
    causes: [cause('writer', 'pushes a branch')],
    byItself: 'none',
    page: PIPELINES,
  },
  {
    id: 'push/tag',
    source: 'push',
    ref: 'tag',
    author: 'writer',
    definition: 'proposed',
    causes: [cause('writer', 'pushes a tag')],
    byItself: 'none',
    page: PIPELINES,
  },
  {
    id: 'push/default',
    source: 'push',
    ref: 'default',
    author: 'contributor',
    definition: 'trusted',
    causes: [cause('contributor', 'gets a change merged', 'accepts'), cause('writer', 'pushes to the default branch')],
    byItself: 'none',
    page: PIPELINES,
  },
  {
    id: 'schedule',
    source: 'schedule',
    ref: 'default',
    author: 'contributor',
    definition: 'trusted',
    causes: [],
    byItself: 'none',
    page: `${PIPELINES}schedules/`,
  },
  {
    id: 'web',
    source: 'web',
    ref: 'default',
    author: 'contributor',
    definition: 'trusted',
    causes: [cause('writer', 'runs a pipeline of the default branch with inputs and variables of its own')],
    byItself: 'routine',
    filledInBy: 'writer',
    page: `${PIPELINES}#run-a-pipeline-manually`,
  },
  {
    id: 'api',
    source: 'api',
    ref: 'default',
    author: 'contributor',
    definition: 'trusted',
    causes: [cause('writer', 'starts a pipeline of the default branch through the API with inputs and variables of its own')],
    byItself: 'routine',
    filledInBy: 'writer',
    asked: /["'`\s]api["'`\s]|^\s*-\s*api\s*$/m,
    page: 'https://docs.gitlab.com/api/pipelines/#create-a-new-pipeline',
  },
  {
    id: 'trigger',
    source: 'trigger',
    ref: 'default',
    author: 'contributor',
    definition: 'trusted',
    causes: [cause('writer', 'starts a pipeline with a trigger token and variables of its own')],
    byItself: 'routine',
    filledInBy: 'writer',
    payloadBy: 'writer',
    asked: /["'`\s]trigger["'`]|^\s*-\s*triggers\s*$|CI_PIPELINE_TRIGGERED|TRIGGER_PAYLOAD|\btriggers\b/m,
    page: 'https://docs.gitlab.com/ci/triggers/',
  },
  {
    id: 'pipeline',
    source: 'pipeline',
    ref: 'default',
    author: 'contributor',
    definition: 'trusted',
    causes: [cause('writer', 'runs a pipeline of another project that starts this one with variables of its own')],
    byItself: 'routine',
    filledInBy: 'writer',
    asked: /["'`\s]pipeline["'`]|^\s*-\s*pipelines\s*$|\bpipelines\b/m,
    page: `${PIPELINES}downstream_pipelines/#multi-project-pipelines`,
  },
  {
    id: 'trigger/webhook',
    source: 'trigger',
    ref: 'default',
    author: 'contributor',
    definition: 'trusted',
    causes: [cause('outsider', 'causes an event that a webhook hands to the pipeline')],
    byItself: null,
    payloadBy: 'outsider',
    asked: /TRIGGER_PAYLOAD/,
    page: 'https://docs.gitlab.com/ci/triggers/#use-a-webhook',
  },
  {
    id: 'chat',
    source: 'chat',
    ref: 'default',
    author: 'contributor',
    definition: 'trusted',
    causes: [cause('writer', 'runs a job from a chat with arguments of its own')],
    byItself: 'routine',
    filledInBy: 'writer',
    asked: /["'`\s]chat["'`]|^\s*-\s*chat\s*$|CHAT_INPUT/m,
    page: 'https://docs.gitlab.com/ci/chatops/',
  },
];

/** Told by the platform itself, whoever may set variables. */
const PAYLOAD: Readonly<Record<string, RegExp>> = { trigger: /TRIGGER_PAYLOAD/, chat: /CHAT_INPUT/ };

const guaranteesOf = (row: Row, { actor }: Pick<Cause, 'actor'>, { text, span, takesInputs }: Asked): readonly Guarantee[] => {
  const { ref, fork, filledInBy, payloadBy } = row;
  if (fork === true) return [];
  if (payloadBy === 'outsider') return [webhookSendersTrusted(span)];
  if (filledInBy !== undefined) {
    const variablesOnly = !takesInputs && PAYLOAD[row.id]?.test(text) !== true;
    return [protectedRunsLimited(span), ...(variablesOnly ? [pipelineVariablesLimited(span)] : [])];
  }
  if (ref === 'default' && actor === 'writer') return [branchProtected(span)];
  return ref === 'tag' ? [tagsProtected(span)] : [];
};

interface Asked {
  /** The configuration, which tells whether rarer sources are spoken of. */
  readonly text: string;
  readonly span: Span;
  /** The configuration has inputs, which every member who may start a pipeline fills in. */
  readonly takesInputs: boolean;
}

/** The ways a pipeline of this project can start. */
export const seedsOf = ({ text, span, takesInputs }: Asked, asOf: string): readonly Seed[] =>
  ROWS.filter(({ asked }) => asked === undefined || asked.test(text)).map((row): Seed => {
    const onProtected = row.ref === 'default';
    return {
      id: row.id,
      trigger: row.source,
      pipelineSource: row.source,
      ref: row.ref,
      fork: row.fork === true,
      author: row.author,
      aboutChange: !onProtected,
      filledInBy: row.filledInBy ?? null,
      payloadBy: row.payloadBy ?? null,
      causes: row.causes.map((one): Cause => ({ ...one, guarantees: guaranteesOf(row, one, { text, span, takesInputs }) })),
      byItself: row.byItself,
      definition: row.definition,
      proposer: row.definition === 'proposed' ? row.author : null,
      guarantees: row.fork === true ? [forkInFork(span), forkPipelinesKeptOut(span)] : [],
      withholds: { secrets: [], write: [], identity: [], cacheWrite: onProtected ? [] : cachesApart(asOf, span) },
      cache: onProtected ? { scope: 'default', reads: ['default'] } : { scope: 'default', reads: ['unprotected'] },
      span,
      source: row.page,
    };
  });
