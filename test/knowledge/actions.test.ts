import { describe, expect, it } from 'vitest';
import { KNOWN_ACTIONS } from '../../src/knowledge/actions/index.ts';
import { known, UNKNOWN } from '../../src/pipeline/value.ts';
import { artifactsIn } from '../../src/read/common/script-archives.ts';
import { apply, checkout, effect, effects } from './use.ts';

describe('the table', () => {
  it('has each action once, in lower case, with a source', () => {
    const names = KNOWN_ACTIONS.map((a) => a.name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    expect(names.filter((name) => name !== name.toLowerCase() || !/^[^/]+\/[^/]+/.test(name))).toEqual([]);
    expect(KNOWN_ACTIONS.filter((a) => !a.source.startsWith('https://'))).toEqual([]);
    expect(names.length).toBeGreaterThan(250);
  });

  it('names inputs as they are looked up', () => {
    const inputs = KNOWN_ACTIONS.flatMap((a) => [
      ...Object.keys(a.defaults ?? {}),
      ...Object.keys(a.secrets ?? {}),
      ...(a.scripts ?? []).map((s) => s.input),
      ...(a.effects ?? []).flatMap((e) => e.when?.flatMap((w) => ('input' in w ? [w.input] : [])) ?? []),
    ]);
    // Variables of the step keep their letters.
    expect(inputs.filter((input) => !input.startsWith('env:') && input !== input.toLowerCase())).toEqual([]);
  });

  it('says nothing of actions that it does not hold', () => {
    expect(apply('acme/unknown@v1')).toBeNull();
    expect(apply('constructor/__proto__@v1')).toBeNull();
  });
});

describe('artifacts', () => {
  const holding = [checkout('', { holdsCredential: true })];
  it('carry the credential of a checkout only when its folder and hidden files go along', () => {
    const carries = (uses: string, path: string, more: Record<string, string> = {}, asOf = '2026-11-22') =>
      effect(uses, 'artifact-upload', { materials: holding, with: { path, ...more }, asOf }).carriesCredentials;
    expect(carries('actions/upload-artifact@v4', '.')).toBe(false);
    expect(carries('actions/upload-artifact@v4', '.', { 'include-hidden-files': 'true' })).toBe(true);
    expect(carries('actions/upload-artifact@v4.3.6', '${{ github.workspace }}')).toBe(true);
    expect(carries('actions/upload-artifact@v4', '.', {}, '2024-08-01')).toBe(true);
    expect(carries('actions/upload-artifact@v4.3.6', 'dist')).toBe(false);
    expect(carries('actions/upload-artifact@v4.3.6', '**/*.log\n!.git')).toBe(false);
    expect(carries('actions/upload-pages-artifact@v3', '.')).toBe(false);
  });

  it('come from the same run, the followed run, or nobody knows where', () => {
    const from = (uses: string, inputs: Record<string, string> = {}) =>
      effect(uses, 'artifact-download', { on: 'workflow_run/pull_request/fork', with: { name: 'site', ...inputs } }).material;
    expect(from('actions/download-artifact@v4')).toMatchObject({ artifact: 'site', artifactFrom: 'same' });
    expect(from('actions/download-artifact@v4', { 'run-id': '${{ github.event.workflow_run.id }}', path: './out/' })).toMatchObject({
      artifactFrom: 'followed',
      path: 'out',
    });
    expect(from('dawidd6/action-download-artifact@v2', { workflow: 'ci.yml' })).toMatchObject({ artifactFrom: 'unknown' });
    expect(from('dawidd6/action-download-artifact@v2', { workflow: 'ci.yml' }).guarantees).toBeUndefined();
    expect(from('dawidd6/action-download-artifact@v6', { workflow: 'ci.yml' }).guarantees).toMatchObject([{ strength: 'strong' }]);
    expect(from('dawidd6/action-download-artifact@v2', { workflow: 'ci.yml', event: 'push' }).guarantees).toMatchObject([
      { id: 'of-event@dawidd6/action-download-artifact' },
    ]);
    expect(from('dawidd6/action-download-artifact@v2', { workflow: 'ci.yml', branch: 'main', event: 'pull_request' }).guarantees).toBeUndefined();
    expect(from('dawidd6/action-download-artifact@v6', { run_id: '${{ github.event.workflow_run.id }}' })).toMatchObject({
      artifactFrom: 'followed',
    });
    expect(from('dawidd6/action-download-artifact@v6', { run_id: '${{ github.event.workflow_run.id }}' }).guarantees).toBeUndefined();
    expect(effect('actions/download-artifact@v4', 'artifact-download', { with: { pattern: 'dist-*' } }).material.artifact).toBeNull();
  });
});

describe('scripts that fetch an artifact', () => {
  it('bring what the followed run has made', () => {
    const script = `const found = (await github.rest.actions.listWorkflowRunArtifacts({ owner, repo, run_id: context.payload.workflow_run.id })).data.artifacts.filter((a) => a.name == 'pr')[0];
const zip = await github.rest.actions.downloadArtifact({ owner, repo, artifact_id: found.id, archive_format: 'zip' });
require('fs').writeFileSync('/tmp/in/pr.zip', Buffer.from(zip.data));`;
    const done = apply('actions/github-script@v7', { on: 'workflow_run/pull_request/fork', with: { script } });
    // Packed it is a file; what is in it lies where it is unpacked.
    expect(done?.materials).toEqual([]);
    expect(artifactsIn(done?.written.get('/tmp/in/pr.zip') ?? UNKNOWN)).toMatchObject([
      { kind: 'artifact', artifact: 'pr', artifactFrom: 'followed' },
    ]);
    const elsewhere = script.replace('Buffer.from(zip.data)', 'unpacked[0]');
    expect(apply('actions/github-script@v7', { on: 'workflow_run/pull_request/fork', with: { script: elsewhere } })?.materials).toMatchObject([
      { kind: 'artifact', artifact: 'pr', artifactFrom: 'followed', path: '/tmp/in' },
    ]);
    expect(apply('actions/github-script@v7', { with: { script: 'console.log(1)' } })?.materials).toEqual([]);
  });
});

describe('caches', () => {
  it('are restored and saved under the key as written', () => {
    const given = { with: { path: '~/.npm\nnode_modules', key: "npm-${{ hashFiles('package-lock.json') }}", 'restore-keys': 'npm-\n' } };
    expect(effect('actions/cache@v4', 'cache-restore', given)).toMatchObject({
      key: "npm-${{ hashFiles('package-lock.json') }}",
      restoreKeys: ['npm-'],
      material: { path: '~/.npm' },
    });
    expect(effects('actions/cache@v4', 'cache-save', given)).toHaveLength(1);
    expect(effects('actions/cache/restore@v4', 'cache-save', given)).toHaveLength(0);
    expect(effects('actions/cache/save@v4', 'cache-restore', given)).toHaveLength(0);
  });

  it('come with toolchains that keep one', () => {
    expect(effects('actions/setup-node@v4', 'cache-restore')).toHaveLength(0);
    expect(effect('actions/setup-node@v4', 'cache-restore', { with: { cache: 'npm' } }).key).toBe('node-cache-npm');
    expect(effects('actions/setup-node@v4', 'execute', { with: { cache: 'yarn' }, materials: [checkout()] })[0]?.materials).toHaveLength(1);
    expect(effects('actions/setup-go@v5', 'cache-restore')).toHaveLength(1);
    expect(effects('actions/setup-go@v3', 'cache-restore')).toHaveLength(0);
    expect(effects('actions/setup-go@v5', 'cache-restore', { with: { cache: 'false' } })).toHaveLength(0);
    expect(effects('ruby/setup-ruby@v1', 'install', { with: { 'bundler-cache': 'true' } })).toHaveLength(1);
  });
});

describe('inputs that are code', () => {
  const given = { on: 'issues', with: { script: 'console.log("${{ github.event.issue.title }}")' } };
  it('are read as code where their expressions are known, and taken as a whole where not', () => {
    expect(effects('actions/github-script@v7', 'interpret', given)).toMatchObject([
      { influences: [{ origin: { field: 'github.event.issue.title' } }] },
    ]);
    expect(effects('actions/github-script@v7', 'interpret', { with: { script: 'console.log(context.payload.issue.title)' } })).toEqual([]);
    expect(effects('appleboy/ssh-action@v1', 'interpret', { on: 'issues', with: { script: 'echo ${{ github.event.issue.body }}' } })).toHaveLength(1);
  });

  it('see the flaws that actions had in their own scripts', () => {
    const flawed = (uses: string, asOf?: string) =>
      effects(uses, 'interpret', { on: 'pull_request_target/fork', ...(asOf === undefined ? {} : { asOf }) }).length > 0;
    expect(flawed('tj-actions/branch-names@v8.2.1')).toBe(true);
    expect(flawed('tj-actions/branch-names@v9')).toBe(false);
    expect(flawed('rlespinasse/github-slug-action@v4', '2023-01-01')).toBe(true);
    expect(flawed('rlespinasse/github-slug-action@v4')).toBe(false);
  });
});

describe('publishing and deploying', () => {
  it('names the image, and the login that pushes it', () => {
    const login = apply('docker/login-action@v3', { with: { registry: 'ghcr.io', username: 'x', password: '${{ secrets.GHCR_PAT }}' } });
    expect(login?.effects).toMatchObject([{ kind: 'login', to: 'registry', by: 'secret' }]);
    const pushed = effects('docker/build-push-action@v6', 'publish', {
      env: Object.fromEntries(login?.env ?? []),
      with: { push: 'true', tags: 'ghcr.io/acme/app:${{ github.sha }}' },
    });
    expect(pushed).toMatchObject([{ publication: { id: 'image:ghcr.io/acme/app' }, credential: 'GHCR_PAT' }]);
    expect(effects('docker/build-push-action@v6', 'publish', { with: { push: 'false', tags: 'acme/app' } })).toEqual([]);
    expect(
      effects('docker/build-push-action@v6', 'publish', { with: { push: "${{ github.event_name != 'x' && steps.a.outputs.b }}", tags: 'acme/app' } }),
    ).toHaveLength(1);
  });

  it('builds the commit of the run when no context is given', () => {
    expect(effect('docker/build-push-action@v6', 'execute', { on: 'pull_request/fork' }).materials).toMatchObject([{ code: { kind: 'proposed' } }]);
    expect(
      effect('docker/build-push-action@v6', 'execute', { on: 'pull_request_target/fork', with: { context: 'app' }, materials: [checkout()] })
        .materials,
    ).toMatchObject([{ code: { kind: 'proposed' } }]);
    expect(effect('docker/build-push-action@v6', 'execute', { on: 'pull_request_target/fork', materials: [checkout()] }).materials).toMatchObject([
      { code: { kind: 'trusted' } },
    ]);
  });

  it('tells a stored token from an identity', () => {
    expect(effect('pypa/gh-action-pypi-publish@release/v1', 'publish')).toMatchObject({
      credential: 'identity',
      provenance: true,
      publication: { type: 'pypi' },
    });
    expect(effect('pypa/gh-action-pypi-publish@v1.8.0', 'publish', { with: { password: '${{ secrets.PYPI }}' } })).toMatchObject({
      credential: 'PYPI',
      provenance: false,
    });
    expect(effect('aws-actions/configure-aws-credentials@v4', 'login', { with: { 'role-to-assume': 'arn:aws:iam::1:role/deploy' } })).toMatchObject({
      by: 'identity',
      identity: 'arn:aws:iam::1:role/deploy',
    });
    expect(
      effect('aws-actions/configure-aws-credentials@v4', 'login', {
        with: { 'aws-access-key-id': '${{ secrets.ID }}', 'aws-secret-access-key': '${{ secrets.KEY }}' },
      }),
    ).toMatchObject({ by: 'secret' });
    expect(effect('softprops/action-gh-release@v2', 'publish')).toMatchObject({ credential: 'token', publication: { id: 'release:repository' } });
    expect(effect('softprops/action-gh-release@v2', 'publish', { env: { GITHUB_TOKEN: { ...UNKNOWN, secrets: ['RELEASE_PAT'] } } })).toMatchObject({
      credential: 'RELEASE_PAT',
    });
  });

  it('hands on the credential that a token was made from', () => {
    const token = apply('actions/create-github-app-token@v1', { with: { 'app-id': '1', 'private-key': '${{ secrets.APP_KEY }}' } })?.outputs.get(
      'token',
    );
    expect(token?.secrets).toEqual(['APP_KEY']);
  });

  it('takes along what lies in the folder it ships', () => {
    const materials = [
      { ...checkout('site'), kind: 'artifact' as const, code: null, artifact: 'site' },
      { ...checkout('other'), kind: 'artifact' as const, code: null, artifact: 'other' },
    ];
    expect(effect('nwtgck/actions-netlify@v3', 'deploy', { materials, with: { 'publish-dir': './site' } }).materials.map((m) => m.artifact)).toEqual([
      'site',
    ]);
  });
});

describe('agents', () => {
  const agent = (on: string, inputs: Record<string, string>, more: object = {}) =>
    effect('anthropics/claude-code-action@v1', 'agent', { on, with: inputs, ...more });
  it('read the event, and run for people who can write unless told otherwise', () => {
    const closed = agent('issues', { claude_args: '--allowedTools "Bash,Read"' });
    expect(closed.tools).toBe('shell');
    expect(closed.influences.length).toBeGreaterThan(0);
    expect(closed.guarantees).toMatchObject([{ against: ['outsider', 'contributor'] }]);
    expect(agent('issues', { allowed_non_write_users: '*', github_token: 'x' }).guarantees).toEqual([]);
    expect(agent('issues', { allowed_non_write_users: '*' }).guarantees).toMatchObject([{ against: ['outsider', 'contributor'] }]);
  });

  it('hold the tools they are given', () => {
    const tools = (claude_args: string) => agent('issues', { claude_args, prompt: 'x' }).tools;
    expect(tools('--allowedTools "Read,Grep"')).toBe('read');
    expect(tools('--allowedTools "Bash(gh issue view:*)"')).toBe('write');
    expect(tools('--allowedTools "Bash(npm run:*)"')).toBe('shell');
    expect(tools('--allowedTools "Edit"')).toBe('write');
    expect(tools('--disallowedTools "Bash"')).toBe('read');
    expect(tools('--dangerously-skip-permissions')).toBe('shell');
    expect(effect('google-github-actions/run-gemini-cli@v0', 'agent', { with: { prompt: 'x' } }).tools).toBe('shell');
    expect(effect('openai/codex-action@v1', 'agent', { with: { sandbox: 'read-only' } }).tools).toBe('read');
    expect(effect('openai/codex-action@v1', 'agent', { with: { 'safety-strategy': 'unsafe' } }).tools).toBe('shell');
  });

  it('obey a checkout of the change, less so since instructions come from the base', () => {
    const old = agent('pull_request_target/fork', { prompt: 'review' }, { materials: [checkout()], asOf: '2026-02-28' });
    expect(old.materials).toMatchObject([{ code: { kind: 'proposed' } }]);
    expect(old.materials[0]?.guarantees).toBeUndefined();
    expect(agent('pull_request_target/fork', { prompt: 'review' }, { materials: [checkout()] }).materials[0]?.guarantees).toMatchObject([
      { strength: 'weak' },
    ]);
  });

  it('answer with what they were told', () => {
    const outputs = apply('openai/codex-action@v1', {
      on: 'issues',
      with: { prompt: '${{ github.event.issue.body }}', 'allow-users': '*' },
    })?.outputs;
    expect(outputs?.get('final-message')?.influences).toMatchObject([{ origin: { field: 'github.event.issue.body' }, charset: 'any' }]);
  });
});

describe('outputs', () => {
  it('are the text of whoever wrote it', () => {
    expect(apply('tj-actions/changed-files@v40', { on: 'pull_request_target/fork' })?.outputs.get('all_changed_files')?.influences).toMatchObject([
      { charset: 'file-name', origin: { actor: 'outsider' } },
    ]);
    expect(apply('tj-actions/changed-files@v44', { on: 'pull_request_target/fork' })?.outputs.get('all_changed_files')).toBeUndefined();
    expect(apply('xt0rted/pull-request-comment-branch@v2', { on: 'issue_comment' })?.outputs.get('head_ref')?.influences).toMatchObject([
      { charset: 'ref-name', origin: { actor: 'outsider' } },
    ]);
    expect(apply('mindsers/changelog-reader-action@v2', { materials: [checkout()] })?.outputs.get('*')?.influences).toMatchObject([
      { origin: { kind: 'material' } },
    ]);
    expect(
      apply('haya14busa/action-cond@v1', { on: 'issues', with: { if_true: '${{ github.event.issue.title }}' } })?.outputs.get('value')?.influences,
    ).toHaveLength(1);
  });

  it('of a lookup name the proposed change when they are checked out', () => {
    const sha = apply('xt0rted/pull-request-comment-branch@v2', { on: 'issue_comment' })?.outputs.get('head_sha') ?? known('');
    expect(sha.influences).toMatchObject([{ charset: 'word' }]);
  });
});

describe('permission checks', () => {
  it('are gates where they fail, and answers where they only tell', () => {
    const fails = apply('prince-chrismc/check-actor-permissions-action@v3', { on: 'issues', with: { permission: 'write' } });
    expect(fails?.gates).toMatchObject([{ kind: 'permission-check', strength: 'weak' }]);
    const tells = apply('actions-cool/check-user-permission@v2', { on: 'issues', with: { require: 'write' } });
    expect(tells?.gates).toEqual([]);
    expect(tells?.answers.get('require-result')?.yes).toHaveLength(1);
    expect(apply('actions-cool/check-user-permission@v2', { on: 'issues', with: { require: 'read' } })?.answers.get('require-result')?.yes).toEqual(
      [],
    );
  });
});

describe('pages', () => {
  it.each([
    ['JamesIves/github-pages-deploy-action@v4', {}, 'pages of the repository'],
    ['JamesIves/github-pages-deploy-action@v4', { 'repository-name': 'acme/previews' }, 'acme/previews'],
    ['peaceiris/actions-gh-pages@v4', { external_repository: 'acme/site' }, 'acme/site'],
  ])('%s with %j are those of %s', (name, inputs, expected) => {
    const effects = apply(name, { with: inputs })?.effects ?? [];
    expect(effects.flatMap((e) => (e.kind === 'publish' ? [e.publication.name] : []))).toEqual([expected]);
    // Into another repository nothing of this one is written.
    expect(effects.some((e) => e.kind === 'write')).toBe(expected === 'pages of the repository');
  });
});
