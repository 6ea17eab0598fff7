import type { ControlKind } from '../control.ts';
import { closesSetting, named } from './common.ts';

export const limitSecretToEnvironment = {
  kind: 'limit-secret-to-environment',
  family: 'least-privilege',
  scope: 'repository',
  title: 'Limit the secret to the environment whose jobs use it',
  why: 'Without a scope every job of a pipeline holds every variable of the project, and so does every image, component and package that runs in any of them.',
  references: [
    {
      title: 'GitLab: limit the environment scope of a CI/CD variable',
      url: 'https://docs.gitlab.com/ci/environments/#limit-the-environment-scope-of-a-cicd-variable',
    },
  ],
  cost: 2,
  ...closesSetting('secret-environment-scoped'),
  remedy: (transitions) => `Give ${named(transitions, 'secret', 6)} the scope of the environment that its jobs name, so that no other job holds it.`,
} satisfies ControlKind;
