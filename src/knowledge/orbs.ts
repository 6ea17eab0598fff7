/** What commands and jobs of well-known orbs do, as data, each from its page in the registry. */
import type { Publication } from '../pipeline/effects.ts';
import type { PackageManifest } from '../pipeline/model.ts';

export type OrbEffect =
  /** The commit that the pipeline is about. */
  | { readonly kind: 'checkout' }
  | { readonly kind: 'install'; readonly manager: string; readonly ecosystem: PackageManifest['ecosystem'] }
  /** Runs what lies in the working directory. */
  | { readonly kind: 'execute'; readonly how: string }
  | { readonly kind: 'cache' }
  /** `role`: parameters with a role that is taken with the job's identity; `secret`: those with the name of a variable. */
  | {
      readonly kind: 'login';
      readonly provider: string;
      readonly to: 'cloud' | 'registry' | 'other';
      readonly role?: readonly string[];
      readonly secret?: readonly string[];
    }
  | { readonly kind: 'publish'; readonly type: Publication['type']; readonly name: readonly string[]; readonly secret?: readonly string[] }
  | { readonly kind: 'deploy'; readonly target: string }
  /** Does none of these things: it installs a tool of its own, or tells somebody something. */
  | { readonly kind: 'nothing' };

const NOTHING: readonly OrbEffect[] = [{ kind: 'nothing' }];
const NPM: readonly OrbEffect[] = [{ kind: 'cache' }, { kind: 'install', manager: 'npm', ecosystem: 'npm' }];
const PIP: readonly OrbEffect[] = [{ kind: 'cache' }, { kind: 'install', manager: 'pip', ecosystem: 'pypi' }];
const ROLE = ['role_arn', 'role-arn'];
const AWS: OrbEffect = { kind: 'login', provider: 'aws', to: 'cloud', role: ROLE, secret: ['aws_secret_access_key', 'aws-secret-access-key'] };
const IMAGE: OrbEffect = { kind: 'publish', type: 'image', name: ['image', 'repo'], secret: ['docker-password'] };

/** `orb/element`, as the registry names them: https://circleci.com/developer/orbs/orb/<orb>. `*`: every other element of the orb. */
const ELEMENTS: Readonly<Record<string, readonly OrbEffect[]>> = {
  'circleci/aws-cli/assume_role_with_web_identity': [AWS],
  'circleci/aws-cli/install': NOTHING,
  'circleci/aws-cli/setup': [AWS],
  'circleci/aws-ecr/build-and-push-image': [{ kind: 'checkout' }, { kind: 'execute', how: 'builds an image from it' }, AWS, IMAGE],
  'circleci/aws-ecr/build_and_push_image': [{ kind: 'checkout' }, { kind: 'execute', how: 'builds an image from it' }, AWS, IMAGE],
  'circleci/aws-ecr/build_image': [{ kind: 'execute', how: 'builds an image from it' }],
  'circleci/aws-ecr/ecr_login': [{ ...AWS, to: 'registry' }],
  'circleci/aws-ecr/push_image': [IMAGE],
  'circleci/aws-ecs/deploy_service_update': [AWS, { kind: 'deploy', target: 'ecs' }],
  'circleci/aws-ecs/update_service': [{ kind: 'deploy', target: 'ecs' }],
  'circleci/aws-eks/update-kubeconfig-with-authenticator': [AWS],
  'circleci/aws-s3/copy': [{ kind: 'deploy', target: 's3' }],
  'circleci/aws-s3/sync': [{ kind: 'deploy', target: 's3' }],
  'circleci/browser-tools/*': NOTHING,
  'circleci/codecov/upload': NOTHING,
  'circleci/continuation/continue': [{ kind: 'checkout' }],
  'circleci/docker/build': [{ kind: 'execute', how: 'builds an image from it' }],
  'circleci/docker/check': [{ kind: 'login', provider: 'docker', to: 'registry', secret: ['docker-password'] }],
  'circleci/docker/publish': [{ kind: 'checkout' }, { kind: 'execute', how: 'builds an image from it' }, IMAGE],
  'circleci/docker/push': [IMAGE],
  'circleci/gcp-cli/install': NOTHING,
  'circleci/gcp-cli/setup': [
    { kind: 'login', provider: 'gcp', to: 'cloud', role: ['gcp_cred_config_file_path_oidc'], secret: ['gcloud_service_key', 'gcloud-service-key'] },
  ],
  'circleci/gcp-gcr/push-image': [IMAGE],
  'circleci/github-cli/install': NOTHING,
  'circleci/github-cli/setup': NOTHING,
  'circleci/heroku/deploy-via-git': [{ kind: 'checkout' }, { kind: 'deploy', target: 'heroku' }],
  'circleci/heroku/install': NOTHING,
  'circleci/jq/install': NOTHING,
  'circleci/kubernetes/create-or-update-resource': [{ kind: 'deploy', target: 'kubernetes' }],
  'circleci/kubernetes/install-kubectl': NOTHING,
  'circleci/node/install': NOTHING,
  'circleci/node/install-packages': NPM,
  'circleci/node/install-yarn': NOTHING,
  'circleci/node/run': [{ kind: 'checkout' }, ...NPM, { kind: 'execute', how: 'runs a script of its package.json' }],
  'circleci/node/test': [{ kind: 'checkout' }, ...NPM, { kind: 'execute', how: 'runs a script of its package.json' }],
  'circleci/path-filtering/filter': [{ kind: 'checkout' }],
  'circleci/path-filtering/set-parameters': NOTHING,
  'circleci/python/install-packages': PIP,
  'circleci/python/test': [{ kind: 'checkout' }, ...PIP, { kind: 'execute', how: 'runs its tests' }],
  'circleci/ruby/install': NOTHING,
  'circleci/ruby/install-deps': [{ kind: 'cache' }, { kind: 'install', manager: 'bundler', ecosystem: 'rubygems' }],
  'circleci/ruby/rspec-test': [{ kind: 'execute', how: 'runs its tests' }],
  'circleci/rust/build': [{ kind: 'execute', how: 'builds it' }],
  'circleci/rust/install': NOTHING,
  'circleci/rust/test': [{ kind: 'execute', how: 'runs its tests' }],
  'circleci/shellcheck/check': [{ kind: 'checkout' }],
  'circleci/shellcheck/install': NOTHING,
  'circleci/slack/notify': NOTHING,
  'circleci/slack/on-hold': NOTHING,
  'circleci/terraform/apply': [
    { kind: 'execute', how: 'applies it' },
    { kind: 'deploy', target: 'terraform' },
  ],
  'circleci/terraform/install': NOTHING,
  'circleci/windows/*': NOTHING,
  'codecov/codecov/upload': NOTHING,
  'cypress-io/cypress/install': [{ kind: 'checkout' }, ...NPM],
  'cypress-io/cypress/run': [{ kind: 'checkout' }, ...NPM, { kind: 'execute', how: 'runs its tests' }],
  'cypress-io/cypress/run-tests': [{ kind: 'execute', how: 'runs its tests' }],
  'guitarrapc/git-shallow-clone/checkout': [{ kind: 'checkout' }],
  'guitarrapc/git-shallow-clone/checkout_advanced': [{ kind: 'checkout' }],
};

/** What the element of that orb does; null where nothing is known of it. */
export const orbElement = (orb: string, element: string): readonly OrbEffect[] | null => {
  const own = `${orb}/${element}`;
  if (Object.hasOwn(ELEMENTS, own)) return ELEMENTS[own] ?? null;
  const rest = `${orb}/*`;
  return Object.hasOwn(ELEMENTS, rest) ? (ELEMENTS[rest] ?? null) : null;
};
