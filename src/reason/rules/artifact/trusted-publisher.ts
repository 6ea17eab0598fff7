import type { Publication } from '../../../pipeline/effects.ts';
import type { Job, Run } from '../../../pipeline/model.ts';
import type { Transition } from '../../graph.ts';
import { effectsOf, jobsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, identityState, placeOf, publicationState } from '../../states.ts';
import { collect, transition } from '../common.ts';
import { OWNERS, REVIEWED } from '../examples.ts';
import { bySetting } from '../guarantees.ts';

const workflow = (permissions: { readonly workflow: string; readonly job: string }): string => `on:
  release:
    types: [published]
permissions:
  ${permissions.workflow}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: some-org/some-action@main
  publish:
    needs: build
    runs-on: ubuntu-latest
${permissions.job}    steps:
      - uses: pypa/gh-action-pypi-publish@76f52bc884231f62b9a034ebfe128415bbaabdfc
`;

/** Registries whose trusted publishers are a workflow file, not a job. */
const BY_WORKFLOW: ReadonlySet<Publication['type']> = new Set(['npm', 'pypi', 'cargo', 'rubygems', 'nuget']);

/** Code in the publishing job itself is told by artifact/shipped. */
export const trustedPublisher: Rule = {
  id: 'artifact/trusted-publisher',
  boundary: 'artifact',
  title: 'Another job of the publishing workflow publishes with its identity',
  why: 'A trusted publisher is a workflow file: the registry looks at the file that the identity names, not at the job. Any job of that file that may mint an identity can publish, tests and builds included, unless the registry demands an environment that only the publishing job has.',
  references: [
    { title: 'PyPI: security model and considerations of trusted publishing', url: 'https://docs.pypi.org/trusted-publishers/security-model/' },
    { title: 'Trusted publishing for npm packages', url: 'https://docs.npmjs.com/trusted-publishers' },
  ],
  technique: ['T1195.002', 'T1528'],
  cicdSec: ['CICD-SEC-2', 'CICD-SEC-9'],
  cwe: ['CWE-863', 'CWE-345'],
  infer(pipeline) {
    const publishers = new Map<string, { readonly publication: Publication; readonly job: Job; readonly run: Run }[]>();
    for (const { run, job, effect } of effectsOf(pipeline, 'publish')) {
      if (effect.credential !== 'identity' || !BY_WORKFLOW.has(effect.publication.type)) continue;
      const list = publishers.get(run.workflow) ?? [];
      publishers.set(run.workflow, list);
      if (!list.some((p) => p.publication.id === effect.publication.id && p.job.key === job.key))
        list.push({ publication: effect.publication, job, run });
    }
    const found: Transition[] = [];
    for (const { run, job } of jobsOf(pipeline)) {
      const grant = job.token.find((g) => g.capability === 'mint-identity');
      if (grant === undefined || job.reach === 'never') continue;
      for (const { publication, job: publisher } of publishers.get(run.workflow) ?? []) {
        const environment = publisher.environment?.name ?? null;
        if (publisher.key === job.key) continue;
        found.push(
          transition(this, {
            key: `${job.id}:${publication.id}`,
            crossing: `${this.id}:${run.workflow}:${publication.id}`,
            needs: [identityState(job)],
            gives: publicationState(publication.id),
            statement: `With the identity of job ${code(job.key)}, which names the same workflow file as that of ${code(publisher.key)}, the attacker publishes ${code(publication.name)}.`,
            assumption: `Only job ${code(publisher.key)} publishes ${code(publication.name)}.`,
            guarantees:
              environment === null || environment === job.environment?.name
                ? []
                : [
                    bySetting(`publisher-environment@${publication.id}`, {
                      statement: `The registry takes ${code(publication.name)} from the environment ${code(environment)} only.`,
                      why: 'The identity of a job names the environment it runs in; other jobs of the workflow are refused.',
                      source: 'https://docs.pypi.org/trusted-publishers/security-model/',
                    }),
                  ],
            when: grant.when ?? [],
            facts: { right: grant.right, publication: publication.id },
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
      title: 'the right to identities for the whole workflow',
      vulnerable: { ...OWNERS, '.github/workflows/publish.yml': workflow({ workflow: 'id-token: write', job: '' }) },
      silent: {
        ...OWNERS,
        '.github/workflows/publish.yml': workflow({ workflow: 'contents: read', job: '    permissions: { id-token: write }\n' }),
      },
      settings: REVIEWED,
    },
  ],
};
