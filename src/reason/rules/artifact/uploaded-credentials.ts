import type { Transition } from '../../graph.ts';
import { effectsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { actorState, code, jobState, placeOf, secretState, tokenState } from '../../states.ts';
import { collect, transition } from '../common.ts';

const workflow = (path: string): string => `on:
  push:
    branches: [main]
permissions:
  contents: write
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: make
      - uses: actions/upload-artifact@v4
        with:
          name: build
          path: ${path}
          include-hidden-files: true
      - run: make test
`;

/** The job's token dies with the job, so it must be used while later steps still run; a stored credential does not. */
export const uploadedCredentials: Rule = {
  id: 'artifact/uploaded-credentials',
  boundary: 'artifact',
  title: 'An artifact carries credentials',
  why: 'A checkout leaves its credential in the workspace, and some steps write secrets into files. An upload of the whole workspace hands it to everybody who may download artifacts; in a public repository that is anybody with an account.',
  references: [
    {
      title: 'ArtiPACKED: hacking giants through a race condition in GitHub Actions artifacts',
      url: 'https://unit42.paloaltonetworks.com/github-repo-artifacts-leak-tokens/',
    },
    { title: 'actions/checkout: persist-credentials', url: 'https://github.com/actions/checkout#usage' },
  ],
  technique: ['T1552.001', 'T1528'],
  cicdSec: ['CICD-SEC-6'],
  cwe: ['CWE-522', 'CWE-200'],
  infer(pipeline) {
    const found: Transition[] = [];
    for (const { run, job, step, effect } of effectsOf(pipeline, 'artifact-upload')) {
      const written = effect.secrets ?? [];
      if (!effect.carriesCredentials && written.length === 0) continue;
      const checkouts = !effect.carriesCredentials
        ? []
        : job.steps.flatMap((s) => s.effects.flatMap((e) => (e.kind === 'checkout' && e.persistsCredential !== false ? [e] : [])));
      const credentials = new Set([...checkouts.map((c) => c.credential ?? 'token'), ...written]);
      const common = {
        needs: [actorState('outsider'), jobState(job)],
        assumption: `Nobody who can download ${code(effect.artifact)} may have the credentials in it.`,
        guarantees: step.gates,
        place: placeOf(run, job, step.id),
        evidence: [...checkouts.slice(0, 1).map((c) => c.span), effect.span],
      } as const;
      for (const use of job.secrets) {
        if (!credentials.has(use.name) || use.kind === 'inherit') continue;
        found.push(
          transition(this, {
            ...common,
            key: `${step.id}:${use.name}`,
            gives: secretState(use, run.workflow),
            statement: `The attacker downloads ${code(effect.artifact)} and finds ${code(use.name)} in it.`,
            guarantees: [...step.gates, ...run.scenario.withholds.secrets, ...(use.guarantees ?? [])],
            when: use.when ?? [],
            effort: 'low',
            facts: { artifact: effect.artifact, secret: use.name },
          }),
        );
      }
      if (!credentials.has('token')) continue;
      for (const grant of job.token) {
        if (grant.capability === 'mint-identity' || grant.capability === 'read-source') continue;
        found.push(
          transition(this, {
            ...common,
            key: `${step.id}:${grant.capability}`,
            crossing: `${this.id}:${step.id}`,
            gives: tokenState(job, grant.capability),
            statement: `The attacker downloads ${code(effect.artifact)} while job ${code(job.key)} still runs, and finds the job's token (${code(grant.right)}) in it.`,
            guarantees: [...step.gates, ...run.scenario.withholds.write],
            when: grant.when ?? [],
            effort: 'moderate',
            interaction: 'race',
            facts: { artifact: effect.artifact, capability: grant.capability },
          }),
        );
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'the whole workspace, hidden files included',
      vulnerable: { '.github/workflows/build.yml': workflow('.') },
      silent: { '.github/workflows/build.yml': workflow('dist/') },
      settings: { 'branch-protected': false },
    },
  ],
};
