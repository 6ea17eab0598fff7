import type { Publication } from '../../../pipeline/effects.ts';
import type { Capability } from '../../../pipeline/model.ts';
import type { State } from '../../graph.ts';
import { effectsOf, isElsewhere, jobsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import {
  branchState,
  callersPackagesState,
  callersState,
  code,
  dispatchState,
  placeOf,
  publicationState,
  pushState,
  reviewState,
  tokenState,
} from '../../states.ts';
import { collect, transition } from '../common.ts';

/** Stand for everything of their kind that the repository offers, where no single one is known. */
export const REPOSITORY_RELEASES: Publication = { id: 'release:repository', type: 'release', name: 'releases of the repository' };
export const REPOSITORY_PACKAGES: Publication = { id: 'packages:repository', type: 'other', name: 'packages of the repository' };
export const REPOSITORY_PAGES: Publication = { id: 'pages:repository', type: 'pages', name: 'pages of the repository' };

const workflow = (right: string): string => `on: pull_request_target
permissions:
  ${right}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
`;

/** Rights by which the caller of a component loses what it offers to others. */
const WRITES: ReadonlySet<Capability> = new Set(['write-source', 'write-workflows', 'write-release', 'write-pages']);

/**
 * A token is used from outside the job as long as the job runs, so holding it is all this takes.
 * Pushing a branch is certain; where that leads is told by configuration/unprotected-ref.
 */
export const tokenWrite: Rule = {
  id: 'configuration/token-write',
  boundary: 'configuration',
  title: "The job's token writes to the repository and to what it ships",
  why: 'A token with a writing right is a member of the team for as long as the job runs: it pushes commits and tags, replaces files of a release, publishes packages and pages, answers for checks and starts workflows.',
  references: [
    { title: 'Permissions required for GitHub Apps', url: 'https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps' },
    { title: 'CICD-SEC-5: Insufficient PBAC', url: 'https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-05-Insufficient-PBAC' },
  ],
  technique: ['T1550.001', 'T1195.002'],
  cicdSec: ['CICD-SEC-5', 'CICD-SEC-1'],
  cwe: ['CWE-269'],
  infer(pipeline) {
    const packages = new Map<string, Publication>();
    const pages = new Map<string, Publication>();
    const pushed = new Map<string, Publication>();
    for (const { job, effect } of effectsOf(pipeline, 'publish')) {
      if (effect.credential !== 'token') continue;
      const { publication } = effect;
      // Without the right to pages they are served from a branch, which every token that may push can push to.
      if (publication.type === 'pages' && !job.token.some((g) => g.capability === 'write-pages')) pushed.set(publication.id, publication);
      if (publication.type === 'pages') pages.set(publication.id, publication);
      else if (publication.type !== 'release') packages.set(publication.id, publication);
    }
    const targets = (capability: Capability): readonly { readonly state: State; readonly what: string; readonly ships: boolean }[] => {
      const shipping = (known: ReadonlyMap<string, Publication>, otherwise: Publication) =>
        (known.size > 0 ? [...known.values()] : [otherwise]).map((p) => ({
          state: publicationState(p.id),
          what: `publishes ${code(p.name)}`,
          ships: true,
        }));
      switch (capability) {
        case 'write-source':
          return [
            { state: branchState(), what: 'pushes a branch', ships: false },
            ...[...pushed.values()].map((p) => ({
              state: publicationState(p.id),
              what: `pushes the branch that ${code(p.name)} is served from`,
              ships: true,
            })),
          ];
        case 'write-workflows':
          return [{ state: pushState(pipeline.systems), what: 'pushes a branch with workflow files of its own', ships: false }];
        case 'write-release':
          return [{ state: publicationState(REPOSITORY_RELEASES.id), what: 'makes a release or replaces its files', ships: true }];
        case 'write-packages':
          return shipping(packages, REPOSITORY_PACKAGES);
        case 'write-pages':
          return shipping(pages, REPOSITORY_PAGES);
        case 'write-review':
        case 'write-issues':
        case 'write-deployments':
          return [{ state: reviewState(), what: 'writes pull requests, checks, statuses or comments in the name of the pipeline', ships: false }];
        case 'run-workflows':
          return [{ state: dispatchState(), what: 'starts workflows that are started by hand', ships: false }];
        default:
          return [];
      }
    };
    const elsewhere = isElsewhere(pipeline);
    const found = [];
    for (const { run, job } of jobsOf(pipeline)) {
      for (const grant of job.token) {
        const reached = elsewhere(run)
          ? WRITES.has(grant.capability)
            ? [{ state: callersState(run.workflow), what: 'writes to the repository that uses it', ships: true }]
            : grant.capability === 'write-packages'
              ? [{ state: callersPackagesState(run.workflow), what: 'publishes packages of the repository that uses it', ships: true }]
              : []
          : targets(grant.capability);
        for (const { state, what, ships } of reached) {
          found.push(
            transition(this, {
              key: `${job.id}:${grant.capability}:${state.id}`,
              boundary: ships ? this.boundary : null,
              crossing: `${this.id}:${grant.capability}`,
              needs: [tokenState(job, grant.capability)],
              gives: state,
              statement: `With the token of job ${code(job.key)} the attacker ${what}.`,
              assumption: ships ? `Only reviewed steps use ${code(grant.right)}.` : null,
              facts: { capability: grant.capability, right: grant.right },
              place: placeOf(run, job),
              evidence: [grant.span],
            }),
          );
        }
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'a release with the token of a job that runs untrusted text',
      vulnerable: { '.github/workflows/greet.yml': workflow('contents: write') },
      silent: { '.github/workflows/greet.yml': workflow('contents: read') },
      asOf: '2026-01-01',
    },
  ],
};
