/** `chokepoint collect github OWNER/REPO` and `collect gitlab GROUP/PROJECT`: settings from the platform's API into a snapshot. */
import { existsSync, readFileSync } from 'node:fs';
import type { Registries } from '../settings/collect/image-digests.ts';
import type { PinAnswers, PinQuestions } from '../settings/collect/pins.ts';
import { type Part, runParts } from '../settings/collect/run.ts';
import { SNAPSHOT_FILE } from '../settings/declarations/types.ts';
import { parseSnapshot, type Snapshot } from '../settings/snapshot.ts';
import { visible } from '../show/text.ts';
import { count } from '../show/words.ts';
import { print, type Streams, UsageError, writeAtomically } from './io.ts';
import { explainFailure } from './scan.ts';

export type { PinQuestions, Registries };

const DEFAULT_API = { github: 'https://api.github.com', gitlab: 'https://gitlab.com' } as const;
const TOKENS = { github: ['GITHUB_TOKEN', 'GH_TOKEN'], gitlab: ['GITLAB_TOKEN'] } as const;

/** Exit code: 0 when the snapshot is complete, 3 when the run had to stop (it goes on next time). `options`: output, api, fresh, maxWait. */
export const collectCommand = async (
  system: string,
  repository: string,
  options: Readonly<Record<string, unknown>>,
  streams: Streams,
  pace?: number,
): Promise<number> => {
  try {
    if (system !== 'github' && system !== 'gitlab') throw new UsageError(`collect takes github or gitlab, not "${visible(system)}".`);
    const names = repository.split('/');
    if (names.length < 2 || (system === 'github' && names.length !== 2) || names.some((name) => !/^[\w.-]+$/.test(name) || /^\.+$/.test(name)))
      throw new UsageError(`"${visible(repository)}" is not ${system === 'github' ? 'OWNER/REPO' : 'GROUP/PROJECT'}.`);
    const api = apiOf(options['api'] ?? DEFAULT_API[system]);
    const token = tokenOf(system, streams);
    if (token === undefined)
      throw new UsageError(
        `Set ${TOKENS[system].join(' or ')} to a token that can read the settings; \`chokepoint collect --help\` tells the least rights.`,
      );
    const file = typeof options['output'] === 'string' ? options['output'] : SNAPSHOT_FILE;
    const previous = options['fresh'] === true ? null : previousOf(file);
    const say = (line: string): void => void streams.stderr.write(`chokepoint: ${visible(line)}\n`);
    const common = {
      token,
      api,
      mostWait: typeof options['maxWait'] === 'number' ? options['maxWait'] : 900,
      say,
      ...(pace === undefined ? {} : { pace }),
    };
    const { parts, reasonOf } = await collector(system, names, common);
    const { snapshot, stopped } = await runParts({
      parts,
      empty: { system, repository, api },
      previous,
      save: (snapshot) => writeAtomically(file, `${JSON.stringify(snapshot, null, 2)}\n`),
      say,
      now: () => new Date(),
      reasonOf,
    });
    await print(streams.stdout, summary(snapshot, file));
    if (stopped === null) return 0;
    streams.stderr.write(`chokepoint: ${visible(stopped)}\n`);
    return 3;
  } catch (error) {
    return explainFailure(error, streams);
  }
};

/** What references stand for, for `mend --online`. The token, where there is one, is sent to the API of GitHub only. Throws UsageError. */
export const onlinePins = async (
  questions: PinQuestions,
  options: Readonly<Record<string, unknown>>,
  streams: Streams,
  registries: Registries = {},
): Promise<PinAnswers> => {
  const { lookUpPins } = await import('../settings/collect/pins.ts');
  return lookUpPins(questions, {
    token: tokenOf('github', streams) ?? '',
    api: apiOf(options['api'] ?? DEFAULT_API.github),
    mostWait: 60,
    say: (line) => void streams.stderr.write(`chokepoint: ${visible(line)}\n`),
    registries,
  });
};

const tokenOf = (system: keyof typeof TOKENS, { env }: Streams): string | undefined =>
  TOKENS[system].map((name) => env[name]).find((value) => value !== undefined && value !== '');

type Common = {
  readonly token: string;
  readonly api: string;
  readonly mostWait: number;
  readonly say: (line: string) => void;
  readonly pace?: number;
};

const collector = async (
  system: 'github' | 'gitlab',
  names: readonly string[],
  common: Common,
): Promise<{ readonly parts: readonly Part[]; readonly reasonOf: (error: unknown, part: Part) => string }> => {
  if (system === 'gitlab') {
    const { gitLabCollector, gitLabReason } = await import('../settings/collect/gitlab.ts');
    return { parts: gitLabCollector({ ...common, project: names.join('/') }), reasonOf: gitLabReason };
  }
  const { gitHubClient, gitHubParts, gitHubReason } = await import('../settings/collect/github.ts');
  const [owner = '', name = ''] = names;
  return { parts: gitHubParts(gitHubClient({ ...common, owner, name })), reasonOf: gitHubReason };
};

/** A token goes over https only, except to this machine. */
const apiOf = (value: unknown): string => {
  const url = URL.canParse(String(value)) ? new URL(String(value)) : null;
  const here = url !== null && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url === null || (url.protocol !== 'https:' && !(url.protocol === 'http:' && here)))
    throw new UsageError(`--api takes an https address, not "${visible(String(value))}".`);
  return url.href.replace(/\/$/, '');
};

const previousOf = (file: string): Snapshot | null => {
  if (!existsSync(file)) return null;
  const parsed = parseSnapshot(readFileSync(file, 'utf8'));
  if ('error' in parsed) throw new UsageError(`${file} ${parsed.error}; give another file with --output, or --fresh to write it anew.`);
  return parsed.snapshot;
};

const summary = ({ settings, notRead, complete }: Snapshot, file: string): string =>
  [
    `${count(settings.length, 'value')} in ${file}${complete ? '' : ', not complete'}.`,
    ...notRead.map(({ what, reason }) => `  not read: ${visible(what)}: ${visible(reason)}`),
    '',
  ].join('\n');
