/** What JavaScript steps ask before they go on: whether somebody has rights here, and whether code has been pushed since it was asked for. */
import { isMark, type JsToken, nameOf } from '../../source/javascript.ts';
import { type Asked, endsWellOnlyIf, TELLS_NOTHING, type Told } from '../common/script-javascript-exits.ts';

const RIGHTS = /^(?:OWNER|MEMBER|COLLABORATOR|admin|write|push|maintain|maintainer|member|active)$/;
/** https://docs.github.com/en/rest/collaborators/collaborators, https://docs.github.com/en/rest/orgs/members, https://docs.github.com/en/rest/teams/members */
const ABOUT = /(?:permission|role_name|roleName|role|state|association|author_association|authorAssociation)$/;
/** These answer with an error about everybody who is no member or collaborator. */
const THROWS = /^(?:checkCollaborator|check(?:Public)?MembershipForUser)$/;
const LOOK_UPS =
  /^(?:getCollaboratorPermissionLevel|checkCollaborator|check(?:Public)?MembershipForUser|getMembershipForUser(?:InOrg)?|getMembershipForAuthenticatedUser)$/;

type Meaning = (name: string) => readonly JsToken[] | null;
const told = (whenTrue: boolean, whenFalse: boolean): Told => ({ whenTrue, whenFalse });

const MAX_WORDS = 500;

/** The texts and names in an expression, and in what its names were set to. */
const wordsIn = (tokens: readonly JsToken[], meaning: Meaning): readonly string[] => {
  const words: string[] = [];
  const gather = (inside: readonly JsToken[], depth: number): void => {
    for (const [i, token] of inside.entries()) {
      if (words.length > MAX_WORDS) return;
      for (const part of token.kind === 'template' ? token.parts : []) {
        if (typeof part === 'string') words.push(part);
        else gather(part, depth);
      }
      if (token.kind === 'text' || token.kind === 'name') words.push(token.text);
      const free = token.kind === 'name' && depth < 4 && !isMark(inside[i - 1], '.') && !isMark(inside[i - 1], '?.');
      const value = free ? meaning(token.text) : null;
      if (value !== null) gather(value, depth + 1);
    }
  };
  gather(tokens, 0);
  return words;
};

/** Elements of `['a', 'b']`, or of a name that was set to it; null for anything else. */
const listIn = (tokens: readonly JsToken[], meaning: Meaning): readonly string[] | null => {
  const [only] = tokens;
  const named = tokens.length === 1 ? meaning(nameOf(only) ?? '') : null;
  const list = named ?? tokens;
  if (!isMark(list[0], '[') || !isMark(list.at(-1), ']')) return null;
  const inside = list.slice(1, -1).filter((token) => !isMark(token, ','));
  return inside.length > 0 && inside.every((token) => token.kind === 'text')
    ? inside.map((token) => (token.kind === 'text' ? token.text : ''))
    : null;
};

const isAbout = (tokens: readonly JsToken[], meaning: Meaning): boolean =>
  wordsIn(tokens, meaning).some((word) => ABOUT.test(word.replace(/\s*\}\}$/, '')));

/** `subject`: the person asked about, as the event names it (`pull_request.user.login`). */
const rights = (subject: RegExp): Asked => ({
  throwsUnless: (tokens) => tokens.some((token) => THROWS.test(nameOf(token) ?? '')),
  test(tokens, meaning) {
    const equal = tokens.findIndex((token) => token.kind === 'mark' && /^[!=]==?$/.test(token.text));
    if (equal > 0) {
      const [left, right] = [tokens.slice(0, equal), tokens.slice(equal + 1)];
      const [value, other] =
        right.length === 1 && right[0]?.kind === 'text' ? [right[0].text, left] : left[0]?.kind === 'text' ? [left[0].text, right] : ['', []];
      if (!RIGHTS.test(value) || !isAbout(other, meaning)) return TELLS_NOTHING;
      const positive = !isMark(tokens[equal], '!==') && !isMark(tokens[equal], '!=');
      return told(positive, !positive);
    }
    const at = tokens.findIndex((token) => nameOf(token) === 'includes');
    if (at < 2 || !isMark(tokens[at + 1], '(')) return TELLS_NOTHING;
    const list = listIn(tokens.slice(0, at - 1), meaning);
    const argument = tokens.slice(at + 2, -1);
    if (list === null) return TELLS_NOTHING;
    const levels = list.every((value) => RIGHTS.test(value)) && isAbout(argument, meaning);
    // A list of accounts lets those pass that the team has put on it.
    return levels || subject.test(wordsIn(argument, meaning).join('.')) ? told(true, false) : TELLS_NOTHING;
  },
});

/** True: nobody without rights gets past the script, and all it looks up is about the person that the event calls `object.user`. */
export const letsOnlyRightsPass = (script: string, object: string): boolean => {
  const subject = new RegExp(`(?:^|[.\\s{])${object}\\.user\\.login(?:\\s*\\}\\})?$`);
  const asked = rights(subject);
  let others = false;
  for (const [, name = '', who = ''] of script.matchAll(/\b(\w+)\(\{([^}]{0,400})\}/g)) {
    if (!LOOK_UPS.test(name)) continue;
    const given = /\busername\s*:\s*([^,\n]+)|\b(username)\b/.exec(who);
    const value = (given?.[1] ?? given?.[2] ?? '').trim().replaceAll(/["'`]/g, '');
    const source = /^\w+$/.test(value)
      ? (new RegExp(`\\b${value}\\s*=\\s*["'\`]?([^;\\n]+)`).exec(script)?.[1]?.trim().replaceAll(/["'`]/g, '') ?? value)
      : value;
    others ||= !subject.test(source.replace(/\s*\}\}$/, ''));
  }
  return !others && endsWellOnlyIf(script, asked);
};

const PUSHED = /^(?:pushed_at|pushedAt|pushedDate)$/;
const COMMENTED = /(?:comment|review|issue)\.(?:created|updated|submitted)_?at/i;

/** When was it pushed, when was it asked for: both as the platform says, so neither can be made up. */
const times: Asked = {
  throwsUnless: () => false,
  test(tokens, meaning) {
    const at = tokens.findIndex((token) => token.kind === 'mark' && /^[<>]=?$/.test(token.text));
    if (at <= 0) return TELLS_NOTHING;
    const [left, right] = [wordsIn(tokens.slice(0, at), meaning), wordsIn(tokens.slice(at + 1), meaning)];
    const pushed = (words: readonly string[]): boolean => words.some((word) => PUSHED.test(word));
    const asked = (words: readonly string[]): boolean => words.some((word) => COMMENTED.test(word)) || COMMENTED.test(words.join('.'));
    const later = tokens[at]?.kind === 'mark' && tokens[at].text.startsWith('>');
    // What was pushed later must not pass.
    if (pushed(left) && asked(right)) return told(!later, later);
    return asked(left) && pushed(right) ? told(later, !later) : TELLS_NOTHING;
  },
};

/** True: the script ends well only if nothing has been pushed since the comment that asks for the run. A commit's own dates are its author's choice. */
export const comparesPushWithComment = (script: string): boolean => /pushed_?(?:at|date)/i.test(script) && endsWellOnlyIf(script, times);

/** Whose login it is, as `pr.user?.login` says it: the object as the event names it; what a look-up gave is a pull request. */
const OBJECT = /(?:^|\.)(comment|discussion|issue|review|pr|pull|pull_?request|data)\.user\.login$/i;
const objectIn = (tokens: readonly JsToken[], meaning: Meaning): string | null => {
  const written = OBJECT.exec(tokens.flatMap((token) => nameOf(token) ?? []).join('.'))?.[1]?.toLowerCase();
  const [only] = tokens;
  const value = written === undefined && tokens.length === 1 ? meaning(nameOf(only) ?? '') : null;
  if (value !== null) return objectIn(value, () => null);
  return written === undefined ? null : /^(?:pr|pull|data)/.test(written) ? 'pull_request' : written;
};

/** The accounts of which one must have written the object (`pull_request`, `comment` …) for the script to end well; null where it asks for none by name. */
export const authorsThatPass = (script: string): { readonly object: string; readonly names: readonly string[] } | null => {
  if (!/user\??\.login/.test(script)) return null;
  const names = new Set<string>();
  const objects = new Set<string>();
  const toldBy = (object: string, values: readonly string[], positive: boolean): Told => {
    objects.add(object);
    for (const value of values) names.add(value);
    return told(positive, !positive);
  };
  const asked: Asked = {
    throwsUnless: () => false,
    test(tokens, meaning) {
      const equal = tokens.findIndex((token) => token.kind === 'mark' && /^[!=]==?$/.test(token.text));
      if (equal > 0) {
        const [left, right] = [tokens.slice(0, equal), tokens.slice(equal + 1)];
        const [value, other] = right[0]?.kind === 'text' ? [right, left] : [left, right];
        const object = objectIn(other, meaning);
        const [name] = value;
        if (object === null || value.length !== 1 || name?.kind !== 'text') return TELLS_NOTHING;
        return toldBy(object, [name.text], !isMark(tokens[equal], '!==') && !isMark(tokens[equal], '!='));
      }
      const at = tokens.findIndex((token) => nameOf(token) === 'includes');
      const list = at < 2 || !isMark(tokens[at + 1], '(') ? null : listIn(tokens.slice(0, at - 1), meaning);
      const object = list === null ? null : objectIn(tokens.slice(at + 2, -1), meaning);
      return list === null || object === null ? TELLS_NOTHING : toldBy(object, list, true);
    },
  };
  const [object] = endsWellOnlyIf(script, asked) ? objects : [];
  return object === undefined || objects.size > 1 ? null : { object, names: [...names] };
};
