import type { ControlKind } from '../control.ts';
import { closesSetting, named } from './common.ts';

export const protectSecret = {
  kind: 'protect-secret',
  family: 'least-privilege',
  scope: 'repository',
  title: 'Hand the secret to pipelines of protected branches and tags only',
  why: 'A pushed branch and a merge request bring their own pipeline and can name every variable. The platform leaves a protected one out of them, whatever they ask for.',
  references: [{ title: 'GitLab: protect a CI/CD variable', url: 'https://docs.gitlab.com/ci/variables/#protect-a-cicd-variable' }],
  cost: 2,
  ...closesSetting('secret-protected'),
  remedy: (transitions) => `Mark ${named(transitions, 'secret', 6)} as protected, and protect the branches and tags whose pipelines need it.`,
} satisfies ControlKind;
