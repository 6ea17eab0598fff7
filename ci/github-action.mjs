// The GitHub Action (action.yml). Scans on a push; on a pull request tells what it changes; on workflow_run writes the comment for one from a fork.
import { randomUUID } from 'node:crypto';
import { appendFileSync, copyFileSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { api, baseOf, chokepoint, commentOf, compareChange, judgedBy, judgeFolder, Refusal, say } from './shared.mjs';

const FORGED =
  'Made by the run of the pull request itself, whose author can change what that run does. A check of the target branch decides, not this comment.';

/** https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputs */
const input = (env, name) => (env[`INPUT_${name.toUpperCase()}`] ?? '').trim();

/** Text for the log that came from a repository: the runner must not take its lines for commands. */
const shown = (text, write) => {
  const token = randomUUID();
  write(`::stop-commands::${token}\n${text}\n::${token}::\n`);
};
const escaped = (text) => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');

/** Exit code. `env`: the runner's; `write`: to its log. */
export const action = async (env, write) => {
  try {
    const event = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH ?? '', 'utf8'));
    const given = env.GITHUB_EVENT_NAME;
    if (given === 'workflow_run') return await fromRun(event, env, write);
    if (given === 'pull_request' || given === 'merge_group') return await onChange(event, env, write);
    if (given === 'pull_request_target')
      throw new Refusal('On pull_request_target this action does nothing: use pull_request, and workflow_run for the comment (docs/ci.md).');
    return onPush(env, write);
  } catch (error) {
    if (!(error instanceof Refusal) && !(error instanceof SyntaxError)) throw error;
    write(`::error title=chokepoint::${escaped(error.message)}\n`);
    return 2;
  }
};

const onPush = (env, write) => {
  const root = input(env, 'path') || '.';
  const failOn = input(env, 'fail-on');
  const options = [...option(env, 'config'), ...option(env, 'baseline')];
  const { failed, out } = chokepoint(['scan', root, ...options, ...(failOn === '' ? [] : ['--fail-on', failOn])], { env });
  shown(out, write);
  sarif(root, options, env, write);
  output(env, { failed });
  if (failed) write('::error title=chokepoint::The gate says no: a path is at least as bad as fail-on, or a rule of the policy does not hold.\n');
  return failed ? 1 : 0;
};

const option = (env, name) => (input(env, name) === '' ? [] : [`--${name}`, input(env, name)]);

const sarif = (root, options, env, write) => {
  const file = input(env, 'sarif');
  if (file === '') return;
  chokepoint(['scan', root, ...options, '--format', 'sarif', '-o', file], { env });
  output(env, { sarif: file });
  write(`SARIF is in ${JSON.stringify(file)}; github/codeql-action/upload-sarif brings it to code scanning.\n`);
};

const onChange = async (event, env, write) => {
  const root = resolve(input(env, 'path') || '.');
  const pull = event.pull_request ?? null;
  const base = baseOf(root, String(pull?.base?.sha ?? event.merge_group?.base_sha ?? ''), pull === null ? null : String(pull.head?.sha));
  const judge = judgeFolder(root, base);
  try {
    const { file, failed } = compareChange({ judge, base, failOn: input(env, 'fail-on'), env });
    shown(chokepoint(['diff', file], { env }).out, write);
    const comment = commentOf(file, '', env);
    if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, comment.body);
    if (input(env, 'review') !== '') copyFileSync(file, input(env, 'review'));
    sarif(root, judgedBy(judge), env, write);
    output(env, { opened: comment.opened, closed: comment.closed, failed });
    if (input(env, 'comment') === 'true' && pull !== null) await tell(comment, Number(pull.number), env, write);
    if (failed) write('::error title=chokepoint::This change opens a path that is at least as bad as fail-on.\n');
    return failed ? 1 : 0;
  } finally {
    rmSync(judge, { recursive: true, force: true });
  }
};

/** Of the run that ended only what GitHub itself says counts; the artifact is data that is checked and written anew. */
const fromRun = async ({ workflow_run: run }, env, write) => {
  if (run?.event !== 'pull_request') {
    write('The run before was not for a pull request: there is nothing to say.\n');
    return 0;
  }
  const github = client(env);
  const head = `${run.head_repository?.owner?.login}:${run.head_branch}`;
  const pulls = await github.pages(`/repos/${repositoryOf(env)}/pulls?state=open&head=${encodeURIComponent(head)}`);
  const ours = pulls.filter((pull) => pull?.head?.sha === run.head_sha && pull.head.repo?.id === run.head_repository?.id);
  if (ours.length === 0) {
    write('No open pull request has the commit of that run (any more): there is nothing to say.\n');
    return 0;
  }
  const comment = commentOf(input(env, 'review') || 'review.json', FORGED, env);
  for (const pull of ours) await tell(comment, Number(pull.number), env, write);
  return 0;
};

const repositoryOf = (env) => {
  if (/^[\w.-]+\/[\w.-]+$/.test(env.GITHUB_REPOSITORY ?? '')) return env.GITHUB_REPOSITORY;
  throw new Refusal('GITHUB_REPOSITORY is no OWNER/NAME.');
};

const client = (env) => {
  const token = input(env, 'token');
  if (token === '') throw new Refusal('There is no token to write the comment with; set the input token.');
  return api(env.GITHUB_API_URL || 'https://api.github.com', {
    authorization: `Bearer ${token}`,
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
  });
};

/** https://docs.github.com/en/rest/issues/comments: pull-requests: write is enough on a pull request. */
const tell = async ({ body, opened, closed, changed }, number, env, write) => {
  if (!Number.isSafeInteger(number) || number < 1) throw new Refusal('The event names no pull request.');
  const github = client(env);
  const comments = `/repos/${repositoryOf(env)}/issues/${number}/comments`;
  const author = input(env, 'comment-author') || 'github-actions[bot]';
  try {
    const done = await say(
      { body, quiet: opened + closed + changed === 0 },
      {
        list: () => github.pages(comments),
        isOurs: ({ user }) => user?.type === 'Bot' && user.login === author,
        create: (text) => github.ask('POST', comments, { body: text }),
        update: (id, text) => github.ask('PATCH', `/repos/${repositoryOf(env)}/issues/comments/${Number(id)}`, { body: text }),
      },
    );
    write(`Comment on #${number}: ${done}.\n`);
  } catch (error) {
    if (!(error instanceof Refusal) || (error.status !== 403 && error.status !== 404)) throw error;
    // A pull request from a fork: its token only reads, and that is right.
    write(
      '::notice title=chokepoint::This run may not comment (pull-requests: write is missing, or it is for a fork). The summary of the run holds what it would say; see docs/ci.md for the comment.\n',
    );
  }
};

const output = (env, values) => {
  if (!env.GITHUB_OUTPUT) return;
  for (const [name, value] of Object.entries(values)) {
    const end = randomUUID();
    appendFileSync(env.GITHUB_OUTPUT, `${name}<<${end}\n${value}\n${end}\n`);
  }
};

// Also through a link, as in the container.
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href)
  process.exitCode = await action(process.env, (text) => process.stdout.write(text));
