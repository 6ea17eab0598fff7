import { describe, expect, it } from 'vitest';
import { readRepository, withMergingBots } from '../../src/read/common/repository.ts';
import { pipelinePlaces, SYSTEMS } from '../../src/read/systems.ts';
import { memoryTree } from '../../src/source/files.ts';

const PLACES = pipelinePlaces(SYSTEMS);
const read = (files: Readonly<Record<string, string>>) => readRepository(memoryTree(files), PLACES);
const bots = (files: Readonly<Record<string, string>>) =>
  read(files).repository.updateBots.map((b) => [b.name, b.cooldownDays, b.mergesByItself, b.ecosystems]);
const dependabot = (cooldown: string) =>
  bots({ '.github/dependabot.yml': `version: 2\nupdates:\n  - package-ecosystem: npm\n    directory: /\n${cooldown}` })[0]?.[1];

describe('Dependabot', () => {
  it('is one bot for each wait, at its entry', () => {
    const text =
      'version: 2\nupdates:\n  - package-ecosystem: npm\n    cooldown: {default-days: 7}\n  - package-ecosystem: github-actions\n  - package-ecosystem: pip\n    cooldown: {default-days: 7}\n';
    expect(bots({ '.github/dependabot.yml': text })).toEqual([
      ['dependabot', 7, false, ['npm', 'pip']],
      ['dependabot', null, false, ['github-actions']],
    ]);
    expect(read({ '.github/dependabot.yaml': text }).repository.updateBots[1]?.span).toMatchObject({ file: '.github/dependabot.yaml', line: 5 });
  });

  it('waits as long as the kind of step that waits least', () => {
    expect(dependabot('    cooldown:\n      default-days: 5\n      semver-patch-days: 3\n')).toBe(3);
    expect(dependabot('    cooldown:\n      semver-major-days: 30\n')).toBeNull();
    expect(dependabot('    cooldown:\n      default-days: 5\n      include: ["lodash"]\n')).toBeNull();
    expect(dependabot('    cooldown:\n      default-days: 5\n      exclude: ["lodash"]\n')).toBe(5);
  });

  it('does not count entries for security updates only', () => {
    expect(dependabot('    open-pull-requests-limit: 0\n')).toBeUndefined();
  });

  it('can be marked as merged by whoever finds a workflow that merges', () => {
    const { repository } = read({ '.github/dependabot.yml': 'updates: [{package-ecosystem: npm}]' });
    expect(withMergingBots(repository, new Set(['dependabot'])).updateBots[0]?.mergesByItself).toBe(true);
    expect(withMergingBots(repository, new Set(['renovate'])).updateBots[0]?.mergesByItself).toBe(false);
  });

  it('is merged by Mergify or Kodiak where their rules say so', () => {
    const base = { '.github/dependabot.yml': 'updates: [{package-ecosystem: npm}]' };
    const rule = (condition: string) =>
      `pull_request_rules:\n  - name: x\n    conditions: ['author=dependabot[bot]'${condition}]\n    actions: {merge: {method: squash}}\n`;
    expect(bots({ ...base, '.mergify.yml': rule('') })[0]?.[2]).toBe(true);
    expect(bots({ ...base, '.mergify.yml': rule(", '#approved-reviews-by>=1'") })[0]?.[2]).toBe(false);
    expect(bots({ ...base, '.kodiak.toml': '[merge.automerge_dependencies]\nusernames = ["dependabot"]\n' })[0]?.[2]).toBe(true);
  });
});

describe('Renovate', () => {
  const renovate = (config: string) => bots({ 'renovate.json': config });

  it('reads wait and automatic merging at the top and in rules', () => {
    expect(renovate('{"extends": ["config:recommended"], "minimumReleaseAge": "3 days"}')).toEqual([['renovate', 3, false, []]]);
    expect(renovate('{"automerge": true, "minimumReleaseAge": "2 weeks"}')).toEqual([['renovate', 14, true, []]]);
    expect(renovate('{"packageRules": [{"matchUpdateTypes": ["patch"], "automerge": true}]}')).toEqual([['renovate', null, true, []]]);
    expect(renovate('{"minimumReleaseAge": "5 days", "packageRules": [{"automerge": true, "minimumReleaseAge": "1 day"}]}')[0]?.[1]).toBe(1);
    expect(renovate('{"stabilityDays": 4}')[0]?.[1]).toBe(4);
    expect(renovate('{"minor": {"automerge": true}}')[0]?.[2]).toBe(true);
  });

  it('knows the presets that merge and those that only say how', () => {
    expect(renovate('{"extends": [":automergeMinor"]}')[0]?.[2]).toBe(true);
    expect(renovate('{"extends": [":automergePr"]}')[0]?.[2]).toBe(false);
    expect(renovate('{"extends": [":automergeDisabled", "local>org/config"]}')[0]?.[2]).toBe(false);
  });

  it('waits with npm packages only under the presets that do so', () => {
    expect(renovate('{"extends": ["config:best-practices"]}')).toEqual([
      ['renovate', 3, false, ['npm']],
      ['renovate', null, false, []],
    ]);
  });

  it('says that a preset elsewhere leaves it open', () => {
    const { repository, gaps } = read({ '.github/renovate.json5': "{extends: ['github>org/config'], // c\n}" });
    expect(repository.updateBots[0]?.mergesByItself).toBe('unknown');
    expect(gaps).toMatchObject([{ file: '.github/renovate.json5', reason: 'update bot preset not available', evidence: [{ line: 1, column: 12 }] }]);
  });

  it('is found in package.json, unless switched off', () => {
    expect(bots({ 'package.json': '{"renovate": {"automerge": true}}' })).toEqual([['renovate', null, true, []]]);
    expect(renovate('{"enabled": false}')).toEqual([]);
  });
});
