/** What hosted and self-managed build services do about pull requests from forks, as questions with the vendor's default. */
import { ACTORS, type Guarantee } from '../../../pipeline/model.ts';
import type { Span } from '../../../source/span.ts';
import { againstForks, type ForkRules } from './scenarios.ts';

interface Pages {
  /** About building pull requests from forks. */
  readonly builds: string;
  /** About what they are given. */
  readonly secrets: string;
}

/** They are built unless somebody switches that off, get no secrets unless somebody switches that on, and bring their own configuration. */
export const forksWithoutSecrets = (system: string, span: Span, pages: Pages, approvals: readonly Guarantee[] = []): ForkRules => ({
  notBuilt: againstForks(
    `fork-builds-off@${system}`,
    { statement: 'Pull requests from forks are not built.', why: 'The service is told to leave them out.', source: pages.builds },
    span,
  ),
  approvals,
  withholds: {
    secrets: [
      {
        id: `fork-build-secrets-withheld@${system}`,
        statement: 'Builds of pull requests from forks get no secrets.',
        enforcedBy: 'setting',
        against: ACTORS,
        strength: 'strong',
        why: 'The service leaves them out of such builds unless somebody lets them in.',
        evidence: [span],
        source: pages.secrets,
        holdsIf: [{ setting: `fork-build-secrets-withheld@${system}`, is: true }],
      },
    ],
    write: [],
    identity: [],
    cacheWrite: [],
  },
  definition: 'proposed',
});

/** A build of a stranger's change waits until somebody with rights lets it through. */
export const waitsForApproval = (system: string, span: Span, source: string): Guarantee =>
  againstForks(
    `fork-builds-wait@${system}`,
    {
      statement: 'Builds of pull requests from forks wait until somebody with rights lets them through.',
      why: 'Whoever approves reads the change, or does not; it is done as a routine.',
      source,
      strength: 'weak',
      interaction: 'routine',
    },
    span,
  );
