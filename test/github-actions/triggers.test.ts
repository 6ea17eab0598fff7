import { describe, expect, it } from 'vitest';
import type { ScenarioSeed } from '../../src/read/github-actions/triggers.ts';
import { followGuarantees, following, isKnownEvent, mayFollow, NO_FACTS } from '../../src/read/github-actions/triggers.ts';
import { DEFAULT_BRANCH_EVENTS } from '../../src/read/github-actions/triggers-events.ts';
import { filterAllows, matchesPattern } from '../../src/read/github-actions/triggers-filters.ts';
import { on, scopeOf, seed, seeds, TODAY } from './events.ts';

const ids = (all: readonly ScenarioSeed[]) => all.map((s) => s.id);
const actors = (s: ScenarioSeed) => s.causes.map((c) => c.actor);
const withheld = (s: ScenarioSeed) =>
  [...s.withholds.secrets, ...s.withholds.write, ...s.withholds.identity, ...s.withholds.cacheWrite].map((g) => g.id);

describe('pull_request', () => {
  it('from a fork runs the outsider’s workflow without secrets, rights and identity', () => {
    const fork = seed('pull_request/fork');
    expect([fork.definition, fork.proposer, fork.ref, fork.defaultToken]).toEqual(['proposed', 'outsider', 'pull', 'read-only']);
    expect(withheld(fork).filter((id) => !id.endsWith('-private'))).toEqual([
      'fork-secrets-withheld',
      'fork-token-read-only',
      'fork-identity-withheld',
    ]);
    expect(fork.withholds.secrets.map((g) => [g.enforcedBy, g.holdsIf])).toEqual([
      ['platform', [{ setting: 'repository-private', is: false }]],
      [
        'setting',
        [
          { setting: 'fork-secrets-withheld', is: true },
          { setting: 'repository-private', is: true },
        ],
      ],
    ]);
    const open = seed('pull_request/fork', {}, TODAY, { private: false });
    expect([...open.withholds.secrets, ...open.withholds.write].map((g) => [g.enforcedBy, g.strength, g.holdsIf])).toEqual([
      ['platform', 'strong', undefined],
      ['platform', 'strong', undefined],
    ]);
    expect(fork.cache).toEqual({ scope: 'pull', reads: ['pull', 'default'] });
  });
  it('in a private repository rests on the fork settings', () => {
    const fork = seed('pull_request/fork', {}, TODAY, { private: true });
    expect(fork.withholds.secrets[0]?.holdsIf).toEqual([{ setting: 'fork-secrets-withheld', is: true }]);
  });
  it('needs approval, which is weak, since that exists', () => {
    const approvals = seed('pull_request/fork').guarantees;
    expect(approvals.map((g) => [g.id, g.strength, g.interaction])).toEqual([
      ['fork-approval-all', 'weak', 'routine'],
      ['fork-approval-first-time', 'weak', 'routine'],
    ]);
    expect(approvals[1]?.against).toEqual(['outsider']);
    expect(seed('pull_request/fork', {}, '2021-01-01').guarantees).toEqual([]);
  });
  it('from a branch is a writer’s with everything granted', () => {
    const branch = seed('pull_request/branch');
    expect([branch.definition, branch.proposer, withheld(branch)]).toEqual(['proposed', 'writer', []]);
  });
  it('by Dependabot carries upstream’s code, not its workflow', () => {
    const bot = seed('pull_request/dependabot');
    expect([bot.definition, bot.proposer, actors(bot)]).toEqual(['trusted', 'upstream', ['upstream']]);
    expect(bot.withholds.secrets[0]?.strength).toBe('strong');
    expect(bot.withholds.write[0]?.strength).toBe('weak');
    expect(withheld(seed('pull_request/dependabot', {}, '2021-02-01'))).toEqual([]);
    expect(ids(seeds('pull_request', {}, TODAY, { dependabot: false }))).toEqual(['pull_request/fork', 'pull_request/branch']);
  });
  it('asks somebody else to act when no type is the author’s', () => {
    expect(seed('pull_request/fork', { types: ['labeled'] }).causes[0]?.interaction).toBe('routine');
    expect(seed('pull_request/fork', { types: ['labeled', 'synchronize'] }).causes[0]?.interaction).toBe('none');
  });
});

describe('pull_request_target', () => {
  it('is trusted code with everything granted, for outsiders too', () => {
    const fork = seed('pull_request_target/fork', {}, '2025-12-31');
    expect([fork.definition, fork.proposer, fork.head, actors(fork), withheld(fork), fork.guarantees]).toEqual([
      'trusted',
      null,
      'outsider',
      ['outsider'],
      [],
      [],
    ]);
    expect(fork.cache.scope).toBe('default');
  });
  it('follows the platform’s changes by date', () => {
    expect(seed('pull_request_target/fork', {}, '2025-12-07').ref).toBe('base');
    expect(seed('pull_request_target/fork', {}, '2025-12-08').ref).toBe('default');
    expect(withheld(seed('pull_request_target/fork', {}, '2026-06-25'))).toEqual([]);
    expect(withheld(seed('pull_request_target/fork', {}, '2026-06-26'))).toEqual(['cache-read-only']);
    expect(seed('pull_request_target/fork', {}, '2026-11-01').guarantees).toEqual([]);
    expect(seed('pull_request_target/fork', {}, '2026-11-02').guarantees[0]).toMatchObject({
      strength: 'strong',
      holdsIf: [{ setting: 'pull-request-target-blocked', is: true }],
    });
  });
});

describe('reviews', () => {
  it('of a fork’s pull request are restricted, of a branch’s are not', () => {
    expect(withheld(seed('pull_request_review/fork'))).toContain('fork-secrets-withheld');
    const branch = seed('pull_request_review_comment/branch');
    expect([actors(branch), branch.proposer, withheld(branch)]).toEqual([['outsider', 'writer'], 'writer', []]);
    expect(branch.causes[0]?.guarantees.map((g) => g.id)).toContain('fork-approval-first-time');
  });
  it('can be dismissed by people with rights only', () => {
    expect(actors(seed('pull_request_review/branch', { types: ['dismissed'] }))).toEqual(['writer']);
    expect(seed('pull_request_review/fork', { types: ['dismissed'] }).causes[0]?.interaction).toBe('routine');
  });
});

describe('push', () => {
  it.each([
    [{}, ['push/default', 'push/branch', 'push/tag']],
    [{ branches: ['main'] }, ['push/default']],
    [{ branches: ['main', 'master'] }, ['push/default']],
    [{ branches: ['main', 'release/**'] }, ['push/default', 'push/branch']],
    [{ branches: ['releases/**'] }, ['push/branch']],
    [{ branches: ['**', '!main'] }, ['push/default', 'push/branch']],
    [{ branches: ['acme-line'] }, ['push/default']],
    [{ tags: ['v*'] }, ['push/tag']],
    [{ tagsIgnore: ['v*'] }, ['push/tag']],
    [{ branches: ['main'], tags: ['v*'] }, ['push/default', 'push/tag']],
    [{ branchesIgnore: ['dependabot/**'] }, ['push/default', 'push/branch']],
    [{ branchesIgnore: ['**'] }, []],
  ])('%j runs as %j', (filters, expected) => expect(ids(seeds('push', filters))).toEqual(expected));
  it('uses the default branch’s name where it is known', () => {
    expect(ids(seeds('push', { branches: ['main', 'stable'] }, TODAY, { defaultBranch: 'stable' }))).toEqual(['push/default', 'push/branch']);
    expect(ids(seeds('push', { branches: ['main'] }, TODAY, { defaultBranch: 'stable' }))).toEqual(['push/branch']);
    expect(ids(seeds('push', { branches: ['**', '!main'] }, TODAY, { defaultBranch: 'main' }))).toEqual(['push/branch']);
  });
  it('of a branch or tag brings its own workflow, and tags can be protected', () => {
    expect([seed('push/branch').definition, seed('push/branch').proposer]).toEqual(['proposed', 'writer']);
    expect(seed('push/tag').causes[0]?.guarantees[0]?.holdsIf).toEqual([{ setting: 'tags-protected', is: true }]);
  });
  it('to the default branch comes by itself, and for a contributor by a merge', () => {
    const main = seed('push/default');
    expect([main.byItself, main.definition, main.causes[0]?.actor, main.causes[0]?.interaction]).toEqual([
      'none',
      'trusted',
      'contributor',
      'accepts',
    ]);
    expect(main.causes[1]?.guarantees[0]?.id).toBe('branch-protected');
  });
});

describe('filter patterns', () => {
  it.each([
    ['*', 'main', true],
    ['*', 'a/b', false],
    ['**', 'a/b', true],
    ['releases/**-alpha', 'releases/beta/3-alpha', true],
    ['v[12].[0-9]+.[0-9]+', 'v1.10.1', true],
    ['v[12].[0-9]+.[0-9]+', 'v3.1.0', false],
    ['feature?', 'featur', true],
    ['a\\*', 'a*', true],
    ['a\\*', 'ab', false],
    ['[', '[', true],
  ])('%s and %s: %s', (pattern, name, expected) => expect(matchesPattern(pattern, name)).toBe(expected));
  it('lets later entries win', () => {
    expect(filterAllows(['releases/**', '!releases/**-alpha'], 'releases/1-alpha')).toBe(false);
    expect(filterAllows(['releases/**', '!releases/**', 'releases/1'], 'releases/1')).toBe(true);
  });
  it('takes time in the size of both', () => {
    expect(matchesPattern(`${'**a'.repeat(300)}b`, 'a'.repeat(2_000))).toBe(false);
  });
});

describe('workflow_run', () => {
  const run = seed('workflow_run', { workflows: ['CI'] });
  it('has no cause of its own and takes over what it follows', () => {
    expect([run.causes, run.byItself, run.definition]).toEqual([[], null, 'trusted']);
    const after = following(run, seed('pull_request/fork'));
    expect([after.id, after.head, withheld(after)]).toEqual(['workflow_run/pull_request/fork', 'outsider', ['cache-read-only']]);
    expect(withheld(following(run, seed('push/default')))).toEqual([]);
    expect(withheld(following(seed('workflow_run', {}, '2026-06-01'), seed('pull_request/fork')))).toEqual([]);
  });
  it('chains: a run that follows another is the default branch’s, whoever started the first', () => {
    const twice = following(run, following(run, seed('pull_request/fork')));
    expect([twice.id, twice.head, withheld(twice)]).toEqual(['workflow_run/workflow_run/pull_request/fork', null, ['cache-read-only']]);
    const { lookup } = scopeOf(twice);
    expect(lookup(['github', 'event', 'workflow_run', 'event'])?.text).toBe('workflow_run');
    expect(lookup(['github', 'event', 'workflow_run', 'head_branch'])?.influences).toEqual([]);
    expect(lookup(['github', 'event', 'workflow_run', 'head_repository', 'fork'])?.text).toBe('false');
  });
  it('with a branch filter keeps out other branches, but no fork', () => {
    const filtered = on('workflow_run', { branches: ['release'] });
    expect(mayFollow(filtered, seed('push/default'), { ...NO_FACTS, defaultBranch: 'main' })).toBe(false);
    expect(mayFollow(filtered, seed('pull_request/fork'), NO_FACTS)).toBe(true);
    expect(followGuarantees(filtered, seed('pull_request/fork'))[0]).toMatchObject({ id: 'workflow-run-branch-filter', strength: 'weak' });
    expect(followGuarantees(filtered, seed('push/default'))).toEqual([]);
    expect(followGuarantees(on('workflow_run'), seed('pull_request/fork'))).toEqual([]);
    expect(mayFollow(on('workflow_run', { branches: ['main'] }), seed('pull_request/branch'), NO_FACTS)).toBe(false);
    expect(mayFollow(on('workflow_run', { branches: ['main'] }), following(run, seed('pull_request/fork')), NO_FACTS)).toBe(true);
  });
});

describe('other events', () => {
  it('that anyone can trigger only read the default branch’s cache', () => {
    for (const event of ['issue_comment', 'issues', 'discussion', 'fork', 'watch']) expect(withheld(seed(event))).toEqual(['cache-read-only']);
    for (const event of ['schedule', 'workflow_dispatch', 'repository_dispatch', 'delete', 'page_build']) expect(withheld(seed(event))).toEqual([]);
  });
  it('that need rights are a writer’s or maintainer’s', () => {
    expect(actors(seed('label'))).toEqual(['writer']);
    expect(actors(seed('member'))).toEqual(['maintainer']);
    expect(actors(seed('repository_dispatch'))).toEqual(['writer']);
    expect(actors(seed('schedule'))).toEqual([]);
  });
  it('by labelling need somebody else', () => {
    expect(seed('issues', { types: ['labeled'] }).causes[0]?.interaction).toBe('routine');
    expect(seed('issues', { types: ['labeled', 'opened'] }).causes[0]?.interaction).toBe('none');
  });
  it('of the wiki rest on who may edit it', () => {
    expect(seed('gollum').causes[0]?.guarantees[0]?.holdsIf).toEqual([{ setting: 'wiki-editors-only', is: true }]);
  });
  it('a dispatch is the default branch’s or the writer’s own', () => {
    expect(ids(seeds('workflow_dispatch'))).toEqual(['workflow_dispatch', 'workflow_dispatch/branch']);
    expect([seed('workflow_dispatch').definition, seed('workflow_dispatch/branch').definition]).toEqual(['trusted', 'proposed']);
  });
  it('are all known, and others give nothing', () => {
    expect([isKnownEvent('workflow_call'), seeds('workflow_call')]).toEqual([true, []]);
    expect([isKnownEvent('pull_requst'), seeds('pull_requst'), seeds('__proto__')]).toEqual([false, [], []]);
    for (const event of DEFAULT_BRANCH_EVENTS.keys()) expect(seeds(event)).toHaveLength(1);
  });
  it('point at the documentation of their event', () => expect(seed('issue_comment').source).toMatch(/events-that-trigger-workflows#issue_comment$/));
});
