import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionOf } from '../../src/read/github-actions/conditions.ts';
import { following, type OnTrigger, type ScenarioSeed } from '../../src/read/github-actions/triggers.ts';
import { AT, scopeOf, seed } from './events.ts';

const judge = (text: string | null, scenario: ScenarioSeed) => conditionOf(text, AT, scopeOf(scenario), scenario, 'job');
const gates = (text: string, id: string, more: Partial<OnTrigger> = {}) =>
  judge(text, seed(id, more)).gates.map(
    (g) => `${g.id} ${g.strength} ${g.against.join('+')}${g.interaction === undefined ? '' : ` ${g.interaction}`}`,
  );

describe('shape of if', () => {
  it.each([
    [null, true],
    ['', true],
    ['false', false],
    ['${{ false }}', false],
    ['${{ false }}\n', true],
    ["${{ false }} && ${{ github.event_name == 'x' }}", true],
    ['!false', true],
    ['oops(', 'unknown'],
    ["github.event_name == 'issues'", true],
  ] as const)('%j is %s', (text, expected) => expect(judge(text, seed('issues')).truth).toBe(expected));
  it.each([
    ['always()', true],
    ['failure() && true', true],
    ["!cancelled() && github.ref == 'x'", true],
    ['success()', false],
    ["github.ref == 'always()'", false],
  ])('%s ignores failure: %s', (text, expected) => expect(judge(text, seed('issues')).ignoresFailure).toBe(expected));
});

describe('where the change comes from', () => {
  it('closes a job to forks, and says why', () => {
    const result = judge('github.event.pull_request.head.repo.full_name == github.repository', seed('pull_request_target/fork'));
    expect(result.truth).toBe(false);
    expect(result.gates).toMatchObject([{ id: 'same-repository@job', strength: 'strong', against: ['outsider', 'contributor'] }]);
  });
  it('gives no reason where another event is meant', () => {
    const own = 'github.event.pull_request.head.repo.full_name == github.repository';
    expect(gates(`github.event_name == 'pull_request' && ${own}`, 'pull_request_target/fork')).toEqual([]);
    expect(gates(`github.event_name == 'push' || ${own}`, 'pull_request_target/fork')).toEqual(['same-repository@job strong outsider+contributor']);
    expect(gates(`!(github.event_name == 'push' || github.event.pull_request.head.repo.fork)`, 'pull_request_target/fork')).toEqual([
      'same-repository@job strong outsider+contributor',
    ]);
    expect(gates('github.event.issue.pull_request.merged_at', 'push/default')).toEqual([]);
    expect(gates("false && contains(github.event.pull_request.labels.*.name, 'x')", 'pull_request_target/fork')).toEqual([]);
  });
  it.each([
    'github.event.pull_request.head.repo.fork == false',
    '!github.event.pull_request.head.repo.fork',
    "github.event.pull_request.head.repo.full_name == 'acme/app'",
    "github.event.pull_request.head.repo.owner.login == 'acme'",
    "github.event.pull_request.head.label == 'acme:release'",
    "startsWith(github.event.pull_request.head.repo.full_name, 'acme/')",
  ])('%s is strong', (text) => expect(gates(text, 'pull_request_target/fork')).toEqual(['same-repository@job strong outsider+contributor']));
  it.each([
    "github.event.pull_request.head.repo.full_name != 'acme/app'",
    "github.event.pull_request.base.ref == 'main'",
    "github.repository == 'acme/app'",
    "contains(github.event.comment.body, '/deploy')",
    "github.event.review.state == 'approved'",
    "github.actor != 'dependabot[bot]'",
    "!contains(github.event.pull_request.labels.*.name, 'skip')",
  ])('%s keeps nobody out', (text) => expect(gates(text, 'pull_request_target/fork')).toEqual([]));
  it('a branch name is the fork’s choice', () => {
    expect(gates("startsWith(github.head_ref, 'release/')", 'pull_request_target/fork')).toEqual(['head-branch-name@job weak outsider+contributor']);
    const after = following(seed('workflow_run'), seed('pull_request/fork'));
    expect(judge("github.event.workflow_run.head_branch == 'main'", after).gates[0]?.strength).toBe('weak');
  });
});

describe('who acts', () => {
  it('a bot as actor of a pull request can be made to act; its authorship cannot', () => {
    const bots = "${{ github.actor == 'dependabot[bot]' || github.actor == 'renovate[bot]' }}";
    expect(gates(bots, 'pull_request_target/fork')).toEqual(['actor@job weak outsider+contributor']);
    expect(gates(bots.replaceAll('github.actor', 'github.event.pull_request.user.login'), 'pull_request_target/fork')).toEqual([
      'author-of-pull-request@job strong outsider+contributor+writer+maintainer',
    ]);
  });
  it('a person as actor may act on the code of others', () => {
    expect(gates("github.actor == 'ann'", 'pull_request_target/fork')).toEqual(['actor@job weak outsider+contributor routine']);
    expect(gates("github.actor == 'ann'", 'pull_request_target/fork', { types: ['opened'] })).toEqual(['actor@job strong outsider+contributor']);
    expect(gates('contains(fromJSON(\'["ann","bob"]\'), github.actor)', 'pull_request_target/fork')).toEqual([
      'actor@job weak outsider+contributor routine',
    ]);
    expect(judge("github.actor == 'ann'", seed('issue_comment')).writtenBy).toEqual([{ field: 'github.event.comment', actor: 'writer' }]);
  });
  it('a list as a text takes parts of names', () => {
    expect(judge("contains('ann bob', github.actor)", seed('issue_comment')).gates[0]?.why).toMatch(/part/);
  });
});

describe('association', () => {
  const trusted = [
    "github.event.comment.author_association == 'OWNER' || github.event.comment.author_association == 'MEMBER'",
    'contains(fromJSON(\'["OWNER","MEMBER","COLLABORATOR"]\'), github.event.comment.author_association)',
  ];
  it.each(trusted)('%s holds for the comment, not for what it is about', (text) => {
    expect(gates(text, 'issue_comment')).toEqual(['author-of-comment@job weak outsider+contributor routine']);
    expect(judge(text, seed('issue_comment')).writtenBy).toEqual([{ field: 'github.event.comment', actor: 'writer' }]);
  });
  it('of a pull request’s author is strong', () => {
    expect(gates("github.event.pull_request.author_association == 'MEMBER'", 'pull_request_target/fork')).toEqual([
      'author-of-pull-request@job strong outsider+contributor',
    ]);
  });
  it('of earlier contributors keeps out outsiders only, and NONE keeps out nobody', () => {
    expect(gates('contains(fromJSON(\'["MEMBER","CONTRIBUTOR"]\'), github.event.issue.author_association)', 'issues')).toEqual([
      'author-of-issue@job strong outsider',
    ]);
    expect(gates("github.event.issue.author_association != 'NONE'", 'issues')).toEqual([]);
    expect(gates("github.event.issue.author_association == 'NONE'", 'issues')).toEqual([]);
  });
});

describe('labels, merges, actions', () => {
  it('a label is a routine act that outlives the look', () => {
    const text =
      "contains(github.event.pull_request.labels.*.name, 'CI all') || contains(github.event.pull_request.labels.*.name, 'CI x') || (github.event_name == 'schedule')";
    expect(gates(text, 'pull_request_target/fork')).toEqual(['label@job weak outsider+contributor routine']);
    expect(judge(text, seed('schedule')).truth).toBe(true);
    expect(judge("github.event.label.name == 'safe'", seed('pull_request_target/fork', { types: ['labeled'] })).gates[0]?.why).toMatch(
      /between the look and the label/,
    );
  });
  it('a merge was accepted by somebody', () => {
    expect(gates('github.event.pull_request.merged == true', 'pull_request_target/fork', { types: ['closed'] })).toEqual([
      'merged@job strong outsider',
      'merged-contributor@job weak contributor accepts',
    ]);
    expect(gates('github.event.issue.pull_request.merged_at', 'issue_comment')).toEqual([
      'merged@job strong outsider',
      'merged-contributor@job weak contributor routine',
    ]);
    expect(judge('github.event.pull_request.merged', seed('pull_request_target/fork')).truth).toBe(false);
  });
  it('an action that the author cannot bring about is a routine act', () => {
    const types = { types: ['opened', 'labeled'] };
    expect(gates("github.event.action == 'labeled'", 'pull_request_target/fork', types)).toEqual(['action@job weak outsider+contributor routine']);
    expect(gates("github.event.action == 'opened'", 'pull_request_target/fork', types)).toEqual([]);
  });
});

describe('combinations', () => {
  const member = "github.event.comment.author_association == 'MEMBER'";
  it('every conjunct counts', () => {
    expect(
      gates(
        `github.event.issue.pull_request && github.event.issue.pull_request.merged_at && github.event.issue.state == 'closed' && ${member}`,
        'issue_comment',
      ),
    ).toEqual([
      'merged@job strong outsider',
      'merged-contributor@job weak contributor routine',
      'author-of-comment@job weak outsider+contributor routine',
    ]);
  });
  it('a disjunct without a gate opens all', () => {
    expect(gates(`${member} || github.event.comment.body == '/go'`, 'issue_comment')).toEqual([]);
    expect(gates(`${member} || github.event_name == 'push'`, 'issue_comment')).toEqual(['author-of-comment@job weak outsider+contributor routine']);
  });
  it('different gates in a disjunction are as strong as the weakest', () => {
    const text = "github.event.pull_request.author_association == 'MEMBER' || contains(github.event.pull_request.labels.*.name, 'safe')";
    expect(gates(text, 'pull_request_target/fork')).toEqual(['one-of@job weak outsider+contributor routine']);
  });
  it('a negated disjunction is a conjunction', () => {
    expect(gates('!(github.event.pull_request.head.repo.fork || github.event.pull_request.draft)', 'pull_request_target/fork')).toEqual([
      'same-repository@job strong outsider+contributor',
    ]);
  });
  it('ids of gates of one kind differ', () => {
    expect(gates("contains(github.event.issue.labels.*.name, 'a') && contains(github.event.issue.labels.*.name, 'b')", 'issues')).toEqual([
      'label@job weak outsider+contributor routine',
      'label-2@job weak outsider+contributor routine',
    ]);
  });
  it('whoever brings the workflow file brings its conditions', () => {
    expect(judge("github.event.pull_request.author_association == 'MEMBER'", seed('pull_request/fork')).gates).toMatchObject([
      { strength: 'weak', why: expect.stringMatching(/workflow file/) },
    ]);
    expect(judge("github.event.review.user.login == 'ann'", seed('pull_request_review/branch')).gates[0]?.against).toEqual([
      'outsider',
      'contributor',
    ]);
  });
});

describe('hostile conditions', () => {
  const word = fc.constantFrom(
    'github',
    '.',
    'event',
    '*',
    '[',
    ']',
    '(',
    ')',
    "'",
    ',',
    '!',
    '==',
    '&&',
    '||',
    '${{',
    '}}',
    'contains',
    'fromJSON',
    'labels',
    '0',
    '__proto__',
    ' ',
    '\n',
    'é',
    '\u0000',
  );
  it('never throw', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => {
        expect([true, false, 'unknown']).toContain(judge(words.join(''), seed('pull_request_target/fork')).truth);
      }),
      { numRuns: 500, seed: 3 },
    );
  });
});
