/** Which files a command that publishes or deploys is handed by name. */
import { shipsByName } from '../../knowledge/production.ts';
import type { Material } from '../../pipeline/effects.ts';
import { optionValues, type ParsedCall } from './script-call.ts';
import { coveringUntrusted, resolvePath } from './script-places.ts';

const FILE_OPTIONS = [
  '-f',
  '--file',
  '--filename',
  '--values',
  '-k',
  '--kustomize',
  '--template',
  '--template-file',
  '--template-body',
  '--dir',
  '--directory',
  '--local-directory',
  '--path',
  '--source-dir',
];

/** Commands that copy, by how many words stand before their operands: what they name without a host or a scheme is a file. */
const COPIES: Readonly<Record<string, number>> = { aws: 2, azcopy: 1, gsutil: 1, rclone: 1, rsync: 0, s3cmd: 1, scp: 0 };

/** A name among other operands is a file only where it looks like one: `deployment/app` is a resource, `registry/app` a chart of somebody's. */
const isFile = (text: string): boolean => /^\.{1,2}(?:\/|$)|\/$|^[\w./*{}-]+\.[a-z]\w{0,5}$|^[\w./-]+\/[\w.-]*\*[\w.*-]*$/.test(text);

const namedFiles = (call: ParsedCall): readonly string[] => {
  const operands = call.operands.flatMap(({ exact }) => exact ?? []);
  const before = Object.hasOwn(COPIES, call.name) ? COPIES[call.name] : undefined;
  const options = optionValues(call, ...FILE_OPTIONS).flatMap(({ exact }) => exact?.replace(/^file:\/\//, '') ?? []);
  return [...options, ...(before === undefined ? operands.filter(isFile) : operands.slice(before))].filter((name) => !name.includes(':'));
};

/**
 * Checkouts of unreviewed changes that hold a file, or the folder, which the command names. None where it is told at run time what it names,
 * as the place of a preview is, or where a name speaks of a stage before production.
 */
export const handedOver = (call: ParsedCall, directory: string): { readonly hands?: readonly Material[] } => {
  const hands = changesNamed(call, directory);
  return hands.length === 0 ? {} : { hands };
};

const changesNamed = (call: ParsedCall, directory: string): readonly Material[] => {
  if (!call.args.every(({ exact }) => exact !== null)) return [];
  if (call.args.some(({ exact }) => shipsByName(exact ?? '') === 'tests')) return [];
  const paths = namedFiles(call)
    .flatMap((name) => resolvePath(directory, name) ?? [])
    .filter((path) => !call.state.written.has(path));
  return [...new Set(paths.flatMap((path) => coveringUntrusted(call.state.materials, path)))].filter(({ kind }) => kind === 'checkout');
};
