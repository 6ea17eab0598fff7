/**
 * Scripts that end the job for people without rights: an earlier step that looks up who asks and fails. What exactly they let pass is not
 * worked out, so such a gate is weak, and says so.
 */
import type { Guarantee } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';

/** Ways to ask what somebody may do here. */
const ASKS: readonly RegExp[] = [
  /author_association/,
  /getCollaboratorPermissionLevel/,
  /checkMembershipForUser|getMembershipForUser/,
  /collaborators\/[^\s"']{1,200}(?:\/permission)?/,
  /orgs\/[^\s"']{1,200}\/members\//,
];
/** Ways to end the job over the answer. */
const FAILS = /core\.setFailed|throw new Error|process\.exit\(\s*1|(?:^|[\s;&|])exit\s+1\b/;
const TRUSTED = /\b(?:OWNER|MEMBER|COLLABORATOR|admin|write|maintain|maintainer)\b/;

/** The gate that a script makes for the steps after it, or none. `place` is the id of the step. */
export const scriptGates = (text: string, place: string, span: Span): readonly Guarantee[] => {
  if (!FAILS.test(text) || !TRUSTED.test(text) || !ASKS.some((asks) => asks.test(text))) return [];
  return [
    {
      id: `permission-script@${place}`,
      statement: 'A script ends the job unless somebody with rights asks.',
      enforcedBy: 'configuration',
      against: ['outsider', 'contributor'],
      strength: 'weak',
      why: 'It looks at who asks, not at what is asked for: the code and texts of others can change before and after. Whether it lets nobody else pass has to be read in the script.',
      evidence: [span],
      interaction: 'routine',
    },
  ];
};
