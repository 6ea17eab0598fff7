import type { ControlKind } from '../control.ts';
import { named, pasteable, remedy, sites } from './common.ts';

export const scopeRegistry = {
  kind: 'scope-registry',
  family: 'reduce-implicit-trust',
  scope: 'repository',
  title: 'Map the internal scope to the private registry',
  why: 'The package manager then asks only the private registry for names of the scope, whoever claims them elsewhere. Every folder with a manifest needs the mapping, or one above it.',
  references: [
    { title: 'npm: associating a scope with a registry', url: 'https://docs.npmjs.com/cli/v11/using-npm/scope#associating-a-scope-with-a-registry' },
  ],
  cost: 1,
  concerns: { rules: ['dependency/confusable-name'] },
  place: ({ rule, facts, guarantees }) => (rule === 'dependency/confusable-name' && guarantees.length === 0 ? (facts.scope ?? null) : null),
  remedy: (transitions) =>
    remedy(
      `Commit an .npmrc beside the manifest that asks for ${named(transitions, 'name')} (${sites(transitions)}).`,
      `${pasteable(transitions[0]?.facts.scope ?? '')}:registry=<address of the private registry>`,
    ),
} satisfies ControlKind;
