/** About registries and targets. Sorted by id. */
import type { Setting } from '../settings.ts';
import { ALWAYS, ANY, DOCS, NO_DEFAULT } from './common.ts';

export const SHIPPING_SETTINGS: readonly Setting[] = [
  {
    id: 'deploy-verified',
    parameter: 'target',
    question: 'Does the target refuse what does not carry a valid signature or provenance of the expected builder?',
    statement: 'The target verifies signature or provenance before it runs anything.',
    whereToFind: 'At the target: admission policies of the cluster, signing settings of the cloud service, verification of the GitOps controller',
    defaults: [{ since: ALWAYS, value: false, note: 'Clusters and hosts run what they are given until somebody installs a check.' }],
    source: `${DOCS}/actions/how-tos/secure-your-work/use-artifact-attestations/enforce-artifact-attestations`,
    system: ANY,
    meantime: { value: false, why: 'A target verifies nothing until somebody installs a policy there.' },
  },
  {
    id: 'package-names-claimed',
    parameter: 'name',
    question: 'Does this name on the public registry belong to the people the repository means?',
    statement: 'The name on the public registry belongs to the people the repository means.',
    whereToFind: 'On the public registry or platform: who owns the name, scope or account',
    defaults: NO_DEFAULT,
    source: 'https://docs.npmjs.com/threats-and-mitigations',
    system: ANY,
  },
  {
    id: 'provenance-required',
    parameter: 'publication',
    question: 'Do those who take this package refuse versions without provenance of its own workflow?',
    statement: 'Versions without provenance of the own workflow are refused by those who take them.',
    whereToFind: 'Where it is taken: policies of the consumers, an admission policy, or a mirror that verifies attestations',
    defaults: NO_DEFAULT,
    source: 'https://docs.npmjs.com/generating-provenance-statements',
    system: ANY,
    meantime: { value: false, why: 'Registries take versions without provenance, and consumers rarely look.' },
  },
  {
    id: 'publishing-approved',
    parameter: 'publication',
    question: 'Does every new version wait until a maintainer approves it with a second factor?',
    statement: 'The registry releases a version only after a maintainer approved it with a second factor.',
    whereToFind: 'On the registry: npm → package → Settings → Publishing access, with tokens and trusted publishers limited to staging',
    defaults: [{ since: ALWAYS, value: false, note: 'Whatever may publish, publishes at once.' }],
    source: 'https://docs.npmjs.com/staged-publishing',
    system: ANY,
    meantime: { value: false, why: 'Nothing waits unless somebody has set it up, and a step that publishes at once would fail under it.' },
  },
  {
    id: 'publishing-identity-only',
    parameter: 'publication',
    question: 'Does the registry accept new versions only by trusted publishing, and from no token?',
    statement: 'The registry takes new versions by trusted publishing only.',
    whereToFind:
      'On the registry: npm → package → Settings → Publishing access → "Require two-factor authentication and disallow tokens"; others: revoke all tokens that may publish',
    defaults: [{ since: ALWAYS, value: false, note: 'Tokens stay accepted beside a trusted publisher until the maintainer disallows them.' }],
    source: 'https://docs.npmjs.com/trusted-publishers',
    system: ANY,
  },
];
