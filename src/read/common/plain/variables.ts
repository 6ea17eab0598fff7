/** Variables of scripts that are set outside the files: where a system keeps its secrets in settings, their names are all that the files show. */

const USE = /\$\{?([A-Za-z_][A-Za-z0-9_]*)/g;
const OPENS = /(?:TOKEN|PASSWORD|PASSWD|SECRET|CREDENTIALS?|PRIVATE_KEY|API_?KEY|ACCESS_KEY|(?:^|_)(?:KEY|PAT|PASS))(?:_|$)/;
/** Names for how a secret is found, which open nothing. */
const NO_SECRET = /_(?:FILE|PATH|NAME|URL|DIR|ID|TYPE|ARN|REGION|EXPIRY|TTL)$|^(?:AWS_SECRET_MANAGER|SSH_KEYSCAN)/;
const ASSIGNED = /(?:^|[\s;&|(])(?:export\s+|local\s+|readonly\s+|declare\s+(?:-\w+\s+)*|read\s+(?:-\w+\s+)*)?([A-Za-z_][A-Za-z0-9_]*)=/g;

export interface NamedVariable {
  readonly name: string;
  /** Offsets of the first use. */
  readonly start: number;
  readonly end: number;
}

/**
 * Variables whose name speaks of a secret and that nothing in this text sets, each once, by first use. Only names in capitals count, as
 * settings have them; a variable that the configuration declares is for the caller to leave out.
 */
export const secretVariables = (text: string): readonly NamedVariable[] => {
  const set = new Set([...text.matchAll(ASSIGNED)].map((match) => match[1]));
  for (const match of text.matchAll(/\bfor\s+([A-Za-z_]\w*)\s+in\b|\bread\s+(?:-\w+\s+)*([A-Za-z_]\w*)/g)) set.add(match[1] ?? match[2]);
  const found = new Map<string, NamedVariable>();
  for (const match of text.matchAll(USE)) {
    const name = match[1] ?? '';
    if (found.has(name) || set.has(name) || name !== name.toUpperCase() || !OPENS.test(name) || NO_SECRET.test(name)) continue;
    found.set(name, { name, start: match.index, end: match.index + match[0].length });
  }
  return [...found.values()];
};
