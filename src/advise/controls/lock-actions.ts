import type { ControlKind } from '../control.ts';
import { named, REPOSITORY, remedy, valuesOf } from './common.ts';

export const lockActions = {
  kind: 'lock-actions',
  family: 'reduce-implicit-trust',
  scope: 'repository',
  title: 'Keep a lock file for all actions',
  why: 'The platform runs the recorded commit of every action, also of those that actions bring along, whatever tags and branches say. Images and actions by local path are not covered, nor what a called workflow of another repository uses. Needs GitHub Enterprise Cloud while in preview.',
  references: [
    { title: 'GitHub: workflow dependency lockfiles', url: 'https://docs.github.com/en/actions/concepts/security/workflow-dependency-lockfiles' },
    { title: 'GitHub: locking action dependencies', url: 'https://docs.github.com/en/actions/how-tos/secure-your-work/lock-workflow-dependencies' },
  ],
  cost: 3,
  concerns: { rules: ['dependency/movable-component'] },
  place: ({ rule, facts }, pipeline) => {
    const lockable = facts.kind === 'action' || (facts.kind === 'workflow' && facts.via === '');
    const held = facts.pin === 'commit' || facts.advisory !== undefined || (facts.via ?? '').split(' ').some((id) => id.startsWith('workflow:'));
    return rule === 'dependency/movable-component' && lockable && !held && pipeline.asOf >= SINCE && pipeline.systems.includes('github-actions')
      ? REPOSITORY
      : null;
  },
  remedy: (transitions) =>
    remedy(
      `Record the commits of ${valuesOf(transitions, 'component').length === 1 ? 'the one action' : `all ${valuesOf(transitions, 'component').length} actions`} that can move (${named(transitions, 'name')}) and commit the file; then require it by policy.`,
      'gh extension install github/gh-actions-lock',
      'gh actions-lock',
      'git add .github/workflows/actions.lock',
    ),
} satisfies ControlKind;

/** https://github.blog/changelog/2026-10-14-github-actions-workflow-lockfiles-in-public-preview/ */
const SINCE = '2026-10-14';
