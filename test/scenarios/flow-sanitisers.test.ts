/** What makes a text harmless, and what only looks as if it did. */
import { describe, expect, it } from 'vitest';
import { script, wins } from './flow.ts';

const USE = 'bash -c "echo $T"';
const after = (check: string, use = USE): ReturnType<typeof script> => script(`${check}\n${use}`);

describe('checks on the way to a shell', () => {
  it.each([
    '[[ $T =~ ^[0-9]+$ ]] || exit 1',
    '[[ "$T" =~ ^[0-9]+$ ]] || { echo no; exit 1; }',
    'if [[ ! "$T" =~ ^[A-Za-z0-9._-]+$ ]]; then echo no; exit 1; fi',
    'if ! [[ "$T" =~ ^v[0-9]+\\.[0-9]+\\.[0-9]+$ ]]; then exit 1; fi',
    "re='^[0-9]+$'; if ! [[ $T =~ $re ]]; then exit 1; fi",
    '[[ "$T" =~ ^[a-f0-9]{40}$ ]] || exit 1',
    '[[ "$T" =~ ^(major|minor|patch)$ ]] || exit 1',
    'case "$T" in major|minor|patch) ;; *) exit 1;; esac',
    'case "$T" in *[!a-z0-9-]*) exit 1;; esac',
    'case "$T" in ""|*[!0-9]*) echo no; exit 1;; esac',
    'if [ "$T" != "release" ] && [ "$T" != "hotfix" ]; then exit 1; fi',
    '[ "$T" = release ] || exit 1',
    'T=$(echo "$T" | tr -cd "a-z0-9")',
    'T=$(echo "$T" | tr -dc "[:alnum:]_-")',
    'T=$(printf "%s" "$T" | tr -c "[:alnum:]" "_")',
    'T=${T//[^a-zA-Z0-9]/}',
    'T="${T//[^[:alnum:]]/-}"',
    'T=$(echo "$T" | sed "s/[^a-zA-Z0-9]/-/g")',
    'T=$(echo "$T" | sed -E \'s/[^a-zA-Z0-9]+/-/g\')',
    'T=$(echo "$T" | sed -e \'s/[^a-zA-Z0-9._-]/_/g\' | cut -c1-20)',
    'T=$(printf "%d" "$T")',
    'T=$(echo "$T" | sha256sum | cut -c1-8)',
    'T=${#T}',
    'T=$(echo "$T" | wc -w)',
    'T=$(printf "%q" "$T")',
    'T=${T@Q}',
    'T=$(echo "$T" | grep -oE "[0-9]+" | head -n1)',
    'T=$(echo "$T" | grep -oP "\\d+")',
    'T=$(echo "$T" | base64 -w0)',
    'T=$(echo "$T" | md5sum | awk \'{print $1}\')',
    'T=$(jq -rn --arg t "$T" \'$t|@sh\')',
    'T=$(jq -rn --arg t "$T" \'$t|@base64\')',
    'T=$(jq -rn --arg t "$T" \'$t|@uri\')',
    'T=$(date +%s)',
    'if [[ "$T" == *fix* ]]; then T=fix; else T=other; fi',
    'T=$([[ "$T" == *fix* ]] && echo fix || echo other)',
    'ok() { [[ "$1" =~ ^[a-z]+$ ]]; }\nok "$T" || exit 1',
    'T=$(shasum -a 256 <<< "$T" | head -c 8)',
    'T=$(echo "$T" | perl -pe \'s/[^a-z0-9]//g\')',
    "T=$(echo \"$T\" | tr '[:upper:]' '[:lower:]' | tr -cd 'a-z0-9-')",
  ])('hold: %j', async (check) => expect(await wins(after(check))).toBe(false));

  it.each([
    '[[ $T =~ [0-9]+ ]] || exit 1',
    '[[ $T =~ ^[0-9]+ ]] || exit 1',
    '[[ $T =~ [0-9]+$ ]] || exit 1',
    '[[ $T =~ ^.*$ ]] || exit 1',
    '[[ $T =~ ^fix:\\ .+$ ]] || exit 1',
    '[[ $T =~ ^(fix|feat)(\\(.+\\))?:.*$ ]] || exit 1',
    '[[ $T =~ ^[a-z]+$|x ]] || exit 1',
    '[[ $T =~ ^[0-9]+$ ]] || echo "not a number"',
    'if [[ ! $T =~ ^[0-9]+$ ]]; then echo "not a number"; fi',
    'echo "$T" | grep -Eq "^[0-9]+$" || exit 1',
    'if ! echo "$T" | grep -qE "^[a-z]+$"; then exit 1; fi',
    'grep -qE "[0-9]+" <<< "$T" || exit 1',
    'echo "$T" | grep -qv ";" || exit 1',
    'case "$T" in fix*) ;; *) exit 1;; esac',
    'case "$T" in *";"*) exit 1;; esac',
    'T=$(echo "$T" | sed "s/;//g")',
    'T=$(echo "$T" | tr -d ";&|")',
    'T=$(echo "$T" | tr -d "\\n")',
    'T=$(echo "$T" | tr " " "-")',
    'T=${T//;/}',
    'T=${T// /-}',
    'T=$(echo "$T" | sed "s/[^a-z]/-/")',
    'T=$(echo "$T" | cut -c1-80)',
    'T=$(echo "$T" | head -n1)',
    'T=$(echo "$T" | xargs)',
    'T=${T,,}',
    'T=${T:0:50}',
    'T=$(basename "$T")',
    'T=$(echo "$T" | sed \'s/"/\\\\"/g\')',
    'T=$(jq -rn --arg t "$T" \'$t\')',
    'T=$(jq -r .title <<< "{\\"title\\": \\"$T\\"}")',
    'T=$(echo "$T" | awk \'{print $1}\')',
    'T=$(printf "%s" "$T")',
    '[[ -n "$T" ]] || exit 1',
    '[ ${#T} -lt 100 ] || exit 1',
    'if [[ $T == "Release "* ]]; then echo ok; else exit 1; fi',
    '[[ "$T" != *";"* ]] || exit 1',
    '[[ "$T" -gt 0 ]] || exit 1',
    'if [[ $T =~ ^[0-9]+$ ]]; then echo number; else T="x$T"; fi',
    '[[ $B =~ ^[0-9]+$ ]] || exit 1',
    'T=$(python3 -c "import os; print(os.environ[\'T\'].strip())")',
  ])('do not hold: %j', async (check) => expect(await wins(after(check))).toBe(true));

  it('grep is enough for a branch name, which is one line', async () => {
    expect(await wins(after('echo "$H" | grep -Eq "^[a-z]+$" || exit 1', 'bash -c "echo $H"'))).toBe(false);
    expect(await wins(after('echo "$H" | grep -Eq "[a-z]+" || exit 1', 'bash -c "echo $H"'))).toBe(true);
  });
  it('quotes of one language are none in another', async () => {
    expect(await wins(after('Q=$(jq -Rs . <<< "$T")', 'bash -c "echo $Q"'))).toBe(true);
    expect(await wins(after('Q=$(jq -Rs . <<< "$T")', 'eval "echo $Q"'))).toBe(true);
    expect(await wins(after('Q=$(printf "%q" "$T")', 'python3 -c "print(\'$Q\')"'))).toBe(true);
    expect(await wins(after('Q=${T@Q}', 'node -e "console.log($Q)"'))).toBe(true);
    expect(await wins(after('Q=$(jq -rn --arg t "$T" \'$t|@sh\')', 'bash -c "echo $Q"'))).toBe(false);
    expect(await wins(after('Q=$(jq -rn --arg t "$T" \'$t|@json\')', 'bash -c "echo $Q"'))).toBe(true);
  });
});
