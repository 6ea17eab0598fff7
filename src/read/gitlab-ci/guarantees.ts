/** What GitLab puts in the way, by itself or where a setting says so. */
import type { Actor, Guarantee } from '../../pipeline/model.ts';
import { compareText, type Span } from '../../source/span.ts';
import * as common from '../common/scenarios.ts';

const DOCS = 'https://docs.gitlab.com';
const EVERYONE: readonly Actor[] = ['outsider', 'contributor', 'writer', 'maintainer', 'upstream'];
const BELOW_MAINTAINER: readonly Actor[] = ['outsider', 'contributor', 'writer'];

/** Dated changes of the platform. */
const DATES = {
  /** 14.10.1, 14.9.4 and 14.8.6: https://about.gitlab.com/releases/2022/05/02/security-release-gitlab-14-10-1-released/ */
  cachesApart: '2022-05-02',
} as const;

/** By itself, a fork's pipeline is the fork's: its runners, its variables. Somebody of this project has to do something else. */
export const forkInFork = (span: Span): Guarantee => ({
  id: 'fork-pipeline-in-fork',
  statement: 'The pipeline of a merge request from a fork runs in the fork, with the runners and variables of the fork.',
  enforcedBy: 'platform',
  against: ['outsider', 'contributor'],
  strength: 'weak',
  why: 'A member can run it in this project all the same, and then it has the variables, runners and job token of this project.',
  evidence: [span],
  source: `${DOCS}/ci/pipelines/merge_request_pipelines/#use-with-forked-projects`,
});

export const forkPipelinesKeptOut = (span: Span): Guarantee => ({
  id: 'fork-secrets-withheld',
  statement: 'Nobody can run pipelines of forks in this project.',
  enforcedBy: 'setting',
  against: EVERYONE,
  strength: 'strong',
  why: 'The project can switch it off; by default every member with the Developer role may do it.',
  evidence: [span],
  source: `${DOCS}/ci/pipelines/merge_request_pipelines/#prevent-pipelines-from-fork-projects`,
  holdsIf: [{ setting: 'fork-secrets-withheld', is: true }],
});

export const branchProtected = (span: Span): Guarantee =>
  common.branchProtected(span, {
    why: 'Protected branches and approval rules are not in the files.',
    source: `${DOCS}/user/project/repository/branches/protected/`,
  });

export const tagsProtected = (span: Span): Guarantee =>
  common.tagsProtected(span, { why: 'Protected tags are not in the files.', source: `${DOCS}/user/project/protected_tags/` });

export const protectedRunsLimited = (span: Span): Guarantee => ({
  id: 'protected-runs-limited',
  statement: 'Only who may merge or push to the default branch can run pipelines on it, and these are maintainers.',
  enforcedBy: 'setting',
  against: BELOW_MAINTAINER,
  strength: 'strong',
  why: 'The platform asks for the right to merge or push to a protected branch before it runs a pipeline there.',
  evidence: [span],
  source: `${DOCS}/ci/pipelines/#pipeline-security-on-protected-branches`,
  holdsIf: [{ setting: 'protected-runs-limited', is: true }],
});

/** Whoever sets up a webhook with the address of a trigger decides whose events it tells of. */
export const webhookSendersTrusted = (span: Span): Guarantee => ({
  id: 'webhook-senders-trusted@TRIGGER_PAYLOAD',
  statement: 'Only trusted people cause the events whose payload starts pipelines.',
  enforcedBy: 'setting',
  against: ['outsider', 'contributor'],
  strength: 'strong',
  why: 'The address of the trigger with its token stands in a webhook of some project or service; whoever causes its events writes the payload.',
  evidence: [span],
  source: `${DOCS}/ci/triggers/#use-a-webhook`,
  holdsIf: [{ setting: 'webhook-senders-trusted@TRIGGER_PAYLOAD', is: true }],
});

/** Variables of a pipeline, which override those of the files. Inputs are none of them. */
export const pipelineVariablesLimited = (span: Span): Guarantee => ({
  id: 'pipeline-variables-limited',
  statement: 'Only maintainers start pipelines with variables of their own.',
  enforcedBy: 'setting',
  against: BELOW_MAINTAINER,
  strength: 'strong',
  why: 'The project says which role may set variables for a pipeline; before GitLab 17.7 (December 2024) every member with the Developer role could.',
  evidence: [span],
  source: `${DOCS}/ci/variables/#restrict-pipeline-variables`,
  holdsIf: [{ setting: 'pipeline-variables-limited', is: true }],
});

/** Entries of protected and other refs have keys of their own. */
export const cachesApart = (asOf: string, span: Span): readonly Guarantee[] =>
  compareText(asOf.slice(0, 10), DATES.cachesApart) < 0
    ? []
    : [
        {
          id: 'cache-protected-apart',
          statement: 'Pipelines of unprotected refs have caches of their own.',
          enforcedBy: 'setting',
          against: EVERYONE,
          strength: 'strong',
          why: `The platform adds \`-protected\` or \`-non_protected\` to every key since ${DATES.cachesApart}; the project can switch that off, and \`cache:unprotect\` does for one job.`,
          evidence: [span],
          source: `${DOCS}/ci/caching/#cache-key-names`,
          holdsIf: [{ setting: 'cache-protected-apart', is: true }],
        },
      ];

/** A protected variable is left out of pipelines on refs that are not protected. `against`: whom that stops on this ref. */
export const secretProtected = (name: string, against: readonly Actor[] = EVERYONE): Guarantee => ({
  id: `secret-protected@${name}`,
  statement: `Only pipelines of protected branches and tags get \`${name.replaceAll('`', "'")}\`.`,
  enforcedBy: 'setting',
  against,
  strength: 'strong',
  why: 'The platform leaves a protected variable out of every other pipeline. That of a merge request gets it only where both branches are protected and in this project (since GitLab 18.1, June 2025).',
  evidence: [],
  source: `${DOCS}/ci/variables/#protect-a-cicd-variable`,
  holdsIf: [{ setting: `secret-protected@${name}`, is: true }],
});

/**
 * Every job gets every variable, unless it is limited to an environment that the job does not name. Whoever writes the configuration of the
 * run names that environment, unless it is protected as well.
 */
export const secretOfEnvironment = (name: string, environment: string, ofAuthor: boolean): readonly Guarantee[] => {
  const scoped = { setting: `secret-environment-scoped@${name}`, is: true };
  const base = scopedGuarantee(name);
  if (!ofAuthor) return [{ ...base, holdsIf: [scoped] }];
  return [
    { ...base, against: ['upstream'], holdsIf: [scoped] },
    {
      ...base,
      id: `secret-of-protected-environment@${name}`,
      statement: `Only jobs of the protected environment \`${environment.replaceAll('`', "'")}\` get \`${name.replaceAll('`', "'")}\`.`,
      against: ['outsider', 'contributor', 'writer'],
      why: 'A change can name any environment; the platform lets nobody but maintainers and release groups start jobs of a protected one.',
      source: `${DOCS}/ci/environments/protected_environments/`,
      holdsIf: [scoped, { setting: `environment-branches@${environment}`, is: true }],
    },
  ];
};

const scopedGuarantee = (name: string): Guarantee => ({
  id: `secret-environment-scoped@${name}`,
  statement: `Only jobs of one environment get \`${name.replaceAll('`', "'")}\`.`,
  enforcedBy: 'setting',
  against: EVERYONE,
  strength: 'strong',
  why: 'A variable with an environment scope is left out of jobs that name no such environment. Without a scope every job of the pipeline holds it.',
  evidence: [],
  source: `${DOCS}/ci/environments/#limit-the-environment-scope-of-a-cicd-variable`,
});

const ENVIRONMENTS = `${DOCS}/ci/environments`;

/** What a protected environment asks for before a job starts. */
export const environmentGates = (name: string, span: Span, jobKey: string, ofTeam: boolean): readonly Guarantee[] => {
  const base = { enforcedBy: 'setting', strength: 'strong', evidence: [span], interaction: 'accepts' } as const;
  return [
    {
      ...base,
      id: `environment-reviewers@${name}`,
      statement: `Environment \`${name}\` waits for an approval before job \`${jobKey}\` starts.`,
      against: BELOW_MAINTAINER,
      why: 'Whoever approves sees the commit that is waiting; an environment that is not protected stops nobody.',
      source: `${ENVIRONMENTS}/deployment_approvals/`,
      holdsIf: [{ setting: `environment-reviewers@${name}`, is: true }],
    },
    // A pipeline that the team starts has the rights of whoever merged.
    ...(ofTeam
      ? []
      : [
          {
            ...base,
            id: `environment-branches@${name}`,
            statement: `Only maintainers and release groups deploy to environment \`${name}\`.`,
            against: BELOW_MAINTAINER,
            why: 'The job of anybody else fails before it starts, on every branch.',
            source: `${ENVIRONMENTS}/protected_environments/`,
            holdsIf: [{ setting: `environment-branches@${name}`, is: true }],
          },
        ]),
  ];
};

/** A job that somebody has to start. It asks for a press of a button, not for a look at the commit. */
export const manualGate = (jobKey: string, span: Span): Guarantee => ({
  id: `manual@${jobKey}`,
  statement: `Somebody with the Developer role starts job \`${jobKey}\` by hand.`,
  enforcedBy: 'platform',
  against: ['outsider', 'contributor', 'upstream'],
  strength: 'weak',
  why: 'It is a routine, and nothing shows what the job will run; whoever may push to the branch starts it too.',
  evidence: [span],
  source: `${DOCS}/ci/jobs/job_control/#create-a-job-that-must-be-run-manually`,
  interaction: 'routine',
});
