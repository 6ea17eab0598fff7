/** Which declarations and snapshot a run uses: those that are named, or those at the root of the repository. */
import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { MOST_BASELINE_BYTES, parseBaseline } from '../settings/baseline.ts';
import { CONFIG_FILE, SNAPSHOT_FILE } from '../settings/declarations/types.ts';
import type { DeclarationOptions } from '../settings/declarations/use.ts';
import { MOST_SNAPSHOT_BYTES, parseSnapshot, toldBySnapshot } from '../settings/snapshot.ts';
import { decodeText } from '../source/decode.ts';
import type { Diagnostic } from '../source/span.ts';
import { UsageError } from './errors.ts';

const MOST_CONFIG_BYTES = 1_000_000;

/**
 * A file that is named must be right, else UsageError. One that lies in the scanned repository is input like everything there: wrong, it is
 * told as an error and not used. `--no-config` uses neither, nor comments in workflow files.
 */
export const declaredFor = async (root: string, options: Readonly<Record<string, unknown>>): Promise<DeclarationOptions> => {
  if (options['config'] === false) {
    const named = typeof options['snapshot'] === 'string' ? snapshotOf(options['snapshot'], options['snapshot'], true) : NOTHING;
    return {
      ...named,
      ...(typeof options['baseline'] === 'string' ? baselineOf(options['baseline'], options['baseline'], true) : NOTHING),
      inline: false,
    };
  }
  const config =
    typeof options['config'] === 'string'
      ? await configOf(options['config'], options['config'], true)
      : await configOf(within(root, CONFIG_FILE), CONFIG_FILE, false);
  const snapshot =
    typeof options['snapshot'] === 'string'
      ? snapshotOf(options['snapshot'], options['snapshot'], true)
      : snapshotOf(within(root, SNAPSHOT_FILE), SNAPSHOT_FILE, false);
  const declared = config.declarations?.policy?.baseline ?? null;
  const baseline =
    options['baseline'] === false
      ? NOTHING
      : typeof options['baseline'] === 'string'
        ? baselineOf(options['baseline'], options['baseline'], true)
        : declared === null
          ? NOTHING
          : baselineOf(within(root, declared), declared, false);
  const problems = [config, snapshot, baseline].flatMap((one) => one.declarationProblems ?? []);
  return { ...config, ...snapshot, ...baseline, declarationProblems: problems };
};

const NOTHING: DeclarationOptions = {};

/** The path of a file at the root, unless it leads out of it. */
const within = (root: string, name: string): string | null => {
  try {
    const top = realpathSync(root);
    const real = realpathSync(join(top, name));
    return real.startsWith(top + sep) ? real : null;
  } catch {
    return null;
  }
};

/** The text, or half a sentence on what keeps it from being read. */
const textOf = (path: string, most: number): { readonly text: string } | { readonly error: string } => {
  try {
    const stat = lstatSync(realpathSync(path));
    if (!stat.isFile()) return { error: 'is no regular file' };
    if (stat.size > most) return { error: `is larger than ${most} bytes` };
    const decoded = decodeText(readFileSync(path));
    return decoded.text === null ? { error: decoded.problem } : { text: decoded.text };
  } catch (error) {
    return { error: `cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'})` };
  }
};

const configOf = async (path: string | null, name: string, named: boolean): Promise<DeclarationOptions> => {
  if (path === null) return NOTHING;
  const read = textOf(path, MOST_CONFIG_BYTES);
  if ('error' in read) return refuse(name, read.error, named);
  const { readDeclarations } = await import('../settings/declarations/read.ts');
  const { declarations, problems } = await readDeclarations(read.text, name);
  if (declarations !== null) return { declarations };
  if (named) throw new UsageError(problems.map(positioned).join('\nchokepoint: '));
  return {
    declarationProblems: problems.map((problem) => ({ ...problem, message: `${problem.message} (nothing of this file is used until it is right)` })),
  };
};

const positioned = ({ file, message, evidence: [span] }: Diagnostic): string =>
  `${file}:${span === undefined ? '' : `${span.line}:${span.column}: `}${message}${/[.?]$/.test(message) ? '' : '.'}`;

const snapshotOf = (path: string | null, name: string, named: boolean): DeclarationOptions => {
  if (path === null) return NOTHING;
  const read = textOf(path, MOST_SNAPSHOT_BYTES);
  if ('error' in read) return refuse(name, read.error, named);
  const parsed = parseSnapshot(read.text);
  if ('error' in parsed) return refuse(name, parsed.error, named);
  const { snapshot } = parsed;
  const half: Diagnostic = {
    level: 'warning',
    file: name,
    message: 'the snapshot is not complete; run chokepoint collect again, and it goes on where it stopped',
    evidence: [],
  };
  return { snapshot: { file: name, settings: toldBySnapshot(snapshot, name) }, ...(snapshot.complete ? {} : { declarationProblems: [half] }) };
};

/** Without its baseline a gate judges everything: a file that is missing or wrong opens nothing. */
const baselineOf = (path: string | null, name: string, named: boolean): DeclarationOptions => {
  if (path === null) return refuse(name, 'is not in this repository; make it with chokepoint baseline', named);
  const read = textOf(path, MOST_BASELINE_BYTES);
  if ('error' in read) return refuse(name, read.error, named);
  const parsed = parseBaseline(read.text, name);
  return 'error' in parsed ? refuse(name, parsed.error, named) : { baseline: parsed.baseline };
};

const refuse = (name: string, error: string, named: boolean): DeclarationOptions => {
  if (named) throw new UsageError(`${name} ${error}.`);
  return { declarationProblems: [{ level: 'error', file: name, message: `${error}, so nothing of it is used`, evidence: [] }] };
};
