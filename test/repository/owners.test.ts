import { describe, expect, it } from 'vitest';
import { readPipelineOwners } from '../../src/read/common/code-owners.ts';
import { matchesOwnerPattern } from '../../src/read/common/owner-patterns.ts';
import type { PipelineFiles } from '../../src/read/common/reader.ts';
import { memoryTree } from '../../src/source/files.ts';

const PLACES: readonly PipelineFiles[] = [
  { path: /^\.github\/workflows\/[^/]+\.ya?ml$/, added: '.github/workflows/new.yml' },
  { path: /^\.gitlab-ci\.yml$/, added: null },
];
const WORKFLOW = { '.github/workflows/ci.yml': '' };
const covered = (owners: string, more: Readonly<Record<string, string>> = {}) =>
  readPipelineOwners(memoryTree({ ...WORKFLOW, '.github/CODEOWNERS': owners, ...more }), PLACES)?.covered;

describe('owner patterns', () => {
  it.each([
    ['*', '.github/workflows/ci.yml', true],
    ['*.yml', '.github/workflows/ci.yml', true],
    ['/*', '.github/workflows/ci.yml', false],
    ['/.github/', '.github/workflows/ci.yml', true],
    ['.github', '.github/workflows/ci.yml', true],
    ['/.github', '.github/workflows/ci.yml', true],
    ['.github/*', '.github/workflows/ci.yml', false],
    ['.github/**', '.github/workflows/ci.yml', true],
    ['.github/workflows/*', '.github/workflows/ci.yml', true],
    ['workflows/', '.github/workflows/ci.yml', true],
    ['/workflows/', '.github/workflows/ci.yml', false],
    ['**/workflows', '.github/workflows/ci.yml', true],
    ['.github/**/ci.yml', '.github/workflows/ci.yml', true],
    ['.github/**/ci.yml', '.github/ci.yml', true],
    ['/.github/workflows/ci.yml/', '.github/workflows/ci.yml', false],
    ['docs/*', 'docs/build/x.md', false],
    ['/apps/github', 'apps/github/x', true],
    ['c?.yml', '.github/workflows/ci.yml', true],
    ['.GITHUB/', '.github/workflows/ci.yml', false],
    ['**', 'a/b', true],
    ['', 'a', false],
  ])('%j on %j: %j', (pattern, path, expected) => {
    expect(matchesOwnerPattern(pattern, path)).toBe(expected);
  });

  it('stays quick on patterns full of wildcards', () => {
    const start = performance.now();
    expect(matchesOwnerPattern(`${'*a'.repeat(2000)}b`, 'a'.repeat(4000))).toBe(false);
    expect(matchesOwnerPattern(`${'**/a/'.repeat(500)}b`, 'a/'.repeat(1000))).toBe(false);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('readPipelineOwners', () => {
  it('is null without a file', () => {
    expect(readPipelineOwners(memoryTree(WORKFLOW), PLACES)).toBeNull();
  });

  it('lets the last matching rule decide, and a rule without owners take ownership away', () => {
    expect(covered('* @a\n/src/ @b\n')).toBe(true);
    expect(covered('* @a\n/.github/\n')).toBe(false);
    expect(covered('/.github/\n* @a\n')).toBe(true);
    expect(covered('/src/ @b\n')).toBe(false);
  });

  it('asks for the files that could be added, too', () => {
    expect(covered('/.github/workflows/ci.yml @a\n')).toBe(false);
  });

  it('points at the rule that decides', () => {
    const owners = readPipelineOwners(memoryTree({ ...WORKFLOW, CODEOWNERS: '# c\n* @a\n  .github/ @org/team # why\n' }), PLACES);
    expect(owners).toMatchObject({ covered: true, span: { file: 'CODEOWNERS', line: 3, column: 3 } });
  });

  it('takes the first of the places', () => {
    expect(covered('* @a\n', { CODEOWNERS: '/src/ @b\n' })).toBe(true);
    expect(readPipelineOwners(memoryTree({ ...WORKFLOW, CODEOWNERS: '* @a', 'docs/CODEOWNERS': '/x @a' }), PLACES)?.covered).toBe(true);
  });

  it('skips lines that the platform skips, and words that are no owner', () => {
    expect(covered('* @a\n!/.github/ \n[x]/.github @b\n')).toBe(true);
    expect(covered('* nobody\n')).toBe(false);
    expect(covered('* dev@example.com\n')).toBe(true);
  });

  it('reads GitLab sections: default owners, optional ones, exclusions', () => {
    const gitlab = (owners: string) => readPipelineOwners(memoryTree({ '.gitlab-ci.yml': '', CODEOWNERS: owners }), PLACES)?.covered;
    expect(gitlab('[CI][2] @team\n.gitlab-ci.yml\n')).toBe(true);
    expect(gitlab('^[CI] @team\n.gitlab-ci.yml\n')).toBe(false);
    expect(gitlab('* @a\n[Docs]\n*.md @d\n')).toBe(true);
    expect(gitlab('* @a\n!.gitlab-ci.yml\n')).toBe(false);
  });
});
