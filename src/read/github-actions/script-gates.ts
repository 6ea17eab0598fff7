/**
 * Scripts that look up who asks: they end the job for people without rights, or say in an output what they found. The script is not
 * executed here, so what it does is told by its words: whom it asks about, which levels it names, and how it ends.
 */
import type { Answer } from './conditions-answers.ts';
import { type Gate, gatesOfTest } from './conditions-gates.ts';
import type { Test } from './conditions-tests.ts';
import { authorsThatPass, comparesPushWithComment, letsOnlyRightsPass } from './script-rights.ts';
import type { ScenarioSeed } from './triggers-seed.ts';

/** Ways to ask what somebody may do here. https://docs.github.com/en/rest/collaborators/collaborators */
const LOOKS_UP: readonly RegExp[] = [
  /getCollaboratorPermissionLevel|checkCollaborator/,
  /check(?:Public)?MembershipForUser|getMembershipFor|isMember/,
  /collaborators\/[^\s"']{1,200}(?:\/permission)?/,
  /orgs\/[^\s"']{1,200}\/(?:members|memberships|teams)\//,
];
const ASSOCIATION = /author_association|authorAssociation/;
/** Ways to end the job over the answer. */
const FAILS = /core\.setFailed|throw new Error|process\.exit\(\s*1|(?:^|[\s;&|{])exit\s+1\b/;
const LEVELS = /\b(?:OWNER|MEMBER|COLLABORATOR|CONTRIBUTOR|admin|write|push|maintain|maintainer|member|active)\b/g;
/** With these in it, more people than those with rights may pass, or the end of the script may not be reached. */
const LENIENT = /\b(?:catch|read|triage|NONE|CONTRIBUTOR|FIRST_TIME\w*|MANNEQUIN)\b|\|\|\s*true|continue-on-error|set \+e/;
const PLAIN_LENGTH = 1500;
/** A permission script that refuses what was pushed after the comment. */
export const UNCHANGED = 'permission-script-unchanged';
const UNCHANGED_WHY =
  'It also compares when the change was pushed with when the comment was written, so what runs is what that person could look at; what was there before the comment runs.';

export interface ScriptChecks {
  /** What holds once the step has succeeded. */
  readonly gates: readonly Gate[];
  /** By output, in lower case. */
  readonly answers: ReadonlyMap<string, Answer>;
}
const NO_CHECKS: ScriptChecks = { gates: [], answers: new Map() };

/** What a script of this text checks; one that is not JavaScript is a shell's. `sources`: its variables as they are written, since they name whom it asks about. */
export const scriptChecks = (text: string, javascript: boolean, sources: ReadonlyMap<string, string>, seed: ScenarioSeed): ScriptChecks => {
  const test = asksWhom(text) ? whom([text, ...used(text, sources)].join('\n'), text) : null;
  if (test === null) return javascript ? authorChecks(text, seed) : NO_CHECKS;
  const found = gatesOfTest(test, seed);
  if (found.length === 0) return NO_CHECKS;
  const object = /^github\.event\.(\w+)\./.exec(test.path)?.[1] ?? null;
  const plain = (text.length < PLAIN_LENGTH && !LENIENT.test(text)) || (javascript && object !== null && letsOnlyRightsPass(text, object));
  const unchanged = javascript && found.some((gate) => gate.interaction === 'routine') && comparesPushWithComment(text);
  const gates = found.map((gate): Gate => {
    const weak: Partial<Gate> = plain || gate.strength === 'weak' ? {} : { strength: 'weak', interaction: 'routine' };
    const why = plain ? gate.why : `${gate.why} Whether the script lets nobody else pass has to be read in it.`;
    const named = { kind: 'permission-script', statement: 'A script lets only people with rights go on.' };
    return unchanged && gate.interaction === 'routine'
      ? {
          ...gate,
          ...weak,
          ...named,
          kind: UNCHANGED,
          interaction: 'accepts',
          why: `${UNCHANGED_WHY}${plain ? '' : ' Whether the script lets nobody else pass has to be read in it.'}`,
        }
      : { ...gate, ...weak, ...named, why };
  });
  const answers = [...outputsOf(text)].map(([name, onlyYes]): [string, Answer] => [name, onlyYes ? { yes: gates, present: gates } : { yes: gates }]);
  return { gates: FAILS.test(text) ? gates : [], answers: new Map(answers) };
};

/** A script that fails for everybody but the authors it names. */
const authorChecks = (text: string, seed: ScenarioSeed): ScriptChecks => {
  const authors = authorsThatPass(text);
  if (authors === null) return NO_CHECKS;
  const test: Test = { path: `github.event.${authors.object}.user.login`, how: 'is', values: authors.names, other: null, positive: true };
  return { gates: gatesOfTest(test, seed), answers: new Map() };
};

/** Variables that the script names. */
const used = (text: string, sources: ReadonlyMap<string, string>): readonly string[] =>
  [...sources].filter(([name]) => text.includes(name)).map(([, source]) => source);

const asking = new Map<string, boolean>();
const MOST_KEPT = 10_000;

/** Has it any word of somebody's rights? Most scripts have none, in each of many runs. */
const asksWhom = (text: string): boolean => {
  const known = asking.get(text);
  if (known !== undefined) return known;
  if (asking.size >= MOST_KEPT) asking.clear();
  // Being a member or collaborator at all is an answer by itself.
  const asks = text.search(LEVELS) >= 0 || /MembershipForUser|checkCollaborator|\/members\//.test(text);
  asking.set(text, asks);
  return asks;
};

/** Whom it asks about, as the condition that would say the same; null when it asks about nobody's rights. */
const whom = (asked: string, text: string): Test | null => {
  const levels = [...new Set(text.match(LEVELS) ?? [])];
  const test = (path: string, values: readonly string[]): Test => ({ path, how: 'is', values, other: null, positive: true });
  const association = ASSOCIATION.test(asked)
    ? (/\b(comment|review|issue|pull_request|discussion)\b[\w.?]{0,40}\.author_association/.exec(asked)?.[1] ?? 'comment')
    : null;
  const associations = levels.filter((level) => level === level.toUpperCase());
  if (association !== null && associations.length > 0) return test(`github.event.${association}.author_association`, associations);
  if (!LOOKS_UP.some((looks) => looks.test(text))) return null;
  const object = /\b(comment|review|issue|pull_request|discussion)\b[\w.?]{0,20}\.user\.login/.exec(asked)?.[1];
  return object === undefined
    ? test('github.triggering_actor', ['somebody with rights'])
    : test(`github.event.${object}.user.login`, ['somebody with rights']);
};

const SETS: readonly RegExp[] = [
  /(?:echo|printf)\s+["']?([A-Za-z_][\w-]{0,99})=(.{0,200}?)["']?\s*>>\s*["']?\$\{?GITHUB_OUTPUT/g,
  /::set-output name=([A-Za-z_][\w-]{0,99})::(.{0,200})/g,
  /core\.setOutput\(\s*["'`]([A-Za-z_][\w-]{0,99})["'`]\s*,(.{0,200}?)\)\s*(?:;|$)/gm,
];
/** Outputs that say something else than who asks. */
const OTHER = /sha|ref|branch|number|title|body|url|repo|commit|message|(?:^|_)(?:pr|id)$/i;
const ONLY_YES = /^\s*["']?(?:true|yes|1|allowed)["']?\s*$/i;

/** Names of the outputs it sets, and whether nothing but a yes is ever written there. What a script returns is its `result`. */
const outputsOf = (text: string): ReadonlyMap<string, boolean> => {
  const outputs = new Map<string, boolean>();
  for (const sets of SETS) {
    for (const [, name = '', value = ''] of text.matchAll(sets)) {
      if (!OTHER.test(name)) outputs.set(name.toLowerCase(), (outputs.get(name.toLowerCase()) ?? true) && ONLY_YES.test(value));
    }
  }
  if (/\breturn\b/.test(text)) outputs.set('result', false);
  return outputs;
};
