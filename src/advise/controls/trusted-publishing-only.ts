import type { ControlKind } from '../control.ts';
import { closesSetting, named, sites } from './common.ts';
import { REFERENCES } from './references.ts';

export const trustedPublishingOnly = {
  kind: 'trusted-publishing-only',
  family: 'verify-artifacts',
  scope: 'repository',
  title: 'Let the registry accept trusted publishing only',
  why: 'A token that was stolen or forgotten cannot publish any more; a new version comes from the one workflow the registry knows, or not at all. Code inside that workflow can still publish.',
  references: [REFERENCES.npmTrusted, { title: 'PyPI: trusted publishers', url: 'https://docs.pypi.org/trusted-publishers/' }],
  cost: 5,
  concerns: { rules: ['artifact/second-publisher'], settings: ['publishing-identity-only'] },
  place: ({ rule, facts, ...transition }) =>
    rule === 'artifact/second-publisher'
      ? (facts.publication ?? null)
      : closesSetting('publishing-identity-only').place({ rule, facts, ...transition }),
  remedy: (transitions) =>
    `At the registry of ${named(transitions, 'publication')}: set up this repository's release workflow as trusted publisher, disallow tokens for the package, then revoke ${named(transitions, 'secret') || 'the tokens that may publish'} and delete it here (${sites(transitions)}).`,
} satisfies ControlKind;
