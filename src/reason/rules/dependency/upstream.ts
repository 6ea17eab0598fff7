/** The step from "whoever controls a component" to "the component does what the attacker wants": the same for actions, images and the like. */
import type { Advised, Component, Guarantee, Pipeline } from '../../../pipeline/model.ts';
import { distinctSpans, type Span } from '../../../source/span.ts';
import type { Transition } from '../../graph.ts';
import type { Rule } from '../../rule.ts';
import { actorState, code, componentState, NOWHERE } from '../../states.ts';
import { transition } from '../common.ts';
import { bySetting } from '../guarantees.ts';
import { type ComponentUse, usesByComponent } from './uses.ts';

const SECURE_USE = 'https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions';
/** Public preview since 14 October 2026. */
const LOCKED = 'https://docs.github.com/en/actions/concepts/security/workflow-dependency-lockfiles';
const DIGESTS = 'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions';

/** One transition per component of these kinds, with all the places that use it. The repository's own components are guarded by its own reviews and left out. */
export function* compromises(rule: Rule, pipeline: Pipeline, kinds: ReadonlySet<Component['kind']>): Iterable<Transition> {
  const byComponent = usesByComponent(pipeline);
  for (const component of pipeline.components) {
    if (!kinds.has(component.kind) || component.owner === 'self') continue;
    const uses = byComponent.get(component.id);
    if (uses === undefined) continue;
    yield compromise(rule, component, uses);
    if (component.advisory?.listed === 'unknown') yield maybeListed(rule, component, component.advisory, uses);
  }
}

const compromise = (rule: Rule, component: Component, uses: readonly ComponentUse[]): Transition => {
  const evidence = distinctSpans(uses.flatMap((use) => use.evidence));
  const advisory = component.advisory?.listed === true ? component.advisory : null;
  return transition(rule, {
    key: component.id,
    needs: [actorState('upstream')],
    gives: componentState(component.id, component.name),
    statement:
      advisory === null
        ? `Whoever controls ${code(component.name)} ${howItMoves(component)}.`
        : `${code(component.name)} at ${code(component.ref ?? 'its newest version')} is a release that advisory ${code(advisory.id)} lists as malicious: its code is already an attacker's.`,
    assumption: `${code(component.name)} and everybody who can write to it stay honest, and ${code(component.ref ?? 'its newest version')} is still what was looked at when it was chosen.`,
    // A reference that does not move holds the malicious release as firmly as any other.
    guarantees: advisory === null ? guaranteesOf(component, evidence) : [],
    effort: advisory !== null ? 'trivial' : component.owner === 'internal' ? 'moderate' : 'high',
    opaque: advisory === null && component.pin === 'unknown',
    platformOwner: component.owner === 'platform',
    ...(advisory === null ? {} : { advisory: advisory.id }),
    facts: { ...factsOf(component, uses), ...(advisory === null ? {} : advisoryFacts(advisory)) },
    place: NOWHERE,
    evidence: advisory === null ? evidence : [...evidence, advisory.span],
  });
};

/** Where the files do not tell which release is behind the reference. */
const maybeListed = (rule: Rule, component: Component, advisory: Advised, uses: readonly ComponentUse[]): Transition =>
  transition(rule, {
    key: `${component.id} ${advisory.id}`,
    needs: [actorState('upstream')],
    gives: componentState(component.id, component.name),
    statement: `Advisory ${code(advisory.id)} lists releases of ${code(component.name)} as malicious, and ${code(component.version ?? component.ref ?? '')} may stand for one of them.`,
    assumption: `What ${code(component.name)} ${code(component.ref ?? '')} stands for is none of the releases that ${code(advisory.id)} lists.`,
    when: [{ setting: `release-not-listed@${component.id}`, is: false }],
    platformOwner: component.owner === 'platform',
    advisory: advisory.id,
    facts: { ...factsOf(component, uses), ...advisoryFacts(advisory) },
    place: NOWHERE,
    evidence: [...distinctSpans(uses.flatMap((use) => use.evidence)), advisory.span],
  });

const factsOf = (component: Component, uses: readonly ComponentUse[]): Readonly<Record<string, string>> => ({
  component: component.id,
  name: component.name,
  kind: component.kind,
  pin: component.pin,
  ref: component.ref ?? '',
  owner: component.owner,
  direct: String(uses.some((use) => use.via === null)),
  via: [...new Set(uses.flatMap((use) => (use.via === null ? [] : [use.via.id])))].sort().join(' '),
});

/** What controls have to know of an advisory. */
export const advisoryFacts = ({ id, fixed }: Advised): Readonly<Record<string, string>> => ({ advisory: id, fixed: fixed ?? '' });

const howItMoves = ({ kind, pin, ref }: Component): string => {
  switch (pin) {
    case 'commit':
    case 'digest':
      return 'publishes a malicious version';
    case 'tag':
      return kind === 'orb' ? `publishes a version of its own behind ${code(ref ?? '')}` : `moves tag ${code(ref ?? '')} to code of their own`;
    case 'branch':
      return `pushes code of their own to branch ${code(ref ?? '')}`;
    case 'none':
      return 'publishes a newest version of their own';
    case 'unknown':
      return 'puts code of their own behind a reference that the files do not tell';
  }
};

const EXACT_VERSION = /^[v=]?\d+\.\d+\.\d+/;

const guaranteesOf = (component: Component, evidence: readonly Span[]): readonly Guarantee[] => {
  const { id, name, pin, ref, kind } = component;
  if (component.locked !== undefined) {
    return [
      {
        id: `lock@${id}`,
        statement: `The lock file records the commit of ${code(name)} that runs.`,
        enforcedBy: 'configuration',
        against: ['upstream'],
        strength: 'strong',
        why: 'The platform runs the recorded commit whatever the reference says, and refuses one that the branches and tags of the repository no longer reach.',
        evidence: [component.locked.span],
        source: LOCKED,
      },
    ];
  }
  if (pin === 'commit' && kind === 'orb') {
    return [
      {
        id: `pin@${id}`,
        statement: `${code(name)} is taken in one exact version.`,
        enforcedBy: 'platform',
        against: ['upstream'],
        strength: 'strong',
        why: 'The registry never lets a published version of an orb be changed. What the orb itself downloads when it runs is not fixed by it.',
        evidence,
        source: 'https://circleci.com/docs/orbs/use/orb-concepts/',
      },
    ];
  }
  if (pin === 'commit') {
    return [
      {
        id: `pin@${id}`,
        statement: `${code(name)} is referenced by a full commit SHA.`,
        enforcedBy: 'configuration',
        against: ['upstream'],
        strength: 'strong',
        why: 'A commit cannot be changed. Strong as long as the commit lies in the history of the named repository and not only in a fork of it, which the files do not tell.',
        evidence,
        source: SECURE_USE,
      },
    ];
  }
  if (pin === 'digest') {
    return [
      {
        id: `pin@${id}`,
        statement: `${code(name)} is referenced by digest.`,
        enforcedBy: 'configuration',
        against: ['upstream'],
        strength: 'strong',
        why: 'The content is checked against the digest whenever it is pulled.',
        evidence,
        source: DIGESTS,
      },
    ];
  }
  if ((kind === 'action' || kind === 'workflow') && (pin === 'tag' || pin === 'branch')) return refused(name);
  if (kind === 'package' && ref !== null && EXACT_VERSION.test(ref)) {
    return [
      {
        id: `exact-version@${id}`,
        statement: `${code(name)} is installed in one exact version.`,
        enforcedBy: 'platform',
        against: ['upstream'],
        strength: 'weak',
        why: 'The registry does not let a published version be replaced, but what the package itself depends on is resolved anew at each install.',
        evidence,
      },
    ];
  }
  return [];
};

/** Policies under which a reference that can move does not run at all, or runs what the lock file records. */
const refused = (name: string): readonly Guarantee[] => [
  bySetting('actions-lock-required', {
    statement: 'Workflows run only with actions that the lock file records.',
    why: `${code(name)} then is the recorded commit, whatever its tag or branch points to.`,
    against: ['upstream'],
    source: 'https://docs.github.com/en/actions/how-tos/administer/enforce-workflow-lockfiles',
  }),
  bySetting('actions-sha-required', {
    statement: 'Actions run only when they are referenced by a full commit SHA.',
    why: `The platform refuses ${code(name)} as it is referenced here.`,
    against: ['upstream'],
    source: 'https://github.blog/changelog/2025-08-15-github-actions-policy-now-supports-blocking-and-sha-pinning-actions/',
  }),
];
