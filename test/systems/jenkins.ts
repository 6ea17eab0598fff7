import type { Writing } from './scenarios.ts';

const COMMIT = '8f4b7f84864484a7bf31766abe9204da3cbe65b3';
const DIGEST = 'sha256:0c0734eb7051babbb3e95cd74e684f940552b31472152edf0bb23e54ab44a0d7';
const PACKAGE = { 'package.json': '{ "name": "@acme/tool", "version": "1.0.0" }' };
/** What Jenkins does unless somebody changes it. */
const DEFAULTS = { 'fork-builds-off@jenkins': false, 'fork-definition-trusted': true, 'fork-approval-all': false };
const REVIEWED = { 'branch-protected': true, 'branch-builds-off': true };

const file = (text: string): Readonly<Record<string, string>> => ({ Jenkinsfile: text });
const pipeline = (stages: string, head = '', agent = 'agent any'): string => `${head}pipeline {
  ${agent}
  stages {
${stages}  }
}
`;
const stage = (name: string, steps: string, more = ''): string => `    stage('${name}') {
${more}      steps {
${steps}      }
    }
`;
const withKey = (steps: string, id = 'key'): string => `        withCredentials([string(credentialsId: '${id}', variable: 'KEY')]) {
${steps}        }
`;
const sh = (script: string): string => `          sh ${script}\n`;
const publish = withKey(sh("'npm publish'"), 'npm-token').replace("'KEY'", "'NODE_AUTH_TOKEN'");
const onMain = "      when { branch 'main' }\n";
const release = (steps: string, head = '', agent = 'agent any'): string => pipeline(stage('Publish', `${steps}${publish}`, onMain), head, agent);

const handedOn = (name: string): string => `node('first') {
  stage('Read') {
    text = sh(script: 'printf "%s" "$${name}"', returnStdout: true)
  }
}
node('second') {
  stage('Greet') {
    withCredentials([string(credentialsId: 'key', variable: 'KEY')]) {
      sh "echo \${text}"
    }
  }
}
`;

const buildAndDeploy = (image: string): string => `pipeline {
  agent none
  stages {
    stage('Build') {
      agent { docker { image '${image}' } }
      steps {
        sh 'make site'
        stash name: 'site', includes: 'site/**'
      }
    }
    stage('Deploy') {
      agent { label 'deployer' }
      when { branch 'main' }
      steps {
        unstash 'site'
        withCredentials([string(credentialsId: 'aws-key', variable: 'AWS_SECRET_ACCESS_KEY')]) {
          sh 'aws s3 sync site s3://acme-site'
        }
      }
    }
  }
}
`;

const machine = (agent: string): string => pipeline(stage('Test', sh("'make test'")), '', agent);

const agentStep = (prompt: string): string =>
  pipeline(
    stage('Answer', withKey(sh(`'claude -p "${prompt}" --allowedTools Bash'`), 'anthropic-key').replace("'KEY'", "'ANTHROPIC_API_KEY'")),
    '',
    'agent any\n  options { skipDefaultCheckout() }',
  );

const first = pipeline(stage('Build', `${sh("'make'")}          archiveArtifacts artifacts: 'out/**'\n`));
const second = (run: string): string => `pipeline {
  agent { label 'reports' }
  options { skipDefaultCheckout() }
  triggers { upstream(upstreamProjects: 'first') }
  stages {
    stage('Report') {
      when { triggeredBy 'UpstreamCause' }
      steps {
        copyArtifacts projectName: 'first', target: 'in'
${withKey(sh(run))}      }
    }
  }
}
`;

export const jenkins: Writing = {
  system: 'jenkins',
  cases: {
    'injected-title': {
      vulnerable: file(
        pipeline(stage('Greet', withKey(sh('"echo ${env.CHANGE_TITLE}"'))), '', "agent { label 'x' }\n  options { skipDefaultCheckout() }"),
      ),
      silent: file(pipeline(stage('Greet', withKey(sh('\'echo "$CHANGE_TITLE"\''))), '', "agent { label 'x' }\n  options { skipDefaultCheckout() }")),
      settings: DEFAULTS,
    },
    'injected-through-output': { vulnerable: file(handedOn('CHANGE_TITLE')), silent: file(handedOn('CHANGE_ID')), settings: DEFAULTS },
    'injected-branch-name': {
      vulnerable: file(pipeline(stage('Greet', withKey(sh('"echo ${CHANGE_BRANCH}"'))), '', 'agent any\n  options { skipDefaultCheckout() }')),
      silent: file(pipeline(stage('Greet', withKey(sh('"echo ${GIT_COMMIT}"'))), '', 'agent any\n  options { skipDefaultCheckout() }')),
      settings: DEFAULTS,
    },
    'change-with-secrets': {
      vulnerable: file(pipeline(stage('Test', withKey(sh("'make test'"))))),
      silent: file(pipeline(stage('Test', withKey(sh("'make test'")), '      when { not { changeRequest() } }\n'))),
      settings: DEFAULTS,
    },
    'movable-component': {
      vulnerable: { ...PACKAGE, ...file(release('', "@Library('some-team-tools@main') _\n")) },
      silent: { ...PACKAGE, ...file(release('', `@Library('some-team-tools@${COMMIT}') _\n`)) },
    },
    'unpinned-image': {
      vulnerable: { ...PACKAGE, ...file(release('', '', "agent { docker { image 'someone/node:20' } }")) },
      silent: { ...PACKAGE, ...file(release('', '', `agent { docker { image 'someone/node@${DIGEST}' } }`)) },
    },
    'unpinned-include': {
      vulnerable: file(
        `library identifier: 'flows@main', retriever: modernSCM([$class: 'GitSCMSource', remote: 'https://github.com/some-team/flows.git'])\nnode {\n  withCredentials([string(credentialsId: 'key', variable: 'KEY')]) {\n    sh './go.sh'\n  }\n}\n`,
      ),
      silent: file(
        `library identifier: 'flows@${COMMIT}', retriever: modernSCM([$class: 'GitSCMSource', remote: 'https://github.com/some-team/flows.git'])\nnode {\n  withCredentials([string(credentialsId: 'key', variable: 'KEY')]) {\n    sh './go.sh'\n  }\n}\n`,
      ),
    },
    'remote-script': {
      vulnerable: file(release(sh("'curl -sSf https://get.example.com/install.sh | sh'"))),
      silent: file(release(sh("'./install.sh'"))),
    },
    'unlocked-install': {
      vulnerable: { ...PACKAGE, ...file(release(sh("'npm install'"))) },
      silent: {
        ...PACKAGE,
        'package-lock.json': '{ "lockfileVersion": 3, "packages": {} }',
        ...file(release(sh("'npm ci --ignore-scripts'"))),
      },
    },
    'artifact-to-deploy': { vulnerable: file(buildAndDeploy('acme/build:latest')), silent: file(buildAndDeploy(`acme/build@${DIGEST}`)) },
    'shared-runner': {
      vulnerable: file(machine("agent { label 'builder' }")),
      silent: file(machine("agent { kubernetes { yaml 'spec: {containers: [{name: c, image: busybox}]}' } }")),
      settings: { ...DEFAULTS, 'runner-group-restricted@jenkins:kubernetes+kubernetes': true, 'runner-network-isolated': true },
    },
    'host-access': {
      vulnerable: file(machine(`agent { docker { image 'acme/build@${DIGEST}'; args '-v /var/run/docker.sock:/var/run/docker.sock' } }`)),
      silent: file(machine(`agent { docker { image 'acme/build@${DIGEST}' } }`)),
    },
    'weak-gate': {
      vulnerable: file(
        pipeline(
          stage('Greet', withKey(sh('"echo ${env.CHANGE_TITLE}"')), "      when { expression { env.CHANGE_BRANCH.startsWith('team/') } }\n"),
          '',
          'agent any\n  options { skipDefaultCheckout() }',
        ),
      ),
      silent: file(
        pipeline(
          stage('Greet', withKey(sh('"echo ${env.CHANGE_TITLE}"')), '      when { expression { env.CHANGE_FORK == null } }\n'),
          '',
          'agent any\n  options { skipDefaultCheckout() }',
        ),
      ),
      settings: DEFAULTS,
    },
    'manual-input': {
      vulnerable: file(
        pipeline(stage('Go', withKey(sh('"echo ${params.TEXT}"'))), '', "agent any\n  parameters { string(name: 'TEXT', defaultValue: '') }"),
      ),
      silent: file(pipeline(stage('Go', withKey(sh('\'echo "$TEXT"\''))), '', "agent any\n  parameters { string(name: 'TEXT', defaultValue: '') }")),
      settings: { ...REVIEWED, 'manual-builds-limited': false },
    },
    'pushed-definition': {
      vulnerable: file(pipeline(stage('Go', withKey(sh("'./go.sh'"), 'key')))),
      silent: file(pipeline(stage('Go', withKey(sh("'./go.sh'"), 'release-key'), onMain))),
      settings: {
        'runner-ephemeral@jenkins:any': true,
        'secret-protected@release-key': true,
        'secret-protected@key': false,
        'branch-protected': true,
      },
    },
    'role-of-any-branch': {
      vulnerable: file(pipeline(stage('Go', "        withAWS(role: 'arn:aws:iam::1:role/deploy') {\n          sh './go.sh'\n        }\n"))),
      silent: file(pipeline(stage('Go', sh("'./go.sh'")))),
      settings: { 'runner-ephemeral@jenkins:any': true, 'runner-branches@jenkins:any': true, 'runner-network-isolated@jenkins:any': true },
    },
    'token-writes-source': {
      vulnerable: file(
        pipeline(
          stage('Go', "        sshagent(['github-deploy-key']) {\n          sh 'git push origin HEAD:main'\n        }\n"),
          "@Library('tools@main') _\n",
        ),
      ),
      silent: file(
        pipeline(
          stage('Go', "        sshagent(['github-deploy-key']) {\n          sh 'git push origin HEAD:main'\n        }\n"),
          `@Library('tools@${COMMIT}') _\n`,
        ),
      ),
      settings: { 'default-branch-protected': false },
    },
    'cache-to-release': { not: 'Jenkins has no caches of its own; what stays on an agent is told by its workspace and machine' },
    'agent-reads-stranger': {
      vulnerable: file(agentStep('Answer this. $CHANGE_TITLE')),
      silent: file(agentStep('Write the weekly report.')),
      settings: DEFAULTS,
    },
    'two-in-a-row': {
      vulnerable: { 'ci/first/Jenkinsfile': first, 'ci/second/Jenkinsfile': second("'./in/report.sh'") },
      silent: { 'ci/first/Jenkinsfile': first, 'ci/second/Jenkinsfile': second("'ls in'") },
      settings: { ...DEFAULTS, 'upstream-elsewhere@first': false },
    },
  },
};
