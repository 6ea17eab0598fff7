import { describe, expect, it } from 'vitest';
import { autoMerge } from '../../src/reason/rules/configuration/auto-merge.ts';
import { branchPush } from '../../src/reason/rules/configuration/branch-push.ts';
import { changedSource } from '../../src/reason/rules/configuration/changed-source.ts';
import { cloudRole } from '../../src/reason/rules/configuration/cloud-role.ts';
import { controlledWorkflow } from '../../src/reason/rules/configuration/controlled-workflow.ts';
import { credentialWrite } from '../../src/reason/rules/configuration/credential-write.ts';
import { dispatchInput } from '../../src/reason/rules/configuration/dispatch-input.ts';
import { identity } from '../../src/reason/rules/configuration/identity.ts';
import { pushedWorkflow } from '../../src/reason/rules/configuration/pushed-workflow.ts';
import { secretInJob } from '../../src/reason/rules/configuration/secret-in-job.ts';
import { secretsInherit } from '../../src/reason/rules/configuration/secrets-inherit.ts';
import { tokenRight } from '../../src/reason/rules/configuration/token-right.ts';
import { tokenWrite } from '../../src/reason/rules/configuration/token-write.ts';
import { unprotectedRef } from '../../src/reason/rules/configuration/unprotected-ref.ts';
import { unreviewedWorkflowChange } from '../../src/reason/rules/configuration/unreviewed-workflow-change.ts';
import { writesSource } from '../../src/reason/rules/configuration/writes-source.ts';
import { arrows, at, grant, guarantee, guards, infer, material, ownRunner, pipeline, secret } from './handmade.ts';

const CODE = 'code:ci.yml:push#build';
const JOB = 'job:ci.yml:push#build';

describe('rights of the token', () => {
  it('gives one state for each right that writes, none for reading or minting', () => {
    const model = pipeline({
      'ci.yml': [
        { jobs: { build: { token: [grant('write-source'), grant('read-source', 'contents: read'), grant('mint-identity', 'id-token: write')] } } },
      ],
    });
    expect(arrows(infer(tokenRight, model))).toEqual([`${CODE} → token:ci.yml:push#build:write-source`]);
    expect(arrows(infer(identity, model))).toEqual([`${CODE} → identity:ci.yml:push#build`]);
  });

  it('keeps what the platform withholds as a guarantee, and the setting a right rests on', () => {
    const withholds = { secrets: [], write: [guarantee('read-only')], identity: [], cacheWrite: [] };
    const when = [{ setting: 'default-token-read-only', is: false }];
    const [right] = infer(
      tokenRight,
      pipeline({ 'ci.yml': [{ scenario: { withholds }, jobs: { build: { token: [grant('write-source', 'contents: write', when)] } } }] }),
    );
    expect(right?.guarantees.map((g) => g.id)).toEqual(['read-only']);
    expect(right?.when).toEqual(when);
  });

  it('tells whether the job uses the right', () => {
    const push = { kind: 'write', capability: 'write-source', what: 'pushes', credential: 'token', materials: [], span: at(12) } as const;
    const run = { kind: 'execute', tool: 'make', how: 'runs make', materials: [], span: at(12) } as const;
    const used = (effects: Parameters<typeof pipeline>[0][string][number]['jobs'][string]['effects']) =>
      infer(tokenRight, pipeline({ 'ci.yml': [{ jobs: { build: { token: [grant('write-source')], effects: effects ?? [] } } }] }))[0]?.facts['used'];
    expect([used([]), used([push]), used([run])]).toEqual(['no', 'yes', 'unknown']);
  });

  it('reaches the default branch and the tags by two ways, each with its own setting', () => {
    const model = pipeline({ 'ci.yml': [{ jobs: { build: { token: [grant('write-source'), grant('write-release')] } } }] });
    const found = [...infer(tokenWrite, model), ...infer(unprotectedRef, model)];
    expect(arrows(found)).toEqual([
      'source:branch → source:repository',
      'source:branch → source:tags',
      'token:ci.yml:push#build:write-release → publication:release:repository',
      'token:ci.yml:push#build:write-source → source:branch',
    ]);
    expect(guards(found, 'source:repository')).toEqual(['branch-protected', 'branch-admins-included']);
    expect(guards(found, 'source:tags')).toEqual(['tags-protected']);
  });

  it('publishes the packages the job is known to publish, else packages in general', () => {
    const token = [grant('write-packages', 'packages: write')];
    const publish = {
      kind: 'publish',
      publication: { id: 'image:ghcr/x', type: 'image', name: 'ghcr/x' },
      credential: 'token',
      provenance: false,
      materials: [],
      span: at(12),
    } as const;
    const gives = (effects: readonly (typeof publish)[]) =>
      infer(tokenWrite, pipeline({ 'ci.yml': [{ jobs: { build: { token, effects } } }] })).map((t) => t.gives.id);
    expect(gives([publish])).toContain('publication:image:ghcr/x');
    expect(gives([])).toContain('publication:packages:repository');
  });
});

describe('secrets', () => {
  it('are one transition a job and secret, however often they are named', () => {
    const model = pipeline({
      'ci.yml': [{ jobs: { build: { secrets: [secret('KEY'), secret('KEY', { span: at(20) }), secret('*', { kind: 'inherit' })] } } }],
    });
    const found = infer(secretInJob, model);
    expect(arrows(found)).toEqual([`${CODE} → secret:KEY`]);
    expect(found[0]?.evidence.map((s) => s.line)).toEqual([9, 20]);
  });

  it('of an environment and of the repository are two', () => {
    const jobs = { build: { secrets: [secret('KEY')] }, deploy: { secrets: [secret('KEY', { environment: 'production' })] } };
    expect(infer(secretInJob, pipeline({ 'ci.yml': [{ jobs }] })).map((t) => t.gives.id)).toEqual(['secret:KEY', 'secret:KEY@production']);
  });

  it('handed on at once are all of the repository, not those of environments', () => {
    const jobs = {
      call: { secrets: [secret('*', { kind: 'inherit' })] },
      build: { secrets: [secret('KEY'), secret('PROD', { environment: 'production' })] },
    };
    expect(arrows(infer(secretsInherit, pipeline({ 'ci.yml': [{ jobs }] })))).toEqual(['code:ci.yml:push#call → secret:*', 'secret:* → secret:KEY']);
  });

  it('that push prove they can; others are a question', () => {
    const push = { kind: 'write', capability: 'write-source', what: 'pushes', credential: 'BOT', materials: [], span: at(12) } as const;
    const secrets = [secret('BOT', { purpose: 'source' }), secret('PAT', { purpose: 'source' }), secret('SLACK', { purpose: 'notify' })];
    const found = infer(credentialWrite, pipeline({ 'ci.yml': [{ jobs: { build: { secrets, effects: [push] } } }] }));
    const branch = (name: string) =>
      found.find((t) => t.needs[0]?.id === `secret:${name}` && t.gives.id === 'source:branch')?.guarantees.map((g) => g.id);
    expect(branch('BOT')).toEqual([]);
    expect(branch('PAT')).toEqual(['credential-limited@PAT']);
    expect(branch('SLACK')).toBeUndefined();
  });

  it('passed by an unknown caller do not write to this repository', () => {
    expect(
      infer(credentialWrite, pipeline({ 'action.yml': [{ jobs: { run: { secrets: [secret('token', { kind: 'input', purpose: 'source' })] } } }] })),
    ).toEqual([]);
  });
});

describe('cloud roles', () => {
  const login = { kind: 'login', provider: 'aws', to: 'cloud', by: 'identity', identity: 'arn:role/deploy', span: at(12) } as const;
  const mint = [grant('mint-identity', 'id-token: write')];

  it('trust the job that logs in; another job is told apart only by the subject', () => {
    const found = infer(
      cloudRole,
      pipeline({ 'ci.yml': [{ jobs: { deploy: { token: mint, effects: [login] }, build: { token: mint }, test: {} } }] }),
    );
    const of = (job: string) => found.find((t) => t.place.jobKey === job)?.guarantees.map((g) => g.id);
    expect(of('deploy')).toEqual([]);
    expect(of('build')).toEqual(['oidc-subject-restricted@arn:role/deploy']);
    expect(of('test')).toBeUndefined();
  });

  it('cannot tell jobs apart whose subject is the same: only the workflow can', () => {
    const onDefault = { kind: 'ref', name: 'default' } as const;
    const inProduction = { kind: 'environment', name: 'production' } as const;
    const found = infer(
      cloudRole,
      pipeline({
        'ci.yml': [
          {
            jobs: {
              deploy: { token: mint, subject: inProduction, effects: [login] },
              notify: { token: mint, subject: inProduction },
              staging: { token: mint, subject: { ...inProduction, name: 'staging' } },
              greet: { token: mint, subject: onDefault },
              made: { token: mint },
            },
          },
        ],
      }),
    );
    const of = (job: string) => found.find((t) => t.place.jobKey === job)?.guarantees.map((g) => g.id);
    expect(of('deploy')).toEqual([]);
    expect(of('notify')).toEqual(['oidc-workflow-restricted@arn:role/deploy']);
    for (const other of ['staging', 'greet', 'made']) expect(of(other)).toEqual(['oidc-subject-restricted@arn:role/deploy']);
  });

  it('are not known by what a change asks for: its own login says nothing about what the role trusts', () => {
    const subject = { kind: 'ref', name: 'pull' } as const;
    const found = infer(
      cloudRole,
      pipeline({
        'ci.yml': [
          {
            scenario: { id: 'pull_request/branch', definition: 'proposed', proposer: 'writer' },
            jobs: { deploy: { token: mint, subject, effects: [login] } },
          },
        ],
      }),
    );
    expect(found[0]?.guarantees.map((g) => g.id)).toEqual(['oidc-subject-restricted@arn:role/deploy']);
  });

  it('that trust an environment are taken by whoever names it, as far as its rules let them', () => {
    const subject = { kind: 'environment', name: 'production' } as const;
    const model = pipeline({
      'ci.yml': [
        { jobs: { deploy: { token: mint, subject, effects: [login] } } },
        { scenario: { id: 'push/branch', definition: 'proposed', proposer: 'writer' }, jobs: { build: {} } },
      ],
    });
    const roles = infer(pushedWorkflow, model).filter(({ gives }) => gives.id.startsWith('role:'));
    expect(roles.map(({ guarantees }) => guarantees.map(({ id }) => id))).toEqual([
      ['oidc-subject-restricted@arn:role/deploy'],
      [
        'environment-branches@production',
        'environment-reviewers@production',
        'environment-no-self-review@production',
        'oidc-workflow-restricted@arn:role/deploy',
      ],
    ]);
  });

  it('show each job where it logs in itself, and not where others do', () => {
    const deploys = (line: number) => ({ jobs: { deploy: { token: mint, effects: [login, { ...login, span: at(line) }] } } });
    const found = infer(cloudRole, pipeline({ 'a.yml': [deploys(20)], 'b.yml': [deploys(30)] }));
    expect(found.map(({ place, evidence }) => [place.workflow, evidence.map(({ line }) => line)])).toEqual([
      ['a.yml', [12, 20]],
      ['b.yml', [12, 30]],
    ]);
  });

  it('are asked about when the run defines itself', () => {
    const found = infer(
      cloudRole,
      pipeline({ 'ci.yml': [{ scenario: { definition: 'proposed', proposer: 'writer' }, jobs: { deploy: { token: mint, effects: [login] } } }] }),
    );
    expect(found[0]?.guarantees.map((g) => g.id)).toEqual(['oidc-subject-restricted@arn:role/deploy']);
  });
});

describe('the push of a branch', () => {
  const proposed = { id: 'push/branch', definition: 'proposed', proposer: 'writer' } as const;
  const jobs = { build: { secrets: [secret('KEY'), secret('PROD', { environment: 'production' })], runner: ownRunner('self-hosted', 'linux') } };

  it('names any secret; those of an environment ask for its rules', () => {
    const model = pipeline({ 'ci.yml': [{ scenario: proposed, jobs }] });
    const found = [...infer(branchPush, model), ...infer(pushedWorkflow, model)];
    expect(arrows(found)).toContain('actor:writer → source:push');
    expect(arrows(found)).toContain('source:push → secret:KEY');
    expect(arrows(found)).toContain('source:push → workflow:ci.yml:push/branch');
    expect(guards(found, 'secret:PROD@production')).toEqual([
      'environment-branches@production',
      'environment-reviewers@production',
      'environment-no-self-review@production',
    ]);
    expect(guards(found, 'runner:linux+self-hosted')).toEqual(['runner-ephemeral@linux+self-hosted', 'runner-branches@linux+self-hosted']);
  });

  it('is no entry where pushed branches define nothing', () => {
    expect(infer(branchPush, pipeline({ 'ci.yml': [{ jobs }] }))).toEqual([]);
    expect(infer(pushedWorkflow, pipeline({ 'ci.yml': [{ jobs }] }))).toEqual([]);
  });

  it('does not get past the environment of a job', () => {
    const environment = { name: 'production', span: at(8) };
    const found = infer(controlledWorkflow, pipeline({ 'ci.yml': [{ scenario: proposed, jobs: { deploy: { environment }, test: {} } }] }));
    const branch = found.filter((t) => t.id.endsWith(':branch'));
    expect(branch.map((t) => [t.place.jobKey, t.guarantees.length])).toEqual([
      ['deploy', 3],
      ['test', 0],
    ]);
  });
});

describe('changes to the default branch', () => {
  it('of a pipeline file need somebody to accept them, and an owner where there are owners', () => {
    const runs = { 'ci.yml': [{ jobs: { build: {} } }] };
    const merged = (owners: boolean) =>
      infer(
        unreviewedWorkflowChange,
        pipeline(runs, {
          repository: {
            pipelineOwners: owners ? { covered: true, span: at(1, 'CODEOWNERS') } : null,
            updateBots: [],
            packages: [],
            verifications: [],
            span: null,
          },
        }),
      ).find((t) => t.id.endsWith(':merged'));
    expect(merged(false)?.interaction).toBe('accepts');
    expect(merged(false)?.guarantees).toEqual([]);
    expect(merged(true)?.guarantees.map((g) => g.holdsIf)).toEqual([
      [
        { setting: 'branch-protected', is: true },
        { setting: 'code-owners-required', is: true },
      ],
    ]);
  });

  it('reach jobs that run the checkout, in runs of the team, not in those of strangers', () => {
    const trusted = material('checkout', { code: { kind: 'trusted', what: 'the default branch' } });
    const effects = [{ kind: 'execute', tool: 'make', how: 'runs make', materials: [trusted], span: at(12) } as const];
    const model = pipeline({
      'ci.yml': [
        { jobs: { build: { effects }, idle: {} } },
        { scenario: { id: 'pull_request/fork', definition: 'proposed', proposer: 'outsider' }, jobs: { build: { effects } } },
      ],
    });
    expect(arrows(infer(changedSource, model))).toEqual([`source:repository & ${JOB} → ${CODE}`]);
  });
});

describe('tokens that act for people', () => {
  it('start what is started by hand, with its inputs', () => {
    const input = { origin: { kind: 'input', name: 'version', actor: 'writer', span: at(4) }, charset: 'any', via: [] } as const;
    const interpret = { kind: 'interpret', language: 'bash', influences: [input], how: 'in run', span: at(12) } as const;
    const model = pipeline({
      'ci.yml': [
        { scenario: { id: 'workflow_dispatch', byItself: 'routine' }, jobs: { build: { effects: [interpret] } } },
        { scenario: { id: 'workflow_dispatch/branch', definition: 'proposed', proposer: 'writer' }, jobs: { build: {} } },
      ],
    });
    expect(arrows(infer(dispatchInput, model))).toEqual([
      'workflow:dispatch → run:ci.yml:workflow_dispatch',
      'workflow:dispatch → text:ci.yml:workflow_dispatch:inputs.version',
    ]);
  });

  it('send what takes a message to the repository only where they may push', () => {
    const model = pipeline({ 'ci.yml': [{ scenario: { id: 'repository_dispatch', byItself: 'routine' }, jobs: { build: {} } }] });
    expect(arrows(infer(dispatchInput, model))).toEqual(['source:branch → run:ci.yml:repository_dispatch']);
  });

  it('merge changes of whoever causes the run; without an approval a required review holds', () => {
    const causes = [{ actor: 'outsider', how: 'opens a pull request', interaction: 'none', guarantees: [] }] as const;
    const write = (what: string) => ({ kind: 'write', capability: 'write-review', what, credential: 'token', materials: [], span: at(12) }) as const;
    const found = (...what: string[]) =>
      infer(autoMerge, pipeline({ 'ci.yml': [{ scenario: { causes }, jobs: { build: { effects: what.map(write) } } }] }));
    expect(arrows(found('merges the pull request'))).toEqual([`actor:outsider & ${JOB} → source:repository`]);
    expect(guards(found('merges the pull request'), 'source:repository')).toEqual(['branch-protected']);
    expect(guards(found('approves the pull request', 'merges the pull request'), 'source:repository')).toEqual(['actions-cannot-approve']);
    expect(found('approves the pull request')[0]?.interaction).toBe('accepts');
    expect(found('comments')).toEqual([]);
  });

  it('commit an artifact without looking', () => {
    const artifact = material('artifact', { artifact: 'docs', artifactFrom: 'same' });
    const push = { kind: 'write', capability: 'write-source', what: 'pushes', credential: 'token', materials: [artifact], span: at(12) } as const;
    expect(arrows(infer(writesSource, pipeline({ 'ci.yml': [{ jobs: { build: { effects: [push] } } }] })))).toEqual([
      `${JOB} & artifact:ci.yml:push:docs → source:repository`,
    ]);
  });

  it('push with a credential that the files do not show', () => {
    const push = { kind: 'write', capability: 'write-source', what: 'pushes', credential: null, materials: [], span: at(12) } as const;
    expect(arrows(infer(writesSource, pipeline({ 'ci.yml': [{ jobs: { build: { effects: [push] } } }] })))).toEqual([`${CODE} → source:branch`]);
  });
});
