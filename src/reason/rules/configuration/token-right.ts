import type { Effect } from '../../../pipeline/effects.ts';
import type { Capability, Grant, Job, Pipeline } from '../../../pipeline/model.ts';
import { isElsewhere, jobsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, placeOf, tokenState } from '../../states.ts';
import { collect, transition } from '../common.ts';
import { RIGHT_TO_PUBLISH } from '../credentials.ts';
import { inFile, jobsInFiles } from '../inventory.ts';

/** Rights that lead nowhere (reading what is public to the job anyway) or that have a rule of their own (configuration/identity). */
const ELSEWHERE: ReadonlySet<Capability> = new Set(['read-source', 'mint-identity']);

const vulnerable = (permissions: string): string => `on: pull_request_target
${permissions}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
`;

export const tokenRight: Rule = {
  id: 'configuration/token-right',
  boundary: 'configuration',
  title: "Code in a job uses the rights of the job's token",
  why: "Every step of a job can reach the job's token, whether it is handed to it or not. Whoever gets code to run there holds every right that the workflow, or the repository's default, gives the job.",
  references: [
    { title: 'Use GITHUB_TOKEN for authentication in workflows', url: 'https://docs.github.com/en/actions/tutorials/authenticate-with-github_token' },
    { title: 'Secure use reference', url: 'https://docs.github.com/en/actions/reference/security/secure-use' },
  ],
  technique: ['T1528'],
  cicdSec: ['CICD-SEC-5', 'CICD-SEC-2'],
  cwe: ['CWE-250', 'CWE-272'],
  infer(pipeline) {
    const used = usesIn(pipeline);
    const found = [];
    const elsewhere = isElsewhere(pipeline);
    for (const { run, job } of jobsOf(pipeline)) {
      const callersSay = elsewhere(run) && job.tokenDeclared.where === 'nowhere' && logsIn(job);
      for (const grant of job.token) {
        if (ELSEWHERE.has(grant.capability)) continue;
        found.push(
          transition(this, {
            key: `${job.id}:${grant.right}:${grant.capability}`,
            crossing: `${this.id}:${job.id}`,
            needs: [codeState(job)],
            gives: tokenState(job, grant.capability),
            statement: `Code in job ${code(job.key)} takes the job's token, which has ${code(grant.right)}${callersSay ? ' if callers grant it' : job.tokenDeclared.where === 'nowhere' ? ' because nothing declares less' : ''}.`,
            assumption: `Everything that runs in job ${code(job.key)} may use the rights of its token.`,
            guarantees: run.scenario.withholds.write,
            when: callersSay ? [{ setting: `callers-grant-no-write@${run.workflow}`, is: false }] : (grant.when ?? []),
            facts: {
              right: grant.right,
              capability: grant.capability,
              declared: job.tokenDeclared.where,
              used: used(job, grant),
            },
            place: placeOf(run, job),
            evidence: [grant.span],
          }),
        );
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'a right to write in a job that runs untrusted text',
      vulnerable: { '.github/workflows/greet.yml': vulnerable('permissions:\n  contents: write') },
      silent: { '.github/workflows/greet.yml': vulnerable('permissions:\n  contents: read') },
      asOf: '2026-01-01',
    },
    {
      title: 'no permissions at all, where the default token may write',
      vulnerable: { '.github/workflows/greet.yml': vulnerable('') },
      silent: { '.github/workflows/greet.yml': vulnerable('permissions: {}') },
      settings: { 'default-token-read-only': false },
      asOf: '2026-01-01',
    },
  ],
};

/**
 * It asks for an identity, which no default grants: whoever calls it says which rights it has, and those that are not named are none.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
 */
const logsIn = (job: Job): boolean => job.steps.some((step) => step.effects.some((effect) => effect.kind === 'login' && effect.by === 'identity'));

type Use = 'yes' | 'no' | 'unknown';

/**
 * Does the job do something that needs this right? Whatever the right allows counts, since it can only be taken away as a whole, and from
 * the job as it stands in its file: what another scenario runs of it counts too.
 * 'unknown' where a component, a command or the credential of a step cannot be looked into.
 */
export const usesIn = (pipeline: Pipeline): ((job: Job, grant: Grant) => Use) => {
  const unresolved = new Set(pipeline.components.filter((c) => !c.resolved).map((c) => c.id));
  const byJob = new Map<string, (right: string) => Use>();
  return (job, { right }) => {
    const id = inFile(job);
    const use = byJob.get(id) ?? usesBy(jobsInFiles(pipeline).get(id) ?? [], unresolved);
    byJob.set(id, use);
    return use(right);
  };
};

/** The same for these jobs. */
export const usedBy = (jobs: readonly Job[], right: string, unresolved: ReadonlySet<string>): Use => usesBy(jobs, unresolved)(right);

/** A job has a dozen rights and hundreds of effects, few of which need any. */
const usesBy = (jobs: readonly Job[], unresolved: ReadonlySet<string>): ((right: string) => Use) => {
  const needing: { readonly job: Job; readonly effect: Effect }[] = [];
  let isUnseen = false;
  for (const job of jobs)
    for (const { effects } of job.steps)
      for (const effect of effects) {
        if (effect.kind === 'write' || effect.kind === 'dispatch' || effect.kind === 'publish') needing.push({ job, effect });
        else if (effect.kind === 'opaque' || effect.kind === 'execute' || (effect.kind === 'use' && unresolved.has(effect.component)))
          isUnseen = true;
      }
  const known = new Map<string, Use>();
  const use = (right: string): Use => {
    const allowed = new Set(jobs.flatMap(({ token }) => token.flatMap((grant) => (grant.right === right ? [grant.capability] : []))));
    const uses = new Set(needing.map(({ job, effect }) => useOf(job, effect, allowed)));
    return uses.has('yes') ? 'yes' : isUnseen || uses.has('unknown') ? 'unknown' : 'no';
  };
  return (right) => {
    const old = known.get(right) ?? use(right);
    known.set(right, old);
    return old;
  };
};

const useOf = (job: Job, effect: Effect, allowed: ReadonlySet<Capability>): Use => {
  switch (effect.kind) {
    case 'write':
      return allowed.has(effect.capability) && (effect.credential === 'token' || effect.credential === null) ? 'yes' : 'no';
    case 'dispatch':
      return allowed.has('run-workflows') ? byToken(effect.credential) : 'no';
    case 'publish': {
      const { type } = effect.publication;
      // Without the right to pages they are served from a branch, which is pushed.
      const right = type === 'pages' && !job.token.some((grant) => grant.capability === 'write-pages') ? 'write-source' : RIGHT_TO_PUBLISH[type];
      if (right === undefined || !allowed.has(right)) return 'no';
      // Pages are deployed with the right, and the identity shows where they come from:
      // https://docs.github.com/en/pages/getting-started-with-github-pages/using-custom-workflows-with-github-pages
      return right === 'write-pages' && effect.credential === 'identity' ? 'yes' : byToken(effect.credential);
    }
    default:
      return 'no';
  }
};

const byToken = (credential: string | null): Use => (credential === 'token' ? 'yes' : credential === null ? 'unknown' : 'no');
