import { describe, expect, it } from 'vitest';
import { eventValue } from '../../src/read/github-actions/contexts.ts';
import { PAYLOADS } from '../../src/read/github-actions/contexts-fields.ts';
import { type ExpressionScope, template, truth } from '../../src/read/github-actions/evaluate.ts';
import { parseExpression } from '../../src/read/github-actions/expressions.ts';
import { following, isKnownEvent, type ScenarioSeed } from '../../src/read/github-actions/triggers.ts';
import { AT, scopeOf, seed, TODAY } from './events.ts';

const written = (path: string, scenario: ScenarioSeed) =>
  (eventValue(path.split('.'), scenario, AT)?.influences ?? []).map((i) =>
    i.origin.kind === 'event' || i.origin.kind === 'input' ? `${i.origin.actor} ${i.charset}` : i.origin.kind,
  );
const holds = (source: string, scenario: ScenarioSeed) => {
  const parsed = parseExpression(source);
  return parsed.ok ? truth(parsed.expression, scopeOf(scenario)) : 'unparsed';
};

describe('free texts', () => {
  it.each([
    ['pull_request_target/fork', 'github.event.pull_request.title', ['outsider any']],
    ['pull_request_target/fork', 'github.head_ref', ['outsider ref-name']],
    ['pull_request_target/fork', 'github.event.pull_request.head.label', ['outsider ref-name']],
    ['pull_request_target/fork', 'github.event.pull_request.head.repo.full_name', ['outsider word']],
    ['pull_request_target/fork', 'github.event.pull_request.head.repo.default_branch', ['outsider ref-name']],
    ['pull_request_target/fork', 'github.event.pull_request.labels.*.name', ['writer any']],
    ['pull_request_target/fork', 'github.event.pull_request.base.ref', ['writer ref-name']],
    ['pull_request_target/branch', 'github.event.pull_request.body', ['writer any']],
    ['pull_request/dependabot', 'github.event.pull_request.body', ['upstream any']],
    ['pull_request_review/branch', 'github.event.review.body', ['outsider any']],
    ['pull_request_review/branch', 'github.head_ref', ['writer ref-name']],
    ['pull_request_review_comment/fork', 'github.event.comment.path', ['outsider file-name']],
    ['issue_comment', 'github.event.comment.body', ['outsider any']],
    ['issue_comment', 'github.event.issue.title', ['outsider any']],
    ['issues', 'github.event.issue.body', ['outsider any']],
    ['discussion', 'github.event.discussion.title', ['outsider any']],
    ['gollum', 'github.event.pages.0.page_name', ['outsider any']],
    ['fork', 'github.event.forkee.description', ['outsider any']],
    ['push/default', 'github.event.head_commit.message', ['contributor any']],
    ['push/default', 'github.event.commits.0.author.email', ['contributor any']],
    ['push/branch', 'github.ref_name', ['writer ref-name']],
    ['push/tag', 'github.ref', ['writer ref-name']],
    ['release', 'github.event.release.name', ['writer any']],
    ['repository_dispatch', 'github.event.client_payload.a.b', ['writer any']],
    ['status', 'github.event.commit.commit.message', ['outsider any']],
    // A digest says nothing, but a checkout has to know whose commit it is.
    ['pull_request_target/fork', 'github.event.pull_request.head.sha', ['outsider word']],
  ])('on %s, %s: %j', (id, path, expected) => expect(written(path, seed(id))).toEqual(expected));

  it.each([
    'number',
    'pull_request.number',
    'pull_request.base.sha',
    'pull_request.html_url',
    'pull_request.id',
    'repository.full_name',
    'pull_request.state',
  ])('github.event.%s is nobody’s', (field) => expect(written(`github.event.${field}`, seed('pull_request_target/fork'))).toEqual([]));
  it.each(['sha', 'run_id', 'workflow', 'event_name', 'workspace', 'ref', 'job'])('github.%s is nobody’s on an issue', (name) =>
    expect(written(`github.${name}`, seed('issues'))).toEqual([]),
  );

  it('of a merge needs the change to be accepted', () => {
    expect(eventValue(['github', 'event', 'head_commit', 'message'], seed('push/default'), AT)?.influences[0]?.origin).toMatchObject({
      actor: 'contributor',
      interaction: 'accepts',
    });
  });
  it('are those of the run that is followed', () => {
    const after = following(seed('workflow_run'), seed('pull_request/fork'));
    expect(written('github.event.workflow_run.head_branch', after)).toEqual(['outsider ref-name']);
    expect(written('github.event.workflow_run.head_commit.message', after)).toEqual(['outsider any']);
    expect(written('github.event.workflow_run.display_title', following(seed('workflow_run'), seed('push/branch')))).toEqual(['writer any']);
    expect(written('github.event.workflow_run.head_branch', following(seed('workflow_run'), seed('push/default')))).toEqual([]);
  });
  it('of a whole object are all below it', () => {
    const pull = eventValue(['github', 'event', 'pull_request'], seed('pull_request_target/fork'), AT);
    expect(pull?.structure).toBe('object');
    const fields = pull?.influences.map((i) => (i.origin.kind === 'event' ? i.origin.field : ''));
    expect(fields).toContain('github.event.pull_request.title');
    expect(fields).toContain('github.event.pull_request.head.repo.description');
    expect(template('${{ toJSON(github.event) }}', scopeOf(seed('issues')), () => AT).influences.length).toBeGreaterThan(1);
    expect(template('${{ toJSON(github) }}', scopeOf(seed('issues')), () => AT).secrets).toEqual(['token']);
  });
  it('of a dispatch are its inputs, except those that the platform checks', () => {
    const dispatch = seed('workflow_dispatch', {
      inputs: [
        { name: 'Text', type: 'string', span: AT },
        { name: 'level', type: 'choice', span: AT },
      ],
    });
    expect(written('inputs.text', dispatch)).toEqual(['writer any']);
    expect(written('github.event.inputs.text', dispatch)).toEqual(['writer any']);
    expect(written('inputs.level', dispatch)).toEqual([]);
    expect(eventValue(['inputs', 'other'], dispatch, AT)?.text).toBe('');
  });
  it('are raised to who must have written them', () => {
    const raised = [{ field: 'github.event.comment', actor: 'writer' }] as const;
    const actorOf = (field: string) => eventValue(['github', 'event', field, 'body'], seed('issue_comment'), AT, raised)?.influences[0]?.origin;
    expect([actorOf('comment'), actorOf('issue')]).toMatchObject([{ actor: 'writer' }, { actor: 'outsider' }]);
  });
});

describe('what the scenario fixes', () => {
  it.each([
    ["github.event_name == 'pull_request'", 'pull_request/fork', true],
    ['github.event.pull_request.head.repo.fork', 'pull_request/fork', true],
    ['github.event.pull_request.head.repo.fork == false', 'pull_request/fork', false],
    ['github.event.pull_request.head.repo.full_name == github.repository', 'pull_request/fork', false],
    ['github.event.pull_request.head.repo.full_name == github.repository', 'pull_request_target/branch', true],
    ['github.event.pull_request.head.repo.full_name != github.event.pull_request.base.repo.full_name', 'pull_request/fork', true],
    ['github.event.pull_request.head.repo.owner.login == github.repository_owner', 'pull_request/fork', false],
    ['github.event.pull_request', 'push/default', false],
    ["github.event_name != 'pull_request' || github.event.pull_request.head.repo.fork == false", 'push/branch', true],
    ["github.head_ref == ''", 'push/default', true],
    ["github.ref == 'refs/heads/main'", 'push/default', true],
    ["github.ref == 'refs/heads/main'", 'push/branch', false],
    ["github.ref == 'refs/heads/main'", 'pull_request/fork', false],
    ["github.ref == 'refs/heads/main'", 'pull_request_target/fork', true],
    ["github.ref_name == 'main'", 'schedule', true],
    ["startsWith(github.ref, 'refs/tags/')", 'push/tag', true],
    ["startsWith(github.ref, 'refs/tags/v')", 'push/tag', 'unknown'],
    ["startsWith(github.ref, 'refs/tags/')", 'push/default', false],
    ["github.ref_type == 'tag'", 'release', true],
    ["github.actor == 'dependabot[bot]'", 'pull_request/dependabot', true],
    ["github.actor == 'dependabot[bot]'", 'pull_request_target/fork', 'unknown'],
    ["github.event.action == 'labeled'", 'pull_request_target/fork', false],
    ['github.event.pull_request.merged', 'pull_request/fork', false],
    ['github.event.issue.pull_request', 'issues', false],
    ['github.event.issue.pull_request', 'issue_comment', 'unknown'],
    ['github.event.comment', 'issue_comment', true],
    ["contains(github.event.comment.body, '/deploy')", 'issue_comment', 'unknown'],
  ] as const)('%s on %s is %s', (source, id, expected) => expect(holds(source, seed(id))).toBe(expected));

  it('uses the names that are known', () => {
    const facts = { defaultBranch: 'trunk', repository: 'acme/app' };
    expect(holds("github.ref == 'refs/heads/main'", seed('push/default', {}, TODAY, facts))).toBe(false);
    expect(holds('github.ref_name == github.event.repository.default_branch', seed('push/default', {}, TODAY, facts))).toBe(true);
    expect(holds("github.repository == 'acme/app'", seed('schedule', {}, TODAY, facts))).toBe(true);
    expect(holds("github.repository_owner == 'other'", seed('schedule', {}, TODAY, facts))).toBe(false);
    expect(holds("github.repository == 'acme/app'", seed('schedule'))).toBe('unknown');
  });
  it('has a label only where one is put on', () => {
    expect(holds("github.event.label.name == 'x'", seed('pull_request_target/fork'))).toBe(false);
    expect(holds("github.event.label.name == 'x'", seed('pull_request_target/fork', { types: ['labeled'] }))).toBe('unknown');
    expect(holds("github.event.label.name == 'x'", seed('issues'))).toBe('unknown');
    expect(holds('github.event.label', seed('issue_comment'))).toBe(false);
  });
  it('knows the followed run', () => {
    const fork = following(seed('workflow_run'), seed('pull_request/fork'));
    expect(holds("github.event.workflow_run.event == 'push'", fork)).toBe(false);
    expect(holds('github.event.workflow_run.head_repository.full_name == github.repository', fork)).toBe(false);
    expect(holds("github.event.workflow_run.head_branch == 'main'", fork)).toBe('unknown');
    const push = following(seed('workflow_run'), seed('push/default'));
    expect(holds("github.event.workflow_run.event == 'push' && github.event.workflow_run.head_branch == 'main'", push)).toBe(true);
    expect(holds('github.event.workflow_run.head_repository.full_name == github.repository', seed('workflow_run'))).toBe('unknown');
  });
});

describe('tables', () => {
  it('have a payload for every event and no other', () => {
    for (const event of PAYLOADS.keys()) expect(isKnownEvent(event), event).toBe(true);
  });
  it('do not answer for other contexts', () => {
    const scope: ExpressionScope = scopeOf(seed('issues'));
    expect(scope.lookup(['env', 'x'])).toBeUndefined();
    expect(eventValue(['github', 'event', '__proto__'], seed('issues'), AT)?.influences).toEqual([]);
  });
});
