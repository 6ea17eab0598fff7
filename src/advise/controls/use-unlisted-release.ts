import type { ControlKind } from '../control.ts';
import { named, plain, remedy, sites, valuesOf } from './common.ts';

export const useUnlistedRelease = {
  kind: 'use-unlisted-release',
  family: 'reduce-implicit-trust',
  scope: 'repository',
  title: 'Take a release that no advisory lists',
  why: 'The listed release carries code of an attacker, so nothing that fixes the version helps: another release has to take its place. What ran in the meantime has seen every secret of its jobs; these have to be replaced too.',
  references: [
    { title: 'OSV: open source vulnerability format', url: 'https://ossf.github.io/osv-schema/' },
    { title: 'CWE-506: embedded malicious code', url: 'https://cwe.mitre.org/data/definitions/506.html' },
  ],
  cost: 1,
  concerns: { rules: ['dependency/movable-component', 'dependency/unlocked-install'] },
  place: ({ rule, facts }) =>
    facts.advisory === undefined || (rule !== 'dependency/movable-component' && rule !== 'dependency/unlocked-install')
      ? null
      : `${facts.component ?? `${facts.ecosystem ?? ''}/${facts.name ?? ''}`}`,
  remedy: (transitions) => {
    const fixed = valuesOf(transitions, 'fixed').filter((version) => version !== '');
    return remedy(
      `At ${sites(transitions)}: replace ${named(transitions, 'name')} by a release that ${named(transitions, 'advisory')} does not list${fixed.length === 0 ? '' : ` (${fixed.map(plain).join(', ')} or later)`}, by its full commit SHA or with the lock file. Then replace every secret that its jobs held since the release was used, and look through their logs.`,
    );
  },
} satisfies ControlKind;
