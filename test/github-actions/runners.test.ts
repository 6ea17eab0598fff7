import { describe, expect, it } from 'vitest';
import { runnerOf } from '../../src/read/github-actions/runners.ts';

const span = { file: 'ci.yml', line: 1, column: 1, endLine: 1, endColumn: 2 };
const hosted = (...labels: string[]) => runnerOf([labels], span).hosted;

describe('whose machine a label stands for', () => {
  it.each(['ubuntu-latest', 'ubuntu-24.04-arm', 'windows-2025', 'macos-15-xlarge'])('%s: the platform', (label) => {
    expect(hosted(label)).toBe(true);
  });
  it.each(['depot-ubuntu-24.04-arm-16', 'depot-windows-2022-16', 'ubicloud-standard-8'])(
    '%s: a vendor with a fresh machine for each job',
    (label) => {
      expect(hosted(label)).toBe(true);
      expect(runnerOf([[label]], span).ephemeral).toBe(true);
    },
  );
  it('the team, where a label says self-hosted, whatever else is there', () => {
    expect(hosted('self-hosted', 'depot-ubuntu-24.04')).toBe(false);
  });
  it.each(['ubuntu-latest-8-cores', 'depot', 'my-depot-ubuntu-24.04', 'gpu-pool'])('%s: cannot be told', (label) => {
    expect(hosted(label)).toBe('unknown');
    expect(runnerOf([[label]], span).ephemeral).toBe('unknown');
  });
});
