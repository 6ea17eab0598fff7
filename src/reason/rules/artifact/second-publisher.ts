import type { EffectOf, Publication } from '../../../pipeline/effects.ts';
import type { Guarantee, Job, SecretUse } from '../../../pipeline/model.ts';
import type { Transition } from '../../graph.ts';
import { effectsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, placeOf, publicationState, secretState } from '../../states.ts';
import { collect, transition } from '../common.ts';
import { bySetting, publishingGuarantees } from '../guarantees.ts';

const files = (publish: string): Readonly<Record<string, string>> => ({
  '.github/workflows/publish.yml': `on:
  release:
    types: [published]
permissions:
  id-token: write
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: some-org/some-action@main
      - run: npm publish --provenance
${publish}`,
});

/** The registry takes a token from anywhere, so stealing it is enough: no build, no provenance, no workflow is needed. */
export const secondPublisher: Rule = {
  id: 'artifact/second-publisher',
  boundary: 'artifact',
  title: 'A long-lived token publishes from anywhere',
  why: 'A publishing token in a secret is a second publisher beside the workflow: whoever copies it publishes from their own machine, also when the workflow itself uses trusted publishing and nobody remembers the token.',
  references: [
    { title: 'Trusted publishing for npm packages', url: 'https://docs.npmjs.com/trusted-publishers' },
    { title: 'PyPI: trusted publishers', url: 'https://docs.pypi.org/trusted-publishers/' },
  ],
  technique: ['T1550.001', 'T1195.002'],
  cicdSec: ['CICD-SEC-6', 'CICD-SEC-9'],
  cwe: ['CWE-522', 'CWE-798'],
  infer(pipeline) {
    const found: Transition[] = [];
    for (const { run, job, step, effect } of effectsOf(pipeline, 'publish')) {
      const { publication } = effect;
      for (const { use, proven } of publishingSecrets(job, effect)) {
        found.push(
          transition(this, {
            key: `${secretState(use).id}:${publication.id}`,
            needs: [secretState(use)],
            gives: publicationState(publication.id),
            statement: `With ${code(use.name)} the attacker publishes ${code(publication.name)} from a machine of its own.`,
            assumption: `The registry takes ${code(publication.name)} from this workflow only.`,
            guarantees: [
              ...publishingGuarantees(publication),
              ...(proven
                ? []
                : [
                    bySetting(`publishing-identity-only@${publication.id}`, {
                      statement: `The registry takes new versions of ${code(publication.name)} by trusted publishing only.`,
                      why: 'Tokens are refused, whoever shows them.',
                      source: 'https://docs.npmjs.com/trusted-publishers',
                    }),
                  ]),
              ...provenanceRequired(publication),
            ],
            facts: { secret: use.name, publication: publication.id, beside: effect.credential ?? '' },
            place: placeOf(run, job, step.id),
            evidence: [use.span, effect.span],
          }),
        );
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'a token beside trusted publishing',
      vulnerable: files('        env:\n          NODE_AUTH_TOKEN: ${{ secrets.NPM_TOKEN }}\n'),
      silent: files(''),
    },
  ],
};

/** A step that publishes with the secret proves that the registry takes it; a token that lies beside another way is a question. */
const publishingSecrets = (job: Job, effect: EffectOf<'publish'>): readonly { readonly use: SecretUse; readonly proven: boolean }[] => {
  const beside = effect.credential === 'identity' || effect.credential === null;
  return job.secrets
    .filter((use) => use.kind === 'named' && (use.name === effect.credential || (beside && use.purpose === 'publish')))
    .map((use) => ({ use, proven: use.name === effect.credential }));
};

/** Refused by whoever takes the package: a machine of the attacker's own has no provenance of the workflow to show. */
const provenanceRequired = ({ id, name, type }: Publication): readonly Guarantee[] =>
  type === 'release' || type === 'pages'
    ? []
    : [
        bySetting(`provenance-required@${id}`, {
          statement: `Versions of ${code(name)} without provenance of the own workflow are refused by those who take them.`,
          why: 'The identity of the workflow is part of the provenance, and only a run of it gets one.',
          source: 'https://docs.npmjs.com/generating-provenance-statements',
        }),
      ];
