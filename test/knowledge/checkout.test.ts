import { describe, expect, it } from 'vitest';
import type { Code } from '../../src/pipeline/effects.ts';
import { apply, checkout, effect, type Given } from './use.ts';

const code = (given: Given, uses = 'actions/checkout@v4'): Code | null => effect(uses, 'checkout', given).material.code;
const HEAD = '${{ github.event.pull_request.head.sha }}';
const FORK = '${{ github.event.pull_request.head.repo.full_name }}';

describe('which code a checkout brings', () => {
  it('is the proposed change on pull_request, and the trusted branch on pull_request_target', () => {
    expect(code({ on: 'pull_request/fork' })).toMatchObject({ kind: 'proposed', actor: 'outsider', mutable: false });
    expect(code({ on: 'pull_request/branch' })).toMatchObject({ kind: 'proposed', actor: 'writer' });
    expect(code({ on: 'pull_request_target/fork' })).toMatchObject({ kind: 'trusted' });
    expect(code({ on: 'push/default' })).toMatchObject({ kind: 'trusted' });
    expect(code({ on: 'issue_comment' })).toMatchObject({ kind: 'trusted' });
  });

  it('follows the head commit, which is fixed, and a pull ref, which moves', () => {
    expect(code({ on: 'pull_request_target/fork', with: { ref: HEAD } })).toMatchObject({ kind: 'proposed', actor: 'outsider', mutable: false });
    expect(code({ on: 'pull_request_target/fork', with: { ref: 'refs/pull/${{ github.event.number }}/merge' } })).toMatchObject({
      kind: 'proposed',
      mutable: true,
    });
    expect(code({ on: 'issue_comment', with: { ref: 'refs/pull/${{ github.event.issue.number }}/head' } })).toMatchObject({
      kind: 'proposed',
      actor: 'outsider',
      mutable: true,
    });
  });

  it('takes a branch name for a branch of this repository, unless the repository is the head too', () => {
    const ref = '${{ github.event.pull_request.head.ref }}';
    expect(code({ on: 'pull_request_target/fork', with: { ref } })).toMatchObject({ kind: 'trusted' });
    expect(code({ on: 'pull_request_target/branch', with: { ref } })).toMatchObject({ kind: 'proposed', actor: 'writer', mutable: true });
    expect(code({ on: 'pull_request_target/fork', with: { ref, repository: FORK } })).toMatchObject({
      kind: 'proposed',
      actor: 'outsider',
      mutable: true,
    });
    expect(code({ on: 'pull_request_target/fork', with: { repository: FORK, ref: HEAD } })).toMatchObject({ kind: 'proposed', mutable: false });
  });

  it('takes the first part of a fallback that exists for the event', () => {
    const ref = '${{ github.event.pull_request.head.sha || github.sha }}';
    expect(code({ on: 'pull_request_target/fork', with: { ref } })).toMatchObject({ kind: 'proposed', actor: 'outsider' });
    expect(code({ on: 'push/default', with: { ref } })).toMatchObject({ kind: 'trusted' });
    expect(
      code({
        on: 'pull_request_target/fork',
        with: { ref: "${{ github.event_name == 'pull_request_target' && github.event.pull_request.head.sha || github.ref }}" },
      }),
    ).toMatchObject({ kind: 'proposed' });
  });

  it('follows a variable and an output to what they were made of', () => {
    expect(code({ on: 'pull_request_target/fork', with: { ref: '${{ env.REF }}' }, envSources: { REF: HEAD } })).toMatchObject({
      kind: 'proposed',
      actor: 'outsider',
    });
    const chosen = apply('haya14busa/action-cond@v1', {
      on: 'pull_request_target/fork',
      with: {
        cond: "${{ github.event_name == 'pull_request_target' }}",
        if_true: 'refs/pull/${{ github.event.pull_request.number }}/merge',
        if_false: '${{ github.ref }}',
      },
    })?.outputs.get('value');
    expect(chosen?.influences).toMatchObject([{ charset: 'word', origin: { field: 'refs/pull/N/merge', actor: 'outsider' } }]);
  });

  it('tells runs of forks from runs of the default branch after workflow_run', () => {
    const ref = '${{ github.event.workflow_run.head_sha }}';
    expect(code({ on: 'workflow_run/pull_request/fork', with: { ref } })).toMatchObject({ kind: 'proposed', actor: 'outsider' });
    expect(code({ on: 'workflow_run/push/default', with: { ref } })).toMatchObject({ kind: 'trusted' });
    expect(code({ on: 'workflow_run/pull_request_target/fork', with: { ref } })).toMatchObject({ kind: 'trusted' });
    expect(code({ on: 'workflow_run/pull_request/fork', with: { ref: '${{ github.event.workflow_run.head_branch }}' } })).toMatchObject({
      kind: 'trusted',
    });
  });

  it('says when a text chooses the ref, and when nobody can tell', () => {
    expect(code({ on: 'workflow_dispatch', with: { ref: '${{ inputs.ref }}' } })).toMatchObject({
      kind: 'chosen',
      influences: [{ origin: { kind: 'input', name: 'ref' } }],
    });
    expect(code({ with: { ref: '${{ steps.x.outputs.y }}' } })).toMatchObject({ kind: 'unknown' });
    expect(code({ with: { ref: 'v1.2.3' } })).toMatchObject({ kind: 'trusted', what: '`v1.2.3`' });
    expect(code({ on: 'pull_request_target/fork', with: { ref: '${{ github.event.pull_request.base.sha }}' } })).toMatchObject({ kind: 'trusted' });
    expect(code({ on: 'pull_request_target/fork', with: { repository: 'acme/tools', ref: 'main' } })).toMatchObject({
      kind: 'elsewhere',
      what: 'acme/tools at main',
    });
  });
});

describe('the refusal of forks', () => {
  const refused = (uses: string, given: Given): boolean =>
    effect(uses, 'checkout', given).material.guarantees?.some((g) => g.id === 'checkout-refuses-forks' && g.strength === 'strong') ?? false;
  const head = { on: 'pull_request_target/fork', with: { ref: HEAD } };

  it('comes with the version and with the date', () => {
    expect(refused('actions/checkout@v7', head)).toBe(true);
    expect(refused('actions/checkout@v4', head)).toBe(true);
    expect(refused('actions/checkout@v4.4.0', head)).toBe(true);
    expect(refused('actions/checkout@v4.3.1', head)).toBe(false);
    expect(refused('actions/checkout@v1', head)).toBe(false);
    expect(refused('actions/checkout@main', head)).toBe(true);
    expect(refused('actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683', head)).toBe(false);
    expect(refused('actions/checkout@v4', { ...head, asOf: '2026-07-01' })).toBe(false);
    expect(refused('actions/checkout@v7', { ...head, asOf: '2026-07-01' })).toBe(true);
  });

  it('can be switched off, and covers no other event and no branch of the repository', () => {
    expect(refused('actions/checkout@v7', { ...head, with: { ...head.with, 'allow-unsafe-pr-checkout': 'true' } })).toBe(false);
    expect(refused('actions/checkout@v7', { on: 'issue_comment', with: { ref: 'refs/pull/${{ github.event.issue.number }}/merge' } })).toBe(false);
    expect(refused('actions/checkout@v7', { on: 'pull_request_target/branch', with: { ref: HEAD } })).toBe(false);
    expect(refused('actions/checkout@v7', { on: 'workflow_run/pull_request/fork', with: { ref: '${{ github.event.workflow_run.head_sha }}' } })).toBe(
      true,
    );
  });
});

describe('what a checkout leaves behind', () => {
  it('keeps a credential unless told not to, inside the folder until v6', () => {
    expect(effect('actions/checkout@v4', 'checkout')).toMatchObject({
      persistsCredential: true,
      credential: 'token',
      material: { holdsCredential: true },
    });
    expect(effect('actions/checkout@v6', 'checkout').material.holdsCredential).toBeUndefined();
    expect(effect('actions/checkout@v4', 'checkout', { with: { 'persist-credentials': 'false' } })).toMatchObject({ persistsCredential: false });
    expect(effect('actions/checkout@v4', 'checkout', { with: { token: '${{ secrets.BOT_PAT }}' } }).credential).toBe('BOT_PAT');
    expect(effect('actions/checkout@v4', 'checkout', { with: { 'ssh-key': '${{ secrets.DEPLOY_KEY }}' } }).credential).toBe('DEPLOY_KEY');
    expect(effect('actions/checkout@v4', 'checkout', { with: { token: '${{ steps.app.outputs.token }}' } }).credential).toBeNull();
  });

  it('empties its folder and leaves the others alone', () => {
    const materials = [checkout('head'), checkout('base'), { ...checkout('~/.cache'), kind: 'cache' as const }];
    expect(apply('actions/checkout@v4', { materials, with: { path: './head/' } })?.materials.map((m) => m.path)).toEqual([
      'base',
      '~/.cache',
      'head',
    ]);
    expect(apply('actions/checkout@v4', { materials })?.materials.map((m) => m.path)).toEqual(['~/.cache', '']);
  });
});
