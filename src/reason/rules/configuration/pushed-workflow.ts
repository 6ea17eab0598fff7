import type { Guarantee, Pipeline, Run } from '../../../pipeline/model.ts';
import type { Rule } from '../../rule.ts';
import { code, placeOf, pushState, roleState, runnerState, secretState } from '../../states.ts';
import { transition } from '../common.ts';
import { REVIEWED } from '../examples.ts';
import { environmentGuarantees, protectedSecret, trustedDefinitions, trustOf } from '../guarantees.ts';
import { branchRuns, offers, poolsInUse, rolesInUse, secretsInUse } from '../inventory.ts';
import { branchesGuarantee, ephemeralGuarantees, unlessHosted } from '../pools.ts';

const workflow = (environment: string): string => `on: push
permissions: {}
jobs:
  release:
    runs-on: ubuntu-latest
${environment}    steps:
      - run: ./release.sh
        env:
          TOKEN: \${{ secrets.NPM_TOKEN }}
`;

/** What a workflow may ask for is not limited to what some workflow asks for today: the pushed file names anything that the repository has. */
export const pushedWorkflow: Rule = {
  id: 'configuration/pushed-workflow',
  boundary: 'configuration',
  title: 'A pushed workflow asks for secrets, machines and roles by name',
  why: 'A secret, a runner or a role is had by naming it. The workflow of an unreviewed branch names those that only the release uses; unless the environment, the group or the role looks at the branch, it gets them.',
  references: [
    { title: 'Secrets', url: 'https://docs.github.com/en/actions/concepts/security/secrets' },
    { title: 'Deployments and environments', url: 'https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments' },
  ],
  technique: ['T1677', 'T1552'],
  cicdSec: ['CICD-SEC-5', 'CICD-SEC-4'],
  cwe: ['CWE-284', 'CWE-668'],
  *infer(pipeline) {
    const { runs, first } = branchRuns(pipeline);
    if (first === null) return;
    const held = [...holdingAll(runs), ...trustedDefinitions(pipeline)];
    const start = { place: placeOf(first), evidence: [first.scenario.span], causesRun: true } as const;

    for (const { id, use, evidence } of secretsInUse(pipeline)) {
      if (use.kind !== 'named') continue;
      yield transition(this, {
        ...start,
        key: id,
        needs: [pushState(pipeline.systems)],
        gives: secretState(use),
        statement: `The pushed workflow names ${use.environment === null ? '' : `the environment ${code(use.environment)} and its `}secret ${code(use.name)} and sends it out.`,
        assumption:
          use.environment === null
            ? `Everybody who can push a branch may know ${code(use.name)}.`
            : `Only reviewed branches use the environment ${code(use.environment)}.`,
        guarantees: [
          ...held,
          ...(use.environment === null ? [] : ofEnvironment(pipeline, use.name, use.environment)),
          ...(offers(pipeline, 'protected-secrets') ? [protectedSecret(use.name)] : []),
        ],
        when: use.when ?? [],
        facts: { secret: use.name, kind: use.kind, environment: use.environment ?? '' },
        evidence,
      });
    }
    for (const { pool, hosted, ephemeral, evidence } of poolsInUse(pipeline)) {
      yield transition(this, {
        ...start,
        key: `runner:${pool}`,
        needs: [pushState(pipeline.systems)],
        gives: runnerState(pool),
        statement: `The pushed workflow asks for runner ${code(pool)} and leaves something behind on it.`,
        assumption: `Everybody who can push a branch may run code on ${code(pool)}.`,
        guarantees: [...held, ...ephemeralGuarantees(pool, ephemeral), branchesGuarantee(pool)],
        when: unlessHosted(pool, hosted),
        facts: { pool },
        evidence,
      });
    }
    for (const { role, trusted, evidence } of rolesInUse(pipeline)) {
      yield transition(this, {
        ...start,
        key: `role:${role}`,
        needs: [pushState(pipeline.systems)],
        gives: roleState(role),
        statement: `The pushed workflow mints an identity and takes ${code(role)} with it.`,
        assumption: `${code(role)} tells an unreviewed branch from the one it is meant for.`,
        guarantees: [...held, trustOf(role, null)],
        facts: { role },
        evidence,
      });
      for (const subject of trusted) {
        if (subject.kind !== 'environment') continue;
        yield transition(this, {
          ...start,
          key: `role:${role}:${subject.name}`,
          needs: [pushState(pipeline.systems)],
          gives: roleState(role),
          statement: `The pushed workflow names the environment ${code(subject.name)}, which ${code(role)} trusts, and takes the role with the identity of its job.`,
          assumption: `Only reviewed branches use the environment ${code(subject.name)}.`,
          guarantees: [...held, ...environmentGuarantees(subject.name), trustOf(role, subject)],
          facts: { role, environment: subject.name },
          evidence,
        });
      }
    }
  },
  examples: [
    {
      title: 'a secret of the repository, and one of an environment for protected branches',
      vulnerable: { '.github/workflows/release.yml': workflow('') },
      silent: { '.github/workflows/release.yml': workflow('    environment: release\n') },
      settings: { 'environment-branches@release': true, ...REVIEWED },
    },
  ],
};

/** Where secrets need not belong to the environment that their jobs name, its rules count for those that do. */
const ofEnvironment = (pipeline: Pipeline, name: string, environment: string): readonly Guarantee[] =>
  environmentGuarantees(environment).map((guarantee) =>
    offers(pipeline, 'environment-scopes')
      ? { ...guarantee, holdsIf: [...(guarantee.holdsIf ?? []), { setting: `secret-environment-scoped@${name}`, is: true }] }
      : guarantee,
  );

/** What stands before every run of a pushed branch stands before those of the attacker's own file. */
const holdingAll = (runs: readonly Run[]): readonly Guarantee[] =>
  (runs[0]?.scenario.guarantees ?? []).filter((g) => runs.every(({ scenario }) => scenario.guarantees.some((other) => other.id === g.id)));
