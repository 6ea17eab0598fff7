/**
 * Credentials of Jenkins: bound to variables for a block, or by `credentials()` in `environment`.
 * https://www.jenkins.io/doc/pipeline/steps/credentials-binding/, https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#handling-credentials
 */
import { secretPurpose } from '../../knowledge/secrets.ts';
import type { SecretUse } from '../../pipeline/model.ts';
import { UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import type { Frame } from './run.ts';
import { shortSpan } from './run.ts';
import { type GroovyValue, knownText, roughText } from './values.ts';

export const credentialNamed = (_frame: Frame, name: string, usedAs: readonly string[], span: Span): SecretUse | null =>
  name === '' || name === 'null'
    ? null
    : { name, purpose: secretPurpose(wordsOf(name), usedAs), environment: null, store: 'jenkins', kind: 'named', span: shortSpan(span) };

/** The last part of a path, in the words of a variable: `op://vault/registry/user-name` is a USER_NAME. */
const wordsOf = (name: string): string => (name.split('/').findLast((part) => part !== '') ?? name).replaceAll(/[^A-Za-z0-9]+/g, '_');

const secret = (name: string): Value => ({ ...UNKNOWN, secrets: [name] });

/** Which arguments of a binding name variables, and which of those hold nothing secret. */
const VARIABLES: readonly string[] = [
  'variable',
  'passwordVariable',
  'usernameVariable',
  'keyFileVariable',
  'passphraseVariable',
  'accessKeyVariable',
  'secretKeyVariable',
  'keystoreVariable',
  'aliasVariable',
  'tokenVariable',
  'usernameColonPassword',
  'clientIdVariable',
  'clientSecretVariable',
];
const OPEN: ReadonlySet<string> = new Set(['usernameVariable', 'aliasVariable', 'clientIdVariable']);
/** Plugins that set variables of their own. https://plugins.jenkins.io/aws-credentials/, https://plugins.jenkins.io/azure-credentials/ */
const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  aws: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
  AmazonWebServicesCredentialsBinding: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
  azureServicePrincipal: ['AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET', 'AZURE_TENANT_ID', 'AZURE_SUBSCRIPTION_ID'],
};

export interface Bound {
  readonly uses: readonly SecretUse[];
  readonly env: ReadonlyMap<string, Value>;
}

/** The bindings of `withCredentials([…])`, each a call that gave a map, or a map with `$class`. */
export const bindingsOf = (frame: Frame, list: GroovyValue | undefined, span: Span): Bound => {
  const uses: SecretUse[] = [];
  const env = new Map<string, Value>();
  const all = list?.kind === 'list' ? list.items : list === undefined ? [] : [list];
  for (const one of all) {
    if (one.kind !== 'map' && one.kind !== 'object') continue;
    const { entries } = one;
    const given = entries.get('credentialsId') ?? entries.get('credentials') ?? entries.get('id');
    const id = knownText(given) ?? roughText(given);
    const at = one.kind === 'object' ? one.span : span;
    const type = one.kind === 'object' ? one.type.replace(/^binding:/, '') : (knownText(entries.get('$class')) ?? '');
    const variables = VARIABLES.flatMap((key) => {
      const name = knownText(entries.get(key));
      return name === null ? [] : [[key, name] as const];
    });
    const name = id === '' ? '*' : id;
    for (const [key, variable] of variables) env.set(variable, OPEN.has(key) ? UNKNOWN : secret(name));
    const implied = IMPLIED[type] ?? [];
    for (const variable of implied) if (!variables.some(([, v]) => v === variable)) env.set(variable, secret(name));
    const use = credentialNamed(frame, name, [...variables.filter(([key]) => !OPEN.has(key)).map(([, variable]) => variable), ...implied], at);
    if (use !== null) uses.push(use);
  }
  return { uses, env };
};

/** `X = credentials('id')`: also X_USR and X_PSW. */
export const environmentCredential = (frame: Frame, variable: string, id: GroovyValue | undefined, span: Span): Bound => {
  const name = knownText(id) ?? (roughText(id) || '*');
  const use = credentialNamed(frame, name, [variable], span);
  return {
    uses: use === null ? [] : [use],
    env: new Map([
      [variable, secret(name)],
      [`${variable}_PSW`, secret(name)],
      [`${variable}_USR`, UNKNOWN],
    ]),
  };
};
