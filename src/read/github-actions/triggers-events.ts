/**
 * The events that run the default branch's workflow on the default branch: who can cause them, and how.
 * Events whose run depends on the ref (pull requests, pushes, releases …) are in triggers-refs.ts.
 * Table: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
import type { Actor, Interaction } from '../../pipeline/model.ts';

export interface CauseFacts {
  readonly actor: Actor;
  /** A verb phrase. */
  readonly how: string;
  readonly interaction: Interaction;
  /** Guarantees by name, see triggers-guarantees.ts. */
  readonly guarded?: 'reporter' | 'wiki';
}

export interface EventFacts {
  /** When `types` leaves these only, `causes` hold; null: for every type. The weakest actors first. */
  readonly causes: readonly CauseFacts[];
  /** Activity types that only people with rights in the repository bring about: the attacker's thing is there, somebody else does this to it. */
  readonly byOthers?: { readonly types: readonly string[]; readonly how: string };
  readonly byItself: Interaction | null;
  /** Anyone can trigger it, so its cache token only reads since 2026-06-26. */
  readonly lowTrust: boolean;
}

const outsider = (how: string): CauseFacts => ({ actor: 'outsider', how, interaction: 'none' });
const writer = (how: string): CauseFacts => ({ actor: 'writer', how, interaction: 'none' });
const maintainer = (how: string): CauseFacts => ({ actor: 'maintainer', how, interaction: 'none' });

const LABEL_TYPES = ['labeled', 'unlabeled', 'assigned', 'unassigned', 'locked', 'unlocked', 'milestoned', 'demilestoned'];

export const DEFAULT_BRANCH_EVENTS: ReadonlyMap<string, EventFacts> = new Map<string, EventFacts>([
  [
    'issues',
    {
      causes: [outsider('opens or edits an issue')],
      byOthers: {
        types: [...LABEL_TYPES, 'pinned', 'unpinned', 'transferred', 'deleted', 'typed', 'untyped', 'field_added', 'field_removed'],
        how: 'opens an issue, which somebody then labels, assigns or moves',
      },
      byItself: 'none',
      lowTrust: true,
    },
  ],
  ['issue_comment', { causes: [outsider('comments on an issue or a pull request')], byItself: 'none', lowTrust: true }],
  [
    'discussion',
    {
      causes: [outsider('opens or edits a discussion')],
      byOthers: {
        types: ['labeled', 'unlabeled', 'locked', 'unlocked', 'pinned', 'unpinned', 'transferred', 'deleted', 'category_changed'],
        how: 'opens a discussion, which somebody then labels or moves',
      },
      byItself: 'none',
      lowTrust: true,
    },
  ],
  ['discussion_comment', { causes: [outsider('comments on a discussion')], byItself: 'none', lowTrust: true }],
  ['fork', { causes: [outsider('forks the repository')], byItself: 'none', lowTrust: true }],
  ['watch', { causes: [outsider('stars the repository')], byItself: 'none', lowTrust: true }],
  [
    'gollum',
    {
      causes: [{ ...outsider('edits a wiki page'), guarded: 'wiki' }, writer('edits a wiki page')],
      byItself: 'none',
      lowTrust: true,
    },
  ],
  [
    'check_run',
    {
      causes: [
        { ...outsider('opens a pull request on which an app reports a check'), guarded: 'reporter' },
        writer('reports or re-requests a check'),
      ],
      byItself: 'none',
      lowTrust: true,
    },
  ],
  [
    'check_suite',
    {
      causes: [
        { ...outsider('opens a pull request on which an app reports checks'), guarded: 'reporter' },
        writer('pushes a commit on which an app reports'),
      ],
      byItself: 'none',
      lowTrust: true,
    },
  ],
  [
    'status',
    {
      causes: [
        { ...outsider('opens a pull request on whose commit a service reports a status'), guarded: 'reporter' },
        writer('sets the status of a commit'),
      ],
      byItself: 'none',
      lowTrust: true,
    },
  ],
  ['schedule', { causes: [], byItself: 'none', lowTrust: false }],
  // Who may send it needs write access to the contents: https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event
  ['repository_dispatch', { causes: [writer('sends a repository dispatch with a payload of its own')], byItself: 'routine', lowTrust: false }],
  ['label', { causes: [writer('creates or edits a label')], byItself: 'routine', lowTrust: false }],
  ['milestone', { causes: [writer('creates or edits a milestone')], byItself: 'routine', lowTrust: false }],
  ['project', { causes: [writer('creates or edits a project board')], byItself: 'routine', lowTrust: false }],
  ['project_card', { causes: [writer('moves or edits a project card')], byItself: 'routine', lowTrust: false }],
  ['project_column', { causes: [writer('changes a project column')], byItself: 'routine', lowTrust: false }],
  ['delete', { causes: [writer('deletes a branch or tag')], byItself: 'none', lowTrust: false }],
  ['page_build', { causes: [writer('pushes to the branch that Pages is built from')], byItself: 'none', lowTrust: false }],
  ['member', { causes: [maintainer('adds a collaborator')], byItself: 'routine', lowTrust: false }],
  ['public', { causes: [maintainer('makes the repository public')], byItself: 'routine', lowTrust: false }],
  ['branch_protection_rule', { causes: [maintainer('changes a branch protection rule')], byItself: 'routine', lowTrust: false }],
  ['image_version', { causes: [maintainer('publishes a runner image version')], byItself: 'none', lowTrust: false }],
]);

/** What a pull request's own author can bring about, and what needs rights in the repository. */
export const PULL_REQUEST_TYPES = {
  byAuthor: ['opened', 'synchronize', 'reopened', 'edited', 'closed', 'ready_for_review', 'converted_to_draft'],
  /** When `types:` is absent. */
  default: ['opened', 'synchronize', 'reopened'],
} as const;

export const EVENTS_PAGE = 'https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows';
/** The section of the page that an event has. */
export const eventPage = (event: string): string => `${EVENTS_PAGE}#${event}`;
