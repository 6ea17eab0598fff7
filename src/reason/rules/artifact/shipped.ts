import { ACTORS, type Guarantee } from '../../../pipeline/model.ts';
import type { Transition } from '../../graph.ts';
import { effectsOf, isElsewhere } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, jobState, placeOf, publicationState } from '../../states.ts';
import { artifactSources, takenFrom } from '../artifacts.ts';
import { collect, transition } from '../common.ts';
import { credentialStates, heldBack, RIGHT_TO_PUBLISH, withheldFrom } from '../credentials.ts';
import { OWNERS, REVIEWED } from '../examples.ts';
import { publishingGuarantees } from '../guarantees.ts';
import { verifiedBefore } from '../verification.ts';

const workflow = (action: string): string => `on:
  release:
    types: [published]
permissions:
  contents: read
  id-token: write
jobs:
  publish:
    runs-on: ubuntu-latest
    environment: release
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8
      - uses: some-org/some-action@${action}
      - run: npm publish --provenance
`;

/** Whoever is inside the build is inside the release. Signature and provenance say where it was made, and that stays true. */
export const shipped: Rule = {
  id: 'artifact/shipped',
  boundary: 'artifact',
  title: 'What an attacker shaped is shipped under the name of the project',
  why: 'Consumers trust the name, not the build. Code in the job that publishes, or an artifact that it takes from elsewhere without a check, becomes the next version for everybody.',
  references: [
    { title: 'SLSA threats: (E) Build process, (F) Artifact publication', url: 'https://slsa.dev/spec/v1.1/threats' },
    { title: 'Artifact attestations', url: 'https://docs.github.com/en/actions/concepts/security/artifact-attestations' },
  ],
  technique: ['T1195.002', 'T1554'],
  cicdSec: ['CICD-SEC-9'],
  cwe: ['CWE-345', 'CWE-506'],
  infer(pipeline) {
    const sources = artifactSources(pipeline);
    const found: Transition[] = [];
    const elsewhere = isElsewhere(pipeline);
    for (const { run, job, step, effect } of effectsOf(pipeline, 'publish')) {
      if (elsewhere(run) && (effect.publication.type === 'release' || effect.publication.type === 'pages')) continue;
      const { publication } = effect;
      const facts = {
        publication: publication.id,
        type: publication.type,
        credential: effect.credential ?? '',
        provenance: String(effect.provenance),
      };
      const credentials = credentialStates(run, job, effect.credential, RIGHT_TO_PUBLISH[publication.type]);
      const common = { gives: publicationState(publication.id), place: placeOf(run, job, step.id) } as const;
      found.push(
        transition(this, {
          ...common,
          key: `${job.id}:${publication.id}`,
          crossing: `${this.id}:${publication.id}`,
          needs: [codeState(job), ...credentials],
          statement: `Code in job ${code(job.key)} changes what is published as ${code(publication.name)}.`,
          assumption: `Only trusted code runs in the job that publishes ${code(publication.name)}.`,
          guarantees: [
            ...step.gates,
            ...withheldFrom(run, credentials),
            ...(effect.provenance === true ? [provenance(publication.id, effect.span)] : []),
            ...publishingGuarantees(publication),
          ],
          facts,
          evidence: [effect.span],
        }),
      );
      for (const material of effect.materials) {
        if (material.kind !== 'artifact') continue;
        for (const { run: from, state, opaque } of sources(run, material)) {
          const name = takenFrom(material, { run: from });
          found.push(
            transition(this, {
              ...common,
              key: `${job.id}:${publication.id}:${state.id}`,
              crossing: `${this.id}:${publication.id}:artifact`,
              needs: [jobState(job), state],
              statement: `Job ${code(job.key)} publishes ${name} as ${code(publication.name)}.`,
              assumption: `The ${name.replace(/^an? /, '')} that is published is the one a trusted build made.`,
              guarantees: [
                ...step.gates,
                ...heldBack(run, job, effect.credential, RIGHT_TO_PUBLISH[publication.type]),
                ...verifiedBefore(job, step, from),
                ...(material.guarantees ?? []),
                ...publishingGuarantees(publication),
              ],
              opaque,
              facts: { ...facts, artifact: material.artifact ?? '' },
              evidence: [material.span, effect.span],
            }),
          );
        }
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'a movable action in the job that publishes',
      vulnerable: { ...OWNERS, '.github/workflows/publish.yml': workflow('main') },
      silent: { ...OWNERS, '.github/workflows/publish.yml': workflow('8f4b7f84864484a7bf31766abe9204da3cbe65b3') },
      settings: { ...REVIEWED, 'environment-branches@release': true, 'environment-reviewers@release': true },
    },
  ],
};

const provenance = (publication: string, span: Guarantee['evidence'][number]): Guarantee => ({
  id: `provenance@${publication}`,
  statement: 'Provenance is published with it.',
  enforcedBy: 'configuration',
  against: ACTORS,
  strength: 'weak',
  why: 'It tells where the build ran. Code inside that build is told as the genuine thing, and only consumers who look at it are helped at all.',
  evidence: [span],
  source: 'https://slsa.dev/spec/v1.1/threats',
});
