import type { ControlKind } from '../control.ts';
import { closesSetting, named, sites } from './common.ts';

export const publisherEnvironment = {
  kind: 'publisher-environment',
  family: 'verify-artifacts',
  scope: 'repository',
  title: 'Bind the trusted publisher to the environment of the publishing job',
  why: 'The registry then refuses the identity of every other job of the same workflow file, and of branches that the environment does not admit. Code inside the publishing job can still publish.',
  references: [{ title: 'PyPI: adding a trusted publisher', url: 'https://docs.pypi.org/trusted-publishers/adding-a-publisher/' }],
  cost: 5,
  ...closesSetting('publisher-environment'),
  remedy: (transitions) =>
    `At the registry of ${named(transitions, 'publication')}: name the environment of the publishing job in the trusted publisher. In the workflow, leave \`id-token: write\` to that job alone (${sites(transitions)}).`,
} satisfies ControlKind;
