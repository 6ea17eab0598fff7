// What the GitHub Action and the GitLab note share. Node's own modules only: what runs with a token brings no packages.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
/** Comments begin with this line; `chokepoint diff --format markdown` writes it. */
export const MARKER = '<!-- chokepoint:diff -->';
/** Declarations that judge a change. They are taken from what the change is made to, never from the change. */
const JUDGES = ['chokepoint.yml', 'chokepoint.snapshot.json'];
const MOST_JUDGE_BYTES = 1_000_000;
/** What GitHub takes in one comment, with room for what we add. GitLab takes more. */
const MOST_COMMENT = 65_000;
const MOST_REVIEW_BYTES = 5_000_000;

/** Something is not as it must be; the message is for people, one sentence. */
export class Refusal extends Error {}

/** Runs chokepoint without a token in its environment. Throws Refusal where it cannot judge at all. */
export const chokepoint = (args, { env }) => {
  const { PATH, HOME, COLUMNS = '120', XDG_CACHE_HOME } = env;
  const ran = spawnSync(process.execPath, [CLI, ...args], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    env: { PATH, HOME, COLUMNS, NO_COLOR: '1', ...(XDG_CACHE_HOME === undefined ? {} : { XDG_CACHE_HOME }) },
  });
  if (ran.status !== 0 && ran.status !== 1)
    throw new Refusal(ran.stderr.trim().split('\n')[0] || `chokepoint ended with ${ran.status ?? ran.signal}.`);
  return { failed: ran.status === 1, out: ran.stdout };
};

const GIT = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'protocol.allow=never', '-c', 'safe.directory=*'];
const git = (repository, args) => {
  const { status, stdout } = spawnSync('git', ['-C', repository, ...GIT, ...args], {
    env: { PATH: process.env.PATH, HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0' },
    maxBuffer: 16 * 1024 * 1024,
  });
  return status === 0 ? stdout : null;
};

/** Full id of a revision, or null. */
export const commitOf = (repository, revision) =>
  git(repository, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])
    ?.toString()
    .trim() ?? null;

/**
 * What a change is compared with: the first parent where HEAD is the platform's merge of `head` into its target, otherwise the last common commit with `base`.
 * Throws Refusal where the clone does not reach that far.
 */
export const baseOf = (repository, base, head) => {
  const first = commitOf(repository, 'HEAD^1');
  if (head !== null && first !== null && commitOf(repository, 'HEAD^2') === head) return first;
  const found = commitOf(repository, base) === null ? null : git(repository, ['merge-base', '--end-of-options', base, 'HEAD'])?.toString().trim();
  if (found) return found;
  throw new Refusal(`What this change is made to (${base.slice(0, 12)}) is not in this clone. Check out with fetch-depth: 0.`);
};

/**
 * A folder that stands for the repository, with the declarations of `base` in it and no files of the change. A change could otherwise accept its own risks:
 * what a pull request says in chokepoint.yml counts once it is merged.
 */
export const judgeFolder = (repository, base) => {
  const folder = mkdtempSync(join(tmpdir(), 'chokepoint-judge-'));
  const inside = git(repository, ['rev-parse', '--absolute-git-dir'])?.toString().replace(/\n$/, '');
  if (!inside) throw new Refusal(`${repository} is no git repository.`);
  writeFileSync(join(folder, '.git'), `gitdir: ${inside}\n`);
  for (const name of JUDGES) {
    const text = git(repository, ['cat-file', 'blob', `${base}:${name}`]);
    if (text !== null && text.length <= MOST_JUDGE_BYTES) writeFileSync(join(folder, name), text);
  }
  return folder;
};

/** The comparison of a change with its base, written into the judge's folder. */
export const compareChange = ({ judge, base, failOn, env }) => {
  const file = join(judge, 'review.json');
  const gate = failOn === '' ? [] : ['--fail-on', failOn];
  const { failed } = chokepoint(['diff', base, 'HEAD', '--repo', judge, '--format', 'json', '-o', file, ...gate], { env });
  return { file, failed };
};

/** Options of a scan that is judged by the same declarations. */
export const judgedBy = (judge) => {
  const [config, snapshot] = JUDGES.map((name) => join(judge, name)).map((file) => (existsSync(file) ? file : null));
  return [...(config === null ? ['--no-config'] : ['--config', config]), ...(snapshot === null ? [] : ['--snapshot', snapshot])];
};

/** A comment from a comparison in a file, which is checked before anything of it is shown. `note`: a line of ours at its end. */
export const commentOf = (file, note, env) => {
  const path = resolve(file);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile() || stat.size > MOST_REVIEW_BYTES) throw new Refusal(`${file} is no review: there is no such file, or it is too large.`);
  const { schema, paths } = JSON.parse(readFileSync(path, 'utf8'));
  if (schema !== 'chokepoint.comparison/1') throw new Refusal(`${file} is no review (schema chokepoint.comparison/1).`);
  const { out } = chokepoint(['diff', path, '--format', 'markdown'], { env });
  if (!out.startsWith(`${MARKER}\n`)) throw new Refusal(`${file} could not be shown.`);
  const whole = note === '' ? out : `${out}\n<sub>${note}</sub>\n`;
  const body = whole.length <= MOST_COMMENT ? whole : `${MARKER}\nThe comparison is too long for a comment; it is in the report of this run.\n`;
  return { body, opened: paths.opened.length, closed: paths.closed.length, changed: paths.changed.length };
};

/**
 * One comment, updated in place. `list` gives the comments that are there; only one of our own, by its author, is taken for ours: anybody can write
 * the marker. Where nothing has changed and nothing was said before, nothing is said.
 */
export const say = async ({ body, quiet }, { list, isOurs, create, update }) => {
  const ours = (await list()).find((comment) => typeof comment?.body === 'string' && comment.body.startsWith(MARKER) && isOurs(comment));
  if (ours !== undefined) {
    if (ours.body.trimEnd() === body.trimEnd()) return 'unchanged';
    await update(ours.id, body);
    return 'updated';
  }
  if (quiet) return 'nothing to say';
  await create(body);
  return 'created';
};

const PATIENCE = 30_000;
const MOST_PAGES = 20;

/** An API of one server. Answers parsed; throws Refusal with the status, never with what the server wrote. Redirects are not followed, so the token stays there. */
export const api = (address, headers) => {
  const ask = async (method, path, body) => {
    const answer = await fetch(`${address.replace(/\/+$/, '')}${path}`, {
      method,
      headers: { ...headers, 'user-agent': 'chokepoint', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error) => {
      throw new Refusal(`The API could not be reached (${error instanceof Error ? error.name : 'unknown error'}).`);
    });
    if (!answer.ok) throw Object.assign(new Refusal(`The API said ${answer.status} to ${method} ${path.split('?')[0]}.`), { status: answer.status });
    return answer.json();
  };
  return {
    ask,
    pages: async (path) => {
      const all = [];
      for (let page = 1; page <= MOST_PAGES; page++) {
        const some = await ask('GET', `${path}${path.includes('?') ? '&' : '?'}per_page=100&page=${page}`);
        if (!Array.isArray(some)) throw new Refusal('The API gave no list.');
        all.push(...some);
        if (some.length < 100) break;
      }
      return all;
    },
  };
};
