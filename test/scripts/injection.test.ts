import { describe, expect, it } from 'vitest';
import { ARTIFACT, dangers, kinds, only, PROPOSED, run, TRUSTED, tainted } from './run.ts';

const env = { BODY: tainted('issue.body'), REF: tainted('head.ref', 'ref-name'), NUMBER: tainted('number', 'word'), TITLE: tainted('title', 'line') };

describe('expressions in scripts', () => {
  it.each([
    'echo ${{ title }}',
    'echo "${{ title }}"',
    "echo '${{ title }}'",
    'cat <<EOF\n${{ title }}\nEOF',
    "cat <<'EOF'\n${{ title }}\nEOF",
    'x=(${{ title }})',
    '# ${{ title }}',
    'if then ${{ title }}',
  ])('become code in %j', (text) => {
    expect(dangers(run(text))).toEqual(['bash: pull_request.title']);
  });
  it('are harmless when they hold word characters only', () => expect(dangers(run('echo ${{ login }}'))).toEqual([]));
  it('leave a literal here-document only by a line break', () =>
    expect(dangers(run("cat <<'EOF'\n${{ github.head_ref }}\nEOF\ncat <<EOF\n${{ github.head_ref }}\nEOF"))).toHaveLength(1));
  it('leave a comment only by a line break', () => expect(dangers(run('# ${{ github.head_ref }}'))).toEqual([]));
  it('have a tight span', () => expect(only(run('echo a\necho ${{ title }}'), 'interpret')[0]?.span).toMatchObject({ line: 2, column: 6 }));
});

describe('variables', () => {
  it.each([
    'echo $BODY',
    'echo "$BODY"',
    'printf "%s\\n" "$BODY" > note.md',
    '[ "$BODY" = x ]',
    '[[ $BODY == x* ]]',
    'for x in $BODY; do echo $x; done',
    'jq --arg b "$BODY" \'{b:$b}\' f.json',
    'awk -v b="$BODY" \'{print b}\' f',
    'curl -d "$BODY" https://example.com',
    'git commit -m "$BODY"',
    'gh pr comment 1 --body "$BODY"',
    'git checkout -- "$BODY"',
  ])('are data in %j', (text) => expect(dangers(run(text, { env }))).toEqual([]));
  it.each([
    ['eval "$BODY"', 'sh'],
    ['bash -c "echo $BODY"', 'sh'],
    ['sh -ec "$BODY"', 'sh'],
    ['bash <<< "$BODY"', 'sh'],
    ['echo "$BODY" | bash', 'sh'],
    ['python3 -c "print(\'$BODY\')"', 'Python'],
    ['python - <<EOF\nx = "$BODY"\nEOF', 'Python'],
    ['node -e "$BODY"', 'JavaScript'],
    ['$BODY --help', 'sh'],
    ['. <(echo "$BODY")', 'sh'],
    ['ssh deploy@host "echo $BODY"', 'sh'],
    ['sudo -E bash -c "$BODY"', 'sh'],
    ['x=$((BODY + 1))', 'bash'],
    ['[[ "$BODY" -eq 1 ]] || exit 1', 'bash'],
    ['let "x=$BODY"', 'bash'],
    ['echo "$BODY" | xargs -I{} sh -c "echo {}"', 'sh'],
    ['Y="pre $BODY"; export Z=$Y; eval "$Z"', 'sh'],
    ['f() { eval "$1"; }; f "$BODY"', 'sh'],
    ['echo "X=$BODY" > vars.sh; source vars.sh', 'sh'],
    ['read -r line <<< "$BODY"; eval "$line"', 'sh'],
    ['echo "$BODY" | while read -r l; do eval "$l"; done', 'sh'],
    ['docker run --rm alpine sh -c "echo $BODY"', 'sh'],
  ])('become code in %j', (text, language) => expect(dangers(run(text, { env }))).toContain(`${language}: issue.body`));
  it.each([
    ['sed -e "s/x/$BODY/" f', 'sed'],
    ['awk "{print $BODY}" f', 'awk'],
    ['jq ".a = \\"$BODY\\"" f', 'jq'],
    ['git fetch origin "$BODY"', 'git'],
    ['curl "$BODY"', 'curl'],
    ['curl https://example.com $BODY', 'curl'],
    ['pip install "$BODY"', 'pip'],
    ['make $BODY', 'make'],
  ])('can be options or programs in %j', (text, command) => expect(dangers(run(text, { env }))).toEqual([`${command}! issue.body`]));
  it('a branch name is code in a shell, but no option', () => {
    expect(dangers(run('git push origin "$REF"', { env }))).toEqual([]);
    expect(dangers(run('bash -c "git push origin $REF"', { env }))).toEqual(['sh: head.ref']);
  });
  it('numbers pass everywhere', () => expect(dangers(run('eval "x $NUMBER"; x=$((NUMBER))', { env }))).toEqual([]));
});

describe('checks that hold', () => {
  const after = (check: string): readonly string[] => dangers(run(`${check}\neval "$BODY"`, { env }));
  it.each([
    '[[ "$BODY" =~ ^[0-9]+$ ]] || exit 1',
    '[[ "$BODY" =~ ^v?[0-9]+\\.[0-9]+$ ]] || { echo no; exit 1; }',
    'if ! [[ $BODY =~ ^[a-z0-9-]+$ ]]; then exit 1; fi',
    'if [[ "$BODY" != "yes" ]]; then exit 0; fi',
    'case "$BODY" in a|b) ;; *) exit 1 ;; esac',
    'case "$BODY" in *[!0-9]*) exit 1 ;; esac',
    'BODY=${BODY//[^a-zA-Z0-9]/}',
    'BODY=$(echo "$BODY" | tr -cd \'a-z0-9\')',
    'BODY=$(echo "$BODY" | sed \'s/[^a-z0-9]/-/g\')',
    'BODY=$(printf %d "$BODY")',
    'BODY=${#BODY}',
    '[[ "$BODY" =~ ^[0-9]+$ ]]',
    '[ "$BODY" -gt 0 ] || exit 1',
  ])('%s', (check) => expect(after(check)).toEqual([]));
  it.each([
    '[[ "$BODY" =~ [0-9]+ ]] || exit 1',
    '[[ "$BODY" =~ ^[0-9]+ ]] || exit 1',
    '[[ "$BODY" =~ ^.*$ ]] || exit 1',
    '[[ "$BODY" =~ ^a|[0-9]$ ]] || exit 1',
    '[[ "$BODY" =~ ^[^\\;]+$ ]] || exit 1',
    '[[ "$BODY" =~ ^[0-9]+$ ]] || echo warning',
    '[[ -n "$BODY" ]] || exit 1',
    'echo "$BODY" | grep -qE "^[0-9]+$" || exit 1',
    'BODY=${BODY/[^a-z]/}',
    'BODY=$(echo "$BODY" | tr -d \'\\n\')',
    'if [[ "$BODY" =~ ^[0-9]+$ ]]; then echo ok; fi',
    'set +e; if [[ "$BODY" != "yes" ]]; then echo no; fi',
  ])('does not: %s', (check) => expect(after(check)).toEqual(['sh: issue.body']));
  it('grep is enough for a text of one line', () =>
    expect(dangers(run('echo "$TITLE" | grep -qE "^[0-9]+$" || exit 1\neval "$TITLE"', { env }))).toEqual([]));
  it('holds inside the branch only', () => expect(dangers(run('if [[ $BODY =~ ^[0-9]+$ ]]; then eval "$BODY"; fi', { env }))).toEqual([]));
});

describe('text of files and answers', () => {
  it('a file of an artifact', () => {
    const facts = run('N=$(cat pr/number.txt)\nbash -c "echo $N"', { materials: [TRUSTED, ARTIFACT('pr')] });
    expect(dangers(facts)).toEqual(['sh: artifact:pr/number.txt']);
  });
  it('a file of the repository', () => expect(dangers(run('V=$(cat VERSION); bash -c "echo $V"'))).toEqual([]));
  it('a file of the proposed change', () =>
    expect(dangers(run('V=$(jq -r .version package.json); eval "echo $V"', { materials: [PROPOSED] }))).toEqual(['sh: checkout:package.json']));
  it('what code of the change prints', () =>
    expect(dangers(run('V=$(npm run -s version); eval "echo $V"', { materials: [PROPOSED] }))).toEqual(['sh: checkout:*']));
  it('answers of the host by field', () => {
    expect(dangers(run('T=$(gh pr view 1 --json title -q .title); eval "echo $T"'))).toEqual(['sh: pull_request.title']);
    expect(dangers(run('T=$(gh pr view 1 --json number -q .number); eval "echo $T"'))).toEqual([]);
    expect(dangers(run('B=$(gh api repos/o/r/pulls/1 --jq .head.ref); eval "echo $B"'))).toEqual(['sh: pull_request.ref']);
    expect(dangers(run('B=$(curl -s https://api.github.com/repos/o/r/pulls/1 | jq -r .head.sha); eval "echo $B"'))).toEqual([]);
  });
  it('history', () => {
    expect(dangers(run('M=$(git log -1 --format=%s); eval "echo $M"'))).toEqual(['sh: commit message']);
    expect(dangers(run('M=$(git log -1 --format=%H); eval "echo $M"'))).toEqual([]);
    expect(dangers(run('for f in $(git diff --name-only HEAD~1); do eval "lint $f"; done', { materials: [PROPOSED] }))).toEqual([
      'sh: names of changed files',
    ]);
  });
  it('a pull request read with cat has no effect of its own', () => expect(kinds(run('cat package.json', { materials: [PROPOSED] }))).toEqual([]));
});
