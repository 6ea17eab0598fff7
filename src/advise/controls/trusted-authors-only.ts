import type { ControlKind } from '../control.ts';
import { jobName, jobPlace, remedy, sites, WITHOUT_WRITE_ACCESS } from './common.ts';
import { REFERENCES } from './references.ts';

export const trustedAuthorsOnly = {
  kind: 'trusted-authors-only',
  family: 'reduce-implicit-trust',
  scope: 'job',
  title: 'Run the job only for what members write',
  why: 'The association of the author with the repository is decided by the platform. CONTRIBUTOR must not be in the list: one merged typo is enough for that.',
  references: [
    {
      title: 'GitHub: author_association',
      url: 'https://docs.github.com/en/graphql/reference/enums#commentauthorassociation',
    },
    REFERENCES.secureUse,
  ],
  cost: 1,
  concerns: { rules: ['configuration/job-start'] },
  place: (transition) =>
    transition.rule === 'configuration/job-start' && Object.hasOwn(AUTHORS, transition.place.trigger ?? '') ? jobPlace(transition) : null,
  against: () => WITHOUT_WRITE_ACCESS,
  remedy: (transitions) =>
    remedy(
      `At ${sites(transitions, 3, false)}: add the condition to ${jobName(transitions)} (join it with an existing one by \`&&\`).`,
      ...[...new Set(transitions.map((t) => t.place.trigger ?? ''))].flatMap((trigger) =>
        Object.hasOwn(AUTHORS, trigger)
          ? [`if: contains(fromJSON('["OWNER", "MEMBER", "COLLABORATOR"]'), ${AUTHORS[trigger]})   # on ${trigger}`]
          : [],
      ),
    ),
} satisfies ControlKind;

/** Events that carry a text of somebody, with the field that says who the author is. */
export const AUTHORS: Readonly<Record<string, string>> = {
  issue_comment: 'github.event.comment.author_association',
  issues: 'github.event.issue.author_association',
  discussion: 'github.event.discussion.author_association',
  discussion_comment: 'github.event.comment.author_association',
  pull_request_target: 'github.event.pull_request.author_association',
};
