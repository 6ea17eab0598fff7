// npm run bench:peers [-- --runs N --largest-runs N --corpus-runs N --corpus DIR --tool NAME=PATH --without NAME --write], 0 runs: not at all.
// Side by side with the tools somebody would use instead, in one run on the
// same files: cold start, a small repository, the largest, and the whole corpus (../shared/corpus if there, else a generated organisation).
// Peers are taken from PATH, or from --tool; nothing is downloaded here. To install them, outside this repository:
//   python3 -m venv peers && peers/bin/pip install zizmor checkov   # pipeline-check in one of its own: they want different versions of boto3
//   go install github.com/rhysd/actionlint/cmd/actionlint@latest; go install github.com/boostsecurityio/poutine@latest
//   taudit and plumber: as their own documentation says. --write: into docs/performance.md. Needs a build and GNU time.
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { generateOrganisation } from './generate-workflows.mjs';
import { given, intoDocs, machine, measureAll, numberGiven, seconds, table } from './measure.mjs';

const node = process.execPath;
const CLI = resolve('dist/cli.js');
const workflowsOf = (folder) => {
  const below = join(folder, '.github/workflows');
  return existsSync(below)
    ? readdirSync(below)
        .filter((name) => /\.ya?ml$/.test(name))
        .map((name) => join(below, name))
    : [];
};

/**
 * How each tool is asked for its version, for one repository, and for many (null: it is started anew for each, as in a loop of a shell). All offline, with
 * the report written as JSON where the tool can; `does`: what it does in that time.
 */
const CHECKOV = [
  '--framework',
  'github_actions',
  'gitlab_ci',
  'azure_pipelines',
  'circleci_pipelines',
  'bitbucket_pipelines',
  'argo_workflows',
  '--compact',
  '--quiet',
  '--soft-fail',
  '--skip-download',
  '-o',
  'json',
];
const TOOLS = [
  {
    name: 'chokepoint',
    does: 'reads workflows, local and called actions, scripts and manifests under every trigger; builds the trust graph; lists attack paths, crossings and controls; plans the cheapest cut with a proof',
    path: node,
    version: () => [CLI, '--version'],
    one: (folder) => [CLI, 'scan', folder, '--format', 'json'],
    many: (folders) => [CLI, 'scan', ...folders, '--format', 'json'],
  },
  {
    name: 'zizmor',
    does: 'audits of each workflow and action by itself; no paths, no plan. Offline, so without the audits that ask GitHub',
    version: () => ['--version'],
    one: (folder) => ['--offline', '--no-progress', '--no-exit-codes', '--format', 'json', folder],
    many: (folders) => ['--offline', '--no-progress', '--no-exit-codes', '--format', 'json', ...folders],
  },
  {
    name: 'poutine',
    does: 'rules in Rego on each pipeline file by itself, of several CI systems; no paths, no plan. Its arguments here have not been tried',
    version: () => ['version'],
    one: (folder) => ['analyze_local', folder, '--format', 'json', '--quiet'],
    many: null,
  },
  {
    name: 'actionlint',
    does: 'syntax, types of expressions and some injection checks of each workflow by itself; not a threat model. Without shellcheck and pyflakes',
    version: () => ['-version'],
    one: (folder) => ['-shellcheck=', '-pyflakes=', '-format', '{{json .}}', ...workflowsOf(folder)],
    many: (folders) => ['-shellcheck=', '-pyflakes=', '-format', '{{json .}}', ...folders.flatMap(workflowsOf)],
  },
  {
    name: 'checkov',
    does: 'policies on infrastructure code; here only those for CI configuration (GitHub Actions, GitLab, Azure, CircleCI, Bitbucket, Argo)',
    version: () => ['--version'],
    one: (folder) => ['-d', folder, ...CHECKOV],
    many: (folders, root) => ['-d', root, ...CHECKOV],
  },
  {
    name: 'pipeline-check',
    command: 'pipeline_check',
    does: 'checks of each pipeline file by itself against the OWASP CI/CD list; here GitHub Actions only',
    version: () => ['--version'],
    one: (folder) => ['--pipeline', 'github', '--gha-path', join(folder, '.github/workflows'), '--output', 'json'],
    many: null,
  },
  {
    name: 'taudit',
    does: 'a trust graph of each pipeline file. Its arguments here have not been tried',
    version: () => ['--version'],
    one: (folder) => ['scan', folder, '--format', 'json'],
    many: null,
  },
  {
    name: 'plumber',
    does: 'compliance of GitLab pipelines. Its arguments here have not been tried',
    version: () => ['version'],
    one: (folder) => ['analyze', folder],
    many: null,
  },
];

const onPath = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });

const told = new Map(given('tool').map((entry) => [entry.slice(0, entry.indexOf('=')), resolve(entry.slice(entry.indexOf('=') + 1))]));
const without = new Set(given('without'));
const tools = TOOLS.filter(({ name }) => !without.has(name)).flatMap((tool) => {
  const path = tool.path ?? told.get(tool.name) ?? onPath(tool.command ?? tool.name);
  return path === undefined ? [] : [{ ...tool, path }];
});
const absent = TOOLS.filter(({ name }) => !tools.some((tool) => tool.name === name)).map(({ name }) => name);
const versionOf = ({ path, version }) => {
  try {
    return execFileSync(path, version(), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).match(/\d+\.\d+[\w.-]*/)?.[0] ?? '';
  } catch {
    return '';
  }
};

const runs = numberGiven('runs', 5);
/** Seconds: after which a peer's run is ended, and what the counted runs of one tool in one case may take together; so that all of it stays under 20 minutes. */
const LIMIT = 90;
const BUDGET = 400;
const temporary = mkdtempSync(join(tmpdir(), 'chokepoint-bench-'));
const lines = [];
const show = (...more) => {
  for (const line of more) {
    lines.push(line);
    console.log(line);
  }
};

try {
  let root = given('corpus').at(-1) ?? '../shared/corpus';
  const real = existsSync(root);
  if (!real) {
    root = join(temporary, 'organisation');
    generateOrganisation(root, 300);
  }
  // Only what all tools read at least in part: repositories with workflows of GitHub Actions.
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((e) => e.isDirectory())
    .map((e) => resolve(root, e.name))
    .filter((folder) => workflowsOf(folder).length > 0);
  const largest = folders.find((folder) => folder.endsWith('Azure__draft')) ?? folders[0];
  const loop = ({ path, one }) => ({
    command: node,
    args: [
      '-e',
      'const { spawnSync } = require("node:child_process"); for (const args of JSON.parse(process.argv[2])) spawnSync(process.argv[1], args, { stdio: "ignore" });',
      path,
      JSON.stringify(folders.map(one)),
    ],
  });
  const cases = [
    ['Cold start (version)', (tool) => ({ command: tool.path, args: tool.version() }), runs],
    ['Small repository (`examples/release-bot`)', (tool) => ({ command: tool.path, args: tool.one(resolve('examples/release-bot')) }), runs],
    [
      `Largest repository (${real ? 'of the corpus' : 'generated'})`,
      (tool) => ({ command: tool.path, args: tool.one(resolve(largest)) }),
      numberGiven('largest-runs', runs),
    ],
    [
      `${folders.length} repositories with GitHub Actions${real ? '' : ' (generated)'}`,
      (tool) => (tool.many === null ? loop(tool) : { command: tool.path, args: tool.many(folders, resolve(root)) }),
      numberGiven('corpus-runs', runs),
    ],
  ];
  show(
    `${machine()}; ${new Date().toISOString().slice(0, 10)}. Medians; every tool in turn, one run of each before the first that counts. Ratios are times beside chokepoint's; what takes long has fewer runs.`,
    '',
  );
  for (const tool of tools) show(`- **${tool.name}** ${versionOf(tool)}: ${tool.does}.`);
  if (absent.length > 0) show(`- left out or not installed here: ${absent.join(', ')}.`);
  for (const [title, command, times] of cases) {
    if (times === 0) continue;
    const measured = measureAll(
      tools.map((tool) => ({ ...command(tool), ...(tool.path === node ? {} : { limit: LIMIT }) })),
      times,
      temporary,
      { budget: BUDGET },
    );
    show('', `${title}:`, '');
    show(
      ...table(
        ['tool', 'wall (s)', 'CPU (s)', 'peak memory (MiB)', 'runs', 'wall ratio', 'CPU ratio'],
        measured.map((m, i) => [
          `${tools[i].name}${m.status === 124 ? ` (not done in ${LIMIT} s)` : m.status > 1 && i > 0 ? ` (exit code ${m.status})` : ''}`,
          seconds(m.wall),
          seconds(m.cpu),
          m.memory.toFixed(0),
          String(m.runs),
          `${(m.wall / measured[0].wall).toFixed(2)}×`,
          `${(m.cpu / measured[0].cpu).toFixed(2)}×`,
        ]),
      ),
    );
  }
  if (process.argv.includes('--write')) intoDocs('bench', lines);
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
