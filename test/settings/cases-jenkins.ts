import type { Cases } from './three-values-case.ts';

const withKey = (script: string): string => `withCredentials([string(credentialsId: 'key', variable: 'KEY')]) { sh ${script} }`;
const pipeline = (script: string, more = ''): Readonly<Record<string, string>> => ({
  '.github/CODEOWNERS': '* @acme/security\n',
  Jenkinsfile: `pipeline {
  agent any
  options { skipDefaultCheckout() }
${more}  stages {
    stage('Go') {
      steps {
        ${withKey(script)}
      }
    }
  }
}
`,
});
const GO = pipeline("'./go.sh'");
const QUIET = { 'runner-ephemeral': true, 'branch-protected': true, 'tags-protected': true, 'secret-protected': false, 'code-owners-required': true };

/** What a Jenkinsfile does not tell about the Jenkins that runs it. */
export const JENKINS_CASES: Cases = {
  'branch-builds-off': { files: GO, told: { ...QUIET, 'fork-builds-off@jenkins': true }, actor: 'writer', asset: 'secret:jenkins/key' },
  'controller-builds-off': {
    files: {
      Jenkinsfile: `pipeline {
  agent none
  stages {
    stage('Test') { agent any
      steps { sh './test.sh' } }
    stage('Ship') { when { branch 'main' }
      agent { label 'release' }
      steps { withCredentials([string(credentialsId: 'key', variable: 'KEY')]) { sh 'true' } } }
  }
}
`,
    },
    told: {
      ...QUIET,
      'fork-builds-off@jenkins': false,
      'fork-definition-trusted': true,
      'fork-approval-all': false,
      'runner-ephemeral@jenkins:any': true,
      'runner-ephemeral@jenkins:release': true,
    },
    actor: 'outsider',
    asset: 'secret:jenkins/key',
  },
  'fork-definition-trusted': {
    files: GO,
    told: { ...QUIET, 'fork-builds-off@jenkins': false },
    actor: 'outsider',
    asset: 'secret:jenkins/key',
  },
  'manual-builds-limited': {
    files: pipeline('"echo ${params.TEXT}"', "  parameters { string(name: 'TEXT', defaultValue: '') }\n"),
    told: { ...QUIET, 'branch-builds-off': true, 'secret-protected@key': true },
    actor: 'writer',
    asset: 'secret:jenkins/key',
  },
  'upstream-elsewhere': {
    files: {
      'ci/first/Jenkinsfile': "node {\n  checkout scm\n  sh 'make'\n  archiveArtifacts artifacts: 'out/**'\n}\n",
      'ci/second/Jenkinsfile': `pipeline {
  agent { label 'reports' }
  options { skipDefaultCheckout() }
  triggers { upstream(upstreamProjects: 'first') }
  stages {
    stage('Report') {
      when { triggeredBy 'UpstreamCause' }
      steps {
        copyArtifacts projectName: 'first', target: 'in'
        ${withKey("'./in/report.sh'")}
      }
    }
  }
}
`,
    },
    told: { ...QUIET, 'fork-builds-off@jenkins': false, 'fork-definition-trusted': true, 'runner-group-restricted': true },
    actor: 'outsider',
    asset: 'secret:jenkins/key',
  },
  'webhook-endpoint-closed': {
    files: pipeline('"echo ${text}"', "  triggers { GenericTrigger(genericVariables: [[key: 'text', value: '$.text']], token: 'abc') }\n"),
    told: { ...QUIET, 'fork-builds-off@jenkins': true },
    actor: 'outsider',
    asset: 'secret:jenkins/key',
  },
};
