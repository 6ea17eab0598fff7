/** How controls are put in place on Tekton and Pipelines-as-Code. */
export const REMEDIES: Readonly<Record<string, string>> = {
  'env-indirection':
    'At {where}: take {facts.field} out of the script. Give it to the step as an environment variable and read the variable in quotes.\n\n  env:\n    - name: TEXT\n      value: $(params.text)\n  script: |\n    echo "$TEXT"',
  'require-approval-for-forks':
    'Let pull requests of strangers wait for `/ok-to-test` of a member, and let nobody else give it: in the Repository resource,\n\n  settings:\n    policy:\n      ok_to_test: [maintainers]\n      pull_request: [maintainers]\n    pipelinerun_provenance: default_branch',
  'checkout-base-not-head':
    'At {where}: run only what the default branch brings (`pipelinerun_provenance: default_branch`, tasks of the target branch), and read the files of the change without running them.',
  'scope-secret':
    'At {where}: take {facts.secret} out of the run for pull requests: build changes under a service account, and with secrets, of their own.',
  'pin-component':
    'At {where}: name {facts.name} by a digest or commit: bundles by `@sha256:…`, git by a commit in `revision`, hub tasks by a version that is kept in the repository.',
  'vendor-component': 'At {where}: copy {facts.name} into the repository (`.tekton/tasks/`) and name it by its path.',
  'pin-image-digest': 'At {where}: name the image by its digest.\n\n  image: REGISTRY/NAME@sha256:DIGEST',
  'vendor-or-verify-remote-script':
    'At {where}: keep the script in the repository, or check it before it runs.\n\n  curl -sSfLo install.sh URL\n  echo "SHA256  install.sh" | sha256sum --check\n  sh install.sh',
  'locked-install': 'At {where}: install from the lock file that is checked in (`npm ci`, `pip install --require-hashes -r requirements.txt`).',
  'ignore-install-scripts': 'At {where}: install without scripts of dependencies (`npm ci --ignore-scripts`).',
  'no-privileged-container':
    'At {where}: take `privileged: true` away and build images with a tool that needs no rights on the node.\n\n  securityContext:\n    privileged: false\n    allowPrivilegeEscalation: false',
  'no-docker-socket': 'At {where}: mount nothing of the node (`hostPath`), the socket of its container engine least of all.',
  'isolate-runner-network': 'Run pull requests in a namespace whose NetworkPolicy lets pods reach the registries they need and nothing else.',
  'separate-privileged-job': 'At {where}: publish in a PipelineRun of its own, under a service account that no other task has.',
  'protect-default-branch': 'Protect the default branch where the repository is hosted: changes by pull request only, approved by somebody else.',
  'protect-tags': 'Protect the tags that start runs where the repository is hosted.',
  'code-owners-for-workflows': 'Name owners for .tekton in CODEOWNERS or OWNERS and require their review.\n\n  /.tekton/ @OWNER',
  'verify-artifact-before-use': 'At {where}: check the signature or digest of what another task has made before it is used.',
  'sign-and-verify-provenance': 'Let Tekton Chains sign what the run builds, and let the place that deploys it verify signer and source.',
  'narrow-pat': 'Give {facts.secret} no more rights than the run needs.',
};
