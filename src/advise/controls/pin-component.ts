import type { ControlKind } from '../control.ts';
import { named, pasteable, remedy, sites } from './common.ts';
import { REFERENCES } from './references.ts';

export const pinComponent = {
  kind: 'pin-component',
  family: 'reduce-implicit-trust',
  scope: 'repository',
  title: 'Pin the component to a full commit SHA',
  why: 'The commit that was looked at is the one that runs, until somebody here changes it; an update bot keeps it fresh. It does not hold what the component itself takes by a movable reference.',
  references: [REFERENCES.secureUse],
  cost: 1,
  costOf: (transitions) => {
    const places = new Set(transitions.flatMap((t) => t.evidence.map((span) => `${span.file}:${span.line}`))).size;
    return places <= 3 ? 1 : places <= 12 ? 2 : 3;
  },
  concerns: { rules: ['dependency/movable-component', 'dependency/component-in-job'] },
  place: ({ rule, facts }) => {
    const movable = PINNABLE.has(facts.kind ?? '') && facts.pin !== 'commit' && facts.pin !== 'digest' && facts.advisory === undefined;
    if (!movable) return null;
    // Where other components bring it along too, pinning helps only the jobs that name it themselves.
    if (rule === 'dependency/movable-component') return facts.direct === 'true' && facts.via === '' ? (facts.component ?? null) : null;
    return rule === 'dependency/component-in-job' && facts.via === '' ? (facts.component ?? null) : null;
  },
  remedy: (transitions) => {
    const { name = '', ref = '', kind = '' } = transitions[0]?.facts ?? {};
    if (kind === 'package') {
      return `At ${sites(transitions)}: install ${named(transitions, 'name')} from a manifest with a lock file that is kept in the repository, instead of fetching the newest version at each run.`;
    }
    return remedy(
      `At ${sites(transitions)}: replace the reference of ${named(transitions, 'name')} by the full SHA of the release that was reviewed, with the version as a comment for people and update bots. Take the SHA from the repository itself, not from a fork of it.`,
      `uses: ${pasteable(name)}@<full commit SHA>${ref === '' ? '' : `  # ${pasteable(ref)}`}`,
    );
  },
} satisfies ControlKind;

const PINNABLE: ReadonlySet<string> = new Set(['action', 'workflow', 'package', 'orb', 'include', 'plugin', 'task', 'library']);
