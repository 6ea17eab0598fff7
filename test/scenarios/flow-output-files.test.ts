/** The files through which steps hand values on: who may put more into them than the author meant. */
import { describe, expect, it } from 'vitest';
import { inWorkflow, runs, wins } from './flow.ts';

const X = '- run: echo ${{ steps.s.outputs.x }}';
const V = '- run: bash -c "$V"';
const first = (script: string, then: string) => inWorkflow(`${runs(script, 'id: s')}${then}`);

describe('outputs', () => {
  it.each([
    ['echo "x=$T" >> $GITHUB_OUTPUT', X],
    ['echo "x=$T" >> "$GITHUB_OUTPUT"', X],
    ['echo x="$T" >> ${GITHUB_OUTPUT}', X],
    ['echo "x=$T" | tee -a $GITHUB_OUTPUT', X],
    ['echo "x=$T" | tee --append "$GITHUB_OUTPUT" > /dev/null', X],
    ['printf "x=%s\\n" "$T" >> "$GITHUB_OUTPUT"', X],
    ['{ echo "x=$T"; echo y=1; } >> $GITHUB_OUTPUT', X],
    ['( echo "x=$T" ) >> $GITHUB_OUTPUT', X],
    ['cat <<EOF >> $GITHUB_OUTPUT\nx=$T\nEOF', X],
    ['cat >> "$GITHUB_OUTPUT" << EOF\nx=$T\nEOF', X],
    ['echo "x<<EOF" >> $GITHUB_OUTPUT\necho "$B" >> $GITHUB_OUTPUT\necho "EOF" >> $GITHUB_OUTPUT', X],
    ['{\n  echo "x<<EOF"\n  echo "$B"\n  echo "EOF"\n} >> "$GITHUB_OUTPUT"', X],
    ['{\n  echo "y<<EOF"\n  echo "$B"\n  echo "EOF"\n} >> "$GITHUB_OUTPUT"', X],
    ['echo "y=$B" >> $GITHUB_OUTPUT', X],
    ['D=$(openssl rand -hex 8)\necho "x<<$D" >> $GITHUB_OUTPUT\necho "$B" >> $GITHUB_OUTPUT\necho "$D" >> $GITHUB_OUTPUT', X],
    ['echo "::set-output name=x::$T"', X],
    ['echo \'::set-output name=x::\'"$T"', X],
    ['echo "::set-output name=x::$(echo "$T" | tr a b)"', X],
    ['out() { echo "$1=$2" >> "$GITHUB_OUTPUT"; }\nout x "$T"', X],
    ['if [ -n "$T" ]; then echo "x=$T" >> $GITHUB_OUTPUT; fi', X],
    ['for i in 1 2; do echo "x=$T" >> $GITHUB_OUTPUT; done', X],
    ['F=$GITHUB_OUTPUT\necho "x=$T" >> "$F"', X],
    ['echo "x=$T" > o.txt\ncat o.txt >> $GITHUB_OUTPUT', X],
    ['y="$T"\necho "x=$y" >> $GITHUB_OUTPUT', X],
    ['echo "x=$(echo "$T" | sed "s/ /-/g")" >> $GITHUB_OUTPUT', X],
    ['echo "x=${T%%:*}" >> $GITHUB_OUTPUT', X],
    ['echo "x=${T,,}" >> $GITHUB_OUTPUT', X],
    ['echo "x=${T:-none}" >> $GITHUB_OUTPUT', X],
    ['echo "x=$(cut -d: -f1 <<< "$T")" >> $GITHUB_OUTPUT', X],
    ['echo "x=$(jq -r .pull_request.title "$GITHUB_EVENT_PATH")" >> $GITHUB_OUTPUT', X],
    ['echo "x=$(jq -r .pull_request.title < "$GITHUB_EVENT_PATH")" >> $GITHUB_OUTPUT', X],
    ['echo "x=$(cat "$GITHUB_EVENT_PATH" | jq -r ".pull_request.body")" >> $GITHUB_OUTPUT', X],
    ['echo "x=$GITHUB_HEAD_REF" >> $GITHUB_OUTPUT', X],
    ["python3 -c \"import os; print('x=' + os.environ['T'])\" >> $GITHUB_OUTPUT", X],
    ['node -e "console.log(\'x=\' + process.env.T)" >> $GITHUB_OUTPUT', X],
    ['echo "x=$(python3 -c \'import os; print(os.environ["T"].split(":")[0])\')" >> $GITHUB_OUTPUT', X],
    ['python3 <<EOF\nimport os\nwith open(os.environ["GITHUB_OUTPUT"], "a") as f:\n    f.write("x=" + os.environ["T"])\nEOF', X],
    ['env | grep ^T= | sed "s/^T/x/" >> $GITHUB_OUTPUT', X],
    ['echo "x=$(printenv T)" >> $GITHUB_OUTPUT', X],
    ['awk \'BEGIN { print "x=" ENVIRON["T"] }\' >> $GITHUB_OUTPUT', X],
  ])('carry the text: %j', async (script, then) => expect(await wins(first(script, then))).toBe(true));

  const HEAD = "- uses: actions/checkout@v4\n  with: { ref: '${{ github.event.pull_request.head.sha }}', persist-credentials: false }\n";
  /** The script beside files of the head; then its output `x` is run. */
  const beside = (script: string) => inWorkflow(`${HEAD}${runs(script, 'id: s')}${X}`);
  it.each([
    // A line break in the text sets what was set before, and swallows what is known beforehand.
    'echo "x=1" >> $GITHUB_OUTPUT\necho "y=$B" >> $GITHUB_OUTPUT',
    'echo "y=$B" >> $GITHUB_OUTPUT\necho "x=1" >> $GITHUB_OUTPUT',
    'echo "x=1" >> $GITHUB_OUTPUT\necho "y=$T" >> $GITHUB_OUTPUT',
    '{ echo "x=1"; echo "y<<EOF"; echo "$B"; echo EOF; } >> $GITHUB_OUTPUT',
    'echo "x=1" >> $GITHUB_OUTPUT\necho "y=$(jq -r .a f.json)" >> $GITHUB_OUTPUT',
    // What a step prints sets its outputs, but those that its file sets for sure.
    'echo "x=$T"',
    'cat f.json',
    'echo "::set-output name=x::1"\necho "about $T"',
    'echo "about $T"\nif [ -f ok ]; then echo "x=true" >> $GITHUB_OUTPUT; fi',
    'echo "::stop-commands::over"\necho "$T"\necho "::over::"',
  ])('are set by whoever writes another: %j', async (script) => expect(await wins(beside(script))).toBe(true));

  it.each([
    'echo "x=1" >> $GITHUB_OUTPUT\necho "y=$H" >> $GITHUB_OUTPUT',
    'echo "x=1" >> $GITHUB_OUTPUT\necho "y=$(echo "$B" | head -n 1)" >> $GITHUB_OUTPUT',
    'echo "x=1" >> $GITHUB_OUTPUT\necho "y=$(jq -c .a f.json)" >> $GITHUB_OUTPUT',
    'echo "y=$B" >> $GITHUB_OUTPUT\necho "x=$(git rev-parse HEAD)" >> $GITHUB_OUTPUT',
    'D=$(openssl rand -hex 8)\necho "x=1" >> $GITHUB_OUTPUT\n{ echo "y<<$D"; echo "$B"; echo "$D"; } >> $GITHUB_OUTPUT',
    'echo "about $T"\necho "x=1" >> $GITHUB_OUTPUT',
    'echo "x=1" >> $GITHUB_OUTPUT\ncat f.json',
    'echo "about $H and $N"',
    'S=$(uuidgen)\necho "::stop-commands::$S"\necho "$T"\necho "::$S::"',
  ])('are not set by whoever writes another: %j', async (script) => expect(await wins(beside(script))).toBe(false));

  it.each([
    ['echo "$B"', "'true'", true],
    ['echo "about $T"', 'true', true],
    ['cat f.json', "'TRUE'", true],
    ['echo "$B"', "'false'", false],
    ['echo "about $H"', "'true'", false],
    ['echo "$B" > notes.txt', "'true'", false],
  ])('and variables, where the job allows commands that set them: %j, %s', async (script, allowed, expected) => {
    const steps = `${HEAD}${runs(script)}- run: date`;
    const { '.github/workflows/a.yml': text = '' } = inWorkflow(steps);
    expect(await wins({ '.github/workflows/a.yml': text.replace('    env: {', `    env: { ACTIONS_ALLOW_UNSECURE_COMMANDS: ${allowed},`) })).toBe(
      expected,
    );
  });

  it.each([
    ['echo "$N=1" >> ${{ github.env }}', '', false],
    ['echo "A=$B" >> ${{ github.env }}', '', true],
    ['[System.IO.File]::AppendAllText($env:GITHUB_ENV, "A=$env:B")', 'pwsh', true],
    ['[System.IO.File]::AppendAllText($env:GITHUB_STEP_SUMMARY, "A=$env:B")', 'pwsh', false],
    ['import os\nprint("A=" + os.environ["B"], file=open(os.environ["GITHUB_ENV"], "a"))', 'python', true],
    ['import os\np = os.getenv("GITHUB_ENV")\nwith open(p, "a") as f:\n    print(f"A={os.environ[\'B\']}", file=f)', 'python', true],
    [
      'import os\nfrom pathlib import Path\np = Path(os.environ["GITHUB_ENV"])\nwith p.open("a") as f:\n    f.write("A=" + os.environ["B"])',
      'python',
      true,
    ],
    ['import os\np = os.getenv("GITHUB_STEP_SUMMARY")\nwith open(p, "a") as f:\n    print(f"A={os.environ[\'B\']}", file=f)', 'python', false],
    ["python3 -c \"import os; open(os.environ['GITHUB_ENV'],'a').write('A='+os.environ['B'])\"", '', true],
    ["node -e \"require('fs').appendFileSync(process.env.GITHUB_ENV, 'A=' + process.env.B)\"", '', true],
    ["node -e \"require('fs').appendFileSync('notes.txt', 'A=' + process.env.B)\"", '', false],
  ])('variables are set by %j in %j', async (script, shell, expected) =>
    expect(await wins(inWorkflow(`${runs(script, shell === '' ? '' : `shell: ${shell}`)}- run: date`))).toBe(expected),
  );

  it.each([
    ['echo "x=$N" >> $GITHUB_OUTPUT', X],
    ['echo "y=$H" >> $GITHUB_OUTPUT', X],
    ['echo "x=$T" >> $GITHUB_STEP_SUMMARY', X],
    ['echo "$B" >> $GITHUB_STEP_SUMMARY', X],
    ['echo "x=$T" >> other.txt', X],
    ['echo "x=$T" >&2', X],
    ['echo "x=$T" >> /dev/null', X],
    ['D=$(openssl rand -hex 8)\n{\n  echo "y<<$D"\n  echo "$B"\n  echo "$D"\n} >> $GITHUB_OUTPUT', X],
    ['D=$(uuidgen)\n{\n  echo "y<<$D"\n  echo "$B"\n  echo "$D"\n} >> $GITHUB_OUTPUT', X],
    ['D="EOF_$RANDOM$RANDOM"\n{\n  echo "y<<$D"\n  echo "$B"\n  echo "$D"\n} >> $GITHUB_OUTPUT', X],
    [
      'D=$(dd if=/dev/urandom bs=15 count=1 status=none | base64)\necho "y<<$D" >> $GITHUB_OUTPUT\necho "$B" >> $GITHUB_OUTPUT\necho "$D" >> $GITHUB_OUTPUT',
      X,
    ],
    ['echo "x=${#T}" >> $GITHUB_OUTPUT', X],
    ['echo "x=$(echo "$T" | wc -c)" >> $GITHUB_OUTPUT', X],
    ['echo "x=$(echo "$T" | sha256sum)" >> $GITHUB_OUTPUT', X],
    ['echo "x=$(echo "$T" | md5sum | cut -c1-8)" >> $GITHUB_OUTPUT', X],
    ['echo "x=$(echo "$T" | grep -c fix)" >> $GITHUB_OUTPUT', X],
    ['if [[ "$T" == fix:* ]]; then echo "x=fix" >> $GITHUB_OUTPUT; else echo "x=other" >> $GITHUB_OUTPUT; fi', X],
    ['echo "x=$([[ "$T" == fix* ]] && echo yes || echo no)" >> $GITHUB_OUTPUT', X],
    ['echo "y=$(echo "$B" | head -n1)" >> $GITHUB_OUTPUT', X],
    ['echo "y=$(echo "$B" | tr -d \'\\n\')" >> $GITHUB_OUTPUT', X],
    ['echo "y=${B//$\'\\n\'/ }" >> $GITHUB_OUTPUT', X],
    ['echo "x=$(jq -r .pull_request.number "$GITHUB_EVENT_PATH")" >> $GITHUB_OUTPUT', X],
  ])('do not: %j', async (script, then) => expect(await wins(first(script, then))).toBe(false));
});

describe('variables of later steps', () => {
  it.each([
    ['echo "V=$T" >> $GITHUB_ENV', V],
    ['echo "V=$T" >> "$GITHUB_ENV"', '- run: echo ${{ env.V }}'],
    ['echo "V=$T" | tee -a $GITHUB_ENV', V],
    ['echo "W=$B" >> $GITHUB_ENV', '- run: make'],
    ['echo "W<<EOF" >> $GITHUB_ENV\necho "$B" >> $GITHUB_ENV\necho EOF >> $GITHUB_ENV', '- run: make'],
    ['{ echo "W<<EOF"; echo "$B"; echo EOF; } >> $GITHUB_ENV', '- run: make'],
    ['echo "$T" >> $GITHUB_ENV', '- run: make'],
    ['echo "$B" >> $GITHUB_PATH', '- run: make'],
    ['jq -r .pull_request.body $GITHUB_EVENT_PATH >> $GITHUB_ENV', '- run: make'],
    ['echo "W=$(cat notes.txt)" >> $GITHUB_ENV\necho "W=$(jq -r .pull_request.body $GITHUB_EVENT_PATH)" >> $GITHUB_ENV', '- run: make'],
    ['env >> $GITHUB_ENV', '- run: make'],
    ['printf "W=%s\\n" "$B" >> $GITHUB_ENV', '- run: make'],
  ])('are taken: %j', async (script, then) => expect(await wins(first(script, then))).toBe(true));
  it.each([
    ['echo "W=$H" >> $GITHUB_ENV', '- run: make'],
    ['echo "V=$H" >> $GITHUB_ENV', '- run: echo "$V"'],
    ['echo "W=$N" >> $GITHUB_ENV', '- run: make'],
    ['echo "$HOME/bin" >> $GITHUB_PATH\necho "$B"', '- run: make'],
    ['D=$(openssl rand -hex 16)\n{ echo "W<<$D"; echo "$B"; echo "$D"; } >> $GITHUB_ENV', '- run: make'],
    ['echo "W=$(echo "$B" | head -n 1)" >> $GITHUB_ENV', '- run: make'],
    ['echo "W=$(echo "$B" | base64 -w0)" >> $GITHUB_ENV', '- run: make'],
    ['echo "W=$(jq -R -s . <<< "$B")" >> $GITHUB_ENV', '- run: make'],
    ['echo "W=$(echo "$B" | grep -oE "[0-9]+" | head -1)" >> $GITHUB_ENV', '- run: make'],
  ])('are not: %j', async (script, then) => expect(await wins(first(script, then))).toBe(false));
});
