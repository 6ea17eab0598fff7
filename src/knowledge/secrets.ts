/** What a secret is for, as far as its name and the variable it is handed to tell. A name is a hint, so 'other' is the honest default. */
import type { SecretUse } from '../pipeline/model.ts';

const HINTS: readonly (readonly [SecretUse['purpose'], RegExp])[] = [
  ['ai', /ANTHROPIC|OPENAI|CLAUDE|GEMINI|COPILOT|LLM|BEDROCK|MISTRAL|OPENROUTER|GROQ_|DEEPSEEK|CURSOR_API|GOOGLE_(?:GENERATIVE_AI_|AI_)?API_KEY/i],
  ['sign', /GPG|SIGN(?:ING|_KEY|ATURE)|COSIGN|KEYSTORE|CODESIGN|NOTARI[SZ]|MINISIGN|P12|CERTIFICATE/i],
  [
    'publish',
    /NPM|PYPI|TWINE|CARGO|CRATES|RUBYGEMS|GEM_HOST|NUGET|MAVEN|OSSRH|SONATYPE|VSCE|OVSX|NODE_AUTH|MARKETPLACE|HEX_API|PUB_DEV|CHROME_WEB|POETRY|FLIT|HATCH/i,
  ],
  ['registry', /DOCKER|QUAY|GHCR|REGISTRY|ARTIFACTORY|JFROG|HARBOR/i],
  [
    'cloud',
    /AWS|AZURE|GCP|GCLOUD|GOOGLE_|CLOUDFLARE|(?:^|_)CF_(?:API|ACCOUNT|PAGES|WORKERS?|TOKEN)|WRANGLER|HCLOUD|LINODE|SCALEWAY|(?:^|_)SCW_|SURGE_|KUBE|K8S|TERRAFORM|TF_|ARM_|DIGITALOCEAN|HEROKU|VERCEL|NETLIFY|FLY_|DEPLOY(?!_?KEY)|SSH|RENDER_|RAILWAY|FIREBASE|VAULT/i,
  ],
  ['notify', /SLACK|DISCORD|TEAMS_|TELEGRAM|WEBHOOK|MATTERMOST|TWITTER|MASTODON|MAIL|SMTP|SENTRY/i],
  [
    'source',
    /(?:^|_)(?:GH|GITHUB|GIT|REPO|BOT|CI)_?.*(?:TOKEN|PAT|KEY|SECRET)|(?:^|_)PAT(?:_|$)|PAT_|PERSONAL_ACCESS|ACCESS_TOKEN|DEPLOY_?KEY|APP_PRIVATE_KEY|(?:^|_)APP_KEY|RELEASE_TOKEN|(?:^|_)BOT_?TOKEN|_TOKEN_FOR_|WORKFLOW_TOKEN|GITLAB_TOKEN/i,
  ],
];

/** Services that measure and report and cannot write to the repository: their tokens are often named after the repository they report on. */
const REPORTS = /CODECOV|COVERALLS|CODACY|CODE_?CLIMATE|QLTY_|SONAR|SNYK|DEEPSOURCE|PERCY|CHROMATIC|CODSPEED|BENCHER|FOSSA|SCAN_RESULTS/i;

/**
 * Names of things that are kept as secrets and open nothing by themselves: who somebody is, where something lies.
 * https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-azure#adding-the-github-actions-secrets
 */
const IDENTIFIER =
  /(?:^|_)(?:PROJECT|SITE|ORG|TEAM|CLUSTER|REPO(?:SITORY)?)_?NAME$|(?:^|_)(?:API|BASE|SERVER|REGISTRY)_URL$|(?:^|_)(?:CLIENT|TENANT|SUBSCRIPTION|ACCOUNT|PROJECT|ORG|TEAM|ZONE|SITE|APP|INSTALLATION|DISTRIBUTION)_?ID$|(?:^|_)(?:SA|SERVICE_ACCOUNT)_EMAIL$|(?:^|_)WORKLOAD_IDENTITY_PROVIDER(?:_ID|_NAME)?$|(?:^|_)ROLE(?:_ARN|_TO_ASSUME)$|(?:^|_)(?:REGION|AUDIENCES?|USER(?:_?NAME)?|LOGIN|BUCKET(?:_NAME)?)$/i;
const OPENS = /TOKEN|PASSWORD|PASSWD|SECRET|PRIVATE|CREDENTIAL|(?:^|[_-])(?:KEY|PAT|PASS|JSON)$/i;

/** Inputs that take the name of a role or account, never what opens it. */
const NAMES_ROLE = /^(?:role-to-assume|service_account|workload_identity_provider)$/;

/** The half of a pair that says whose keys they are: a user name beside its password. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html */
const NAMES_KEY = /(?:^|[_-])ACCESS[_-]?KEY[_-]?ID$/i;

/** Does the name, and everything that receives it, speak of an identifier and of nothing that opens a door? */
const isIdentifier = (name: string, usedAs: readonly string[]): boolean =>
  (usedAs.length === 0 ? [name] : usedAs).every((use) => NAMES_KEY.test(use)) ||
  ((IDENTIFIER.test(name) || (usedAs.length > 0 && usedAs.every((use) => NAMES_ROLE.test(use)))) &&
    ![name, ...usedAs].some((use) => OPENS.test(use)));

/** `usedAs`: names of variables and inputs that receive it; they weigh more than the secret's own name. */
export const secretPurpose = (name: string, usedAs: readonly string[]): SecretUse['purpose'] => {
  if (usedAs.some((use) => /^(?:GH_TOKEN|GITHUB_TOKEN|GITHUB_API_TOKEN)$/.test(use))) return 'source';
  if (isIdentifier(name, usedAs)) return 'identifier';
  if (REPORTS.test(name)) return 'other';
  for (const text of [...usedAs, name]) {
    for (const [purpose, hint] of HINTS) if (hint.test(text)) return purpose;
  }
  return 'other';
};

/** Hosts of repositories by the words that name their credentials, and the CI systems that are part of one: all its repositories lie there. */
const HOSTS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/(?:^|_)(?:GITEA|FORGEJO|CODEBERG|GOGS)(?:_|$)/i, []],
  [/(?:^|_)GITLAB(?:_|$)/i, ['gitlab-ci']],
  [/(?:^|_)BITBUCKET(?:_|$)/i, ['bitbucket-pipelines']],
  [/(?:^|_)(?:GITHUB|GH|GHCR)(?:_|$)/i, ['github-actions']],
];
const HOSTED: ReadonlySet<string> = new Set(HOSTS.flatMap(([, systems]) => systems));

/** Does the name speak of another host than the one that the repository lies on, as far as the CI system tells? */
export const isForAnotherHost = (name: string, system: string): boolean => {
  const named = HOSTS.filter(([hint]) => hint.test(name));
  return HOSTED.has(system) && named.length > 0 && named.every(([, systems]) => !systems.includes(system));
};

/**
 * A server of one's own by its name, as the variables of `gh` for one are named, or by the address that stands beside the credential under the
 * same prefix. https://cli.github.com/manual/gh_help_environment
 */
const OWN_SERVER = /(?:^|_)(?:GHE|GHES|(?:GH|GITHUB)_ENTERPRISE)(?:_|$)/i;
const ADDRESS = /^(?=.*(?:GH|GHE|GHES|GIT|GITHUB)_)(\w+_)(?:API_URL|SERVER_URL|HOST|HOSTNAME)$/i;
const OTHER_ADDRESS = /^(?:https?:\/\/)?(?!(?:[\w-]+\.)*(?:github|ghe)\.com(?:[:/]|$))(?:[\w-]+\.)+[a-z]{2,}(?:[:/]|$)/i;

/**
 * Is the variable, or the secret it holds, for a server of GitHub's software that is not github.com? `variables`: as they are written, by name.
 * The nearest address counts, by the longest common prefix; one that an expression gives tells nothing.
 */
export const isForOwnServer = (secret: string, usedAs: string, variables: ReadonlyMap<string, string>): boolean => {
  if (OWN_SERVER.test(secret) || OWN_SERVER.test(usedAs)) return true;
  const beside = [...variables].flatMap(([name, text]) => {
    const prefix = ADDRESS.exec(name)?.[1];
    return prefix !== undefined && usedAs.startsWith(prefix) ? [{ prefix, text }] : [];
  });
  const nearest = beside.reduce<(typeof beside)[number] | null>((a, b) => (a !== null && a.prefix.length >= b.prefix.length ? a : b), null);
  return nearest !== null && OTHER_ADDRESS.test(nearest.text);
};

/** Names of addresses, files, switches and sizes beside a credential. */
const BESIDE = /_(?:URL|URI|HOST|PATH|DIR|NAME|USER|ENABLED|TTL|TYPE|LENGTH|ID|VERSION|IMAGE|TAG|COUNT|PREFIX|SUFFIX|ALIAS|FORMAT|ISSUER|AUDIENCE)$/i;
const CARRIES = /KUBE_?CONFIG|WEBHOOK|(?:SSH|API|ACCESS|DEPLOY|SIGNING|GPG|PGP)_?KEY|_AUTH$|SERVICE_ACCOUNT|KEYSTORE|(?:^|_)PWD$|_DSN$/i;

/** Does a variable of this name hold a credential, where nothing but the name tells? */
export const isCredentialName = (name: string): boolean =>
  (OPENS.test(name) || CARRIES.test(name)) && !IDENTIFIER.test(name) && !(BESIDE.test(name) && !/WEBHOOK_?UR[LI]$/i.test(name));
