/** The only user of `process`: arguments in, exit code out. Commands are loaded when they are called, so that `--version` and `--help` start at once. */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { ACTORS } from '../pipeline/model.ts';
import { VERSION } from '../version.ts';

/** 0 nothing at or above --fail-on, 1 something is, 2 usage, 3 input could not be read at all, 4 a fault of our own, 130 interrupted. */
export const EXIT = { ok: 0, found: 1, usage: 2, input: 3, fault: 4, interrupted: 130 } as const;

const collect = (value: string, all: readonly string[] = []): readonly string[] => [
  ...all,
  ...value
    .split(',')
    .map((v) => v.trim())
    .filter((v) => v !== ''),
];

const isoDate = (value: string): string => {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== value) throw new InvalidArgumentError('Give a date as YYYY-MM-DD.');
  return value;
};

const number = (value: string): number => {
  const parsed = Number(value);
  if (value.trim() === '' || !Number.isFinite(parsed) || parsed < 0) throw new InvalidArgumentError('Give a number that is not negative.');
  return parsed;
};

const actors = (value: string, all: readonly string[] = []): readonly string[] => {
  const given = collect(value, all);
  const unknown = given.find((actor) => !(ACTORS as readonly string[]).includes(actor));
  if (unknown !== undefined) throw new InvalidArgumentError(`Choose from ${ACTORS.join(', ')}.`);
  return given;
};

/** What commander has to say, on one line and with a stop. */
const sentence = (text: string): string => {
  const line = text
    .replace(/^error: /, '')
    .trim()
    .replace(/\s*\n\s*/g, ' ');
  return /[.?!)]$/.test(line) ? line : `${line}.`;
};

/** The only argument in a thread that scans for this command line. */
const WORKER = '__scan-worker';

const program = new Command('chokepoint')
  .description(
    'Threat-models the CI/CD configuration a team really runs: what an attacker can reach, through which steps, and the few controls that cut the most.',
  )
  .version(VERSION, '-V, --version', 'print the version')
  .helpOption('-h, --help', 'show help')
  .helpCommand('help [command]', 'show help for a command')
  .showSuggestionAfterError(true)
  .exitOverride()
  .configureOutput({
    writeErr: (text) => process.stderr.write(text),
    outputError: (text, write) => write(`chokepoint: ${sentence(text)} See \`chokepoint help\`.\n`),
  })
  .addHelpText(
    'after',
    `
Examples:
  chokepoint scan                               threat model of this folder, for people
  chokepoint scan --fail-on high                exit code 1 when a proven path is high or worse
  chokepoint scan --format sarif -o out.sarif   for code scanning
  chokepoint scan --assume branch-protected=true --assume default-token-read-only=true
  chokepoint scan --compromised NPM_TOKEN       that secret is lost already: what does it reach?
  chokepoint diff origin/main                   what my change does to the threat model
  chokepoint history --limit 30                 how the threat model came to be what it is
  chokepoint map --open                         look at it: the trust map, in the browser
  chokepoint explain p-3f2a90c1d4               one path (or crossing, rule, control, setting) in full

Exit codes: 0 nothing at or above --fail-on, 1 something is, 2 wrong use, 3 input could not be read, 4 a fault of chokepoint, 130 interrupted.`,
  );

const scanOptions = (command: Command): Command =>
  command
    .option('--components <dir>', "other people's actions and reusable workflows, laid out as owner/repo@ref/… ('/' in a ref written %2F)")
    .option('--advisories <dir>', 'advisories in the OSV format (JSON files): releases that they list as malicious count as taken over')
    .option('--as-of <date>', "judge by the platform's rules of that day (default: today)", isoDate)
    .option('--assume <setting=value>', 'answer a question that the files leave open (true, false, unknown); may be repeated', collect)
    .option('--config <file>', 'declarations (default: chokepoint.yml at the root of the repository)')
    .option('--no-config', 'use no declarations, no snapshot of the repository, and no acceptance by comments')
    .option('--snapshot <file>', 'values that chokepoint collect wrote (default: chokepoint.snapshot.json at the root)')
    .option('--compromised <id>', 'start from a state, component or secret that is lost already; may be repeated', collect)
    .option('--actor <actor>', `only paths of this actor (${ACTORS.join(', ')}); may be repeated`, actors)
    .option('--asset <asset>', 'only paths to assets of this kind, id or name; may be repeated', collect);

/** Of commands that analyse one folder as it is. */
const cachedScanOptions = (command: Command): Command =>
  scanOptions(command)
    .option('--cache', 'keep the report in your cache folder, and take it from there while nothing that it depends on has changed')
    .option('--no-cache', 'do not, even if CHOKEPOINT_CACHE (1, or a folder) says so')
    .option('--cache-dir <dir>', 'as --cache, in this folder; it must lie outside of what is analysed');

/** What defines each command: only the one that is asked for is defined, unless all have to be told of. */
const commands = new Map<string, () => void>();
const define = (name: string, how: () => void): void => {
  commands.set(name, how);
};

define('scan', () => {
  cachedScanOptions(
    program
      .command('scan')
      .description('read a repository and print its threat model')
      .argument('[paths...]', 'folder of the repository, or of several: each has its report', ['.'])
      .option('-f, --format <format>', 'terminal, json, markdown, sarif, html, svg or dot', 'terminal')
      .option('-o, --output <file>', 'write there instead of standard output; for several repositories a folder')
      .option('--fail-on <severity>', 'exit with 1 when a path is at least this bad: critical, high, medium or low'),
  )
    .option('--baseline <file>', 'paths that chokepoint baseline wrote down are known: they are shown, and the gate judges the others')
    .option('--budget <cost>', 'also print the best plan that costs no more than this', number)
    .option('--no-graph', 'leave the graph out of the JSON report')
    .option('--jobs <n>', 'threads for several repositories (default: one a core; 1: none)', number)
    .option('--max-memory <MiB>', 'most that a thread may use; a repository that needs more is told as failed', number)
    .addHelpText(
      'after',
      `
Several repositories (chokepoint scan repositories/*): their reports come in the order given, as JSON one a line. What cannot be analysed is told on
standard error and leaves the others alone; the exit code is the worst of all.`,
    )
    .action(async (paths: readonly string[], options: Record<string, unknown>) => {
      const streams = { stdout: process.stdout, stderr: process.stderr, env: process.env };
      const [path = '.', ...others] = paths;
      if (others.length === 0) {
        const { scan } = await import('./scan.ts');
        process.exitCode = await scan(path, options, streams);
        return;
      }
      const { scanMany } = await import('./scan-many.ts');
      const script = process.argv[1];
      process.exitCode = await scanMany(paths, options, streams, script === undefined ? null : { script, argument: WORKER });
    });
});

define('map', () => {
  cachedScanOptions(
    program
      .command('map')
      .description('write the trust map: one HTML page to look at, walk paths on and try controls, without network or server')
      .argument('[source]', 'folder of the repository, or a report.json', '.')
      .option('-o, --output <file>', 'where to write it', 'trust-map.html')
      .option('--open', 'open it in the browser'),
  ).action(async (source: string, options: Record<string, unknown>) => {
    const { mapCommand } = await import('./map.ts');
    process.exitCode = await mapCommand(source, options, { stdout: process.stdout, stderr: process.stderr, env: process.env });
  });
});

define('explain', () => {
  cachedScanOptions(
    program
      .command('explain')
      .description('tell one thing in full: a path, crossing, rule, control, setting, asset or state')
      .argument('<id>', 'its id, as a report shows it')
      .argument('[source]', 'folder of the repository, or a report.json', '.'),
  ).action(async (id: string, source: string, options: Record<string, unknown>) => {
    const { explainCommand } = await import('./explain.ts');
    process.exitCode = await explainCommand(id, source, options, { stdout: process.stdout, stderr: process.stderr, env: process.env });
  });
});

define('diff', () => {
  scanOptions(
    program
      .command('diff')
      .description('tell what a change does to the threat model: paths opened and closed, rights gained, guarantees lost')
      .argument('<base>', 'a revision of this git repository, a folder, a report.json, or alone: a comparison made with --format json')
      .argument('[head]', 'the same; default: the files of this folder as they are')
      .option('--repo <dir>', 'folder of the git repository that revisions are of', '.')
      .option('-f, --format <format>', 'terminal, json, markdown (a review comment) or sarif (with baselineState)', 'terminal')
      .option('-o, --output <file>', 'write there instead of standard output')
      .option('--merge-base', 'compare with the last commit that both have in common, as a pull request does')
      .option('--fail-on <severity>', 'exit with 1 when the change opens a path at least this bad: critical, high, medium or low'),
  ).action(async (base: string, head: string | undefined, options: Record<string, unknown>) => {
    const { diffCommand } = await import('./diff.ts');
    process.exitCode = await diffCommand(base, head, options, { stdout: process.stdout, stderr: process.stderr, env: process.env });
  });
});

define('history', () => {
  scanOptions(
    program
      .command('history')
      .description('tell the threat model over time: risk and open paths of every revision that changed it, and which opened and closed each path')
      .argument('[range]', 'revisions of this git repository: A..B, or B for all up to it', 'HEAD')
      .option('--repo <dir>', 'folder of the repository', '.')
      .option('--limit <n>', 'most revisions that are told, the newest ones', number, 100)
      .option('-f, --format <format>', 'terminal, json or html (one page to look at)', 'terminal')
      .option('-o, --output <file>', 'write there instead of standard output'),
  )
    .addHelpText(
      'after',
      `
Follows first parents: a merge is one revision, beside what the branch was before. All are judged by the platform's rules of one day (--as-of), and with
the declarations of this folder as they are now, so that what moves the curve is the configuration. The work tree is not touched.`,
    )
    .action(async (range: string, options: Record<string, unknown>) => {
      const { historyCommand } = await import('./history.ts');
      process.exitCode = await historyCommand(range, options, { stdout: process.stdout, stderr: process.stderr, env: process.env });
    });
});

define('what-if', () => {
  scanOptions(
    program
      .command('what-if')
      .description('what closes, what opens: put controls in place, let guarantees fall, or give settings other values')
      .argument('[source]', 'folder of the repository, or a report.json', '.')
      .option('--apply <control>', 'put this control in place, by id or kind; may be repeated', collect)
      .option('--drop <guarantee>', 'let this guarantee or setting fall, by id; may be repeated', collect)
      .option('-f, --format <format>', 'terminal or json', 'terminal'),
  ).action(async (source: string, options: Record<string, unknown>) => {
    const { whatIfCommand } = await import('./what-if.ts');
    process.exitCode = await whatIfCommand(source, options, { stdout: process.stdout, stderr: process.stderr, env: process.env });
  });
});

define('mend', () => {
  scanOptions(
    program
      .command('mend')
      .description("put controls in place by editing the files: the plan's, or named ones; each edit is verified by analysing the patched tree")
      .argument('[path]', 'folder of the repository', '.')
      .option('--control <control>', 'only this control, by id or kind; may be repeated', collect)
      .option('--pins <file>', 'commits and digests to pin to: a mapping like {"actions/checkout@v4": "<SHA>", "node:20": "sha256:<digest>"}')
      .option('--online', 'look up what --pins does not tell: commits at the API of GitHub, digests at the registries of the images')
      .option('--write-pins <file>', 'write down what was looked up, so that --pins gives the same again without the network')
      .option('--api <url>', 'address of the API of GitHub, for servers of your own (https://HOST/api/v3)')
      .option('--owner <owner>', 'who owns the files of the pipeline (@org/team), for CODEOWNERS; may be repeated', collect)
      .option('--dry-run', 'write nothing; print the edits as a diff that git apply takes')
      .option('-i, --interactive', 'show each edit and ask')
      .option('-f, --format <format>', 'terminal or json', 'terminal'),
  ).action(async (path: string, options: Record<string, unknown>) => {
    const { mendCommand } = await import('./mend.ts');
    process.exitCode = await mendCommand(path, options, { stdout: process.stdout, stderr: process.stderr, env: process.env, stdin: process.stdin });
  });
});

define('compare-model', () => {
  scanOptions(
    program
      .command('compare-model')
      .description(
        'a threat model that somebody drew, beside the pipeline as it is configured: what is only on paper, only in reality, or contradicts',
      )
      .argument('<file>', 'Open Threat Model, Threat Dragon 2, or OWASP Threat Model Library (JSON or YAML)')
      .argument('[source]', 'folder of the repository, or a report.json', '.')
      .option('-f, --format <format>', 'terminal or json', 'terminal'),
  ).action(async (file: string, source: string, options: Record<string, unknown>) => {
    const { compareModelCommand } = await import('./compare-model.ts');
    process.exitCode = await compareModelCommand(file, source, options, { stdout: process.stdout, stderr: process.stderr, env: process.env });
  });
});

define('collect', () => {
  program
    .command('collect')
    .description("read settings from the platform's API into a snapshot that scans then use")
    .argument('<system>', 'github or gitlab')
    .argument('<repository>', 'OWNER/REPO, or GROUP/PROJECT')
    .option('-o, --output <file>', 'the snapshot (default: chokepoint.snapshot.json); one that is not complete is gone on with')
    .option('--api <url>', 'address of the API, for servers of your own (https://HOST/api/v3 for GitHub, https://HOST for GitLab)')
    .option('--fresh', 'begin anew, whatever the snapshot holds')
    .option('--max-wait <seconds>', 'most that is waited for a rate limit; beyond, it stops and can be run again', number, 900)
    .addHelpText(
      'after',
      `
The token comes from the environment and is sent to that API only; the snapshot holds names and answers, no secret.
GITHUB_TOKEN or GH_TOKEN: a fine-grained token for the repository that reads Administration, Actions, Environments, Secrets and Metadata.
GITLAB_TOKEN: a project access token with the Maintainer role and the scope read_api.
What cannot be read stays unknown, and the snapshot says why.`,
    )
    .action(async (system: string, repository: string, options: Record<string, unknown>) => {
      const { collectCommand } = await import('./collect.ts');
      process.exitCode = await collectCommand(system, repository, options, { stdout: process.stdout, stderr: process.stderr, env: process.env });
    });
});

define('baseline', () => {
  cachedScanOptions(
    program
      .command('baseline')
      .description('write down the paths that are open now, so that scan --baseline judges only what comes later')
      .argument('[path]', 'folder of the repository', '.')
      .option('-o, --output <file>', 'write there instead of chokepoint.baseline.json at the root (- for standard output)'),
  ).action(async (path: string, options: Record<string, unknown>) => {
    const { baselineCommand } = await import('./baseline.ts');
    process.exitCode = await baselineCommand(path, options, { stdout: process.stdout, stderr: process.stderr, env: process.env });
  });
});

define('policy', () => {
  program
    .command('policy')
    .description('try the rules of policy in chokepoint.yml')
    .command('test')
    .description('run the cases that stand beside the rules, and tell which come out otherwise')
    .argument('[path]', 'folder of the repository', '.')
    .option('--config <file>', 'declarations (default: chokepoint.yml at the root of the repository)')
    .option('--as-of <date>', "judge by the platform's rules of that day (default: today)", isoDate)
    .action(async (path: string, options: Record<string, unknown>) => {
      const { policyTestCommand } = await import('./policy-test.ts');
      process.exitCode = await policyTestCommand(path, options, { stdout: process.stdout, stderr: process.stderr, env: process.env });
    });
});

define('init', () => {
  program
    .command('init')
    .description('write a first chokepoint.yml from what the repository holds')
    .argument('[path]', 'folder of the repository', '.')
    .option('-o, --output <file>', 'write there instead (- for standard output)')
    .option('--force', 'write anew what is there already')
    .option('--as-of <date>', "judge by the platform's rules of that day (default: today)", isoDate)
    .action(async (path: string, options: Record<string, unknown>) => {
      const { initCommand } = await import('./init.ts');
      process.exitCode = await initCommand(path, options, { stdout: process.stdout, stderr: process.stderr, env: process.env });
    });
});

define('ask', () => {
  cachedScanOptions(
    program
      .command('ask')
      .description('answer the questions that the files leave open, those that change the most first; writes chokepoint.yml')
      .argument('[path]', 'folder of the repository', '.'),
  ).action(async (path: string, options: Record<string, unknown>) => {
    const { askCommand } = await import('./ask.ts');
    process.exitCode = await askCommand(path, options, { stdout: process.stdout, stderr: process.stderr, env: process.env, stdin: process.stdin });
  });
});

for (const [name, description] of [
  ['rules', 'list the rules: the ways in which trust is passed on'],
  ['controls', 'list the controls: what can be put in place against them'],
  ['settings', 'list the settings: facts outside the files, with their documented defaults'],
] as const)
  define(name, () => {
    program
      .command(name)
      .description(description)
      .action(async () => {
        const { listCommand } = await import('./list.ts');
        process.exitCode = listCommand(name, { stdout: process.stdout, stderr: process.stderr, env: process.env });
      });
  });

define('completion', () => {
  program
    .command('completion')
    .description('print what a shell needs to complete commands and options')
    .argument('<shell>', 'bash, zsh, fish or powershell')
    .addHelpText(
      'after',
      `
  bash        source <(chokepoint completion bash)                   in ~/.bashrc
  zsh         chokepoint completion zsh > "\${fpath[1]}/_chokepoint"
  fish        chokepoint completion fish > ~/.config/fish/completions/chokepoint.fish
  powershell  chokepoint completion powershell | Out-String | Invoke-Expression    in $PROFILE`,
    )
    .action(async (shell: string) => {
      const { completionCommand } = await import('./completion.ts');
      process.exitCode = await completionCommand(shell, program, { stdout: process.stdout, stderr: process.stderr, env: process.env });
    });
});

const asked = process.argv[2] ?? '';
const alone = asked === 'completion' ? undefined : commands.get(asked);
if (alone === undefined) for (const how of commands.values()) how();
else alone();

process.on('SIGINT', () => process.exit(EXIT.interrupted));
// A reader that goes away (`| head`) is not a fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.fault));

const run = async (): Promise<void> => {
  try {
    if (process.argv[2] === WORKER && (await import('./scan-workers.ts')).serve(process.env)) return;
    if (process.argv.length <= 2) program.help();
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    else {
      process.stderr.write(
        `chokepoint: a fault of chokepoint itself, not of your files: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\nPlease report it with the file that caused it.\n`,
      );
      process.exitCode = EXIT.fault;
    }
  }
};

void run();
