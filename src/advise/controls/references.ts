/** Pages that several controls rest on. */
const GITHUB = 'https://docs.github.com/en';

export const REFERENCES = {
  secureUse: { title: 'GitHub: secure use reference', url: `${GITHUB}/actions/reference/security/secure-use` },
  scriptInjection: {
    title: 'GitHub: script injections',
    url: `${GITHUB}/actions/reference/security/secure-use#good-practices-for-mitigating-script-injection-attacks`,
  },
  pwnRequests: {
    title: 'GitHub Security Lab: preventing pwn requests',
    url: 'https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/',
  },
  pullRequestTarget: {
    title: 'GitHub: securely using pull_request_target',
    url: `${GITHUB}/actions/reference/security/securely-using-pull_request_target`,
  },
  environments: {
    title: 'GitHub: deployments and environments',
    url: `${GITHUB}/actions/reference/workflows-and-actions/deployments-and-environments`,
  },
  token: { title: 'GitHub: authenticating with GITHUB_TOKEN', url: `${GITHUB}/actions/tutorials/authenticate-with-github_token` },
  oidc: { title: 'GitHub: OpenID Connect reference', url: `${GITHUB}/actions/reference/security/oidc` },
  rulesets: {
    title: 'GitHub: about rulesets',
    url: `${GITHUB}/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/about-rulesets`,
  },
  policies: { title: 'GitHub: controlling who can execute workflows', url: `${GITHUB}/actions/how-tos/administer/control-workflow-execution` },
  runners: {
    title: 'GitHub: hardening for self-hosted runners',
    url: `${GITHUB}/actions/reference/security/secure-use#hardening-for-self-hosted-runners`,
  },
  runnerGroups: {
    title: 'GitHub: managing access to self-hosted runners',
    url: `${GITHUB}/actions/how-tos/manage-runners/self-hosted-runners/manage-access`,
  },
  reusable: { title: 'GitHub: reusing workflows', url: `${GITHUB}/actions/how-tos/reuse-automations/reuse-workflows` },
  attestations: {
    title: 'GitHub: artifact attestations',
    url: `${GITHUB}/actions/how-tos/secure-your-work/use-artifact-attestations/use-artifact-attestations`,
  },
  cacheMode: { title: 'GitHub: cache-mode', url: 'https://github.blog/changelog/2026-09-10-control-github-actions-cache-access-with-cache-mode' },
  slsa: { title: 'SLSA: threats and mitigations', url: 'https://slsa.dev/spec/v1.1/threats' },
  promptInjection: { title: 'OWASP LLM01: prompt injection', url: 'https://genai.owasp.org/llmrisk/llm01-prompt-injection/' },
  npmTrusted: { title: 'npm: trusted publishing', url: 'https://docs.npmjs.com/trusted-publishers' },
} as const;
