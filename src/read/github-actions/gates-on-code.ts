/**
 * Approvals and labels are given to what somebody has looked at. Whether that is what runs depends on how the job gets its code: the commit
 * that the event fixes, or a ref that its author can move until the job fetches it.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments#required-reviewers
 * https://securitylab.github.com/resources/github-actions-new-patterns-and-mitigations/ (time of check, time of use)
 */
import type { Code, Effect } from '../../pipeline/effects.ts';
import type { Guarantee, Step } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import { UNCHANGED } from './script-gates.ts';

const DOCS = 'https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments';

/** What the environment of a job asks for before the job starts. That anybody has to approve, and whether oneself will do, are settings. */
export const environmentGates = (name: string, span: Span, jobId: string): readonly Guarantee[] => {
  const base = {
    enforcedBy: 'setting',
    strength: 'strong',
    evidence: [span],
    source: `${DOCS}#required-reviewers`,
    interaction: 'accepts',
  } as const;
  return [
    {
      ...base,
      id: `environment-reviewers@${name}`,
      statement: `Environment \`${name}\` waits for a reviewer before job \`${jobId}\` starts.`,
      against: ['outsider', 'contributor', 'writer'],
      why: 'A required reviewer sees the commit that is waiting; without the rule, naming an environment stops nobody.',
      holdsIf: [{ setting: `environment-reviewers@${name}`, is: true }],
    },
    {
      ...base,
      id: `environment-no-self-review@${name}`,
      statement: `Nobody lets a run of their own into the environment \`${name}\`.`,
      against: ['maintainer'],
      why: 'A maintainer who is a reviewer needs somebody else, and cannot force the deployment as an administrator.',
      holdsIf: ['environment-no-admin-bypass', 'environment-no-self-review', 'environment-reviewers'].map((setting) => ({
        setting: `${setting}@${name}`,
        is: true,
      })),
    },
  ];
};

/** Proposed code that the steps bring or run; `moving` when its author can change it until then. */
interface JobCode {
  readonly what: string;
  readonly moving: boolean;
}

const codeOf = (effect: Effect): readonly (Code | null)[] => {
  if (effect.kind === 'checkout') return [effect.material.code];
  return effect.kind === 'execute' ? effect.materials.map((m) => m.code) : [];
};

const proposedCode = (steps: readonly Step[]): JobCode | null => {
  let fixed: JobCode | null = null;
  for (const code of steps.flatMap((step) => step.effects).flatMap(codeOf)) {
    if (code?.kind === 'proposed' && !code.mutable) fixed ??= { what: code.what, moving: false };
    else if (code?.kind === 'proposed' || code?.kind === 'chosen') return { what: code.what, moving: true };
  }
  return fixed;
};

const isLabel = ({ id }: Guarantee): boolean => /^label(?:-\d+)?@/.test(id);
const isUnchanged = ({ id }: Guarantee): boolean => new RegExp(`^${UNCHANGED}(?:-\\d+)?@`).test(id);
const isReview = ({ id, against }: Guarantee): boolean => id.startsWith('environment-reviewers@') && against.includes('outsider');

/** The gates as they hold for the code that the job runs. Gates of other kinds, and of jobs that run no proposed code, stay what they are. */
export const gatesOnCode = (gates: readonly Guarantee[], steps: readonly Step[]): readonly Guarantee[] => {
  if (!gates.some((gate) => isLabel(gate) || isReview(gate) || isUnchanged(gate))) return gates;
  const code = proposedCode(steps);
  return code === null
    ? gates
    : gates.map((gate) =>
        isReview(gate) ? review(gate, code) : isLabel(gate) ? label(gate, code) : isUnchanged(gate) ? unchanged(gate, code) : gate,
      );
};

const review = (gate: Guarantee, { what, moving }: JobCode): Guarantee =>
  moving
    ? {
        ...gate,
        strength: 'weak',
        interaction: 'routine',
        why: `The reviewer sees the commit that is waiting, but the job fetches ${what} as it is when it runs: what is pushed after the approval runs too.`,
      }
    : {
        ...gate,
        why: `The reviewer sees the commit that is waiting, and that commit is what runs (${what}); without the rule, naming an environment stops nobody.`,
      };

const label = (gate: Guarantee, { what, moving }: JobCode): Guarantee =>
  moving
    ? {
        ...gate,
        why: `The label is for what was there when somebody looked, but the job fetches ${what} as it is when it runs: what is pushed after the label runs too.`,
      }
    : gate;

const unchanged = (gate: Guarantee, { what, moving }: JobCode): Guarantee =>
  moving
    ? {
        ...gate,
        interaction: 'routine',
        why: `The script compares times, but the job fetches ${what} as it is when it runs: what is pushed after the look-up runs too.`,
      }
    : gate;
