import { effectsOf, jobsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { allSecretsState, code, codeState, NOWHERE, placeOf, secretState } from '../../states.ts';
import { collect, transition } from '../common.ts';
import { secretsInUse } from '../inventory.ts';

const calling = (secrets: string): string => `on:
  schedule:
    - cron: '0 3 * * *'
permissions: {}
jobs:
  lint:
    uses: some-org/workflows/.github/workflows/lint.yml@main
${secrets}  sign:
    runs-on: ubuntu-latest
    steps:
      - run: gpg --batch --import <<< "$KEY"
        env:
          KEY: \${{ secrets.SIGNING_KEY }}
`;

/**
 * A called workflow that is in sight reads only what its file names, and its jobs say so. One that is not in sight can start to name
 * any secret tomorrow, so it counts as holding all of them; so does a job that names the whole set of secrets.
 */
export const secretsInherit: Rule = {
  id: 'configuration/secrets-inherit',
  boundary: 'configuration',
  title: 'Every secret is handed on at once',
  why: 'With `secrets: inherit` the called workflow may name any secret that the caller can, also those it never needed. Whoever can change that workflow, or runs code in place of it, takes them all.',
  references: [
    { title: 'Reuse workflows: passing inputs and secrets', url: 'https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows' },
  ],
  technique: ['T1552'],
  cicdSec: ['CICD-SEC-5', 'CICD-SEC-6'],
  cwe: ['CWE-272', 'CWE-668'],
  *infer(pipeline) {
    const workflows = new Set(pipeline.components.filter((c) => c.kind === 'workflow').map((c) => c.id));
    const calls = new Map<string, string>();
    for (const { job, effect } of effectsOf(pipeline, 'use')) if (workflows.has(effect.component)) calls.set(job.id, effect.component);
    const found = [];
    for (const { run, job } of jobsOf(pipeline)) {
      const inherit = job.secrets.find((use) => use.kind === 'inherit');
      if (inherit === undefined) continue;
      const component = calls.get(job.id);
      found.push(
        transition(this, {
          key: job.id,
          needs: [codeState(job)],
          gives: allSecretsState(),
          statement:
            component === undefined
              ? `Job ${code(job.key)} is handed all secrets at once; code in it takes whichever it wants.`
              : `Job ${code(job.key)} hands every secret on to ${code(component)}; code in place of it names whichever it wants.`,
          assumption: `${component === undefined ? `Everything that runs in job ${code(job.key)}` : code(component)} may know every secret of the repository.`,
          guarantees: run.scenario.withholds.secrets,
          facts: { component: component ?? '', kind: 'inherit' },
          place: placeOf(run, job),
          evidence: [inherit.span],
        }),
      );
    }
    yield* collect(found);
    for (const { id, use, evidence } of secretsInUse(pipeline)) {
      if (use.kind !== 'named' || use.environment !== null) continue;
      yield transition(this, {
        key: `any:${id}`,
        boundary: null,
        needs: [allSecretsState()],
        gives: secretState(use),
        statement: `The attacker names secret ${code(use.name)} and sends it out.`,
        effort: 'none',
        facts: { secret: use.name, kind: use.kind, purpose: use.purpose },
        place: NOWHERE,
        evidence: evidence.slice(0, 1),
      });
    }
  },
  examples: [
    {
      title: "somebody else's movable workflow with every secret",
      vulnerable: { '.github/workflows/nightly.yml': calling('    secrets: inherit\n') },
      silent: { '.github/workflows/nightly.yml': calling('') },
    },
  ],
};
