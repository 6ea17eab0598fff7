/** Steps in other languages: expressions in them, and texts that reach a shell or later steps. */
import { describe, expect, it } from 'vitest';
import { indent, inWorkflow, wins } from './flow.ts';

const ENV = `env:
  T: \${{ github.event.pull_request.title }}
  B: \${{ github.event.pull_request.body }}
  H: \${{ github.head_ref }}
  N: \${{ github.event.number }}`;
const step = (shell: string, text: string, then = '') =>
  inWorkflow(`- uses: actions/checkout@v4\n- id: s\n  shell: ${shell}\n  run: |\n${indent(text, 4)}\n${indent(ENV, 2)}\n${then}`);
const js = (text: string, then = '') =>
  inWorkflow(
    `- uses: actions/checkout@v4\n- id: s\n  uses: actions/github-script@v7\n  with:\n    script: |\n${indent(text, 6)}\n${indent(ENV, 2)}\n${then}`,
  );
const X = '- run: echo ${{ steps.s.outputs.x }}';
const R = '- run: echo ${{ steps.s.outputs.result }}';
const both = (
  make: (text: string, then: string) => ReturnType<typeof step>,
  yes: readonly (readonly string[])[],
  no: readonly (readonly string[])[],
): void => {
  it.each(yes)('runs the text: %j', async (text = '', then = '') => expect(await wins(make(text, then))).toBe(true));
  it.each(no)('keeps it a text: %j', async (text = '', then = '') => expect(await wins(make(text, then))).toBe(false));
};

describe('PowerShell', () =>
  both(
    (text, then) => step('pwsh', text, then),
    [
      ['Write-Host "${{ github.event.pull_request.title }}"'],
      ["$t = '${{ github.event.pull_request.title }}'"],
      ['iex $env:T'],
      ['Invoke-Expression "echo $env:T"'],
      ['Invoke-Expression -Command "echo $env:T"'],
      ['$c = "echo $($env:T)"\niex $c'],
      ['$c = "echo " + $env:T\nInvoke-Expression $c'],
      ['"echo $env:T" | iex'],
      ['& $env:T'],
      ['Start-Process $env:T'],
      ['bash -c "echo $env:T"'],
      ['cmd /c "echo $env:T"'],
      ['pwsh -Command "echo $env:T"'],
      ['powershell -c "echo $env:T"'],
      ['& ([scriptblock]::Create($env:T))'],
      ['[ScriptBlock]::Create("echo $env:T").Invoke()'],
      ['Set-Content x.ps1 "echo $env:T"\n./x.ps1'],
      ['python -c "print(\'$env:T\')"'],
      ['git clone $env:T'],
      ['"x=$env:T" >> $env:GITHUB_OUTPUT', X],
      ['"x=$env:T" | Out-File -FilePath $env:GITHUB_OUTPUT -Append', X],
      ['Add-Content $env:GITHUB_OUTPUT "x=$env:T"', X],
      ['Add-Content -Path $env:GITHUB_OUTPUT -Value "x=$env:T"', X],
      ['echo "x=$($env:T)" >> $env:GITHUB_OUTPUT', X],
      ['Write-Output "x=${env:T}" >> $env:GITHUB_OUTPUT', X],
      ['Write-Output "::set-output name=x::$env:T"', X],
      ['"W=$env:B" >> $env:GITHUB_ENV', '- run: make'],
      ['echo "W=$env:B" | Out-File $env:GITHUB_ENV -Append', '- run: make'],
      ['$t = $env:T.Trim()\n"x=$t" >> $env:GITHUB_OUTPUT', X],
      ['$t = $env:T -replace ";", ""\n"x=$t" >> $env:GITHUB_OUTPUT', X],
      ['if ($env:T -match "[0-9]+") { iex "echo $env:T" }'],
      ['foreach ($l in $env:B -split "`n") { iex $l }'],
    ],
    [
      ['Write-Host "$env:T"'],
      ['Write-Host $env:T'],
      ['Write-Host "${{ github.event.number }}"'],
      ['& echo $env:T'],
      ['iex "echo $env:N"'],
      ['Set-Content x.txt $env:T'],
      ['"x=$env:N" >> $env:GITHUB_OUTPUT', X],
      ['"y=$env:H" >> $env:GITHUB_OUTPUT', X],
      ['"W=$env:H" >> $env:GITHUB_ENV', '- run: make'],
      ['if ($env:T -match "fix") { "x=fix" >> $env:GITHUB_OUTPUT }', X],
      ['$n = [int]$env:T\n"x=$n" >> $env:GITHUB_OUTPUT', X],
      ['$t = $env:T -replace "[^a-zA-Z0-9]", ""\n"x=$t" >> $env:GITHUB_OUTPUT', X],
      ['if ($env:T -notmatch "^[0-9]+$") { exit 1 }\n"x=$env:T" >> $env:GITHUB_OUTPUT', X],
      ["Write-Host '$env:T'\niex 'echo $env:N'"],
      ['git commit -m "$env:T"'],
    ],
  ));

describe('cmd', () =>
  both(
    (text, then) => step('cmd', text, then),
    [
      ['echo %T%'],
      ['set X=%T%'],
      ['if "%T%"=="x" echo y'],
      ['echo ${{ github.event.pull_request.title }}'],
      ['call build.bat %T%'],
      ['echo x=%T%>> %GITHUB_OUTPUT%', X],
      ['for %%i in (%T%) do echo %%i'],
    ],
    [['echo %N%'], ['rem %T%'], ['build.bat'], [':: %T%'], ['echo hello']],
  ));

describe('Python', () =>
  both(
    (text, then) => step('python', text, then),
    [
      ['print("${{ github.event.pull_request.title }}")'],
      ['import os\nos.system("echo " + os.environ["T"])'],
      ['import os, subprocess\nt = os.environ["T"]\nsubprocess.run(f"echo {t}", shell=True)'],
      ['import os, subprocess\nsubprocess.run("echo %s" % os.environ["T"], shell=True, check=True)'],
      ['import os, subprocess\nsubprocess.run(\n  f"echo {os.environ[\'T\']}",\n  shell=True,\n)'],
      ['import os\neval(os.environ["T"])'],
      ['import os\nexec(os.getenv("B"))'],
      ['import os\ne = os.environ\nos.popen(e["T"])'],
      ['import os\nfrom os import environ\nos.system(environ["T"])'],
      ['import os\nos.system("echo {}".format(os.environ.get("T", "")))'],
      ['import os\nwith open(os.environ["GITHUB_OUTPUT"], "a") as f:\n    f.write("x=" + os.environ["T"] + "\\n")', X],
      ['import os\nwith open(os.environ["GITHUB_OUTPUT"], "a") as f:\n    print(f"x={os.environ[\'T\']}", file=f)', X],
      ['import os\nprint(f"::set-output name=x::{os.environ[\'T\']}")', X],
      ['import os\nwith open(os.environ["GITHUB_ENV"], "a") as f:\n    f.write("W=" + os.environ["B"])', '- run: make'],
      ['import os, json\nevent = json.load(open(os.environ["GITHUB_EVENT_PATH"]))\nos.system("echo " + event["pull_request"]["title"])'],
    ],
    [
      ['import os\nprint(os.environ["T"])'],
      ['import os, subprocess\nsubprocess.run(["echo", os.environ["T"]])'],
      ['import os, subprocess\nsubprocess.run(["echo", os.environ["T"]], check=True, env=os.environ)'],
      ['import os\nos.system("make test")\nprint(os.environ["T"])'],
      ['import os, shlex\nos.system("echo " + shlex.quote(os.environ["T"]))'],
      ['import os\nn = int(os.environ["T"])\nos.system(f"echo {n}")'],
      ['import os, json\nprint(json.dumps({"t": os.environ["T"]}))'],
      ['import os, re\nt = re.sub(r"[^a-z0-9]", "", os.environ["T"])\nos.system("echo " + t)'],
      ['import os, sys, re\nt = os.environ["T"]\nif not re.fullmatch(r"[a-z0-9]+", t):\n    sys.exit(1)\nos.system("echo " + t)'],
      ['import os\nwith open("note.md", "w") as f:\n    f.write(os.environ["B"])'],
    ],
  ));

describe('github-script', () =>
  both(
    js,
    [
      ['console.log("${{ github.event.pull_request.title }}")'],
      ['const t = `${{ toJSON(github.event.pull_request.title) }}`'],
      ["const t = '${{ toJSON(github.event.pull_request.title) }}'"],
      ['const t = `${{ github.event.pull_request.title }}`'],
      ["require('child_process').execSync(`echo ${process.env.T}`)"],
      ["const { execSync } = require('child_process');\nexecSync('echo ' + process.env.T)"],
      ["const { execSync } = require('node:child_process');\nexecSync('echo ' + context.payload.pull_request.title)"],
      ['const cp = require(\'child_process\')\nconst title = context.payload.pull_request.title\ncp.exec(`echo "${title}"`)'],
      ['await exec.exec(`bash -c "echo ${context.payload.pull_request.title}"`)'],
      ["await exec.exec('bash', ['-c', `echo ${context.payload.pull_request.title}`])"],
      ["require('child_process').spawnSync(process.env.T, { shell: true })"],
      ["require('child_process').spawn('bash', ['-c', process.env.T])"],
      ['eval(process.env.T)'],
      ['new Function(process.env.B)()'],
      ["core.setOutput('x', context.payload.pull_request.title)", X],
      ["core.setOutput('x', process.env.T)", X],
      ["const { title } = context.payload.pull_request\ncore.setOutput('x', title)", X],
      ["const pr = await github.rest.pulls.get({ owner: 'o', repo: 'r', pull_number: 1 })\ncore.setOutput('x', pr.data.title)", X],
      ["const { data: pr } = await github.rest.pulls.get({ owner: 'o', repo: 'r', pull_number: 1 })\ncore.setOutput('x', pr.head.ref)", X],
      [
        "const { data } = await github.rest.pulls.listFiles({ owner: 'o', repo: 'r', pull_number: 1 })\ncore.setOutput('x', data.map(f => f.filename).join(' '))",
        X,
      ],
      [
        "const files = await github.paginate(github.rest.pulls.listFiles, { owner: 'o', repo: 'r', pull_number: 1 })\ncore.setOutput('x', files.map(f => f.filename))",
        X,
      ],
      ["core.exportVariable('V', context.payload.pull_request.title)", '- run: bash -c "$V"'],
      ['return context.payload.pull_request.title', R],
      ['return JSON.stringify({ t: context.payload.pull_request.title })', R],
      ["const m = context.payload.pull_request.body.match(/version: (.*)/)\ncore.setOutput('x', m[1])", X],
      ["core.setOutput('x', context.payload.pull_request.title.replace(/;/g, ''))", X],
      ["const fs = require('fs')\nfs.appendFileSync(process.env.GITHUB_OUTPUT, `x=${process.env.T}\\n`)", X],
      ["const fs = require('fs')\nfs.writeFileSync('run.sh', `echo ${process.env.T}`)", '- run: bash run.sh'],
      ["const t = context.payload.pull_request.title ?? 'none'\ncore.setOutput('x', t)", X],
      ["if (/[0-9]+/.test(process.env.T)) core.setOutput('x', process.env.T)", X],
    ],
    [
      ['const t = ${{ toJSON(github.event.pull_request.title) }}'],
      ['console.log(process.env.T)'],
      ['console.log(context.payload.pull_request.title)'],
      ["core.info('${{ github.event.number }}')"],
      ["core.setOutput('x', context.payload.pull_request.number)", X],
      ["core.setOutput('x', context.issue.number)", X],
      ["core.setOutput('y', context.payload.pull_request.title)", X],
      ["core.setOutput('x', context.payload.pull_request.title.includes('fix'))", X],
      ["core.setOutput('x', context.payload.pull_request.title.length)", X],
      ["core.setOutput('x', context.payload.pull_request.title.startsWith('fix') ? 'fix' : 'other')", X],
      ["core.setOutput('x', parseInt(process.env.T, 10))", X],
      ["core.setOutput('x', Number(process.env.T))", X],
      ["core.setOutput('x', process.env.T === 'release')", X],
      ["core.setOutput('x', /^fix/.test(process.env.T))", X],
      ["core.setOutput('x', encodeURIComponent(process.env.T).replace(/[^\\w]/g, ''))", X],
      ["core.setOutput('x', process.env.T.replace(/[^a-zA-Z0-9]/g, ''))", X],
      ["core.setOutput('x', context.payload.pull_request.labels.some(l => l.name === 'x'))", X],
      ["const pr = await github.rest.pulls.get({ owner: 'o', repo: 'r', pull_number: 1 })\ncore.setOutput('x', pr.data.number)", X],
      ["await exec.exec('echo', [process.env.T])"],
      ["require('child_process').execFileSync('echo', [process.env.T])"],
      ["require('child_process').spawnSync('git', ['commit', '-m', process.env.T])"],
      ["await github.rest.issues.createComment({ owner: 'o', repo: 'r', issue_number: 1, body: process.env.B })"],
      ["if (!/^[a-z0-9-]+$/.test(process.env.T)) { core.setFailed('no'); return }\ncore.setOutput('x', process.env.T)", X],
      ["if (!/^[a-z0-9-]+$/.test(process.env.T)) throw new Error('no')\ncore.setOutput('x', process.env.T)", X],
      ["const allowed = ['a', 'b']\nif (allowed.includes(process.env.T)) { core.setOutput('x', 'known') }", X],
      ["const m = process.env.B.match(/^version: ([0-9.]+)$/m)\ncore.setOutput('x', m ? m[1] : '')", X],
    ],
  ));
