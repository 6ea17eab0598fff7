/**
 * Scripts that end the job for people without rights: an earlier step that looks up who asks and fails. Whom it asks about decides how much it is worth;
 * that it lets nobody else pass has to be read in the script, and the reason says so.
 */
import type { Guarantee } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import { type Gate, gatesOfTest } from './conditions-gates.ts';
import type { Raised } from './contexts.ts';
import type { ScenarioSeed } from './triggers-seed.ts';

/** Ways to ask what somebody may do here. */
const ASKS: readonly RegExp[] = [
  /author_association/,
  /getCollaboratorPermissionLevel|checkCollaborator/,
  /check(?:Public)?MembershipForUser|getMembershipForUser/,
  /collaborators\/[^\s"']{1,200}(?:\/permission)?/,
  /orgs\/[^\s"']{1,200}\/members\//,
];
/** Ways to end the job over the answer. */
const FAILS = /core\.setFailed|throw new Error|process\.exit\(\s*1|(?:^|[\s;&|])exit\s+1\b/;
const TRUSTED = /\b(?:OWNER|MEMBER|COLLABORATOR|admin|write|maintain|maintainer)\b|MembershipForUser|checkCollaborator|\/members\//;
/** Associations that outsiders have or soon get: a script that names them may let them pass. */
const OUTSIDE = /\b(?:NONE|CONTRIBUTOR|FIRST_TIMER|FIRST_TIME_CONTRIBUTOR|MANNEQUIN)\b/;

/** Whom a script asks about, as the path of a condition that would ask the same. */
const SUBJECTS: readonly (readonly [RegExp, string])[] = [
  ...['comment', 'review', 'pull_request', 'issue', 'discussion'].map(
    (object) =>
      [new RegExp(`(?:payload|event)\\.${object}\\??\\.(?:user\\b|author_association)`), `github.event.${object}.author_association`] as const,
  ),
  [/\bcontext\.actor\b|github\.(?:actor|triggering_actor)\b|\bGITHUB_(?:TRIGGERING_)?ACTOR\b|\bsender\??\.login\b/, 'github.actor'],
];

export interface ScriptGate {
  /** What holds for the steps after it; empty where the script does not end the job. */
  readonly gates: readonly Guarantee[];
  /** Texts that only somebody trusted has written once the step has passed. */
  readonly raises: readonly Raised[];
  /** What must have been so where an output of the script says yes. */
  readonly answers: readonly Gate[];
}

const NONE: ScriptGate = { gates: [], raises: [], answers: [] };

/** What a script makes sure of for the steps after it. `text`: the script with what its variables are set to; `place`: the id of the step. */
export const scriptGates = (text: string, place: string, span: Span, seed: ScenarioSeed): ScriptGate => {
  if (!ASKS.some((asks) => asks.test(text))) return NONE;
  const subjects = SUBJECTS.filter(([pattern]) => pattern.test(text)).map(([, path]) => path);
  const [subject] = subjects;
  const clear = subject !== undefined && subjects.length === 1 && !OUTSIDE.test(text);
  const asked = clear
    ? gatesOfTest(
        { path: subject, how: 'is', values: subject === 'github.actor' ? ['somebody with rights'] : MEMBERS, other: null, positive: true },
        seed,
      )
    : [];
  const answers = (asked.length > 0 ? asked : [UNCLEAR]).map((gate) => ({
    ...gate,
    kind: 'permission-script',
    why: `${gate.why} That the script lets nobody else pass has to be read in it.`,
  }));
  if (!FAILS.test(text) || !TRUSTED.test(text)) return { ...NONE, answers };
  return {
    answers,
    gates: answers.map((gate, index) => ({
      id: `permission-script${index === 0 ? '' : `-${index + 1}`}@${place}`,
      statement: `A script ends the job: ${gate.statement.charAt(0).toLowerCase()}${gate.statement.slice(1)}`,
      enforcedBy: 'configuration',
      against: gate.against,
      strength: gate.strength,
      why: gate.why,
      evidence: [span],
      ...(gate.interaction === 'none' ? {} : { interaction: gate.interaction }),
    })),
    raises: asked.flatMap((gate) => gate.raises),
  };
};

const MEMBERS = ['OWNER', 'MEMBER', 'COLLABORATOR'];

const UNCLEAR: Gate = {
  kind: 'permission-script',
  raises: [],
  statement: 'Only what somebody with rights asks for passes.',
  against: ['outsider', 'contributor'],
  strength: 'weak',
  why: 'It looks at who asks, not at what is asked for: the code and texts of others can change before and after.',
  interaction: 'routine',
};
