/** Scripts that end their job over what the event says are gates like an `if:`, as far as every run comes to the test. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

const job = (script: string, more = '', after = '- run: make') => ({
  '.github/workflows/ci.yml': `on: pull_request_target
permissions: { contents: write }
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: |
${script.replace(/^/gm, '          ')}
${more}        env:
          HEAD: \${{ github.event.pull_request.head.repo.full_name }}
          BASE: \${{ github.repository }}
          WHO: \${{ github.event.pull_request.user.login }}
          FORK: \${{ github.event.pull_request.head.repo.fork }}
          TIE: \${{ github.event.pull_request.author_association }}
          NAME: pre-\${{ github.event.pull_request.head.repo.full_name }}
      - uses: actions/checkout@v4
        with: { ref: '\${{ github.event.pull_request.head.sha }}' }
      ${after}
`,
});
const isOpen = async (files: Readonly<Record<string, string>>): Promise<boolean> =>
  (await analyse(files, { asOf: '2025-06-01' })).paths.some((p) => p.actor === 'outsider' && p.asset === 'release:repository');

describe('a script that ends with an error for forks', () => {
  it.each([
    'if [ "$HEAD" != "$GITHUB_REPOSITORY" ]; then exit 1; fi',
    'if [[ "$HEAD" != "$BASE" ]]; then\n  echo "not for forks"\n  exit 1\nfi\necho welcome',
    '[ "$HEAD" = "$BASE" ] || exit 1',
    '[[ $FORK == false ]] || { echo no; exit 1; }',
    'if [ "$FORK" = "true" ]; then exit 78; fi',
    'test "$HEAD" = "$GITHUB_REPOSITORY"',
    'set -euo pipefail\necho first\n[[ "$HEAD" == "$BASE" ]]\necho then',
    'if test "$HEAD" = "$BASE"; then echo fine; else exit 1; fi',
    'if ! [ "$HEAD" = "$BASE" ]; then exit 1; fi',
    'if [ "$HEAD" = "$BASE" ]; then\n  echo fine\nelif [ "$WHO" = "octocat" ]; then\n  echo fine\nelse\n  exit 1\nfi',
    'case "$WHO" in\n  alice | bob) echo hello ;;\n  *) exit 1 ;;\nesac',
    'case "$WHO" in "dependabot[bot]") ;; *) exit 1 ;; esac',
    'if [[ "$TIE" != "OWNER" && "$TIE" != "MEMBER" ]]; then exit 1; fi',
    'if [ "$TIE" != OWNER -a "$TIE" != MEMBER ]; then exit 1; fi',
    '[[ "$TIE" =~ ^(OWNER|MEMBER)$ ]] || exit 1',
    'fail() { echo "$1"; exit 1; }\n[ "$HEAD" = "$BASE" ] || fail "no forks"',
    'if [ "${{ github.event.pull_request.head.repo.full_name }}" != "${{ github.repository }}" ]; then exit 1; fi',
  ])('keeps them out: %j', async (script) => expect(await isOpen(job(script))).toBe(false));

  it.each([
    ['it ends for the others', 'if [ "$HEAD" = "$BASE" ]; then exit 1; fi'],
    ['it only says so', 'if [ "$HEAD" != "$BASE" ]; then echo fork; fi'],
    ['it ends well', 'if [ "$HEAD" != "$BASE" ]; then exit 0; fi'],
    ['it may have ended before', 'if [ "$TITLE" = skip ]; then exit 0; fi\n[ "$HEAD" = "$BASE" ] || exit 1'],
    ['the variable is another by then', 'HEAD=$BASE\n[ "$HEAD" = "$BASE" ] || exit 1'],
    ['the variable is read from somewhere', 'read -r HEAD < file\n[ "$HEAD" = "$BASE" ] || exit 1'],
    ['the error is taken back', '[ "$HEAD" = "$BASE" ] || exit 1 || true'],
    ['only a part of the script ends', '( [ "$HEAD" = "$BASE" ] || exit 1 ) || true'],
    ['a test that fails does not end it', 'set +e\ntest "$HEAD" = "$BASE"\necho'],
    ['a test behind ! does not end it', '! test "$HEAD" != "$BASE"'],
    ['another test lets them pass', 'if [ "$HEAD" != "$BASE" ] && [ "$TITLE" != "please" ]; then exit 1; fi'],
    ['another pattern lets everybody pass', 'case "$WHO" in alice | *-bot | mallory*) ;; *) exit 1 ;; esac'],
    ['the expression is loose', '[[ "$TIE" =~ OWNER|NONE ]] || exit 1'],
    ['the variable holds more than that', '[ "$NAME" = "$BASE" ] || echo ok'],
    ['it stands in a function that nobody calls', 'check() { [ "$HEAD" = "$BASE" ] || exit 1; }\necho done'],
    ['it runs beside the script', '{ [ "$HEAD" = "$BASE" ] || exit 1; } &\necho done'],
  ])('lets them pass where %s', async (_, script) => expect(await isOpen(job(script))).toBe(true));

  it('counts for nothing where the job goes on all the same', async () => {
    const script = '[ "$HEAD" = "$BASE" ] || exit 1';
    expect(await isOpen(job(script, '        continue-on-error: true\n'))).toBe(true);
    expect(await isOpen(job(script, '', '- if: always()\n        run: make'))).toBe(true);
    expect(await isOpen(job(script, "        if: github.event.action == 'opened'\n"))).toBe(true);
  });

  it('is one whose failing test ends it only where the shell was told so', async () => {
    const script = 'test "$HEAD" = "$BASE"\necho done';
    expect(await isOpen(job(script, '        shell: bash\n'))).toBe(false);
    expect(await isOpen(job(script, '        shell: bash --noprofile -eo pipefail {0}\n'))).toBe(false);
    expect(await isOpen(job(script, '        shell: bash {0}\n'))).toBe(true);
  });
});
