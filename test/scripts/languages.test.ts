import { describe, expect, it } from 'vitest';
import { known } from '../../src/pipeline/value.ts';
import { ARTIFACT, dangers, kinds, only, origins, PROPOSED, run, secret, TRUSTED, tainted } from './run.ts';

const env = { BODY: tainted('issue.body'), NUMBER: tainted('number', 'word') };
const event = {
  variable: 'GITHUB_EVENT_PATH',
  field: (path: readonly string[]) => (path.at(-1) === 'title' ? tainted('github.event.title') : path.at(-1) === 'number' ? known('1') : undefined),
};

describe('JavaScript', () => {
  const js = (text: string, more: Parameters<typeof run>[1] = {}): ReturnType<typeof run> =>
    run(text, { shell: 'javascript', env, input: { eventFile: event }, ...more });
  it('an expression in a text', () => expect(dangers(js("const t = '${{ title }}';"))).toEqual(['JavaScript: pull_request.title']));
  it('fields of the event are data', () =>
    expect(dangers(js('const t = context.payload.pull_request.title; console.log(`hello ${t}`)'))).toEqual([]));
  it.each([
    ['execSync(`echo ${context.payload.pull_request.title}`)', 'sh: github.event.title'],
    ['const { title } = context.payload.pull_request;\nexecSync("echo " + title)', 'sh: github.event.title'],
    ["const { execSync } = require('child_process')\nexecSync(`x ${process.env.BODY}`)", 'sh: issue.body'],
    ['eval(process.env.BODY)', 'JavaScript: issue.body'],
    ['await exec.exec(`git commit -m ${process.env.BODY}`)', 'exec! issue.body'],
    [
      'const { data: pr } = await github.rest.pulls.get({ owner, repo, pull_number: 1 });\nexecSync(`git checkout ${pr.head.ref}`)',
      'sh: pull_request.ref',
    ],
    [
      'const files = await github.paginate(github.rest.pulls.listFiles, { owner });\nfor (const f of files) { execSync(`lint ${f.filename}`) }',
      'sh: names of changed files.filename',
    ],
    ["const n = fs.readFileSync('pr/n.txt', 'utf8').trim()\nexecSync(`x ${n}`)", 'sh: artifact:pr/n.txt'],
  ])('%j', (text, danger) => expect(dangers(js(text, { materials: [TRUSTED, ARTIFACT('pr')] }))).toEqual([danger]));
  it.each([
    'execSync(`x ${Number(process.env.BODY)}`)',
    "const s = process.env.BODY.replace(/[^a-z0-9]/g, ''); execSync(`x ${s}`)",
    'const { data: pr } = await github.rest.pulls.get({}); execSync(`git checkout ${pr.head.sha}`)',
    'execSync(`x ${process.env.NUMBER}`)',
    'execSync(`x ${context.payload.pull_request.number}`)',
  ])('is silent: %j', (text) => expect(dangers(js(text))).toEqual([]));
  it('hands on outputs', () => {
    expect(origins(js("core.setOutput('t', context.payload.pull_request.title)").outputs.get('t')?.influences ?? [])).toEqual(['github.event.title']);
    expect(origins(js('const t = context.payload.pull_request.title\nreturn t').outputs.get('result')?.influences ?? [])).toEqual([
      'github.event.title',
    ]);
    expect(js("core.setOutput('t', 'x')").outputs.get('t')?.text).toBe('x');
    expect(js('list.map((x) => { return x.title })').outputs.has('result')).toBe(false);
  });
  it('writes through the API', () => {
    const facts = js(
      "await github.rest.issues.createComment({ body: 'x' }); await github.rest.pulls.createReview({ event: 'APPROVE' }); await github.rest.pulls.merge({})",
      { input: { apiCredential: 'token' } },
    );
    expect(only(facts, 'write').map((e) => `${e.capability} ${e.what} ${e.credential}`)).toEqual([
      'write-issues writes to an issue token',
      'write-review approves a pull request token',
      'write-source merges a pull request token',
    ]);
  });
  it('runs files of the workspace', () => {
    expect(only(js("const s = require('./.github/x.js'); await s({ github })", { materials: [PROPOSED] }), 'execute').map((e) => e.tool)).toEqual([
      'require',
    ]);
    expect(only(js("execSync('npm test')", { materials: [PROPOSED] }), 'execute').map((e) => e.tool)).toEqual(['npm']);
  });
});

describe('PowerShell', () => {
  const ps = (text: string): ReturnType<typeof run> => run(text, { shell: 'pwsh', env: { ...env, K: secret('KEY') } });
  it.each([
    ['Write-Host "${{ title }}"', 'PowerShell: pull_request.title'],
    ['Invoke-Expression "echo $env:BODY"', 'PowerShell: issue.body'],
    ['$x = $env:BODY\niex $x', 'PowerShell: issue.body'],
    ['$env:BODY | iex', 'PowerShell: issue.body'],
    ['& $env:BODY', 'PowerShell: issue.body'],
    ['bash -c "echo $env:BODY"', 'sh: issue.body'],
    ["Write-Host 'a;b|c'; iex $env:BODY", 'PowerShell: issue.body'],
    ["if ($a) { $x = 'a' } else { $x = $env:BODY }\niex $x", 'PowerShell: issue.body'],
    ["if ($a) { $x = $env:BODY } elseif ($b) { $x = 'b' } else { $x = 'c' }\niex $x", 'PowerShell: issue.body'],
    ['foreach ($x in $env:BODY) { iex $x }', 'PowerShell: issue.body'],
  ])('%j', (text, danger) => expect(dangers(ps(text))).toEqual([danger]));
  it.each(['Write-Host $env:BODY', "iex 'echo $env:BODY'", '# iex $env:BODY', 'iex "x $env:NUMBER"'])('is silent: %j', (text) =>
    expect(dangers(ps(text))).toEqual([]),
  );
  it.each([
    "Write-Host 'a; iex $env:BODY'",
    'Write-Host "a; iex $env:BODY',
    "if ($a) { $x = $env:BODY }\n$x = 'c'\niex $x",
    "if ($a) { $x = 'a' } else { $x = 'b' }\niex $x",
  ])('statements and blocks, silent: %j', (text) => expect(dangers(ps(text))).toEqual([]));
  it('obeys what is printed', () => {
    expect([...ps('Write-Host "##vso[task.setvariable variable=v]$env:BODY"').env.keys()]).toEqual(['v']);
    expect([...ps('Write-Host "##[section]$env:K a::b"').env.keys()]).toEqual([]);
  });
  it('hands on outputs', () => {
    expect(origins(ps('"t=$env:BODY" >> $env:GITHUB_OUTPUT').outputs.get('t')?.influences ?? [])).toEqual(['issue.body']);
    expect(origins(ps('"t=$env:BODY" | Out-File -FilePath $env:GITHUB_OUTPUT -Append').outputs.get('t')?.influences ?? [])).toEqual(['issue.body']);
    expect(kinds(ps('Add-Content -Path $env:GITHUB_ENV -Value "X=$env:BODY"'))).toEqual(['environment']);
  });
  it('known commands and scripts from the network', () => {
    expect(kinds(ps('npm ci\ndotnet test'))).toEqual(['execute', 'install', 'execute']);
    expect(
      only(ps('iex ((New-Object System.Net.WebClient).DownloadString("https://example.com/install.ps1"))'), 'remote-script').map((e) => e.url),
    ).toEqual(['https://example.com/install.ps1']);
    expect(only(ps('iwr https://example.com/i.ps1 | iex'), 'remote-script')).toHaveLength(1);
  });
});

describe('cmd', () => {
  const cmd = (text: string): ReturnType<typeof run> => run(text, { shell: 'cmd', env });
  it('a variable is code there', () => expect(dangers(cmd('echo %BODY%'))).toEqual(['cmd: issue.body']));
  it('numbers are not', () => expect(dangers(cmd('echo %NUMBER%'))).toEqual([]));
  it('known commands', () => expect(kinds(cmd('call npm ci\r\n'))).toContain('install'));
});

describe('Python', () => {
  const py = (text: string): ReturnType<typeof run> => run(text, { shell: 'python', env });
  it.each([
    ['print("${{ title }}")', 'Python: pull_request.title'],
    ['import os\nos.system("echo " + os.environ["BODY"])', 'sh: issue.body'],
    ['b = os.getenv("BODY")\nsubprocess.run(f"echo {b}", shell=True)', 'sh: issue.body'],
    ['eval(os.environ["BODY"])', 'Python: issue.body'],
  ])('%j', (text, danger) => expect(dangers(py(text))).toEqual([danger]));
  it.each(['b = os.environ["BODY"]\nsubprocess.run(["echo", b])', 'n = int(os.environ["BODY"])\nos.system(f"x {n}")'])('is silent: %j', (text) =>
    expect(dangers(py(text))).toEqual([]),
  );
  it('hands on outputs', () =>
    expect(
      origins(
        py('b = os.environ["BODY"]\nwith open(os.environ["GITHUB_OUTPUT"], "a") as f:\n    f.write(f"t={b}\\n")').outputs.get('t')?.influences ?? [],
      ),
    ).toEqual(['issue.body']));
});
