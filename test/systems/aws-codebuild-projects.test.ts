/** Projects of AWS CodeBuild as templates declare them: what their webhooks let through. */
import { describe, expect, it } from 'vitest';
import { isAnchored } from '../../src/read/aws-codebuild/projects.ts';
import { analyse, withSettings } from '../analyse.ts';

const BUILD = 'version: 0.2\nenv:\n  secrets-manager:\n    KEY: deploy/key\nphases:\n  build:\n    commands:\n      - make test\n';
const project = (triggers: string, more = ''): Readonly<Record<string, string>> => ({
  'buildspec.yml': BUILD,
  'infra/ci.yml': `Resources:
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      Source: {Type: GITHUB, Location: "https://github.com/acme/shop.git", BuildSpec: buildspec.yml}
      Environment: {Type: LINUX_CONTAINER, Image: !Ref Image}
${more}${triggers}`,
});
const hook = (filters: string, policy = 'DISABLED'): string => `      Triggers:
        Webhook: true
        PullRequestBuildPolicy: {RequiresCommentApproval: ${policy}}
        FilterGroups:
          - - {Type: EVENT, Pattern: "PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED"}
${filters}`;
const account = (pattern: string, excludes = false): string =>
  `            - {Type: ACTOR_ACCOUNT_ID, Pattern: "${pattern}"${excludes ? ', ExcludeMatchedPattern: true' : ''}}\n`;
const TOLD = withSettings({ 'source-credential-read-only@buildspec.yml': true, 'service-role-limited@buildspec.yml': true });

const worst = async (files: Readonly<Record<string, string>>) =>
  (await analyse(files, { settings: TOLD })).paths.find(({ actor, asset }) => actor === 'outsider' && asset === 'secret:aws-codebuild/KEY');

describe('a project in a template', () => {
  it('is built for strangers whose account id only contains a named one', async () => {
    const open = await worst(project(hook(account('123|456'))));
    expect([open?.certainty, open?.severity]).toEqual(['proven', 'high']);
    expect(open?.effort).toBeGreaterThan((await worst(project(hook(''))))?.effort ?? 99);
    expect(await worst(project(hook(account('^(123|456)$'))))).toBeUndefined();
    expect(await worst(project(hook(account('^123$|^456$'))))).toBeUndefined();
    expect((await worst(project(hook(account('^123$|456')))))?.certainty).toBe('proven');
    expect((await worst(project(hook(account('^123$', true)))))?.certainty).toBe('proven');
  });

  it('is not built for strangers where nothing lets pull requests through', async () => {
    expect(await worst(project(''))).toBeUndefined();
    expect(await worst(project('      Triggers: {Webhook: false}\n'))).toBeUndefined();
    const push = hook('').replace('PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED', 'PUSH');
    expect(await worst(project(push))).toBeUndefined();
    // Without groups every event passes, and one open group is enough.
    expect((await worst(project('      Triggers: {Webhook: true}\n')))?.certainty).toBe('proven');
    expect((await worst(project(`${hook(account('^1$'))}          - - {Type: EVENT, Pattern: PULL_REQUEST_CREATED}\n`)))?.certainty).toBe('proven');
  });

  it('waits for a comment where its policy says so', async () => {
    const [approved, not, unknown] = await Promise.all([
      worst(project(hook('', 'ALL_PULL_REQUESTS'))),
      worst(project(hook('', 'DISABLED'))),
      worst(project(hook('', 'DISABLED').replace(/ {8}PullRequestBuildPolicy.*\n/, ''))),
    ]);
    expect([not?.severity, approved?.severity]).toEqual(['high', 'medium']);
    // Nobody is taken to be asked, until somebody says so.
    expect(unknown?.severity).toBe('high');
  });

  it('counts for the file it names, also in JSON as the CDK writes it', async () => {
    const template = {
      Resources: {
        Build45A36621: {
          Type: 'AWS::CodeBuild::Project',
          Properties: {
            Source: { BuildSpec: 'ci/buildspec.yml' },
            Triggers: {
              Webhook: true,
              FilterGroups: [[{ Type: 'EVENT', Pattern: 'PULL_REQUEST_UPDATED' }]],
              PullRequestBuildPolicy: { RequiresCommentApproval: 'DISABLED' },
            },
          },
        },
      },
    };
    const json = { 'cdk.out/ci.template.json': JSON.stringify(template) };
    const settings = withSettings({ 'source-credential-read-only@ci/buildspec.yml': true, 'service-role-limited@ci/buildspec.yml': true });
    const report = await analyse({ 'ci/buildspec.yml': BUILD, ...json }, { settings });
    expect(report.paths.some(({ actor, asset, certainty }) => actor === 'outsider' && asset.startsWith('secret:') && certainty === 'proven')).toBe(
      true,
    );
    // Another file is another project's: what starts it is still a question.
    expect((await worst({ 'buildspec.yml': BUILD, ...json }))?.certainty).toBe('conditional');
  });

  it('reads broken templates without a word', async () => {
    const broken = { 'infra/ci.yml': 'Resources:\n  Build:\n    Type: AWS::CodeBuild::Project\n    Properties: [' };
    expect((await worst({ 'buildspec.yml': BUILD, ...broken }))?.certainty ?? 'conditional').toBe('conditional');
  });
});

describe('patterns of account ids', () => {
  it('are whole ids only where every alternative is', () => {
    expect(['^1$', '^(?:1|2)$', '^1$|^2$', ' ^1$ '].map(isAnchored)).toEqual([true, true, true, true]);
    expect(['1', '1|2', '^1', '1$', '^1|2$', '^1$|2', ''].map(isAnchored)).toEqual([false, false, false, false, false, false, false]);
  });
});
