/**
 * Secrets of a CircleCI project are variables like any other: the configuration uses `$NPM_TOKEN` and nowhere says where it comes from.
 * Variables of the project reach every job; those of a context the jobs that name it.
 * https://circleci.com/docs/guides/security/env-vars/
 */
import { secretPurpose } from '../../knowledge/secrets.ts';
import type { SecretUse } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';

export const STORE = 'circleci';

/** By its name a variable that opens something. */
const CREDENTIAL =
  /(?:^|_)(?:[A-Z0-9]*TOKEN\d*|PASSWORD|PASSWD|PASSPHRASE|[A-Z0-9]*SECRETS?|PRIVATE_?KEY|CREDENTIALS?|API_?KEY|ACCESS_?KEY(?:_ID)?|AUTH_?KEY|SIGNING_?KEY|(?:GPG|SSH|DEPLOY|SERVICE|LICENSE|ENCRYPTION|RECORD|MASTER|PUBLISH|REGISTRY)_KEY|WEBHOOK(?:_URL)?|KUBECONFIG|SERVICE_ACCOUNT)(?:_|$)|(?:^|_)(?:PAT|PASS|PWD|DSN|PSW)$/;
/** Of the platform itself, of tools, or a name of a place or account. */
const NONE =
  /^(?:CIRCLE_|PWD$|OLDPWD$|BASH_)|(?:CACHE|SORT|PRIMARY|PUBLIC|FOREIGN|PARTITION|HOST|LOOKUP)_?KEY|(?:CANCEL|CSRF|CONTINUATION)_TOKEN|(?<!WEBHOOK)_(?:FILE|PATH|NAME|URL|DIR|TYPE|ARN|REGION|EXPIRY|TTL|VERSION|LENGTH|EMAIL|USER|USERNAME)$|(?<!ACCESS_?KEY)_ID$/;

export const isCredential = (name: string): boolean => CREDENTIAL.test(name) && !NONE.test(name);

/** As shells, PowerShell and cmd, Python, JavaScript, Ruby and Go read a variable. */
const MENTION =
  /\$\{?([A-Z][A-Z0-9_]{2,100})|\$(?:env:|\{env:)([A-Z][A-Z0-9_]{2,100})|%([A-Z][A-Z0-9_]{2,100})%|(?:environ(?:\.get)?[[(]|getenv\(|process\.env[.[]|ENV(?:\.fetch)?[[(])\s*["']?([A-Z][A-Z0-9_]{2,100})/g;

/** Names of variables that a text reads and that open something, each once. */
export const mentionedIn = (text: string): readonly string[] => {
  const names = new Set<string>();
  for (const match of text.matchAll(MENTION)) {
    const name = match[1] ?? match[2] ?? match[3] ?? match[4] ?? '';
    if (isCredential(name)) names.add(name);
  }
  return [...names].filter((name) => !assigns(text, name));
};

/** The text gives the variable a value of its own before anything else could: it is none that the platform hands out. */
const assigns = (text: string, name: string): boolean => {
  const at = text.search(new RegExp(`(?:^|[\\s;&|])(?:export\\s+|local\\s+|declare\\s+(?:-\\w+\\s+)?)?${name}=(?!\\s|["']?\\$\\{?${name}\\b)`, 'm'));
  return at >= 0 && at <= text.search(new RegExp(`\\$\\{?${name}\\b`));
};

/** A secret that a job reads, before it is known where it is kept. */
export interface Mention {
  readonly name: string;
  readonly usedAs: readonly string[];
  readonly span: Span;
}

/** The context that a variable is kept in, as far as names tell: one of the job's that shares a word with it, else the first. */
export const contextOf = (name: string, contexts: readonly string[]): string | null => {
  const words = name.toLowerCase().split('_');
  const akin = contexts.find((context) =>
    context
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .some((word) => word.length > 2 && words.includes(word)),
  );
  return akin ?? contexts[0] ?? null;
};

export const secretUse = ({ name, usedAs, span }: Mention, environment: string | null): SecretUse => ({
  name,
  purpose: secretPurpose(name, usedAs),
  environment,
  store: STORE,
  kind: 'named',
  span,
});

/** Stands for what a context holds where the job reads none of it by name. */
export const wholeContext = (context: string, span: Span): SecretUse => ({
  name: `variables of ${context}`,
  purpose: secretPurpose(context.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_'), []),
  environment: context,
  store: STORE,
  kind: 'named',
  span,
});
