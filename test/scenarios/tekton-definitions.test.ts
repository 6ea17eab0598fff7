/** Pipelines-as-Code takes definitions from the change unless its Repository resource says otherwise, and makes a token for each run. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

const run = (secret: string) => ({
  '.tekton/push.yaml': `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: push
  annotations:
    pipelinesascode.tekton.dev/on-event: "[push]"
    pipelinesascode.tekton.dev/on-target-branch: "[refs/heads/*]"
spec:
  pipelineSpec:
    tasks:
      - name: upload
        taskSpec:
          steps:
            - name: go
              image: alpine
              env:
                - name: KEY
                  valueFrom:
                    secretKeyRef: {name: '${secret}', key: value}
              script: |
                ./upload
`,
});
const writers = async (secret: string, provenance?: boolean) =>
  (
    await analyse(run(secret), {
      asOf: '2026-05-01',
      settings: new Map(provenance === undefined ? [] : [['definition-from-default-branch', provenance]]),
    })
  ).paths.filter((p) => p.actor === 'writer' && p.asset.startsWith('secret:') && p.steps.some((s) => s.rule === 'configuration/pushed-workflow'));

describe('a secret that a pushed run names', () => {
  it('rests on where definitions come from, which the files do not say', async () => {
    expect((await writers('upload-key')).map((p) => p.dependsOn)).toEqual([expect.arrayContaining(['definition-from-default-branch'])]);
  });
  it('is read where definitions come from the branch, and is not where they come from the default branch', async () => {
    expect((await writers('upload-key', false)).map((p) => p.dependsOn.includes('definition-from-default-branch'))).toEqual([false]);
    expect(await writers('upload-key', true)).toEqual([]);
  });
});

describe('the secret that is made for each run', () => {
  it('is the token of the run, not a secret that others could name', async () => {
    const report = await analyse(run('{{ git_auth_secret }}'), { asOf: '2026-05-01' });
    expect(report.assets.filter((a) => a.id.startsWith('secret:'))).toEqual([]);
    expect(report.assumptions.map((a) => a.id)).toContain('source-credential-read-only@.tekton/push.yaml');
    expect((await analyse(run('git-auth'), { asOf: '2026-05-01' })).assets.filter((a) => a.id.startsWith('secret:')).map((a) => a.name)).toEqual([
      'git-auth',
    ]);
  });
});
