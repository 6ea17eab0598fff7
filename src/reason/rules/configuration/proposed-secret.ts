import type { Guarantee, Run, Workflow } from '../../../pipeline/model.ts';
import { compareText } from '../../../source/span.ts';
import { PROPOSED } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, placeOf, runState, secretState, textState } from '../../states.ts';
import { transition } from '../common.ts';
import { protectedSecret, trustedDefinitions } from '../guarantees.ts';
import { offers, type SecretInUse, secretsInUse } from '../inventory.ts';

const run = (event: string, step: string): string => `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: on-${event}
  annotations:
    pipelinesascode.tekton.dev/on-event: "[${event}]"
    pipelinesascode.tekton.dev/on-target-branch: "[main]"
spec:
  pipelineSpec:
    tasks:
      - name: build
        taskSpec:
          steps:
            - name: build
              image: registry.example/go@sha256:${'0'.repeat(64)}
${step}`;
const TEST = '              script: go vet ./...\n';
const PUSH = `              script: ./push.sh
              env:
                - name: TOKEN
                  valueFrom:
                    secretKeyRef: { name: registry-push, key: token }
`;

/** Secrets that a change's own definition can ask for, besides those that the jobs of its own run hold by themselves. */
export const proposedSecret: Rule = {
  id: 'configuration/proposed-secret',
  boundary: 'configuration',
  title: 'A change names the secrets that only other runs use',
  why: 'Where a change brings its own definition, what it may ask for is not what its jobs ask for today: it names the credential of the release. That no job of a pull request uses a secret protects nothing unless the platform withholds it.',
  references: [
    { title: 'Pipelines-as-Code: where definitions come from', url: 'https://pipelinesascode.com/docs/guide/repositorycrd/' },
    { title: 'Azure Pipelines: repository protection', url: 'https://learn.microsoft.com/en-us/azure/devops/pipelines/security/repos' },
  ],
  technique: ['T1677', 'T1552'],
  cicdSec: ['CICD-SEC-4', 'CICD-SEC-5'],
  cwe: ['CWE-284', 'CWE-668'],
  *infer(pipeline) {
    const everywhere = offers(pipeline, 'secrets-by-name');
    if (!everywhere && !offers(pipeline, 'secrets-by-pipeline')) return;
    const trusted = trustedDefinitions(pipeline);
    const guards = (name: string): readonly Guarantee[] => [...trusted, ...(offers(pipeline, 'protected-secrets') ? [protectedSecret(name)] : [])];
    const secrets = secretsInUse(pipeline).filter(({ use }) => use.kind === 'named' && use.environment === null);
    for (const workflows of everywhere ? [pipeline.workflows] : pipeline.workflows.map((workflow) => [workflow])) {
      const within = everywhere ? null : new Set(workflows.flatMap(secretIds));
      for (const first of firstOfEach(workflows.flatMap(proposedRuns))) {
        const held = heldBySuch(workflows, first);
        for (const secret of secrets)
          if (!held.has(secret.id) && within?.has(secret.id) !== false) yield named(first, secret, guards(secret.use.name));
      }
    }
  },
  examples: [
    {
      title: 'a pull request that names the secret of the push',
      vulnerable: { '.tekton/pull.yaml': run('pull_request', TEST), '.tekton/push.yaml': run('push', PUSH) },
      silent: { '.tekton/push.yaml': run('push', PUSH) },
      settings: { 'definition-from-default-branch': false },
    },
  ],
};

const named = (first: Run, { id, use, evidence }: SecretInUse, guards: readonly Guarantee[]) =>
  transition(proposedSecret, {
    key: `${first.id}:${id}`,
    crossing: `${proposedSecret.id}:${first.id}`,
    needs: [runState(first), textState(first.id, PROPOSED)],
    gives: secretState(use),
    statement: `The change's own ${code(first.workflow)} names secret ${code(use.name)}, which only other runs use, and sends it out.`,
    assumption: `A run that an unreviewed change defines on ${code(first.scenario.trigger)} gets none of the secrets that other runs use.`,
    guarantees: [...guards, ...first.scenario.withholds.secrets, ...(use.guarantees ?? [])],
    when: use.when ?? [],
    facts: { secret: use.name, trigger: first.scenario.trigger },
    place: placeOf(first),
    evidence,
  });

/** Runs that a change of somebody without write access defines. A pushed branch has a rule of its own. */
const proposedRuns = (workflow: Workflow): readonly Run[] =>
  workflow.kind === 'component'
    ? []
    : workflow.runs.filter(({ scenario }) => scenario.definition === 'proposed' && scenario.proposer !== null && scenario.proposer !== 'writer');

/** Runs behind the same guards differ in nothing that such an attacker could not write. */
const guardsOf = ({ scenario }: Run): string =>
  [scenario.proposer, ...[...scenario.guarantees, ...scenario.withholds.secrets].map(({ id }) => id).sort(compareText)].join(' ');

const firstOfEach = (runs: readonly Run[]): readonly Run[] => {
  const found = new Map<string, Run>();
  for (const run of runs.toSorted((a, b) => compareText(a.id, b.id))) if (!found.has(guardsOf(run))) found.set(guardsOf(run), run);
  return [...found.values()];
};

const secretIds = (workflow: Workflow): readonly string[] =>
  workflow.runs.flatMap(({ jobs }) => jobs.flatMap(({ secrets }) => secrets.map((use) => secretState(use, workflow.id).id)));

/** What jobs of such runs hold anyway: code in them reads it, and other rules tell so. */
const heldBySuch = (workflows: readonly Workflow[], first: Run): ReadonlySet<string> =>
  new Set(
    workflows
      .flatMap(proposedRuns)
      .filter((run) => guardsOf(run) === guardsOf(first))
      .flatMap(({ workflow, jobs }) => jobs.flatMap((job) => (job.reach === 'never' ? [] : job.secrets.map((use) => secretState(use, workflow).id)))),
  );
