/** Remedies in the words of systems whose steps are containers with commands: Drone and Woodpecker. */
const SCRIPT =
  'At {where}: keep the script in the repository, or check it before it runs.\n\n  - curl -sSfLo install.sh URL\n  - echo "SHA256  install.sh" | sha256sum --check\n  - sh install.sh';

/** What is said alike wherever commands are lists. */
export const COMMAND_REMEDIES: Readonly<Record<string, string>> = {
  'vendor-or-verify-remote-script': SCRIPT,
  'locked-install': 'At {where}: install from the lock file that is checked in (`npm ci`, `pip install --require-hashes -r requirements.txt`).',
  'ignore-install-scripts': 'At {where}: install without scripts of dependencies (`npm ci --ignore-scripts`).',
  'separate-options': 'At {where}: put `--` in front of text that others write.',
  'pin-image-digest': 'At {where}: name the image by its digest.\n\n  image: NAME@sha256:DIGEST',
  'protect-default-branch': 'Protect the default branch where the repository is hosted: changes by pull request only, approved by somebody else.',
  'protect-tags': 'Protect the tags that start builds where the repository is hosted.',
  'code-owners-for-workflows': 'Name owners for the pipeline files in CODEOWNERS and require their review.',
  'narrow-pat': 'Give {facts.secret} no more rights than the build needs.',
  'verify-artifact-before-use': 'At {where}: check the signature or digest of what another run has made before it is used.',
  'separate-cache': 'At {where}: restore no cache in jobs that publish or hold credentials, or give them one that no other job writes.',
  'separate-privileged-job': 'At {where}: publish in a pipeline of its own that runs nothing of others.',
};

export const CONTAINER_REMEDIES: Readonly<Record<string, string>> = {
  ...COMMAND_REMEDIES,
  'env-indirection':
    'At {where}: `${…}` is put into the command before the shell reads it. Write `$${…}`, which leaves it to the shell, in double quotes.\n\n  commands:\n    - echo "$${TEXT}"',
  'scope-secret':
    'At {where}: let only the steps of trusted events have {facts.secret}: limit the secret to `push` and `tag`, and give the step `when: {event: [push, tag]}`.',
  'require-approval-for-forks':
    'In the settings of the repository, let builds of pull requests from forks wait for approval (Woodpecker: Require approval for; Drone: Protected), or switch them off.',
  'no-privileged-container': 'At {where}: take `privileged: true` away; build images with a plug-in that needs no rights on the host.',
  'no-docker-socket': 'At {where}: mount nothing of the host, the socket of its container engine least of all.',
  'ephemeral-runner': 'Run each build on a machine or pod of its own (a Kubernetes or autoscaled agent).',
  'hosted-runner-for-untrusted': 'Give builds of strangers an agent of their own by a label, on a machine that holds nothing.',
  'separate-runner-pools': 'Give builds that deploy an agent of their own by a label.',
  'isolate-runner-network': 'Let the agents reach the registries they need and nothing else of the network.',
};
