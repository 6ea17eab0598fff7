/** A CI system is one folder and one line: a reader that nobody knows gives paths, controls in its own words, and a place in the report. */
import { describe, expect, it } from 'vitest';
import { byHand, pullRequests } from '../../src/read/common/plain/scenarios.ts';
import { readService, type Service } from '../../src/read/common/plain/service.ts';
import type { Reader } from '../../src/read/common/reader.ts';
import { SYSTEMS } from '../../src/read/systems.ts';
import { get, type YamlScalar } from '../../src/source/yaml.ts';
import { analyse } from '../analyse.ts';

const service: Service = {
  system: 'pretend-ci',
  places: [{ path: /^pretend\.yml$/, added: null }],
  written: { PRETEND_TITLE: 'line' },
  others: [],
  scenarios: (span) => [
    ...pullRequests(
      { trigger: 'change', span, source: 'https://pretend.example/changes' },
      { notBuilt: null, approvals: [], withholds: { secrets: [], write: [], identity: [], cacheWrite: [] }, definition: 'trusted' },
    ),
    byHand({ trigger: 'button', span, source: 'https://pretend.example/button' }),
  ],
  jobs: ({ root }) => {
    const command = get(root, 'run') as YamlScalar;
    return [
      {
        key: 'only',
        span: command.span,
        runner: { labels: ['pretend'], hosted: true, ephemeral: true },
        secrets: [{ name: 'KEY', usedAs: [], span: command.span }],
        steps: [{ name: 'run', span: command.span, lines: [command] }],
      },
    ];
  },
};
const pretend: Reader = {
  system: 'pretend-ci',
  title: 'Pretend CI',
  pipelines: service.places,
  dialect: { offers: [], remedies: { 'env-indirection': 'At {where}: ask the pretend administrator to take {facts.field} away.' } },
  open: async () => (tree) => readService(tree, service),
};

describe('a system that is one folder and one line', () => {
  it('gives the path, and the control in its own words', async () => {
    const report = await analyse({ 'pretend.yml': 'run: eval "$PRETEND_TITLE"\n' }, { readers: [...SYSTEMS, pretend] });
    expect(report.subject).toMatchObject({ systems: ['pretend-ci'], workflows: { 'pretend-ci': 1 } });
    const path = report.paths.find(({ actor, asset }) => actor === 'outsider' && asset === 'secret:pretend-ci/KEY');
    expect(path?.entry).toEqual({ workflow: 'pretend.yml', trigger: 'change' });
    expect(path?.steps.map(({ rule }) => rule)).toContain('source/script-injection');
    const kinds = new Map(report.controls.map((control) => [control.kind, control.remedy]));
    expect(kinds.get('env-indirection')).toBe('At pretend.yml:1 (job `only`): ask the pretend administrator to take `PRETEND_TITLE` away.');
    expect(kinds.has('trigger-pull-request')).toBe(false);
  });

  it('is silent on the mended twin', async () => {
    const report = await analyse({ 'pretend.yml': 'run: echo "$PRETEND_TITLE"\n' }, { readers: [...SYSTEMS, pretend] });
    expect(report.paths.filter(({ actor, asset }) => actor === 'outsider' && asset.startsWith('secret:'))).toEqual([]);
  });

  it('stands beside the others without sharing their secrets', async () => {
    const report = await analyse(
      {
        'pretend.yml': 'run: eval "$PRETEND_TITLE"\n',
        '.github/workflows/a.yml':
          'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./a\n        env:\n          KEY: ${{ secrets.KEY }}\n',
      },
      { readers: [...SYSTEMS, pretend] },
    );
    expect(report.subject.systems).toEqual(['github-actions', 'pretend-ci']);
    expect(report.assets.map(({ id }) => id)).toEqual(expect.arrayContaining(['secret:KEY', 'secret:pretend-ci/KEY']));
    expect(report.paths.some(({ actor, asset }) => actor === 'outsider' && asset === 'secret:KEY')).toBe(false);
  });
});
