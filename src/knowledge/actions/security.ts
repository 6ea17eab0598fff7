/** Actions that scan, sign, attest and verify. */
import { type ActionKnowledge, action, actions } from './knowledge.ts';

const SARIF = { kind: 'write', capability: 'write-security', what: 'uploads findings', credential: ['github-token', 'token', '@token'] } as const;
const SONAR = { sonar_token: 'other' } as const;
const SONAR_ARGS = { kind: 'interpret', language: 'bash', inputs: ['args'], how: 'the action pastes its `args` into a script' } as const;

export const SECURITY_ACTIONS: readonly ActionKnowledge[] = [
  // Signatures and provenance
  ...actions(['sigstore/cosign-installer', 'slsa-framework/slsa-verifier/actions/installer', 'sigstore/sigstore-conformance']),
  action('sigstore/gh-action-sigstore-python', { effects: [{ kind: 'sign', what: '{inputs}' }] }),
  ...actions(
    [
      'slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml',
      'slsa-framework/slsa-github-generator/.github/workflows/generator_container_slsa3.yml',
      'slsa-framework/slsa-github-generator/.github/workflows/builder_go_slsa3.yml',
      'slsa-framework/slsa-github-generator/.github/workflows/builder_nodejs_slsa3.yml',
    ],
    {
      source: 'https://github.com/slsa-framework/slsa-github-generator#readme',
      effects: [{ kind: 'attest', what: 'build provenance' }],
    },
  ),
  action('homebrew/actions/setup-commit-signing', {
    source: 'https://github.com/Homebrew/actions/tree/main/setup-commit-signing',
    effects: [{ kind: 'login', provider: 'git commit signing', to: 'signing', credential: ['signing_key'] }],
    secrets: { signing_key: 'sign' },
  }),
  action('crazy-max/ghaction-import-gpg', {
    effects: [{ kind: 'login', provider: 'GPG', to: 'signing', credential: ['gpg_private_key'] }],
    secrets: { gpg_private_key: 'sign', passphrase: 'sign' },
  }),
  ...actions(['hashicorp/ghaction-import-gpg', 'paultyng/ghaction-import-gpg'], {
    effects: [{ kind: 'login', provider: 'GPG', to: 'signing', credential: ['gpg_private_key', 'env:GPG_PRIVATE_KEY'] }],
    secrets: { gpg_private_key: 'sign' },
  }),
  ...actions(['apple-actions/import-codesign-certs', 'apple-actions/download-provisioning-profiles'], {
    effects: [{ kind: 'login', provider: 'Apple code signing', to: 'signing', credential: ['p12-file-base64', 'api-private-key'] }],
    secrets: { 'p12-file-base64': 'sign', 'p12-password': 'sign', 'api-private-key': 'sign' },
  }),
  ...actions(
    [
      'signpath/github-action-submit-signing-request',
      'dlemstra/code-sign-action',
      'sslcom/esigner-codesign',
      'digicert/ssm-code-signing',
      'r0adkll/sign-android-release',
    ],
    {
      effects: [{ kind: 'sign', what: 'files' }],
      secrets: { 'api-token': 'sign', certificate: 'sign', password: 'sign', signingkeybase64: 'sign', keystorepassword: 'sign' },
    },
  ),
  action('testifysec/witness-run-action', {
    effects: [{ kind: 'attest', what: 'the command it runs' }],
    scripts: [{ input: 'command', language: 'bash' }],
  }),

  // Static analysis
  ...actions(['sonarsource/sonarqube-scan-action', 'sonarsource/sonarcloud-github-action'], {
    source: 'https://github.com/SonarSource/sonarqube-scan-action/security/advisories',
    effects: [
      { ...SONAR_ARGS, releases: { since: ['4.0.0', '2024-11-01'], before: ['5.3.1', '2025-08-26'] } },
      { kind: 'argument', command: 'sonar-scanner', inputs: ['args'], how: 'become options of the scanner' },
    ],
    secrets: SONAR,
  }),
  ...actions([
    'sonarsource/sonarqube-quality-gate-action',
    'sonarsource/sonarcloud-github-c-cpp',
    'sonarsource/sonarqube-scan-action/install-build-wrapper',
  ]),
  ...actions(
    [
      'zizmorcore/zizmor-action',
      'returntocorp/semgrep-action',
      'semgrep/semgrep-action',
      'aquasecurity/tfsec-action',
      'aquasecurity/tfsec-sarif-action',
      'checkmarx/kics-github-action',
      'checkmarx/ast-github-action',
      'microsoft/security-devops-action',
      'microsoft/psscriptanalyzer-action',
      'shiftleftsecurity/scan-action',
      'rigs-it/xanitizer-action',
      'endorlabs/github-action',
      'neuralegion/run-scan',
      'synopsys-sig/intelligent-security-scan',
      'synopsys-sig/synopsys-action',
      'veracode/veracode-uploadandscan-action',
      'fossas/fossa-action',
      'google/osv-scanner-action/osv-scanner-action',
      'google/osv-scanner-action/osv-reporter-action',
      'pyupio/safety-action',
      'pypa/gh-action-pip-audit',
      'trufflesecurity/trufflehog',
      'gitleaks/gitleaks-action',
      'zricethezav/gitleaks-action',
      'gitguardian/ggshield-action',
      'gitguardian/ggshield/actions/secret',
      'advanced-security/spdx-dependency-submission-action',
      'advanced-security/maven-dependency-submission-action',
      'advanced-security/component-detection-dependency-submission-action',
      'zaproxy/action-baseline',
      'zaproxy/action-full-scan',
      'zaproxy/action-api-scan',
      'chmeliik/checkton',
    ],
    {
      effects: [SARIF],
      secrets: { semgrep_app_token: 'other', gitguardian_api_key: 'other', repo_token: 'source', 'api-key': 'other', api_key: 'other' },
    },
  ),
  // Its findings are a file that another step uploads.
  action('ossf/scorecard-action', { source: 'https://github.com/ossf/scorecard-action#inputs', secrets: { repo_token: 'source' } }),
  action('anchore/scan-action', {
    source: 'https://github.com/anchore/scan-action#action-inputs',
    effects: [{ kind: 'cache', key: 'grype-db', path: '~/.cache/grype', when: [{ input: 'cache-db', set: true }] }],
  }),
  action('securego/gosec', {
    source: 'https://github.com/securego/gosec#github-action',
    effects: [{ kind: 'argument', command: 'gosec', inputs: ['args'], how: 'become options of gosec' }],
  }),
  action('aquasecurity/trivy-action', {
    source: 'https://github.com/aquasecurity/trivy-action#cache',
    defaults: { cache: 'true' },
    effects: [
      {
        kind: 'cache',
        key: 'cache-trivy',
        path: '.cache/trivy',
        when: [{ input: 'cache', set: true }],
        releases: { since: ['0.26.0', '2024-10-08'] },
      },
    ],
  }),
  action('aquasecurity/setup-trivy', {
    effects: [{ kind: 'cache', key: 'trivy-binary', path: '~/.local/bin/trivy-bin', when: [{ input: 'cache', set: true }] }],
  }),
  action('anchore/sbom-action', {
    source: 'https://github.com/anchore/sbom-action#upload-release-assets',
    defaults: { 'upload-release-assets': 'true' },
    effects: [
      {
        kind: 'publish',
        type: 'release',
        publication: 'repository',
        credential: ['github-token', '@token'],
        when: [{ input: 'upload-release-assets', is: ['true'] }, { on: ['release', 'push/tag'] }],
      },
    ],
    secrets: { 'registry-password': 'registry' },
  }),
  ...actions(['anchore/sbom-action/download-syft', 'cyclonedx/gh-node-module-generatebom', 'cyclonedx/gh-python-generate-sbom']),
  action('step-security/harden-runner', {
    defaults: { 'egress-policy': 'block' },
    source: 'https://docs.stepsecurity.io/harden-runner/how-tos/block-egress-traffic',
    effects: [{ kind: 'closed-network', how: 'lets traffic out to listed addresses only', when: [{ input: 'egress-policy', is: ['block'] }] }],
  }),
  action('bullfrogsec/bullfrog', {
    effects: [{ kind: 'closed-network', how: 'lets traffic out to listed addresses only', when: [{ input: 'egress-policy', is: ['block'] }] }],
  }),
  ...actions(
    [
      'snyk/actions/node',
      'snyk/actions/python',
      'snyk/actions/python-3.10',
      'snyk/actions/maven',
      'snyk/actions/maven-3-jdk-11',
      'snyk/actions/gradle',
      'snyk/actions/golang',
      'snyk/actions/docker',
      'snyk/actions/iac',
      'snyk/actions/dotnet',
      'snyk/actions/php',
      'snyk/actions/ruby',
      'snyk/actions/scala',
    ],
    {
      source: 'https://docs.snyk.io/developer-tools/snyk-ci-cd-integrations/github-actions-for-snyk-setup-and-checking-for-vulnerabilities',
      effects: [{ kind: 'argument', command: 'snyk', inputs: ['args'], how: 'become options of snyk' }],
    },
  ),
  action('snyk/actions/setup'),
  ...actions(['jfrog/frogbot'], {
    source: 'https://docs.jfrog-applications.jfrog.io/jfrog-applications/frogbot',
    effects: [
      { kind: 'execute', tool: 'frogbot', how: 'installs the dependencies of the project to scan them' },
      { kind: 'write', capability: 'write-review', what: 'comments and opens pull requests', credential: ['env:JF_GIT_TOKEN', '@token'] },
    ],
  }),
  action('codacy/codacy-analysis-cli-action', {
    effects: [{ kind: 'execute', tool: 'codacy-analysis-cli', how: 'runs linters whose configuration in the workspace may name code' }],
    secrets: { 'project-token': 'other', 'api-token': 'other' },
  }),
  action('qltysh/qlty-action/install'),
  action('dependency-check/dependency-check_action'),
];
