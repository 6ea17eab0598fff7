/** What a drawing calls a control, as kinds of controls and as settings whose guarantees would show it. */

export interface Meant {
  readonly kinds: readonly string[];
  readonly settings: readonly string[];
}

const MEANINGS: readonly (readonly [RegExp, Meant])[] = [
  [
    /\b(?:code|peer|pull request|merge request) reviews?\b|\bbranch protection\b|\bprotected branch|\bfour[- ]eyes\b|\btwo[- ]person\b/i,
    { kinds: ['protect-default-branch'], settings: ['branch-protected'] },
  ],
  [/\bcode ?owners?\b/i, { kinds: ['code-owners-for-workflows'], settings: ['code-owners-required'] }],
  [/\bprotected tags?\b|\btag protection\b/i, { kinds: ['protect-tags'], settings: ['tags-protected'] }],
  [
    /\bpin(?:ned|ning|s)?\b|\bcommit sha\b|\bdigest\b/i,
    { kinds: ['pin-component', 'pin-image-digest', 'lock-actions'], settings: ['actions-sha-required', 'actions-lock-required'] },
  ],
  [/\b(?:allow|white)[- ]?list(?:ed|ing)?\b/i, { kinds: ['allow-list-actions'], settings: ['actions-allow-list'] }],
  [
    /\bread[- ]only token\b|\bleast privilege\b|\bminimal permissions?\b|\btoken permissions?\b/i,
    { kinds: ['read-only-default-token', 'token-permissions'], settings: ['default-token-read-only'] },
  ],
  [
    /\bsign(?:ed|ing|ature)?s?\b|\bprovenance\b|\battest(?:ed|ation)?s?\b|\bslsa\b|\bcosign\b/i,
    {
      kinds: ['sign-and-verify-provenance', 'admission-verification', 'verify-artifact-before-use'],
      settings: ['deploy-verified', 'provenance-required'],
    },
  ],
  [/\badmission (?:control|policy|webhook)/i, { kinds: ['admission-verification'], settings: ['deploy-verified'] }],
  [/\bephemeral\b|\bfresh (?:runner|machine|vm)\b|\bsingle[- ]use\b/i, { kinds: ['ephemeral-runner'], settings: ['runner-ephemeral'] }],
  [
    /\b(?:network|egress) (?:isolation|segmentation|filter|polic)|\bfirewall\b/i,
    { kinds: ['isolate-runner-network'], settings: ['runner-network-isolated'] },
  ],
  [
    /\b(?:manual|deployment|release|environment) (?:approvals?|gates?|reviewers?)\b|\brequired reviewers?\b/i,
    { kinds: ['environment-with-reviewers'], settings: ['environment-reviewers'] },
  ],
  [
    /\b(?:first[- ]time|fork|external contributors?)\b.{0,40}\bapprov/i,
    { kinds: ['require-approval-for-forks'], settings: ['fork-approval-all', 'fork-approval-first-time'] },
  ],
  [
    /\bno secrets?\b.{0,30}\bforks?\b|\bsecrets? (?:are )?(?:withheld|hidden)\b/i,
    { kinds: ['trigger-pull-request', 'split-privileged-workflow'], settings: ['fork-secrets-withheld'] },
  ],
  [
    /\boidc\b|\bopenid connect\b|\bworkload identity\b|\bshort[- ]lived (?:tokens?|credentials?)\b/i,
    {
      kinds: ['oidc-instead-of-secret', 'restrict-oidc-subject', 'restrict-oidc-workflow'],
      settings: ['oidc-subject-restricted', 'oidc-workflow-restricted'],
    },
  ],
  [/\btrusted publish/i, { kinds: ['trusted-publishing-only'], settings: ['publishing-identity-only'] }],
  [/\b(?:2fa|mfa|two[- ]factor|multi[- ]factor)\b/i, { kinds: ['staged-publishing'], settings: ['publishing-approved'] }],
  [/\block ?files?\b|\bnpm ci\b|\bfrozen\b/i, { kinds: ['locked-install', 'lock-actions'], settings: ['actions-lock-required'] }],
  [
    /\b(?:input|output) (?:validation|sanitization|encoding)\b|\bescap(?:e|ed|ing)\b|\binjection\b/i,
    { kinds: ['env-indirection', 'separate-options', 'single-line-values'], settings: [] },
  ],
  [/\binstall scripts?\b/i, { kinds: ['ignore-install-scripts'], settings: [] }],
];

/** Null where no words tell what it is. */
export const controlMeant = (name: string, about: string): Meant | null => {
  for (const words of [name, about]) {
    const found = MEANINGS.filter(([pattern]) => pattern.test(words)).map(([, meant]) => meant);
    if (found.length > 0) return { kinds: [...new Set(found.flatMap((m) => m.kinds))], settings: [...new Set(found.flatMap((m) => m.settings))] };
  }
  return null;
};
