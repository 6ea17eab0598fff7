/**
 * What references stand for now: commits of actions and reusable workflows by the GitHub API, digests of images by their registries.
 * Asked for by `chokepoint mend --online` alone. What cannot be told is left out, with the reason.
 */
import { type GitHubClient, type GitHubOptions, gitHubClient, gitHubReason, isNotFound } from './github.ts';
import { digestOf, type Registries } from './image-digests.ts';
import { record, Stopped, word } from './run.ts';

export interface PinQuestions {
  /** `owner/repo@ref`, as `uses:` has them without the path inside the repository. */
  readonly references: readonly string[];
  /** Images as they are written. */
  readonly images: readonly string[];
}

export interface PinAnswers {
  /** By reference: 40 hex digits. */
  readonly commits: ReadonlyMap<string, string>;
  /** By image: `sha256:` and 64 hex digits. */
  readonly digests: ReadonlyMap<string, string>;
  readonly notFound: readonly { readonly what: string; readonly reason: string }[];
}

export interface PinOptions extends Omit<GitHubOptions, 'owner' | 'name'> {
  readonly registries: Registries;
}

/** Asks one after the other, in order. Never throws: a limit that is not waited for ends the questions to GitHub, with the reason for each that is left. */
export const lookUpPins = async ({ references, images }: PinQuestions, options: PinOptions): Promise<PinAnswers> => {
  const commits = new Map<string, string>();
  const digests = new Map<string, string>();
  const notFound: { readonly what: string; readonly reason: string }[] = [];
  let stopped: string | null = null;
  for (const reference of references) {
    const [, owner = '', name = '', ref = ''] = /^([\w.-]{1,100})\/([\w.-]{1,100})@(\S{1,250})$/.exec(reference) ?? [];
    if (owner === '' || /^\.+$/.test(owner) || /^\.+$/.test(name)) {
      notFound.push({ what: reference, reason: 'it is no reference to a repository' });
    } else if (stopped !== null) notFound.push({ what: reference, reason: stopped });
    else {
      try {
        commits.set(reference, await commitOf(gitHubClient({ ...options, owner, name }), ref));
      } catch (error) {
        if (error instanceof Stopped) stopped = error.message;
        notFound.push({ what: reference, reason: error instanceof Stopped ? error.message : gitHubReason(error, { needs: 'Contents: read' }) });
      }
    }
  }
  for (const image of images) {
    const digest = await digestOf(image, options.registries);
    if ('digest' in digest) digests.set(image, digest.digest);
    else notFound.push({ what: image, reason: digest.reason });
  }
  return { commits, digests, notFound };
};

const MOST_TAGS = 5;

/**
 * A tag before a branch of the same name; an annotated tag is followed to its commit.
 * https://docs.github.com/en/rest/git/refs#get-a-reference, https://docs.github.com/en/rest/git/tags#get-a-tag
 */
const commitOf = async ({ repository, get }: GitHubClient, ref: string): Promise<string> => {
  const path = ref.split('/').map(encodeURIComponent).join('/');
  let answer: Readonly<Record<string, unknown>>;
  try {
    answer = await get(`${repository}/git/ref/tags/${path}`);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    answer = await get(`${repository}/git/ref/heads/${path}`);
  }
  let object = record(answer['object'], '"object"');
  for (let depth = 0; word(object, 'type') === 'tag' && depth < MOST_TAGS; depth++)
    object = record((await get(`${repository}/git/tags/${encodeURIComponent(word(object, 'sha'))}`))['object'], '"object"');
  const sha = word(object, 'sha').toLowerCase();
  if (word(object, 'type') !== 'commit' || !/^[0-9a-f]{40}$/.test(sha)) throw new Error('it stands for no commit');
  return sha;
};
