import type { Guarantee } from '../../../pipeline/model.ts';
import type { Transition } from '../../graph.ts';
import { effectsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { branchState, code, deploymentState, jobState, placeOf, tagsState } from '../../states.ts';
import { collect, transition } from '../common.ts';
import { atTarget } from './deployed.ts';

const files = (right: string): Readonly<Record<string, string>> => ({
  '.github/workflows/greet.yml': `on: pull_request_target
permissions:
  contents: ${right}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
`,
  'argocd/application.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop}
spec:
  source: {repoURL: "https://github.com/acme/test.git", targetRevision: production, path: deploy}
  syncPolicy: {automated: {}}
`,
});

export const deployedRef: Rule = {
  id: 'artifact/deployed-ref',
  boundary: 'artifact',
  title: 'A target follows a branch or tag of the repository',
  why: 'A controller in the cluster applies what the branch or tag holds. Whoever can push there deploys, a token of a job included, and no workflow has to run for it.',
  references: [
    { title: 'Argo CD: tracking strategies', url: 'https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/' },
    { title: 'Flux: Git repositories', url: 'https://fluxcd.io/flux/components/source/gitrepositories/' },
  ],
  technique: ['T1072', 'T1195.002'],
  cicdSec: ['CICD-SEC-1', 'CICD-SEC-9'],
  cwe: ['CWE-284'],
  acrossSystems: true,
  infer(pipeline) {
    const found: Transition[] = [];
    for (const { run, job, step, effect } of effectsOf(pipeline, 'deploy')) {
      const { follows } = effect;
      if (follows === undefined) continue;
      // The same that keeps people from pushing there.
      const kept: readonly Guarantee[] = step.effects.flatMap((e) => (e.kind === 'checkout' ? (e.material.guarantees ?? []) : []));
      const gives = deploymentState(effect.target, effect.preview === true);
      found.push(
        transition(this, {
          key: `${job.id}:${follows.kind}:${follows.name}:${gives.id}`,
          crossing: `${this.id}:${effect.target}`,
          needs: [jobState(job), follows.kind === 'tag' ? tagsState() : branchState()],
          gives,
          statement: `${code(effect.target)} applies what the attacker pushes to ${follows.kind} ${code(follows.name)}.`,
          assumption: `Only reviewed changes reach ${follows.kind} ${code(follows.name)}.`,
          guarantees: [
            ...step.gates,
            ...(follows.kind === 'tag' ? kept.filter(({ id }) => id !== 'tags-protected') : kept),
            ...atTarget(pipeline, effect),
          ],
          facts: { target: effect.target, ref: follows.name },
          place: placeOf(run, job, step.id),
          evidence: [effect.span],
        }),
      );
    }
    return collect(found);
  },
  examples: [
    {
      title: 'a job that can push, and a cluster that follows a branch without protection',
      vulnerable: files('write'),
      silent: files('read'),
      settings: { 'deployed-branch-protected@production': false, 'branch-protected': true },
      asOf: '2026-01-01',
    },
  ],
};
