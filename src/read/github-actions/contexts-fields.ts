/**
 * Which fields of an event's payload carry text that somebody outside the configuration writes, and how free they are in it.
 * Fields that are not listed are numbers, digests, dates, the platform's own words or the maintainers' settings.
 * Payloads: https://docs.github.com/en/webhooks/webhook-events-and-payloads
 * Untrusted fields: https://docs.github.com/en/actions/concepts/security/script-injections
 */
import type { Charset } from '../../pipeline/effects.ts';
import type { Actor } from '../../pipeline/model.ts';

/**
 * Whose text it is. `head`: who writes the commits of the pull request or run that the event is about; `author`: who opened the thing;
 * `sender`: who caused the event; otherwise a fixed actor.
 */
export type Writer = 'head' | 'author' | 'sender' | Actor;

export interface Field {
  /** Below `github.event`; `*` is any element. */
  readonly path: readonly string[];
  readonly charset: Charset;
  readonly by: Writer;
  /** The id of a commit. */
  readonly commit?: true;
}

type Row = readonly [path: string, charset: Charset, by: Writer];

const fields = (prefix: string, rows: readonly Row[]): readonly Field[] =>
  rows.map(([path, charset, by]) => ({ path: `${prefix}${prefix === '' ? '' : '.'}${path}`.split('.'), charset, by }));

const REPOSITORY: readonly Row[] = [
  ['name', 'word', 'head'],
  ['full_name', 'word', 'head'],
  ['owner.login', 'word', 'head'],
  ['description', 'any', 'head'],
  ['homepage', 'any', 'head'],
  ['default_branch', 'ref-name', 'head'],
  ['html_url', 'word', 'head'],
  ['clone_url', 'word', 'head'],
  ['git_url', 'word', 'head'],
  ['ssh_url', 'word', 'head'],
];

const COMMIT: readonly Row[] = [
  ['message', 'any', 'head'],
  ['author.name', 'any', 'head'],
  ['author.email', 'any', 'head'],
  ['author.username', 'word', 'head'],
  ['committer.name', 'any', 'head'],
  ['committer.email', 'any', 'head'],
  ['committer.username', 'word', 'head'],
];

const LABELLED: readonly Row[] = [
  // Labels and milestones are made by people with triage rights.
  ['labels.*.name', 'any', 'writer'],
  ['labels.*.description', 'any', 'writer'],
  ['milestone.title', 'any', 'writer'],
  ['milestone.description', 'any', 'writer'],
];

const THREAD: readonly Row[] = [
  ['title', 'any', 'author'],
  ['body', 'any', 'author'],
  ['user.login', 'word', 'author'],
];

/** A commit's digest: nobody chooses it, but whoever checks it out has its author's code. */
const commit = (path: string, by: Writer): Field => ({ path: path.split('.'), charset: 'word', by, commit: true });

const PULL_REQUEST = [
  commit('pull_request.head.sha', 'head'),
  commit('pull_request.merge_commit_sha', 'head'),
  ...fields('pull_request', [
    ...THREAD,
    ...LABELLED,
    ['head.ref', 'ref-name', 'head'],
    ['head.label', 'ref-name', 'head'],
    ['head.user.login', 'word', 'head'],
  ]),
  // The author picks among branches that exist.
  ...fields('pull_request', [
    ['base.ref', 'ref-name', 'writer'],
    ['base.label', 'ref-name', 'writer'],
    ['auto_merge.commit_title', 'any', 'writer'],
    ['auto_merge.commit_message', 'any', 'writer'],
  ]),
  ...fields('pull_request.head.repo', REPOSITORY),
  ...fields('', [
    ['changes.title.from', 'any', 'author'],
    ['changes.body.from', 'any', 'author'],
  ]),
];
/** Only when a label was put on or taken off. */
const LABEL = fields('label', [
  ['name', 'any', 'writer'],
  ['description', 'any', 'writer'],
]);

const ISSUE = fields('issue', [...THREAD, ...LABELLED]);
const ISSUE_CHANGES = fields('changes', [
  ['title.from', 'any', 'author'],
  ['body.from', 'any', 'author'],
]);
const DISCUSSION = fields('discussion', [...THREAD, ...LABELLED]);
const said = (object: string): readonly Field[] =>
  fields(object, [
    ['body', 'any', 'sender'],
    ['user.login', 'word', 'sender'],
  ]);

const RUN = [
  commit('workflow_run.head_sha', 'head'),
  commit('workflow_run.head_commit.id', 'head'),
  ...fields('workflow_run', [
    ['head_branch', 'ref-name', 'head'],
    // The title of the pull request or issue, or the commit message.
    ['display_title', 'any', 'author'],
    ['actor.login', 'word', 'sender'],
    ['triggering_actor.login', 'word', 'sender'],
    ['pull_requests.*.head.ref', 'ref-name', 'head'],
  ]),
  ...fields('workflow_run.head_commit', COMMIT),
  ...fields('workflow_run.head_repository', REPOSITORY),
];

const CHECKED = (object: string): readonly Field[] => [
  ...fields(
    `${object}.head_commit`,
    COMMIT.map(([path, charset]): Row => [path, charset, 'sender']),
  ),
  ...fields(object, [
    ['head_branch', 'ref-name', 'writer'],
    ['pull_requests.*.head.ref', 'ref-name', 'sender'],
  ]),
  commit(`${object}.head_sha`, 'sender'),
];

/** What a service or app reports is taken to be as trustworthy as a writer. */
const REPORTED: readonly Row[] = [
  ['name', 'any', 'writer'],
  ['output.title', 'any', 'writer'],
  ['output.summary', 'any', 'writer'],
  ['output.text', 'any', 'writer'],
  ['details_url', 'any', 'writer'],
];

const PUSH = [
  ...fields('head_commit', COMMIT),
  ...fields('commits.*', COMMIT),
  ...fields('', [
    ['pusher.name', 'word', 'head'],
    ['pusher.email', 'any', 'head'],
  ]),
];

const DEPLOYMENT = fields('deployment', [
  ['ref', 'ref-name', 'writer'],
  ['description', 'any', 'writer'],
  ['environment', 'any', 'writer'],
  ['payload', 'any', 'writer'],
]);

/** The top-level objects of the payload with their free fields. An object without any is still there, and not empty. */
interface Payload {
  readonly objects: readonly string[];
  readonly fields: readonly Field[];
}

const PULL_OBJECTS = ['pull_request', 'number', 'label'];

export const PAYLOADS: ReadonlyMap<string, Payload> = new Map<string, Payload>([
  ['pull_request', { objects: PULL_OBJECTS, fields: [...PULL_REQUEST, ...LABEL] }],
  ['pull_request_target', { objects: PULL_OBJECTS, fields: [...PULL_REQUEST, ...LABEL] }],
  ['pull_request_review', { objects: ['pull_request', 'review'], fields: [...PULL_REQUEST, ...said('review')] }],
  [
    'pull_request_review_comment',
    {
      objects: ['pull_request', 'comment'],
      fields: [
        ...PULL_REQUEST,
        ...said('comment'),
        ...fields('comment', [
          ['path', 'file-name', 'head'],
          ['diff_hunk', 'any', 'head'],
        ]),
      ],
    },
  ],
  ['issues', { objects: ['issue', 'label'], fields: [...ISSUE, ...ISSUE_CHANGES, ...LABEL] }],
  ['issue_comment', { objects: ['issue', 'comment'], fields: [...ISSUE, ...said('comment')] }],
  ['discussion', { objects: ['discussion', 'label'], fields: [...DISCUSSION, ...LABEL] }],
  ['discussion_comment', { objects: ['discussion', 'comment'], fields: [...DISCUSSION, ...said('comment')] }],
  ['push', { objects: ['head_commit', 'commits', 'pusher'], fields: PUSH }],
  ['workflow_run', { objects: ['workflow_run', 'workflow'], fields: RUN }],
  [
    'gollum',
    {
      objects: ['pages'],
      fields: fields('pages.*', [
        ['page_name', 'any', 'sender'],
        ['title', 'any', 'sender'],
        ['summary', 'any', 'sender'],
        ['html_url', 'any', 'sender'],
      ]),
    },
  ],
  [
    'fork',
    {
      objects: ['forkee'],
      fields: fields(
        'forkee',
        REPOSITORY.map(([path, charset]): Row => [path, charset, 'sender']),
      ),
    },
  ],
  ['watch', { objects: [], fields: [] }],
  ['create', { objects: ['ref', 'ref_type'], fields: fields('', [['ref', 'ref-name', 'writer']]) }],
  ['delete', { objects: ['ref', 'ref_type'], fields: fields('', [['ref', 'ref-name', 'writer']]) }],
  [
    'release',
    {
      objects: ['release'],
      fields: fields('release', [
        ['name', 'any', 'writer'],
        ['body', 'any', 'writer'],
        ['tag_name', 'ref-name', 'writer'],
        ['target_commitish', 'ref-name', 'writer'],
        ['author.login', 'word', 'writer'],
      ]),
    },
  ],
  ['check_run', { objects: ['check_run'], fields: [...fields('check_run', REPORTED), ...CHECKED('check_run.check_suite')] }],
  ['check_suite', { objects: ['check_suite'], fields: CHECKED('check_suite') }],
  [
    'status',
    {
      objects: ['commit', 'state', 'context', 'branches'],
      fields: [
        ...fields(
          'commit.commit',
          COMMIT.map(([path, charset]): Row => [path, charset, 'sender']),
        ),
        ...fields('', [
          ['description', 'any', 'writer'],
          ['context', 'any', 'writer'],
          ['target_url', 'any', 'writer'],
          ['branches.*.name', 'ref-name', 'writer'],
        ]),
      ],
    },
  ],
  ['deployment', { objects: ['deployment'], fields: DEPLOYMENT }],
  [
    'deployment_status',
    {
      objects: ['deployment', 'deployment_status'],
      fields: [
        ...DEPLOYMENT,
        ...fields('deployment_status', [
          ['description', 'any', 'writer'],
          ['environment_url', 'any', 'writer'],
          ['log_url', 'any', 'writer'],
          ['target_url', 'any', 'writer'],
        ]),
      ],
    },
  ],
  ['repository_dispatch', { objects: ['client_payload'], fields: fields('', [['client_payload.**', 'any', 'writer']]) }],
  ['workflow_dispatch', { objects: ['inputs'], fields: [] }],
  ['schedule', { objects: ['schedule'], fields: [] }],
  ['merge_group', { objects: ['merge_group'], fields: fields('merge_group.head_commit', COMMIT) }],
  ['label', { objects: ['label'], fields: LABEL }],
  ['milestone', { objects: ['milestone'], fields: fields('', [['milestone.**', 'any', 'writer']]) }],
  ['project', { objects: ['project'], fields: fields('', [['project.**', 'any', 'writer']]) }],
  ['project_card', { objects: ['project_card'], fields: fields('project_card', [['note', 'any', 'writer']]) }],
  ['project_column', { objects: ['project_column'], fields: fields('project_column', [['name', 'any', 'writer']]) }],
  ['registry_package', { objects: ['registry_package'], fields: fields('', [['registry_package.**', 'any', 'writer']]) }],
  ['page_build', { objects: ['build'], fields: [] }],
  ['member', { objects: ['member'], fields: [] }],
  ['public', { objects: [], fields: [] }],
  ['branch_protection_rule', { objects: ['rule'], fields: [] }],
  ['image_version', { objects: [], fields: [] }],
]);

/** Every object that some payload has at its top: on the events that lack it, it is empty. */
export const PAYLOAD_OBJECTS: ReadonlySet<string> = new Set([...PAYLOADS.values()].flatMap((p) => p.objects));
